// SPDX-License-Identifier: GPL-2.0-or-later
// What the pages share that open ahead of the reports of several profiles: their
// state in the address, keys, buttons, and the heading.

import {find, make} from "./dom.js";
import {partOf} from "./parts.js";
import {Store} from "./store.js";
import {switchTheme} from "./theme.js";
import {followUrl, readUrl} from "./url.js";

function listenKeys(help, keys) {
   const all = {t: switchTheme, "?": () => find(help).showModal(),
                "/": () => find(help).parentElement
                   .querySelector("main:not([hidden]) input").focus(), ...keys};

   addEventListener("keydown", (e) => {
      const isTyping = e.target instanceof HTMLInputElement ||
         e.target instanceof HTMLSelectElement;

      if (e.ctrlKey || e.altKey || e.metaKey || find(help).open)
         return;
      if (isTyping && e.key === "Escape")
         e.target.blur();
      if (!all[e.key] || (isTyping && e.key !== "Escape"))
         return;
      e.preventDefault();
      all[e.key]();
   });
}

function listenButtons(help) {
   find("theme").addEventListener("click", switchTheme);
   find("help-open").addEventListener("click", () => find(help).showModal());
   find(help).addEventListener("click", (e) => {
      if (e.target === find(help))
         find(help).close();
   });
}

/* what: {main, help, title, said, defaults, isValid, keys(store)}; main and
   help are ids.  Returns the state's store; tellAll() is the caller's. */
export function openOverview(what) {
   const {main, help, title, said, defaults} = what;
   const isValid = (key, value) => key === "part"
      ? value === partOf(location.hash) : what.isValid(key, value);
   const store = new Store(readUrl(location.hash, defaults, isValid));

   document.title = `${title} \u2013 ms2`;
   find("command").textContent = title;
   find("ran").textContent = said;
   find(main).hidden = false;
   followUrl(store, defaults, isValid);
   listenKeys(help, what.keys(store));
   listenButtons(help);
   return store;
}

/* A card of the head: {name, value, rest, strength}; value and rest are lists of
   elements and texts. */
export function tile({name, value, rest, strength = "plain"}) {
   return make("div", `tile ${strength}`, make("div", "name", name),
               make("span", "value", ...value),
               make("div", "rest", ...rest));
}
