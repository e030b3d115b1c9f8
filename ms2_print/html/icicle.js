// SPDX-License-Identifier: GPL-2.0-or-later
// The icicle graph, drawn on a canvas: boxes hang below their callers, as wide
// as their share.
//
// Drawn is what can be seen: a box narrower than a pixel ends the way down, and
// neighbours that are too narrow are drawn as one.  So a frame costs what is
// on the screen and not what is in the profile.

import {make} from "./dom.js";
import {pathOf} from "./tree.js";
import {color, onTheme} from "./theme.js";

const ROW = 21; /* pixels, with the gap */
const GAP = 1;
const LEAST_BOX = 0.8; /* pixels; narrower ones are drawn together */
const LEAST_TEXT = 26;
const STRIPE = 6; /* from line to line */
const LEAST_STRIPED = 6; /* narrower, no stripe shows */
const FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, Cantarell," +
   " 'Noto Sans', 'DejaVu Sans', sans-serif";

/* Some number of a text, the same in every run. */
function hash(text) {
   let h = 7;

   for (let i = 0; i < text.length; i++)
      h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
   return h >>> 0;
}

/* Which of two inks is read better on a colour, "#rrggbb". */
export function inkOn(paper) {
   const [red, green, blue] = [1, 3, 5].map((at) =>
      (parseInt(paper.slice(at, at + 2), 16) / 255) ** 2.2);

   return 0.21 * red + 0.72 * green + 0.07 * blue > 0.2 ? "#14181f" : "#ffffff";
}

/* Fine lines over a box, which a text stands on all the same. */
function stripe(ctx, {x, y, width}, ink) {
   const height = ROW - GAP;

   ctx.save();
   ctx.beginPath();
   ctx.rect(x, y, width, height);
   ctx.clip();
   ctx.globalAlpha *= 0.22;
   ctx.strokeStyle = ink;
   ctx.lineWidth = 1;
   ctx.beginPath();
   for (let at = x - height - x % STRIPE; at < x + width; at += STRIPE) {
      ctx.moveTo(at, y + height);
      ctx.lineTo(at + height, y);
   }
   ctx.stroke();
   ctx.restore();
}

/* A colour between two, "#rrggbb". */
export function between(from, to, part) {
   const mixed = [1, 3, 5].map((at) => {
      const [a, b] = [from, to].map((c) => parseInt(c.slice(at, at + 2), 16));

      return Math.round(a + (b - a) * part).toString(16).padStart(2, "0");
   });

   return `#${mixed.join("")}`;
}

/* How light a colour looks, from 0 to 100: L* of CIELAB. */
function lightnessOf(paper) {
   const [red, green, blue] = [1, 3, 5].map((at) =>
      parseInt(paper.slice(at, at + 2), 16) / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
   const y = 0.2126 * red + 0.7152 * green + 0.0722 * blue;

   return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

/* Less of a difference is no help to who tells colours apart by it alone. */
const LEAST_LIGHTER = 15;

/* Whether two boxes side by side have colours that mean something, and can be
   taken for one another. */
function isAlike(a, b) {
   return a !== b && a.startsWith("#") && b.startsWith("#") &&
      Math.abs(lightnessOf(a) - lightnessOf(b)) < LEAST_LIGHTER;
}

/* The colours of boxes, anew for each theme. */
class Paint {
   constructor(sites, topSites) {
      this.sites = sites;
      this.topSites = topSites;
      this.refresh();
   }

   refresh() {
      const [hue, saturation, lightness] = color("box").split(/\s+/)
         .map((part) => parseFloat(part));

      this.boxes = this.sites.map((site) => {
         const h = hash(site.object + site.name);

         return `hsl(${hue - 22 + h % 45} ${saturation + h % 9}% ` +
            `${lightness - 3 + (h >> 8) % 7}%)`;
      });
      this.bands = this.sites.map((site) => {
         const band = this.topSites.get(site.functionId);

         return band === undefined ? null : color(`site-${band}`);
      });
      this.tones = this.sites.map(({tone}) => tone ? color(tone) : null);
      this.text = color("text");
      this.soft = color("soft");
      this.line = color("line");
      this.found = color("found");
      this.accent = color("accent");
      this.used = color("used");
      this.idle = color("idle");
   }

   /* The same by how much of it was not in use. */
   ofIdle(idle, isFound) {
      const paper = isFound ? this.found : between(this.used, this.idle, idle);

      return {paper, ink: inkOn(paper)};
   }

   /* {paper, ink} of a box; one that allocates has its timeline's colour, unless
      it has a tone of its own. */
   of(site, allocates, isFound) {
      if (site < 0)
         return {paper: this.line, ink: this.text};
      if (isFound)
         return {paper: this.found, ink: inkOn(this.found)};
      if (this.tones[site])
         return {paper: this.tones[site], ink: inkOn(this.tones[site])};
      if (allocates && this.bands[site])
         return {paper: this.bands[site], ink: inkOn(this.bands[site])};
      return {paper: this.boxes[site], ink: this.text};
   }
}

export class Icicle {
   /* act: {choose(node), hover(node, event), focus(node)} */
   constructor(place, sites, topSites, act) {
      this.place = place;
      this.act = act;
      this.sites = sites;
      this.canvas = make("canvas");
      this.canvas.tabIndex = 0;
      this.canvas.setAttribute("role", "img");
      this.spacer = make("div");
      this.empty = make("p", "empty");
      place.replaceChildren(this.canvas, this.spacer, this.empty);
      this.paint = new Paint(sites, topSites);
      this.graph = null; /* see show() */
      this.rows = [];    /* of boxes: {x, width, node} from the left */
      this.focused = -1;
      this.listen();
      onTheme(() => { this.paint.refresh(); this.show(this.graph); });
      new ResizeObserver(() => this.show(this.graph)).observe(place);
   }

   listen() {
      const {canvas} = this;

      canvas.addEventListener("pointermove", (e) =>
         this.act.hover(this.at(e), e));
      canvas.addEventListener("pointerleave", (e) => this.act.hover(-1, e));
      canvas.addEventListener("click", (e) => {
         const node = this.at(e);

         if (node >= 0) {
            this.focused = node;
            this.act.choose(node);
         }
      });
      canvas.addEventListener("keydown", (e) => this.key(e));
      canvas.addEventListener("focus", () => this.draw());
      canvas.addEventListener("blur", () => this.draw());
      this.place.addEventListener("scroll", () => this.draw());
   }

   at(event) {
      const r = this.canvas.getBoundingClientRect();
      const y = event.clientY - r.top + this.place.scrollTop;
      const x = event.clientX - r.left;
      const row = this.rows[Math.floor(y / ROW)] ?? [];

      return row.find((b) => x >= b.x && x < b.x + b.width)?.node ?? -1;
   }

   /* graph: {tree, values, allocates, zoom, found, whole, empty}.
      allocates[node] marks where stacks begin, found[site] what is searched
      for, or null; `whole` is the root's name; `empty` says why there is
      nothing.  What is painted and written otherwise has paintOf(node, isFound),
      labelOf(node) and besideOf(node). */
   show(graph) {
      if (!graph)
         return;
      if (this.graph?.tree !== graph.tree)
         this.focused = -1;
      this.graph = graph;
      this.layOut();
      const hasAny = graph.values[0] > 0;
      const height = Math.max(this.rows.length, hasAny ? 2 : 4) * ROW;

      this.empty.textContent = hasAny ? "" : graph.empty;
      this.spacer.style.height = "0px";
      this.place.style.height = `${height}px`;
      const view = Math.min(height, this.place.clientHeight);

      this.spacer.style.height = `${height - view}px`;
      this.resize(this.place.clientWidth, view);
      this.draw();
   }

   resize(width, height) {
      const ratio = window.devicePixelRatio || 1;

      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      this.canvas.style.height = `${height}px`;
      this.ratio = ratio;
   }

   layOut() {
      const {tree, zoom} = this.graph;
      const width = this.place.clientWidth;
      const path = pathOf(tree, zoom).reverse();

      this.rows = [[{x: 0, width, node: 0}]];
      for (const node of path)
         this.rows.push([{x: 0, width, node}]);
      if (this.graph.values[zoom] > 0)
         this.layOutBelow(zoom, 0, width);
   }

   layOutBelow(top, left, wide) {
      const {tree, values} = this.graph;
      const scale = wide / values[top];
      const todo = [top, left];

      while (todo.length > 0) {
         const x0 = todo.pop(), node = todo.pop();
         const row = tree.depth[node] + 1;
         let x = x0, tiny = 0;
         const flush = () => {
            if (tiny >= LEAST_BOX / 2)
               this.add(row, {x: x - tiny, width: tiny, node: -1});
            tiny = 0;
         };

         for (let c = node + 1; c < tree.end[node]; c = tree.end[c]) {
            const width = values[c] * scale;

            if (width < LEAST_BOX) {
               tiny += width;
               x += width;
               continue;
            }
            flush();
            this.add(row, {x, width, node: c});
            if (tree.end[c] > c + 1)
               todo.push(c, x);
            x += width;
         }
         flush();
      }
   }

   add(row, box) {
      (this.rows[row] ??= []).push(box);
   }

   draw() {
      const {graph, canvas, ratio} = this;
      const ctx = canvas.getContext("2d");

      if (!graph || canvas.width === 0)
         return;
      const top = this.place.scrollTop;

      ctx.setTransform(ratio, 0, 0, ratio, 0, -top * ratio);
      ctx.clearRect(0, top, canvas.width, canvas.height);
      ctx.font = FONT;
      ctx.textBaseline = "middle";
      const first = Math.floor(top / ROW);
      const end = Math.min(this.rows.length,
                           Math.ceil((top + canvas.height / ratio) / ROW));

      for (let row = first; row < end; row++)
         this.drawRow(ctx, this.rows[row] ?? [], row * ROW);
   }

   /* Of two neighbours that are alike one has stripes. */
   drawRow(ctx, row, y) {
      let before = {paper: "", isStriped: false};

      for (const box of row) {
         const colors = this.colorsOf(box);

         colors.isStriped ||= !this.graph.isIdle && !this.graph.paintOf &&
            !before.isStriped && box.width >= LEAST_STRIPED &&
            isAlike(before.paper, colors.paper);
         this.drawBox(ctx, {...box, ...colors}, y);
         before = colors;
      }
   }

   isFound(site) {
      const {found} = this.graph;

      return site >= 0 && found !== null && found[site];
   }

   colorsOf({node}) {
      const {graph, paint} = this;
      const site = node >= 0 ? graph.tree.site[node] : -1;

      if (graph.paintOf && node >= 0)
         return {...graph.paintOf(node, this.isFound(site))};
      return graph.isIdle && site >= 0
         ? paint.ofIdle(graph.idle[node], this.isFound(site))
         : paint.of(site, node >= 0 && graph.allocates[node],
                    this.isFound(site));
   }

   drawBox(ctx, {x, width, node, paper, ink, isStriped}, y) {
      const {graph, paint} = this;
      const site = node >= 0 ? graph.tree.site[node] : -1;
      const isFound = this.isFound(site);
      const isFaint = (graph.found !== null && !isFound) ||
         (node >= 0 && node < graph.zoom);
      const inner = Math.max(width - (width > 3 ? GAP : 0), 0.5);

      ctx.globalAlpha = isFaint ? 0.45 : 1;
      ctx.fillStyle = paper;
      ctx.fillRect(x, y, inner, ROW - GAP);
      if (isStriped)
         stripe(ctx, {x, y, width: inner}, ink);
      if (isFaint)
         ctx.globalAlpha = 0.7;
      if (node >= 0 && width >= LEAST_TEXT) {
         ctx.fillStyle = isFaint ? paint.text : ink;
         this.write(ctx, node, {x: x + 4, y: y + ROW / 2, width: inner - 8});
      }
      ctx.globalAlpha = 1;
      if (node >= 0 && node === this.focused &&
          document.activeElement === this.canvas) {
         ctx.strokeStyle = paint.accent;
         ctx.lineWidth = 2;
         ctx.strokeRect(x + 1, y + 1, Math.max(inner - 2, 1), ROW - GAP - 2);
      }
   }

   label(node) {
      if (this.graph.labelOf)
         return this.graph.labelOf(node);
      return node === 0 ? this.graph.whole
         : this.sites[this.graph.tree.site[node]].label;
   }

   /* The name, and behind it, fainter, the place if there is room. */
   write(ctx, node, {x, y, width}) {
      const name = this.label(node);
      const site = this.sites[this.graph.tree.site[node]];
      /* A label of code without a name has the place already. */
      const place = this.graph.besideOf ? this.graph.besideOf(node)
         : node > 0 && site.label === site.brief ? site.where : "";
      const nameWidth = ctx.measureText(name).width;

      ctx.fillText(nameWidth <= width ? name : this.fit(ctx, name, width),
                   x, y);
      if (!place || nameWidth + 8 + ctx.measureText(place).width > width)
         return;
      ctx.globalAlpha *= this.graph.besideOf ? 1 : 0.75;
      ctx.fillText(place, x + nameWidth + 8, y);
   }

   /* As much of a text as goes into a width. */
   fit(ctx, text, width) {
      let low = 0, high = text.length;

      while (low < high) {
         const middle = (low + high + 1) >> 1;

         if (ctx.measureText(text.slice(0, middle) + "\u2026").width <= width)
            low = middle;
         else
            high = middle - 1;
      }
      return low > 0 ? text.slice(0, low) + "\u2026" : "";
   }

   /* From box to box. */
   key(event) {
      const {tree, zoom} = this.graph;
      const now = this.focused >= 0 ? this.focused : zoom;
      const moves = {
         ArrowDown: () => this.largestChild(now),
         ArrowUp: () => tree.parent[now],
         ArrowLeft: () => this.beside(now, -1),
         ArrowRight: () => this.beside(now, 1),
      };

      if (event.key === "Enter" || event.key === " ") {
         event.preventDefault();
         this.act.choose(now);
         return;
      }
      if (!moves[event.key])
         return;
      event.preventDefault();
      const next = this.focused >= 0 ? moves[event.key]() : zoom;

      if (next < 0)
         return;
      this.focused = next;
      this.reveal(tree.depth[next]);
      this.draw();
      this.act.focus(next);
   }

   largestChild(node) {
      return this.rows[this.graph.tree.depth[node] + 1]
         ?.filter((b) => b.node > 0 &&
                  this.graph.tree.parent[b.node] === node)
         .reduce((a, b) => a === null || b.width > a.width ? b : a, null)
         ?.node ?? -1;
   }

   beside(node, way) {
      const row = (this.rows[this.graph.tree.depth[node]] ?? [])
         .filter((b) => b.node >= 0);

      return row[row.findIndex((b) => b.node === node) + way]?.node ?? -1;
   }

   reveal(row) {
      const {place} = this;

      if (row * ROW < place.scrollTop)
         place.scrollTop = row * ROW;
      if ((row + 1) * ROW > place.scrollTop + place.clientHeight)
         place.scrollTop = (row + 1) * ROW - place.clientHeight;
   }
}
