// SPDX-License-Identifier: GPL-2.0-or-later
// Exports, loaded into the pages of other projects as a person would: no page
// complains, and what they show are the numbers of the JSON export.

import {existsSync} from "node:fs";
import {execFileSync} from "node:child_process";
import path from "node:path";

import {corpus, exportJson, launch, newPage} from "./browser.mjs";
import {is, ok, plan, skip} from "./tap.mjs";

const {MS2_PRINT, MS2_NODE_MODULES, DH_VIEW} = process.env;
const folder = process.argv[2];
const SPEEDSCOPE =
   path.join(MS2_NODE_MODULES, "speedscope/dist/release/index.html");

function write(format, profile) {
   const to = path.join(folder, `${path.basename(profile)}.${format}`);

   execFileSync(MS2_PRINT, [`--to=${format}`, "-o", to, profile]);
   return to;
}

/* Opens a page and gives it a file to load. */
async function load(browser, page_, file) {
   const page = await newPage(browser);

   page.complaints = [];
   page.on("console", (message) => {
      if (message.type() === "error")
         page.complaints.push(message.text());
   });
   page.on("pageerror", (error) => page.complaints.push(error.message));
   await page.goto(`file://${page_}`);
   await page.locator("input[type=file]").setInputFiles(file);
   return page;
}

const numberOf = (text) => Number(text.replaceAll(",", ""));

/* "NAME: 1,024 bytes (...) in 10 blocks" of the root, which comes first. */
function dhatNumbers(text, name) {
   const found = new RegExp(
      `${name}:\\s+([\\d,]+) bytes (?:\\([^)]*\\) )?in ([\\d,]+) blocks`)
      .exec(text);

   return found ? [numberOf(found[1]), numberOf(found[2])] : text.slice(0, 300);
}

async function checkDhat(browser, name) {
   const profile = corpus(name);
   const {contexts, frames, run, summary} = exportJson(profile);
   const page = await load(browser, DH_VIEW, write("dhat", profile));

   await page.getByText("t-gmax:").first().waitFor();
   await page.locator("select").selectOption({label: "Total (bytes)"});
   const text = await page.locator("body").innerText();

   is(dhatNumbers(text, "Total"), [summary.total_bytes, summary.total_calls],
      `dhat: ${name}: the total`);
   is(dhatNumbers(text, "At t-gmax"),
      [summary.peak_heap_bytes, summary.peak_heap_blocks],
      `dhat: ${name}: the peak`);
   is(dhatNumbers(text, "At t-end"),
      [summary.end_heap_bytes, summary.end_heap_blocks],
      `dhat: ${name}: the end`);
   ok(text.includes(run.command), `dhat: ${name}: what ran`);
   const inner = contexts.filter((c) => c.peak_bytes > 0)
      .sort((a, b) => b.total_bytes - a.total_bytes)[0];
   ok(inner.stack.some((i) => text.includes(`${frames[i].function} (`)),
      `dhat: ${name}: who allocated most`);
   ok(text.includes(`Max:       ${inner.max_bytes.toLocaleString("en")} bytes`),
      `dhat: ${name}: the maximum of one stack`, text);
   is(page.complaints, [], `dhat: ${name}: no complaint`);
   await page.close();
}

/* With counts it shows reads and writes, and the accesses of each byte. */
async function checkDhatCounts(browser, name) {
   const profile = corpus(name);
   const {contexts} = exportJson(profile);
   const page = await load(browser, DH_VIEW, write("dhat", profile));
   const sum = (member) => contexts.reduce(
      (n, c) => n + (c.use.accesses ? c.use.accesses[member] : 0), 0);

   await page.getByText("t-gmax:").first().waitFor();
   await page.locator("select").selectOption({label: "Total (bytes)"});
   const text = await page.locator("body").innerText();
   const shown = (what) =>
      numberOf((new RegExp(`${what}:\\s+([\\d,]+) bytes`).exec(text) || [])[1]
               || "0");

   is(shown("Reads"), sum("read_bytes"), `dhat: ${name}: bytes read`);
   is(shown("Writes"), sum("written_bytes"), `dhat: ${name}: bytes written`);
   const rows = text.split("Accesses: {").slice(1).map(
      (part) => part.split("}")[0].match(/\[ *\d+\]/g).length);
   is(rows, contexts.filter((c) => c.use.runs).map((c) => {
      const [offset, bytes] = c.use.runs.at(-1);

      return Math.ceil((offset + bytes) / 32);
   }), `dhat: ${name}: accesses by byte, 32 a line`);
   is(page.complaints, [], `dhat: ${name}: no complaint`);
   await page.close();
}

/* The second column of the table, added up: "1.00 KB (61%)", or "1,024 (61%)"
   in a format without units. */
function ownBytes(text) {
   const units = {undefined: 1, B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3};
   const cells = text.matchAll(/^\t([\d.,]+)(?: ([KMG]?B))? \(/gm);

   return [...cells].reduce(
      (sum, [, n, unit]) => sum + numberOf(n) * units[unit], 0);
}

/* It reads formats of others as well; of those with several measures it shows
   the peak first, except for callgrind's, whose first event it shows. */
async function checkSpeedscope(browser, name, format) {
   const profile = corpus(name);
   const {summary} = exportJson(profile);
   const what = `speedscope: ${name} as ${format}`;
   const page = await load(browser, SPEEDSCOPE, write(format, profile));

   await page.getByText("Sandwich").first().click();
   await page.getByText("Symbol Name").first().waitFor();
   const text = await page.locator("body").innerText();
   const own = ownBytes(text);

   if (format === "speedscope")
      ok(text.includes("bytes live at the peak"),
         `${what}: the first measure is the peak`, text.slice(0, 500));
   ok(Math.abs(own - summary.peak_heap_bytes) < 0.01 * own,
      `${what}: what functions hold themselves is the peak`,
      `${own} and ${summary.peak_heap_bytes}`, text.slice(0, 900));
   is(page.complaints, [], `${what}: no complaint`);
   await page.close();
}

const browser = await launch();

if (existsSync(DH_VIEW || "")) {
   await checkDhat(browser, "good-facts.ms2");
   await checkDhatCounts(browser, "good-use.ms2");
} else {
   skip("dhat", "Valgrind's dh_view.html is not here");
}
if (existsSync(SPEEDSCOPE)) {
   for (const format of ["speedscope", "pprof", "callgrind", "folded"])
      await checkSpeedscope(browser, "good-shapes.ms2", format);
   await checkSpeedscope(browser, "good-leak.ms2", "speedscope");
} else {
   skip("speedscope", "configure could not fetch it with npm");
}
await browser.close();
plan();
