// SPDX-License-Identifier: GPL-2.0-or-later
// The state in the address, behind the #, so that what is looked at can be
// passed on and "back" leads back.

/* Each with the value that is left out, and how it is written and read. */
const text = {write: String, read: String};
const flag = {write: () => "1", read: (s) => s === "1"};
const whole = {
   write: String,
   read: (s) => /^\d+$/.test(s) ? Number(s) : undefined,
};
const pair = {
   write: ([from, to]) => `${from}-${to}`,
   read: (s) => {
      const match = /^(\d+)-(\d+)$/.exec(s);

      return match ? [Number(match[1]), Number(match[2])] : undefined;
   },
};
const FIELDS = {
   window: pair, axis: whole, layers: text, measure: text, unit: text,
   inverted: flag, idle: flag, zoom: whole, tab: text, of: whole, find: text,
   filter: text, by: text, sort: text, owners: text, held: whole, part: whole,
   wide: text,
};

export function writeUrl(state, defaults) {
   const fields = new URLSearchParams();

   for (const [key, kind] of Object.entries(FIELDS)) {
      if (String(state[key]) !== String(defaults[key]))
         fields.set(key, kind.write(state[key]));
   }
   return `#${fields}`;
}

/* The state of an address; what it does not say is as in the defaults, and so
   is what makes no sense. */
export function readUrl(hash, defaults, isValid) {
   const fields = new URLSearchParams(hash.replace(/^#/, ""));
   const state = {...defaults};

   for (const [key, kind] of Object.entries(FIELDS)) {
      const value = fields.has(key) ? kind.read(fields.get(key)) : undefined;

      if (value !== undefined && isValid(key, value))
         state[key] = value;
   }
   return state;
}

/* Keeps address and store alike.  A zoom is a step that "back" undoes; all
   else waits for a rest, as browsers count how often an address changes. */
export function followUrl(store, defaults, isValid) {
   let written = writeUrl(store.state, defaults);
   const write = (state, how) => {
      const url = writeUrl(state, defaults);

      if (url !== written)
         history[how](null, "", url);
      written = url;
   };

   store.on(["zoom", "held"], (state) => write(state, "pushState"));
   store.onRest(Object.keys(FIELDS), (state) => write(state, "replaceState"));
   const read = () => {
      const state = readUrl(location.hash, defaults, isValid);

      /* Another report begins anew, with nothing of this one. */
      if (state.part !== store.state.part) {
         location.reload();
         return;
      }
      written = writeUrl(state, defaults);
      store.set(state);
   };

   addEventListener("popstate", read);
   addEventListener("hashchange", read);
}
