// SPDX-License-Identifier: GPL-2.0-or-later
// The list of windows that have a name: the whole run, around the peak, each
// region, and from a label on.

import {find, make} from "./dom.js";

/* It says which one is shown. */
export function showWindows({head}, store) {
   const windows = head.windows.map(([name, from, to]) =>
      ({name, window: [from, to]}));
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
