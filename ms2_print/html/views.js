// SPDX-License-Identifier: GPL-2.0-or-later
// The section of views: the flame graph as a tree with disclosure, the callers
// and callees of a function, and what is known of the whole run.

import {Branches} from "./branches.js";
import {growthView, regionsView, sizesView, threadsView} from "./run_views.js";
import {Relations} from "./relations.js";
import {Tabs} from "./tabs.js";

const TABS = [
   {value: "tree", text: "Tree", title: "The flame graph as a list"},
   {value: "relations", text: "Callers and callees",
    title: "Of one function, as two lists"},
   {value: "sizes", text: "Sizes", title: "Which sizes are asked for, and by whom"},
   {value: "threads", text: "Threads", title: "What each thread did"},
   {value: "regions", text: "Regions",
    title: "What the parts cost that the program marked"},
   {value: "growth", text: "Growth",
    title: "Blocks that grow by realloc, and what that copies"},
];
const OF_RUN = {sizes: sizesView, threads: threadsView, regions: regionsView,
                growth: growthView};

export const isTab = (value) => TABS.some((tab) => tab.value === value);

export class Views {
   /* callers has the flame graph. */
   constructor(profile, store, callers) {
      this.profile = profile;
      this.store = store;
      this.tabs = new Tabs("views", "views-panels", TABS,
                           (tab) => store.set({tab}));
      this.branches = new Branches(profile, store, () => callers.graph,
                                   this.tabs.panels.get("tree"));
      this.relations = new Relations(profile, store, () => callers.plain(),
                                     this.tabs.panels.get("relations"));
      this.filled = new Set();
      store.on(["tab", "find"], () => this.show());
      store.onRest(["window", "measure", "unit", "inverted", "zoom", "of"],
                   () => this.show());
   }

   show() {
      const {tab} = this.store.state;
      const panel = this.tabs.show(tab);

      if (tab === "tree")
         this.branches.show();
      else if (tab === "relations")
         this.relations.show();
      else if (!this.filled.has(tab))
         panel.replaceChildren(...OF_RUN[tab](this.profile, this.store));
      this.filled.add(tab);
   }
}
