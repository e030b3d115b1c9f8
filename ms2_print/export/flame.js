// SPDX-License-Identifier: GPL-2.0-or-later
// What a click does in --to=flame: a box fills the width, the boxes below it
// stay as its callers, everything else goes; a search colours what it finds.
"use strict";

const WIDTH = 1200, CHARACTER = 6.6, PADDING = 6;
const boxes = [...document.querySelectorAll("g.box")].map((g) => ({
   g, rect: g.querySelector("rect"), text: g.querySelector("text"),
   label: g.dataset.label, x: +g.dataset.x, width: +g.dataset.w,
   level: +g.dataset.level,
}));
const reset = document.getElementById("reset");
const find = document.getElementById("find");
const found = document.getElementById("found");

function fit(label, width) {
   const n = Math.floor((width - PADDING) / CHARACTER);
   return label.length <= n ? label : n < 4 ? "" : label.slice(0, n - 2) + "..";
}

function place(box, x, width) {
   box.rect.setAttribute("x", x);
   box.rect.setAttribute("width", Math.max(width - 0.5, 0.2));
   box.text.setAttribute("x", x + PADDING / 2);
   box.text.textContent = fit(box.label, width);
}

// Callers span the box that is looked at, and so get the whole width.
function zoom(to) {
   const scale = WIDTH / to.width, end = to.x + to.width;
   for (const box of boxes) {
      const isCaller = box.level < to.level && box.x <= to.x + 1e-6 &&
         box.x + box.width >= end - 1e-6;
      const isInside = box.level >= to.level && box.x >= to.x - 1e-6 &&
         box.x + box.width <= end + 1e-6;
      box.g.style.display = isCaller || isInside ? "" : "none";
      box.g.classList.toggle("caller", isCaller);
      if (isCaller)
         place(box, 0, WIDTH);
      else if (isInside)
         place(box, (box.x - to.x) * scale, box.width * scale);
   }
   reset.style.display = to.level > 0 ? "" : "none";
}

// Of boxes on top of each other the lowest counts, so that nothing counts
// twice.
function search() {
   const wanted = prompt("Functions with this in their name:", "");
   if (wanted === null)
      return;
   let sum = 0, end = -1;
   const hits = boxes.filter((box) => {
      const hit = wanted !== "" &&
         box.label.toLowerCase().includes(wanted.toLowerCase());
      box.g.classList.toggle("hit", hit);
      return hit;
   });
   hits.sort((a, b) => a.x - b.x || a.level - b.level);
   for (const box of hits) {
      if (box.x >= end - 1e-6) {
         sum += box.width;
         end = box.x + box.width;
      }
   }
   found.textContent = wanted === "" ? "" :
      `"${wanted}": ${(100 * sum / WIDTH).toFixed(1)} %`;
}

for (const box of boxes)
   box.g.addEventListener("click", () => zoom(box));
reset.addEventListener("click", () => zoom(boxes[0]));
find.addEventListener("click", search);
document.addEventListener("keydown", (event) => {
   if (event.key === "Escape")
      zoom(boxes[0]);
   else if (event.key === "/") {
      event.preventDefault();
      search();
   }
});
