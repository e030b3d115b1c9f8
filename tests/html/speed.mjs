// SPDX-License-Identifier: GPL-2.0-or-later
// Measures how long a report takes to open, a window to be dragged, and the
// graph to be inverted; no test.  Usage: node speed.mjs REPORT.html, with MS2_NODE_MODULES and CHROMIUM
// set as report.sh sets them, and with the others that browser.mjs reads.

import path from "node:path";
import {launch, newPage} from "./browser.mjs";

const MOVES = 60;

/* Milliseconds of script per move, and the longest time between two frames. */
async function dragAlong(page) {
   const box = await page.locator("#timeline .u-over").boundingBox();

   await page.evaluate(() => {
      globalThis.frames_ = [];
      const note = (now) => {
         globalThis.frames_.push(now);
         requestAnimationFrame(note);
      };

      requestAnimationFrame(note);
   });
   await page.mouse.move(box.x + 0.2 * box.width, box.y + 50);
   await page.mouse.down();
   for (let i = 0; i < MOVES; i++)
      await page.mouse.move(box.x + (0.2 + 0.6 * i / MOVES) * box.width,
                            box.y + 50);
   await page.mouse.up();
   const frames = await page.evaluate(() => globalThis.frames_);
   const gaps = frames.slice(1).map((now, i) => now - frames[i])
      .sort((a, b) => a - b);

   return {median: gaps[gaps.length >> 1], longest: gaps[gaps.length - 1]};
}

/* Milliseconds until the graph with the allocating functions on top is there. */
function invert(page) {
   return page.evaluate(() => new Promise((resolve) => {
      const started = performance.now();

      document.getElementById("invert").click();
      requestAnimationFrame(() => requestAnimationFrame(() =>
         resolve(performance.now() - started)));
   }));
}

const browser = await launch();
const times = [], drags = [], inversions = [];

for (let round = 0; round < 3; round++) {
   const page = await newPage(browser);
   const started = performance.now();

   await page.goto(`file://${path.resolve(process.argv[2])}`);
   await page.waitForSelector("html[data-ready]");
   times.push(performance.now() - started);
   drags.push(await dragAlong(page));
   inversions.push(await invert(page));
   await page.close();
}
await browser.close();
console.log(`opens in ${Math.min(...times).toFixed(0)} ms`);
console.log("while a window is dragged: a frame in " +
   `${Math.min(...drags.map((d) => d.median)).toFixed(1)} ms, the longest in ` +
   `${Math.min(...drags.map((d) => d.longest)).toFixed(1)} ms`);
console.log(`inverted in ${Math.min(...inversions).toFixed(0)} ms`);
