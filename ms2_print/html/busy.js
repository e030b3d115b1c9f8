// SPDX-License-Identifier: GPL-2.0-or-later
// Says what takes long, and how far it has come.  `data-busy` of the page counts
// what is under way.

import {find} from "./dom.js";
import {inTurns} from "./work.js";

const {dataset} = document.documentElement;

function count(by) {
   const n = Number(dataset.busy ?? 0) + by;

   if (n > 0)
      dataset.busy = String(n);
   else
      delete dataset.busy;
   if (n === 0)
      find("busy").hidden = true;
}

/* The result of work in pieces.  What is done in the first turn is not worth a
   word. */
export async function busily(words, steps) {
   count(1);
   try {
      return await inTurns(steps, (part) => {
         find("busy-words").textContent = words;
         find("busy-part").value = part;
         find("busy").hidden = false;
      });
   } finally {
      count(-1);
   }
}
