// SPDX-License-Identifier: GPL-2.0-or-later
// Who still held memory at the end, with a verdict and a small timeline each.

import uPlot from "uplot";
import {busily} from "./busy.js";
import {blocksData, bytesData, find, make, markSelected, select} from "./dom.js";
import {foundSites} from "./match.js";
import {firstSearch, holderOf} from "./owners.js";
import {seriesOf} from "./sums.js";
import {color, onPaper, onTheme} from "./theme.js";
import {steps} from "./timeline.js";
import {plural} from "./units.js";
import {atOnce} from "./work.js";

const FIRST_GROUPS = 12;
const MORE_GROUPS = 50;
/* Paper can not be asked for more; nobody reads as many. */
const PAPER_GROUPS = 200;

/* In the help; each verdict as the list has it. */
function explainVerdicts({head}) {
   find("verdicts").replaceChildren(...head.verdicts
      .filter(({explained}) => explained)
      .flatMap(({name, words}) =>
         [make("dt", "", name), make("dd", "", words)]));
}

/* The functions of the leaks from one to another, as seriesOf() takes them. */
function functionsOf({leaks, groups, sites}, begin, end) {
   return leaks.slice(begin, end).map(({site}) =>
      groups.numbers.get(sites[site].functionId) ?? -1);
}

/* Those of the leaks that are shown at first. */
export const firstLeaks = (profile) => functionsOf(profile, 0, FIRST_GROUPS);

export class Leaks {
   /* series: those of firstLeaks(). */
   constructor(profile, series, store) {
      this.profile = profile;
      this.store = store;
      this.series = series;
      this.most = FIRST_GROUPS;
      this.plots = new Map(); /* by the place of each */
      this.seen = new IntersectionObserver((entries) => {
         for (const {isIntersecting, target} of entries) {
            if (isIntersecting)
               this.drawPlot(target);
         }
      }, {rootMargin: "900px"});
      find("leaks-more").addEventListener("click", async () => {
         if (this.series.length < this.most + MORE_GROUPS)
            this.series.push(...await busily("Reading what they held",
                                             this.more()));
         this.most += MORE_GROUPS;
         this.show();
      });
      onTheme(() => {
         const left = PAPER_GROUPS - this.series.length;

         if (onPaper() && left > 0)
            this.series.push(...atOnce(this.more(left)));
         this.show();
      });
      store.on(["axis"], () => this.show());
      store.on(["find"], () => this.mark());
      explainVerdicts(profile);
   }

   more(n = MORE_GROUPS) {
      const begin = this.series.length;

      return seriesOf(this.profile,
                      functionsOf(this.profile, begin, begin + n));
   }

   show() {
      const {leaks, head} = this.profile;
      const most = onPaper() ? PAPER_GROUPS : this.most;
      const shown = leaks.slice(0, most);

      this.seen.disconnect();
      for (const plot of this.plots.values())
         plot?.destroy();
      this.plots.clear();
      find("leaks").replaceChildren(
         ...shown.map((leak, i) => this.row(leak, i)));
      if (onPaper()) {
         for (const place of find("leaks").querySelectorAll(".spark"))
            this.drawPlot(place);
      }
      this.mark();
      find("leaks-said").textContent = head.leaksTitle;
      find("leaks-more").hidden = leaks.length <= most;
      find("leaks-more").textContent =
         `Show more (${leaks.length - most} left)`;
   }

   /* What is selected. */
   mark() {
      const {leaks, sites} = this.profile;
      const found = foundSites(sites, this.store.state.find);

      [...find("leaks").children].forEach((row, i) =>
         markSelected(row, found?.[leaks[i].site]));
   }

   row(leak, index) {
      const {head, sites} = this.profile;
      const site = sites[leak.site];
      const verdict = head.verdicts[leak.verdict];
      const spark = make("div", "spark");
      const name = make("button", "site",
         make("span", "verdict", verdict.name),
         make("span", "name", site.brief),
         make("span", "place", leak.via ? `via ${leak.via}` : "",
              " ", leak.where));

      name.title = `${site.name}\n${site.path}`;
      name.type = "button";
      name.addEventListener("click", () => {
         select(this.store, site);
         find("flame-title").scrollIntoView({block: "start"});
      });
      spark.dataset.index = index;
      this.seen.observe(spark);
      return make("li", `leak${leak.suspect ? " suspect" : ""}`, spark,
         make("div", "", name,
              make("div", "words", leak.note || verdict.words),
              make("div", "words", `${leak.amount}; ${leak.course}`),
              this.holder(leak)),
         make("div", "amount", bytesData(leak.end.bytes), head.hasBlocks
            ? make("small", "", blocksData(leak.end.blocks,
               plural(leak.end.blocks, "block", "blocks"))) : null));
   }

   /* Who holds it at the end, and the way there. */
   holder({site}) {
      const number = firstSearch(this.profile);
      const search = this.profile.searches[number];
      const found = search?.how === "end" && holderOf(search, site);

      if (!found)
         return null;
      const button = make("button", "link", found.words);

      button.type = "button";
      button.addEventListener("click", () => {
         this.store.set({owners: number, held: found.node});
         find("owners-title").scrollIntoView({block: "start"});
      });
      return button;
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
