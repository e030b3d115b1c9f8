// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what html/data_views.c wrote: sizes, threads, regions and growth of the
// whole run.  In pieces, see work.js.

function readBucket(r) {
   const bucket = {number: r.number(), calls: r.number(),
                   nFunctions: r.number()};

   return {...bucket, sites: Array.from({length: r.number()}, () =>
      ({site: r.site(), calls: r.number()}))};
}

function* readSizes(r) {
   const sizes = {calls: r.number(), least: r.number(), most: r.number(),
                  sumBytes: r.number()};

   return {...sizes, buckets: yield* r.list(() => readBucket(r))};
}

function readThread(r) {
   const t = {number: r.number(), name: r.name(), bytes: r.number(),
              calls: r.number(), freedBytes: r.number(),
              otherBlocks: r.number(), startMs: r.number()};
   const end = r.number();

   return {...t, endMs: end > 0 ? end - 1 : null, deepestBytes: r.number()};
}

function* readThreads(r) {
   const threads = {hasStacks: r.number() === 1, n: r.number(),
                    mostAlive: r.number(), bytes: r.number()};

   return {...threads, rows: yield* r.list(() => readThread(r))};
}

function readRegion(r) {
   const region = {depth: r.number(), name: r.text(), entered: r.number(),
                   bytes: r.number(), blocks: r.number(),
                   freedBytes: r.number(), peakBytes: r.number()};

   return {...region, sites: Array.from({length: r.number()}, () =>
      ({site: r.site(), where: r.name(), bytes: r.number(),
        blocks: r.number(), freedBytes: r.number()}))};
}

function* readRegions(r) {
   return {n: r.number(), rows: yield* r.list(() => readRegion(r))};
}

function readGrower(r) {
   return {site: r.site(), copiedBytes: r.number(), steps: r.number(),
           chains: r.number(), firstBytes: r.number(), lastBytes: r.number(),
           note: r.text()};
}

function* readGrowth(r) {
   const growth = {isKnown: r.number() === 1, ended: r.number(),
                   copiedBytes: r.number(), steps: r.number(), n: r.number()};

   return {...growth, rows: yield* r.list(() => readGrower(r))};
}

export function* readViews(r) {
   return {
      sizes: yield* readSizes(r),
      threads: yield* readThreads(r),
      regions: yield* readRegions(r),
      growth: yield* readGrowth(r),
   };
}
