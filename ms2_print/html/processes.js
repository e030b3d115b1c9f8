// SPDX-License-Identifier: GPL-2.0-or-later
// The page of several files: a tree of processes, each with a report.

import {bytesData, find, make} from "./dom.js";
import {matcher} from "./match.js";
import {openOverview, tile} from "./overview.js";
import {linkTo, showWay, unpackText} from "./parts.js";
import {Rows} from "./rows.js";
import {count, plural} from "./units.js";

const FIRST_ROWS = 200;

/* Without the folder that the program lies in. */
const brief = (command) => command.replace(/^\S*\/(?=\S)/, "");

const nameOf = ({pid, command, file}) =>
   `${pid === null ? "" : `${pid} `}${brief(command) || file}`;

/* How it came to be, and its file. */
function storyOf({parent, forked, file}) {
   const born = parent === 0 ? ""
      : `${forked ? "forked from" : "child of"} ${parent}; `;

   return `${born}${file}`;
}

function linkOf(row, className) {
   const a = make("a", className, nameOf(row));

   a.href = linkTo(row.part);
   a.title = row.command;
   return a;
}

/* The largest of them by a number, as a card. */
function tileOfLargest(name, rows, key) {
   const largest = rows.reduce((a, b) => (b[key] ?? 0) > (a[key] ?? 0) ? b : a);

   return tile({name, value: [bytesData(largest[key] ?? 0)],
                rest: [linkOf(largest, "command")]});
}

function tileOfEnds(rows) {
   const bad = rows.filter(({warning}) => warning);
   const words = (row) => make("div", "", linkOf(row, ""), row.exit);

   if (bad.length === 0)
      return tile({name: "How they ended", value: ["all as they should"],
                   rest: [], strength: "good"});
   return tile({name: "How they ended", strength: "warning",
                value: [`${count(bad.length)} of ${count(rows.length)} badly`],
                rest: bad.slice(0, 3).map(words)});
}

/* What the verdicts suspect, by all of them; a file of another tool knows
   none. */
function tileOfLeaks(rows) {
   const known = rows.filter(({suspects}) => suspects !== null);
   const bad = known.filter(({suspects}) => suspects > 0)
      .sort((a, b) => b.suspects - a.suspects);
   const sum = bad.reduce((all, {suspects}) => all + suspects, 0);

   if (bad.length === 0)
      return tile({name: "Leak suspects", value: ["none"], rest: [],
                   strength: "good"});
   return tile({name: "Leak suspects", strength: "bad",
                value: [bytesData(sum)],
                rest: [`in ${plural(bad.length, "process", "processes")}`,
                       linkOf(bad[0], "command")]});
}

function showTiles(rows) {
   const totals = rows.filter(({total}) => total !== null);
   const sum = totals.reduce((all, {total}) => all + total, 0);

   find("processes-tiles").replaceChildren(
      tileOfLargest("Largest peak", rows, "peak"),
      tileOfLargest("Most held at an end", rows, "end"),
      ...(totals.length === 0 ? [] : [tile({
         name: "Allocated by all", value: [bytesData(sum)],
         rest: [`in ${plural(rows.length, "process", "processes")}`]})]),
      ...(rows.every(({suspects}) => suspects === null) ? []
         : [tileOfLeaks(rows)]),
      tileOfEnds(rows));
}

function nameCell(row, isSorted) {
   const depth = isSorted ? 0 : row.depth;
   const branches = Array.from({length: depth}, () => make("span", "branch"));

   return make("td", "", make("div", "process", ...branches,
      make("div", "whole", linkOf(row, "command"),
           make("span", "story", storyOf(row)))));
}

/* A number, with a bar for its share of the largest one. */
function shareCell(value, most) {
   const bar = make("span", "share");

   bar.style.width = `${most > 0 ? Math.round(value / most * 100) : 0}%`;
   return make("td", value === 0 ? "zero" : "", bytesData(value), bar);
}

/* Of what is lost, too, which the suspects need not hold. */
function leaksCell({suspects, lost}) {
   const also = lost > 0 ? make("div", "lost", "lost ", bytesData(lost)) : "";

   if (suspects === null)
      return make("td", "", also);
   return make("td", suspects > 0 ? "bad" : "zero", bytesData(suspects), also);
}

const COLUMNS = [
   {name: "process", caption: "Process", isText: true},
   {name: "peak", caption: "Peak", of: ({peak}) => peak},
   {name: "end", caption: "At end", of: ({end}) => end},
   {name: "total", caption: "Total", of: ({total}) => total ?? -1},
   {name: "suspects", caption: "Leak suspects",
    of: ({suspects}) => suspects ?? -1},
   {name: "exit", caption: "Exit", isText: true, of: ({exit}) => exit},
];

const isColumn = (sort) =>
   COLUMNS.some(({name}) => name === sort.replace(/^-/, ""));

function heading(row, rows) {
   const n = rows.filter(({run}) => run === row.run).length;
   const th = make("th", "", `${row.run ? `Run ${row.run}` : "Of no known run"}: ` +
                   plural(n, "process", "processes"));

   th.colSpan = COLUMNS.length;
   th.scope = "colgroup";
   return make("tr", "", th);
}

/* Above the first of a run its name, where there are several. */
function drawRow(rows, most, row, isSorted, before) {
   const isFirst = !isSorted && row.run !== before?.run &&
      rows.some(({run}) => run !== row.run);
   const tr = make("tr", "", nameCell(row, isSorted),
      shareCell(row.peak, most),
      make("td", row.end === 0 ? "zero" : "", bytesData(row.end)),
      make("td", "", row.total === null ? "" : bytesData(row.total)),
      leaksCell(row),
      make("td", `text${row.warning ? " warning" : ""}`, row.exit));

   return isFirst ? [heading(row, rows), tr] : [tr];
}

export async function openProcesses() {
   const rows = await unpackText("processes");
   const runs = [...new Set(rows.map(({run}) => run).filter((run) => run))];
   const most = rows.reduce((largest, {peak}) => Math.max(largest, peak), 0);
   const store = openOverview({
      main: "processes-main", help: "processes-help",
      title: plural(rows.length, "process", "processes"),
      said: runs.length === 1 ? `run ${runs[0]}`
         : plural(rows.length, "file", "files"),
      defaults: {part: 0, sort: "process", filter: ""},
      isValid: (key, value) => key === "filter" ||
         (key === "sort" && isColumn(value)),
      keys: () => ({}),
   });

   showTiles(rows);
   new Rows({
      table: "processes-table", columns: COLUMNS, first: FIRST_ROWS,
      rows: () => rows,
      matches: (words) => {
         const matches = matcher(words);

         return matches && ((row) => [nameOf(row), row.command, storyOf(row),
                                      row.exit].some(matches));
      },
      row: (row, isSorted, before) =>
         drawRow(rows, most, row, isSorted, before),
   }, store);
   store.tellAll();
}

/* In the report of one of them. */
export async function showProcessWay(number) {
   const rows = await unpackText("processes");
   const i = rows.findIndex(({part}) => part === number);
   const others = [];

   if (i > 0)
      others.push([`previous: ${nameOf(rows[i - 1])}`, rows[i - 1].part]);
   if (i + 1 < rows.length)
      others.push([`next: ${nameOf(rows[i + 1])}`, rows[i + 1].part]);
   showWay({back: `all ${count(rows.length)} processes`,
            here: `${count(i + 1)} of ${count(rows.length)}`, key: "p", others});
}
