// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes, counts, times and shares as text: units.c once more.

const BYTE_SCALES = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
   .map((word, i) => ({word, size: 1024 ** (i + 1)}));
const COUNT_SCALES = ["k", "M", "G", "T", "P", "E"]
   .map((word, i) => ({word, size: 1000 ** (i + 1)}));

const tenths = (n, size) =>
   Math.floor(n / size) * 10 + Math.floor((n % size * 10 + size / 2) / size);

function scaled(n, scales) {
   const step = scales[0].size;
   let i = 0;

   while (i + 1 < scales.length && tenths(n, scales[i].size) >= step * 10)
      i++;
   return `${(tenths(n, scales[i].size) / 10).toFixed(1)} ${scales[i].word}`;
}

/* 1,234,567 */
export function count(n) {
   return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/* 950, 1.2 k, 1.2 M */
export function countShort(n) {
   return n < 1000 ? count(n) : scaled(n, COUNT_SCALES);
}

/* 950 B, 10.0 MiB; -3 B */
export function bytes(n) {
   if (n < 0)
      return "-" + bytes(-n);
   return n < 1024 ? `${n} B` : scaled(n, BYTE_SCALES);
}

/* 1 block, 2,345 blocks */
export function plural(n, one, many) {
   return `${count(n)} ${n === 1 ? one : many}`;
}

/* +10.0 MiB, -950 B, 0 B */
export function change(n, format) {
   return (n > 0 ? "+" : "") + format(n);
}

/* 350 ms, 1.5 s, 2 min 05 s, 3 h 07 min */
export function milliseconds(ms) {
   const s = Math.round(ms / 1000);
   const two = (n) => String(n).padStart(2, "0");

   if (ms < 1000)
      return `${ms} ms`;
   if (tenths(ms, 1000) < 600)
      return `${(tenths(ms, 1000) / 10).toFixed(1)} s`;
   if (s < 3600)
      return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
   return `${Math.floor(s / 3600)} h ${two(Math.floor(s / 60) % 60)} min`;
}

/* 12.3 % */
export function share(part, whole) {
   const permille = whole > 0 ? Math.round(part / whole * 1000) : 0;

   if (permille === 0 && part > 0 && whole > 0)
      return "<0.1 %";
   return `${((permille === 1000 && part < whole ? 999 : permille) / 10)
      .toFixed(1)} %`;
}

/* A value on an axis, by the axis' name. */
export function onAxis(name, value) {
   if (name === "ms")
      return milliseconds(value);
   return name === "B" ? bytes(value) : countShort(value);
}

const UNITS = {superblocks: ["code block", "code blocks"],
               i: ["instruction", "instructions"],
               B: ["allocated", "allocated"],
               calls: ["allocation", "allocations"]};

/* The same in a sentence: 1.2 M code blocks, 1.5 s, 10.0 MiB allocated. */
export function moment(name, value) {
   const words = UNITS[name];
   const text = onAxis(name, value);

   return words ? `${text} ${words[value === 1 ? 0 : 1]}` : text;
}
