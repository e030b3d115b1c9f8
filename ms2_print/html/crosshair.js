// SPDX-License-Identifier: GPL-2.0-or-later
// The moment under the pointer, in the timeline: a line through it, and a tip
// with what was held there and by whom.  It rests on snapshots.

import {bytesData, make} from "./dom.js";
import {hideTip, showTip} from "./tip.js";
import {moment, share} from "./units.js";

const MOST_FUNCTIONS = 5;

export class Crosshair {
   /* see(position): what else follows the pointer; undefined: it has left. */
   constructor(profile, {sums, topSites, flow}, store, see) {
      this.profile = profile;
      this.sums = sums;
      this.topSites = topSites;
      this.flow = flow;
      this.store = store;
      this.see = see;
      this.pointer = null; /* its last move, until that is shown */
      this.line = make("div", "crosshair");
      this.line.hidden = true;
      const {head, snapshots} = profile;

      this.beside = [["mapped pages", snapshots.pagesBytes],
                     ["stacks", snapshots.stackBytes]]
         .filter(([, column]) => head.memory === "heap" &&
                 column.some((n) => n > 0));
      if (profile.use)
         this.beside.push(["touched at any time", profile.use.touchedBytes],
                          ["in use", profile.use.inUseBytes]);
   }

   /* frame: which positions there are, and where. */
   attach(plot, frame) {
      plot.over.append(this.line);
      plot.over.addEventListener("pointermove", (e) => {
         if (!this.pointer)
            requestAnimationFrame(() => this.follow(frame));
         this.pointer = e;
      });
      plot.over.addEventListener("pointerleave", () => {
         this.pointer = null;
         this.line.hidden = true;
         hideTip();
         this.see(undefined);
      });
   }

   /* Once a frame, however often the pointer has moved. */
   follow(frame) {
      if (!this.pointer)
         return;
      const position = frame.nearest(this.pointer.clientX);

      this.line.style.left = `${frame.pixel(position)}px`;
      this.line.hidden = false;
      showTip(this.pointer, ...this.words(position));
      this.see(position);
      this.pointer = null;
   }

   words(position) {
      const {head, snapshots} = this.profile;
      const {axis} = this.store.state;
      const clock = snapshots.clocks[axis];
      const row = (name, bytes, swatch = null, kind = "row") =>
         make("div", kind, swatch, make("span", "name", name), bytesData(bytes));

      return [
         make("b", "", `at ${moment(head.axes[axis].name, clock[position])}, ` +
              `${share(clock[position], clock[snapshots.n])} of the run`),
         row(head.memory, snapshots.heapBytes[position]),
         ...this.beside.map(([name, column]) => row(name, column[position])),
         ...this.flowed(position).map(([name, bytes]) =>
            row(name, bytes, null, "flow")),
         ...this.largest(position).map(({site, bytes}) =>
            row(site.label, bytes, this.swatch(site))),
      ];
   }

   /* What came and went since the snapshot before. */
   flowed(position) {
      const {allocated, least, most} = this.flow.Bytes;

      if (!this.profile.head.hasBlocks || allocated[position] === 0)
         return [];
      return [["allocated since the one before", allocated[position]],
              ...least[position] === most[position]
                 ? [["of that gone again", most[position]]]
                 : [["of that gone again, at least", least[position]],
                    ["of that gone again, at most", most[position]]]];
   }

   /* Of all functions, not only those that have a colour. */
   largest(position) {
      const {of, functions} = this.profile.groups;
      const live = this.sums.at("pointer", position).live("Bytes");
      const held = new Float64Array(functions.length);
      const largest = [];

      for (let i = 0; i < live.length; i++)
         held[of[i]] += live[i];
      for (let i = 0; i < held.length; i++) {
         if (held[i] <= (largest[MOST_FUNCTIONS - 1]?.bytes ?? 0))
            continue;
         largest.push({site: functions[i].site, bytes: held[i]});
         largest.sort((a, b) => b.bytes - a.bytes).splice(MOST_FUNCTIONS);
      }
      return largest;
   }

   swatch({functionId}) {
      const band = this.topSites.get(functionId);

      return make("span", `swatch ${band === undefined ? "" : `s${band}`}`);
   }
}
