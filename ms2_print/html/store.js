// SPDX-License-Identifier: GPL-2.0-or-later
// What the reader looks at: one object, and who wants to know of its changes.
//
//    window    [from, to], two positions of the timeline
//    axis      the index of a clock
//    layers    "all", or "heap": without mapped pages and stacks
//    measure   "peak", "end", "allocated", "short" or "left"
//    unit      "Bytes" or "Blocks"
//    inverted  allocating functions on top
//    idle      coloured by what was not in use
//    zoom      a node of the tree that is shown; 0 is all of it
//    tab       which of the views is shown
//    of        the site whose callers and callees are shown, + 1; 0 is the largest
//    find      searched for in the graph
//    filter    searched for in the table
//    owners    the number of a search for owners
//    held      a node of its tree; 0 is all of it
//    by        what the table sums up: "function" or "type"
//    sort      the table's column, "-" ahead of it: ascending
//    part      the number of the report; 0 is what opens first

import {atOnce} from "./work.js";

/* Shorter than what a reader waits for. */
const REST_MS = 90;

export class Store {
   constructor(state) {
      this.state = state;
      this.listeners = [];
      this.changed = new Set();
      this.resting = [];
   }

   /* The same once nothing has changed for a while: for what is too much for
      each frame of a drag. */
   onRest(keys, see) {
      let timer = 0;

      this.resting.push(see);
      this.listeners.push({keys, see: () => {
         clearTimeout(timer);
         timer = setTimeout(() => see(this.state), REST_MS);
      }});
   }

   /* Calls see(state, changed) in the next frame after one of keys changed,
      however often. */
   on(keys, see) {
      this.listeners.push({keys, see});
   }

   set(changes) {
      for (const [key, value] of Object.entries(changes)) {
         if (String(this.state[key]) === String(value))
            continue;
         this.state[key] = value;
         if (this.changed.size === 0)
            requestAnimationFrame(() => this.tell());
         this.changed.add(key);
      }
   }

   tell() {
      const changed = this.changed;

      this.changed = new Set();
      for (const {keys, see} of this.listeners) {
         if (keys.some((key) => changed.has(key)))
            see(this.state, changed);
      }
   }

   /* Everybody sees the state as it is, one after the other: in pieces, see
      work.js. */
   *tellEach() {
      const all = [...this.listeners.map(({see}) => see), ...this.resting];

      for (const [i, see] of all.entries()) {
         see(this.state, new Set(Object.keys(this.state)));
         yield i / all.length;
      }
   }

   tellAll() {
      atOnce(this.tellEach());
   }
}
