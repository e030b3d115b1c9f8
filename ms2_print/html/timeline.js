// SPDX-License-Identifier: GPL-2.0-or-later
// The chart of the run: stacked by the functions that held most, the peak
// marked; and the window over it.

import uPlot from "uplot";
import {Crosshair} from "./crosshair.js";
import {bytesData, find, make, markSelected, segments, select} from "./dom.js";
import {foundSites} from "./match.js";
import {color, onTheme} from "./theme.js";
import {bytes, moment, onAxis} from "./units.js";
import {WindowFrame} from "./window.js";

/* As many as there are colours that tell apart. */
const MOST_SITES = 7;

export const LAYERS = [
   {value: "heap", text: "Heap", title: "The heap alone"},
   {value: "all", text: "Everything", title: "The heap, mapped pages, stacks"},
];

/* The functions with a colour of their own: their numbers, the one that held
   most first. */
export function topFunctions({groups: {functions}}) {
   return Array.from(functions.keys())
      .filter((f) => functions[f].highest > 0)
      .sort((a, b) => functions[b].highest - functions[a].highest)
      .slice(0, MOST_SITES);
}

/* The bands from the bottom up: {name, site, color, swatch, values, isHeap};
   of functions that have one, their site.  Where the functions are those of all
   memory, nothing stands beside them. */
function makeBands(profile, top, series) {
   const {head, snapshots, groups} = profile;
   const bands = series.slice(0, top.length).map((values, i) => ({
      name: groups.functions[top[i]].site.label,
      site: groups.functions[top[i]].site,
      color: `site-${i}`, swatch: `s${i}`, values, isHeap: true,
   }));
   const others = snapshots.heapBytes.map((total, k) =>
      bands.reduce((rest, band) => rest - band.values[k], total));

   if (others.some((value) => value > 0))
      bands.push({name: bands.length > 0 ? "all others" : head.memory,
                  color: "others", swatch: "",
                  values: others, isHeap: true});
   if (head.memory !== "heap")
      return bands;
   if (snapshots.pagesBytes.some((value) => value > 0))
      bands.push({name: "mapped pages", color: "pages", swatch: "pages",
                  values: snapshots.pagesBytes});
   if (snapshots.stackBytes.some((value) => value > 0))
      bands.push({name: "stacks", color: "stacks", swatch: "stacks",
                  values: snapshots.stackBytes});
   return bands;
}

/* What the bands of the heap held at the peak, which is no snapshot. */
function heldAtPeak({contexts, groups, head}, top) {
   const held = new Float64Array(groups.functions.length);

   contexts.peakBytes.forEach((bytes, i) => { held[groups.of[i]] += bytes; });
   const heights = top.map((f) => held[f]);

   return [...heights,
           heights.reduce((rest, n) => rest - n, head.peak.bytes)];
}

/* Heights: each band stands on those below it. */
function stack(bands) {
   let below = null;

   return bands.map(({values}) => {
      below = below ? values.map((value, k) => value + below[k]) : values;
      return below;
   });
}

/* A snapshot without a tree says how much there was, not whose it was. */
function blank(values, hasTree) {
   return Array.from(values, (value, k) => hasTree[k] ? value : null);
}

/* Between two snapshots nothing is known to have changed: a large block comes
   at once, and not as a slope. */
export const steps = uPlot.paths.stepped({align: 1});

/* What is in use is of the stretch before a snapshot. */
const stepsBefore = uPlot.paths.stepped({align: -1});

/* Lines over the bands: what was touched at any time, and what of late. */
function makeLines({use}) {
   return use === null ? [] : [
      {name: "touched at any time", swatch: "touched", values: use.touchedBytes,
       paths: steps},
      {name: "in use", swatch: "in-use", values: use.inUseBytes,
       paths: stepsBefore, dash: [4, 3]},
   ];
}

const axisLabels = (name) => (u, splits) =>
   splits.map((value) => onAxis(name, value));

/* Ticks at whole numbers of the units that they are labelled with. */
export const BYTE_STEPS = Array.from({length: 50}, (_, i) => 2 ** i);

/* What is left of a colour beside what is selected.  Each band is drawn down to
   the axis, so none may let through what is below it. */
const faint = (paint) =>
   `color-mix(in srgb, ${paint} 30%, ${color("card")})`;

/* Of the mark of what was held for a moment only; no wider than its stretch. */
const CAP_PX = 7;

export class Timeline {
   /* what: {top, topSites, sums, series, flow}. */
   constructor(profile, what, store) {
      const {top, sums, series} = what;

      this.profile = profile;
      this.store = store;
      this.look = () => sums.window(store.state.window);
      this.allBands = makeBands(profile, top, series);
      this.lines = makeLines(profile);
      this.place = find("timeline");
      this.plot = null;
      this.frame = new WindowFrame(profile, store);
      this.crosshair = new Crosshair(profile, what, store,
                                     (position) => this.showLegend(position));
      this.atPeak = heldAtPeak(profile, top);
      this.listenLayers();
      store.on(["axis", "layers", "find"], () => this.draw());
      store.on(["window", "measure"], () => this.showLegend());
      onTheme(() => this.draw());
      new ResizeObserver(() => this.resize()).observe(this.place);
   }

   /* A choice where there is more than the heap. */
   listenLayers() {
      const mark = segments(find("layers"), LAYERS,
                            (layers) => this.store.set({layers}));

      find("layers").hidden = this.allBands.every((band) => band.isHeap);
      this.store.on(["layers"], ({layers}) => mark(layers));
   }

   get isHeapOnly() {
      return this.bands.every((band) => band.isHeap);
   }

   xs() {
      const clock = this.profile.snapshots.clocks[this.store.state.axis];

      /* A forked child starts where its parent was. */
      if (this.profile.snapshots.heapBytes[0] > 0 && clock.length > 1)
         return [clock[1], ...clock.subarray(1)];
      return Array.from(clock);
   }

   size() {
      const width = this.place.clientWidth || 600;

      return {width, height: width < 600 ? 190 : 240};
   }

   resize() {
      const {width} = this.size();

      if (this.plot && width !== this.plot.width)
         this.plot.setSize(this.size());
   }

   draw() {
      const {state} = this.store;
      const axis = this.profile.head.axes[state.axis];

      this.bands = this.allBands.filter((band) =>
         band.isHeap || state.layers === "all");
      this.plot?.destroy();
      this.plot = new uPlot(this.options(axis), this.data(), this.place);
      this.frame.attach(this.plot);
      this.crosshair.attach(this.plot, this.frame);
      this.showLegend();
   }

   data() {
      const {hasTree, highBytes} = this.profile.snapshots;
      const hasBands = this.profile.contexts.n > 0;
      const heights = stack(this.bands).map((values) =>
         hasBands ? blank(values, hasTree) : Array.from(values));

      this.highest = highBytes.reduce((most, n) => Math.max(most, n), 1);
      return [this.xs(), ...heights.reverse(),
              ...this.lines.map(({values}) => Array.from(values))];
   }

   options(axis) {
      const ruled = {stroke: color("soft"), grid: {stroke: color("grid")},
                     ticks: {stroke: color("grid")}};

      return {
         ...this.size(),
         padding: [16, 20, 0, 0],
         legend: {show: false},
         cursor: {show: false},
         scales: {x: {time: false},
                  y: {range: (u, min, max) =>
                     [0, Math.max(max, this.highest) * 1.06]}},
         axes: [
            {...ruled, size: 34, space: 90, values: axisLabels(axis.name),
             incrs: axis.name === "B" ? BYTE_STEPS : undefined},
            {...ruled, size: 74, incrs: BYTE_STEPS,
             values: (u, splits) => splits.map((v) => bytes(v))},
         ],
         series: this.series(),
         hooks: {
            drawAxes: [(u) => this.drawRegions(u)],
            draw: [(u) => this.drawHighs(u), (u) => this.drawNames(u),
                   () => this.frame.show()],
         },
      };
   }

   series() {
      const isSelected = this.selection();
      const filled = this.bands.map((band) => {
         const isFaint = isSelected && !isSelected(band);
         const paint = isFaint ? faint(color(band.color)) : color(band.color);

         return {fill: paint, stroke: paint, width: 1, points: {show: false},
                 spanGaps: true, paths: steps};
      }).reverse();

      const lines = this.lines.map(({paths, dash}) => (
         {stroke: color("text"), width: 1.5, dash, points: {show: false},
          paths}));

      return [{}, ...filled, ...lines];
   }

   /* Whether a band is selected; null where nothing in the chart is. */
   selection() {
      const found = foundSites(this.profile.sites, this.store.state.find);
      const isSelected = ({site}) => Boolean(site && found[site.number]);

      return found && this.bands.some(isSelected) ? isSelected : null;
   }

   /* More than at both its ends was held somewhere in a stretch, nobody knows
      where nor for how long, unless it was the peak: a mark in its middle, not
      a line along it, which would look like memory that was held. */
   drawHighs(u) {
      const {heapBytes, highBytes, n} = this.profile.snapshots;
      const {ctx} = u, ratio = uPlot.pxRatio;

      ctx.save();
      ctx.strokeStyle = color("soft");
      ctx.lineWidth = ratio;
      ctx.beginPath();
      for (let k = 1; k <= n; k++) {
         const held = Math.max(heapBytes[k - 1], heapBytes[k]);
         const from = this.pixelOf(u, k - 1), to = this.pixelOf(u, k);

         if (highBytes[k] <= held || this.isPeakIn(k))
            continue;
         this.drawHigh(u, (from + to) / 2, Math.min(CAP_PX * ratio, to - from),
                       [held, highBytes[k]]);
      }
      ctx.stroke();
      ctx.restore();
   }

   isPeakIn(k) {
      const {head: {peak}, snapshots} = this.profile;
      const clock = snapshots.clocks[this.store.state.axis];
      const at = peak.clocks[this.store.state.axis];

      return peak.known && peak.bytes === snapshots.highBytes[k] &&
         at >= clock[k - 1] && at <= clock[k];
   }

   drawHigh(u, x, cap, [low, high]) {
      const {ctx} = u;
      const top = u.valToPos(high, "y", true);

      ctx.moveTo(x, u.valToPos(low, "y", true));
      ctx.lineTo(x, top);
      ctx.moveTo(x - cap / 2, top);
      ctx.lineTo(x + cap / 2, top);
   }

   /* The peaks first: where names would overprint, those of regions give
      way. */
   drawNames(u) {
      this.taken = [];
      this.dots = [];
      this.drawPeaks(u);
      this.drawLabels(u);
   }

   drawPeaks(u) {
      const {peak, sumPeak} = this.profile.head;

      if (sumPeak && !this.isHeapOnly)
         this.drawPeak(u, sumPeak, "peak of all");
      if (peak.known && peak.bytes > 0)
         this.drawPeak(u, peak, this.isHeapOnly ? "peak" : "heap peak");
      this.taken.push(...this.dots);
   }

   drawPeak(u, {clocks, bytes: height}, name) {
      const x = u.valToPos(clocks[this.store.state.axis], "x", true);
      const y = u.valToPos(height, "y", true);
      const {ctx} = u, ratio = uPlot.pxRatio;

      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = color("text");
      this.line(u, x, [2, 3]);
      ctx.beginPath();
      ctx.arc(x, y, 3.5 * ratio, 0, 7);
      ctx.fill();
      ctx.strokeStyle = color("card");
      ctx.setLineDash([]);
      ctx.stroke();
      this.dots.push({x: x - 4 * ratio, y: y + 4 * ratio, width: 8 * ratio,
                      height: 8 * ratio});
      /* Where both are at one moment the higher one has its name on top. */
      const inside = name === "heap peak";

      const label = this.label(u, `${name} ${bytes(height)}`, x,
                               inside ? y - 8 * ratio
                                  : u.bbox.top - 2 * ratio);

      while (!this.isFree(label))
         label.y += label.height;
      this.write(u, label);
      ctx.restore();
   }

   line(u, x, dash) {
      const {ctx, bbox} = u, ratio = uPlot.pxRatio;

      ctx.setLineDash(dash.map((length) => length * ratio));
      ctx.lineWidth = ratio;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
   }

   /* Where a text lies that stands beside x, on the side that has room; y is
      its bottom. */
   label(u, text, x, y) {
      const {ctx, bbox} = u, ratio = uPlot.pxRatio;

      ctx.font = `600 ${12 * ratio}px system-ui, sans-serif`;
      const width = ctx.measureText(text).width, gap = 3 * ratio;
      const isLeft = bbox.left + bbox.width - x > width + 8 * ratio;

      return {text, y, width, height: 14 * ratio,
              x: isLeft ? x + gap : Math.max(x - gap - width, gap)};
   }

   isFree({x, y, width, height}) {
      return this.taken.every((t) => x + width + height / 2 <= t.x ||
         t.x + t.width + height / 2 <= x || y <= t.y - t.height ||
         t.y <= y - height);
   }

   write(u, label) {
      const {ctx} = u;

      ctx.textBaseline = "bottom";
      ctx.textAlign = "left";
      ctx.fillText(label.text, label.x, label.y);
      this.taken.push(label);
   }

   pixelOf(u, position) {
      return u.valToPos(u.data[0][position], "x", true);
   }

   drawRegions(u) {
      const {ctx, bbox} = u;

      ctx.save();
      ctx.fillStyle = color("region");
      for (const [, from, to] of this.profile.head.regions) {
         const x = this.pixelOf(u, from);

         ctx.fillRect(x, bbox.top, Math.max(this.pixelOf(u, to) - x, 1),
                      bbox.height);
      }
      ctx.restore();
   }

   /* The names of regions and labels, as many as have room, in a row at the
      top of the chart. */
   drawLabels(u) {
      const {ctx, bbox} = u, ratio = uPlot.pxRatio;
      const {head} = this.profile;
      const name = (text, x) => {
         const label = this.label(u, text, x, bbox.top + 15 * ratio);

         if (x <= bbox.left + bbox.width && this.isFree(label))
            this.write(u, label);
      };
      const places = [
         ...head.regions.map(([text, at]) => ({at, text})),
         ...head.labels.map(([text, at]) => ({at, text, isLabel: true})),
      ].sort((a, b) => a.at - b.at);

      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = color("accent");
      for (const {at, text, isLabel} of places) {
         const x = this.pixelOf(u, at);

         if (isLabel)
            this.line(u, x, []);
         name(text, x);
      }
      ctx.restore();
   }

   /* The moment that the legend tells of: the pointer's, else the one of the
      flame graph: {words, of(band, i)}. */
   legendMoment(pointed) {
      const {head, snapshots} = this.profile;
      const {axis, measure} = this.store.state;
      const {highest, high, to} = this.look();

      if (pointed === undefined && measure === "peak" && highest.isPeak)
         return {words: "at the peak",
                 of: (band, i) => band.isHeap ? this.atPeak[i] : null};
      const at = pointed ?? (measure === "peak" ? high : to);

      return {words: `at ${moment(head.axes[axis].name,
                                  snapshots.clocks[axis][at])}`,
              of: ({values}) => snapshots.hasTree[at] ? values[at] : null};
   }

   chooser({site}, parts) {
      const button = make("button", "", ...parts);

      button.type = "button";
      button.addEventListener("click", () => select(this.store, site));
      return button;
   }

   showLegend(pointed) {
      const {words, of} = this.legendMoment(pointed);
      const isSelected = this.selection();
      const rows = this.bands.map((band, i) => {
         const held = of(band, i);
         const parts = [make("span", `swatch ${band.swatch}`),
                        make("span", "name", band.name)];
         const row = make("li", "", ...(band.site ? [this.chooser(band, parts)]
                                          : parts),
                          held === null ? null : bytesData(held));

         markSelected(row, isSelected?.(band));
         return row;
      });

      const at = pointed ?? this.look().to;
      const lines = this.lines.map(({name, swatch, values}) =>
         make("li", "", make("span", `swatch ${swatch}`),
              make("span", "name", name), bytesData(values[at])));

      find("legend").replaceChildren(make("li", "when", words), ...rows,
                                     ...lines);
   }
}
