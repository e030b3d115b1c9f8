// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of the page's data (html/parts.h), which are unpacked when they are
// looked at: of one profile there is one, "data"; of several an overview comes
// first, and each has a report of its own, which opens when the address says
// its number.

import {Reader, inflate} from "./data.js";
import {find, make} from "./dom.js";

const OVERVIEWS = ["processes", "diff"];

/* "processes", "diff", or undefined where there is one profile only. */
export const overviewKind = () => OVERVIEWS.find((name) => find(name));

/* The number of the report that the address names; 0 is what comes first. */
export function partOf(hash) {
   const number = Number(new URLSearchParams(hash.replace(/^#/, "")).get("part"));

   return find(`data-${number}`) ? number : 0;
}

export const linkTo = (number) => number > 0 ? `#part=${number}` : "#";

/* Where a report is one of several: the way back, and to its neighbours.
   around: {back, here, key, others: [[words, number]]}; the key leads back. */
export function showWay({back, here, key, others}) {
   const link = (words, number) => {
      const a = make("a", "", words);

      a.href = linkTo(number);
      return a;
   };

   find("way").replaceChildren(
      link(`\u2190 ${back}`, 0), make("span", "here", here),
      ...others.map(([words, number]) => link(words, number)));
   find("way").hidden = false;
   addEventListener("keydown", (e) => {
      const isTyping = e.target instanceof HTMLInputElement ||
         e.target instanceof HTMLSelectElement;

      if (e.key === key && !isTyping && !e.ctrlKey && !e.altKey && !e.metaKey)
         location.hash = linkTo(0);
   });
}

/* A text that stands alone in its part. */
export async function unpackText(id) {
   return JSON.parse(new Reader(await inflate(find(id).textContent)).text());
}
