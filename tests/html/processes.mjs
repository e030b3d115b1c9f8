// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the page of several processes.  Usage: node processes.mjs FOLDER,
// started by processes.sh, which sees to it that everything is there.

import {copyFileSync, readFileSync} from "node:fs";
import path from "node:path";
import {corpus, exportJson, goTo, launch, newPage, number, open, settle,
        textView, untilReady, writePage} from "./browser.mjs";
import {ATTACKS, writeHostile} from "./hostile.mjs";
import {checkAccess, checkPaper, checkWidths} from "./looks.mjs";
import {is, ok, plan} from "./tap.mjs";

const folder = process.argv[2];
const FAMILY = ["good-parent.ms2", "good-forked.ms2", "good-image.ms2",
                "good-grandchild.ms2"].map(corpus);
/* One choice for all of them, as of a page alone. */
const HEAP = "--memory=heap";

const makePage = (name, ...words) => writePage(folder, name, ...words);

/* The texts of a page's data, by the element's name. */
const dataOf = (file) => Object.fromEntries(
   [...readFileSync(file, "utf8").matchAll(
      /<script type="application\/octet-stream" id="([^"]*)">([^<]*)</g)]
      .map(([, id, text]) => [id, text.trim()]));

/* The rows as a reader sees them: [depth, pid, peak, at end, total, suspects,
   how it ended]. */
const rowsOf = (page) => page.evaluate(() =>
   [...document.querySelectorAll("#processes-table tbody tr:has(td)")].map((tr) =>
      [tr.querySelectorAll(".branch").length,
       tr.querySelector("a").innerText.split(" ")[0],
       ...[...tr.cells].slice(1, 5).map((td) =>
          td.querySelector("data")?.innerText ?? ""),
       tr.cells[5].innerText]));

/* Follows what leads to another report; waits until it is there. */
async function follow(page, act) {
   await Promise.all([page.waitForEvent("load"), act()]);
   await untilReady(page);
   await settle(page);
}

/* The same from --view=processes. */
function rowsOfText(...files) {
   const size = " +(\\d[\\d.]* \\S+)";
   const row = new RegExp(`^${size.repeat(4)}( *)(\\d+) `);
   const rows = textView("--view=processes", "--width=200", HEAP, ...files)
      .split("\n").map((line) => row.exec(line)).filter((match) => match);
   const least = Math.min(...rows.map(([, , , , , indent]) => indent.length));

   return rows.map(([, peak, end, total, suspects, indent, pid]) =>
      [(indent.length - least) / 2, pid, peak, end, total, suspects]);
}

async function testTree(browser) {
   const page = await open(browser, makePage("tree", HEAP, ...FAMILY));
   const rows = await rowsOf(page);

   is(page.complaints, [], "no errors");
   is(page.loaded, [], "nothing else is loaded");
   is(rows.map((row) => row.slice(0, 6)), rowsOfText(...FAMILY),
      "the tree is that of --view=processes, with its numbers");
   ok(rows.some(([depth]) => depth > 1), "and has grandchildren");
   is(await page.title(), "4 processes \u2013 ms2", "the title says how many");
   const peaks = FAMILY.map((file) =>
      exportJson(file).summary.peak_heap_bytes);

   is(await number(page, "#processes-tiles"), Math.max(...peaks),
      "the first card has the largest peak");
   await page.close();
}

/* What the verdicts say is what each report says of itself, and the text. */
async function testLeaks(browser) {
   const files = [...FAMILY, corpus("good-leak.ms2"),
                  corpus("good-owners.ms2")];
   const page = await open(browser, makePage("leaks", HEAP, ...files));
   const suspects = files.map((file) => exportJson(file).findings
      .find(({name}) => name === "leak_suspects").figures
      .find(({name}) => name === "bytes")?.value ?? 0);
   const cells = await page.locator("#processes-table tbody tr:has(td)")
      .evaluateAll((rows) => rows.map((tr) =>
         [...tr.cells[4].querySelectorAll("data")].map(({value}) =>
            Number(value))));
   const text = textView("--view=processes", HEAP, ...files);

   is(cells.map(([n]) => n).sort((a, b) => a - b),
      suspects.sort((a, b) => a - b), "each has what its suspects hold");
   ok(suspects.filter((n) => n > 0).length === 2, "two have some");
   is((await rowsOf(page)).map((row) => row.slice(0, 6)),
      rowsOfText(...files), "as the text has it");
   is(cells.filter(([, lost]) => lost !== undefined).length, 1,
      "one has lost some");
   is(await page.locator("#processes-table .lost").innerText(),
      /lost [\d.]+ \S+(?=;)/.exec(text)[0], "as much as the text says");
   is(await page.locator(".tile.bad .value data").getAttribute("value"),
      String(suspects.reduce((sum, n) => sum + n, 0)), "a card has the sum");
   await page.locator("th[data-name=suspects] button").click();
   await settle(page);
   is((await rowsOf(page))[0][5], "100.0 KiB", "and the column sorts");
   await page.close();
}

/* A process that ended badly has one line below its name. */
async function testEnds(browser) {
   const page = await open(browser, makePage("ends", HEAP, ...FAMILY));
   const ends = await page.locator(".tile.warning .rest div")
      .evaluateAll((divs) => divs.map((div) => div.innerText.split("\n")));

   is(ends.map(([, how]) => how),
      ends.map(() => "exited with status 3"), "the card says how each ended");
   is(ends.length, 3, "of three");
   await page.close();
}

/* Each report is what it would be alone, to the last byte. */
async function testReports(browser) {
   const file = makePage("reports", HEAP, ...FAMILY);
   const data = dataOf(file);
   const page = await open(browser, file);

   is(Object.keys(data).sort(), ["data", "data-1", "data-2", "data-3", "data-4",
                                 "processes"], "a part for each");
   for (const [i, one] of FAMILY.entries()) {
      const alone = makePage(`alone-${i}`, HEAP, one);

      is(data[`data-${i + 1}`] === dataOf(alone).data, true,
         `${path.basename(one)}: its report is the one that it has alone`);
   }
   await follow(page, () => page.locator("#processes-table a").nth(1).click());
   is(await page.locator("#command").getAttribute("title"),
      exportJson(FAMILY[1]).run.command, "a click opens a process's report");
   ok(!await page.locator("#processes-main").isVisible() &&
      await page.locator("#main").isVisible(), "in place of the tree");
   is(await page.locator("#way .here").innerText(), "2 of 4",
      "which says where it is");
   await follow(page, () => page.keyboard.press("p"));
   ok(await page.locator("#processes-main").isVisible(), "p leads back");
   await follow(page, () => page.goBack());
   ok(await page.locator("#main").isVisible(), "and so does the browser's way");
   await follow(page, () => page.locator("#way a").last().click());
   is(await page.locator("#way .here").innerText(), "3 of 4",
      "the neighbours are linked");
   is(page.complaints, [], "no errors on the way");
   await page.close();
}

/* The address of a part, with something to look at in it, can be passed on. */
async function testAddress(browser) {
   const file = makePage("address", HEAP, ...FAMILY);
   const page = await open(browser, file, {hash: "#part=2&measure=allocated"});

   is(await page.locator("#measures [aria-checked=true]").innerText(),
      "Allocated", "an address leads into a report");
   ok((await page.evaluate(() => location.hash)).includes("part=2"),
      "and stays there");
   await page.close();
   const wrong = await open(browser, file, {hash: "#part=9&sort=nothing"});

   ok(await wrong.locator("#processes-main").isVisible(),
      "one that leads nowhere shows the tree");
   await wrong.close();
}

/* What is not looked at is not unpacked. */
async function testLazy(browser) {
   const file = makePage("lazy", HEAP, ...FAMILY);

   for (const [hash, n] of [["", 1], ["#part=3", 2]]) {
      const page = await newPage(browser);

      await page.addInitScript(() => {
         const Real = window.DecompressionStream;

         window.unpacked = 0;
         window.DecompressionStream = class extends Real {
            constructor(...words) {
               super(...words);
               window.unpacked++;
            }
         };
      });
      await goTo(page, file + hash);
      is(await page.evaluate(() => window.unpacked), n,
         `${hash || "the tree"}: ${n} of 5 parts unpacked`);
      await page.close();
   }
}

async function testTable(browser) {
   const page = await open(browser, makePage("table", HEAP, ...FAMILY));
   const column = async (i) => (await rowsOf(page)).map((row) => row[i]);
   const bytes = () => page.locator("#processes-table tbody tr")
      .evaluateAll((all) => all.map((tr) =>
         Number(tr.cells[1].querySelector("data").value)));
   const pids = await column(1);

   await page.locator("th[data-name=peak] button").focus();
   await page.keyboard.press("Enter");
   await settle(page);
   const down = await bytes();

   is(down, [...down].sort((a, b) => b - a), "the peak's head sorts by it");
   is(await page.locator("th[data-name=peak]").getAttribute("aria-sort"),
      "descending", "and says so");
   await page.keyboard.press("Enter");
   await settle(page);
   is(await bytes(), down.reverse(), "a second time the other way");
   ok((await page.evaluate(() => location.hash)).includes("sort=-peak"),
      "the address has it");
   await page.locator("th[data-name=process] button").click();
   await settle(page);
   is(await column(1), pids, "the first column's head brings the tree back");
   await page.keyboard.press("/");
   await page.keyboard.type(pids[3]);
   await settle(page);
   ok((await column(1)).includes(pids[3]) && (await column(1)).length < 4,
      "/ filters");
   await page.close();
}

async function testHostile(browser) {
   const hostile = writeHostile(folder);
   const file = makePage("hostile", hostile, ...FAMILY);
   const page = await open(browser, file);

   is(await page.locator("#processes-table a").first().getAttribute("title"),
      ATTACKS[0], "a hostile command is text");
   is(await page.evaluate(() => window.hacked), undefined, "and does nothing");
   is([page.complaints, page.loaded], [[], []], "nobody complains");
   is(await page.locator("main script, main img, main iframe").count(), 0,
      "no name becomes an element");
   await page.close();
}

/* Twice the files are twice the bytes beside the page itself. */
function testSize() {
   const copies = Array.from({length: 50}, (_, i) => {
      const to = path.join(folder, `copy-${i}.ms2`);

      copyFileSync(corpus("good-forked.ms2"), to);
      return to;
   });
   const sizes = [1, 25, 50].map((n) => Object.values(
      dataOf(makePage("copies", ...copies.slice(0, n))))
      .reduce((sum, text) => sum + text.length, 0));

   ok(sizes[2] <= 2.05 * sizes[1] && sizes[1] <= 25 * 1.25 * sizes[0],
      "the data of 50 processes is as much as that of each", sizes.join(" "));
}

const browser = await launch();

try {
   const file = makePage("looks", ...FAMILY);

   for (const test of [testTree, testLeaks, testEnds, testReports, testAddress,
                       testLazy, testTable, testHostile, testSize])
      await test(browser);
   await checkAccess(browser, file, {name: "processes"}, [
      ["sorted", (page) => page.locator("th[data-name=end] button").click()],
      ["help", (page) => page.keyboard.press("?")]]);
   await checkAccess(browser, file, {name: "a process", hash: "#part=2"}, []);
   for (const what of [{name: "processes"},
                       {name: "a process", hash: "#part=3"}])
      await checkWidths(browser, file, what);
   await checkPaper(browser, file, {name: "processes", main: "#processes-main",
                                    names: ".process span, .process a"});
} catch (error) {
   ok(false, "no test stops", error.stack);
} finally {
   await browser.close();
}
plan();
