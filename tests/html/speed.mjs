// SPDX-License-Identifier: GPL-2.0-or-later
// Measures what a reader waits for on a large page; no test.  For each
// interaction: milliseconds of the processor that the page's thread took in all,
// and in its longest task, while which the tab is deaf.  Other work on the
// machine is not in them; the least of some rounds, since it may still have
// emptied the caches.
//
// Usage: node speed.mjs REPORT.html [ROUNDS], with MS2_NODE_MODULES and CHROMIUM
// set as report.sh sets them, and with the others that browser.mjs reads.

import path from "node:path";
import {goTo, launch, newPage} from "./browser.mjs";

const [file, rounds = "3"] = process.argv.slice(2);
const MOVES = 40;

/* In the page: until all that follows a change has come.  The store waits for a
   rest before some of it. */
const rest = () => new Promise((resolve) => {
   const look = () => document.documentElement.dataset.busy
      ? setTimeout(look, 5)
      : requestAnimationFrame(() => setTimeout(resolve, 0));

   requestAnimationFrame(() => setTimeout(look, 100));
});

const box = (page) => page.locator("#timeline .u-over").boundingBox();

async function moveTo(page, share) {
   const {x, y, width} = await box(page);

   await page.mouse.move(x + share * width, y + 50);
}

async function drag(page) {
   await moveTo(page, 0.2);
   await page.mouse.down();
   for (let i = 1; i <= MOVES; i++)
      await moveTo(page, 0.2 + 0.6 * i / MOVES);
   await page.mouse.up();
}

async function clickMoment(page) {
   await moveTo(page, 0.93);
   await page.mouse.down();
   await page.mouse.up();
}

const type = (id, words) => (page) => page.evaluate(([to, text]) => {
   const input = document.getElementById(to);

   input.value = text;
   input.dispatchEvent(new Event("input"));
}, [id, words]);

const go = (hash) => (page) =>
   page.evaluate((to) => { location.hash = to; }, hash);
const press = (key) => (page) => page.keyboard.press(key);
const size = (width) => (page) => page.setViewportSize({width, height: 900});

/* Each begins where the one before has ended. */
const STEPS = [
   ["search", type("find", "f_12")],
   ["search by an expression", type("find", "^(f|g).*7$")],
   ["search forgotten", type("find", "")],
   ["table filtered", type("filter", "1")],
   ["table filtered no more", type("filter", "")],
   ["table sorted", (page) => page.evaluate(() =>
      document.querySelector("#sites th:nth-child(4) button").click())],
   ["pointer to the other end", async (page) => {
      await moveTo(page, 0.05);
      await moveTo(page, 0.95);
   }],
   ["window dragged", drag],
   ["moment clicked", clickMoment],
   ["whole run", press("w")],
   ["other measure", press("3")],
   ["blocks", press("b")],
   ["other axis", (page) => page.evaluate(() => {
      const axis = document.getElementById("axis");

      axis.selectedIndex = axis.options.length - 1;
      axis.dispatchEvent(new Event("change"));
   })],
   ["zoomed in", go("zoom=1")],
   ["zoomed out", go("")],
   ["inverted", press("i")],
   ["inverted, window", go("inverted=1&window=100-400")],
   ["inverted, search", type("find", "f_12")],
   ["inverted no more", go("")],
   ["inverted again", press("i")],
   ["callers and callees", go("tab=relations")],
   ["of another function", (page) => page.evaluate(() => document
      .querySelector(".relations tr:nth-child(9) button.site").click())],
   ["the tree", go("tab=tree&inverted=1")],
   ["narrow", size(900)],
   ["wide", size(1280)],
   ["other colours", press("t")],
];

/* Of a page of what changed. */
const select = (id, value) => (page) =>
   page.locator(`#${id}`).selectOption(value);
const DIFF_STEPS = [
   ["other measure", select("diff-measure", "end")],
   ["as wide as the size", press("s")],
   ["search", type("diff-find", "f_12")],
   ["zoomed in", go("zoom=1")],
   ["zoomed out", go("")],
   ["table filtered", type("diff-table-filter", "1")],
   ["table filtered no more", type("diff-table-filter", "")],
   ["table sorted by name", (page) => page.evaluate(() =>
      document.querySelector("#diff-table th button").click())],
   ["table by function", press("f")],
   ["other axis", select("diff-axis", {index: 1})],
   ["other colours", press("t")],
];

/* Where a task of a page's thread is told of, with `tdur`, microseconds of the
   processor. */
const CATEGORY = "disabled-by-default-devtools.timeline";

/* Of all threads the one that worked most is the page's. */
function tasksOf(trace) {
   const byThread = {};

   for (const {name, pid, tid, tdur} of JSON.parse(trace).traceEvents) {
      if (name === "RunTask" && tdur)
         (byThread[`${pid} ${tid}`] ??= []).push(tdur / 1000);
   }
   const all = Object.values(byThread).map((tasks) => (
      {ms: tasks.reduce((a, b) => a + b, 0), longest: Math.max(...tasks)}));

   return all.sort((a, b) => b.ms - a.ms)[0] ?? {ms: 0, longest: 0};
}

async function timed(browser, page, act) {
   await browser.startTracing(page, {categories: [CATEGORY]});
   await act(page);
   await page.evaluate(rest);
   return tasksOf((await browser.stopTracing()).toString());
}

const openReport = (page) => goTo(page, path.resolve(file));

const browser = await launch();
const least = new Map();

async function stepsOf() {
   const page = await newPage(browser);

   await page.goto(`file://${path.resolve(file)}`);
   const isDiff = await page.locator("script#diff").count() > 0;

   await page.close();
   return isDiff ? DIFF_STEPS : STEPS;
}

const steps = await stepsOf(file);

for (let i = 0; i < Number(rounds); i++) {
   const page = await newPage(browser);

   for (const [name, act] of [["opened", openReport], ...steps]) {
      const now = await timed(browser, page, act);
      const before = least.get(name) ?? now;

      least.set(name, {ms: Math.min(now.ms, before.ms),
                       longest: Math.min(now.longest, before.longest)});
   }
   await page.close();
}
await browser.close();
console.log("| interaction | ms | longest task, ms |\n|---|--:|--:|");
for (const [name, {ms, longest}] of least)
   console.log(`| ${name} | ${ms.toFixed(0)} | ${longest.toFixed(0)} |`);
