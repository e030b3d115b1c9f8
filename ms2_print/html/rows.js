// SPDX-License-Identifier: GPL-2.0-or-later
// A table of rows that can be sorted by each column, searched, and lengthened.

import {find, make} from "./dom.js";

const MORE_ROWS = 500;

/* Text goes up at first, numbers go down. */
const firstWay = (column) => column.isText ? "-" : "";

export class Rows {
   /* what: {table, columns, rows, first, matches(words), row(row, isSorted)}
      table    the id of the table; its filter, "more" and count of what was
               found have ids that begin alike
      columns  {name, caption, of(row), isText}; one without `of` stands for the
               order in which the rows came
      rows     called for what there is, in that order
      first    how many to show at first
      matches  of what is searched for: whether a row has it; null where
               nothing is */
   constructor(what, store) {
      const {table, first} = what;

      this.what = what;
      this.store = store;
      this.most = first;
      this.body = make("tbody");
      find(table).replaceChildren(this.head(), this.body);
      find(`${table}-filter`).addEventListener("input", (e) => {
         this.most = first;
         store.set({filter: e.target.value});
      });
      find(`${table}-more`).addEventListener("click", () => {
         this.most += MORE_ROWS;
         this.show();
      });
      store.on(["filter", "sort"], () => this.show());
   }

   head() {
      this.heads = this.what.columns.map((column) => {
         const button = make("button", "", column.caption);
         const th = make("th", column.isText ? "text" : "", button);

         button.type = "button";
         th.scope = "col";
         th.dataset.name = column.name;
         button.addEventListener("click", () => this.sortBy(column));
         return th;
      });
      return make("thead", "", make("tr", "", ...this.heads));
   }

   /* A second click turns the order round. */
   sortBy(column) {
      const way = column.of ? firstWay(column) : "";
      const first = way + column.name;
      const other = way ? column.name : `-${column.name}`;
      const isFirst = this.store.state.sort === first;

      this.store.set({sort: isFirst && column.of ? other : first});
   }

   /* The column that the rows are sorted by; undefined if they are as they
      came. */
   sorting() {
      const name = this.store.state.sort.replace(/^-/, "");

      return this.what.columns.find((c) => c.name === name && c.of);
   }

   sorted(rows) {
      const way = this.store.state.sort.startsWith("-") ? 1 : -1;
      const column = this.sorting();

      if (!column)
         return rows;
      return rows.map((row, i) => ({row, i, key: column.of(row)}))
         .sort((a, b) => a.key === b.key ? a.i - b.i
            : (a.key < b.key ? -1 : 1) * way)
         .map(({row}) => row);
   }

   show() {
      const {table, row} = this.what;
      const {filter, sort} = this.store.state;
      const matches = this.what.matches(filter);
      const all = this.what.rows();
      const rows = this.sorted(matches ? all.filter(matches) : all);
      const isSorted = Boolean(this.sorting()) || matches !== null;

      this.body.replaceChildren(...rows.slice(0, this.most)
         .flatMap((r, i) => row(r, isSorted, rows[i - 1])));
      for (const th of this.heads) {
         if (th.dataset.name === this.sorting()?.name)
            th.setAttribute("aria-sort",
                            sort.startsWith("-") ? "ascending" : "descending");
         else
            th.removeAttribute("aria-sort");
      }
      this.tell(table, rows.length, all.length);
      if (find(`${table}-filter`).value !== filter)
         find(`${table}-filter`).value = filter;
   }

   tell(table, n, nAll) {
      find(`${table}-found`).textContent = n < nAll ? `${n} of ${nAll}` : "";
      find(`${table}-more`).hidden = n <= this.most;
      find(`${table}-more`).textContent = `Show more (${n - this.most} left)`;
   }
}
