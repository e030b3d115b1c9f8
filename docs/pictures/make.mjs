// SPDX-License-Identifier: GPL-2.0-or-later
// Pictures for the documents: pages in headless Chromium, as a person sees them.
//
//    node make.mjs FOLDER PROFILE FLAME.svg
//
// The environment is that of the tests (tests/html/browser.mjs).

import {existsSync} from "node:fs";
import {execFileSync} from "node:child_process";
import path from "node:path";

const {MS2_PRINT, MS2_SRCDIR, MS2_NODE_MODULES, DH_VIEW} = process.env;
const {launch, makeReport, newPage, open} =
   await import(path.join(MS2_SRCDIR, "tests/html/browser.mjs"));
const [folder, profile, flame] = process.argv.slice(2);
const SPEEDSCOPE =
   path.join(MS2_NODE_MODULES, "speedscope/dist/release/index.html");

async function keep(page, name, options = {}) {
   await page.screenshot({path: path.join(folder, `${name}.png`), ...options});
   console.log(`${name}.png`);
   await page.close();
}

function write(format) {
   const to = path.join(folder, `picture.${format}`);

   execFileSync(MS2_PRINT, [`--to=${format}`, "-o", to, profile]);
   return to;
}

const browser = await launch();

await keep(await open(browser, makeReport(folder, profile),
   {viewport: {width: 1200, height: 860}}), "page");
await keep(await open(browser, makeReport(folder, profile),
   {viewport: {width: 1200, height: 860}, colorScheme: "dark"}), "page-dark");

const owners = await open(browser, makeReport(folder, profile),
   {viewport: {width: 1200, height: 860}});

await owners.locator("#owners-card").screenshot(
   {path: path.join(folder, "owners.png")});
console.log("owners.png");
await owners.close();

const picture = await newPage(browser, {viewport: {width: 1200, height: 150}});

await picture.goto(`file://${flame}`);
await keep(picture, "flame");

const views = {
   "speedscope": [SPEEDSCOPE, "Sandwich"],
   "dhat": [DH_VIEW, "t-gmax:"],
};

for (const [format, [viewer, text]] of Object.entries(views)) {
   if (!existsSync(viewer || "")) {
      console.log(`${format}.png: its viewer is not here`);
      continue;
   }
   const page = await newPage(browser, {viewport: {width: 1200, height: 420}});

   await page.goto(`file://${viewer}`);
   await page.locator("input[type=file]").setInputFiles(write(format));
   await page.getByText(text).first().waitFor();
   if (format === "speedscope") {
      await page.getByText("Left Heavy").first().click();
      await page.waitForTimeout(500);
   }
   await keep(page, format);
}
await browser.close();
