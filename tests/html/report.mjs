// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the HTML report.  Usage: node report.mjs FOLDER, started by
// report.sh, which sees to it that everything is there.

import {copyFileSync, readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import {corpus, drag, exportJson, launch, look, lookAtAll, makeReport, number,
        numbers, open, settle, table, textView} from "./browser.mjs";
import {SIGHTS, labOf} from "./colors.mjs";
import {ATTACKS, writeHostile} from "./hostile.mjs";
import {readOwners, readProfile, replay} from "./oracle.mjs";
import {is, ok, plan} from "./tap.mjs";

const folder = process.argv[2];
const GOOD = ["good-cxx.ms2", "good-empty.ms2", "good-facts.ms2",
              "good-forked.ms2", "good-leak.ms2", "good-massif.out",
              "good-names.ms2", "good-owners.ms2", "good-shapes.ms2", "good-small.ms2.gz",
              "cut-changes.ms2"];

const text = (page, selector) => page.locator(selector).innerText();
const hash = (page) => new URL(page.url()).hash;

/* The JSON export's summary is of the heap, also where a page is of all
   memory. */
const HEAP = "--memory=heap";

/* Opens quietly, from its own file only, and shows its numbers. */
async function testFiles(browser) {
   for (const name of GOOD) {
      const page = await open(browser, makeReport(folder, corpus(name), HEAP));
      const {summary} = exportJson(corpus(name));

      is(page.complaints, [], `${name}: no errors`);
      is(page.loaded, [], `${name}: nothing else is loaded`);
      is((await numbers(page, "#tiles")).slice(0, 1),
         [summary.peak_heap_bytes].filter((n) => n !== null),
         `${name}: the peak is the JSON export's`);
      await page.close();
   }
}

/* These tests do not wait for a report that will never be there. */
async function testStops(browser) {
   const whole = readFileSync(makeReport(folder, corpus("good-small.ms2.gz")),
                              "utf8");
   const file = path.join(folder, "spoilt.html");
   const spoilt = [
      ["of data that cannot be read", /(id="data">)[^<]*/, "$1AAAA",
       "its data cannot be read"],
      ["of a script that is none", "<script>", "<script>const = 1;",
       "Unexpected token"],
   ];

   for (const [what, pattern, by, why] of spoilt) {
      writeFileSync(file, whole.replace(pattern, by));
      const said = await open(browser, file, {bypassCSP: true})
         .then(() => "nothing", ({message}) => message);

      ok(said.startsWith(`file://${file} stopped: `) && said.includes(why),
         `a test ends at once because ${what}, and says so`, said);
   }
}

async function testTotals(browser) {
   for (const name of ["good-shapes.ms2", "good-facts.ms2", "good-cxx.ms2"]) {
      const page = await open(browser, makeReport(folder, corpus(name), HEAP));
      const {summary: s, snapshots} = exportJson(corpus(name));

      is((await numbers(page, "#tiles")).slice(0, 6),
         [s.peak_heap_bytes, s.peak_heap_blocks, s.end_heap_bytes,
          s.end_heap_blocks, s.total_bytes, s.total_calls],
         `${name}: the tiles are the JSON export's summary`);
      const heaps = await lookAtAll(page,
         snapshots.map((_, i) => `window=0-${i + 1}`),
         () => globalThis.numbersIn("#window-end")[0]);

      for (const [i, snapshot] of snapshots.entries())
         is(heaps[i], snapshot.heap_bytes,
            `${name}: the heap at snapshot ${i} is the JSON export's`);
      await page.close();
   }
}

/* A function and its callers, out to main; of a JSON context or of the page's
   list. */
const spelled = (names) => names.join(" < ");

/* Each box of the flame graph against the sums of the JSON's contexts. */
async function testBoxes(browser) {
   const file = corpus("good-shapes.ms2");
   const page = await open(browser, makeReport(folder, file, "--no-skip"));
   const {frames, contexts} = exportJson(file);
   const expected = new Map();

   for (const c of contexts) {
      const names = c.stack.map((frame) => frames[frame].function);

      names.forEach((_, i) => {
         const key = spelled(names.slice(i));
         const sum = expected.get(key) ?? [0, 0, 0, 0, 0, 0];
         const add = [c.peak_bytes, c.peak_blocks, c.end_bytes, c.end_blocks,
                      c.total_bytes, c.total_calls];

         expected.set(key, sum.map((n, k) => n + add[k]));
      });
   }
   const found = await lookAtAll(page,
      Array.from(expected.keys(), (_, i) => `zoom=${i + 1}`),
      () => [[...document.querySelectorAll("#detail ol li")].map((li) =>
         li.firstChild.textContent), globalThis.numbersIn("#detail .numbers")]);

   is(found.map(([names, sums]) => [spelled(names), sums]).sort(),
      [...expected].sort(),
      "every box has the sums of the JSON export's contexts");
   await page.close();
}

/* All windows between two snapshots, against a reading of the file itself. */
async function testWindows(browser) {
   const file = corpus("good-shapes.ms2");
   const page = await open(browser, makeReport(folder, file));
   const snapshots = readProfile(file);
   const windows = [], wrong = [];

   for (let from = 0; from <= snapshots.length; from += 3) {
      for (let to = from; to <= snapshots.length; to += 4)
         windows.push([from, to]);
   }
   const shown = await lookAtAll(page,
      windows.map(([from, to]) => `window=${from}-${to}`),
      () => ({peak: globalThis.numbersIn("#window-peak")[0],
              end: globalThis.numbersIn("#window-end")[0],
              allocated: globalThis.numbersIn("#window-allocated"),
              rows: globalThis.tableRows()}));

   for (const [i, [from, to]] of windows.entries()) {
      const {functions, sum, end} = replay(snapshots, from, to);
      const {rows} = shown[i];
      const got = JSON.stringify([
         shown[i].peak, shown[i].end, shown[i].allocated,
         Object.entries(functions).map(([name]) =>
            [name, rows[name].end, rows[name].change, rows[name].allocated,
             rows[name].calls]),
      ]);
      const expected = JSON.stringify([
         sum.peak, end, [sum.allocated, sum.calls],
         Object.entries(functions).map(([name, f]) =>
            [name, f.end, f.change, f.allocated, f.calls]),
      ]);

      if (got !== expected)
         wrong.push(`${from}-${to}: ${got}`, `expected ${expected}`);
   }
   ok(windows.length > 20 && wrong.length === 0,
      `${windows.length} windows are exact to the byte`, wrong.slice(0, 6).join("\n"));
   await page.close();
}

async function testDrag(browser) {
   const page = await open(browser,
                           makeReport(folder, corpus("good-shapes.ms2")));
   const before = await numbers(page, "#window");
   const rows = await table(page);

   await drag(page, 0.3, 0.6);
   const after = await numbers(page, "#window");

   ok(JSON.stringify(after) !== JSON.stringify(before),
      "a drag changes the numbers");
   ok(JSON.stringify(await table(page)) !== JSON.stringify(rows),
      "and the table");
   ok(/window=\d+-\d+/.test(hash(page)), "and stands in the address",
      hash(page));
   const span = (await text(page, "#window-span"));

   await drag(page, 0.45, 0.55);
   const moved = await text(page, "#window-span");

   ok(moved !== span, "a window can be dragged along", span, moved);
   const edge = page.locator(".edge").first();
   const value = () => edge.getAttribute("aria-valuenow").then(Number);
   const old = await value();

   await edge.focus();
   await page.keyboard.press("ArrowLeft");
   await settle(page);
   is(await value(), old - 1, "the left arrow moves an edge by one snapshot");
   await page.keyboard.press("Home");
   await settle(page);
   is(await value(), 0, "Home moves it to the start");
   await page.keyboard.press("w");
   await settle(page);
   is(await numbers(page, "#window"), before, "w shows the whole run again");
   is(page.complaints, [], "no errors while dragging");
   await page.close();
}

/* Into the chart, at a share of its width; without a button. */
async function point(page, x) {
   const box = await page.locator("#timeline .u-over").boundingBox();

   await page.mouse.move(box.x + x * box.width, box.y + box.height / 3);
   await settle(page);
}

/* What the pointer and a click on it say, against a reading of the file. */
async function testMoments(browser) {
   const file = corpus("good-shapes.ms2");
   const page = await open(browser, makeReport(folder, file));
   const snapshots = readProfile(file);
   const last = snapshots[snapshots.length - 1].at;

   is((await text(page, "#legend")).split("\n").slice(0, 3),
      ["at the peak", "print_receipt", "293.0 KiB"],
      "the legend tells of the peak");
   for (const k of [7, 30, 61]) {
      const {at} = snapshots[k - 1];
      const held = Object.entries(replay(snapshots, 0, k).functions)
         .map(([name, {end}]) => [name, end]).filter(([, end]) => end > 0)
         .sort((a, b) => b[1] - a[1]).slice(0, 5);

      await point(page, at / last);
      const tip = await page.locator("#tip .row").evaluateAll((rows) =>
         rows.map((row) => [row.querySelector(".name").innerText,
                            Number(row.querySelector("data").value)]));

      is(tip, [["heap", snapshots[k - 1].heap], ...held],
         `the pointer tells what snapshot ${k} held`);
      is((await page.locator("#legend li:not(.when)").evaluateAll((rows) =>
         rows.map((row) => [row.querySelector(".name").innerText,
                            Number(row.querySelector("data").value)])))
         .filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]), held,
         "and so does the legend");
   }
   const {functions} = replay(snapshots, 0, 30);

   await point(page, snapshots[29].at / last);
   await page.mouse.down();
   await page.mouse.up();
   await settle(page);
   is(hash(page), "#window=30-30", "a click chooses a moment");
   is(await number(page, "#window-end"), snapshots[29].heap,
      "the numbers are the moment's");
   ok(/chosen moment/.test(await text(page, "#said")) &&
      (await page.locator("#icicle canvas").getAttribute("aria-label"))
         .startsWith("Held at the chosen moment"), "the graph is the moment's");
   is(Object.fromEntries(Object.entries(await table(page))
         .map(([name, row]) => [name, row.peak])),
      Object.fromEntries(Object.keys(await table(page))
         .map((name) => [name, functions[name]?.end ?? 0])),
      "the table is the moment's");
   await page.keyboard.press(".");
   await settle(page);
   is(hash(page), "#window=31-31", "a full stop leads to the next one");
   await page.keyboard.press(",");
   await page.keyboard.press(",");
   await settle(page);
   is(hash(page), "#window=29-29", "a comma back");
   await drag(page, 0.2, 0.6);
   ok(/window=(\d+)-(?!\1$)/.test(hash(page)), "a drag makes a window of it",
      hash(page));
   await page.keyboard.press("3");
   await point(page, 0.5);
   await page.mouse.down();
   await page.mouse.up();
   await settle(page);
   is(await text(page, "#measures [aria-checked=true]"), "Live at end",
      "what a moment has none of is not shown of it");
   await page.mouse.move(2, 2);
   ok(!await page.locator("#tip").isVisible(), "the tip leaves with the pointer");
   is(page.complaints, [], "no errors at moments");
   await page.close();
}

/* For a moment between 10 and 90, nobody knows which, 40 MB were held; 50 MB at
   the peak, at 95; else 1 MB. */
const SPIKE = `ms2 2.0
h pid 7
h command ./spike
h time-unit superblocks
o 0 /tmp/spike
s main
s /tmp
s spike.c
a 4005d0 1
f 1 2 3 5
n 0 1
d 1 1000000 10 0 0
S 10 1 1000000 10 0 1000000 10 160 1000000 10
d 1 39000000 1 39000000 1
S 90 9 40000000 11 0 1000000 10 160 40000000 80
d 1 49000000 1 49000000 1
S 100 10 89000000 12 0 1000000 10 160 50000000 95
p 1 50000000 11
P 95 9 89000000 12 0 50000000 11 176
E exit 0 3 1 1 1 3
`;

/* What rose for a moment is drawn as a mark, not as a shelf. */
async function testHighs(browser) {
   const file = path.join(folder, "spike.ms2");

   writeFileSync(file, SPIKE);
   const page = await open(browser, makeReport(folder, file));
   const widest = await page.evaluate(() => {
      const canvas = document.querySelector("#timeline canvas");
      const soft = getComputedStyle(document.documentElement)
         .getPropertyValue("--soft").match(/\w\w/g).map((x) => parseInt(x, 16));
      const over = document.querySelector("#timeline .u-over");
      const ratio = canvas.width / canvas.clientWidth;
      const width = over.clientWidth * ratio;
      const {data} = canvas.getContext("2d").getImageData(
         over.offsetLeft * ratio, over.offsetTop * ratio, width,
         over.clientHeight * ratio);
      const rows = Array.from({length: data.length / 4 / width}, () => 0);

      for (let i = 0; i < data.length / 4; i++) {
         if (soft.every((part, k) => Math.abs(part - data[4 * i + k]) < 8))
            rows[Math.floor(i / width)]++;
      }
      return Math.max(...rows);
   });

   ok(widest >= 4 && widest < 12, "what was held for a moment is a mark",
      `${widest} pixels wide`);
   await page.close();
}

async function testSearch(browser) {
   const page = await open(browser,
                           makeReport(folder, corpus("good-shapes.ms2")));

   await page.keyboard.press("/");
   await page.keyboard.type("FILL_basket");
   await settle(page);
   is(await text(page, "#found"), "93.8 KiB, 13.8 %",
      "search finds, and says how much that is");
   await page.locator("#find").fill("no such thing");
   await settle(page);
   is(await text(page, "#found"), "not found", "or that there is none");
   await page.locator("#find").fill("^(fill_|remember)");
   await settle(page);
   is(await text(page, "#found"), "145.7 KiB, 21.4 %",
      "a regular expression finds, and says how much that is");
   await page.locator("#find").fill("basket(");
   await settle(page);
   is(await text(page, "#found"), "not found",
      "what is no expression is a text");
   await page.keyboard.press("Escape");
   await settle(page);
   is(await page.locator("#find").inputValue(), "", "Escape forgets it");
   await page.locator("#filter").fill("^print_|visitor$");
   await settle(page);
   is(Object.keys(await table(page)), ["print_receipt", "remember_visitor"],
      "the table takes one, too");
   await page.locator("#filter").fill("visitor");
   await settle(page);
   is(Object.keys(await table(page)), ["remember_visitor"],
      "the table is filtered");
   await page.locator("#filter").fill("");
   await page.locator("th button", {hasText: "Function"}).click();
   await settle(page);
   const names = Object.keys(await table(page));

   is(names, [...names].sort(), "a click on a column sorts by it");
   is(await page.locator("th[data-name=name]").getAttribute("aria-sort"),
      "ascending", "and the column says so");
   await page.close();
}

/* The table by type, against the sums of the JSON's contexts. */
async function testTypes(browser) {
   const file = corpus("good-leak.ms2");
   const page = await open(browser, makeReport(folder, file));
   const expected = {};

   for (const c of exportJson(file).contexts) {
      const sums = expected[c.type ?? "(type not known)"] ??=
         {peak: 0, end: 0, change: 0, allocated: 0, calls: 0};

      sums.peak += c.peak_bytes;
      sums.end += c.end_bytes;
      sums.change += c.end_bytes;
      sums.allocated += c.total_bytes;
      sums.calls += c.total_calls;
   }
   await page.locator("#sites-by button", {hasText: "Types"}).click();
   await settle(page);
   const rows = await table(page);
   const got = Object.fromEntries(Object.entries(rows).map(([name, row]) =>
      [name, Object.fromEntries(Object.keys(expected[name] ?? {}).map((key) =>
         [key, row[key]]))]));
   const sorted = (o) => Object.entries(o).sort();

   ok(Object.keys(expected).length > 2, "several types are known");
   is(sorted(got), sorted(expected),
      "by type the table has the sums of the JSON export's contexts");
   ok(hash(page).includes("by=type"), "the address tells of it", hash(page));
   await page.locator("#filter").fill("known");
   await settle(page);
   is(Object.keys(await table(page)), ["(type not known)"],
      "types are filtered, too");
   await page.close();
   const plain = await open(browser,
                            makeReport(folder, corpus("good-shapes.ms2")));

   ok(await plain.locator("#sites-by").isHidden(),
      "where no type is known nobody is offered any");
   await plain.close();
}

/* What is selected at one place is selected at all. */
async function testSelection(browser) {
   const page = await open(browser,
                           makeReport(folder, corpus("good-shapes.ms2")));
   const selected = () => page.evaluate(() =>
      ["#legend", "#sites", "#leaks"].map((place) =>
         [...document.querySelectorAll(`${place} [aria-current=true] .name`)]
            .map((name) => name.innerText)));
   const places = [["#legend button", "fill_basket"],
                   ["#sites tbody tr", "cache_price"],
                   ["#leaks button.site", "remember_visitor"]];

   is(await selected(), [[], [], []], "at first nothing is selected");
   for (const [place, name] of places) {
      const chosen = page.locator(place, {hasText: name});

      await chosen.click();
      await settle(page);
      is(await selected(), [[name], [name], [name]],
         `${place}: what is chosen is selected everywhere`);
      is(await page.locator("#find").inputValue(), name,
         "and searched for in the graph");
      await chosen.click();
      await settle(page);
      is(await selected(), [[], [], []], "a second time forgets it");
   }
   await page.locator("#leaks button.site").nth(1).focus();
   await page.keyboard.press("Enter");
   await settle(page);
   is((await selected())[2], ["load_catalogue"], "by keyboard, too");
   is(page.complaints, [], "no errors while selecting");
   await page.close();
}

async function testZoom(browser) {
   const file = makeReport(folder, corpus("good-shapes.ms2"));
   const page = await open(browser, file);
   await page.locator("#icicle canvas").click({position: {x: 40, y: 3.5 * 21}});
   await settle(page);
   const name = await text(page, "#detail h3");
   const there = hash(page);

   is(name, "print_receipt", "a click on a box zooms to it");
   ok(there.includes("zoom="), "the zoom stands in the address", there);
   const other = await open(browser, file, {hash: there});

   is(await text(other, "#detail h3"), name, "the address restores it");
   await other.close();
   await page.goBack();
   await settle(page);
   is(await page.locator("#detail h3").count(), 0, "back leads out again");
   await page.locator("#icicle canvas").focus();
   for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight",
                      "ArrowLeft", "ArrowDown"])
      await page.keyboard.press(key);
   await settle(page);
   is(await text(page, "#detail h3"), name,
      "arrows lead from box to box");
   await page.keyboard.press("Enter");
   await settle(page);
   is(hash(page), there, "Enter zooms");
   await page.keyboard.press("Escape");
   await settle(page);
   is(hash(page), "", "Escape zooms out");
   is(page.complaints, [], "no errors while zooming");
   await page.close();
}

async function testMeasures(browser) {
   const page = await open(browser, makeReport(folder, corpus("good-facts.ms2"),
                                               HEAP));
   const {summary} = exportJson(corpus("good-facts.ms2"));
   const checked = (group) =>
      text(page, `#${group} [aria-checked=true]`);

   await page.keyboard.press("3");
   await settle(page);
   is(await checked("measures"), "Allocated", "3 chooses what was allocated");
   await page.keyboard.press("b");
   await page.keyboard.press("i");
   await settle(page);
   is(await checked("units"), "Blocks", "b chooses blocks");
   is(await page.locator("#invert").getAttribute("aria-pressed"), "true",
      "i inverts");
   await look(page, `${hash(page).slice(1)}&zoom=1`);
   is(await text(page, "#detail h3"), "load_cache",
      "inverted, the allocating functions are on top");
   await page.keyboard.press("4");
   await settle(page);
   is(await checked("measures"), "Short-lived",
      "4 chooses what was short-lived");
   const rows = await table(page);

   is([rows.parse.short, rows.job_new.short], [1980, 12],
      "the short-lived blocks are those of the file");
   is(Object.values(rows).reduce((sum, row) => sum + row.allocated, 0),
      summary.total_bytes, "the table's rows are all that was allocated");
   ok(hash(page).includes("measure=short"), "the measure is in the address");
   await page.close();
   const massif = await open(browser,
                             makeReport(folder, corpus("good-massif.out")));

   is(await massif.locator("#measures button:disabled").allInnerTexts(),
      ["Allocated", "Short-lived", "Left"],
      "what a massif file does not know cannot be chosen");
   await massif.close();
}

/* What of a window lives at the end of the run is as the file has it, also where
   older and newer blocks are of one stack. */
async function testLeft(browser) {
   const page = await open(browser,
                           makeReport(folder, corpus("good-survivors.ms2"),
                                      HEAP));
   const left = async (window) => {
      await look(page, `measure=left&zoom=1&window=${window}`);
      return (await text(page, "#detail dl")).match(/Left\s+([0-9]+ B)/)?.[1];
   };

   is(await left("0-2"), "240 B", "all that lives at the end is left");
   is(await left("1-2"), "200 B", "the second snapshot's alone");
   is(await left("0-1"), "40 B", "the first one's alone, where 10 B ended");
   is(page.complaints, [], "no errors");
   await page.close();
}

async function testFacts(browser) {
   const page = await open(browser, makeReport(folder, corpus("good-facts.ms2"),
                                               HEAP));
   const options = await page.locator("#windows option:not([hidden])")
      .allInnerTexts();

   ok(options.includes("region shutdown") && options.includes("from warm on"),
      "regions and labels are windows to choose", options.join(", "));
   await page.locator("#windows").selectOption({label: "region shutdown"});
   await settle(page);
   ok(/window=\d+-\d+/.test(hash(page)), "choosing one shows it", hash(page));
   ok(!/mapped pages/.test(await text(page, "#legend")),
      "the chart of a page of the heap is of the heap");
   await page.locator("#layers button", {hasText: "Everything"}).click();
   await settle(page);
   const legend = await text(page, "#legend");

   ok(/mapped pages/.test(legend) && /stacks/.test(legend),
      "pages and stacks can be had in the chart", legend);
   await page.locator("#layers button", {hasText: "Heap"}).click();
   await settle(page);
   ok(!/mapped pages/.test(await text(page, "#legend")),
      "and be left out of it");
   await page.close();
}

/* The colour of a box of the graph, in the middle of a row. */
const colorAt = (page, x, row) => page.evaluate(([x, row]) => {
   const canvas = document.querySelector("#icicle canvas");
   const ratio = window.devicePixelRatio;
   const [red, green] = canvas.getContext("2d")
      .getImageData(x * ratio, (row * 21 + 3) * ratio, 1, 1).data;

   return {red, green};
}, [x, row]);

/* Where use was recorded: two lines in the timeline, and the graph can be
   coloured by it. */
async function testUse(browser) {
   const profile = corpus("good-use.ms2");
   const page = await open(browser, makeReport(folder, profile, HEAP));
   const {snapshots} = exportJson(profile);
   const last = snapshots.at(-1);
   const shown = async (name) => Number(await page.locator(
      `#legend li:has-text("${name}") data`).getAttribute("value"));

   is(await shown("touched at any time"), last.first_touched_bytes,
      "use: what was ever touched at the end");
   is(await shown("in use"), last.in_use_bytes, "use: and what was of late");
   ok(await page.locator("#idle").isVisible(), "use: idleness can be shown");
   await page.locator("#idle").click();
   await settle(page);
   /* The largest branch, which is the first, is reserve's; else it is blue. */
   const {red, green} = await colorAt(page, 40, 1);

   ok(red > green + 60, "use: what is idle is red", `${red}, ${green}`);
   ok(hash(page).includes("idle=1"), "use: the address says so", hash(page));
   ok((await text(page, "#said")).includes("in use at the peak"),
      "use: and the page");
   is(page.complaints, [], "use: no complaint");
   await page.close();
   const other = await open(browser,
                            makeReport(folder, corpus("good-small.ms2"), HEAP));

   ok(await other.locator("#idle").isHidden(), "use: not recorded, not offered");
   await other.close();
}

async function testLeaks(browser) {
   const page = await open(browser,
                           makeReport(folder, corpus("good-shapes.ms2")));
   const verdicts = await page.locator(".leak").evaluateAll((leaks) =>
      leaks.map((leak) => [leak.querySelector(".verdict").innerText,
                           leak.querySelector(".name").innerText,
                           Number(leak.querySelector("data").value)]));

   is(verdicts, [["staircase", "remember_visitor", 84000],
                 ["one-off", "load_catalogue", 163840],
                 ["sawtooth", "fill_basket", 120000],
                 ["plateau", "cache_price", 72000],
                 ["at exit", "note_history", 0]],
      "the leak verdicts are there, the suspect first");
   await page.locator("#leaks").scrollIntoViewIfNeeded();
   await settle(page);
   is(await page.locator(".leak canvas").count(), verdicts.length,
      "each with its timeline");
   await page.close();
}

/* Every box of both searches, against the lines of the file. */
async function testOwners(browser) {
   const file = corpus("good-owners.ms2");
   const page = await open(browser, makeReport(folder, file));

   for (const [how, words] of [["end", "At the end"], ["peak", "At the peak"]]) {
      const {heap, all} = readOwners(file, how);

      await page.locator("#searches button", {hasText: words}).click();
      await settle(page);
      is((await numbers(page, "#owners-said")).filter((_, i) => i % 2 === 0)
         .reduce((sum, n) => sum + n, 0), heap.bytes,
         `${words}: the classes add up to the heap`);
      const search = hash(page).slice(1).replace(/&?held=\d+/, "");
      const found = await lookAtAll(page,
         all.map((_, i) => `${search}&held=${i + 1}`),
         () => globalThis.numbersIn("#owner .numbers").join(" "));

      is(found.sort(), all.map(({own, retained}) => [
         retained.bytes, retained.blocks, own.bytes, own.blocks].join(" "))
         .sort(), `${words}: every box retains what the file says`);
   }
   is(page.complaints, [], "no errors among owners");
   await page.close();
}

/* From a leak to its blocks, and about there by keyboard and touch. */
async function testHolders(browser) {
   const file = makeReport(folder, corpus("good-owners.ms2"));
   const page = await open(browser, file,
                           {hasTouch: true,
                            viewport: {width: 390, height: 800}});
   const said = (place) => page.locator(".leak", {hasText: place})
      .locator(".link");

   is(await page.evaluate(() => document.documentElement.scrollWidth), 390,
      "at 390 pixels nothing stands out at the side");
   is(await said("app.c:31").innerText(), "Lost: nothing points to it",
      "what is lost is said to be");
   is(await said("app.c:32").innerText(), "Lost with what held it",
      "and what was lost with it");
   is(await said("app.c:64").innerText(),
      "Possibly lost: only pointers inside, from inside (global in app)",
      "and what may be");
   is(await said("app.c:51").innerText(), "Held by several together",
      "several holders are said");
   is(await said("pool.c:19").innerText(),
      "Held by memory mapped by make_pool; and at 1 other place",
      "and several places");
   await said("app.c:22").click();
   await settle(page);
   is(await text(page, "#owner h3"), "fill_cache", "a leak leads to its blocks");
   is((await text(page, "#owner .path")).split("\n").map((s) => s.trim())
      .filter((line) => line),
      ["fill_cache app.c:22, pointer at +0", "fill_cache app.c:21",
       "cache global in app"], "and shows the way to the root");
   const there = hash(page);

   await page.locator("#owner .path .link", {hasText: "cache"}).last().click();
   await settle(page);
   is(await text(page, "#owner h3"), "cache", "of which each leads on");
   await page.goBack();
   await settle(page);
   is(hash(page), there, "and back");
   await page.locator("#owners canvas").focus();
   await page.keyboard.press("Escape");
   await settle(page);
   is(await page.locator("#owner h3").count(), 0, "Escape zooms out");
   for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "Enter"])
      await page.keyboard.press(key);
   await settle(page);
   is([await text(page, "#owner h3"), /held=\d/.test(hash(page))],
      ["wait_here", true], "arrows lead from box to box, Enter zooms");
   await page.locator("#owners-reset").click();
   await settle(page);
   await page.locator("#owners canvas").tap({position: {x: 40, y: 30}});
   await settle(page);
   is(await text(page, "#owner h3"), "cache", "so does a tap");
   await page.locator("#owners-find").fill("^drop$|rings");
   await settle(page);
   is(await text(page, "#owners-found"), "31.1 KiB, 6.4 %",
      "search says what is held by all that match");
   is(page.complaints, [], "no errors on the way");
   await page.close();
   const without = await open(browser,
                              makeReport(folder, corpus("good-shapes.ms2")));

   ok(!await without.locator("#owners-card").isVisible(),
      "without a search there is nothing of it");
   await without.close();
}

/* One line of a function, blocks of before a fork, a massif file: the words
   are those of the text report. */
async function testWords(browser) {
   const said = async (name, selector, pattern, what) => {
      const page = await open(browser, makeReport(folder, corpus(name)));
      const words = await text(page, selector);

      ok(pattern.test(words), what, words);
      await page.close();
   };

   await said("good-lines.ms2", "#leaks", /mixed\.c:10\n/,
              "a leak names its line");
   await said("good-forked.ms2", "#leaks", /inherited at the fork/,
              "what a parent allocated is told apart");
   await said("good-massif.out", "#tiles", /a massif file does not tell/,
              "a massif file has unknown suspects");
   await said("cut-end.ms2", "#leaks", /not freed so far/,
              "a run that was cut freed nothing so far");
   await said("good-forked.ms2", "#tiles", /57\.1 % of the run/,
              "the peak's share is that of the time");
   await said("good-toggle.ms2", "#notice", /--toggle-collect=parse\*, nope/,
              "an empty profile says that the option is the reason");
}

const AXES = [["work done (code blocks executed)", "work"], ["time", "time"],
              ["bytes allocated", "bytes"], ["allocations made", "calls"]];

/* A moment is told as a text page along that axis tells it, whatever axis the
   page was made with. */
async function testAxes(browser) {
   const file = corpus("good-facts.ms2");
   const moment = /at \S+ % of the run( \([^)]*\))?/;
   const peak = (word) => JSON.parse(
      textView("--to=json", `--x=${word}`, HEAP, file))
      .findings.find(({name}) => name === "peak").words.match(moment)[0];

   for (const made of ["work", "time"]) {
      const page = await open(browser,
                              makeReport(folder, file, HEAP, `--x=${made}`));

      for (const [label, word] of AXES) {
         await page.locator("#axis").selectOption({label});
         await settle(page);
         const said = await text(page, "#tiles .tile[data-name=peak]");

         is(said.match(moment)[0], peak(word),
            `made along ${made}, looked at along ${word}: the peak's moment`);
      }
      is(page.complaints, [], "no errors on the way");
      await page.close();
   }
}

/* A page of all memory counts mapped pages and stacks once: as functions. */
async function testAllMemory(browser) {
   const page = await open(browser,
                           makeReport(folder, corpus("good-facts.ms2")));
   const legend = await text(page, "#legend");

   ok(/map_cache/.test(legend) && !/mapped pages/.test(legend),
      "mapped pages are those of who mapped them", legend);
   ok(!await page.locator("#layers").isVisible(),
      "there is nothing to leave out");
   const [peak] = await numbers(page, "#tiles");
   const sum = (await numbers(page, "#legend")).reduce((a, b) => a + b, 0);

   is(await number(page, "#window-peak"), peak,
      "the highest is the tile's peak");
   ok(sum <= peak, "the legend is not above it", `${sum} of ${peak}`);
   await page.close();
}

/* Is anything drawn at this share of the chart's width, near its bottom? */
const isDrawn = (page, x) => page.evaluate((share) => {
   const canvas = document.querySelector("#timeline canvas");
   const over = document.querySelector("#timeline .u-over");
   const ratio = canvas.width / canvas.clientWidth;
   const left = (over.offsetLeft + over.clientWidth * share) * ratio;
   const top = (over.offsetTop + over.clientHeight * 0.85) * ratio;

   return canvas.getContext("2d").getImageData(left, top, 1, 1).data[3] > 0;
}, x);

/* 64 MiB of pages come at once, at 100,000 of 1,300,000 superblocks. */
async function testSteps(browser) {
   const page = await open(browser,
                           makeReport(folder, corpus("good-facts.ms2")));

   await look(page, "layers=all");
   ok(!await isDrawn(page, 0.07), "before a large mapping there is nothing");
   ok(await isDrawn(page, 0.085), "behind it all of it");
   await page.close();
}

/* The peaks of the heap and of all are nearly one. */
const CLOSE = `ms2 2.0
h pid 7
h command ./close
h time-unit superblocks
o 0 /tmp/close
s main
s /tmp
s close.c
a 4005d0 1
f 1 2 3 5
n 0 1
L 0 0 0 0 0 0 1
S 10 1 0 0 0 0 0 0 0 10
d 1 1000000 10 0 0
m 1 1 8192 0
L 8192 8192 0 0 1008192 1008192 1
S 90 9 1000000 10 0 1000000 10 160 1000000 90
P 90 9 1000000 10 0 1000000 10 160
y 1 1 1 8192
X 1 90 9 1000000 10 0 8192 1000000 8192 0
x 3 1 1000000 10
y 3 1 1 8192
X 3 90 9 1000000 10 0 1008192 1000000 8192 0
L 8192 8192 0 0 1008192 1008192 1
S 100 10 1000000 10 0 1000000 10 160 1000000 90
E exit 0 3 1 1 1 3
`;

async function testNames(browser) {
   const file = path.join(folder, "close.ms2");

   writeFileSync(file, CLOSE);
   const page = await open(browser, makeReport(folder, file));

   await page.evaluate(() => {
      const {prototype} = CanvasRenderingContext2D;
      const {fillText} = prototype;

      globalThis.written = [];
      prototype.fillText = function (...args) {
         globalThis.written.push(args);
         fillText.apply(this, args);
      };
   });
   await look(page, "layers=heap");
   await page.evaluate(() => { globalThis.written = []; });
   await look(page, "layers=all");
   const names = (await page.evaluate(() => globalThis.written))
      .filter(([name]) => name.includes("peak"));

   is(names.map(([name]) => name),
      ["peak of all 984.6 KiB", "heap peak 976.6 KiB"], "both are named");
   ok(names.length === 2 && names[1][2] - names[0][2] >= 12,
      "and not one on the other", JSON.stringify(names));
   await page.close();
}

async function testHostile(browser) {
   const file = makeReport(folder, writeHostile(folder));
   const page = await open(browser, file);

   await look(page, "zoom=2");
   is(await page.evaluate(() => globalThis.hacked ?? "no"), "no",
      "script in names and sources is not run");
   is(await page.locator("script, iframe, img, svg, object, embed").count(), 2,
      "no element comes out of a name");
   is(await text(page, "#command"), ATTACKS[0], "the command is shown");
   is(await text(page, "#detail h3"), ATTACKS[1], "a function is shown");
   ok((await text(page, "#detail .source")).includes(
      "</script><script>hacked=6</script>"), "a source line is shown");
   ok((await page.evaluate(() => document.body.innerText)).includes(ATTACKS[3]),
      "an object is shown");
   is(page.complaints, [], "no errors with such names");
   const markup = readFileSync(file, "latin1");

   is([...markup.matchAll(/hacked/g)].length, 0,
      "none of it stands in the file as it is");
   const blocked = await page.evaluate(() => {
      const script = document.createElement("script");

      script.textContent = "globalThis.hacked = 7";
      document.body.append(script);
      return globalThis.hacked ?? "no";
   });

   is(blocked, "no", "the policy stops other scripts");
   ok(await page.evaluate(() =>
      fetch("http://127.0.0.1:9/").then(() => false, () => true)) &&
      page.complaints.some((words) => /Content Security Policy/.test(words)),
      "and what would be loaded");
   await page.close();
}

async function testSources(browser) {
   const source = path.join(folder, "shop.c");
   const lines = Array.from({length: 80}, (_, i) => `line(${i + 1});`);
   const profile = path.join(folder, "sources.ms2");

   writeFileSync(source, lines.join("\n"));
   copyFileSync(corpus("good-shapes.ms2"), profile);
   writeFileSync(profile, readFileSync(profile, "utf8")
      .replace("s /home/ana/shop/src", `s ${folder}`));
   const page = await open(browser, makeReport(folder, profile),
                           {hash: "#zoom=3"});

   is(await text(page, "#detail .source .here"), "66line(66);",
      "the source line is shown, with its neighbours");
   is(await page.locator("#detail .source div").count(), 7, "three each way");
   await page.close();
   const without = await open(browser,
      makeReport(folder, profile, "--no-source"), {hash: "#zoom=3"});

   is(await without.locator(".source").count(), 0, "--no-source leaves it out");
   await without.close();
}

/* axe-core has nothing to say, in any state, light and dark. */
async function testAccess(browser) {
   const {MS2_NODE_MODULES} = process.env;
   const axe = readFileSync(path.join(MS2_NODE_MODULES, "axe-core/axe.min.js"),
                            "utf8");

   for (const [name, colorScheme] of [["good-owners.ms2", "light"],
                                      ["good-owners.ms2", "dark"],
                                      ["good-toggle.ms2", "dark"]]) {
      const page = await open(browser, makeReport(folder, corpus(name)),
                              {colorScheme, bypassCSP: true});
      const check = async (state) => is(await page.evaluate(async () =>
         (await globalThis.axe.run(document, {resultTypes: ["violations"]}))
            .violations.map(({id, nodes}) => [id, String(nodes[0].target)])),
      [], `${name}, ${colorScheme}, ${state}: no violation`);

      await page.evaluate(axe);
      await check("at first");
      await look(page, "window=2-2&find=e&held=2&zoom=1");
      await check("a moment, a search, zoomed");
      await page.keyboard.press("?");
      await check("the help");
      await page.close();
   }
}

/* 2 is seen side by side, 10 at a glance. */
async function testColors(browser) {
   for (const colorScheme of ["light", "dark"]) {
      const page = await open(browser,
                              makeReport(folder, corpus("good-small.ms2.gz")),
                              {colorScheme});
      const colors = await page.evaluate(() => Array.from({length: 7}, (_, i) =>
         getComputedStyle(document.documentElement)
            .getPropertyValue(`--site-${i}`).trim()));

      for (const sight of Object.keys(SIGHTS)) {
         const labs = colors.map((hex) => labOf(hex, sight));
         const far = labs.flatMap((a, i) => labs.slice(i + 1).map((b) =>
            Math.hypot(...a.map((part, k) => part - b[k]))));
         const lighter = labs.slice(1).map((a, i) => Math.abs(a[0] - labs[i][0]));

         ok(Math.min(...far) >= 10 && Math.min(...lighter) >= 15,
            `${colorScheme}, ${sight}: colours tell apart, neighbours by ` +
            "lightness", `${Math.min(...far)}, ${Math.min(...lighter)}`);
      }
      await page.close();
   }
}

async function testLooks(browser) {
   const file = makeReport(folder, corpus("good-shapes.ms2"));
   const back = (page) => page.evaluate(() =>
      getComputedStyle(document.body).backgroundColor);
   const light = await open(browser, file, {colorScheme: "light"});
   const dark = await open(browser, file, {colorScheme: "dark"});
   const was = await back(light);

   ok(was !== await back(dark), "dark where the system is");
   await light.locator("#theme").click();
   is(await back(light), await back(dark), "the switch makes it dark, too");
   await light.keyboard.press("t");
   is(await back(light), was, "and t light again");
   await light.keyboard.press("?");
   ok(await light.locator("#help").isVisible(), "? opens the help");
   ok((await text(light, "#help")).includes("How to read this"),
      "which says how to read it");
   await light.keyboard.press("Escape");
   ok(!await light.locator("#help").isVisible(), "Escape closes it");
   await light.close();
   await dark.close();
   for (const width of [390, 1280]) {
      const page = await open(browser, file,
                              {viewport: {width, height: 800}});

      is(await page.evaluate(() => document.documentElement.scrollWidth),
         width, `at ${width} pixels nothing stands out at the side`);
      ok(await page.evaluate(() => {
         const value = document.querySelector("#tiles .value");

         value.textContent = "a_long_name_of_a_function".repeat(9);
         return value.scrollWidth <= value.parentElement.clientWidth;
      }), `at ${width} pixels no name stands out of its card`);
      await page.close();
   }
}

/* What the page looks like to a printer: it asks at the moment that the printer
   does, behind the page's own listeners. */
async function testPaper(browser) {
   const A4_WITHIN_MARGINS = (210 - 24) / 25.4 * 96;
   const file = makeReport(folder, corpus("good-shapes.ms2"));
   const page = await open(browser, file, {
      colorScheme: "dark", viewport: {width: 1280, height: 60}});
   const look = () => page.evaluate(() => window.look());

   await page.evaluate(() => {
      const all = (selector) => [...document.querySelectorAll(selector)];

      window.look = () => ({
         theme: document.documentElement.dataset.theme,
         sparks: all(".leak canvas").length,
         leaks: all(".leak").length,
         right: Math.max(...all("#main *").map((e) =>
            e.getBoundingClientRect().right - document.body
               .getBoundingClientRect().left)),
         cut: all(".site .name, .icicle").filter((e) =>
            e.scrollWidth > e.clientWidth + 1 ||
            e.scrollHeight > e.clientHeight + 1).map((e) => e.innerText),
      });
      addEventListener("beforeprint", () => { window.printed = window.look(); });
   });
   const before = await look();

   is([before.theme, before.sparks], ["dark", 0],
      "what is far below is not drawn before it is seen");
   await page.pdf({format: "A4"});
   const {theme, sparks, leaks, right, cut} =
      await page.evaluate(() => window.printed);

   is(theme, "light", "paper is light");
   is(sparks, leaks, "on paper each leak has its timeline");
   ok(right <= A4_WITHIN_MARGINS, "nothing stands out at the side of A4",
      `${right} pixels`);
   is(cut, [], "and nothing is cut");
   is((await look()).theme, "dark", "the screen is then as before");
   is(page.complaints, [], "and nobody complains");
   await page.close();
}

const browser = await launch();

try {
   for (const test of [testFiles, testStops, testTotals, testBoxes, testWindows, testDrag,
                       testMoments, testHighs, testAllMemory, testSearch,
                       testTypes, testSelection, testZoom, testMeasures, testLeft,
                       testFacts, testUse, testLeaks, testOwners, testHolders, testWords, testAxes, testSteps,
                       testNames, testHostile, testSources, testAccess, testColors,
                       testLooks, testPaper])
      await test(browser);
} catch (error) {
   ok(false, "no test stops", error.stack);
} finally {
   await browser.close();
}
plan();
