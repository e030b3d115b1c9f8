// SPDX-License-Identifier: GPL-2.0-or-later
// Exports, read by what other viewers read files with, without their pages:
// Firefox's profiler reads DHAT's format, Perfetto reads pprof's.
//
// The importer of Firefox's profiler is in its command-line program, which npm
// has.  Perfetto's is not to be had so, neither from npm nor from Debian 12; so
// what it asks of a file is checked here, by the numbers of the fields in
// pprof's profile.proto.

import {execFileSync, spawn} from "node:child_process";
import {existsSync, mkdirSync, readFileSync} from "node:fs";
import net from "node:net";
import path from "node:path";
import {createInterface} from "node:readline";
import {setTimeout as sleep} from "node:timers/promises";
import {gunzipSync} from "node:zlib";

import {is, ok, plan, skip} from "./tap.mjs";

const {MS2_PRINT, MS2_SRCDIR, MS2_NODE_MODULES} = process.env;
const folder = process.argv[2];
const FIREFOX = path.join(MS2_NODE_MODULES,
   "@firefox-devtools/profiler-cli/dist/profiler-cli.js");

const corpus = (name) => path.join(MS2_SRCDIR, "tests/files", name);

function write(format, name) {
   const to = path.join(folder, `${name}.${format}`);

   execFileSync(MS2_PRINT, [`--to=${format}`, "-o", to, corpus(name)]);
   return to;
}

const exportJson = (name) => JSON.parse(
   execFileSync(MS2_PRINT, ["--to=json", corpus(name)], {maxBuffer: 2 ** 30}));

const sum = (list, number) => list.reduce((n, x) => n + number(x), 0);

/* ---- Firefox's profiler ----

   Its program answers lines of JSON on a socket, once it has read the file. */

async function connect(socketPath, program) {
   while (program.exitCode === null) {
      const socket = net.connect(socketPath);
      const isOpen = await new Promise((resolve) => {
         socket.on("connect", () => resolve(true));
         socket.on("error", () => resolve(false));
      });

      if (isOpen)
         return socket;
      await sleep(20);
   }
   throw new Error(`it ended with status ${program.exitCode}`);
}

async function startFirefox(file) {
   const sessions = path.join(folder, "firefox");

   mkdirSync(sessions, {recursive: true});
   const program = spawn(process.execPath,
      [FIREFOX, "--daemon", file, "--session", "s"],
      {env: {...process.env, PROFILER_CLI_SESSION_DIR: sessions,
             PROFILER_CLI_NO_SYMBOLICATE: "1"}});
   const socket = await connect(path.join(sessions, "s.sock"), program);
   const lines = createInterface({input: socket})[Symbol.asyncIterator]();
   const ask = async (message) => {
      socket.write(`${JSON.stringify(message)}\n`);
      return JSON.parse((await lines.next()).value);
   };
   let state = await ask({type: "status"});

   while (state.type === "loading") {
      await sleep(20);
      state = await ask({type: "status"});
   }
   return {
      state,
      ask: async (command) => (await ask({type: "command", command})).result,
      stop: async () => {
         await ask({type: "shutdown"});
         await new Promise((resolve) => program.on("exit", resolve));
      },
   };
}

/* It shows a thread for each of the format's numbers. */
const THREADS = [
   ["Total Bytes", (c) => c.total_bytes],
   ["Bytes at Global Max", (c) => c.peak_bytes],
   ["Bytes at End", (c) => c.end_bytes],
];

async function checkFirefox(name) {
   const {contexts, frames, run} = exportJson(name);
   const what = `Firefox's profiler: ${name}`;
   const firefox = await startFirefox(write("dhat", name));

   is(firefox.state, {type: "ready"}, `${what}: it is read`);
   const meta = await firefox.ask({command: "profile", subcommand: "meta"});

   ok(JSON.stringify(meta).includes(JSON.stringify(run.command).slice(1, -1)),
      `${what}: what ran`, JSON.stringify(meta).slice(0, 500));
   const shown = {};

   for (let i = 0; i < 4; i++) {
      const answer = await firefox.ask({command: "thread",
         subcommand: "functions", thread: `t-${i}`, includeIdle: true,
         functionFilters: {}});

      shown[answer.friendlyThreadName] = answer.functions;
   }
   for (const [thread, number] of THREADS) {
      is(sum(shown[thread], (f) => f.selfSamples), sum(contexts, number),
         `${what}: ${thread}: the sum`);
      const most = contexts.filter((c) => number(c) > 0)
         .sort((a, b) => number(b) - number(a))[0];
      if (!most)
         continue;
      /* A name by itself: the file and the line were taken off. */
      const names = most.stack.map((i) => frames[i].function);
      const inner = names.find((name) => shown[thread].some(
         (f) => f.name === name));
      const found = shown[thread].filter((f) => f.name === inner);

      ok(sum(found, (f) => f.selfSamples) >= number(most),
         `${what}: ${thread}: who has most by itself`,
         `${inner} of ${names.join(", ")}, wanted ${number(most)}`,
         JSON.stringify(shown[thread]).slice(0, 800));
   }
   await firefox.stop();
}

/* ---- Perfetto ---- */

/* The fields of a protobuf message: [number, wire type, value], a value being a
   BigInt or bytes. */
function* fieldsOf(bytes) {
   let at = 0;
   const varint = () => {
      let n = 0n, shift = 0n, byte;

      do {
         byte = bytes[at++];
         n |= BigInt(byte & 0x7f) << shift;
         shift += 7n;
      } while (byte & 0x80);
      return n;
   };

   while (at < bytes.length) {
      const key = Number(varint());
      const type = key & 7;

      if (type === 0) {
         yield [key >> 3, type, varint()];
      } else if (type === 2) {
         const size = Number(varint());

         yield [key >> 3, type, bytes.subarray(at, at + size)];
         at += size;
      } else {
         throw new Error(`wire type ${type} at byte ${at}`);
      }
   }
}

/* {number: [values]} */
function message(bytes) {
   const found = {};

   for (const [number, , value] of fieldsOf(bytes))
      (found[number] ??= []).push(value);
   return found;
}

/* Repeated numbers, which may be packed into one value. */
function numbers(values = []) {
   return values.flatMap((v) => typeof v === "bigint"
      ? [Number(v)]
      : [...fieldsOf(Buffer.concat([...packed(v)]))].map(([, , n]) => Number(n)));
}

/* Each number of a packed field as a field of its own. */
function* packed(bytes) {
   for (let at = 0, end; at < bytes.length; at = end) {
      for (end = at; bytes[end] & 0x80; end++);
      end++;
      yield Buffer.concat([Buffer.from([0x08]), bytes.subarray(at, end)]);
   }
}

/* A profile's fields with the wire types by which Perfetto knows a file for
   pprof's: one field that is not here, and it takes the file for another. */
const WIRE_TYPES = {1: 2, 2: 2, 3: 2, 4: 2, 5: 2, 6: 2, 7: 0, 8: 0, 9: 0, 10: 0,
   11: 2, 12: 0, 13: [0, 2], 14: 0};

/* What it makes of the file: for each type "TYPE UNIT", by the name of the
   innermost function, the sum of the values; and what it would leave out. */
function readAsPerfetto(bytes) {
   const profile = message(bytes);
   const text = profile[6].map((b) => b.toString());
   const types = profile[1].map(message).map(
      (t) => `${text[Number(t[1][0])]} ${text[Number(t[2][0])]}`);
   const functions = new Map(profile[5].map(message).map(
      (f) => [f[1][0], text[Number(f[2][0])]]));
   const mappings = new Set((profile[3] || []).map((m) => message(m)[1][0]));
   const names = new Map();
   const leftOut = [];

   for (const location of profile[4].map(message)) {
      const line = message(location[4][0]);

      if (!functions.has(line[1][0]))
         leftOut.push(`the function of location ${location[1][0]}`);
      if (location[2] && !mappings.has(location[2][0]))
         leftOut.push(`the mapping of location ${location[1][0]}`);
      names.set(Number(location[1][0]), functions.get(line[1][0]));
   }
   const sums = Object.fromEntries(types.map((type) => [type, {}]));

   for (const sample of profile[2].map(message)) {
      const stack = numbers(sample[1]), values = numbers(sample[2]);

      if (stack.length === 0 || stack.some((id) => !names.has(id)))
         leftOut.push(`a stack of ${stack.length} locations`);
      if (values.length !== types.length)
         leftOut.push(`a sample with ${values.length} values`);
      types.forEach((type, i) => {
         const of = sums[type], name = names.get(stack[0]);

         of[name] = (of[name] || 0) + values[i];
      });
   }
   return {sums, leftOut, text};
}

const PPROF_TYPES = {
   "peak_space bytes": (c) => c.peak_bytes,
   "inuse_space bytes": (c) => c.end_bytes,
   "alloc_space bytes": (c) => c.total_bytes,
   "alloc_objects count": (c) => c.total_calls,
};

function checkPerfetto(name) {
   const what = `Perfetto: ${name}`;
   const {contexts} = exportJson(name);
   const bytes = gunzipSync(readFileSync(write("pprof", name)));
   const strange = [...fieldsOf(bytes)].filter(
      ([number, type]) => ![WIRE_TYPES[number]].flat().includes(type));

   is(strange.map(([number]) => number), [],
      `${what}: no field that it does not know`);
   const {sums, leftOut, text} = readAsPerfetto(bytes);

   is(text[0], "", `${what}: the first text is empty`);
   is(leftOut, [], `${what}: nothing would be left out`);
   for (const [type, number] of Object.entries(PPROF_TYPES)) {
      is(sum(Object.values(sums[type] || {}), (n) => n),
         sum(contexts, number), `${what}: ${type}: the sum`);
   }
}

if (existsSync(FIREFOX)) {
   await checkFirefox("good-facts.ms2");
   await checkFirefox("good-use.ms2");
} else {
   skip("Firefox's profiler", "configure could not fetch it with npm");
}
for (const name of ["good-shapes.ms2", "good-cxx.ms2", "good-owners.ms2",
                    "good-unnamed.ms2", "good-massif.out"]) {
   checkPerfetto(name);
}
plan();
