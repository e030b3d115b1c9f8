// SPDX-License-Identifier: GPL-2.0-or-later
// What ran, and the numbers of the whole run.

import {blocksData, bytesData, countData, find, make} from "./dom.js";
import {milliseconds, onAxis, plural, share} from "./units.js";

function ending(run) {
   if (run.foreign)
      return "";
   if (!run.finished)
      return "still running or killed: this is how far it got";
   if (run.how === "exec")
      return "became another program (exec)";
   return run.how === "signal" ? "ended by a signal"
      : `exited with status ${run.exitStatus}`;
}

/* The index of an axis by its name. */
export const axisNamed = (facts, name) =>
   facts.axes.findIndex((axis) => axis.name === name);

function ran({facts, snapshots}) {
   const {run} = facts;
   const ms = snapshots.clocks[axisNamed(facts, "ms")][snapshots.n];
   const started = run.started
      ? new Date(run.started * 1000).toISOString().slice(0, 16)
         .replace("T", " ") + " UTC"
      : "";
   const parts = [run.foreign || `pid ${run.pid}`];

   if (ms > 0 || !run.foreign)
      parts.push(`ran for ${milliseconds(ms)}`);

   if (run.forkedFrom)
      parts.push(`forked from ${run.forkedFrom}`);
   return [...parts, ending(run), started, run.file]
      .filter((part) => part).join(" \u00b7 ");
}

/* What the reader should know before anything else. */
function warnings({facts, contexts}) {
   const texts = [...facts.hints];

   if (facts.run.cut)
      texts.unshift("The file is cut short; everything up to the cut is " +
                    "shown.");
   if (contexts.n === 0 && facts.end.bytes > 0)
      texts.push("No snapshot of this file has a tree: who held the memory " +
                 "is not known.");
   else if (contexts.n === 0 && texts.length === 0)
      texts.push("No allocation was seen. A statically linked program, or " +
                 "one with an allocator of its own, is out of sight: link " +
                 "it dynamically and with the system's malloc.");
   return texts;
}

function tile(name, value, rest, mood = "") {
   const v = make("span", "value", value);

   return make("div", `tile ${mood}`, make("div", "name", name), v,
               make("div", "rest", ...[rest].flat()));
}

function peakTile({facts, snapshots}) {
   const {peak} = facts;
   /* A share and a time of one clock: that on the wall, if there was one. */
   const ms = axisNamed(facts, "ms");
   const clock = snapshots.clocks[ms][snapshots.n] > 0 ? ms : facts.axis;
   const axis = facts.axes[clock];
   const at = peak.clocks[clock];
   const rest = `at ${share(at, snapshots.clocks[clock][snapshots.n])}` +
      " of the run";

   if (!peak.known)
      return tile("Peak", "unknown", "the file has no tree");
   const t = tile("Peak", bytesData(peak.bytes), facts.hasBlocks
      ? [blocksData(peak.blocks, plural(peak.blocks, "block", "blocks")),
         `, ${rest}`]
      : rest);

   t.title = `${onAxis(axis.name, at)} (${axis.caption})`;
   return t;
}

function endTile({facts}) {
   const {end, run} = facts;
   const never = run.finished ? "never freed" : "not freed so far";

   return tile("Live at the end", bytesData(end.bytes), facts.hasBlocks
      ? [blocksData(end.blocks, plural(end.blocks, "block", "blocks")),
         end.bytes > 0 ? `, ${never}` : ""]
      : never);
}

function totalTiles({facts}) {
   const {total} = facts;
   const mean = total.blocks > 0
      ? Math.floor((total.bytes + total.blocks / 2) / total.blocks) : 0;

   if (!facts.hasBlocks)
      return [];
   return [
      tile("Allocated", bytesData(total.bytes), "over the whole run"),
      tile("Calls", countData(total.blocks),
           ["of ", bytesData(mean), " on average"]),
   ];
}

function leakTile({facts}) {
   const n = facts.nSuspects;

   if (!facts.leaksKnown)
      return tile("Leak suspects", "unknown", "a massif file does not tell");
   if (n > 0)
      return tile(n === 1 ? "Leak suspect" : "Leak suspects",
                  bytesData(facts.suspects.bytes),
                  `in ${plural(n, "function", "functions")}`, "bad");
   /* No suspect is no proof. */
   return tile("Leak suspects", "none", facts.end.bytes > 0
      ? ["nothing large kept growing; ", bytesData(facts.end.bytes), " ",
         facts.run.finished ? "were never freed" : "not freed so far"]
      : "everything was freed", facts.silent ? "" : "good");
}

export function showFacts(profile) {
   const {run} = profile.facts;
   const texts = warnings(profile);

   document.title = `${run.command || run.file} \u2013 ms2`;
   find("command").textContent = run.command || run.file;
   find("command").title = run.command;
   find("ran").textContent = ran(profile);
   find("notice").replaceChildren(...texts.map((text) => make("p", "", text)));
   find("notice").hidden = texts.length === 0;
   find("tiles").replaceChildren(peakTile(profile), endTile(profile),
                                 ...totalTiles(profile), leakTile(profile));
}
