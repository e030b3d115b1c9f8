// SPDX-License-Identifier: GPL-2.0-or-later
// Opens the report: reads the data, and wires its parts to one state.

import {busily} from "./busy.js";
import {Callers, MEASURES, UNITS, unknownMeasures} from "./callers.js";
import {unpack} from "./data.js";
import {openDiff, showDiffWay} from "./diff.js";
import {bytesData, blocksData, find, make} from "./dom.js";
import {showFindings} from "./findings.js";
import {flowOf} from "./flow.js";
import {Leaks, firstLeaks} from "./leaks.js";
import {Owners, firstSearch} from "./owners.js";
import {overviewKind, partOf} from "./parts.js";
import {openProcesses, showProcessWay} from "./processes.js";
import {Rates} from "./rates.js";
import {BY, Sites, isColumn} from "./sites.js";
import {Store} from "./store.js";
import {Sums, seriesOf} from "./sums.js";
import {switchTheme} from "./theme.js";
import {LAYERS, Timeline, topFunctions} from "./timeline.js";
import {bytes, change, onAxis, plural} from "./units.js";
import {followUrl, readUrl} from "./url.js";
import {Views, isTab} from "./views.js";
import {showWindows} from "./windows.js";

function defaultsOf(profile) {
   return {
      window: [0, profile.snapshots.n],
      axis: profile.head.axis,
      layers: "heap",
      measure: profile.head.peak.known ? "peak" : "end",
      unit: "Bytes",
      inverted: false,
      idle: false,
      zoom: 0,
      tab: "tree",
      of: 0,
      find: "",
      filter: "",
      by: "function",
      sort: "peak",
      owners: firstSearch(profile),
      held: 0,
      part: 0,
   };
}

/* Those that can be chosen, with their numbers. */
function axesOf({head}) {
   return head.axes.map((axis, i) => ({...axis, i}))
      .filter(({shown}) => shown);
}

/* Whether a value from the address makes sense here. */
function validator(profile) {
   const {snapshots, tree} = profile;
   const axes = axesOf(profile).map(({i}) => i);
   const unknown = unknownMeasures(profile);
   const checks = {
      window: ([from, to]) => from <= to && to <= snapshots.n &&
         snapshots.hasTree[from] === 1 &&
         (to === snapshots.n || snapshots.hasTree[to] === 1),
      layers: (layers) => LAYERS.some(({value}) => value === layers),
      axis: (axis) => axes.includes(axis),
      measure: (m) => MEASURES.some(({value}) => value === m) &&
         !unknown.has(m),
      unit: (u) => UNITS.some(({value}) => value === u),
      by: (by) => BY.some(({value}) => value === by),
      sort: (name) => isColumn(name.replace(/^-/, "")),
      zoom: (node) => Number.isSafeInteger(node),
      tab: isTab,
      of: (number) => number <= profile.sites.length,
      held: (node) => Number.isSafeInteger(node),
      owners: (number) => number in profile.searches,
      part: (number) => number === partOf(location.hash),
   };

   return (key, value) => checks[key]?.(value) ?? true;
}

function showAxes(profile, store) {
   const select = find("axis");

   select.replaceChildren(...axesOf(profile).map(({caption, i}) => {
      const option = make("option", "", caption);

      option.value = String(i);
      return option;
   }));
   select.addEventListener("change", () =>
      store.set({axis: Number(select.value)}));
   store.on(["axis"], ({axis}) => { select.value = String(axis); });
}

/* The numbers of the window, under the timeline. */
function showWindow({head, snapshots}, axis, w) {
   const clock = snapshots.clocks[axis];
   const {name} = head.axes[axis];
   const {from, to, highest, last} = w;
   const isWhole = from === 0 && to === snapshots.n;
   const at = (position) => onAxis(name, clock[position]);
   const grown = snapshots.heapBytes[to] - snapshots.heapBytes[from];
   const passed = (unit) => {
      const all = snapshots.clocks[head.axes.findIndex((a) => a.name === unit)];

      return all[to] - all[from];
   };
   const entry = (caption, id, ...content) => {
      const dd = make("dd", "", ...content);

      dd.id = id;
      return make("div", "", make("dt", "", caption), dd);
   };
   const shown = ({isExact, shown: n}, where) => isExact ? null
      : make("small", "", ` (shown: ${bytes(n)}, ${where})`);
   const entries = [
      entry(from === to ? "Moment" : "Window", "window-span",
            isWhole ? "whole run" : from === to ? at(to)
               : `${at(from)} to ${at(to)}`,
            isWhole ? null : make("small", "", ` ${head.axes[axis].caption}`)),
      entry("Highest", "window-peak", bytesData(highest.bytes),
            shown(highest, "at a snapshot")),
      entry("Live at its end", "window-end", bytesData(last.bytes),
            shown(last, "at the tree before")),
      entry("Change", "window-change",
            bytesData(grown, change(grown, bytes))),
   ];

   if (head.hasBlocks) {
      const calls = passed("calls");

      entries.push(
         entry("Allocated", "window-allocated", bytesData(passed("B")), " ",
               make("small", "", "in ",
                    blocksData(calls, plural(calls, "call", "calls")))));
   }
   find("window").replaceChildren(...entries);
}

function forget(store) {
   const {find: words, zoom, held} = store.state;

   if (words)
      store.set({find: ""});
   else if (zoom > 0)
      store.set({zoom: 0});
   else if (held > 0)
      store.set({held: 0});
}

function listenKeys(profile, store, callers, frame) {
   const unknown = unknownMeasures(profile);
   const keys = {
      "/": () => find("find").focus(),
      "?": () => find("help").showModal(),
      i: () => callers.invert(),
      t: switchTheme,
      o: () => find("owners-title").scrollIntoView({block: "start"}),
      v: () => find("views-title").scrollIntoView({block: "start"}),
      w: () => frame.showWhole(),
      ",": () => frame.stepMoment(-1),
      ".": () => frame.stepMoment(1),
      Escape: () => forget(store),
      b: () => profile.head.hasBlocks &&
         store.set({unit: store.state.unit === "Bytes" ? "Blocks" : "Bytes"}),
   };

   MEASURES.forEach(({value}, i) => {
      keys[i + 1] = () => !unknown.has(value) && store.set({measure: value});
   });
   addEventListener("keydown", (e) => {
      const isTyping = e.target instanceof HTMLInputElement ||
         e.target instanceof HTMLSelectElement;

      if (e.ctrlKey || e.altKey || e.metaKey || find("help").open)
         return;
      if (isTyping && e.key === "Escape")
         e.target.blur();
      if (!keys[e.key] || (isTyping && e.key !== "Escape"))
         return;
      e.preventDefault();
      keys[e.key]();
   });
}

function listenButtons() {
   find("theme").addEventListener("click", switchTheme);
   find("help-open").addEventListener("click", () => find("help").showModal());
   find("help").addEventListener("click", (e) => {
      if (e.target === find("help"))
         find("help").close();
   });
}

/* In pieces, see work.js. */
function* open(profile) {
   const defaults = defaultsOf(profile);
   const isValid = validator(profile);
   const store = new Store(readUrl(location.hash, defaults, isValid));
   const top = topFunctions(profile);
   const topSites = new Map(top.map((f, i) =>
      [profile.groups.functions[f].site.functionId, i]));
   const sums = new Sums(profile);
   const look = () => sums.window(store.state.window);

   const series = yield* seriesOf(profile, [...top, ...firstLeaks(profile)]);

   const flow = yield* flowOf(profile);

   showFindings(profile, store);
   find("main").hidden = false;
   const timeline = new Timeline(profile, {top, topSites, sums, series, flow},
                                 store);

   new Rates(profile, flow, store);

   yield 0;
   const callers = new Callers(profile, topSites, store, look);

   yield 0;
   new Views(profile, store, callers);
   new Sites(profile, topSites, store, look);
   new Leaks(profile, series.slice(top.length), store);
   new Owners(profile, topSites, store);
   showAxes(profile, store);
   showWindows(profile, store);
   store.on(["window", "axis"], ({axis}) => showWindow(profile, axis, look()));
   followUrl(store, defaults, isValid);
   listenKeys(profile, store, callers, timeline.frame);
   listenButtons();
   yield* store.tellEach();
}

function complain(error) {
   find("notice").textContent = typeof DecompressionStream === "undefined"
      ? "This browser is too old for the report: it cannot inflate data."
      : `The report cannot be shown: ${error.message}`;
   find("notice").hidden = false;
}

/* What comes ahead of several reports, and the way back from each. */
const OVERVIEWS = {
   diff: {open: openDiff, showWay: showDiffWay},
   processes: {open: openProcesses, showWay: showProcessWay},
};

async function start() {
   const overview = OVERVIEWS[overviewKind()];
   const part = partOf(location.hash);

   if (overview && part === 0)
      return overview.open();
   const profile = await unpack(
      find(overview ? `data-${part}` : "data").textContent,
      (steps) => busily("Reading the profile", steps));

   await busily("Drawing the report", open(profile));
   return overview?.showWay(part);
}

start()
   .then(() => { document.documentElement.dataset.ready = "yes"; })
   .catch((error) => {
      complain(error);
      throw error;
   });
