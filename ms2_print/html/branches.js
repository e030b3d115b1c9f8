// SPDX-License-Identifier: GPL-2.0-or-later
// The flame graph as a tree of lines that open and close: the same measure of
// the same window, the same way round.  Lines are made when they are seen.

import {blocksData, bytesData, make, markSelected} from "./dom.js";
import {share} from "./units.js";

/* Of one line; the rest comes when it is asked for. */
const FIRST_CHILDREN = 20;
const MORE_CHILDREN = 200;

/* A line is opened at first if it has more than this of what is above it. */
const OPEN_SHARE = 0.5;

/* Nodes below one, large ones first; those of nothing are left out. */
function childrenOf({tree, values}, node) {
   const children = [];

   for (let c = node + 1; c < tree.end[node]; c = tree.end[c]) {
      if (values[c] > 0)
         children.push(c);
   }
   return children.sort((a, b) => values[b] - values[a] || a - b);
}

const levelOf = (line) => Number(line.getAttribute("aria-level"));
const isOpen = (line) => line.getAttribute("aria-expanded") === "true";

/* Lines stand one below the other, each ahead of those inside of it. */
export class Branches {
   /* graph(): what the flame graph shows; null until that is known. */
   constructor(profile, store, graph, place) {
      this.profile = profile;
      this.store = store;
      this.graphNow = graph;
      this.list = make("ul", "branches");
      this.list.setAttribute("role", "tree");
      this.list.setAttribute("aria-label", "The flame graph as a tree");
      this.list.addEventListener("keydown", (e) => this.key(e));
      this.list.addEventListener("click", (e) => this.click(e));
      this.list.addEventListener("dblclick", (e) => this.zoom(e));
      place.replaceChildren(this.list);
   }

   show() {
      const graph = this.graphNow();

      if (graph === null)
         return;
      const isSame = this.graph?.tree === graph.tree &&
         this.graph.values === graph.values && this.graph.zoom === graph.zoom;

      this.graph = graph;
      if (isSame) {
         this.mark();
         return;
      }
      const top = this.line(graph.zoom, 1, [1, 1]);

      this.list.replaceChildren(top);
      top.tabIndex = 0;
      this.openLargest(top);
   }

   /* What is searched for. */
   mark() {
      const {found, tree} = this.graph;

      for (const line of this.list.children)
         markSelected(line, found?.[tree.site[line.dataset.node]]);
   }

   openLargest(line) {
      const {values} = this.graph;

      for (;;) {
         this.open(line);
         const next = line.nextSibling;

         if (!next || values[next.dataset.node] <=
             OPEN_SHARE * values[line.dataset.node])
            return;
         line = next;
      }
   }

   format(n) {
      return this.store.state.unit === "Bytes" ? bytesData(n) : blocksData(n);
   }

   /* Levels beyond what a screen has room for stand one below the other. */
   arrow(level) {
      const arrow = make("span", "arrow");

      arrow.style.marginLeft = `${Math.min(level - 1, 40) * 14}px`;
      return arrow;
   }

   item(level, kind, ...content) {
      const line = make("li", kind, ...content);

      line.tabIndex = -1;
      line.setAttribute("role", "treeitem");
      line.setAttribute("aria-level", String(level));
      return line;
   }

   /* place: [number of the line among its neighbours, how many they are]. */
   line(node, level, [position, size]) {
      const {tree, values, whole, found} = this.graph;
      const site = this.profile.sites[tree.site[node]];
      const line = this.item(level, "",
         make("span", "share", share(values[node], values[0])), " ",
         this.format(values[node]), " ", this.arrow(level),
         make("span", "name", site?.label ?? whole), " ",
         make("span", "place", site && site.label === site.brief
            ? site.where : ""));

      line.dataset.node = node;
      line.title = site ? `${site.name}\n${site.path}` : "";
      line.setAttribute("aria-posinset", String(position));
      line.setAttribute("aria-setsize", String(size));
      if (childrenOf(this.graph, node).length > 0)
         line.setAttribute("aria-expanded", "false");
      markSelected(line, found?.[tree.site[node]]);
      return line;
   }

   open(line) {
      if (line.getAttribute("aria-expanded") !== "false")
         return;
      line.setAttribute("aria-expanded", "true");
      this.more(line, line, 0, FIRST_CHILDREN);
   }

   /* Puts more of a line's children, from number `first` on, behind `before`. */
   more(line, before, first, n) {
      const all = childrenOf(this.graph, Number(line.dataset.node));
      const level = levelOf(line) + 1;
      const lines = all.slice(first, first + n).map((node, i) =>
         this.line(node, level, [first + i + 1, all.length]));
      const left = all.length - first - lines.length;

      if (left > 0)
         lines.push(this.rest(line, level, first + lines.length, left));
      before.after(...lines);
   }

   rest(line, level, first, n) {
      const rest = this.item(level, "rest", make("span", "share"), make("data"),
                             this.arrow(level), `Show more (${n} left)`);

      rest.showMore = () => {
         this.more(line, rest, first, MORE_CHILDREN);
         this.focus(rest.nextSibling);
         rest.remove();
      };
      return rest;
   }

   close(line) {
      if (!isOpen(line))
         return;
      line.setAttribute("aria-expanded", "false");
      while (line.nextSibling && levelOf(line.nextSibling) > levelOf(line))
         line.nextSibling.remove();
   }

   toggle(line) {
      if (line.showMore)
         line.showMore();
      else if (isOpen(line))
         this.close(line);
      else
         this.open(line);
   }

   above(line) {
      let above = line.previousSibling;

      while (above && levelOf(above) >= levelOf(line))
         above = above.previousSibling;
      return above;
   }

   focus(line) {
      if (!line)
         return;
      for (const other of this.list.querySelectorAll("[tabindex='0']"))
         other.tabIndex = -1;
      line.tabIndex = 0;
      line.focus();
   }

   click(event) {
      const line = event.target.closest("li");

      if (!line)
         return;
      this.focus(line);
      this.toggle(line);
   }

   zoom(event) {
      const line = event.target.closest("[data-node]");

      if (line)
         this.store.set({zoom: Number(line.dataset.node)});
   }

   key(event) {
      const line = event.target.closest("li");
      const keys = {
         ArrowDown: () => this.focus(line.nextSibling),
         ArrowUp: () => this.focus(line.previousSibling),
         ArrowRight: () => isOpen(line) ? this.focus(line.nextSibling)
            : this.open(line),
         ArrowLeft: () => isOpen(line) ? this.close(line)
            : this.focus(this.above(line)),
         Home: () => this.focus(this.list.firstChild),
         End: () => this.focus(this.list.lastChild),
         Enter: () => this.toggle(line),
         " ": () => this.toggle(line),
      };

      if (!line || !keys[event.key])
         return;
      event.preventDefault();
      keys[event.key]();
   }
}
