// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the views of the HTML report.  Usage: node views.mjs FOLDER, started
// by views.sh.

import {readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import {exportJson, corpus, launch, look, makeReport, open, settle, textView}
   from "./browser.mjs";
import {checkAccess, checkPaper, checkWidths} from "./looks.mjs";
import {is, ok, plan} from "./tap.mjs";

const folder = process.argv[2];

/* Two functions call each other before they allocate. */
const RECURSIVE = `ms2 2.0
h pid 7
h command ./recursive
h time-unit superblocks
o 0 /tmp/recursive
s main
s even
s odd
s /tmp
s recursive.c
a 4005d0 1
f 1 4 5 10
a 4005e0 1
f 2 4 5 20
a 4005f0 1
f 3 4 5 30
n 0 1
n 1 2
n 2 3
n 3 2
n 4 3
n 3 3
d 2 100 1 0 0
d 3 1000 1 0 0
d 4 10000 1 0 0
d 5 100000 1 0 0
d 6 1000000 1 0 0
S 10 1 1111100 5 0 1111100 5 80 1111100 10
E exit 0 5 1 3 6 1
`;
const TABS = ["tree", "relations", "sizes", "threads", "regions", "growth"];

/* As a reader sees it, with one space between words. */
const plain = (words) => words.replace(/[\s\u00a0]+/g, " ").trim();

/* The rows of the chosen panel: cells of text. */
const cells = (page, tab, list = "") => page.locator(
   `#panel-${tab} ${list} tbody tr`).evaluateAll((rows) => rows.map((row) =>
   [...row.cells].map((cell) => cell.innerText.replace(/\s+/g, " ").trim())));

const said = async (page, tab) =>
   plain(await page.locator(`#panel-${tab} .said`).first().innerText());

/* What a text view prints: lines, without what is empty. */
const lines = (name, file) => textView(`--view=${name}`, "--width=200",
   "--top=1000", file).split("\n").filter((line) => line.trim());

/* Columns of a line: at least two spaces stand between. */
const columns = (line) => line.trim().split(/ {2,}/);

/* The page has "function file:line", the text "function (file:line)". */
const asPlace = (words) => words.replace(/ \(([^()]+:\d+)\)$/, " $1");

async function testSizes(browser, file) {
   const page = await open(browser, makeReport(folder, file),
                           {hash: "#tab=sizes"});
   const all = lines("sizes", file);
   const expected = [];

   for (const line of all.slice(4)) {
      const [, range, calls, share, rest] =
         line.match(/^ {0,15}(\S.*?)? {2,}(\S+(?: [kM])?) +(?:(\S+ %))?(.*)$/);

      if (range)
         expected.push([range, calls, share]);
      const place = (range ? rest.replace(/^ *[#.]+ */, "") : rest).trim();

      if (place)
         expected.push([asPlace(place), range ? calls : calls]);
   }
   const got = (await cells(page, "sizes")).map((row) =>
      row.slice(0, 3).filter((text) => text));

   is(got, expected, "sizes are the text view's");
   is(await said(page, "sizes"),
      plain(`${all[1].trim()}. ${all[2].trim()}.`), "and so are the words");
   await page.close();
}

async function testThreads(browser, file) {
   const page = await open(browser, makeReport(folder, file),
                           {hash: "#tab=threads"});
   const all = lines("threads", file);
   const expected = all.slice(3).map(columns)
      .filter(([number]) => /^\d+$/.test(number))
      .map((row) => [row[row.length - 1], ...row.slice(0, -1)]);

   ok(expected.length > 0, "the text view has threads");
   is(await cells(page, "threads"), expected, "threads are the text view's");
   ok((await said(page, "threads")).startsWith(plain(all[1])),
      "and so is what is said of them", await said(page, "threads"));
   await page.close();
}

async function testRegions(browser, file) {
   const page = await open(browser, makeReport(folder, file),
                           {hash: "#tab=regions"});
   const expected = lines("regions", file).slice(2).map((line) => {
      const row = columns(line);
      const name = asPlace(row.pop());
      const isRegion = row.length === 6 ||
         (row.length === 5 && !/^[+-]/.test(row[1]));

      return [name, ...row.filter((text) => text), isRegion];
   }).map((row) => row.slice(0, -1));
   const got = (await cells(page, "regions")).map((row) =>
      row.filter((text) => text));

   /* Where the text has no room for a column it leaves it out: blocks. */
   const n = lines("regions", file)[1].trim().split(/ {2,}/).length;

   ok(expected.length > 3, "the text view has regions");
   is(got.map((row) => n === 6 ? row.slice(0, -1) : row), expected,
      "regions are the text view's");
   await page.close();
}

async function testGrowth(browser, file) {
   const page = await open(browser, makeReport(folder, file),
                           {hash: "#tab=growth"});
   const all = lines("growth", file);
   const rows = [];

   for (const line of all.slice(4)) {
      if (line.startsWith("      ") && !/^ *\S+ [KMG]?i?B /.test(line))
         rows[rows.length - 1][0] += ` ${line.trim()}`;
      else
         rows.push([asPlace(columns(line).pop()),
                    ...columns(line).slice(0, -1)]);
   }
   ok(rows.length > 0, "the text view has growth");
   is((await cells(page, "growth")).map(([name, ...rest]) => [plain(name),
                                                             ...rest]),
      rows.map(([name, ...rest]) => [plain(name), ...rest]),
      "growth is the text view's");
   is(await said(page, "growth"), plain(`${all[1].trim()}. ${all[2].trim()}.`),
      "and so are the words");
   await page.close();
}

/* What is not recorded is said. */
async function testNothing(browser) {
   const page = await open(browser,
                           makeReport(folder, corpus("good-massif.out")));

   for (const [tab, words] of [["sizes", /^No sizes/], ["threads", /^No thr/],
                               ["regions", /^None\. Mark/],
                               ["growth", /^That was not/]]) {
      await look(page, `tab=${tab}`);
      ok(words.test(await said(page, tab)), `${tab}: what is unknown is said`,
         await said(page, tab));
   }
   is(page.complaints, [], "without an error");
   await page.close();
}

/* Sums by function of a JSON export's contexts: by itself, with what it called,
   and by pairs of callers and callees; each stack counts once for each. */
function sumsOf(file, field) {
   const {frames, contexts} = exportJson(file);
   const self = {}, below = {}, pairs = {};
   const add = (sums, key, n) => { sums[key] = (sums[key] ?? 0) + n; };

   for (const c of contexts) {
      const n = c[field];
      const names = c.stack.map((frame) => frames[frame].function);

      if (n === 0)
         continue;
      add(self, names[0], n);
      new Set(names).forEach((name) => add(below, name, n));
      new Set(names.map((name, i) => `${names[i + 1] ?? ""} > ${name}`))
         .forEach((pair) => add(pairs, pair, n));
   }
   return {self, below, pairs};
}

const exactRows = (page, number) => page.locator(
   `.relations section:nth-child(${number}) tbody tr`).evaluateAll((rows) =>
   Object.fromEntries(rows.map((row) =>
      [row.querySelector(".site").title.split("\n")[0],
       [...row.querySelectorAll("data")].map((data) => Number(data.value))])));

const sorted = (o) => Object.entries(o).sort();

async function testRelations(browser, file, field, measure) {
   const name = path.basename(file);
   const page = await open(browser,
      makeReport(folder, file, "--no-skip", "--memory=heap"),
      {hash: `#tab=relations&measure=${measure}`});
   const {self, below, pairs} = sumsOf(file, field);

   for (;;) {
      const more = page.locator(".relations section:first-child .more");

      if (!await more.isVisible())
         break;
      await more.click();
   }
   is(sorted(await exactRows(page, 1)), sorted(below)
      .map(([f, n]) => [f, [n, self[f] ?? 0]]), `${name}, ${measure}: all ` +
      "functions have the sums of the JSON export's contexts");
   const wrong = [];

   for (const f of Object.keys(below)) {
      await page.locator(".relations section:first-child button.site",
                         {hasText: f}).filter({hasText: new RegExp(
         `^${f.replace(/[^\w ]/g, "\\$&")}$`)}).click();
      await settle(page);
      const expected = [{}, {}];

      for (const [pair, n] of Object.entries(pairs)) {
         const [from, to] = pair.split(" > ");

         if (to === f)
            expected[0][from] = [n];
         if (from === f)
            expected[1][to] = [n];
      }
      const words = (lists) => JSON.stringify(lists.map(sorted));
      const got = words([await exactRows(page, 2), await exactRows(page, 3)]);

      if (got !== words(expected))
         wrong.push(f, got, words(expected));
   }
   ok(Object.keys(below).length >= 3 && wrong.length === 0,
      `${name}, ${measure}: and each its callers and callees`,
      wrong.slice(0, 3).join("\n"));
   is(page.complaints, [], "no errors on the way");
   await page.close();
}

/* Lines of the tree: [level, exact number, name]. */
const treeLines = (page) => page.locator("#panel-tree li[data-node]")
   .evaluateAll((items) => items.map((item) =>
      [Number(item.getAttribute("aria-level")),
       Number(item.querySelector("data").value),
       item.querySelector(".name").innerText]));

/* Opened wherever it can be, by keyboard: its lines are the sums of stacks. */
async function testTree(browser) {
   const file = corpus("good-shapes.ms2");
   const page = await open(browser, makeReport(folder, file, "--no-skip"));
   const {frames, contexts} = exportJson(file);
   const expected = new Map();

   for (const c of contexts) {
      const names = c.stack.map((frame) => frames[frame].function).reverse();

      names.forEach((_, i) => {
         const key = names.slice(0, i + 1).join(" > ");

         expected.set(key, (expected.get(key) ?? 0) + c.peak_bytes);
      });
   }
   const first = await treeLines(page);

   is([first.length > 1, first[0][0]], [true, 1],
      "the heaviest way is open at first");
   await page.locator("#panel-tree [role=treeitem]").first().focus();
   for (let left = 200; left > 0; left--) {
      const isEnd = await page.evaluate(() => {
         const all = [...document.querySelectorAll(
            "#panel-tree [role=treeitem]")];
         const now = document.activeElement;

         return now === all[all.length - 1] &&
            now.getAttribute("aria-expanded") !== "false";
      });

      if (isEnd)
         break;
      await page.keyboard.press("ArrowRight");
      if (await page.evaluate(() => !document.activeElement
         .getAttribute("aria-expanded")))
         await page.keyboard.press("ArrowDown");
   }
   const path = [], found = new Map();

   for (const [level, n, name] of (await treeLines(page)).slice(1)) {
      path.splice(level - 2);
      path.push(name);
      found.set(path.join(" > "), n);
   }
   is([...found].sort(), [...expected].filter(([, n]) => n > 0).sort(),
      "each line has the sum of the JSON export's contexts, by arrow keys");
   await page.keyboard.press("Home");
   await page.keyboard.press("ArrowLeft");
   is((await treeLines(page)).length, 1, "the left arrow closes a line");
   await page.keyboard.press("Enter");
   ok((await treeLines(page)).length > 1, "Enter opens it");
   await page.keyboard.press("i");
   await settle(page);
   is((await treeLines(page))[1].slice(1),
      [696740, "malloc"], "it is the graph's way round");
   is(page.complaints, [], "no errors in the tree");
   await page.close();
}

/* By snapshot: what was allocated since the one before, and the least and most
   of that that was freed again: from the lines of the file. */
function flowOf(file) {
   const live = {}, flow = [];
   let now = [0, 0, 0];

   for (const line of readFileSync(file, "utf8").split("\n")) {
      const [kind, ...fields] = line.split(" ");
      const [node, allocated, , freed] = fields.map(Number);

      if (kind === "d") {
         now[0] += allocated;
         now[1] += Math.max(freed - (live[node] ?? 0), 0);
         now[2] += Math.min(allocated, freed);
         live[node] = (live[node] ?? 0) + allocated - freed;
      } else if (kind === "S") {
         flow.push({at: node, now});
         now = [0, 0, 0];
      }
   }
   return flow;
}

async function testRates(browser) {
   const file = corpus("good-shapes.ms2");
   const page = await open(browser, makeReport(folder, file, "--no-skip"));
   const flow = flowOf(file);
   const last = flow[flow.length - 1].at;
   const box = await page.locator("#timeline .u-over").boundingBox();
   const some = [1, 8, 38, 39, 40, 50];
   let nDiffer = 0;

   for (const k of some) {
      const {at, now: [allocated, least, most]} = flow[k - 1];

      await page.mouse.move(box.x + at / last * box.width, box.y + 60);
      await settle(page);
      nDiffer += least !== most;
      is(await page.locator("#tip .flow data").evaluateAll((list) =>
         list.map((data) => Number(data.value))),
         allocated === 0 ? [] : least === most ? [allocated, most]
            : [allocated, least, most],
         `snapshot ${k}: what was allocated, and what of it was freed again`);
   }
   const rates = flow.map(({at, now}, i) =>
      ({at, rate: now[0] / (at - (flow[i - 1]?.at ?? 0))}))
      .filter(({rate}) => Number.isFinite(rate));
   const highest = rates.reduce((a, b) => b.rate > a.rate ? b : a);
   const labels = await page.locator("#rates [role=img]")
      .evaluateAll((all) => all.map((e) => e.ariaLabel));

   is(labels.length, 2, "there are two charts");
   ok(labels[0].includes(`highest ${(highest.rate * 1e6 / 2 ** 20).toFixed(1)} ` +
      `MiB per million blocks of code, at ${(highest.at / 1000).toFixed(1)} k`),
      "the first says what was highest, and when", labels[0]);
   await page.keyboard.press("b");
   await settle(page);
   ok((await page.locator("#rates .said").first().innerText())
      .startsWith("Calls per"), "blocks are calls");
   is(page.complaints, [], "no errors with rates");
   await page.close();
   const without = await open(browser,
                              makeReport(folder, corpus("good-massif.out")));

   ok(!await without.locator("#rates").isVisible(),
      "where nobody counted calls there are none");
   await without.close();
}

/* Three functions, of which the second has freed its own in the end. */
const NEIGHBOURS = `ms2 2.0
h pid 7
h command ./three
h time-unit superblocks
o 0 /tmp/three
s main
s first
s second
s third
s /tmp
s three.c
a 4005d0 1
f 1 5 6 10
a 4005e0 1
f 2 5 6 20
a 4005f0 1
f 3 5 6 30
a 400600 1
f 4 5 6 40
n 0 1
n 1 2
n 1 3
n 1 4
d 2 3000 1 0 0
d 3 2900 1 0 0
d 4 2800 1 0 0
S 10 1 8700 3 0 8700 3 48 8700 10
d 3 0 0 2900 1
S 20 2 8700 3 0 5800 2 32 8700 10
p 2 3000 1
p 3 2900 1
p 4 2800 1
P 10 1 8700 3 0 8700 3 48
E exit 0 6 1 4 4 2
`;

/* How many colours there are along the lower edge of the last box of a row. */
const colorsOfLast = (page) => page.evaluate(() => {
   const canvas = document.querySelector("#icicle canvas");
   const ratio = canvas.width / canvas.clientWidth;
   const {data} = canvas.getContext("2d").getImageData(canvas.width * 0.85,
      (2 * 21 + 17) * ratio, canvas.width * 0.1, 1);

   return new Set(Array.from({length: data.length / 4}, (_, i) =>
      data.slice(4 * i, 4 * i + 4).join())).size;
});

async function testHatching(browser) {
   const file = path.join(folder, "three.ms2");

   writeFileSync(file, NEIGHBOURS);
   const page = await open(browser, makeReport(folder, file));

   is(await colorsOfLast(page), 1, "what differs in lightness is plain");
   await look(page, "measure=end");
   ok(await colorsOfLast(page) > 1,
      "of neighbours that are as light one is hatched");
   await page.close();
}

/* More functions than a screen is shown, all of which leak. */
function manyLeaks(n) {
   const names = Array.from({length: n}, (_, i) => `leak_${i}`);
   const sum = names.reduce((bytes, _, i) => bytes + 1000 + i, 0);

   return ["ms2 2.0", "h pid 7", "h command ./many",
           "h time-unit superblocks", "o 0 /tmp/many", "s /tmp", "s many.c",
           ...names.map((name) => `s ${name}`),
           ...names.flatMap((_, i) => [`a ${(4096 + 16 * i).toString(16)} 1`,
                                       `f ${i + 3} 1 2 ${i + 1}`]),
           ...names.map((_, i) => `n 0 ${i + 1}`),
           ...names.map((_, i) => `d ${i + 1} ${1000 + i} 1 0 0`),
           `S 10 1 ${sum} ${n} 0 ${sum} ${n} ${16 * n} ${sum} 10`,
           `E exit 0 ${n + 2} 1 ${n} ${n} 1`, ""].join("\n");
}

/* Paper can not be asked for more. */
async function testPaper(browser) {
   const file = path.join(folder, "many.ms2");

   writeFileSync(file, manyLeaks(60));
   const page = await open(browser, makeReport(folder, file));
   const count = () => page.evaluate(() => globalThis.countRows());

   await page.evaluate(() => {
      globalThis.countRows = () => [...["#sites tbody tr", "#leaks .leak",
                                        "#leaks .leak canvas"].map((rows) =>
         document.querySelectorAll(rows).length)];
      addEventListener("beforeprint", () => {
         globalThis.printed = globalThis.countRows();
      });
   });
   const before = await count();

   is(before.slice(0, 2), [25, 12], "on a screen the largest come first");
   await page.pdf({format: "A4"});
   is(await page.evaluate(() => globalThis.printed), [60, 60, 60],
      "on paper all are there, with their timelines");
   is((await count()).slice(0, 2), before.slice(0, 2),
      "the screen is then as before");
   await page.close();
}

async function testTabs(browser) {
   const page = await open(browser,
                           makeReport(folder, corpus("good-facts.ms2")));
   const state = () => page.evaluate(() => [
      document.querySelector("[role=tab][aria-selected=true]").id,
      document.querySelectorAll("[role=tab][tabindex='0']").length,
      [...document.querySelectorAll("[role=tabpanel]")]
         .filter((panel) => !panel.hidden).map((panel) => panel.id).join(),
      document.activeElement.id]);

   await page.locator("#tab-tree").focus();
   const keys = [["ArrowRight", "relations"], ["ArrowRight", "sizes"],
                 ["ArrowLeft", "relations"], ["End", "growth"],
                 ["ArrowRight", "tree"], ["ArrowLeft", "growth"],
                 ["Home", "tree"]];

   for (const [key, tab] of keys) {
      await page.keyboard.press(key);
      await settle(page);
      is(await state(), [`tab-${tab}`, 1, `panel-${tab}`, `tab-${tab}`],
         `${key} leads to ${tab}`);
   }
   await page.locator("#tab-sizes").click();
   await settle(page);
   ok(/tab=sizes/.test(page.url()), "it stands in the address", page.url());
   await page.locator("#panel-sizes button.site", {hasText: "parse"}).first()
      .click();
   await settle(page);
   is(await page.locator("#find").inputValue(), "parse",
      "a place there is selected everywhere");
   await page.keyboard.press("Escape");
   await look(page, "zoom=2");
   await page.locator("#detail button.link").click();
   await settle(page);
   ok(/tab=relations&of=\d+/.test(page.url()) &&
      (await page.locator(".chosen b").innerText()) ===
      (await page.locator("#detail h3").innerText()),
      "a box of the graph leads to its callers and callees", page.url());
   is(page.complaints, [], "no errors on the way");
   await page.close();
}

async function testLooks(browser) {
   const file = makeReport(folder, corpus("good-facts.ms2"));

   await checkAccess(browser, file, {name: "views", hash: ""},
      TABS.map((tab) => [tab, (page) => look(page, `tab=${tab}&find=push`)]));
   for (const tab of TABS) {
      await checkWidths(browser, file, {name: tab, hash: `#tab=${tab}`});
      await checkPaper(browser, file, {name: tab, hash: `#tab=${tab}`,
         main: "#main", names: ".branches .name, .facts .name"});
   }
}

const browser = await launch();

try {
   const facts = corpus("good-facts.ms2");

   for (const test of [testSizes, testThreads, testRegions, testGrowth])
      await test(browser, facts);
   await testNothing(browser);
   const recursive = path.join(folder, "recursive.ms2");

   writeFileSync(recursive, RECURSIVE);
   await testRelations(browser, corpus("good-shapes.ms2"), "peak_bytes", "peak");
   await testRelations(browser, facts, "total_bytes", "allocated");
   await testRelations(browser, recursive, "end_bytes", "end");
   await testTree(browser);
   await testRates(browser);
   await testHatching(browser);
   await testPaper(browser);
   await testTabs(browser);
   await testLooks(browser);
} catch (error) {
   ok(false, "no test stops", error.stack);
} finally {
   await browser.close();
}
plan();
