// SPDX-License-Identifier: GPL-2.0-or-later
// What came and went between a snapshot and the one before: allocated, and of
// that freed again before anybody saw it.
//
// Of the latter a profile has no count by time, but bounds.  Of what a context
// freed in a stretch no more than it held before can be older; the rest was born
// in the stretch.  And no more than it allocated there can be.

import {PIECE} from "./work.js";

const columnsOf = (n) => Object.fromEntries(
   ["allocated", "least", "most"].map((name) => [name, new Float64Array(n)]));

/* By position: {Bytes: {allocated, least, most}, Blocks: ...}.  In pieces, see
   work.js. */
export function* flowOf({changes: c, contexts, inherited, snapshots}) {
   const flow = {Bytes: columnsOf(snapshots.n + 1),
                 Blocks: columnsOf(snapshots.n + 1)};
   const live = {Bytes: inherited.bytes.slice(),
                 Blocks: inherited.blocks.slice()};
   const add = (k, i, unit) => {
      const allocated = c[`allocated${unit}`][i], freed = c[`freed${unit}`][i];
      const context = c.context[i];
      const to = flow[unit];

      to.allocated[k] += allocated;
      to.least[k] += Math.max(freed - live[unit][context], 0);
      to.most[k] += Math.min(allocated, freed);
      live[unit][context] += allocated - freed;
   };

   for (let k = 1; k <= snapshots.n; k++) {
      for (let i = c.first[k]; i < c.first[k + 1]; i++) {
         add(k, i, "Bytes");
         add(k, i, "Blocks");
         if (i % PIECE === 0)
            yield k / snapshots.n;
      }
   }
   return flow;
}

/* Positions from one to the next of which a clock has moved by at least some
   part of its whole: what a screen can show. */
export function stretchesOf(clock, part) {
   const least = (clock[clock.length - 1] - clock[0]) * part;
   const ends = [0];

   for (let k = 1; k < clock.length; k++) {
      const passed = clock[k] - clock[ends[ends.length - 1]];

      if (passed > 0 && passed >= least)
         ends.push(k);
   }
   /* What is left over belongs to the last one. */
   if (ends.length > 1)
      ends[ends.length - 1] = clock.length - 1;
   return ends;
}

/* By stretch: how much of a column there was in a unit of the clock. */
export function ratesOf(column, clock, ends) {
   return ends.slice(1).map((end, i) => {
      let sum = 0;

      for (let k = ends[i] + 1; k <= end; k++)
         sum += column[k];
      return sum / (clock[end] - clock[ends[i]]);
   });
}
