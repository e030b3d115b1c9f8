// SPDX-License-Identifier: GPL-2.0-or-later
// What contexts held and allocated: at a position of the timeline, in a
// window between two, and along all of it.
//
// "Heap" is what the profile is of, which may be all memory (head.memory).
// Position 0 is the start of the run, position k the k-th snapshot.  Numbers
// at positions are exact.

import {PIECE} from "./work.js";

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
      const live = new Float64Array(allocated.length);

      for (let i = 0; i < live.length; i++)
         live[i] = inherited[i] + allocated[i] - freed[i];
      return live;
   }
}

function difference(a, b) {
   const result = new Float64Array(a.length);

   for (let i = 0; i < a.length; i++)
      result[i] = a[i] - b[i];
   return result;
}

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

/* The window between two positions.

      highest   {bytes, shown, isExact, isPeak}: the highest heap inside; the
                heap of which "peak" tells, whether that is the same moment, and
                whether it is the peak of the run
      last      {bytes, shown, isExact}: the heap at its end, and that of which
                "end" tells: the one before where a snapshot has no tree      */
class Window {
   constructor(sums, from, to) {
      const {head, snapshots} = sums.profile;
      const at = head.peak.snapshot + 1;

      this.sums = sums;
      this.from = from;
      this.to = to;
      this.known = new Map();
      this.high = findHighest(snapshots, from, to);
      const isPeak = head.peak.known && at > from && at <= to;
      const shown = isPeak ? head.peak.bytes : snapshots.heapBytes[this.high];
      let bytes = snapshots.heapBytes[from], end = to;

      for (let k = from + 1; k <= to; k++)
         bytes = Math.max(bytes, snapshots.highBytes[k]);
      while (!snapshots.hasTree[end])
         end--;
      this.highest = {bytes, shown, isPeak,
                      isExact: isPeak || bytes === shown};
      this.last = {bytes: snapshots.heapBytes[to],
                   shown: snapshots.heapBytes[end], isExact: end === to};
   }

   /* By context: "peak", "end", "allocated" or "change" inside, "left" of that
      at the end of the run, or "short" of the whole run; in "Bytes" or
      "Blocks". */
   values(measure, unit) {
      const key = measure + unit;

      if (!this.known.has(key))
         this.known.set(key, this.compute(measure, unit));
      return this.known.get(key);
   }

   compute(measure, unit) {
      const {sums, from, to} = this;
      const {contexts} = sums.profile;

      switch (measure) {
      case "short":
         return contexts[`short${unit}`];
      case "peak":
         return this.highest.isPeak ? contexts[`peak${unit}`]
            : sums.at("high", this.high).live(unit);
      case "end":
         return sums.at("end", to).live(unit);
      case "left":
         return sums.left(this, unit);
      case "allocated":
         return difference(sums.at("end", to)[`allocated${unit}`],
                           sums.at("start", from)[`allocated${unit}`]);
      default:
         return difference(this.values("end", unit),
                           sums.at("start", from).live(unit));
      }
   }
}

export class Sums {
   constructor(profile) {
      this.profile = profile;
      this.cursors = {start: new Cursor(profile), end: new Cursor(profile),
                      high: new Cursor(profile),
                      pointer: new Cursor(profile)};
      this.last = null;
   }

   at(name, position) {
      this.cursors[name].moveTo(position);
      return this.cursors[name];
   }

   /* Of what a window allocated, what lives at the end of the run: all of it
      where nothing of a context has ended, none where nothing lives. */
   left(window, unit) {
      const {births, snapshots} = this.profile;
      const left = window.values("allocated", unit).slice();

      this.liveAtEnd ??= this.at("pointer", snapshots.n).live("Blocks");
      this.liveAtEnd.forEach((blocks, i) => { left[i] = blocks > 0 ? left[i] : 0; });
      for (const context of births.context)
         left[context] = 0;
      for (let i = 0; i < births.n; i++) {
         if (births.position[i] > window.from && births.position[i] <= window.to)
            left[births.context[i]] += births[unit.toLowerCase()][i];
      }
      return left;
   }

   window([from, to]) {
      if (this.last?.from !== from || this.last.to !== to)
         this.last = new Window(this, from, to);
      return this.last;
   }
}

/* Live bytes of some functions at all positions: a column for each.  In pieces,
   see work.js. */
export function* seriesOf(profile, functions) {
   const {groups, changes: c, snapshots} = profile;
   const live = new Float64Array(groups.functions.length);
   const series = functions.map(() => new Float64Array(snapshots.n + 1));
   const note = (k) => functions.forEach((f, i) => { series[i][k] = live[f]; });

   profile.inherited.bytes.forEach((b, i) => { live[groups.of[i]] += b; });
   note(0);
   for (let k = 1; k <= snapshots.n; k++) {
      for (let i = c.first[k]; i < c.first[k + 1]; i++) {
         live[groups.of[c.context[i]]] +=
            c.allocatedBytes[i] - c.freedBytes[i];
         if (i % PIECE === 0)
            yield k / snapshots.n;
      }
      note(k);
   }
   return series;
}
