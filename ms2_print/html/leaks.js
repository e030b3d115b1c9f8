// SPDX-License-Identifier: GPL-2.0-or-later
// Who still held memory at the end, with a verdict and a small timeline each.

import uPlot from "uplot";
import {blocksData, bytesData, find, make, siteName, sitePath, sitePlace}
   from "./dom.js";
import {seriesOf} from "./sums.js";
import {color, onTheme} from "./theme.js";
import {steps} from "./timeline.js";
import {bytes, milliseconds, plural, share} from "./units.js";

const FIRST_GROUPS = 12;
const MORE_GROUPS = 50;

/* How it got there, as far as it says more than the verdict. */
function story(leak, facts) {
   const parts = [];
   const {inherited} = leak;
   const all = inherited.bytes + leak.allocated.bytes;

   if (facts.hasBlocks && all > 0)
      parts.push(`${share(leak.end.bytes, all)} of ${bytes(all)} ` +
                 (facts.run.finished ? "was never freed"
                    : "not freed so far") +
                 (inherited.bytes > 0
                    ? `, ${bytes(inherited.bytes)} inherited at the fork` : ""));
   if (leak.maxBytes > leak.end.bytes)
      parts.push(`most at a time ${bytes(leak.maxBytes)}`);
   if (leak.nRising > 1)
      parts.push(`grew at ${plural(leak.nRising, "snapshot", "snapshots")}` +
                 (leak.growthMs > 0
                    ? ` over ${milliseconds(leak.growthMs)}` : ""));
   return parts.join("; ");
}

/* The line that has most of it, and how many there are. */
function placeOf({site, lines}) {
   const place = sitePlace(site);

   return lines > 1 && site.line > 0
      ? `${place} and ${plural(lines - 1, "more line", "more lines")}` : place;
}

export class Leaks {
   constructor(profile, groups, store) {
      this.profile = profile;
      this.groups = groups;
      this.store = store;
      this.most = FIRST_GROUPS;
      this.plots = new Map(); /* by the place of each */
      this.seen = new IntersectionObserver((entries) => {
         for (const {isIntersecting, target} of entries) {
            if (isIntersecting)
               this.drawPlot(target);
         }
      }, {rootMargin: "900px"});
      find("leaks-more").addEventListener("click", () => {
         this.most += MORE_GROUPS;
         this.show();
      });
      onTheme(() => this.show());
      store.on(["axis"], () => this.show());
   }

   show() {
      const {leaks, facts} = this.profile;
      const shown = leaks.slice(0, this.most);
      const numbers = shown.map((leak) =>
         this.groups.numbers.get(this.profile.sites[leak.site].functionId));

      this.seen.disconnect();
      for (const plot of this.plots.values())
         plot?.destroy();
      this.plots.clear();
      this.series = seriesOf(this.profile, this.groups,
                             numbers.map((number) => number ?? -1));
      find("leaks").replaceChildren(
         ...shown.map((leak, i) => this.row(leak, i)));
      find("leaks-said").textContent = this.said(facts);
      find("leaks-more").hidden = leaks.length <= this.most;
      find("leaks-more").textContent =
         `Show more (${leaks.length - this.most} left)`;
   }

   said(facts) {
      const {leaks} = this.profile;

      if (!facts.leaksKnown)
         return "A massif file does not tell what was never freed; held at " +
            "its last tree:";
      if (leaks.length === 0)
         return "Nothing was held at the end.";
      return facts.nSuspects > 0
         ? plural(facts.nSuspects, "suspect", "suspects")
         : "No suspects; what was held at the end:";
   }

   row(leak, index) {
      const {facts, sites} = this.profile;
      const site = sites[leak.site];
      const verdict = facts.verdicts[leak.verdict];
      const spark = make("div", "spark");
      const name = make("div", "site",
         make("span", "verdict", verdict.name),
         make("span", "name", siteName(site)),
         make("span", "place", leak.via ? `via ${leak.via}` : "",
              " ", placeOf({site, lines: leak.lines})));

      name.title = `${site.name}\n${sitePath(site)}`;
      name.addEventListener("click", () => {
         this.store.set({find: site.name || site.object});
         find("flame-title").scrollIntoView({block: "start"});
      });
      spark.dataset.index = index;
      this.seen.observe(spark);
      return make("div", `leak${leak.suspect ? " suspect" : ""}`, spark,
         make("div", "", name,
              make("div", "words", leak.note || verdict.words),
              make("div", "words", story(leak, facts))),
         make("div", "amount", bytesData(leak.end.bytes), facts.hasBlocks
            ? make("small", "", blocksData(leak.end.blocks,
               plural(leak.end.blocks, "block", "blocks"))) : null));
   }

   drawPlot(place) {
      if (this.plots.has(place))
         return;
      const i = Number(place.dataset.index);
      const {snapshots} = this.profile;
      const paint = this.profile.leaks[i].suspect ? color("bad")
         : color("soft");
      const values = Array.from(this.series[i], (value, k) =>
         snapshots.hasTree[k] ? value : null);

      this.plots.set(place, new uPlot({
         width: place.clientWidth, height: place.clientHeight,
         padding: [3, 0, 1, 0],
         legend: {show: false}, cursor: {show: false},
         axes: [{show: false}, {show: false}],
         scales: {x: {time: false},
                  y: {range: (u, min, max) => [0, Math.max(max, 1)]}},
         series: [{}, {
            stroke: paint, width: 1.5, points: {show: false}, spanGaps: true,
            paths: steps,
            fill: `color-mix(in srgb, ${paint} 18%, transparent)`,
         }],
      }, [Array.from(snapshots.clocks[this.store.state.axis]), values], place));
   }
}
