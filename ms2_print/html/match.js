// SPDX-License-Identifier: GPL-2.0-or-later
// What is searched for: a text, or a regular expression, in the names and
// places of a site; upper and lower case are alike.
//
// Names of C++ and Rust are full of characters that mean something in a regular
// expression.  So what contains the words as they stand is found as well, and
// what is no expression is a text.

const SPECIAL = /[\\^$.|?*+()[\]{}]/;

function expressionOf(words) {
   try {
      return SPECIAL.test(words) ? new RegExp(words, "iu") : null;
   } catch {
      return null;
   }
}

/* A function of a text, or null where nothing is searched for. */
export function matcher(words) {
   const plain = words.trim().toLowerCase();
   const expression = expressionOf(words.trim());

   if (!plain)
      return null;
   return (text) => text.toLowerCase().includes(plain) ||
      Boolean(expression?.test(text));
}

export const textsOf = (site) => [site.name, site.path, site.object];

/* Of the last words, by list of sites: each part of the page asks for the
   same. */
let lastWords = "";
let known = new Map();

/* By number of a site, whether it is found; null where nothing is searched
   for. */
export function foundSites(sites, words) {
   const matches = matcher(words);

   if (words !== lastWords)
      known = new Map();
   lastWords = words;
   if (matches && !known.has(sites))
      known.set(sites, sites.map((site) => textsOf(site).some(matches)));
   return matches && known.get(sites);
}
