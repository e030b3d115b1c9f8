// SPDX-License-Identifier: GPL-2.0-or-later
// Trees of frames as columns, each node behind its parent and in front of its
// children: node + 1 is the first child, end[node] what follows the subtree.

/* From the depths of such a row of nodes; the first is the root. */
export function makeTree(depth, site) {
   const n = depth.length;
   const parent = new Int32Array(n).fill(-1);
   const end = new Int32Array(n);
   const open = [0];

   for (let i = 1; i < n; i++) {
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
   constructor(tree, at, weights) {
      this.tree = tree;
      this.weights = weights;
      this.next = Int32Array.from(at); /* by context: the node that follows */
      this.row = Int32Array.from(at, (_, context) => context);
      this.other = new Int32Array(at.length);
      this.slot = new Int32Array( /* by site: index of its part + 1 */
         tree.site.reduce((most, site) => Math.max(most, site), 0) + 1);
   }

   /* Of a part's contexts those of a site each, with what they weigh; large
      ones first, and of equals the one that came first. */
   partsOf({begin, end, depth}) {
      const {tree, next, row, slot, weights} = this;
      const parts = [];

      for (let i = begin; i < end; i++) {
         const context = row[i];

         if (next[context] === 0)
            continue;
         const site = tree.site[next[context]];

         if (slot[site] === 0) {
            parts.push({site, weight: 0, n: 0, begin: 0, end: 0,
                        depth: depth + 1});
            slot[site] = parts.length;
         }
         parts[slot[site] - 1].n++;
         parts[slot[site] - 1].weight += weights[context];
      }
      for (const {site} of parts)
         slot[site] = 0;
      return parts.length > 1 ? parts.sort((a, b) => b.weight - a.weight)
         : parts;
   }

   /* Puts them side by side; notes where each part begins and ends. */
   move(parts, {begin, end}) {
      const {tree, next, row, other, slot} = this;
      let place = begin;

      parts.forEach((part, i) => {
         slot[part.site] = i + 1;
         part.begin = part.end = place;
         place += part.n;
      });
      for (let i = begin; i < end; i++) {
         const context = row[i];

         if (next[context] > 0)
            other[parts[slot[tree.site[next[context]]] - 1].end++] = context;
      }
      row.set(other.subarray(begin, place), begin);
      for (let i = begin; i < place; i++)
         next[row[i]] = tree.parent[next[row[i]]];
      for (const {site} of parts)
         slot[site] = 0;
   }
}

/* The same stacks from the allocating frame outwards: {tree, at}.  Large
   branches come first, by weights[context]. */
export function invertTree(tree, at, weights) {
   const most = at.reduce((sum, node) => sum + tree.depth[node], 1);
   const depths = new Int32Array(most), sites = new Int32Array(most);
   const parting = new Parting(tree, at, weights);
   const {next, row} = parting;
   const ends = new Int32Array(at.length);
   const todo = [{site: -1, weight: 0, n: at.length, begin: 0, end: at.length,
                  depth: 0}];
   let n = 0;

   while (todo.length > 0) {
      const part = todo.pop();
      const number = n++;

      depths[number] = part.depth;
      sites[number] = part.site;
      if (part.n === 1) {
         const context = row[part.begin];

         for (let node = next[context]; node > 0; node = tree.parent[node]) {
            depths[n] = depths[n - 1] + 1;
            sites[n++] = tree.site[node];
         }
         ends[context] = n - 1;
         continue;
      }
      for (let i = part.begin; i < part.end; i++) {
         if (next[row[i]] === 0)
            ends[row[i]] = number;
      }
      const parts = parting.partsOf(part);

      parting.move(parts, part);
      for (let i = parts.length - 1; i >= 0; i--)
         todo.push(parts[i]);
   }
   return {tree: makeTree(depths.slice(0, n), sites.slice(0, n)), at: ends};
}
