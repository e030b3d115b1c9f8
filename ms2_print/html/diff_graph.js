// SPDX-License-Identifier: GPL-2.0-or-later
// What grew and what shrank, as an icicle graph.

import {graphOf, stackOf} from "./diff_data.js";
import {blocksData, bytesData, find, make} from "./dom.js";
import {Icicle, between, inkOn} from "./icicle.js";
import {foundSites} from "./match.js";
import {color, onTheme} from "./theme.js";
import {hideTip, showTip} from "./tip.js";
import {bytes, change, count, plural} from "./units.js";

/* What changed a little must not look as what did not. */
const LEAST_STRENGTH = 0.3;

/* Told apart by hue, lightness and stripes. */
class Paint {
   constructor() {
      this.refresh();
      onTheme(() => this.refresh());
   }

   refresh() {
      [this.grown, this.shrunk, this.even, this.found] =
         ["grown", "shrunk", "even", "found"].map(color);
   }

   /* change: what there is more; part: its share of the box. */
   of(change_, part, isFound) {
      const full = change_ > 0 ? this.grown : this.shrunk;
      const paper = isFound ? this.found : change_ === 0 ? this.even
         : between(this.even, full, LEAST_STRENGTH + (1 - LEAST_STRENGTH) * part);

      return {paper, ink: inkOn(paper), isStriped: change_ < 0};
   }
}

export class DiffGraph {
   constructor(diff, store, measureOf) {
      this.diff = diff;
      this.store = store;
      this.measureOf = measureOf;
      this.paint = new Paint();
      this.icicle = new Icicle(find("diff-icicle"), diff.sites, new Map(), {
         choose: (at) => this.choose(at),
         hover: (at, e) => this.tell(at, e),
         focus: (at) => this.showDetail(at),
      });
      find("diff-reset").addEventListener("click", () => store.set({zoom: 0}));
      find("diff-find").addEventListener("input", (e) =>
         store.set({find: e.target.value}));
      store.on(["measure", "wide"], () => this.arrange());
      store.on(["measure", "wide", "zoom", "find"], () => this.show());
   }

   arrange() {
      const bySize = this.store.state.wide === "size";

      this.graph = graphOf(this.diff, this.measureOf().index, bySize);
      this.positions = new Int32Array(this.diff.nodes.n);
      this.graph.order.forEach((node, at) => { this.positions[node] = at; });
   }

   change(at) {
      return this.graph.after[at] - this.graph.before[at];
   }

   text(value) {
      return change(value, this.measureOf().bytes ? bytes : count);
   }

   sign(at) {
      const n = this.change(at);

      return n > 0 ? "+" : n < 0 ? "\u2212" : "=";
   }

   nameOf(at) {
      const site = this.graph.tree.site[at];

      return at === 0 ? "all" : this.diff.sites[site].label;
   }

   show() {
      const {zoom, find: words} = this.store.state;
      const {tree, widths} = this.graph;
      const at = this.positions[zoom]; /* 0: it is not in the graph */
      const found = foundSites(this.diff.sites, words);

      this.icicle.show({
         tree, values: widths, zoom: at, found, whole: "all",
         allocates: new Uint8Array(0), empty: "No place has changed.",
         paintOf: (node, isFound) => this.paint.of(
            this.change(node), Math.abs(this.change(node)) / widths[node],
            isFound),
         labelOf: (node) => `${this.sign(node)} ${this.nameOf(node)}`,
         besideOf: (node) => this.text(this.change(node)),
      });
      this.icicle.canvas.setAttribute("aria-label", this.words(at));
      find("diff-reset").disabled = at === 0;
      this.tellFound(found);
      this.showDetail(at);
      this.showSaid();
   }

   /* For who does not see it. */
   words(at) {
      return `What grew and what shrank below ${this.nameOf(at)}: ` +
         `${this.text(this.change(at))}; arrows go from box to box`;
   }

   showSaid() {
      const {wide} = this.store.state;
      const {caption} = this.measureOf();

      find("diff-said").textContent = wide === "size"
         ? `Boxes are as wide as the ${caption}, before or now, whichever is more.`
         : `Boxes are as wide as the change of ${caption}.`;
      if (find("diff-find").value !== this.store.state.find)
         find("diff-find").value = this.store.state.find;
   }

   /* What matches, each stack once. */
   tellFound(found) {
      const {tree} = this.graph;
      let sum = 0, n = 0;

      for (let at = 1; found && at < tree.n;) {
         if (!found[tree.site[at]]) {
            at++;
            continue;
         }
         sum += this.change(at);
         n++;
         at = tree.end[at];
      }
      find("diff-found").textContent = found
         ? `${plural(n, "match", "matches")}: ${this.text(sum)}` : "";
   }

   choose(at) {
      const node = this.graph.order[at];

      this.store.set({zoom: this.store.state.zoom === node ? 0 : node});
   }

   /* "before", "now" and "change" as elements. */
   numbers(at) {
      const {bytes: isBytes} = this.measureOf();
      const data = isBytes ? bytesData : blocksData;
      const sign = this.change(at) > 0 ? "grown" : "shrunk";

      return [["Before", data(this.graph.before[at]), ""],
              ["Now", data(this.graph.after[at]), ""],
              ["Change", data(this.change(at), this.text(this.change(at))),
               this.change(at) === 0 ? "" : sign]];
   }

   tell(at, event) {
      if (at < 0) {
         hideTip();
         return;
      }
      const site = this.diff.sites[this.graph.tree.site[at]];

      showTip(event, make("b", "", this.nameOf(at)),
              make("div", "place", site?.path ?? ""),
              ...this.numbers(at).map(([name, value]) =>
                 make("div", "row", make("span", "name", name), value)));
   }

   showDetail(at) {
      if (this.graph.widths[0] === 0) {
         find("diff-detail").replaceChildren();
         return;
      }
      const node = this.graph.order[at];
      const stack = stackOf(this.diff, node);
      const numbers = make("dl", "numbers", ...this.numbers(at)
         .flatMap(([name, value, sign]) =>
            [make("dt", "", name), make("dd", sign, value)]));
      const callers = make("ol", "", ...stack.map((site) => make("li", "",
         site.name, " ", make("span", "place", site.where))));

      find("diff-detail").replaceChildren(
         make("h3", "", at === 0 ? "All" : stack[0].name), numbers, callers);
   }
}
