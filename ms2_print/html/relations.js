// SPDX-License-Identifier: GPL-2.0-or-later
// One function between its callers and its callees: three lists.  Of what is
// below a function counted is each stack once, however often the function is in
// it; so no number is above the whole.

import {blocksData, bytesData, make, markSelected} from "./dom.js";
import {matcher, textsOf} from "./match.js";
import {plural, share} from "./units.js";

const FIRST_ROWS = 12;
const MORE_ROWS = 200;

/* Visits nodes from the root inwards; at each, leave(node) for those that are
   left first. */
function walk(tree, enter, leave) {
   const open = [];

   for (let node = 1; node < tree.n; node++) {
      while (open.length > 0 && tree.end[open[open.length - 1]] <= node)
         leave(open.pop());
      enter(node);
      open.push(node);
   }
}

/* Sums by key of what is at and below nodes; key(node) is undefined for those
   that do not count, and what has the same key further out has it already. */
function sumsBelow(tree, values, key) {
   const sums = new Map(), inside = new Map();

   walk(tree, (node) => {
      const k = key(node);

      if (k === undefined)
         return;
      const depth = inside.get(k) ?? 0;

      if (depth === 0 && values[node] > 0)
         sums.set(k, (sums.get(k) ?? 0) + values[node]);
      inside.set(k, depth + 1);
   }, (node) => {
      const k = key(node);

      if (k !== undefined)
         inside.set(k, inside.get(k) - 1);
   });
   return sums;
}

/* By function: what is allocated at it or below, and by itself. */
export function inclusiveSums(tree, values, functionAt) {
   return sumsBelow(tree, values, (node) => functionAt[node]);
}

/* Of one function: {callers, callees}, sums by function.  0 is what has no
   caller, so functions are numbered from 1. */
export function relationsOf(tree, values, functionAt, f) {
   const callers = sumsBelow(tree, values, (node) =>
      functionAt[node] === f ? functionAt[tree.parent[node]] : undefined);
   const callees = sumsBelow(tree, values, (node) =>
      functionAt[tree.parent[node]] === f ? functionAt[node] : undefined);

   return {callers, callees};
}

const largest = (sums) => [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]);

export class Relations {
   /* graph(): see Callers.plain(). */
   constructor(profile, store, graph, place) {
      this.profile = profile;
      this.store = store;
      this.graphNow = graph;
      this.most = FIRST_ROWS;
      this.lists = ["Functions", "Callers", "Callees"].map((name) =>
         this.list(name));
      this.filter = make("input");
      this.filter.type = "search";
      this.filter.placeholder = "Filter: text or expression";
      this.filter.setAttribute("aria-label", "Filter the functions");
      this.filter.addEventListener("input", () => this.draw());
      this.chosen = make("p", "said chosen");
      this.chosen.setAttribute("aria-live", "polite");
      this.lists[0].box.insertBefore(this.filter, this.lists[0].scroll);
      place.replaceChildren(this.chosen,
         make("div", "relations", ...this.lists.map(({box}) => box)));
      this.nameFunctions();
   }

   list(name) {
      const body = make("tbody");
      const more = make("button", "more");
      const title = make("h3", "", name);
      const head = ["Function", "With callees", "Itself", "Share"];
      const captions = name === "Functions" ? head
         : ["Function", "On this way", "Share"];
      const scroll = make("div", "scroll", make("table", "facts",
         make("thead", "", make("tr", "", ...captions.map((caption, i) => {
            const th = make("th", i === 0 ? "text" : "", caption);

            th.scope = "col";
            return th;
         }))), body));
      const box = make("section", "", title, scroll, more);

      more.type = "button";
      more.hidden = true;
      more.addEventListener("click", () => {
         this.most += MORE_ROWS;
         this.draw();
      });
      title.id = `relations-${name}`;
      box.setAttribute("aria-labelledby", title.id);
      return {box, body, more, scroll};
   }

   /* Functions are numbered from 1; those of equal ids are one, and 0 is the
      root. */
   nameFunctions() {
      const numbers = new Map();

      this.functions = [null];
      this.ofSite = this.profile.sites.map((site) => {
         if (!numbers.has(site.functionId))
            numbers.set(site.functionId, this.functions.push(site) - 1);
         return numbers.get(site.functionId);
      });
   }

   show() {
      const {tree, at, values, own} = this.graphNow();

      if (this.values !== values) {
         this.tree = tree;
         this.values = values;
         this.functionAt = tree.site.map((site) =>
            site < 0 ? 0 : this.ofSite[site]);
         this.sums = inclusiveSums(tree, values, this.functionAt);
         this.self = new Map();
         own.forEach((n, context) => {
            const f = this.functionAt[at[context]];

            if (n > 0)
               this.self.set(f, (this.self.get(f) ?? 0) + n);
         });
         this.ranked = largest(this.sums);
      }
      this.draw();
   }

   /* The chosen function's number: what the address names, else the one that
      allocated most itself. */
   chosenNow() {
      const {of} = this.store.state;
      const site = this.profile.sites[of - 1];

      if (site)
         return this.ofSite[of - 1];
      return largest(this.self)[0]?.[0] ?? 0;
   }

   choose(f) {
      this.store.set({of: this.functions[f].number + 1});
   }

   format(n) {
      return this.store.state.unit === "Bytes" ? bytesData(n) : blocksData(n);
   }

   row(f, numbers, of, isChosen) {
      const site = this.functions[f];
      const name = site ? make("button", "site",
                               make("span", "name", site.label)) :
         make("span", "site", "(none: it begins there)");

      if (site) {
         name.type = "button";
         name.title = `${site.name}\n${site.path}`;
         name.addEventListener("click", () => this.choose(f));
      }
      const tr = make("tr", "", make("td", "", name),
         ...numbers.map((n) => make("td", n === 0 ? "zero" : "",
                                    this.format(n))),
         make("td", "", share(numbers[0], of)));

      markSelected(tr, isChosen);
      return tr;
   }

   draw() {
      const f = this.chosenNow();
      const whole = this.values[0];
      const [all, callers, callees] = this.lists;
      const matches = matcher(this.filter.value);
      const rows = this.ranked.filter(([g]) => !matches ||
         textsOf(this.functions[g]).some(matches));
      const fill = ({body, more}, list, drawn) => {
         body.replaceChildren(...list.slice(0, this.most).map(drawn));
         more.hidden = list.length <= this.most;
         more.textContent = `Show more (${list.length - this.most} left)`;
      };
      const {callers: from, callees: to} =
         relationsOf(this.tree, this.values, this.functionAt, f);

      fill(all, rows, ([g, n]) =>
         this.row(g, [n, this.self.get(g) ?? 0], whole, g === f));
      fill(callers, largest(from), ([g, n]) =>
         this.row(g, [n], this.sums.get(f), false));
      fill(callees, largest(to), ([g, n]) =>
         this.row(g, [n], this.sums.get(f), false));
      this.chosen.replaceChildren(...(f > 0 && this.sums.has(f) ? [
         make("b", "", this.functions[f].label), ": ",
         this.format(this.sums.get(f)), " with what it called, ",
         this.format(this.self.get(f) ?? 0), " itself; ",
         plural(from.size, "caller", "callers"), ", ",
         plural(to.size, "callee", "callees")]
         : ["Nothing of this measure in the window."]));
   }
}
