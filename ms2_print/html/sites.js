// SPDX-License-Identifier: GPL-2.0-or-later
// The table of functions that allocate, for the window.

import {blocksData, bytesData, find, make, markSelected, select} from "./dom.js";
import {foundSites, matcher, textsOf} from "./match.js";
import {bytes, change, plural} from "./units.js";

/* More rows than these come when asked for. */
const FIRST_ROWS = 25;
const MORE_ROWS = 500;

/* name, caption, what of the window, unit, how it is written */
const COLUMNS = [
   {name: "peak", caption: "At peak", measure: "peak", unit: "Bytes"},
   {name: "end", caption: "Live at end", measure: "end", unit: "Bytes"},
   {name: "change", caption: "Change", measure: "change", unit: "Bytes",
    signed: true},
   {name: "allocated", caption: "Allocated", measure: "allocated",
    unit: "Bytes", needsBlocks: true},
   {name: "calls", caption: "Calls", measure: "allocated", unit: "Blocks",
    needsBlocks: true},
   {name: "short", caption: "Short-lived", measure: "short", unit: "Blocks",
    needsShort: true},
];

export const isColumn = (name) =>
   name === "name" || COLUMNS.some((column) => column.name === name);

function cell(value, column) {
   const text = column.signed ? change(value, bytes) : undefined;
   const data = column.unit === "Bytes" ? bytesData(value, text)
      : blocksData(value);

   return make("td", value === 0 ? "zero" : "", data);
}

export class Sites {
   constructor(profile, topSites, store, look) {
      this.profile = profile;
      this.groups = profile.groups;
      this.topSites = topSites;
      this.store = store;
      this.look = look;
      this.most = FIRST_ROWS;
      this.columns = COLUMNS.filter((column) =>
         (!column.needsBlocks || profile.head.hasBlocks) &&
         (!column.needsShort || !profile.head.unknown.short));
      this.body = make("tbody");
      find("sites").replaceChildren(this.head(), this.body);
      find("filter").addEventListener("input", (e) => {
         this.most = FIRST_ROWS;
         store.set({filter: e.target.value});
      });
      find("sites-more").addEventListener("click", () => {
         this.most += MORE_ROWS;
         this.show();
      });
      store.on(["filter", "sort", "find"], () => this.show());
      store.onRest(["window"], () => this.show());
   }

   head() {
      const columns = [{name: "name", caption: "Function"}, ...this.columns];

      this.heads = columns.map(({name, caption}) => {
         const button = make("button", "", caption);
         const th = make("th", "", button);

         button.type = "button";
         th.scope = "col";
         th.dataset.name = name;
         button.addEventListener("click", () => this.sortBy(name));
         return th;
      });
      return make("thead", "", make("tr", "", ...this.heads));
   }

   /* A second click turns the order round; names begin with the first. */
   sortBy(name) {
      const first = name === "name" ? "-name" : name;
      const other = name === "name" ? "name" : `-${name}`;

      this.store.set({sort: this.store.state.sort === first ? other : first});
   }

   /* A column: its sums by function. */
   sums({measure, unit}) {
      const {of, functions} = this.groups;
      const values = this.look().values(measure, unit);
      const sums = new Float64Array(functions.length);

      for (let i = 0; i < values.length; i++)
         sums[of[i]] += values[i];
      return sums;
   }

   rows() {
      const sums = this.columns.map((column) => this.sums(column));

      return this.groups.functions.map((f, i) => ({
         ...f,
         values: Object.fromEntries(
            this.columns.map(({name}, k) => [name, sums[k][i]])),
      }));
   }

   sorted(rows) {
      const {sort} = this.store.state;
      const name = sort.replace(/^-/, "");
      const way = sort.startsWith("-") ? 1 : -1;
      const byName = (a, b) => a.site.name < b.site.name ? -1
         : a.site.name > b.site.name ? 1 : 0;

      if (name === "name" || !(name in (rows[0]?.values ?? {})))
         return rows.sort((a, b) => way * byName(a, b));
      return rows.sort((a, b) =>
         way * (a.values[name] - b.values[name]) ||
         b.values.peak - a.values.peak || byName(a, b));
   }

   show() {
      const {filter, sort, find: find_} = this.store.state;
      const matches = matcher(filter);
      const all = this.rows();
      const rows = this.sorted(all.filter(({site}) =>
         !matches || textsOf(site).some(matches)));

      this.found = foundSites(this.profile.sites, find_);
      this.body.replaceChildren(
         ...rows.slice(0, this.most).map((row) => this.row(row)));
      for (const th of this.heads) {
         if (th.dataset.name === sort.replace(/^-/, ""))
            th.setAttribute("aria-sort",
                            sort.startsWith("-") ? "ascending" : "descending");
         else
            th.removeAttribute("aria-sort");
      }
      find("filtered").textContent = matches
         ? `${rows.length} of ${all.length}`
         : plural(all.length, "function", "functions");
      find("sites-more").hidden = rows.length <= this.most;
      find("sites-more").textContent =
         `Show more (${plural(rows.length - this.most, "row", "rows")} left)`;
      if (find("filter").value !== filter)
         find("filter").value = filter;
   }

   row(row) {
      const {site, where, values, note} = row;
      const band = this.topSites.get(site.functionId);
      const name = make("div", "site",
         make("span", `swatch ${band === undefined ? "none" : `s${band}`}`),
         make("span", "name", site.brief),
         make("span", "place", note || where));
      const tr = make("tr", "", make("td", "", name),
         ...this.columns.map((c) => cell(values[c.name], c)));
      const search = () => {
         select(this.store, site);
         find("flame-title").scrollIntoView({block: "start"});
      };

      markSelected(tr, this.found?.[site.number]);
      name.title = `${site.name}\n${site.path}`;
      tr.tabIndex = 0;
      tr.addEventListener("click", search);
      tr.addEventListener("keydown", (e) => {
         if (e.key === "Enter")
            search();
      });
      return tr;
   }
}
