// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the page of two profiles.  Usage: node diff.mjs FOLDER, started by
// diff.sh, which sees to it that everything is there.

import {execFileSync} from "node:child_process";
import {mkdirSync} from "node:fs";
import path from "node:path";
import {exportJson, corpus, launch, look, numbers, open, settle, textView,
        untilReady, writePage} from "./browser.mjs";
import {SIGHTS, labOf} from "./colors.mjs";
import {ATTACKS} from "./hostile.mjs";
import {checkAccess, checkPaper, checkWidths} from "./looks.mjs";
import {writePair} from "./pair.mjs";
import {is, ok, plan} from "./tap.mjs";

const folder = process.argv[2];
const {MS2_PRINT} = process.env;
const [BEFORE, AFTER] = writePair(folder);

const makePage = (name, ...words) => writePage(folder, name, ...words);

const text = (page, selector) => page.locator(selector).innerText();

/* The rows of the text's diff: [function, what, before, now, change], and the
   callers of each. */
function rowsOfText(...words) {
   const size = "(-|\\d[\\d.,]*(?: \\S*B)?)";
   const row = new RegExp(`^ *([+-]\\d[\\d.,]*(?: \\S*B)?) +${size} +${size}  ` +
      "(new|grown|shrunk|gone) +(.*)$");
   const rows = [];

   for (const line of textView("--threshold=0", "--top=1000",
                               "--width=400", ...words).split("\n")) {
      const match = row.exec(line);
      const caller = /^ *(<- .*)$/.exec(line);

      if (match) {
         const [, change, before, now, what, name] = match;

         rows.push({row: [name, what, before, now, change], callers: []});
      } else if (caller)
         rows[rows.length - 1].callers.push(caller[1]);
   }
   return rows;
}

/* The same as a reader of the page sees it. */
function rowsOfPage(page) {
   return page.evaluate(() =>
      [...document.querySelectorAll("#diff-table tbody tr")].map((tr) => {
         const [, change, before, now, what] =
            [...tr.cells].map((td) => td.innerText.trim());
         const where = tr.querySelector(".place").textContent;

         return {
            row: [`${tr.querySelector(".name").textContent}` +
                  `${where ? ` (${where})` : ""}`, what,
                  what === "new" ? "-" : before, what === "gone" ? "-" : now,
                  change],
            callers: (tr.querySelector(".callers")?.textContent ?? "")
               .split(/ (?=<- )/).filter((caller) => caller),
         };
      }));
}

async function testRows(browser) {
   const choices = [
      ["peak", []], ["end", ["--at=end"]],
      ["peak-blocks", ["--measure=live-blocks"]],
      ["allocated", ["--measure=allocated"]], ["calls", ["--measure=calls"]]];
   const page = await open(browser, makePage("rows", `--base=${BEFORE}`, AFTER));

   for (const [measure, words] of choices) {
      await look(page, `measure=${measure}`);
      is(await rowsOfPage(page), rowsOfText(`--base=${BEFORE}`, ...words, AFTER),
         `${measure}: the rows are those of --base, callers and all`);
      const own = await open(browser,
                             makePage("own", `--base=${BEFORE}`, ...words, AFTER));

      is(await own.locator("#diff-measure").inputValue(), measure,
         `${measure}: ${words.join(" ") || "nothing"} opens with it`);
      await own.close();
   }
   is([page.complaints, page.loaded], [[], []], "no errors, nothing is loaded");
   await page.close();
   for (const name of ["good-leak.ms2", "good-shapes.ms2"]) {
      const words = [`--base=${corpus(name)}`, corpus("good-shapes.ms2")];
      const other = await open(browser, makePage("other", ...words));

      is(await rowsOfPage(other), rowsOfText(...words),
         `good-shapes.ms2 after ${name}: the rows are those of --base`);
      await other.close();
   }
}

async function testTotals(browser) {
   const held = corpus("good-owners-held.ms2");
   const lost = corpus("good-owners.ms2");
   const [a, b] = [lost, held].map((file) => exportJson(file).summary);
   const page = await open(browser, makePage("totals", `--base=${lost}`, held,
                                             "--memory=heap"));
   const tiles = await page.locator("#diff-tiles .tile").evaluateAll((all) =>
      all.map((tile) => [tile.querySelector(".name").textContent,
         [...tile.querySelectorAll("data")].map(({value}) => Number(value))]));
   const total = (name, before, after) => [name, before === after ? [after]
      : [after - before, before, after]];

   is(tiles.slice(1, 5), [
      total("Peak", a.peak_heap_bytes, b.peak_heap_bytes),
      total("Live at end", a.end_heap_bytes, b.end_heap_bytes),
      total("Allocated", a.total_bytes, b.total_bytes),
      total("Calls", a.total_calls, b.total_calls)],
      "the cards have the totals of both");
   is(tiles.slice(5).map(([name]) => name), ["Lost at end", "Lost with it"],
      "and what was lost, where both were searched");
   await page.close();
}

/* The answer comes first, and is about the measure that is chosen. */
async function testAnswer(browser) {
   const page = await open(browser, makePage("answer", `--base=${BEFORE}`,
                                             AFTER));
   const first = async () =>
      (await text(page, "#diff-tiles .tile:first-child")).split("\n")
         .filter((line) => line);

   is((await first()).slice(0, 5), [
      "What changed", "299.0 KiB more (+35.6 %)",
      "bytes live at the peak: 839.6 KiB before, 1.1 MiB now",
      "Most of it is in parse (grown, +293.0 KiB).",
      "1 place is new, 2 have grown, 2 have shrunk, 1 is gone; 1 is the same."],
      "the first card says what changed, and where most of it is");
   await page.locator("#diff-measure").selectOption("end");
   await settle(page);
   is((await first()).slice(1, 5), [
      "404.3 KiB more (+68.3 %)",
      "bytes live at the end: 591.8 KiB before, 996.1 KiB now",
      "Most of it is in session (new, +244.1 KiB).",
      "1 place is new, 1 has grown, 1 has shrunk, 2 are gone."],
      "another measure has an answer of its own");
   await page.close();
   const same = await open(browser,
                           makePage("same", `--base=${BEFORE}`, BEFORE));

   ok((await text(same, "#diff-tiles .tile:first-child"))
      .includes("No change"), "the same profile twice has not changed");
   is(await same.locator("#diff-table tbody tr").count(), 0, "no row");
   is(await text(same, "#diff-icicle .empty"), "No place has changed.",
      "the graph says so");
   is(same.complaints, [], "and nobody complains");
   await same.close();
}

/* Each box has the sums of the stacks through it. */
async function testBoxes(browser) {
   const page = await open(browser, makePage("boxes", `--base=${BEFORE}`,
                                             AFTER));
   const sums = new Map();

   for (const [side, file] of [BEFORE, AFTER].entries()) {
      const {frames, contexts} = exportJson(file);

      for (const {stack, peak_bytes: bytes} of contexts) {
         const names = stack.map((frame) => frames[frame].function);

         names.forEach((_, i) => {
            const key = names.slice(i).join(" < ");

            if (!sums.has(key))
               sums.set(key, [0, 0]);
            sums.get(key)[side] += bytes;
         });
      }
   }
   for (const wide of ["change", "size"]) {
      const found = new Map();

      for (let zoom = 1; zoom <= sums.size; zoom++) {
         await look(page, `wide=${wide}&zoom=${zoom}`);
         const names = await page.locator("#diff-detail li").evaluateAll(
            (all) => all.map((li) => li.firstChild.textContent.trim()));
         const [before, after, change] =
            await numbers(page, "#diff-detail .numbers");

         if (names.length > 0)
            found.set(names.join(" < "), [before, after]);
         ok(after - before === change, `box ${zoom}: the change is exact`);
      }
      const expected = [...sums].filter(([, [before, after]]) =>
         wide === "size" || before !== after);

      is([...found].sort(), expected.sort(),
         `as wide as the ${wide}: every box has the sums of both profiles`);
   }
   await page.close();
}

async function testGraph(browser) {
   const page = await open(browser, makePage("graph", `--base=${BEFORE}`,
                                             AFTER));
   const found = () => text(page, "#diff-found");

   await page.locator("#diff-icicle canvas").focus();
   for (const key of ["ArrowDown", "ArrowDown", "Enter"])
      await page.keyboard.press(key);
   await settle(page);
   ok((await page.evaluate(() => location.hash)).includes("zoom="),
      "arrows go from box to box, Enter zooms");
   ok((await text(page, "#diff-detail h3")).length > 0,
      "and what is there is told");
   await page.keyboard.press("/");
   await page.keyboard.type("parse");
   await settle(page);
   ok((await found()).startsWith("2 matches: +"),
      "a search tells what matches, and how it changed", await found());
   await page.keyboard.press("Escape");
   await page.keyboard.press("Escape");
   await page.keyboard.press("Escape");
   await settle(page);
   is(await page.evaluate(() => location.hash), "",
      "Escape forgets the search, and zooms out");
   await page.keyboard.press("s");
   await page.keyboard.press("f");
   await page.keyboard.press("m");
   await settle(page);
   is(await page.evaluate(() => location.hash),
      "#measure=peak-blocks&by=function&wide=size",
      "s, f and m choose; the address has it");
   await page.close();
}

async function testTable(browser) {
   const page = await open(browser, makePage("table", `--base=${BEFORE}`,
                                             AFTER));
   const column = async (i) => (await rowsOfPage(page)).map(({row}) => row[i]);

   for (const [name, i, first] of [["after", 3, "683.6 KiB"],
                                   ["name", 0, "keep"], ["what", 1, "new"]]) {
      await page.locator(`#diff-table th[data-name=${name}] button`).click();
      await settle(page);
      ok((await column(i))[0].startsWith(first), `sorted by ${name}`,
         String(await column(i)));
   }
   await page.locator("#diff-by button").nth(1).click();
   await settle(page);
   const parse = (await rowsOfPage(page)).find(({row}) => row[0] === "parse");

   is(parse.row.slice(1), ["grown", "395.5 KiB", "687.5 KiB", "+292.0 KiB"],
      "by function places are summed up");
   await page.locator("#diff-table-filter").fill("session");
   await settle(page);
   is((await column(0)).length, 1, "a filter");
   await page.locator("#diff-table tbody tr").focus();
   await page.keyboard.press("Enter");
   await settle(page);
   is(await page.locator("#diff-find").inputValue(), "session",
      "a row finds its function in the graph");
   await page.close();
}

async function testReports(browser) {
   const page = await open(browser, makePage("reports", `--base=${BEFORE}`,
                                             AFTER));
   const follow = async (act) => {
      await Promise.all([page.waitForEvent("load"), act()]);
      await untilReady(page);
      await settle(page);
   };

   for (const [i, file] of [BEFORE, AFTER].entries()) {
      await follow(() =>
         page.locator("#diff-tiles .tile:first-child a").nth(i).click());
      is(await numbers(page, "#tiles .tile:first-child .value"),
         [exportJson(file).summary.peak_heap_bytes],
         `${i === 0 ? "the older" : "the newer"} one has its report`);
      await follow(() => page.keyboard.press("d"));
   }
   ok(await page.locator("#diff-main").isVisible(), "d leads back");
   is(page.complaints, [], "no errors on the way");
   await page.close();
}

/* 2 is seen side by side, 10 at a glance. */
async function testColors(browser) {
   for (const colorScheme of ["light", "dark"]) {
      const page = await open(browser, makePage("colors", `--base=${BEFORE}`,
                                                AFTER), {colorScheme});
      const [grown, shrunk] = await page.evaluate(() => ["grown", "shrunk"]
         .map((name) => getComputedStyle(document.documentElement)
            .getPropertyValue(`--${name}`).trim()));

      for (const sight of Object.keys(SIGHTS)) {
         const far = Math.abs(labOf(grown, sight)[0] - labOf(shrunk, sight)[0]);

         ok(far >= 25, `${colorScheme}, ${sight}: growth and shrinking differ ` +
            "in lightness", String(far));
      }
      await page.close();
   }
}

async function testHostile(browser) {
   const place = path.join(folder, "hostile");

   mkdirSync(place, {recursive: true});
   const [older, newer] = writePair(place, {
      command: ATTACKS.join(" "), rename: (name, i) => ATTACKS[i] ?? name});
   const page = await open(browser, makePage("hostile", `--base=${older}`,
                                             newer));

   await page.locator("#diff-table tbody tr").first().click();
   await page.locator("#diff-icicle canvas").click({position: {x: 40, y: 50}});
   await page.locator("#diff-icicle canvas").hover({position: {x: 40, y: 30}});
   await settle(page);
   is(await page.evaluate(() => window.hacked), undefined,
      "hostile names do nothing");
   is([page.complaints, page.loaded], [[], []], "nobody complains");
   is(await page.locator("main script, main img, main iframe, main svg").count(),
      0, "and no name becomes an element");
   ok((await page.locator("#diff-table").innerText()).includes(ATTACKS[0]),
      "they are text");
   await page.close();
}

function testRefusals() {
   const complaint = (...words) => {
      try {
         execFileSync(MS2_PRINT, ["--to=html", "-o", "/dev/null", ...words],
                      {stdio: "pipe"});
         return "";
      } catch (error) {
         return error.stderr.toString().trim();
      }
   };

   is(complaint(`--base=${BEFORE}`, AFTER, AFTER),
      "ms2_print: --to=html: expected one FILE with --base, found 2",
      "a base is compared with one file");
   is(complaint(`--base=${corpus("good-massif.out")}`, "--measure=calls",
                corpus("good-massif.out")).includes("--measure=calls"), true,
      "a measure that was not recorded is refused");
}

const browser = await launch();

try {
   const file = makePage("looks", `--base=${BEFORE}`, AFTER);

   for (const test of [testRows, testTotals, testAnswer, testBoxes, testGraph,
                       testTable, testReports, testColors, testHostile,
                       testRefusals])
      await test(browser);
   await checkAccess(browser, file, {name: "diff"}, [
      ["zoomed, by function", (page) =>
         look(page, "zoom=1&find=parse&by=function&wide=size")],
      ["help", (page) => page.keyboard.press("?")]]);
   await checkWidths(browser, file, {name: "diff"});
   await checkPaper(browser, file, {name: "diff", main: "#diff-main",
                                    names: ".diff .site .name, .callers"});
} catch (error) {
   ok(false, "no test stops", error.stack);
} finally {
   await browser.close();
}
plan();
