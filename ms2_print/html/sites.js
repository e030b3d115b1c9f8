// SPDX-License-Identifier: GPL-2.0-or-later
// The table of functions that allocate, or of the types of what they allocate,
// for the window.

import {blocksData, bytesData, find, make, markSelected, segments,
        select} from "./dom.js";
import {foundSites, matcher, textsOf} from "./match.js";
import {onPaper, onTheme} from "./theme.js";
import {bytes, change, plural} from "./units.js";

/* More rows than these come when asked for. */
const FIRST_ROWS = 25;
const MORE_ROWS = 500;
/* Paper can not be asked for more; nobody reads as many. */
const PAPER_ROWS = 200;

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

/* What the table sums up to. */
export const BY = [
   {value: "function", text: "Functions", caption: "Function",
    title: "By the function that allocates", many: ["function", "functions"]},
   {value: "type", text: "Types", caption: "Type",
    title: "By the type of what blocks hold", many: ["type", "types"]},
];

const UNKNOWN = "(type not known)";

export const isColumn = (name) =>
   name === "name" || COLUMNS.some((column) => column.name === name);

function cell(value, column) {
   const text = column.signed ? change(value, bytes) : undefined;
   const data = column.unit === "Bytes" ? bytesData(value, text)
      : blocksData(value);

   return make("td", value === 0 ? "zero" : "", data);
}

/* Contexts summed up: of[context] is the number of a row; each row has a name,
   a short one, a place, and the texts that a filter searches. */
function groupsOf({groups, types}) {
   return {
      function: {
         of: groups.of,
         rows: groups.functions.map(({site, where, note}) =>
            ({site, name: site.name, brief: site.brief, where: note || where,
              texts: textsOf(site)})),
      },
      type: {
         of: types.of,
         rows: types.types.map(({name, brief, site}) =>
            ({site, name: name || UNKNOWN, brief: brief || UNKNOWN,
              where: site.label, texts: [name || UNKNOWN]})),
      },
   };
}

export class Sites {
   constructor(profile, topSites, store, look) {
      this.profile = profile;
      this.groups = groupsOf(profile);
      this.topSites = topSites;
      this.store = store;
      this.look = look;
      this.most = FIRST_ROWS;
      this.columns = COLUMNS.filter((column) =>
         (!column.needsBlocks || profile.head.hasBlocks) &&
         (!column.needsShort || !profile.head.unknown.short));
      this.body = make("tbody");
      find("sites").replaceChildren(this.head(), this.body);
      this.markBy = segments(find("sites-by"), BY, (by) => store.set({by}));
      find("sites-by").hidden = !profile.types.types.some(({name}) => name);
      find("filter").addEventListener("input", (e) => {
         this.most = FIRST_ROWS;
         store.set({filter: e.target.value});
      });
      find("sites-more").addEventListener("click", () => {
         this.most += MORE_ROWS;
         this.show();
      });
      store.on(["filter", "by", "sort", "find"], () => this.show());
      store.onRest(["window"], () => this.show());
      onTheme(() => this.show());
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

   /* A column: its sums by row. */
   sums({measure, unit}) {
      const {of, rows} = this.groups[this.store.state.by];
      const values = this.look().values(measure, unit);
      const sums = new Float64Array(rows.length);

      for (let i = 0; i < values.length; i++)
         sums[of[i]] += values[i];
      return sums;
   }

   rows() {
      const sums = this.columns.map((column) => this.sums(column));

      return this.groups[this.store.state.by].rows.map((row, i) => ({
         ...row,
         values: Object.fromEntries(
            this.columns.map(({name}, k) => [name, sums[k][i]])),
      }));
   }

   sorted(rows) {
      const {sort} = this.store.state;
      const name = sort.replace(/^-/, "");
      const way = sort.startsWith("-") ? 1 : -1;
      const byName = (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

      if (name === "name" || !(name in (rows[0]?.values ?? {})))
         return rows.sort((a, b) => way * byName(a, b));
      return rows.sort((a, b) =>
         way * (a.values[name] - b.values[name]) ||
         b.values.peak - a.values.peak || byName(a, b));
   }

   show() {
      const {by, filter, sort, find: find_} = this.store.state;
      const {caption, many} = BY.find(({value}) => value === by);
      const matches = matcher(filter);
      const all = this.rows();
      const rows = this.sorted(all.filter(({texts}) =>
         !matches || texts.some(matches)));

      const most = onPaper() ? Math.max(this.most, PAPER_ROWS) : this.most;

      this.found = foundSites(this.profile.sites, find_);
      this.body.replaceChildren(
         ...rows.slice(0, most).map((row) => this.row(row)));
      this.heads[0].firstChild.textContent = caption;
      this.markBy(by);
      for (const th of this.heads) {
         if (th.dataset.name === sort.replace(/^-/, ""))
            th.setAttribute("aria-sort",
                            sort.startsWith("-") ? "ascending" : "descending");
         else
            th.removeAttribute("aria-sort");
      }
      find("filtered").textContent = matches
         ? `${rows.length} of ${all.length}`
         : plural(all.length, ...many);
      find("sites-more").hidden = rows.length <= most;
      find("sites-more").textContent =
         `Show more (${plural(rows.length - most, "row", "rows")} left)`;
      if (find("filter").value !== filter)
         find("filter").value = filter;
   }

   row(row) {
      const {site, where, values} = row;
      const isFunction = this.store.state.by === "function";
      const band = isFunction ? this.topSites.get(site.functionId) : undefined;
      const name = make("div", "site",
         make("span", `swatch ${band === undefined ? "none" : `s${band}`}`),
         make("span", "name", row.brief),
         make("span", "place", where));
      const tr = make("tr", "", make("td", "", name),
         ...this.columns.map((c) => cell(values[c.name], c)));
      const search = () => {
         select(this.store, site);
         find("flame-title").scrollIntoView({block: "start"});
      };

      markSelected(tr, isFunction && this.found?.[site.number]);
      name.title = isFunction ? `${site.name}\n${site.path}`
         : `${row.name}\nmost of it: ${site.name}\n${site.path}`;
      tr.tabIndex = 0;
      tr.addEventListener("click", search);
      tr.addEventListener("keydown", (e) => {
         if (e.key === "Enter")
            search();
      });
      return tr;
   }
}
