// SPDX-License-Identifier: GPL-2.0-or-later
// Work in pieces: what takes long is a generator that stops after each piece of
// its work, with how far it has come, from 0 to 1.  Between pieces the tab hears
// its reader.  A worker would need the data a second time.

/* Nodes, or what costs about as much as one. */
export const PIECE = 16384;

/* Pieces are put together to no more than this; a frame takes as long. */
const TURN_MS = 12;

/* Counts work; full() tells when a piece is. */
export class Pace {
   constructor() {
      this.n = 0;
   }

   full(n = 1) {
      this.n += n;
      if (this.n < PIECE)
         return false;
      this.n = 0;
      return true;
   }
}

/* Until everything else that waits has had its turn.  A timer would wait for 4
   ms. */
function pause() {
   return new Promise((resolve) => {
      const {port1, port2} = new MessageChannel();

      port1.onmessage = () => {
         port1.close();
         resolve();
      };
      port2.postMessage(null);
   });
}

/* The same as a part of something longer. */
export function* asPart(steps, from, to) {
   for (;;) {
      const {done, value} = steps.next();

      if (done)
         return value;
      yield from + value * (to - from);
   }
}

/* The result of all pieces, without a rest. */
export function atOnce(steps) {
   for (;;) {
      const {done, value} = steps.next();

      if (done)
         return value;
   }
}

/* Of their work, turn by turn; tell(part) after each. */
export async function inTurns(steps, tell) {
   for (;;) {
      const end = performance.now() + TURN_MS;
      let step = steps.next();

      while (!step.done && performance.now() < end)
         step = steps.next();
      if (step.done)
         return step.value;
      tell(step.value);
      await pause();
   }
}
