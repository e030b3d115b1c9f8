// SPDX-License-Identifier: GPL-2.0-or-later
// Making elements.  Texts become text nodes: nothing here, or anywhere in the
// page, reads a name from the profile as markup.

import {bytes, count, plural} from "./units.js";

export const find = (id) => document.getElementById(id);

/* An element with a class and children: elements or texts. */
export function make(tag, className, ...children) {
   const element = document.createElement(tag);

   if (className)
      element.className = className;
   element.append(...children.filter((child) => child !== null));
   return element;
}

/* A number that knows itself exactly: <data value="1234">1.2 KiB</data>. */
function number(value, text, exact) {
   const element = make("data", "", text);

   element.value = String(value);
   element.title = exact;
   return element;
}

export function bytesData(n, text = bytes(n)) {
   return number(n, text, plural(n, "byte", "bytes"));
}

/* Of blocks, or of what `many` says. */
export function blocksData(n, text = count(n), many = "blocks") {
   return number(n, text, plural(n, many.slice(0, -1), many));
}

/* What finds a site in the graph: its name, if it has one of its own. */
const searchFor = (site) => site.label === site.brief ? site.name : site.path;

/* One thing is selected everywhere: what is searched for.  A second time it is
   forgotten. */
export function select(store, site) {
   const words = searchFor(site);

   store.set({find: store.state.find === words ? "" : words});
}

export function markSelected(element, isSelected) {
   element.classList.toggle("selected", Boolean(isSelected));
   element.setAttribute("aria-current", String(Boolean(isSelected)));
}

/* A radio group of buttons: [{value, text, title, disabled}]. */
export function segments(group, choices, choose) {
   const buttons = choices.map(({value, text, title, disabled}) => {
      const button = make("button", "", text);

      button.type = "button";
      button.title = title;
      button.disabled = Boolean(disabled);
      button.dataset.value = value;
      button.setAttribute("role", "radio");
      button.addEventListener("click", () => choose(value));
      return button;
   });

   group.replaceChildren(...buttons);
   return (chosen) => {
      for (const button of buttons)
         button.setAttribute("aria-checked",
                             String(button.dataset.value === chosen));
   };
}
