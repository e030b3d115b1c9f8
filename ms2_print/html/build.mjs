// SPDX-License-Identifier: GPL-2.0-or-later
// Makes the page, without its data, out of page.html, style.css, the modules
// and the libraries.  Usage: node build.mjs SOURCES MODULES OUTPUT
//    SOURCES   the folder of this file's neighbours
//    MODULES   node_modules, as npm ci makes it
//    OUTPUT    the page

import {createHash} from "node:crypto";
import {readFileSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";

const [sources, modules, output] = process.argv.slice(2)
   .map((name) => path.resolve(name));
const esbuild = createRequire(`${modules}/`)("esbuild");

async function bundle(entry) {
   const result = await esbuild.build({
      entryPoints: [path.join(sources, entry)],
      nodePaths: [modules],
      bundle: true,
      minify: true,
      write: false,
      format: "iife",
      charset: "utf8",
      legalComments: "none",
      target: ["es2021"],
   });

   return result.outputFiles[0].text.trim();
}

const sourceOf = (text) =>
   `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const escaped = (text) => text
   .replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/* Replaces the one place of a mark, whatever `$` the text has in it. */
function put(page, mark, text) {
   const parts = page.split(mark);

   if (parts.length !== 2)
      throw new Error(`page.html: expected ${mark} once`);
   return parts.join(text);
}

function licences() {
   const {version} =
      JSON.parse(readFileSync(`${modules}/uplot/package.json`, "utf8"));

   return "This page is part of ms2: GPL-2.0-or-later.\n\n" +
      `The charts are drawn by uPlot ${version}:\n\n` +
      readFileSync(`${modules}/uplot/LICENSE`, "utf8").trim();
}

const script = await bundle("main.js");
const style = await bundle("style.css");

/* A script's text ends at the first of these, wherever it stands. */
if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style))
   throw new Error("the bundle would end its own element");
const policy = `default-src 'none'; script-src ${sourceOf(script)}; ` +
   `style-src ${sourceOf(style)}; img-src data:; base-uri 'none'; ` +
   "form-action 'none'";
let page = readFileSync(path.join(sources, "page.html"), "utf8");

for (const name of ["processes", "diff"]) {
   page = put(page, `@${name.toUpperCase()}@\n`,
              readFileSync(path.join(sources, `${name}.html`), "utf8"));
}
page = put(page, "@CSP@", policy);
page = put(page, "@STYLE@", style);
page = put(page, "@LICENCES@", escaped(licences()));
page = put(page, "@SCRIPT@", script);
put(page, "@MS2_DATA@", "");
writeFileSync(output, page);
