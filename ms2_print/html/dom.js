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

export function blocksData(n, text = count(n)) {
   return number(n, text, plural(n, "block", "blocks"));
}

export function countData(n, text = count(n)) {
   return number(n, text, count(n));
}

/* The last part of a path. */
export const baseName = (path) => path.slice(path.lastIndexOf("/") + 1);

/* What a site is called where nothing better is known. */
export function siteName(site) {
   if (site.brief)
      return site.brief;
   if (site.file)
      return site.inlined ? "(inlined)" : "(no name)";
   return site.object ? `(in ${baseName(site.object)})` : "(nothing recorded)";
}

/* "file.c:12", or the object's name. */
export function sitePlace(site) {
   if (site.file)
      return baseName(site.file) + (site.line ? `:${site.line}` : "");
   return site.object && site.brief ? baseName(site.object) : "";
}

/* The whole path. */
export function sitePath(site) {
   if (!site.file)
      return site.object;
   const path = site.file.startsWith("/") || !site.dir
      ? site.file : `${site.dir}/${site.file}`;

   return path + (site.line ? `:${site.line}` : "");
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
