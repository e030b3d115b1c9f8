// SPDX-License-Identifier: GPL-2.0-or-later
// Pictures for the documents: pages in headless Chromium, as a person sees them.
//
//    node make.mjs FOLDER PROFILE FLAME.svg
//
// The environment is that of the tests (tests/html/browser.mjs).

import {existsSync, readdirSync} from "node:fs";
import {execFileSync, spawn} from "node:child_process";
import path from "node:path";
import {createInterface} from "node:readline";

const {MS2_PRINT, MS2_SRCDIR, MS2_NODE_MODULES, DH_VIEW} = process.env;
const {launch, makeReport, newPage, open} =
   await import(path.join(MS2_SRCDIR, "tests/html/browser.mjs"));
const [folder, profile, flame] = process.argv.slice(2);
const SPEEDSCOPE =
   path.join(MS2_NODE_MODULES, "speedscope/dist/release/index.html");

/* Some pages move for a while before they are as they stay. */
async function settle(page) {
   let before, now;

   do {
      before = now;
      await page.waitForTimeout(300);
      now = await page.screenshot();
   } while (!before || !now.equals(before));
}

async function keep(page, name) {
   await settle(page);
   await page.screenshot({path: path.join(folder, `${name}.png`)});
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

const views = await open(browser, makeReport(folder, profile),
   {viewport: {width: 1200, height: 860}, hash: "#tab=relations"});

await views.locator(".relations button", {hasText: "look_up"}).first().click();
await views.locator("section:has(#views)").screenshot(
   {path: path.join(folder, "views.png")});
console.log("views.png");
await views.close();

/* Several profiles: the options, then the files. */
function makeSeveral(name, ...words) {
   const to = path.join(folder, `${name}.html`);

   execFileSync(MS2_PRINT, ["--to=html", "-o", to, ...words], {cwd: folder});
   return to;
}

await keep(await open(browser,
   makeSeveral("diff", "--base=gallery.ms2", "next/gallery.ms2"),
   {viewport: {width: 1280, height: 1180}}), "diff");
const processes = readdirSync(folder).filter((name) => name.startsWith("ms2.out."));

await keep(await open(browser, makeSeveral("processes", ...processes),
   {viewport: {width: 1200, height: 560}}), "processes");

const picture = await newPage(browser, {viewport: {width: 1200, height: 150}});

await picture.goto(`file://${flame}`);
await keep(picture, "flame");

const viewers = {
   "speedscope": [SPEEDSCOPE, "Sandwich", 420],
   "dhat": [DH_VIEW, "t-gmax:", 620],
};

for (const [format, [viewer, text, height]] of Object.entries(viewers)) {
   if (!existsSync(viewer || "")) {
      console.log(`${format}.png: its viewer is not here`);
      continue;
   }
   const page = await newPage(browser, {viewport: {width: 1200, height}});

   await page.goto(`file://${viewer}`);
   await page.locator("input[type=file]").setInputFiles(write(format));
   await page.getByText(text).first().waitFor();
   if (format === "speedscope")
      await page.getByText("Left Heavy").first().click();
   await keep(page, format);
}

/* go starts pprof as a child that outlives it, so it is started without. */
function findPprof() {
   try {
      return execFileSync("go", ["tool", "-n", "pprof"]).toString().trim();
   } catch {
      return "";
   }
}

async function keepPprof(pprof) {
   const server = spawn(pprof, ["-no_browser", "-http=127.0.0.1:",
      write("pprof")], {env: {...process.env, PPROF_TMPDIR: folder}});

   for await (const line of createInterface({input: server.stderr})) {
      const [url] = line.match(/http:\S+/) || [];

      if (!url)
         continue;
      const page = await newPage(browser, {viewport: {width: 1200, height: 300}});

      await page.goto(`${url}/ui/flamegraph`);
      await page.locator("title", {hasText: "write_report"})
         .first().waitFor({state: "attached"});
      await keep(page, "pprof");
      break;
   }
   server.kill();
}

const pprof = findPprof();

if (pprof)
   await keepPprof(pprof);
else
   console.log("pprof.png: there is no go (Debian: golang-go)");
await browser.close();
