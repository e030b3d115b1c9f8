// SPDX-License-Identifier: GPL-2.0-or-later
// Trees of frames as columns, each node behind its parent and in front of its
// children: node + 1 is the first child, end[node] what follows the subtree.

import {PIECE, Pace, asPart} from "./work.js";

/* From the depths of such a row of nodes; the first is the root.  In pieces, see
   work.js. */
export function* makeTree(depth, site) {
   const n = depth.length;
   const parent = new Int32Array(n).fill(-1);
   const end = new Int32Array(n);
   const open = [0];

   for (let i = 1; i < n; i++) {
      if (i % PIECE === 0)
         yield i / n;
      while (open.length > depth[i])
         end[open.pop()] = i;
      parent[i] = open[open.length - 1];
      open.push(i);
   }
   while (open.length > 0)
      end[open.pop()] = n;
   return {n, depth, site, parent, end};
}

/* Sums of what ends at each node and below; at[context] is its node. */
export function sumTree(tree, at, values) {
   const sums = new Float64Array(tree.n);

   for (let i = 0; i < at.length; i++)
      sums[at[i]] += values[i];
   for (let i = tree.n - 1; i > 0; i--)
      sums[tree.parent[i]] += sums[i];
   return sums;
}

/* Sites from a node out to the root's child. */
export function pathOf(tree, node) {
   const path = [];

   for (; node > 0; node = tree.parent[node])
      path.push(node);
   return path;
}

/* Contexts in a row, parted again and again: those of one node of a tree lie
   side by side, and are parted by the site that comes next on their way out.
   Of those that stay one, as most ends of a million stacks do, nothing has to
   be parted. */
class Parting {
   constructor(tree, at, weights, nSites) {
      this.tree = tree;
      this.weights = weights;
      this.next = new Int32Array(at); /* by context: the node that follows */
      this.row = new Int32Array(at.length);
      this.other = new Int32Array(at.length);
      this.slot = new Int32Array(nSites); /* by site: index of its part + 1 */
   }

   /* Adds contexts of a part to its own parts, those of a site each, with what
      they weigh. */
   gather(parts, depth, begin, end) {
      const {tree, next, row, slot, weights} = this;

      for (let i = begin; i < end; i++) {
         const context = row[i];

         if (next[context] === 0)
            continue;
         const site = tree.site[next[context]];

         if (slot[site] === 0) {
            parts.push({site, weight: 0, n: 0, begin: 0, end: 0, depth});
            slot[site] = parts.length;
         }
         parts[slot[site] - 1].n++;
         parts[slot[site] - 1].weight += weights[context];
      }
   }

   /* Large ones first, and of equals the one that came first; each with its
      place in the row.  Returns where the last one ends. */
   place(parts, begin) {
      let place = begin;

      parts.sort((a, b) => b.weight - a.weight);
      parts.forEach((part, i) => {
         this.slot[part.site] = i + 1;
         part.begin = part.end = place;
         place += part.n;
      });
      return place;
   }

   /* Puts contexts into their parts. */
   move(parts, begin, end) {
      const {tree, next, row, other, slot} = this;

      for (let i = begin; i < end; i++) {
         const context = row[i];

         if (next[context] > 0)
            other[parts[slot[tree.site[next[context]]] - 1].end++] = context;
      }
   }

   /* All are in their parts: on to the nodes that follow. */
   advance(begin, end) {
      const {tree, next, row, other} = this;

      for (let i = begin; i < end; i++) {
         row[i] = other[i];
         next[row[i]] = tree.parent[next[row[i]]];
      }
   }

   forget(parts) {
      for (const {site} of parts)
         this.slot[site] = 0;
   }
}

/* Stretches of a row, each at most a piece. */
function* stretches(begin, end) {
   for (let from = begin; from < end; from += PIECE)
      yield [from, Math.min(from + PIECE, end)];
}

/* The same stacks from the allocating frame outwards: {tree, at}.  Large
   branches come first, by weights[context].  In pieces, see work.js. */
class Inversion {
   constructor(tree, at, weights) {
      this.tree = tree;
      this.at = at;
      this.weights = weights;
      this.pace = new Pace();
      this.n = 0;    /* nodes so far */
      this.most = 1; /* ... and at last, if no stacks begin alike */
   }

   /* Calls see(begin, end) for stretches, and stops where a piece is full. */
   *each(begin, end, see) {
      for (const [from, to] of stretches(begin, end)) {
         see(from, to);
         if (this.pace.full(to - from))
            yield this.n / this.most / 2;
      }
   }

   *begin() {
      const {tree, at} = this;
      let nSites = 0;

      yield* this.each(0, tree.n, (from, to) => {
         for (let i = from; i < to; i++)
            nSites = Math.max(nSites, tree.site[i] + 1);
      });
      this.parting = new Parting(tree, at, this.weights, nSites);
      yield* this.each(0, at.length, (from, to) => {
         for (let i = from; i < to; i++) {
            this.parting.row[i] = i;
            this.most += tree.depth[at[i]];
         }
      });
      this.depths = new Int32Array(this.most);
      this.sites = new Int32Array(this.most);
      this.ends = new Int32Array(at.length);
   }

   add(depth, site) {
      this.depths[this.n] = depth;
      this.sites[this.n] = site;
      return this.n++;
   }

   /* What is left of a stack that is alone. */
   addRest(context) {
      const {tree, parting} = this;

      for (let node = parting.next[context]; node > 0;
           node = tree.parent[node])
         this.add(this.depths[this.n - 1] + 1, tree.site[node]);
      this.ends[context] = this.n - 1;
   }

   *partsOf({begin, end, depth}, number) {
      const {parting, ends} = this;
      const parts = [];

      yield* this.each(begin, end, (from, to) => {
         for (let i = from; i < to; i++) {
            if (parting.next[parting.row[i]] === 0)
               ends[parting.row[i]] = number;
         }
         parting.gather(parts, depth + 1, from, to);
      });
      const last = parting.place(parts, begin);

      yield* this.each(begin, end,
                       (from, to) => parting.move(parts, from, to));
      yield* this.each(begin, last,
                       (from, to) => parting.advance(from, to));
      parting.forget(parts);
      return parts;
   }

   *run() {
      const todo = [];

      yield* this.begin();
      todo.push({site: -1, n: this.at.length, begin: 0, end: this.at.length,
                 depth: 0});
      while (todo.length > 0) {
         const part = todo.pop();
         const number = this.add(part.depth, part.site);

         if (part.n === 1) {
            const before = this.n;

            this.addRest(this.parting.row[part.begin]);
            if (this.pace.full(1 + this.n - before))
               yield this.n / this.most / 2;
            continue;
         }
         const parts = yield* this.partsOf(part, number);

         for (let i = parts.length - 1; i >= 0; i--)
            todo.push(parts[i]);
      }
      const tree = yield* asPart(makeTree(this.depths.slice(0, this.n),
                                          this.sites.slice(0, this.n)), 0.5, 1);

      return {tree, at: this.ends};
   }
}

export const invertTree = (tree, at, weights) =>
   new Inversion(tree, at, weights).run();
