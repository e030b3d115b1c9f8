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

/* The same stacks from the allocating frame outwards: {tree, at}.  Large
   branches come first, by weights[context]. */
export function invertTree(tree, at, weights) {
   const nSites = tree.site.reduce((most, site) => Math.max(most, site), 0) + 1;
   const ids = new Map();
   const parent = [-1], site = [-1], weight = [0];
   const drafts = new Int32Array(at.length);

   at.forEach((node, context) => {
      let draft = 0;

      for (; node > 0; node = tree.parent[node]) {
         const key = draft * nSites + tree.site[node];
         let next = ids.get(key);

         if (next === undefined) {
            next = parent.length;
            ids.set(key, next);
            parent.push(draft);
            site.push(tree.site[node]);
            weight.push(0);
         }
         draft = next;
         weight[draft] += weights[context];
      }
      drafts[context] = draft;
   });
   return inOrder({parent, site, weight}, drafts);
}

function inOrder({parent, site, weight}, drafts) {
   const n = parent.length;
   const order = Int32Array.from({length: n - 1}, (_, i) => i + 1)
      .sort((a, b) => weight[b] - weight[a] || a - b);
   const firstChild = new Int32Array(n).fill(-1);
   const nextSibling = new Int32Array(n).fill(-1);
   const depths = new Int32Array(n), sites = new Int32Array(n);
   const final = new Int32Array(n), todo = [[0, 0]];

   /* From the last to the first, so that each list starts with the first. */
   for (let i = n - 2; i >= 0; i--) {
      nextSibling[order[i]] = firstChild[parent[order[i]]];
      firstChild[parent[order[i]]] = order[i];
   }
   for (let number = 0; todo.length > 0; number++) {
      const [draft, depth] = todo.pop();

      final[draft] = number;
      depths[number] = depth;
      sites[number] = site[draft];
      if (nextSibling[draft] >= 0)
         todo.push([nextSibling[draft], depth]);
      if (firstChild[draft] >= 0)
         todo.push([firstChild[draft], depth + 1]);
   }
   return {tree: makeTree(depths, sites), at: drafts.map((d) => final[d])};
}
