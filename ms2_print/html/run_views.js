// SPDX-License-Identifier: GPL-2.0-or-later
// Sizes, threads, regions and growth: tables of the whole run, with the numbers
// and words of the text views of the same names.

import {blocksData, bytesData, make, select} from "./dom.js";
import {bytes, change, count, countShort, milliseconds, plural, share}
   from "./units.js";

const said = (text) => make("p", "said", text);

/* rows: of cells, each an element or a text; the first column is the name's. */
function table(captions, rows) {
   const [name, ...numbers] = captions;
   const head = (caption, kind) => {
      const th = make("th", kind, caption);

      th.scope = "col";
      return th;
   };
   const drawn = make("table", "facts",
      make("thead", "", make("tr", "", head(name, "text"),
                             ...numbers.map((caption) => head(caption, "")))),
      make("tbody", "", ...rows));
   const scroll = make("div", "scroll", drawn);

   /* What scrolls must be reached by keyboard. */
   scroll.tabIndex = 0;
   scroll.setAttribute("role", "group");
   scroll.setAttribute("aria-label", `Table: ${captions.join(", ")}`);
   return scroll;
}

const row = (cells, kind = "") => make("tr", kind,
   ...cells.map((cell) => make("td", "", cell)));

/* A place that is searched for when it is chosen. */
function place(profile, store, number, where) {
   const site = profile.sites[number];
   const button = make("button", "site", make("span", "name", site.brief), " ",
                       make("span", "place", where ?? site.where));

   button.type = "button";
   button.title = `${site.name}\n${site.path}`;
   button.addEventListener("click", () => select(store, site));
   return button;
}

const calls = (n) => blocksData(n, countShort(n), "calls");

/* The range of a bucket, as view/sizes.c words it. */
function rangeOf(bucket) {
   const [from, to] = [2 ** (bucket - 1), 2 ** bucket];
   const scales = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

   if (bucket < 2)
      return `${bucket} B`;
   if (bucket <= 10)
      return `${from} to ${to - 1} B`;
   const scale = Math.min(Math.floor((bucket - 11) / 10), scales.length - 1);
   const first = from / 1024 ** (scale + 1);

   return first < 512 || scale + 1 === scales.length
      ? `${first} to ${first * 2} ${scales[scale]}`
      : `512 ${scales[scale]} to 1 ${scales[scale + 1]}`;
}

/* A share, and a bar beside it. */
function bar(text, part) {
   const full = make("div", "part");

   full.style.width = `${100 * part}%`;
   return make("div", "barred", make("div", "share-bar", full), text);
}

export function sizesView(profile, store) {
   const {calls: all, least, most, sumBytes, buckets} = profile.views.sizes;

   if (all === 0)
      return [said("No sizes were recorded.")];
   const usual = buckets.reduce((a, b) => b.calls > a.calls ? b : a);
   const average = Math.floor((sumBytes + Math.floor(all / 2)) / all);
   const rows = buckets.flatMap((b) => [
      row([rangeOf(b.number), calls(b.calls),
           bar(share(b.calls, all), b.calls / usual.calls)], "head"),
      ...b.sites.map(({site, calls: n}) =>
         row([place(profile, store, site), calls(n), ""], "below")),
      ...b.nFunctions > b.sites.length
         ? [row([plural(b.nFunctions - b.sites.length, "more function",
                        "more functions"), "", ""], "below")] : [],
   ]);

   return [said(`${share(usual.calls, all)} of the calls ask for ` +
                `${rangeOf(usual.number)}. ${plural(all, "call", "calls")}, ` +
                `from ${bytes(least)} to ${bytes(most)}, ${bytes(average)} ` +
                "on average."),
           table(["Size, and who asks for it", "Calls", "Share"], rows)];
}

/* Below a minute and a half threads start within the same tenth of a second. */
const LEAST_MS_IN_WORDS = 100000;

export function threadsView({views: {threads}, snapshots, head}) {
   const {n, mostAlive, bytes: sum, hasStacks, rows} = threads;
   const ms = snapshots.clocks[head.axes.findIndex((a) => a.name === "ms")];
   const isLong = ms[ms.length - 1] >= LEAST_MS_IN_WORDS;
   const time = (t) => isLong ? milliseconds(t) : `${count(t)} ms`;

   if (n === 0)
      return [said("No threads were recorded.")];
   const words = plural(n, "thread", "threads") +
      (n > 1 && mostAlive > 0
         ? `, at most ${count(mostAlive)} alive at a time` : "") +
      (n > 1 && sum > 0 ? `; thread ${rows[0].number} allocated ` +
         `${share(rows[0].bytes, sum)} of all bytes` : "");
   const captions = ["Name", "No.", "Allocated", "Calls", "Freed",
                     "Others' blocks freed", "Start", "End",
                     ...hasStacks ? ["Deepest stack"] : []];

   return [said(`${words}. An end of - is a thread that was alive to the last.`),
           table(captions, rows.map((t) => row([
              t.name, String(t.number), bytesData(t.bytes), calls(t.calls),
              bytesData(t.freedBytes),
              blocksData(t.otherBlocks, countShort(t.otherBlocks)),
              time(t.startMs), t.endMs === null ? "-" : time(t.endMs),
              ...hasStacks ? [bytesData(t.deepestBytes)] : []]))),
           ...rows.length < n ? [said(plural(n - rows.length, "more thread",
                                             "more threads"))] : []];
}

/* Whoever marks a region asks for exactly how many bytes. */
const exact = (n) => bytesData(n, count(n));

function regionCells({bytes: allocated, freedBytes, blocks}, peak) {
   const kept = allocated - freedBytes;
   const text = kept < 0 ? `-${count(-kept)}`
      : `${kept > 0 ? "+" : ""}${count(kept)}`;

   return [exact(allocated), bytesData(kept, text), peak, exact(freedBytes),
           blocksData(blocks, countShort(blocks))];
}

function indented(depth, cell) {
   const box = make("div", "", cell);

   box.style.paddingLeft = `${16 * depth}px`;
   return box;
}

export function regionsView(profile, store) {
   const {n, rows} = profile.views.regions;

   if (n === 0)
      return [said("None. Mark one with MS2_REGION_BEGIN(\"name\") and " +
                   "MS2_REGION_END(\"name\") of ms2.h, or record with " +
                   "--toggle-collect=FUNCTION.")];
   const cells = rows.flatMap((r) => [
      row([indented(r.depth, r.name),
           blocksData(r.entered, countShort(r.entered), "times"),
           ...regionCells(r, exact(r.peakBytes))], "head"),
      ...r.sites.map((s) => row([
         indented(r.depth + 1, place(profile, store, s.site, s.where)), "",
         ...regionCells(s, "")], "below")),
   ]);

   return [said("Regions that the program marked, in bytes."),
           table(["Region", "Entered", "Allocated", "Kept", "Peak", "Freed",
                  "Blocks"], cells),
           ...rows.length < n ? [said(plural(n - rows.length, "more region",
                                             "more regions"))] : []];
}

export function growthView(profile, store) {
   const {isKnown, ended, copiedBytes, steps, n, rows} = profile.views.growth;

   if (n === 0)
      return [said(isKnown ? "None: no realloc made a block larger."
         : "That was not recorded.")];
   const cells = rows.map((g) => row([
      make("div", "", place(profile, store, g.site),
           make("div", "note", g.note)),
      bytesData(g.copiedBytes), blocksData(g.steps, countShort(g.steps),
                                           "reallocs"),
      blocksData(g.chains, countShort(g.chains)),
      bytesData(g.lastBytes - g.firstBytes,
                change(g.lastBytes - g.firstBytes, bytes))]));

   return [said(`${plural(steps, "realloc", "reallocs")} copied ` +
                `${bytes(copiedBytes)} to other places. ` +
                `${plural(ended, "block", "blocks")} ended by realloc, not by ` +
                "free."),
           table(["Function", "Copied", "Reallocs", "Blocks", "Grew by"], cells),
           ...rows.length < n ? [said(plural(n - rows.length, "more function",
                                             "more functions"))] : []];
}
