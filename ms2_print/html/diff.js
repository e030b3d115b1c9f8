// SPDX-License-Identifier: GPL-2.0-or-later
// The page of two profiles: what changed from the one to the other.

import {busily} from "./busy.js";
import {DiffGraph} from "./diff_graph.js";
import {ADDED, GONE, changesOf, passes, sitesOf, unpackDiff} from "./diff_data.js";
import {Timelines} from "./diff_timeline.js";
import {blocksData, bytesData, find, make, segments} from "./dom.js";
import {foundSites} from "./match.js";
import {openOverview, tile} from "./overview.js";
import {linkTo, showWay} from "./parts.js";
import {Rows} from "./rows.js";
import {bytes, change, count, share} from "./units.js";

const FIRST_ROWS = 50;

const WIDE = [
   {value: "change", text: "change", title: "As wide as what changed (s)"},
   {value: "size", text: "size",
    title: "As wide as what there was or is, whichever is more (s)"},
];
const BY = [
   {value: "place", text: "places", title: "A row for each stack (f)"},
   {value: "function", text: "functions",
    title: "A row for each function that allocates (f)"},
];
const COLUMNS = [
   {name: "name", caption: "Function", isText: true,
    of: ({site}) => site.name},
   {name: "change", caption: "Change",
    of: ({before, after}) => after - before},
   {name: "before", caption: "Before", of: ({before}) => before},
   {name: "after", caption: "Now", of: ({after}) => after},
   {name: "what", caption: "What", isText: true, of: ({kind}) => kind},
   {name: "size", caption: "Size of change",
    of: ({before, after}) => Math.abs(after - before)},
];

const data = (isBytes, value, text) =>
   isBytes ? bytesData(value, text) : blocksData(value, text);
const changeData = (isBytes, value) =>
   data(isBytes, value, change(value, isBytes ? bytes : count));

/* "+12.3 %", or "" where nothing was there before. */
function percent(before, after) {
   return before === 0 || before === after ? ""
      : `${after > before ? "+" : "-"}${share(Math.abs(after - before), before)}`;
}

function totalTile({name, bytes: isBytes, before, after}) {
   const isSame = before === after;
   const part = percent(before, after);

   return tile({
      name,
      value: [isSame ? "the same" : changeData(isBytes, after - before)],
      rest: isSame ? [data(isBytes, after)]
         : [data(isBytes, before), " before, ", data(isBytes, after), " now",
            part ? " " : null, part ? make("span", "", `(${part})`) : null]
            .filter((piece) => piece !== null),
      strength: isSame ? "plain" : after > before ? "bad" : "good",
   });
}

function answerTile({sides}, measure) {
   const {lead, what, most, places, before, after} = measure;
   const reports = sides.map(({file}, i) => {
      const a = make("a", "", `${i === 0 ? "before" : "now"} (${file})`);

      a.href = linkTo(i + 1);
      return a;
   });
   const drawn = tile({
      name: "What changed", value: [lead], rest: [what],
      strength: `answer ${before === after ? "plain"
         : after > before ? "bad" : "good"}`,
   });

   drawn.append(make("p", "most", most), make("p", "rest", places),
                make("p", "rest", "Reports: ", reports[0], " ", reports[1]));
   return drawn;
}

function chooseFrom(select, choices, chosen) {
   select.replaceChildren(...choices.map(([value, caption]) => {
      const option = make("option", "", caption);

      option.value = String(value);
      return option;
   }));
   select.addEventListener("change", () => chosen(select.value));
}

function drawRow(diff, measure, byFunction, row) {
   const {site, kind, before, after} = row;
   const isBytes = measure.bytes;
   const sign = after > before ? "grown" : "shrunk";
   const callers = byFunction ? [] : sitesOf(diff, row).slice(1);
   const name = make("div", "site", make("span", "name", site.brief),
                     make("span", "place", byFunction ? "" : site.where));
   const under = make("span", "callers", callers.map(({brief, where}) =>
      `<- ${brief}${where ? ` (${where})` : ""}`).join(" "));

   name.title = `${site.name}\n${site.path}`;
   under.title = callers.map(({name: n, path}) => `${n}  ${path}`).join("\n");
   return make("tr", "",
      make("td", "", name, callers.length > 0 ? under : null),
      make("td", sign, changeData(isBytes, after - before)),
      make("td", kind === ADDED ? "zero" : "", data(isBytes, before)),
      make("td", kind === GONE ? "zero" : "", data(isBytes, after)),
      make("td", "text", diff.head.kinds[kind]));
}

/* What a row's place is called by, in the graph. */
const parentOf = ({nodes, stacks}, {stack}) =>
   nodes.parent[stacks.node[stack]];

/* The rows, made anew when what they are about changes. */
function makeTable(diff, store, measureOf) {
   let rows = [], made = "";
   const isByFunction = () => store.state.by === "function";
   const all = () => {
      const key = `${store.state.measure} ${store.state.by}`;

      if (key !== made)
         rows = changesOf(diff, measureOf().index, isByFunction());
      made = key;
      return rows;
   };
   const table = new Rows({
      table: "diff-table", columns: COLUMNS.slice(0, -1), first: FIRST_ROWS,
      rows: all,
      matches: (words) => {
         const found = foundSites(diff.sites, words);

         return found && passes(diff, found);
      },
      row: (row) => {
         const tr = drawRow(diff, measureOf(), isByFunction(), row);
         const show = () => {
            store.set({zoom: isByFunction() ? 0 : parentOf(diff, row),
                       find: row.site.name});
            find("diff-flame-title").scrollIntoView({block: "start"});
         };

         tr.tabIndex = 0;
         tr.addEventListener("click", show);
         tr.addEventListener("keydown", (e) => e.key === "Enter" && show());
         return [tr];
      },
   }, store);

   /* A turn of its own: of 100,000 stacks it takes as long as the graph. */
   store.onRest(["measure", "by"], () => {
      table.show();
      find("diff-table-said").textContent =
         `By change of ${measureOf().caption}. ${measureOf().places}`;
   });
}

function listen(diff, store) {
   const {head} = diff;
   const marks = [["wide", WIDE], ["by", BY]].map(([key, choices]) =>
      [key, segments(find(`diff-${key}`), choices,
                     (value) => store.set({[key]: value}))]);

   for (const [key, mark] of marks)
      store.on([key], (state) => mark(state[key]));
   chooseFrom(find("diff-measure"),
              head.measures.map(({name, caption}) => [name, caption]),
              (measure) => store.set({measure}));
   chooseFrom(find("diff-axis"),
              head.axes.map(({caption, shown}, i) => [i, caption, shown])
                 .filter(([, , shown]) => shown),
              (axis) => store.set({axis: Number(axis)}));
   store.on(["measure"], ({measure}) => {
      find("diff-measure").value = measure;
   });
   store.on(["axis"], ({axis}) => { find("diff-axis").value = String(axis); });
}

/* What a key does: an object for openOverview(). */
function keysOf({head}, store) {
   const other = (key, choices) => () => store.set(
      {[key]: choices.find(({value}) => value !== store.state[key]).value});

   return {
      s: other("wide", WIDE),
      f: other("by", BY),
      m: () => {
         const names = head.measures.map(({name}) => name);
         const i = names.indexOf(store.state.measure);

         store.set({measure: names[(i + 1) % names.length]});
      },
      Escape: () => store.set(store.state.find ? {find: ""} : {zoom: 0}),
   };
}

function validator({head, nodes}) {
   const checks = {
      measure: (name) => head.measures.some((m) => m.name === name),
      axis: (i) => Boolean(head.axes[i]?.shown),
      wide: (wide) => WIDE.some(({value}) => value === wide),
      by: (by) => BY.some(({value}) => value === by),
      zoom: (node) => node < nodes.n,
      sort: (sort) => COLUMNS.some(({name}) => name === sort.replace(/^-/, "")),
      find: () => true,
      filter: () => true,
   };

   return (key, value) => Boolean(checks[key]?.(value));
}

function complainOf({oneSeparates}) {
   if (!oneSeparates)
      return;
   find("notice").textContent = "Only one of the two was recorded with " +
      "--separate-threads=yes, so no stack of one is found in the other.";
   find("notice").hidden = false;
}

export async function openDiff() {
   const diff = await unpackDiff();
   const {head, sides} = diff;
   const commands = [...new Set(sides.map(({command}) => command))]
      .filter((command) => command);

   head.measures.forEach((measure, i) => { measure.index = i; });
   const store = openOverview({
      main: "diff-main", help: "diff-help",
      title: commands.length === 1 ? `What changed: ${commands[0]}`
         : "What changed",
      said: `before: ${sides[0].path} \u00b7 now: ${sides[1].path}`,
      defaults: {part: 0, measure: head.measures[head.measure]?.name ?? "",
                 axis: head.axis, wide: "change", by: "place", zoom: 0,
                 find: "", filter: "", sort: "size"},
      isValid: validator(diff),
      keys: (s) => keysOf(diff, s),
   });
   const measureOf = () =>
      head.measures.find(({name}) => name === store.state.measure);

   complainOf(head);
   store.on(["measure"], () => find("diff-tiles").replaceChildren(
      answerTile(diff, measureOf()), ...head.totals.map(totalTile)));
   new Timelines(diff, store);
   new DiffGraph(diff, store, measureOf);
   makeTable(diff, store, measureOf);
   listen(diff, store);
   await busily("Drawing what changed", store.tellEach());
}

/* In the report of one of the two. */
export async function showDiffWay(number) {
   showWay({back: "what changed", here: number === 1 ? "before" : "now",
            key: "d", others: [number === 1 ? ["now", 2] : ["before", 1]]});
}
