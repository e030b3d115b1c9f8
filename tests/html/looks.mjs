// SPDX-License-Identifier: GPL-2.0-or-later
// What holds of every page: axe-core has nothing to say, nothing stands out at
// the side of a screen or of paper, and nobody complains.

import {readFileSync} from "node:fs";
import path from "node:path";
import {is, ok} from "./tap.mjs";
import {open, settle} from "./browser.mjs";

const {MS2_NODE_MODULES} = process.env;
const A4_WITHIN_MARGINS = (210 - 24) / 25.4 * 96;

/* act: [[name of a state, how it is come to (page)]]. */
export async function checkAccess(browser, file, what, act) {
   const axe = readFileSync(path.join(MS2_NODE_MODULES, "axe-core/axe.min.js"),
                            "utf8");

   for (const colorScheme of ["light", "dark"]) {
      const page = await open(browser, file,
                              {colorScheme, bypassCSP: true, hash: what.hash});

      await page.evaluate(axe);
      for (const [state, come] of [["at first", () => {}], ...act]) {
         await come(page);
         await settle(page);
         is(await page.evaluate(async () =>
            (await globalThis.axe.run(document, {resultTypes: ["violations"]}))
               .violations.map(({id, nodes}) => [id, String(nodes[0].target)])),
         [], `${what.name}, ${colorScheme}, ${state}: no violation`);
      }
      await page.close();
   }
}

export async function checkWidths(browser, file, {name, hash}) {
   for (const width of [390, 1024, 1440]) {
      const page = await open(browser, file,
                              {viewport: {width, height: 800}, hash});

      is(await page.evaluate(() => document.documentElement.scrollWidth),
         width, `${name}: at ${width} pixels nothing stands out at the side`);
      await page.close();
   }
}

/* Of what is on paper, `names` matches what must be there whole. */
export async function checkPaper(browser, file, {name, hash, main, names}) {
   const page = await open(browser, file,
                           {colorScheme: "dark", hash,
                            viewport: {width: 1280, height: 60}});

   await page.evaluate(([top, whole]) => {
      const all = (selector) => [...document.querySelectorAll(selector)];

      addEventListener("beforeprint", () => {
         window.printed = {
            theme: document.documentElement.dataset.theme,
            right: Math.max(...all(`${top} *`).map((e) =>
               e.getBoundingClientRect().right -
               document.body.getBoundingClientRect().left)),
            cut: all(whole).filter((e) => e.scrollWidth > e.clientWidth + 1 ||
               e.scrollHeight > e.clientHeight + 1).map((e) => e.innerText),
         };
      });
   }, [main, names]);
   await page.pdf({format: "A4"});
   const {theme, right, cut} = await page.evaluate(() => window.printed);

   is(theme, "light", `${name}: paper is light`);
   ok(right <= A4_WITHIN_MARGINS, `${name}: nothing stands out of A4`,
      `${right} pixels`);
   is(cut, [], `${name}: nothing is cut on paper`);
   is(page.complaints, [], `${name}: and nobody complains`);
   await page.close();
}
