// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the report of a large profile: what takes long is done in pieces, and
// the page lives meanwhile.  Counted is work, no seconds.  Usage: node large.mjs
// FOLDER, started by large.sh, which puts nodes.ms2 and mixed.ms2 there.

import {copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync}
   from "node:fs";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {inflateSync} from "node:zlib";
import {goTo, launch, makeReport, newPage} from "./browser.mjs";
import {is, ok, plan} from "./tap.mjs";

const folder = process.argv[2];

/* The modules of the page as node reads them. */
async function load(name) {
   const from = path.join(process.env.MS2_SRCDIR, "ms2_print/html");
   const to = path.join(folder, "page");

   mkdirSync(to, {recursive: true});
   for (const file of readdirSync(from).filter((f) => f.endsWith(".js")))
      copyFileSync(path.join(from, file), path.join(to, file));
   writeFileSync(path.join(to, "package.json"), '{"type": "module"}');
   return import(pathToFileURL(path.join(to, name)));
}

function dataOf(report) {
   const [, text] = readFileSync(report, "latin1")
      .match(/id="data">([^<]*)</);

   return new Uint8Array(inflateSync(Buffer.from(text, "base64")));
}

/* Counts what is read of arrays, whoever reads it. */
class Meter {
   constructor() {
      this.n = 0;
   }

   watch(array) {
      return new Proxy(array, {
         get: (target, name) => {
            const value = target[name];

            if (typeof value !== "function") {
               this.n++;
               return value;
            }
            return value.bind(target);
         },
      });
   }
}

/* The result of work in pieces, with the most that was read in one of them and
   in all. */
function inPieces(steps, meter) {
   const parts = [];
   let longest = 0, sum = 0;

   for (;;) {
      meter.n = 0;
      const {done, value} = steps.next();

      longest = Math.max(longest, meter.n);
      sum += meter.n;
      if (done)
         return {result: value, longest, sum, parts};
      parts.push(value);
   }
}

const isRising = (parts) => parts.every((part, i) =>
   part >= 0 && part <= 1 && part >= (parts[i - 1] ?? 0));

/* Reads of a node at most: of the packed bytes, a context's; of the tree, a few
   for each time that its stack is parted. */
const MOST_READS = 40;

/* No piece reads more than belongs to so many nodes, however many there are. */
async function testPieces(reports) {
   const {PIECE} = await load("work.js");
   const {readProfile} = await load("data.js");
   const {invertTree} = await load("tree.js");

   for (const [name, least, report] of reports) {
      const meter = new Meter();
      const read = inPieces(readProfile(meter.watch(dataOf(report))), meter);
      const {tree, contexts} = read.result;

      ok(tree.n >= least, `${name}: ${least} nodes are on the page`,
         String(tree.n));
      ok(read.longest < PIECE * MOST_READS && isRising(read.parts),
         `${name}: it is read in pieces`, `${read.longest} of ${read.sum}`);
      const watched = {n: tree.n};

      for (const column of ["depth", "site", "parent", "end"])
         watched[column] = meter.watch(tree[column]);
      const inverted = inPieces(invertTree(watched,
         contexts.node, contexts.peakBytes), meter);

      ok(inverted.longest < PIECE * MOST_READS && isRising(inverted.parts),
         `${name}: it is inverted in pieces`,
         `${inverted.longest} of ${inverted.sum}`);
      testInverted(name, read.result, inverted.result);
   }
}

/* Each context has its stack, the other way round; large branches first. */
function testInverted(name, {tree, contexts}, {tree: other, at}) {
   const outwards = (node) => {
      const sites = [];

      for (; node > 0; node = tree.parent[node])
         sites.push(tree.site[node]);
      return String(sites);
   };
   const inwards = (node) => {
      const sites = [];

      for (; node > 0; node = other.parent[node])
         sites.unshift(other.site[node]);
      return String(sites);
   };
   const wrong = Array.from(contexts.node.keys()).filter((i) =>
      outwards(contexts.node[i]) !== inwards(at[i]));

   is(wrong.slice(0, 3), [], `${name}: each stack is inverted`);
   const weights = new Float64Array(other.n);

   for (let i = 0; i < at.length; i++)
      weights[at[i]] += contexts.peakBytes[i];
   for (let i = other.n - 1; i > 0; i--)
      weights[other.parent[i]] += weights[i];
   let n = 0;

   for (let i = 1; i < other.n; i++) {
      const next = other.end[i];

      n += next < other.n && other.parent[next] === other.parent[i] &&
         weights[next] > weights[i];
   }
   is(n, 0, `${name}: large branches come first`);
}

/* In the page, from the start: what is said of work that is under way. */
const watchBusy = () => {
   globalThis.said = [];
   const note = () => {
      const busy = document.getElementById("busy");

      if (busy && !busy.hidden)
         globalThis.said.push([busy.innerText.trim(),
                               document.getElementById("busy-part").value]);
   };

   new MutationObserver(note).observe(document,
      {subtree: true, childList: true, attributes: true});
};

/* Until the next frame has come, and nothing is under way. */
async function settle(page) {
   await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
   await page.waitForFunction(() => !document.documentElement.dataset.busy);
}

const wordsOf = (said) => [...new Set(said.map(([words]) => words))];

async function testBusy(browser, report) {
   const page = await newPage(browser);
   const saidNow = () => page.evaluate(() => globalThis.said.splice(0));
   const pressed = () => page.locator("#invert").getAttribute("aria-pressed");

   await page.addInitScript(watchBusy);
   await goTo(page, report);
   await settle(page);
   const loading = await saidNow();

   ok(wordsOf(loading).includes("Reading the profile") &&
      loading.some(([, part]) => part > 0 && part < 1),
      "while it loads it says how far it has come",
      JSON.stringify(loading.slice(0, 5)));
   ok(!await page.locator("#busy").isVisible(), "then nothing is under way");
   const label = () =>
      page.locator("#icicle canvas").getAttribute("aria-label");
   const before = await label();

   /* Both at once: the second must not wait for the first. */
   const there = await page.evaluate(() => new Promise((resolve) => {
      const press = () => dispatchEvent(new KeyboardEvent("keydown",
                                                          {key: "i"}));
      const busy = document.getElementById("busy");
      const wait = () => busy.hidden ? requestAnimationFrame(wait)
         : (press(), requestAnimationFrame(() => requestAnimationFrame(() =>
            resolve(document.getElementById("invert").ariaPressed))));

      press();
      wait();
   }));

   is(there, "false", "while a graph is inverted keys are heard");
   await settle(page);
   is(await label(), before, "and the one that is wanted is shown");
   const inverting = await saidNow();

   ok(wordsOf(inverting).includes("Inverting the graph") &&
      new Set(inverting.map(([, part]) => part)).size > 1,
      "it says how far that has come", JSON.stringify(inverting.slice(0, 5)));
   await page.keyboard.press("i");
   await settle(page);
   is(await pressed(), "true", "a graph that was inverted is there");
   ok(/Allocating functions on top/.test(await label()), "and is shown");
   is(await saidNow(), [], "at once");
   await page.close();
}

const reports = [["mixed", 10000], ["nodes", 300000]].map(([name, least]) =>
   [name, least, makeReport(folder, path.join(folder, `${name}.ms2`))]);
const browser = await launch();

try {
   await testPieces(reports);
   await testBusy(browser, reports[1][2]);
} catch (error) {
   ok(false, "no test stops", error.stack);
} finally {
   await browser.close();
}
plan();
