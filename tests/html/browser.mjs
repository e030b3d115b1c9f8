// SPDX-License-Identifier: GPL-2.0-or-later
// Reports in headless Chromium: made, opened, and read as a person would.

import {execFileSync} from "node:child_process";
import {existsSync, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";

const {MS2_PRINT, MS2_SRCDIR, MS2_NODE_MODULES, CHROMIUM} = process.env;
const {chromium} =
   createRequire(`${MS2_NODE_MODULES}/`)("playwright-core");

export const corpus = (name) => path.join(MS2_SRCDIR, "tests/files", name);

/* What the printer says beside its answer is in the error, if it fails. */
const run = (...words) => execFileSync(MS2_PRINT, words,
   {maxBuffer: 2 ** 30, stdio: ["ignore", "pipe", "pipe"]});

const pathOf = (folder, name) => path.join(folder, `${name}.html`);

/* Writes a page of this name; returns its path. */
export function writePage(folder, name, ...words) {
   const to = pathOf(folder, name);

   run("--to=html", "-o", to, ...words);
   return to;
}

/* Writes a report, once for each profile and options; returns its path. */
export function makeReport(folder, profile, ...options) {
   const name = [path.basename(profile), ...options].join("");
   const to = pathOf(folder, name);

   return existsSync(to) ? to : writePage(folder, name, ...options, profile);
}

/* What a view prints. */
export const textView = (...words) => run(...words).toString();

const exported = new Map();

export function exportJson(profile) {
   if (!exported.has(profile))
      exported.set(profile, JSON.parse(run("--to=json", profile).toString()));
   return exported.get(profile);
}

/* Milliseconds that anything may take on a machine that is busy with other
   work; only what never happens takes as long. */
const PATIENCE = 300000;

/* Chromium's own sandbox does not work for root. */
export function launch() {
   return chromium.launch({
      executablePath: CHROMIUM,
      args: process.getuid() === 0 ? ["--no-sandbox"] : [],
      timeout: PATIENCE,
   });
}

/* {context, frontEnd}: a browser that serves its own DevTools as pages, on a
   loopback port, and where they are; or {missing: why not}. */
export async function launchDevTools(folder) {
   const data = path.join(folder, "devtools");
   const port = path.join(data, "DevToolsActivePort");
   const context = await chromium.launchPersistentContext(data, {
      executablePath: CHROMIUM,
      args: ["--remote-debugging-port=0",
             ...process.getuid() === 0 ? ["--no-sandbox"] : []],
      timeout: PATIENCE,
   });
   const [number] = existsSync(port)
      ? readFileSync(port, "utf8").split("\n") : [""];
   const frontEnd = `http://127.0.0.1:${number}/devtools`;
   const answer = number && await fetch(`${frontEnd}/devtools_app.html`);

   context.setDefaultTimeout(PATIENCE);
   if (answer?.ok)
      return {context, frontEnd};
   await context.close();
   return {missing: "this Chromium does not serve its DevTools"};
}

/* Runs in the page ahead of its own script: leaves the words of the first error
   that nobody caught where untilReady() sees them. */
function noteStop() {
   const note = (error) => {
      document.documentElement.dataset.stopped ??= error?.message ?? String(error);
   };

   addEventListener("error", ({message}) => note(message));
   addEventListener("unhandledrejection", ({reason}) => note(reason));
}

/* An empty page, which waits for what is asked of it. */
export async function newPage(browser, options = {}) {
   const page = await browser.newPage(
      {viewport: {width: 1280, height: 900}, ...options});

   page.setDefaultTimeout(PATIENCE);
   await page.addInitScript(noteStop);
   return page;
}

/* Until the report that a page loads can be used; an error that stopped its
   script is thrown at once. */
export async function untilReady(page) {
   await page.waitForSelector("html[data-ready], html[data-stopped]");
   const {ready, stopped} = await page.evaluate(() =>
      ({...document.documentElement.dataset}));

   if (!ready)
      throw new Error(`${page.url()} stopped: ${stopped}`);
}

/* Leads a page to a report, a file that may have a "#" and more behind it. */
export async function goTo(page, report) {
   await page.goto(`file://${report}`);
   await untilReady(page);
}

/* Runs in the page ahead of its own script, and gives it what reads it from
   within.  What the page does after a rest (store.js) it does at once there:
   settled() waits until it has been done and not for a time. */
function makeReadable() {
   const wait = globalThis.setTimeout, forget = globalThis.clearTimeout;
   const waiting = new Set();

   globalThis.setTimeout = (act) => {
      const timer = wait(() => {
         waiting.delete(timer);
         act();
      }, 0);

      waiting.add(timer);
      return timer;
   };
   globalThis.clearTimeout = (timer) => {
      waiting.delete(timer);
      forget(timer);
   };
   /* The next frame, with what comes into sight in it: this is told to the
      youngest observer last. */
   const nextFrame = () => new Promise((done) => requestAnimationFrame(() => {
      const observer = new IntersectionObserver(() => {
         observer.disconnect();
         done();
      });

      observer.observe(document.documentElement);
   }));

   /* Until what follows a change has come: the next frame, what waits for a rest,
      which a timer of the page starts in that frame, and what it does in pieces
      (busy.js). */
   globalThis.settled = async () => {
      const {dataset} = document.documentElement;

      await nextFrame();
      while (waiting.size > 0 || dataset.busy)
         await new Promise((done) => wait(done, 0));
   };
   globalThis.numbersIn = (selector) =>
      [...document.querySelectorAll(`${selector} data`)]
         .map((element) => Number(element.value));
   /* The table: {function name: {column: exact number}}. */
   globalThis.tableRows = () => {
      const names = [...document.querySelectorAll("#sites th")]
         .map((th) => th.dataset.name);
      const rows = [...document.querySelectorAll("#sites tbody tr")];

      return Object.fromEntries(rows.map((tr) => [
         tr.querySelector(".site").title.split("\n")[0],
         Object.fromEntries([...tr.cells].slice(1).map((td, i) =>
            [names[i + 1], Number(td.querySelector("data").value)])),
      ]));
   };
}

/* Pages that are not in use, by their options: to make one costs more than all
   that most tests do with it. */
const idle = new Map();

/* A page for reports; to close it leads it back to where it can be taken from
   once more. */
async function makePage(browser, options, others) {
   const page = await newPage(browser, options);

   await page.addInitScript(makeReadable);
   page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()))
         page.complaints.push(message.text());
   });
   page.on("pageerror", (error) => page.complaints.push(error.message));
   page.on("request", (request) => {
      if (request.url().split("#")[0] !== page.report &&
          !request.url().startsWith("data:"))
         page.loaded.push(request.url());
   });
   page.close = async () => {
      await page.mouse.move(0, 0);
      await page.evaluate(() => localStorage.clear());
      await page.goto("about:blank");
      others.push(page);
   };
   return page;
}

/* Opens a report; page.complaints has all errors, page.loaded all that was
   asked for beside the file itself. */
export async function open(browser, file, {hash = "", ...options} = {}) {
   const key = JSON.stringify(options);

   if (!idle.has(key))
      idle.set(key, []);
   const others = idle.get(key);
   const page = others.pop() ?? await makePage(browser, options, others);

   page.report = `file://${file}`;
   page.complaints = [];
   page.loaded = [];
   await goTo(page, file + hash);
   await settle(page);
   return page;
}

export const settle = (page) => page.evaluate(() => globalThis.settled());

/* Looks at other parts of the same report, one after the other; returns what
   see() finds within the page at each. */
export function lookAtAll(page, hashes, see) {
   return page.evaluate(`(async (hashes, see) => {
      const found = [];

      for (const hash of hashes) {
         if (new URL("#" + hash, location).hash !== location.hash) {
            const changed = new Promise((done) =>
               addEventListener("hashchange", done, {once: true}));

            location.hash = hash;
            await changed;
         }
         await settled();
         found.push(see());
      }
      return found;
   })(${JSON.stringify(hashes)}, ${see})`);
}

/* Looks at another part of the same report. */
export const look = (page, hash) => lookAtAll(page, [hash], () => null);

/* The exact numbers of the <data> elements that match. */
export function numbers(page, selector) {
   return page.locator(`${selector} data`).evaluateAll((elements) =>
      elements.map((element) => Number(element.value)));
}

export const number = async (page, selector) =>
   (await numbers(page, selector))[0];

/* See tableRows(). */
export const table = (page) => page.evaluate(() => globalThis.tableRows());

/* Drags over the timeline, from one share of its width to another. */
export async function drag(page, from, to) {
   const box = await page.locator("#timeline .u-over").boundingBox();
   const x = (share) => box.x + share * box.width;
   const y = box.y + box.height / 3;

   await page.mouse.move(x(from), y);
   await page.mouse.down();
   for (let step = 1; step <= 5; step++)
      await page.mouse.move(x(from + (to - from) * step / 5), y);
   await page.mouse.up();
   await settle(page);
}
