// SPDX-License-Identifier: GPL-2.0-or-later
// Two runs below each other, on one scale.

import uPlot from "uplot";
import {bytesData, find, make} from "./dom.js";
import {color, onTheme} from "./theme.js";
import {steps} from "./timeline.js";
import {hideTip, showTip} from "./tip.js";
import {bytes, change, moment, onAxis} from "./units.js";

const HEIGHT = 150;
const BYTE_STEPS = Array.from({length: 50}, (_, i) => 2 ** i);
const NAMES = ["Before", "Now"];
const COLORS = ["others", "site-0"];

/* The last snapshot at or ahead of a moment. */
function positionAt(clock, moment) {
   let low = 0, high = clock.length - 1;

   while (low < high) {
      const middle = (low + high + 1) >> 1;

      if (clock[middle] <= moment)
         low = middle;
      else
         high = middle - 1;
   }
   return low;
}

export class Timelines {
   constructor({head, sides}, store) {
      this.head = head;
      this.sides = sides;
      this.store = store;
      this.plots = [];
      this.places = sides.map((side, i) => this.row(side, i));
      this.most = Math.max(1, ...sides.map(({peak, snapshots}) =>
         snapshots.highBytes.reduce((a, b) => Math.max(a, b), peak.bytes)));
      store.on(["axis"], () => this.draw());
      onTheme(() => this.draw());
      new ResizeObserver(() => this.resize()).observe(this.places[0]);
   }

   get axis() {
      return this.store.state.axis;
   }

   row(side, i) {
      const place = make("div", "chart");

      place.setAttribute("role", "img");
      place.addEventListener("pointerleave", hideTip);
      find("diff-timelines").append(make("h3", "",
         make("span", `swatch ${i === 0 ? "" : "s0"}`), `${NAMES[i]}: `,
         make("span", "path", side.path)), place);
      return place;
   }

   /* As far as the longer one goes. */
   last() {
      return Math.max(1, ...this.sides.map(({snapshots: {clocks, n}}) =>
         clocks[this.axis][n]));
   }

   describe({peak, snapshots: {clocks, heapBytes, n}}, i) {
      const {name} = this.head.axes[this.axis];
      const at = peak.known
         ? `peak ${bytes(peak.bytes)} at ${moment(name, peak.clocks[this.axis])}`
         : "no peak is known";

      return `${NAMES[i]}: the ${this.head.memory} over the run, ${at}, ` +
         `${bytes(heapBytes[n])} at its end, ` +
         `which is at ${moment(name, clocks[this.axis][n])}`;
   }

   draw() {
      for (const plot of this.plots)
         plot.destroy();
      this.plots = this.sides.map((side, i) => {
         const place = this.places[i];
         const plot = new uPlot(this.options(i), this.data(side), place);

         place.setAttribute("aria-label", this.describe(side, i));
         plot.over.addEventListener("pointermove", (e) => this.tell(plot, e));
         return plot;
      });
   }

   resize() {
      const width = this.places[0].clientWidth;

      if (this.plots.length > 0 && width !== this.plots[0].width) {
         for (const plot of this.plots)
            plot.setSize({width, height: HEIGHT});
      }
   }

   data({snapshots: {clocks, heapBytes}}) {
      return [Array.from(clocks[this.axis]), Array.from(heapBytes)];
   }

   options(i) {
      const {name} = this.head.axes[this.axis];
      const ruled = {stroke: color("soft"), grid: {stroke: color("grid")},
                     ticks: {stroke: color("grid")}};
      const paint = color(COLORS[i]);

      return {
         width: this.places[0].clientWidth || 600, height: HEIGHT,
         padding: [16, 20, 0, 0],
         legend: {show: false}, cursor: {show: false},
         scales: {x: {time: false, range: [0, this.last()]},
                  y: {range: [0, this.most * 1.06]}},
         axes: [
            {...ruled, size: 30, space: 90,
             values: (u, splits) => splits.map((v) => onAxis(name, v)),
             incrs: name === "B" ? BYTE_STEPS : undefined},
            {...ruled, size: 74, incrs: BYTE_STEPS,
             values: (u, splits) => splits.map((v) => bytes(v))},
         ],
         series: [{}, {stroke: paint, fill: paint, width: 1, paths: steps,
                       points: {show: false}}],
         hooks: {draw: [(u) => this.drawPeaks(u, i)]},
      };
   }

   /* Its own with a name, and a line where the other's is. */
   drawPeaks(u, i) {
      const {peak} = this.sides[i], other = this.sides[1 - i].peak;
      const {ctx, bbox} = u, ratio = uPlot.pxRatio;

      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = color("text");
      ctx.lineWidth = ratio;
      if (other.known) {
         const y = u.valToPos(other.bytes, "y", true);

         ctx.setLineDash([2 * ratio, 3 * ratio]);
         ctx.beginPath();
         ctx.moveTo(bbox.left, y);
         ctx.lineTo(bbox.left + bbox.width, y);
         ctx.stroke();
      }
      if (peak.known && peak.bytes > 0)
         this.drawPeak(u, peak);
      ctx.restore();
   }

   drawPeak(u, peak) {
      const {ctx, bbox} = u, ratio = uPlot.pxRatio;
      const x = u.valToPos(peak.clocks[this.axis], "x", true);
      const y = u.valToPos(peak.bytes, "y", true);
      const text = `peak ${bytes(peak.bytes)}`;

      ctx.beginPath();
      ctx.arc(x, y, 3.5 * ratio, 0, 7);
      ctx.fill();
      ctx.font = `600 ${12 * ratio}px system-ui, sans-serif`;
      ctx.textBaseline = "bottom";
      ctx.textAlign = "left";
      const {width} = ctx.measureText(text);
      const isLeft = x + width + 8 * ratio < bbox.left + bbox.width;
      const left = isLeft ? x + 6 * ratio : x - 6 * ratio - width;
      const bottom = Math.max(y - 3 * ratio, 14 * ratio);

      /* The other's line ends beside it. */
      ctx.fillStyle = color("card");
      ctx.fillRect(left - 2 * ratio, bottom - 13 * ratio, width + 4 * ratio,
                   13 * ratio);
      ctx.fillStyle = color("text");
      ctx.fillText(text, left, bottom);
   }

   /* What both held at the pointer's moment. */
   tell(plot, e) {
      const {name} = this.head.axes[this.axis];
      const left = e.clientX - plot.over.getBoundingClientRect().left;
      const place = plot.posToVal(left, "x");
      const held = this.sides.map(({snapshots: {clocks, heapBytes, n}}) =>
         place > clocks[this.axis][n] ? null
            : heapBytes[positionAt(clocks[this.axis], place)]);
      const rows = held.map((value, i) => make("div", "row",
         make("span", "name", NAMES[i]),
         value === null ? "had ended" : bytesData(value)));

      if (!held.includes(null))
         rows.push(make("div", "row", make("span", "name", "Change"),
                        change(held[1] - held[0], bytes)));
      showTip(e, make("b", "", moment(name, Math.max(0, Math.round(place)))),
              ...rows);
   }
}
