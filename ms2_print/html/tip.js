// SPDX-License-Identifier: GPL-2.0-or-later
// The tip beside the pointer.  A screen reader is told elsewhere.

import {find} from "./dom.js";

export function hideTip() {
   find("tip").hidden = true;
}

export function showTip({clientX: x, clientY: y}, ...content) {
   const tip = find("tip");

   tip.replaceChildren(...content);
   tip.hidden = false;
   const right = x + 16 + tip.offsetWidth > innerWidth - 8;
   const below = y + 20 + tip.offsetHeight > innerHeight - 8;

   tip.style.left = `${Math.max(8, right
      ? Math.min(x, innerWidth - 8) - tip.offsetWidth : x + 16)}px`;
   tip.style.top = `${below ? y - 12 - tip.offsetHeight : y + 20}px`;
}
