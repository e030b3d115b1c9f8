// SPDX-License-Identifier: GPL-2.0-or-later
// The section of the icicle graph: which tree and measure it shows, what is
// found, the pointer's tip, and the details of the chosen box.

import {busily} from "./busy.js";
import {blocksData, bytesData, find, make, segments} from "./dom.js";
import {Icicle} from "./icicle.js";
import {foundSites} from "./match.js";
import {hideTip, showTip} from "./tip.js";
import {invertTree, pathOf, sumTree} from "./tree.js";
import {bytes, plural, share} from "./units.js";

/* In the order of their keys. */
export const MEASURES = [
   {value: "peak", text: "Peak", title: "Held at the peak within the window"},
   {value: "end", text: "Live at end", title: "Held at the window's end"},
   {value: "allocated", text: "Allocated",
    title: "Allocated within the window, freed or not"},
   {value: "short", text: "Short-lived",
    title: "Freed after hardly any other allocation, over the whole run"},
   {value: "left", text: "Left",
    title: "Allocated within the window and still live at the end of the run"},
];
export const UNITS = [
   {value: "Bytes", text: "Bytes", title: "As wide as their bytes"},
   {value: "Blocks", text: "Blocks", title: "As wide as their blocks or calls"},
];

/* Which measures a profile cannot tell, and why. */
export function unknownMeasures({head}) {
   return new Map(Object.entries(head.unknown).filter(([, why]) => why));
}

/* What is allocated is counted in calls. */
function inWords(n, measure) {
   return measure === "allocated" ? plural(n, "call", "calls")
      : plural(n, "block", "blocks");
}

export class Callers {
   constructor(profile, topSites, store, look) {
      this.profile = profile;
      this.store = store;
      this.look = look; /* the window: look() */
      this.trees = {false: this.plainTree()};
      this.graph = null; /* what is drawn */
      this.icicle = new Icicle(find("icicle"), profile.sites, topSites, {
         choose: (node) => this.choose(node),
         hover: (node, event) => this.hover(node, event),
         focus: (node) => this.showDetail(node),
      });
      this.listen();
      store.on(["window", "measure", "unit", "inverted", "zoom", "find",
                "idle"],
               () => this.show());
      store.onRest(["window", "measure", "unit", "inverted", "zoom"],
                   () => this.graph && this.showDetail(this.graph.zoom));
   }

   listen() {
      const {store} = this;
      const unknown = unknownMeasures(this.profile);
      const known = MEASURES.map((m) => ({
         ...m, disabled: unknown.has(m.value),
         title: unknown.get(m.value) ?? m.title,
      }));

      this.markMeasure = segments(find("measures"), known,
                                  (measure) => store.set({measure}));
      this.markUnit = segments(find("units"), UNITS,
                               (unit) => store.set({unit}));
      find("units").hidden = !this.profile.head.hasBlocks;
      find("invert").addEventListener("click", () => this.invert());
      find("idle").hidden = this.profile.use === null;
      find("idle").addEventListener("click", () =>
         store.set({idle: !store.state.idle}));
      find("reset").addEventListener("click", () => store.set({zoom: 0}));
      find("find").addEventListener("input", (e) =>
         store.set({find: e.target.value}));
   }

   invert() {
      this.store.set({inverted: !this.store.state.inverted, zoom: 0});
   }

   /* {tree, at, allocates} of the way it is shown: at[context] is a node,
      allocates[node] whether stacks begin there.  The inverted one is made when
      it is first asked for; until it is there, undefined. */
   tree() {
      const {inverted} = this.store.state;

      if (inverted && !this.inversion)
         this.inversion = this.invertTree();
      return this.trees[inverted];
   }

   plainTree() {
      const {tree, contexts} = this.profile;
      const allocates = new Uint8Array(tree.n);

      for (const node of contexts.node)
         allocates[node] = 1;
      return {tree, at: contexts.node, allocates};
   }

   async invertTree() {
      const {contexts} = this.profile;
      const {tree, at} = await busily("Inverting the graph", invertTree(
         this.profile.tree, contexts.node, contexts.peakBytes));

      this.trees.true = {tree, at,
                         allocates: tree.depth.map((depth) => depth === 1)};
      if (this.store.state.inverted)
         this.showTree();
   }

   showTree() {
      this.show();
      this.showDetail(this.graph.zoom);
   }

   /* Of the chosen measure, or another one, by context. */
   values(measure, unit) {
      return this.look().values(measure, unit);
   }

   /* By node, of values by context; the last ones are kept. */
   sumsOf(tree, at, values) {
      if (this.last?.values !== values || this.last.tree !== tree)
         this.last = {tree, values, sums: sumTree(tree, at, values)};
      return this.last.sums;
   }

   /* From main inwards, whichever way round is shown: by node what is at and
      below it, and by context what is at its own. */
   plain() {
      const {tree, at} = this.trees.false;
      const {measure, unit} = this.store.state;
      const own = this.values(measure, unit);

      if (this.lastPlain?.own !== own)
         this.lastPlain = {tree, at, own, values: sumTree(tree, at, own)};
      return this.lastPlain;
   }

   /* By node: the share of what was held at the peak that was not in use. */
   idleShares(tree, at) {
      const unused = sumTree(tree, at, this.profile.use.unusedBytes);
      const held = sumTree(tree, at, this.profile.contexts.peakBytes);

      return unused.map((n, i) => held[i] > 0 ? Math.min(n / held[i], 1) : 0);
   }

   show() {
      const {measure, unit, inverted, zoom, find: words} = this.store.state;

      find("invert").setAttribute("aria-pressed", String(inverted));
      if (!this.tree())
         return;
      const {tree, at, allocates} = this.tree();
      const values = this.sumsOf(tree, at, this.values(measure, unit));
      const found = foundSites(this.profile.sites, words);

      const idle = this.profile.use ? this.idleShares(tree, at) : null;
      const isIdle = idle !== null && this.store.state.idle;

      this.graph = {tree, at, values, allocates, found, idle, isIdle,
                    whole: this.wholeLabel(values[0]),
                    zoom: Math.min(zoom, tree.n - 1),
                    empty: "Nothing of this measure in the window."};
      this.icicle.show(this.graph);
      this.icicle.canvas.setAttribute("aria-label", this.said());
      find("said").textContent = this.said();
      find("found").textContent = found ? this.foundText(found) : "";
      if (find("find").value !== words)
         find("find").value = words;
      find("idle").setAttribute("aria-pressed", String(isIdle));
      find("reset").disabled = this.graph.zoom === 0;
      this.markMeasure(measure);
      this.markUnit(unit);
   }

   format(n) {
      const {unit, measure} = this.store.state;

      return unit === "Bytes" ? bytes(n) : inWords(n, measure);
   }

   wholeLabel(n) {
      return `all: ${this.format(n)}`;
   }

   /* What is shown, as a sentence. */
   said() {
      const {measure, inverted} = this.store.state;
      const {highest, from, to} = this.look();
      const moment = from === to ? "Held at the chosen moment" : null;
      const what = {
         peak: moment ?? (highest.isPeak ? "Held at the peak of the run"
            : "Held at the highest snapshot of the window"),
         end: moment ?? "Held at the end of the window",
         allocated: "Allocated within the window, freed or not",
         short: "Short-lived blocks of the whole run, not of the window",
         left: "Allocated within the window and still live at the end of " +
            "the run",
      }[measure];

      return `${what}. ${inverted
         ? "Allocating functions on top, their callers below."
         : "Callers on top, what they called below."}${this.graph.isIdle
         ? " The redder, the less of it was in use at the peak." : ""}`;
   }

   /* A match within a match counts once. */
   foundText(found) {
      const {tree, values} = this.graph;
      let sum = 0, n = 0;

      for (let i = 1; i < tree.n;) {
         if (found[tree.site[i]]) {
            sum += values[i];
            n++;
            i = tree.end[i];
         } else {
            i++;
         }
      }
      return n === 0 ? "not found"
         : `${this.format(sum)}, ${share(sum, values[0])}`;
   }

   choose(node) {
      const {zoom} = this.store.state;

      this.store.set({zoom: node === zoom && node > 0
         ? this.graph.tree.parent[node] : node});
   }

   hover(node, event) {
      if (node < 0) {
         hideTip();
         return;
      }
      const {tree, values, idle} = this.graph;
      const site = this.profile.sites[tree.site[node]];
      const unused = idle === null ? []
         : [make("div", "numbers", `${share(idle[node], 1)} of what it held ` +
                 "at the peak was not in use")];

      showTip(event, ...(site
         ? [make("b", "", site.name), make("div", "place", site.path)]
         : [make("b", "", "everything")]),
         make("div", "numbers", `${this.format(values[node])}, ` +
              share(values[node], values[0])), ...unused);
   }

   showDetail(node) {
      const {tree} = this.graph;
      const site = this.profile.sites[tree.site[node]];

      if (!site) {
         find("detail").replaceChildren();
         return;
      }
      find("detail").replaceChildren(...[
         make("h3", "", site.name),
         make("div", "", make("div", "place", site.path),
              site.path === site.object ? null
                 : make("div", "place", site.object),
              this.numbers(node), this.relations(site)),
         this.stack(node),
         source(site),
      ].filter((part) => part !== null));
   }

   relations(site) {
      const button = make("button", "link", "Its callers and callees");

      button.type = "button";
      button.addEventListener("click", () => {
         this.store.set({tab: "relations", of: site.number + 1});
         find("views-title").scrollIntoView({block: "start"});
      });
      return button;
   }

   /* Every measure of a node and what is below it. */
   numbers(node) {
      const unknown = unknownMeasures(this.profile);
      const {hasBlocks} = this.profile.head;
      const rows = MEASURES.filter((m) => !unknown.has(m.value))
         .flatMap(({value, text}) => {
            const ofBytes = this.sumOf(node, value, "Bytes");
            const ofBlocks = this.sumOf(node, value, "Blocks");

            return [
               make("dt", "", text),
               make("dd", "", bytesData(ofBytes.part)),
               make("dd", "", share(ofBytes.part, ofBytes.whole)),
               make("dd", "", hasBlocks
                  ? blocksData(ofBlocks.part, inWords(ofBlocks.part, value))
                  : null),
            ];
         });

      return make("dl", "numbers", ...rows);
   }

   sumOf(node, measure, unit) {
      const {at, tree: {end}} = this.graph;
      const values = this.values(measure, unit);
      let part = 0, whole = 0;

      for (let i = 0; i < values.length; i++) {
         whole += values[i];
         if (at[i] >= node && at[i] < end[node])
            part += values[i];
      }
      return {part, whole};
   }

   stack(node) {
      const {tree} = this.graph;
      const lines = pathOf(tree, node).map((step) => {
         const site = this.profile.sites[tree.site[step]];

         return make("li", "", site.brief, " ",
                     make("span", "place", site.where));
      });

      return make("ol", "", ...lines);
   }
}

/* The lines around a site's, or null. */
function source(site) {
   if (!site.source)
      return null;
   return make("div", "source", ...site.source.lines.map((text, i) => {
      const line = site.source.first + i;

      return make("div", line === site.line ? "here" : "",
                  make("span", "number", String(line)), text);
   }));
}
