// SPDX-License-Identifier: GPL-2.0-or-later
// Tabs as ARIA has them: one of them is chosen, arrows lead from one to the
// next, and each has a panel that is filled once it is looked at.

import {find, make} from "./dom.js";

const STEPS = {ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity};

export class Tabs {
   /* tabs: [{value, text, title}]; choose(value) is told of a choice. */
   constructor(list, panels, tabs, choose) {
      this.tabs = tabs;
      this.choose = choose;
      this.buttons = tabs.map(({value, text, title}) => {
         const button = make("button", "", text);

         button.type = "button";
         button.id = `tab-${value}`;
         button.title = title;
         button.setAttribute("role", "tab");
         button.setAttribute("aria-controls", `panel-${value}`);
         button.addEventListener("click", () => choose(value));
         button.addEventListener("keydown", (e) => this.key(e, value));
         return button;
      });
      this.panels = new Map(tabs.map(({value}) => {
         const panel = make("div", "panel");

         panel.id = `panel-${value}`;
         panel.setAttribute("role", "tabpanel");
         panel.setAttribute("aria-labelledby", `tab-${value}`);
         return [value, panel];
      }));
      find(list).replaceChildren(...this.buttons);
      find(panels).replaceChildren(...this.panels.values());
   }

   key(event, value) {
      const step = STEPS[event.key];
      const now = this.tabs.findIndex((tab) => tab.value === value);

      if (step === undefined)
         return;
      event.preventDefault();
      const next = Number.isFinite(step)
         ? (now + step + this.tabs.length) % this.tabs.length
         : step < 0 ? 0 : this.tabs.length - 1;

      this.buttons[next].focus();
      this.choose(this.tabs[next].value);
   }

   /* Returns the panel of the chosen one. */
   show(chosen) {
      this.tabs.forEach(({value}, i) => {
         const isChosen = value === chosen;

         this.buttons[i].setAttribute("aria-selected", String(isChosen));
         this.buttons[i].tabIndex = isChosen ? 0 : -1;
         this.panels.get(value).hidden = !isChosen;
      });
      return this.panels.get(chosen);
   }
}
