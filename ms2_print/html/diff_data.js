// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what html/diff.c wrote, and sums it up: what each stack, function and
// node had before and has now.

import {Reader, inflate} from "./data.js";
import {find} from "./dom.js";
import {makeTree} from "./tree.js";
import {atOnce} from "./work.js";

/* The numbers are those of query/diff.h. */
export const ADDED = 0, GROWN = 1, SHRUNK = 2, GONE = 3;

function readSide(r, nAxes) {
   const n = r.number();
   const column = () => new Float64Array(n + 1);
   const s = {n, clocks: Array.from({length: nAxes}, column),
              heapBytes: column(), highBytes: column()};

   for (let k = 1; k <= n; k++) {
      for (const clock of s.clocks)
         clock[k] = clock[k - 1] + r.number();
      s.heapBytes[k] = r.number();
      s.highBytes[k] = r.number();
   }
   return s;
}

/* A number with a sign, from the one before. */
function readStep(r, from) {
   const n = r.number();

   return n % 2 === 0 ? from + n / 2 : from - (n + 1) / 2;
}

/* The tree of both: nodes behind their parents; 0 is the root. */
function newNodes(n) {
   return {n, parent: new Int32Array(n), place: new Int32Array(n),
           site: new Int32Array(n).fill(-1)};
}

/* A side's own tree, whose nodes have lines; a node of both has the site of the
   first one that is it, of the newer side where that has one. */
function readOwn(r, nodes, isNewer) {
   const n = r.number() + 1;
   const own = {parent: new Int32Array(n), site: new Int32Array(n)};
   const common = new Int32Array(n);
   const seen = new Uint8Array(nodes.n);

   for (let i = 1; i < n; i++) {
      own.parent[i] = i - r.number();
      common[i] = readStep(r, common[i - 1] + 1);
      own.site[i] = r.site();
      const node = common[i];

      nodes.parent[node] = common[own.parent[i]];
      if (!seen[node] && (isNewer || nodes.site[node] < 0))
         nodes.site[node] = own.site[i];
      seen[node] = 1;
   }
   return own;
}

function readSteps(r, n) {
   const column = new Int32Array(n);

   for (let i = 0; i < n; i++)
      column[i] = readStep(r, i > 0 ? column[i - 1] : 0);
   return column;
}

function readStacks(r, nMeasures) {
   const n = r.number();
   const s = {n, node: readSteps(r, n), ownBefore: readSteps(r, n),
              ownAfter: readSteps(r, n), before: [], after: []};
   const column = () => Float64Array.from({length: n}, () => r.number());

   for (let m = 0; m < nMeasures; m++) {
      s.before.push(column());
      s.after.push(column());
   }
   return s;
}

export async function unpackDiff() {
   const r = new Reader(await inflate(find("diff").textContent));
   const head = JSON.parse(r.text());
   const sides = head.sides.map((side) =>
      ({...side, snapshots: readSide(r, head.axes.length)}));
   const nodes = newNodes(r.number());
   const own = [readOwn(r, nodes, false), readOwn(r, nodes, true)];
   const places = r.sites.map(() => r.number());

   for (let i = 1; i < nodes.n; i++)
      nodes.place[i] = places[nodes.site[i]];

   return {head, sides, nodes, own, stacks: readStacks(r, head.measures.length),
           sites: r.sites};
}

export function kindOf(before, after) {
   if (before === 0)
      return ADDED;
   if (after === 0)
      return GONE;
   return after > before ? GROWN : SHRUNK;
}

/* What changed by a measure: {stack, before, after, kind}, in the order of
   query/diff.c.  By function: those of one place as one, with the stack that
   changed most. */
export function changesOf(diff, measure, byFunction) {
   const {nodes, stacks} = diff;
   const before = stacks.before[measure], after = stacks.after[measure];
   const rows = new Map();

   for (let i = 0; i < stacks.n; i++) {
      const key = byFunction ? nodes.place[stacks.node[i]] : i;
      const size = Math.abs(after[i] - before[i]);
      const row = rows.get(key);

      if (before[i] === 0 && after[i] === 0)
         continue;
      if (!row) {
         rows.set(key, {stack: i, size, before: before[i], after: after[i]});
         continue;
      }
      row.before += before[i];
      row.after += after[i];
      if (size > row.size)
         Object.assign(row, {stack: i, size});
   }
   return [...rows.values()].filter((row) => row.before !== row.after)
      .map((row) => describe(diff, row)).sort(compare);
}

/* A row with its kind, and the sites of its stack, the allocating one first:
   those of now, but of before where it is gone. */
function describe({stacks, own, nodes, sites}, row) {
   const kind = kindOf(row.before, row.after);
   const isGone = kind === GONE || stacks.ownAfter[row.stack] === 0;
   const {parent, site} = own[isGone ? 0 : 1];
   const of = isGone ? stacks.ownBefore : stacks.ownAfter;
   const spelled = [];

   for (let node = of[row.stack]; node > 0; node = parent[node])
      spelled.push(sites[site[node]]);
   return {...row, kind, sites: spelled, site: spelled[0],
           parent: nodes.parent[stacks.node[row.stack]]};
}

function compare(a, b) {
   return Math.abs(b.after - b.before) - Math.abs(a.after - a.before) ||
      a.kind - b.kind ||
      (a.site.name < b.site.name ? -1 : a.site.name > b.site.name ? 1 : 0);
}

/* Sums over the stacks through each node. */
function sumUp({nodes, stacks}, of) {
   const sums = new Float64Array(nodes.n);

   for (let i = 0; i < stacks.n; i++)
      sums[stacks.node[i]] += of(i);
   for (let i = nodes.n - 1; i > 0; i--)
      sums[nodes.parent[i]] += sums[i];
   return sums;
}

/* The nodes that have a width, each behind its parent, the widest child first:
   {depths, order}. */
function arrange({n, parent}, widths) {
   const first = new Int32Array(n + 2);
   const children = new Int32Array(n);
   const depths = [0], order = [0], todo = [];

   for (let i = 1; i < n; i++)
      first[parent[i] + 2]++;
   for (let i = 2; i < n + 2; i++)
      first[i] += first[i - 1];
   for (let i = 1; i < n; i++)
      children[first[parent[i] + 1]++] = i;
   const put = (node, depth) => {
      const below = children.subarray(first[node], first[node + 1])
         .filter((child) => widths[child] > 0)
         .sort((a, b) => widths[a] - widths[b] || b - a);

      for (const child of below)
         todo.push([child, depth + 1]);
   };

   put(0, 0);
   while (todo.length > 0) {
      const [node, depth] = todo.pop();

      depths.push(depth);
      order.push(node);
      put(node, depth);
   }
   return {depths: Int32Array.from(depths), order: Int32Array.from(order)};
}

/* The tree of a measure: {tree, order, widths, before, after}, by position of
   the tree's nodes; order says which they are.  As wide as what changed, or as
   the larger of what there was and is. */
export function graphOf(diff, measure, bySize) {
   const {nodes, stacks} = diff;
   const b = stacks.before[measure], a = stacks.after[measure];
   const before = sumUp(diff, (i) => b[i]), after = sumUp(diff, (i) => a[i]);
   const widths = sumUp(diff, bySize ? (i) => Math.max(a[i], b[i])
      : (i) => Math.abs(a[i] - b[i]));
   const {depths, order} = arrange(nodes, widths);
   const pick = (values) => Float64Array.from(order, (node) => values[node]);

   const ofOrder = Int32Array.from(order, (node) => nodes.site[node]);

   return {tree: atOnce(makeTree(depths, ofOrder)), order, widths: pick(widths), before: pick(before),
           after: pick(after)};
}

/* Sites from the node that allocates out to the root's child. */
export function stackOf({nodes, sites}, node) {
   const stack = [];

   for (; node > 0; node = nodes.parent[node])
      stack.push(sites[nodes.site[node]]);
   return stack;
}
