// SPDX-License-Identifier: GPL-2.0-or-later
// The section of owners: who held what, as an icicle from roots inwards.  A box
// is as wide as what would be lost with it.

import {LOSSES, OWNER_BLOCKS, OWNER_LOST, OWNER_ROOT} from "./data.js";
import {blocksData, bytesData, find, make, segments} from "./dom.js";
import {Icicle} from "./icicle.js";
import {foundSites} from "./match.js";
import {hideTip, showTip} from "./tip.js";
import {pathOf, sumTree} from "./tree.js";
import {bytes, moment, plural, share} from "./units.js";

/* What may hold blocks is drawn as code is: with a name and a place. */
function asSite(owner, sites) {
   if (owner.kind === OWNER_BLOCKS)
      return sites[owner.site];
   const {name, kind} = owner;
   const [brief, ...rest] = kind === OWNER_LOST ? name.split(": ") : [name];
   const where = owner.where || rest.join(": ");

   return {name: brief, brief, label: brief, where, path: where, object: "",
           functionId: -1, tone: kind === OWNER_LOST ? "bad" : null};
}

const WORDS = {end: "At the end", peak: "At the peak"};

/* Searches with a word for each: the last one of a kind has the kind's. */
function named(searches, {name}, axis) {
   return searches.map((search, i) => ({
      value: String(i),
      text: WORDS[search.how] ?? `At ${moment(name, search.clocks[axis])}`,
      title: `Searched at ${moment(name, search.clocks[axis])}`,
   })).filter(({text}, i, all) =>
      all.findLastIndex((other) => other.text === text) === i);
}

/* The one that is shown at first: of the end, else the last. */
export function firstSearch({searches}) {
   const end = searches.findLastIndex(({how}) => how === "end");

   return String(end >= 0 ? end : searches.length - 1);
}

/* Who holds blocks of a site at the end: {node, words}, the largest node of them
   and what is said of it; null where none are held. */
export function holderOf({kind, loss, owners, ownBytes, tree}, site) {
   const nodes = Array.from(kind.keys()).filter((i) =>
      kind[i] === OWNER_BLOCKS && owners[tree.site[i]].site === site)
      .sort((a, b) => ownBytes[b] - ownBytes[a]);

   if (nodes.length === 0)
      return null;
   const [node] = nodes;
   const holder = pathOf(tree, node).pop();
   const {name, where} = owners[tree.site[holder]];
   const root = kind[holder] !== OWNER_ROOT ? "several together"
      : where ? `${name} (${where})` : name;
   const words = {
      "possibly lost": `Possibly lost: only pointers inside, from ${root}`,
      "definitely lost": "Lost: nothing points to it",
      "indirectly lost": "Lost with what held it",
   }[LOSSES[loss[node]]] ?? `Held by ${root}`;

   return {node, words: nodes.length === 1 ? words
      : `${words}; and at ${plural(nodes.length - 1, "other place",
                                   "other places")}`};
}

export class Owners {
   constructor(profile, topSites, store) {
      this.profile = profile;
      this.store = store;
      find("owners-card").hidden = profile.searches.length === 0;
      if (profile.searches.length === 0)
         return;
      this.shown = {}; /* by number of a search, once it was looked at */
      this.topSites = topSites;
      this.listen();
      store.on(["owners", "unit", "held", "find", "axis"], () => this.show());
      store.onRest(["owners", "held"], () => this.showDetail(this.graph.zoom));
   }

   listen() {
      const {store, profile: {head, searches}} = this;
      const choices = named(searches, head.axes[store.state.axis],
                            store.state.axis);

      this.mark = segments(find("searches"), choices, (owners) =>
         store.set({owners, held: 0}));
      find("searches").hidden = choices.length < 2;
      find("owners-reset").addEventListener("click", () =>
         store.set({held: 0}));
      find("owners-find").addEventListener("input", (e) =>
         store.set({find: e.target.value}));
   }

   /* {search, sites, icicle}.  Each has names of its own, so an icicle, too. */
   view() {
      const number = this.store.state.owners;

      return this.shown[number] ??= this.makeView(
         this.profile.searches[number]);
   }

   makeView(search) {
      const place = make("div");
      const sites = search.owners.map((owner) =>
         asSite(owner, this.profile.sites));

      return {search, sites, place,
              icicle: new Icicle(place, sites, this.topSites, {
                 choose: (node) => this.choose(node),
                 hover: (node, event) => this.hover(node, event),
                 focus: (node) => this.showDetail(node),
              })};
   }

   show() {
      const {owners, unit, held, find: words} = this.store.state;
      const {search, sites, place, icicle} = this.view();
      const {tree, kind} = search;
      const values = this.retained(unit);
      const found = foundSites(sites, words);

      if (place.parentElement !== find("owners")) {
         place.className = "icicle";
         find("owners").replaceChildren(place);
      }
      this.graph = {tree, values, found,
                    allocates: kind.map((k) => k === OWNER_BLOCKS),
                    whole: `all: ${this.format(values[0])}`,
                    zoom: Math.min(held, tree.n - 1),
                    empty: "The heap was empty."};
      icicle.show(this.graph);
      icicle.canvas.setAttribute("aria-label",
                                 "Who held what, as boxes below their holders");
      find("owners-said").replaceChildren(...this.said());
      find("owners-found").textContent = found ? this.foundText(found) : "";
      if (find("owners-find").value !== words)
         find("owners-find").value = words;
      find("owners-reset").disabled = this.graph.zoom === 0;
      this.mark(owners);
   }

   /* Of each node, with all below it. */
   retained(unit) {
      const {search} = this.view();
      const column = search[`own${unit}`];

      search.retained ??= {};
      return search.retained[unit] ??= sumTree(
         search.tree, Int32Array.from(column, (_, i) => i), column);
   }

   format(n) {
      return this.store.state.unit === "Bytes" ? bytes(n)
         : plural(n, "block", "blocks");
   }

   /* How much is of each class. */
   said() {
      const {byLoss} = this.view().search;
      const parts = byLoss.map(({bytes: n, blocks}, i) => ({n, blocks, i}))
         .filter(({blocks, i}) => blocks > 0 || LOSSES[i + 1] ===
                 "definitely lost")
         .flatMap(({n, blocks, i}) => [
            make("span", i > 0 && blocks > 0 ? "class lost" : "class",
                 `${LOSSES[i + 1]}: `, bytesData(n), " in ",
                 blocksData(blocks, plural(blocks, "block", "blocks"))),
         ]);

      return [...parts, make("span", "class", "A box is as wide as what would " +
                             "be lost without it.")];
   }

   foundText(found) {
      const {tree, values} = this.graph;
      let sum = 0;

      for (let i = 1; i < tree.n;) {
         const isFound = found[tree.site[i]];

         sum += isFound ? values[i] : 0;
         i = isFound ? tree.end[i] : i + 1;
      }
      return found.includes(true) ? `${this.format(sum)}, ` +
         share(sum, values[0]) : "not found";
   }

   choose(node) {
      const {held} = this.store.state;

      this.store.set({held: node === held && node > 0
         ? this.graph.tree.parent[node] : node});
   }

   hover(node, event) {
      if (node < 0) {
         hideTip();
         return;
      }
      const {tree, values} = this.graph;
      const site = this.view().sites[tree.site[node]];

      showTip(event, make("b", "", site?.name ?? "everything"),
              make("div", "place", site?.path ?? ""),
              make("div", "numbers", `${this.format(values[node])}, ` +
                   share(values[node], values[0])));
   }

   showDetail(node) {
      const {search, sites} = this.view();
      const site = sites[search.tree.site[node]];

      find("owner").replaceChildren(...(site ? [
         make("h3", "", site.name),
         make("div", "", make("div", "place", site.path),
              this.numbers(node), this.pointers(node)),
         this.path(node),
      ] : []));
   }

   numbers(node) {
      const {search} = this.view();
      const row = (name, inBytes, inBlocks) => [
         make("dt", "", name), make("dd", "", bytesData(inBytes)),
         make("dd", "", share(inBytes, this.retained("Bytes")[0])),
         make("dd", "", blocksData(inBlocks,
                                   plural(inBlocks, "block", "blocks")))];

      return make("dl", "numbers",
                  ...row("Retained", this.retained("Bytes")[node],
                         this.retained("Blocks")[node]),
                  ...row("Its own", search.ownBytes[node],
                         search.ownBlocks[node]));
   }

   /* From where else blocks of it are pointed at. */
   pointers(node) {
      const {search} = this.view();
      const list = search.pointers.filter(({to}) => to === node)
         .map(({from, n}) => make("li", "",
            `${plural(n, "pointer", "pointers")} of `, this.link(from)));

      return list.length > 0
         ? make("div", "", make("div", "place", "Also pointed at:"),
                make("ul", "pointers", ...list)) : null;
   }

   link(node) {
      const {search, sites} = this.view();
      const button = make("button", "link",
                          sites[search.tree.site[node]]?.label ?? "several");

      button.type = "button";
      button.addEventListener("click", () => this.store.set({held: node}));
      return button;
   }

   /* The way from the node out to its root. */
   path(node) {
      const {search, sites} = this.view();
      const lines = pathOf(search.tree, node).map((step) => {
         const site = sites[search.tree.site[step]];
         const offset = search.offset[step];
         const loss = LOSSES[search.loss[step]];

         return make("li", "", step === node ? site.label : this.link(step),
                     " ", make("span", "place", [
                        site.where, offset > 0 ? `pointer at +${offset - 1}` : "",
                        loss === "reachable" ? "" : loss,
                     ].filter((words) => words).join(", ")));
      });

      return make("ol", "path", ...lines);
   }
}
