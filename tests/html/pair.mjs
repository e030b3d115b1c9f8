// SPDX-License-Identifier: GPL-2.0-or-later
// Two profiles of one program, in which each kind of change is there.

import {writeFileSync} from "node:fs";
import path from "node:path";

/* From main inwards; the bytes at the peak and at the end, before and now. */
const STACKS = [
   {names: ["main", "load", "parse"], before: [400000, 400000],
    after: [700000, 650000]},
   {names: ["main", "load", "keep"], before: [300000, 200000],
    after: [120000, 120000]},
   {names: ["main", "serve", "session"], before: [0, 0],
    after: [250000, 250000], blocks: 50},
   {names: ["main", "serve", "buffer"], before: [90000, 0],
    after: [90000, 0]},
   {names: ["main", "report"], before: [64000, 1000], after: [0, 0]},
   {names: ["main", "serve", "parse"], before: [5000, 5000],
    after: [4000, 0]},
   {names: ["main", "std::map<int, char>::insert"], before: [800, 0],
    after: [2000, 0]},
];

/* Of one side; lines and folder are others on the other. */
function textOf(side, shift, {command, rename}) {
   const names = [...new Set(STACKS.flatMap((stack) => stack.names))];
   const nodes = [], parts = [], changes = [[], []];
   const sums = {peak: 0, end: 0, blocks: 0, left: 0};
   const numberOf = (parent, address) => {
      const at = nodes.findIndex(([p, a]) => p === parent && a === address);

      return at >= 0 ? at + 1 : nodes.push([parent, address]);
   };

   for (const stack of STACKS) {
      const [peak, end] = stack[side];
      const n = stack.blocks ?? 2;

      if (peak === 0)
         continue;
      const node = stack.names.reduce((parent, name) =>
         numberOf(parent, names.indexOf(name) + 1), 0);
      const freed = peak === end ? 0 : end === 0 ? n : 1;

      changes[0].push(`d ${node} ${peak} ${n} 0 0`);
      if (freed > 0)
         parts.push(`p ${node} ${peak} ${n}`);
      if (freed > 0)
         changes[1].push(`d ${node} 0 0 ${peak - end} ${freed}`);
      sums.peak += peak;
      sums.end += end;
      sums.blocks += n;
      sums.left += n - freed;
   }
   const {peak, end, blocks, left} = sums;

   return [
      "ms2 2.0", "h pid 4711", `h command ${command}`, "h exe /usr/bin/shop",
      ...names.map((name, i) => `s ${rename(name, i)}`),
      `s /build/${side}`, "s shop.c", "o 1000 /usr/bin/shop",
      ...names.flatMap((_, i) => [`a ${1010 + 10 * i} 1`,
         `f ${i + 1} ${names.length + 1} ${names.length + 2} ` +
         `${shift + i * 10}`]),
      ...nodes.map(([parent, address]) => `n ${parent} ${address}`),
      ...changes[0],
      `S 100 5 ${peak} ${blocks} 0 ${peak} ${blocks} 0 ${peak} 100`,
      ...changes[1],
      `S ${200 + shift} 9 ${peak} ${blocks} 0 ${end} ${left} 0 ${peak} 100`,
      ...parts,
      `P 100 5 ${peak} ${blocks} 0 ${peak} ${blocks} 0`,
      `E exit 0 ${names.length + 2} 1 ${names.length} ${nodes.length} 2`, "",
   ].join("\n");
}

/* Returns their paths: [older, newer].  what: {command, rename(name, i)}. */
export function writePair(folder, what = {}) {
   const all = {command: "/usr/bin/shop --open", rename: (name) => name,
                ...what};

   return [["before", 7], ["after", 11]].map(([side, shift]) => {
      const file = path.join(folder, `${side}.ms2`);

      writeFileSync(file, textOf(side, shift, all));
      return file;
   });
}
