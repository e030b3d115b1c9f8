// SPDX-License-Identifier: GPL-2.0-or-later
// What a window must show, from the lines of a profile themselves: a small
// reading of the format that shares nothing with ms2_print or the page.

import {readFileSync} from "node:fs";

/* Snapshots in order: each with its heap, highest heap, and the changes that
   led to it as [caller of malloc, bytes, blocks, bytes freed]. */
export function readProfile(file) {
   const strings = [""], addresses = [""], nodes = [{name: "", parent: 0}];
   const snapshots = [];
   let changes = [];

   for (const line of readFileSync(file, "utf8").split("\n")) {
      const [kind, ...fields] = line.split(" ");
      const at = fields.map(Number);

      if (kind === "s")
         strings.push(line.slice(2));
      else if (kind === "a")
         addresses.push(null);
      else if (kind === "f") /* the first is that of the address itself */
         addresses[addresses.length - 1] ??= strings[at[0]];
      else if (kind === "n")
         nodes.push({parent: at[0], name: addresses[at[1]]});
      else if (kind === "d")
         changes.push([nodes[nodes[at[0]].parent].name, ...at.slice(1, 4)]);
      else if (kind === "S") {
         snapshots.push({at: at[0], heap: at[5], highest: at[8], changes});
         changes = [];
      }
   }
   return snapshots;
}

/* By function: live at the end of the window between two positions, what
   changed in it, and what was allocated in it; and the whole heap's. */
export function replay(snapshots, from, to) {
   const functions = {};
   const sum = {allocated: 0, calls: 0, peak: from ? snapshots[from - 1].heap
                                                   : 0};

   snapshots.slice(0, to).forEach((snapshot, i) => {
      const isInside = i >= from;

      if (isInside)
         sum.peak = Math.max(sum.peak, snapshot.highest);
      for (const [name, bytes, blocks, freed] of snapshot.changes) {
         const f = functions[name] ??=
            {end: 0, change: 0, allocated: 0, calls: 0};

         f.end += bytes - freed;
         if (!isInside)
            continue;
         f.change += bytes - freed;
         f.allocated += bytes;
         f.calls += blocks;
         sum.allocated += bytes;
         sum.calls += blocks;
      }
   });
   return {functions, sum, end: to ? snapshots[to - 1].heap : 0};
}

/* The last search of a kind: {heap, all}, its nodes with what each retains;
   `root` is the name of a variable. */
export function readOwners(file, how) {
   const lines = readFileSync(file, "utf8").split("\n")
      .map((line) => line.split(" "));
   const roots = lines.filter(([kind]) => kind === "R");
   const searches = lines.filter(([kind]) => kind === "Q");
   const number = searches.findLastIndex(([, word]) => word === how) + 1;
   const usage = (bytes, blocks) =>
      ({bytes: Number(bytes), blocks: Number(blocks)});
   const all = lines.filter(([kind, search]) => kind === "N" &&
      Number(search) === number)
      .map(([, , parent, kind, n, , , bytes, blocks]) => ({
         parent: Number(parent), kind: Number(kind),
         root: kind === "1" ? roots[Number(n) - 1][7] : "",
         own: usage(bytes, blocks), retained: usage(bytes, blocks)}));

   for (const {parent, retained} of [...all].reverse()) {
      if (parent > 0) {
         all[parent - 1].retained.bytes += retained.bytes;
         all[parent - 1].retained.blocks += retained.blocks;
      }
   }
   return {heap: usage(...searches[number - 1].slice(7, 9)), all};
}
