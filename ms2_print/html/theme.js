// SPDX-License-Identifier: GPL-2.0-or-later
// Light and dark: as the system says, until the reader says otherwise.  Paper is
// light.

const KEY = "ms2-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

/* A page from a file may have no storage. */
function remembered() {
   try {
      return localStorage.getItem(KEY);
   } catch {
      return null;
   }
}

function remember(theme) {
   try {
      localStorage.setItem(KEY, theme);
   } catch {
      /* It then lasts as long as the page. */
   }
}

let chosen = remembered();
let isPaper = false;
const listeners = [];

const current = () => isPaper ? "light"
   : chosen ?? (system.matches ? "dark" : "light");

function apply() {
   document.documentElement.dataset.theme = current();
   document.documentElement.classList.toggle("paper", isPaper);
   for (const listener of listeners)
      listener();
}

export function switchTheme() {
   chosen = current() === "dark" ? "light" : "dark";
   remember(chosen);
   apply();
}

/* Whether the page is being printed: then all of it must be drawn, seen or
   not. */
export const onPaper = () => isPaper;

/* Calls back whenever colours change, and for paper also widths: what is drawn
   on a canvas must be drawn anew. */
export function onTheme(listener) {
   listeners.push(listener);
}

/* The value of a CSS variable. */
export function color(name) {
   return getComputedStyle(document.documentElement)
      .getPropertyValue(`--${name}`).trim();
}

system.addEventListener("change", apply);
for (const [event, is] of [["beforeprint", true], ["afterprint", false]]) {
   addEventListener(event, () => {
      isPaper = is;
      apply();
   });
}
apply();
