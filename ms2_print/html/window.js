// SPDX-License-Identifier: GPL-2.0-or-later
// The window over the timeline: shades beside it, a pane to drag it by, and
// two edges that move.  It rests on positions whose contents are known.  A
// click chooses a moment: a window that ends where it begins.

import {make} from "./dom.js";
import {moment} from "./units.js";

/* Pointer moves of less are a click. */
const LEAST_DRAG_PX = 4;

function makeEdge(name) {
   const edge = make("div", "edge");

   edge.tabIndex = 0;
   edge.setAttribute("role", "slider");
   edge.setAttribute("aria-label", name);
   return edge;
}

export class WindowFrame {
   constructor(profile, store) {
      this.profile = profile;
      this.store = store;
      this.plot = null;
      this.left = make("div", "shade");
      this.right = make("div", "shade");
      this.pane = make("div", "pane");
      this.edges = [makeEdge("Begin of the window"),
                    makeEdge("End of the window")];
      this.edges.forEach((edge, i) => this.listenEdge(edge, i));
      this.pane.addEventListener("pointerdown", (e) => this.drag(e));
      this.pane.addEventListener("dblclick", () => this.showWhole());
      store.on(["window"], () => this.show());
   }

   attach(plot) {
      this.plot = plot;
      plot.over.append(this.left, this.right, this.pane, ...this.edges);
      plot.over.addEventListener("pointerdown", (e) => {
         if (e.target === plot.over)
            this.dragNew(e);
      });
      plot.over.addEventListener("dblclick", () => this.showWhole());
   }

   get last() {
      return this.profile.snapshots.n;
   }

   get isWhole() {
      const [from, to] = this.store.state.window;

      return from === 0 && to === this.last;
   }

   get isMoment() {
      const [from, to] = this.store.state.window;

      return from === to;
   }

   /* What was allocated within a moment is nothing. */
   showMoment(position) {
      const {measure} = this.store.state;

      this.store.set({window: [position, position],
                      measure: measure === "peak" ? measure : "end"});
   }

   /* The next snapshot; if there is a window, from its end on. */
   stepMoment(by) {
      this.showMoment(this.step(this.store.state.window[1], by));
   }

   showWhole() {
      this.store.set({window: [0, this.last]});
   }

   pixel(position) {
      return this.plot.valToPos(this.plot.data[0][position], "x");
   }

   /* The nearest position, with a tree, to a place on the screen. */
   nearest(clientX) {
      const x = clientX - this.plot.over.getBoundingClientRect().left;
      const {hasTree} = this.profile.snapshots;
      const guess = this.plot.valToIdx(this.plot.posToVal(x, "x"));
      let best = guess;

      for (let step = 0; !hasTree[best] && step <= this.last; step++)
         best = hasTree[guess - step] ? guess - step
            : hasTree[guess + step] ? guess + step : guess;
      return Math.min(Math.max(best, 0), this.last);
   }

   /* The next position with a tree in a direction. */
   step(position, by) {
      const {hasTree} = this.profile.snapshots;
      const way = Math.sign(by);

      for (let left = Math.abs(by); left > 0; left--) {
         let next = position + way;

         while (next > 0 && next < this.last && !hasTree[next])
            next += way;
         if (next < 0 || next > this.last || !hasTree[next])
            return position;
         position = next;
      }
      return position;
   }

   moveEdge(which, position) {
      const window = [...this.store.state.window];

      window[which] = position;
      if (window[0] <= window[1])
         this.store.set({window});
   }

   listenEdge(edge, which) {
      edge.addEventListener("pointerdown", (e) => {
         e.preventDefault();
         e.stopPropagation();
         edge.focus();
         if (this.isMoment)
            this.dragNew(e, edge);
         else
            this.follow(e, edge, (move) =>
               this.moveEdge(which, this.nearest(move.clientX)));
      });
      edge.addEventListener("keydown", (e) => {
         const way = {ArrowLeft: -1, ArrowRight: 1, PageDown: -10,
                      PageUp: 10, Home: -Infinity, End: Infinity}[e.key];

         if (way === undefined)
            return;
         e.preventDefault();
         this.moveEdge(which, Number.isFinite(way)
            ? this.step(this.store.state.window[which],
                        e.shiftKey ? 10 * way : way)
            : way < 0 ? 0 : this.last);
      });
   }

   /* Calls move(event) until the pointer is let go; click(), if it was not
      moved. */
   follow(down, target, move, click = () => {}) {
      let isClick = down.button === 0;
      const moved = (e) => {
         isClick &&= Math.abs(e.clientX - down.clientX) < LEAST_DRAG_PX;
         if (!isClick)
            move(e);
      };
      const end = (e) => {
         target.removeEventListener("pointermove", moved);
         target.removeEventListener("pointerup", end);
         target.removeEventListener("pointercancel", end);
         if (isClick && e.type === "pointerup")
            click();
      };

      target.setPointerCapture(down.pointerId);
      target.addEventListener("pointermove", moved);
      target.addEventListener("pointerup", end);
      target.addEventListener("pointercancel", end);
   }

   drag(down) {
      if (this.isWhole || this.isMoment) {
         this.dragNew(down);
         return;
      }
      const [from, to] = this.store.state.window;
      const left = this.pixel(from), right = this.pixel(to);
      const over = this.plot.over.getBoundingClientRect();
      const most = over.width - right;

      this.follow(down, this.pane, (e) => {
         const by = Math.min(Math.max(e.clientX - down.clientX, -left), most);
         const window = [this.nearest(over.left + left + by),
                         this.nearest(over.left + right + by)];

         this.store.set({window});
      }, () => this.showMoment(this.nearest(down.clientX)));
   }

   dragNew(down, target = this.isWhole ? this.pane : this.plot.over) {
      const start = this.nearest(down.clientX);

      this.follow(down, target, (e) => {
         const here = this.nearest(e.clientX);

         this.store.set({window: [Math.min(start, here),
                                  Math.max(start, here)]});
      }, () => this.showMoment(start));
   }

   show() {
      if (!this.plot)
         return;
      const {head} = this.profile;
      const axis = head.axes[this.store.state.axis];
      const width = this.plot.over.clientWidth;
      const ends = this.store.state.window.map((p) =>
         Math.min(Math.max(this.pixel(p), 0), width));

      this.left.hidden = this.right.hidden = this.isMoment;
      this.left.style.left = "0px";
      this.left.style.width = `${ends[0]}px`;
      this.right.style.left = `${ends[1]}px`;
      this.right.style.width = `${Math.max(width - ends[1], 0)}px`;
      this.pane.style.left = `${ends[0]}px`;
      this.pane.style.width = `${Math.max(ends[1] - ends[0], 1)}px`;
      this.pane.classList.toggle("whole", this.isWhole);
      this.edges.forEach((edge, i) => {
         const position = this.store.state.window[i];

         edge.style.left = `${ends[i]}px`;
         edge.setAttribute("aria-valuemin", "0");
         edge.setAttribute("aria-valuemax", String(this.last));
         edge.setAttribute("aria-valuenow", String(position));
         edge.setAttribute("aria-valuetext",
                           moment(axis.name, this.plot.data[0][position]));
      });
   }
}
