// SPDX-License-Identifier: GPL-2.0-or-later
// --to=heapsnapshot in memlab and in the DevTools of Chromium: what they find
// that each node retains, from the edges alone, is what the profile says.
// Usage: node heapsnapshot.mjs FOLDER, started by heapsnapshot.sh.

import {execFileSync} from "node:child_process";
import {existsSync, readFileSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";

import {corpus, launchDevTools} from "./browser.mjs";
import {readOwners} from "./oracle.mjs";
import {is, ok, plan, skip} from "./tap.mjs";

const {MS2_PRINT, MS2_NODE_MODULES, CHROMIUM} = process.env;
const folder = process.argv[2];
const memlab = createRequire(`${MS2_NODE_MODULES}/`)("@memlab/core");

memlab.config.muteConsole = true;

function write(profile, ...options) {
   const to = path.join(folder, `${path.basename(profile)}.heapsnapshot`);

   execFileSync(MS2_PRINT, ["--to=heapsnapshot", "-o", to, ...options, profile]);
   return to;
}

/* Numbers of all nodes, by name.  Parts of a node that is too large for one lie
   below each other: the first retains all. */
function byName(nodes) {
   const found = {};

   for (const {name, self, retained} of nodes) {
      const [s, r] = found[name] ?? [0, 0];

      found[name] = [s + self, Math.max(r, retained)];
   }
   return found;
}

async function inMemlab(file) {
   const snapshot = await memlab.utils.getSnapshotFromFile(file,
                                                           {verbose: false});
   const nodes = [];

   memlab.analysis.preparePathFinder(snapshot);
   snapshot.nodes.forEach((n) => nodes.push(
      {name: n.name, self: n.self_size, retained: Number(n.retainedSize)}));
   return byName(nodes);
}

/* The very code that reads snapshots in DevTools, without its pictures. */
async function inWorker({context, frontEnd}, file) {
   const page = await context.newPage();
   const worker = "entrypoints/heap_snapshot_worker/";

   await page.goto(
      `${frontEnd}/${worker}heap_snapshot_worker-entrypoint.js`);
   const nodes = await page.evaluate(async ([from, text]) => {
      const {HeapSnapshotLoader: {HeapSnapshotLoader},
             HeapSnapshot: {SecondaryInitManager}} = await import(from);
      const loader = new HeapSnapshotLoader({sendEvent() {}});
      const channel = new MessageChannel();

      loader.write(text);
      loader.close();
      await loader.parsingComplete;
      new SecondaryInitManager(channel.port2);
      const snapshot = await loader.buildSnapshot(channel.port1);
      const found = [];

      for (const all = snapshot.allNodes(); all.hasNext(); all.next()) {
         const n = all.item();

         found.push({name: n.name(), self: n.selfSize(),
                     retained: n.retainedSize()});
      }
      return found;
   }, [`${frontEnd}/${worker}heap_snapshot_worker.js`,
       readFileSync(file, "utf8")]);

   await page.close();
   return byName(nodes);
}

/* What lies at the top: the heap, what of it is lost, and what variables
   retain. */
function topOf(profile, how) {
   const {heap, all} = readOwners(profile, how);

   return {
      heap: heap.bytes,
      lost: all.filter(({kind}) => kind === 2)
         .reduce((sum, {retained}) => sum + retained.bytes, 0),
      variables: all.filter(({root}) => root)
         .map(({root, retained}) => [root, retained.bytes]),
   };
}

function checkTop(nodes, {heap, lost, variables}, what) {
   const named = (name) => Object.entries(nodes)
      .filter(([label]) => label.startsWith(`${name} (`))
      .map(([, [, retained]]) => retained);

   is(Object.values(nodes).reduce((sum, [self]) => sum + self, 0), heap,
      `${what}: the sizes add up to the heap`);
   is(nodes["(GC roots)"][1], heap - lost,
      `${what}: the roots retain what is not lost`);
   is(nodes["(lost memory)"]?.[1] ?? 0, lost,
      `${what}: lost memory has a root of its own`);
   for (const [name, retained] of variables)
      is(named(name), [retained], `${what}: what ${name} retains`);
}

/* The same numbers in each run. */
function randomNumbers() {
   let state = 12345;

   return (below) => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return Math.floor(state / 0x80000000 * below);
   };
}

const HEAD = `ms2 2.0
h pid 7
h command ./random
h time-unit superblocks
o 400000 /tmp/random
s root
s random.c
`;

/* Any pointer of a program from outside of what a block retains leads to that
   block or to what holds it.  So a pointer to a node comes from what its holder
   retains. */
function isBelow(parents, node, above) {
   while (node > above)
      node = parents[node];
   return node === above;
}

/* A random tree of n nodes, each of a function of its own, with pointers across
   it; one is larger than 32 bits can say.  Returns the names with what each
   retains. */
function writeRandom(profile, n) {
   const random = randomNumbers();
   const lines = [], owners = [], totals = [], parents = [0], sizes = [0];
   let heap = 0;

   for (let i = 1; i <= n; i++) {
      const bytes = i === n - 7 ? 9e9 : 1 + random(5000);
      const parent = i === 1 ? 0 : random(Math.min(i, 40)) === 0 ? 0
         : 1 + random(i - 1);

      parents.push(parent);
      sizes.push(bytes);
      heap += bytes;
      lines.push(`s f${i}`, `a ${(0x401000 + i).toString(16)} 1`,
                 `f ${i + 2} 0 2 ${i}`, `n 0 ${i}`);
      owners.push(`N 1 ${parent} 3 ${i} 1 ${random(2) * (1 + 8 * random(9))} ` +
                  `${bytes} 1`);
      totals.push(`q 1 ${i} 1 ${bytes} 1`);
   }
   const deltas = sizes.slice(1).map((bytes, i) => `d ${i + 1} ${bytes} 1 0 0`);
   const pointers = Array.from({length: 9 * n}, () =>
      [1 + random(n), 1 + random(n)])
      .filter(([from, to]) => from !== to &&
              from !== parents[to] && isBelow(parents, from, parents[to]))
      .map(([from, to]) => `e 1 ${from} ${to} 1`);
   const moment = `10 1 ${heap} ${n} 0 ${heap} ${n}`;
   const contexts = sizes.slice(1).flatMap((bytes, i) =>
      [`p ${i + 1} ${bytes} 1`]);

   writeFileSync(profile, HEAD + [
      ...lines, ...deltas, `S ${moment} ${16 * n} ${heap} 10`,
      `Q end ${moment} 0 0 1`, ...owners, ...pointers, ...totals,
      ...contexts, `P ${moment} ${16 * n}`,
      `E exit 0 ${n + 2} 1 ${n} ${n} 1`, ""].join("\n"));
   for (let i = n; i > 0; i--)
      sizes[parents[i]] += sizes[i];
   return {nPointers: pointers.length,
           retained: sizes.slice(1).map((bytes, i) => [`f${i + 1}`, bytes])};
}

const shortName = (name) => name.replace(/ \(.*$/, "");

function retainedOf(nodes) {
   return Object.entries(nodes).map(([name, [, n]]) => [shortName(name), n]);
}

function checkRandom(nodes, retained, what) {
   const found = new Map(retainedOf(nodes));
   const wrong = retained.filter(([name, n]) => found.get(name) !== n);

   ok(wrong.length === 0, `${what}: each of ${retained.length} nodes retains ` +
      "what the tree says",
      wrong.slice(0, 5).map(([name, n]) =>
         `${name}: ${found.get(name)}, expected ${n}`).join("\n"));
}

async function checkReader(read, what) {
   const profile = corpus("good-owners.ms2");
   const random = path.join(folder, "random.ms2");
   const {retained, nPointers} = writeRandom(random, 400);

   checkTop(await read(write(profile)), topOf(profile, "end"),
            `${what}, at the end`);
   checkTop(await read(write(profile, "--at=peak")), topOf(profile, "peak"),
            `${what}, at the peak`);
   ok(nPointers > 100, `${what}: ${nPointers} pointers lead across the tree`);
   checkRandom(await read(write(random)), retained, what);
}

/* As a person opens a file. */
async function checkPanel({context, frontEnd}) {
   const page = await context.newPage();
   const complaints = [];

   page.on("pageerror", (error) => complaints.push(error.message));
   await page.goto(`${frontEnd}/devtools_app.html?panel=heap-profiler`);
   const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", {name: "Load profile"}).first().click(),
   ]);

   await chooser.setFiles(write(corpus("good-owners.ms2")));
   await page.locator(".heap-snapshot-sidebar-tree-item", {hasText: /B\)/})
      .click();
   await page.locator("select").filter({hasText: "Containment"}).first()
      .selectOption({label: "Containment"});
   const rows = page.locator("tr.data-grid-data-grid-node");

   await rows.filter({hasText: "(lost memory)"}).first().waitFor();
   await rows.first().click();
   await page.keyboard.press("ArrowRight");
   await rows.filter({hasText: "cache"}).first().waitFor();
   const shown = (await rows.allInnerTexts()).map((row) =>
      row.replace(/@[\s\S]*/, ""));

   is(shown.slice(0, 2),
      ["held::(GC roots)", "data::cache (global in app)"],
      "DevTools: the Memory panel shows the roots, the largest first");
   is(complaints, [], "DevTools: no complaint");
}

await checkReader(inMemlab, "memlab");
const devTools = existsSync(CHROMIUM || "") ? await launchDevTools(folder)
   : {missing: "there is no Chromium"};

if (devTools.missing) {
   skip("DevTools", devTools.missing);
} else {
   await checkReader((file) => inWorker(devTools, file), "DevTools");
   await checkPanel(devTools);
   await devTools.context.close();
}
plan();
