// SPDX-License-Identifier: GPL-2.0-or-later
// What ran, and what the report says first: findings, drawn as they are given.

import {blocksData, bytesData, find, make} from "./dom.js";
import {moment, share} from "./units.js";

/* A tile is no list. */
const MOST_PLACES = 3;

/* A number as an element that knows itself exactly, where that says more than
   its text. */
function number({name, unit, value, text}) {
   if (unit === "bytes")
      return bytesData(value, text);
   return name !== "at" && (unit === "blocks" || unit === "calls")
      ? blocksData(value, text, unit) : make("span", "", text);
}

/* The words with their numbers: texts and elements. */
function spell(words, figures) {
   const spelled = [];
   let place = 0;

   for (const figure of figures) {
      const at = words.indexOf(figure.text, place);

      if (at < 0)
         break;
      spelled.push(words.slice(place, at), number(figure));
      place = at + figure.text.length;
   }
   return [...spelled, words.slice(place)];
}

/* A moment along an axis, as sentence_when() has it: the share of the run, and
   the value behind that, but for code blocks. */
function momentFigures(name, end, {clocks, ...figure}) {
   const value = clocks[name];
   const figures = [{...figure, text: share(value, end)}];

   if (name !== "superblocks")
      figures.push({name: "at", unit: name, value, text: moment(name, value)});
   return figures;
}

/* A finding as it is on an axis: what it says of a moment is said along the one
   that the charts have.  The value that the words were made with goes. */
function along({name}, end, finding) {
   const figures = [];
   let words = "";
   let rest = finding.words;

   for (const figure of finding.figures) {
      if (figure.clocks && figure.name === "at") {
         rest = rest.replace(` (${figure.text})`, "");
         continue;
      }
      const [now, at] = figure.clocks ? momentFigures(name, end, figure)
         : [figure];
      const begin = rest.indexOf(figure.text);

      words += rest.slice(0, begin) + now.text;
      rest = rest.slice(begin + figure.text.length);
      figures.push(now);
      if (at) {
         const [ofWhat] = rest.match(/^ of the \w+/);

         words += `${ofWhat} (${at.text})`;
         rest = rest.slice(ofWhat.length);
         figures.push(at);
      }
   }
   return {...finding, words: words + rest, figures};
}

/* The lead, and the rest of the words without what joins them to it. */
function split({words, lead, figures}) {
   const inLead = figures.filter(({text}) => lead.includes(text)).slice(0, 1);
   const rest = words.slice(lead.length).replace(/^[:;,]? /, "");

   return {lead: spell(lead, inLead),
           rest: spell(rest, figures.slice(inLead.length))};
}

/* As names are written elsewhere: what does not show as its number. */
const shown = (name) => name.replace(/[\x00-\x1f\x7f]/g, (c) =>
   `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);

function placeLine({function: name, where, words, figures}) {
   const [share = ""] = figures.filter(({unit}) => unit === "bp")
      .map(({text}) => text);
   const line = make("li", "", share ? make("span", "share", share) : null,
                     make("span", "name", shown(name)));

   line.title = [`${name}  ${where}`, ...words].join("\n");
   return line;
}

function tile(finding) {
   const {title, places, strength} = finding;
   const {lead, rest} = split(finding);
   const drawn = make("div", `tile ${strength}`, make("div", "name", title),
                      make("span", "value", ...lead),
                      make("div", "rest", ...rest));

   if (places.length > 0)
      drawn.append(make("ol", "places",
                        ...places.slice(0, MOST_PLACES).map(placeLine)));
   drawn.dataset.name = finding.name;
   return drawn;
}

function paragraph({words, strength}) {
   return make("p", strength, words);
}

export function showFindings({head, snapshots}, store) {
   const {run, findings} = head;
   const ofGroup = (name) => findings.filter(({group}) => group === name);
   const notes = [...ofGroup("note"), ...ofGroup("hint")];

   document.title = `${run.command || run.file} \u2013 ms2`;
   find("command").textContent = run.command || run.file;
   find("command").title = run.command;
   find("ran").textContent =
      [...ofGroup("run").map(({words}) => words), run.started, run.file]
         .filter((text) => text).join(" \u00b7 ");
   find("notice").replaceChildren(...notes.map(paragraph));
   find("notice").hidden = notes.length === 0;
   store.on(["axis"], ({axis}) => {
      const clock = snapshots.clocks[axis];
      const drawn = ofGroup("number").map((finding) => tile(
         along(head.axes[axis], clock[clock.length - 1], finding)));

      find("tiles").replaceChildren(...drawn);
   });
}
