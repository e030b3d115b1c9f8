// SPDX-License-Identifier: GPL-2.0-or-later
// Two charts below the timeline: how fast the program allocates, and how much of
// that is gone by the next snapshot.

import uPlot from "uplot";
import {find, make} from "./dom.js";
import {ratesOf, stretchesOf} from "./flow.js";
import {color, onTheme} from "./theme.js";
import {BYTE_STEPS} from "./timeline.js";
import {bytes, countShort, moment} from "./units.js";

/* A stretch that is drawn is at least this part of the run: a pixel or two. */
const LEAST_PART = 1 / 400;

const HEIGHT_PX = 84;

/* Rates along a clock are told by as much of it as a person can grasp; what was
   allocated is no clock for itself. */
const PER = {ms: [1000, "second"], superblocks: [1e6, "million blocks of code"],
             i: [1e6, "million instructions"]};

/* The clock that rates are of: the chosen axis, if it can be, else the first
   that moved. */
export function clockOfRates({head, snapshots}, axis) {
   const isClock = (i) => head.axes[i].name in PER &&
      snapshots.clocks[i][snapshots.n] > snapshots.clocks[i][0];
   const others = head.axes.keys();

   return isClock(axis) ? axis : [...others].find(isClock);
}

const stepped = uPlot.paths.stepped({align: -1});

/* Behind which an element is shaded as the timeline is: all but the window. */
function shade(u, [from, to], xs) {
   const {ctx, bbox} = u;
   const [left, right] = [from, to].map((k) => u.valToPos(xs[k], "x", true));

   if (from === to)
      return;
   ctx.save();
   ctx.fillStyle = color("shade");
   ctx.fillRect(bbox.left, bbox.top, Math.max(left - bbox.left, 0),
                bbox.height);
   ctx.fillRect(right, bbox.top,
                Math.max(bbox.left + bbox.width - right, 0), bbox.height);
   ctx.restore();
}

export class Rates {
   constructor(profile, flow, store) {
      this.profile = profile;
      this.flow = flow;
      this.store = store;
      this.plots = [];
      this.place = find("rates");
      this.place.hidden = !profile.head.hasBlocks ||
         clockOfRates(profile, store.state.axis) === undefined;
      if (this.place.hidden)
         return;
      store.on(["axis", "unit"], () => this.draw());
      store.on(["window"], () => this.plots.forEach((plot) => plot.redraw(false)));
      onTheme(() => this.draw());
      new ResizeObserver(() => this.resize()).observe(this.place);
   }

   resize() {
      for (const plot of this.plots) {
         if (plot.width !== this.place.clientWidth)
            plot.setSize({width: this.place.clientWidth, height: HEIGHT_PX});
      }
   }

   format(n) {
      return this.store.state.unit === "Bytes" ? bytes(Math.round(n))
         : countShort(Math.round(n));
   }

   draw() {
      const {axis, unit} = this.store.state;
      const {clocks} = this.profile.snapshots;
      const of = clockOfRates(this.profile, axis);
      const {allocated, least, most} = this.flow[unit];
      const what = unit === "Bytes" ? "Allocated" : "Calls";

      this.clock = clocks[of];
      [this.factor, this.per] = PER[this.profile.head.axes[of].name];
      this.ends = stretchesOf(this.clock, LEAST_PART);
      for (const plot of this.plots)
         plot.destroy();
      this.plots = [];
      /* Both have one scale, as the one is a part of the other. */
      this.top = Math.max(...ratesOf(allocated, this.clock, this.ends), 0) *
         this.factor;
      this.place.replaceChildren(
         ...this.chart(`${what} per ${this.per}`, "site-0", [allocated]),
         ...this.chart("Of that gone by the next snapshot, at least; the line: " +
                       "at most", "site-2", [least, most]));
   }

   /* A caption with the highest rate, and the chart. */
   chart(title, paint, columns) {
      const {axis} = this.store.state;
      const {name} = this.profile.head.axes[axis];
      const xs = this.profile.snapshots.clocks[axis];
      const rates = columns.map((column) =>
         ratesOf(column, this.clock, this.ends).map((n) => n * this.factor));
      const most = Math.max(...rates[0], 0);
      const at = this.ends[rates[0].indexOf(most) + 1] ?? 0;
      const highest = `highest ${this.format(most)} per ${this.per}, at ` +
         moment(name, xs[at]);
      const place = make("div", "rate");
      const caption = make("p", "said", title, make("span", "", `; ${highest}`));
      const fill = color(paint);
      const isBytes = this.store.state.unit === "Bytes";

      place.setAttribute("role", "img");
      place.setAttribute("aria-label", `${title}; ${highest}`);
      this.plots.push(new uPlot({
         width: this.place.clientWidth || 600, height: HEIGHT_PX,
         padding: [6, 20, 8, 0],
         legend: {show: false}, cursor: {show: false},
         scales: {x: {time: false},
                  y: {range: () => [0, Math.max(this.top, 1) * 1.05]}},
         axes: [{show: false},
                {size: 74, stroke: color("soft"), space: 24,
                 grid: {stroke: color("grid")}, ticks: {stroke: color("grid")},
                 incrs: isBytes ? BYTE_STEPS : undefined,
                 values: (u, splits) => splits.map((n) => this.format(n))}],
         series: [{}, {fill, stroke: fill, width: 1, points: {show: false},
                       paths: stepped},
                  ...rates.slice(1).map(() => (
                     {stroke: color("text"), width: 1, points: {show: false},
                      paths: stepped}))],
         hooks: {draw: [(u) => shade(u, this.store.state.window, xs)]},
      }, [this.ends.map((k) => xs[k]),
          ...rates.map((list) => [0, ...list])], place));
      return [caption, place];
   }
}
