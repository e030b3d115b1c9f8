// SPDX-License-Identifier: GPL-2.0-or-later
// What contexts held and allocated: at a position of the timeline, in a
// window between two, and along all of it.
//
// Position 0 is the start of the run, position k the k-th snapshot.  Numbers
// at positions are exact.

/* Everything that was ever allocated and freed, up to a position. */
class Cursor {
   constructor(profile) {
      const n = profile.contexts.n;

      this.profile = profile;
      this.position = 0;
      this.allocatedBytes = new Float64Array(n);
      this.allocatedBlocks = new Float64Array(n);
      this.freedBytes = new Float64Array(n);
      this.freedBlocks = new Float64Array(n);
   }

   apply(position, sign) {
      const c = this.profile.changes;

      for (let i = c.first[position]; i < c.first[position + 1]; i++) {
         const context = c.context[i];

         this.allocatedBytes[context] += sign * c.allocatedBytes[i];
         this.allocatedBlocks[context] += sign * c.allocatedBlocks[i];
         this.freedBytes[context] += sign * c.freedBytes[i];
         this.freedBlocks[context] += sign * c.freedBlocks[i];
      }
   }

   /* A window that is dragged moves by a few steps at a time. */
   moveTo(position) {
      while (this.position < position)
         this.apply(++this.position, 1);
      while (this.position > position)
         this.apply(this.position--, -1);
   }

   live(unit) {
      const allocated = this[`allocated${unit}`], freed = this[`freed${unit}`];
      const inherited = this.profile.inherited[unit.toLowerCase()];

      return allocated.map((a, i) => inherited[i] + a - freed[i]);
   }
}

const total = (values) => values.reduce((sum, value) => sum + value, 0);

/* The position in from..to with the highest heap whose contents are known. */
function findHighest(snapshots, from, to) {
   let highest = from;

   for (let k = from; k <= to; k++) {
      if (snapshots.hasTree[k] &&
          (snapshots.heapBytes[k] > snapshots.heapBytes[highest] ||
           !snapshots.hasTree[highest]))
         highest = k;
   }
   return highest;
}

export class Sums {
   constructor(profile) {
      this.profile = profile;
      this.start = new Cursor(profile);
      this.end = new Cursor(profile);
      this.high = new Cursor(profile);
   }

   /* The window between two positions:
         peak, end, allocated, change   by context, in `unit`
         totals                         of these
         highest                        {bytes, exact, isPeak}: the highest
                                        heap inside, whether `peak` is what was
                                        held at that very moment, and whether
                                        that is the peak of the run
         last                           {bytes, exact}: the heap at its end,
                                        and whether `end` is what was held then;
                                        it is not behind a snapshot without a
                                        tree                                 */
   window(from, to, unit) {
      const {facts, contexts, snapshots} = this.profile;
      const hasPeak = facts.peak.known && facts.peak.snapshot + 1 > from &&
         facts.peak.snapshot + 1 <= to;
      const position = findHighest(snapshots, from, to);
      let bytes = snapshots.heapBytes[from];

      for (let k = from + 1; k <= to; k++)
         bytes = Math.max(bytes, snapshots.highBytes[k]);
      this.start.moveTo(from);
      this.end.moveTo(to);
      this.high.moveTo(position);
      const before = this.start[`allocated${unit}`];
      const begin = this.start.live(unit);
      const end = this.end.live(unit);
      const peak = hasPeak ? contexts[`peak${unit}`] : this.high.live(unit);
      const allocated =
         this.end[`allocated${unit}`].map((a, i) => a - before[i]);
      const change = end.map((value, i) => value - begin[i]);
      const w = {from, to, unit, peak, end, allocated, change};

      w.totals = {peak: total(peak), end: total(end),
                  allocated: total(allocated), change: total(change)};
      w.highest = {
         bytes,
         exact: hasPeak || bytes === snapshots.heapBytes[position],
         isPeak: hasPeak,
      };
      w.last = {bytes: snapshots.heapBytes[to],
                exact: snapshots.hasTree[to] === 1};
      return w;
   }
}

/* By context: the number of its function, from 0; the functions, each with
   the site of its largest context. */
export function groupByFunction(profile) {
   const {contexts, sites, tree} = profile;
   const numbers = new Map();
   const functions = [];
   const of = new Int32Array(contexts.n);

   for (let i = 0; i < contexts.n; i++) {
      const site = sites[tree.site[contexts.node[i]]];
      let number = numbers.get(site.functionId);

      if (number === undefined) {
         number = functions.length;
         numbers.set(site.functionId, number);
         functions.push({site, lines: new Set(), note: contexts.note[i],
                         largest: -1});
      }
      of[i] = number;
      const f = functions[number];

      f.lines.add(site.line);
      if (contexts.peakBytes[i] > f.largest) {
         f.largest = contexts.peakBytes[i];
         f.site = site;
      }
   }
   return {of, functions, numbers};
}

/* Calls see(position, live) behind each position; live[] is by function. */
function walk(profile, groups, see) {
   const c = profile.changes;
   const live = new Float64Array(groups.functions.length);

   profile.inherited.bytes.forEach((b, i) => { live[groups.of[i]] += b; });
   see(0, live, 0, 0);
   for (let k = 1; k <= profile.snapshots.n; k++) {
      for (let i = c.first[k]; i < c.first[k + 1]; i++)
         live[groups.of[c.context[i]]] +=
            c.allocatedBytes[i] - c.freedBytes[i];
      see(k, live, c.first[k], c.first[k + 1]);
   }
}

/* The most each function held, at a position or at the peak. */
export function highestOf(profile, groups) {
   const highest = new Float64Array(groups.functions.length);

   profile.contexts.peakBytes.forEach((b, i) => {
      highest[groups.of[i]] += b;
   });
   walk(profile, groups, (_, live, first, end) => {
      for (let i = first; i < end; i++) {
         const f = groups.of[profile.changes.context[i]];

         if (live[f] > highest[f])
            highest[f] = live[f];
      }
   });
   return highest;
}

/* Live bytes of some functions at all positions: a column for each. */
export function seriesOf(profile, groups, functions) {
   const series = functions.map(() => new Float64Array(profile.snapshots.n + 1));

   walk(profile, groups, (k, live) => {
      functions.forEach((f, i) => { series[i][k] = live[f]; });
   });
   return series;
}
