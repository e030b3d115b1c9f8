// SPDX-License-Identifier: GPL-2.0-or-later
// Windows that have a name: the whole run, around the peak, each region, and
// from a label on.

import {find, make} from "./dom.js";

/* A run may enter a region hundreds of times; a list of more is no help. */
const MOST_WINDOWS = 60;

/* Positions that a window can rest on. */
function rested({snapshots}, from, to) {
   let first = Math.max(from, 0), last = Math.min(to, snapshots.n);

   while (!snapshots.hasTree[first])
      first--;
   while (last > first && last < snapshots.n && !snapshots.hasTree[last])
      last--;
   return [first, last];
}

function aroundPeak(profile) {
   const at = profile.facts.peak.snapshot + 1;
   const half = Math.max(Math.round(profile.snapshots.n / 20), 1);

   return rested(profile, at - half, at + half);
}

export const markName = (mark) =>
   mark.region || mark.text || (mark.how === "mark" ? "mark" : "label");

/* Begins with their ends: [{name, from, to, thread}].  One that has no end
   goes on to the end of the run. */
export function regionsOf({marks, snapshots}) {
   const open = [], regions = [];

   for (const mark of marks) {
      if (mark.how === "begin") {
         const region = {name: mark.region, thread: mark.thread,
                         from: mark.position, to: snapshots.n};

         open.push(region);
         regions.push(region);
      } else if (mark.how === "end") {
         const i = open.findLastIndex((region) =>
            region.name === mark.region && region.thread === mark.thread);

         if (i >= 0)
            open.splice(i, 1)[0].to = mark.position;
      }
   }
   return regions;
}

export const labelsOf = ({marks}) =>
   marks.filter(({how}) => how === "label" || how === "mark");

function namedWindows(profile) {
   const windows = [{name: "whole run", window: [0, profile.snapshots.n]}];

   if (profile.facts.peak.known)
      windows.push({name: "around the peak", window: aroundPeak(profile)});
   for (const {name, from, to} of regionsOf(profile))
      windows.push({name: `region ${name}`,
                    window: rested(profile, from, to)});
   for (const mark of labelsOf(profile))
      windows.push({name: `from ${markName(mark)} on`,
                    window: rested(profile, mark.position,
                                   profile.snapshots.n)});
   return windows.slice(0, MOST_WINDOWS);
}

/* The list to choose from; it says which one is shown. */
export function showWindows(profile, store) {
   const windows = namedWindows(profile);
   const select = find("windows");
   const options = windows.map(({name}, i) => {
      const option = make("option", "", name);

      option.value = String(i);
      return option;
   });
   const other = make("option", "", "as dragged");

   other.value = "";
   select.replaceChildren(...options, other);
   select.addEventListener("change", () => {
      if (select.value !== "")
         store.set({window: windows[Number(select.value)].window});
   });
   store.on(["window"], (state) => {
      const i = windows.findIndex(({window}) =>
         String(window) === String(state.window));
      const now = windows[select.value];

      other.hidden = i >= 0;
      /* Several may have one window: the chosen one stays. */
      if (!now || String(now.window) !== String(state.window))
         select.value = i >= 0 ? String(i) : "";
   });
}
