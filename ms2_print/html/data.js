// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what html/data.c wrote; html/data.h says what that is.

import {readViews} from "./data_views.js";
import {makeTree} from "./tree.js";
import {Pace, asPart, atOnce} from "./work.js";

const VERSION = 6;

/* Which amounts of a change follow; 0 is both. */
const FORM_ALLOCATED = 1, FORM_FREED = 2, FORM_EQUAL = 3;

/* The packed bytes, number by number. */
export class Reader {
   constructor(bytes) {
      this.bytes = bytes;
      this.place = 0;
      this.decoder = new TextDecoder();
      this.names = [];
      this.sites = [];
      this.pace = new Pace();
   }

   /* How far it has come. */
   get part() {
      return this.place / this.bytes.length;
   }

   /* Calls see(i) n times, and stops where a piece is full. */
   *each(n, see) {
      for (let i = 0; i < n; i++) {
         see(i);
         if (this.pace.full())
            yield this.part;
      }
   }

   *tree(depths, sites) {
      return yield* asPart(makeTree(depths, sites), this.part, this.part);
   }

   /* What see() gives, n times. */
   *list(see) {
      const list = [];

      yield* this.each(this.number(), () => list.push(see()));
      return list;
   }

   number() {
      const bytes = this.bytes;
      let byte = bytes[this.place++];
      let n = byte & 0x7f;

      for (let factor = 128; byte & 0x80; factor *= 128) {
         byte = bytes[this.place++];
         n += (byte & 0x7f) * factor;
      }
      return n;
   }

   text() {
      const length = this.number();
      const start = this.place;

      this.place += length;
      return this.decoder.decode(this.bytes.subarray(start, this.place));
   }

   name() {
      const number = this.number();

      if (number === this.names.length)
         this.names.push(this.text());
      return this.names[number];
   }

   site() {
      const number = this.number();

      if (number === this.sites.length)
         this.sites.push(this.newSite(number));
      return number;
   }

   newSite(number) {
      return {
         number,
         name: this.name(),
         brief: this.name(),
         label: this.name(), /* where no place stands beside it */
         where: this.name(),
         path: this.name(),
         object: this.name(),
         line: this.number(),
         functionId: this.number(),
         source: null,
      };
   }
}

/* Each of these reads in pieces, see work.js. */

function* readTree(r) {
   const n = r.number();
   const depths = new Int32Array(n + 1);
   const sites = new Int32Array(n + 1).fill(-1);

   yield* r.each(n, (i) => {
      depths[i + 1] = r.number();
      sites[i + 1] = r.site();
   });
   return yield* r.tree(depths, sites);
}

function* readContexts(r) {
   const n = r.number();
   const c = {
      n,
      node: new Int32Array(n),
      via: new Array(n),
      note: new Array(n),
      type: new Array(n), /* what blocks hold; "": nobody knows */
      typeBrief: new Array(n),
      cut: new Uint8Array(n),
      peakBytes: new Float64Array(n),
      peakBlocks: new Float64Array(n),
      shortBytes: new Float64Array(n),
      shortBlocks: new Float64Array(n),
   };
   let node = 0;

   yield* r.each(n, (i) => {
      node += r.number();
      c.node[i] = node;
      c.via[i] = r.name();
      c.note[i] = r.name();
      c.type[i] = r.name();
      c.typeBrief[i] = r.name();
      c.cut[i] = r.number();
      c.peakBytes[i] = r.number();
      c.peakBlocks[i] = r.number();
      c.shortBytes[i] = r.number();
      c.shortBlocks[i] = r.number();
   });
   return c;
}

function* readInherited(r, nContexts) {
   const bytes = new Float64Array(nContexts);
   const blocks = new Float64Array(nContexts);
   let context = 0;

   yield* r.each(r.number(), () => {
      context += r.number();
      bytes[context] = r.number();
      blocks[context] = r.number();
   });
   return {bytes, blocks};
}

/* Columns by position: 0 is the start of the run, k the k-th snapshot. */
function readSnapshots(r, nAxes) {
   const n = r.number();
   const column = () => new Float64Array(n + 1);
   const s = {
      n,
      index: column(),
      hasTree: new Uint8Array(n + 1),
      clocks: Array.from({length: nAxes}, column),
      heapBytes: column(),
      heapBlocks: column(),
      adminBytes: column(),
      highBytes: column(),
      pagesBytes: column(),
      stackBytes: column(),
   };

   s.hasTree[0] = 1;
   for (let k = 1; k <= n; k++) {
      s.index[k] = s.index[k - 1] + r.number();
      s.hasTree[k] = r.number();
      for (const clock of s.clocks)
         clock[k] = clock[k - 1] + r.number();
      s.heapBytes[k] = r.number();
      s.heapBlocks[k] = r.number();
      s.adminBytes[k] = r.number();
      s.highBytes[k] = r.number();
      s.pagesBytes[k] = r.number();
      s.stackBytes[k] = r.number();
   }
   return s;
}

/* The changes that lead to position k: first[k] up to first[k + 1]. */
function* readChanges(r, nSnapshots) {
   /* Each takes three bytes at least; memory that is not written to costs
      nothing. */
   const most = Math.floor((r.bytes.length - r.place) / 3) + 1;
   const c = {
      first: new Int32Array(nSnapshots + 2),
      context: new Int32Array(most),
      allocatedBytes: new Float64Array(most),
      allocatedBlocks: new Float64Array(most),
      freedBytes: new Float64Array(most),
      freedBlocks: new Float64Array(most),
   };
   let at = 0;

   for (let k = 1; k <= nSnapshots; k++) {
      let last = 0;

      c.first[k] = at;
      yield* r.each(r.number(), () => {
         const head = r.number();

         last += Math.floor(head / 4);
         c.context[at] = last;
         readAmounts(r, c, at++, head % 4);
      });
   }
   c.first[nSnapshots + 1] = at;
   return c;
}

function readAmounts(r, c, at, form) {
   if (form !== FORM_FREED) {
      c.allocatedBytes[at] = r.number();
      c.allocatedBlocks[at] = r.number();
   }
   if (form === FORM_EQUAL) {
      c.freedBytes[at] = c.allocatedBytes[at];
      c.freedBlocks[at] = c.allocatedBlocks[at];
   } else if (form !== FORM_ALLOCATED) {
      c.freedBytes[at] = r.number();
      c.freedBlocks[at] = r.number();
   }
}

function readUsage(r) {
   const bytes = r.number();

   return {bytes, blocks: r.number()};
}

/* Functions that allocate, each with the place that has most of the peak. */
function readFunction(r) {
   return {
      site: r.site(),
      where: r.name(),
      note: r.name(),
      highest: r.number(),
   };
}

/* By context: its function's number; and the numbers by a site's function. */
function* groupContexts(r, {tree, contexts}, functions) {
   const {sites} = r;
   const numbers = new Map(functions.map(({site}, i) =>
      [sites[site].functionId, i]));
   const of = new Int32Array(contexts.n);

   yield* r.each(contexts.n, (i) => {
      of[i] = numbers.get(sites[tree.site[contexts.node[i]]].functionId);
   });
   return {of, numbers,
           functions: functions.map((f) => ({...f, site: sites[f.site]}))};
}

/* The same of the types of what blocks hold, each with the place that has most
   of the peak. */
function* groupTypes(r, {tree, contexts}) {
   const numbers = new Map();
   const types = [], most = [];
   const of = new Int32Array(contexts.n);

   yield* r.each(contexts.n, (i) => {
      const name = contexts.type[i];
      const number = numbers.get(name) ?? types.length;
      const site = r.sites[tree.site[contexts.node[i]]];

      if (number === types.length) {
         numbers.set(name, number);
         types.push({name, brief: contexts.typeBrief[i], site});
         most.push(-1);
      }
      if (contexts.peakBytes[i] > most[number]) {
         most[number] = contexts.peakBytes[i];
         types[number].site = site;
      }
      of[i] = number;
   });
   return {of, types};
}

function readLeak(r) {
   return {
      site: r.site(),
      where: r.name(),
      via: r.name(),
      note: r.name(),
      verdict: r.number(),
      suspect: r.number() === 1,
      end: readUsage(r),
      amount: r.text(),
      course: r.text(),
   };
}

/* Kinds of what holds and is held; the numbers are the format's. */
export const OWNER_ROOT = 1, OWNER_LOST = 2, OWNER_BLOCKS = 3;
/* Classes of blocks. */
export const LOSSES = ["", "reachable", "possibly lost", "definitely lost",
                       "indirectly lost"];

/* Who a node of a search is: {site} of blocks, else {name, where}. */
function readOwner(r, kind) {
   if (kind === OWNER_BLOCKS)
      return {site: r.site()};
   return {name: r.name(), where: kind === OWNER_ROOT ? r.name() : ""};
}

/* A search: its nodes as columns, node 0 the top; `who` is a number of
   `owners`, of which equal ones are one. */
function* readSearch(r, nAxes) {
   const how = r.name();
   const clocks = Array.from({length: nAxes}, () => r.number());
   const byLoss = LOSSES.slice(1).map(() => readUsage(r));
   const n = r.number() + 1;
   const column = () => new Float64Array(n);
   const s = {how, clocks, byLoss, kind: new Uint8Array(n),
              loss: new Uint8Array(n), offset: column(), ownBytes: column(),
              ownBlocks: column(), owners: []};
   const depths = new Int32Array(n), whos = new Int32Array(n).fill(-1);
   const known = new Map();

   yield* r.each(n - 1, (before) => {
      const i = before + 1;

      depths[i] = r.number();
      s.kind[i] = r.number();
      const owner = {kind: s.kind[i], ...readOwner(r, s.kind[i])};
      const key = JSON.stringify(owner);

      if (!known.has(key))
         known.set(key, s.owners.push(owner) - 1);
      whos[i] = known.get(key);
      s.loss[i] = r.number();
      s.offset[i] = r.number();
      s.ownBytes[i] = r.number();
      s.ownBlocks[i] = r.number();
   });
   s.pointers = yield* r.list(() =>
      ({from: r.number(), to: r.number(), n: r.number()}));
   return {...s, tree: yield* r.tree(depths, whos)};
}

function* readSources(r) {
   while (r.number() === 0) {
      if (r.pace.full())
         yield r.part;
      const site = r.sites[r.number()];
      const first = r.number();
      const lines = Array.from({length: r.number()}, () => r.text());

      site.source = {first, lines};
   }
}

/* null: it was not recorded.  By context, and by position. */
function* readUse(r, nContexts, nSnapshots) {
   if (r.number() === 0)
      return null;
   const unusedBytes = new Float64Array(nContexts);
   const inUseBytes = new Float64Array(nSnapshots + 1);
   const touchedBytes = new Float64Array(nSnapshots + 1);

   yield* r.each(nContexts, (i) => { unusedBytes[i] = r.number(); });
   for (let k = 1; k <= nSnapshots; k++) {
      inUseBytes[k] = r.number();
      touchedBytes[k] = r.number();
   }
   return {unusedBytes, inUseBytes, touchedBytes};
}

/* When what lives at the end was born: columns, by context and position. */
function* readBirths(r) {
   const n = r.number();
   const b = {n, context: new Int32Array(n), position: new Int32Array(n),
              bytes: new Float64Array(n), blocks: new Float64Array(n)};

   yield* r.each(n, (i) => {
      const step = r.number();

      b.context[i] = step + (i > 0 ? b.context[i - 1] : 0);
      b.position[i] = r.number() +
         (i > 0 && step === 0 ? b.position[i - 1] : 0);
      b.bytes[i] = r.number();
      b.blocks[i] = r.number();
   });
   return b;
}

function* readSearches(r, nAxes) {
   const searches = [];

   for (let n = r.number(); n > 0; n--)
      searches.push(yield* readSearch(r, nAxes));
   return searches;
}

function addStart({inherited, contexts, snapshots}) {
   for (let i = 0; i < contexts.n; i++) {
      snapshots.heapBytes[0] += inherited.bytes[i];
      snapshots.heapBlocks[0] += inherited.blocks[i];
   }
   snapshots.highBytes[0] = snapshots.heapBytes[0];
}

export function* readProfile(bytes) {
   const r = new Reader(bytes);

   if (r.number() !== VERSION)
      throw new Error("the data is of another version than the page");
   const head = JSON.parse(r.text());
   const tree = yield* readTree(r);
   const contexts = yield* readContexts(r);
   const inherited = yield* readInherited(r, contexts.n);
   const snapshots = readSnapshots(r, head.axes.length);
   const changes = yield* readChanges(r, snapshots.n);
   const functions = yield* r.list(() => readFunction(r));
   const leaks = yield* r.list(() => readLeak(r));
   const searches = yield* readSearches(r, head.axes.length);

   const views = yield* readViews(r);

   yield* readSources(r);
   const use = yield* readUse(r, contexts.n, snapshots.n);
   const births = yield* readBirths(r);
   const profile = {head, tree, contexts, inherited, snapshots, changes, leaks,
                    searches, views, use, births, sites: r.sites};

   addStart(profile);
   return {...profile, types: yield* groupTypes(r, profile),
           groups: yield* groupContexts(r, profile, functions)};
}

function bytesOfBase64(text) {
   if (Uint8Array.fromBase64)
      return Uint8Array.fromBase64(text);
   const raw = atob(text);
   const bytes = new Uint8Array(raw.length);

   for (let i = 0; i < raw.length; i++)
      bytes[i] = raw.charCodeAt(i);
   return bytes;
}

/* The bytes of a text as base/pack.h packs them.  What a browser says of one
   that is damaged ("Failed to fetch") leads nobody to the file. */
export async function inflate(text) {
   try {
      const packed = bytesOfBase64(text.trim());
      const stream = new Blob([packed]).stream()
         .pipeThrough(new DecompressionStream("deflate"));

      return new Uint8Array(await new Response(stream).arrayBuffer());
   } catch (error) {
      throw new Error("its data cannot be read, the file is damaged",
                      {cause: error});
   }
}

/* The profile of a text as html/data.c packs it; read() does the work. */
export async function unpack(text, read = atOnce) {
   return read(readProfile(await inflate(text)));
}
