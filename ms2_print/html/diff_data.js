// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what html/diff.c wrote, and sums it up: what each stack, function and
// node had before and has now.

import {busily} from "./busy.js";
import {Reader, inflate} from "./data.js";
import {find} from "./dom.js";
import {makeTree} from "./tree.js";
import {PIECE, atOnce} from "./work.js";

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
function* readOwn(r, nodes, isNewer) {
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
      if (i % PIECE === 0)
         yield r.part;
   }
   return own;
}

function readSteps(r, n) {
   const column = new Int32Array(n);

   for (let i = 0; i < n; i++)
      column[i] = readStep(r, i > 0 ? column[i - 1] : 0);
   return column;
}

function* readStacks(r, nMeasures) {
   const n = r.number();
   const s = {n, node: readSteps(r, n), ownBefore: readSteps(r, n),
              ownAfter: readSteps(r, n), before: [], after: []};
   const column = () => Float64Array.from({length: n}, () => r.number());

   for (let m = 0; m < nMeasures; m++) {
      s.before.push(column());
      s.after.push(column());
      yield r.part;
   }
   return s;
}

function* readDiff(bytes) {
   const r = new Reader(bytes);
   const head = JSON.parse(r.text());
   const sides = head.sides.map((side) =>
      ({...side, snapshots: readSide(r, head.axes.length)}));
   const nodes = newNodes(r.number());
   const own = [yield* readOwn(r, nodes, false), yield* readOwn(r, nodes, true)];
   const places = r.sites.map(() => r.number());

   for (let i = 1; i < nodes.n; i++)
      nodes.place[i] = places[nodes.site[i]];
   nodes.children = childrenOf(nodes);
   yield r.part;
   return {head, sides, nodes, own,
           stacks: yield* readStacks(r, head.measures.length), sites: r.sites};
}

export async function unpackDiff() {
   return busily("Reading what changed",
                 readDiff(await inflate(find("diff").textContent)));
}

export function kindOf(before, after) {
   if (before === 0)
      return ADDED;
   if (after === 0)
      return GONE;
   return after > before ? GROWN : SHRUNK;
}

/* What changed by a measure: {stack, before, after, kind}, in the order of
   query/diff.c; or by function. */
export function changesOf(diff, measure, byFunction) {
   const {stacks} = diff;
   const before = stacks.before[measure], after = stacks.after[measure];
   const rows = byFunction ? sumByPlace(diff, before, after)
      : Array.from({length: stacks.n}, (_, i) => i)
         .filter((i) => before[i] !== after[i])
         .map((i) => ({stack: i, before: before[i], after: after[i]}));

   return rows.filter((row) => row.before !== row.after)
      .map((row) => describe(diff, row)).sort(compare);
}

/* Those of one place as one, with the stack that changed most. */
function sumByPlace({nodes, stacks}, before, after) {
   const rows = new Map();

   for (let i = 0; i < stacks.n; i++) {
      const place = nodes.place[stacks.node[i]];
      const size = Math.abs(after[i] - before[i]);
      const row = rows.get(place);

      if (!row)
         rows.set(place, {stack: i, size, before: before[i], after: after[i]});
      else {
         row.before += before[i];
         row.after += after[i];
         if (size > row.size)
            Object.assign(row, {stack: i, size});
      }
   }
   return [...rows.values()];
}

/* Which side's own tree has a row's stack, and its node there: that of now, but
   of before where it is gone. */
function ownOf({stacks, own}, {stack, kind}) {
   const isGone = kind === GONE || stacks.ownAfter[stack] === 0;

   return {...own[isGone ? 0 : 1],
           end: (isGone ? stacks.ownBefore : stacks.ownAfter)[stack]};
}

/* A row with its kind, and the site that allocates. */
function describe(diff, {stack, before, after}) {
   const row = {stack, before, after, kind: kindOf(before, after)};
   const {site, end} = ownOf(diff, row);

   return {...row, site: diff.sites[site[end]]};
}

/* The sites of a row's stack, the allocating one first. */
export function sitesOf(diff, row) {
   const {parent, site, end} = ownOf(diff, row);
   const sites = [];

   for (let node = end; node > 0; node = parent[node])
      sites.push(diff.sites[site[node]]);
   return sites;
}

/* Whether a row's stack passes through such a site; found[site]. */
export function passes({nodes, stacks}, found) {
   const isThrough = new Uint8Array(nodes.n);

   for (let i = 1; i < nodes.n; i++)
      isThrough[i] = isThrough[nodes.parent[i]] || found[nodes.site[i]] ? 1 : 0;
   return ({stack}) => isThrough[stacks.node[stack]] === 1;
}

function compare(a, b) {
   return Math.abs(b.after - b.before) - Math.abs(a.after - a.before) ||
      a.kind - b.kind ||
      (a.site.name < b.site.name ? -1 : a.site.name > b.site.name ? 1 : 0);
}

/* Sums over the stacks through each node. */
function sumUp({nodes, stacks}, values) {
   const sums = new Float64Array(nodes.n);

   for (let i = 0; i < stacks.n; i++)
      sums[stacks.node[i]] += values[i];
   for (let i = nodes.n - 1; i > 0; i--)
      sums[nodes.parent[i]] += sums[i];
   return sums;
}

/* {first, all}: the children of a node are all[first[node]] up to that of the
   next one. */
function childrenOf({n, parent}) {
   const first = new Int32Array(n + 1);
   const all = new Int32Array(n);
   const place = new Int32Array(n);

   for (let i = 1; i < n; i++)
      first[parent[i] + 1]++;
   for (let i = 1; i <= n; i++)
      first[i] += first[i - 1];
   place.set(first.subarray(0, n));
   for (let i = 1; i < n; i++)
      all[place[parent[i]]++] = i;
   return {first, all};
}

/* The nodes that have a width, each behind its parent, the widest child first:
   {depths, order}. */
function arrange({n, children: {first, all}}, widths) {
   const depths = new Int32Array(n), order = new Int32Array(n);
   const todo = new Int32Array(n), depthOf = new Int32Array(n);
   let nDone = 0, nTodo = 1;

   while (nTodo > 0) {
      const node = todo[--nTodo];
      const begin = nTodo;

      depths[nDone] = depthOf[node];
      order[nDone++] = node;
      for (let i = first[node]; i < first[node + 1]; i++) {
         const child = all[i];

         if (widths[child] > 0) {
            depthOf[child] = depthOf[node] + 1;
            todo[nTodo++] = child;
         }
      }
      if (nTodo > begin + 1)
         todo.subarray(begin, nTodo)
            .sort((a, b) => widths[a] - widths[b] || b - a);
   }
   return {depths: depths.subarray(0, nDone), order: order.subarray(0, nDone)};
}

/* The tree of a measure: {tree, order, widths, before, after}, by position of
   the tree's nodes; order says which they are.  As wide as what changed, or as
   the larger of what there was and is. */
export function graphOf(diff, measure, bySize) {
   const {nodes, stacks} = diff;
   const b = stacks.before[measure], a = stacks.after[measure];
   const before = sumUp(diff, b), after = sumUp(diff, a);
   const widths = sumUp(diff, a.map(bySize
      ? (value, i) => Math.max(value, b[i])
      : (value, i) => Math.abs(value - b[i])));
   const {depths, order} = arrange(nodes, widths);
   const pick = (values) => Float64Array.from(order, (node) => values[node]);
   const sites = Int32Array.from(order, (node) => nodes.site[node]);

   return {tree: atOnce(makeTree(depths, sites)), order, widths: pick(widths),
           before: pick(before), after: pick(after)};
}

/* Sites from the node that allocates out to the root's child. */
export function stackOf({nodes, sites}, node) {
   const stack = [];

   for (; node > 0; node = nodes.parent[node])
      stack.push(sites[nodes.site[node]]);
   return stack;
}
