/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who holds what, folded by sites. */
#include "query/owners.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lookup.h"
#include "base/order.h"
#include "query/paths.h"
#include "query/options.h"
#include "query/stacks.h"

/* A node as it is made; it is found by parent, kind, number and class. */
struct draft {
   struct owners_node node;
   uint64_t most_bytes; /* of the contexts that are this node */
   bool seen_offset;
   uint32_t first, next; /* child and sibling, in the order of the page */
};

struct work {
   struct arena *scratch;
   struct stacks *stacks;
   const struct owner_search *search;
   struct draft *drafts;
   size_t n, room;
   struct lookup known;
   uint32_t *of; /* by number of the search's: the draft */
};

static uint64_t hash_node(const struct owners_node *n)
{
   return lookup_mix(lookup_mix(lookup_mix(0, n->parent), n->number),
                     (uint64_t)n->kind << 8 | (uint64_t)n->loss);
}

static uint64_t hash_draft(const void *owner, uint32_t number)
{
   const struct work *w = owner;

   return hash_node(&w->drafts[number].node);
}

static bool is_alike(const struct owners_node *a, const struct owners_node *b)
{
   return a->kind == b->kind && a->number == b->number && a->loss == b->loss;
}

static bool is_draft(const void *owner, uint32_t number, const void *wanted)
{
   const struct work *w = owner;
   const struct owners_node *a = &w->drafts[number].node, *b = wanted;

   return a->parent == b->parent && is_alike(a, b);
}

/* What stands for an owner that lies below draft `parent`. */
static struct owners_node key_of(const struct work *w, const struct owner *o,
                                 uint32_t parent)
{
   struct owners_node key = {
       .kind = o->kind, .loss = o->loss, .number = o->number};

   key.parent = parent;
   if (o->kind == OWNER_blocks)
      key.number = paths_top_of(w->stacks, o->number);
   else if (o->kind != OWNER_root)
      key.number = 0;
   return key;
}

/* A holder on the way to the top that looks like it; 0: none. */
static uint32_t find_above(const struct work *w, const struct owners_node *key)
{
   uint32_t at = key->kind == OWNER_blocks ? key->parent : 0;

   while (at > 0 && !is_alike(&w->drafts[at].node, key))
      at = w->drafts[at].node.parent;
   return at;
}

static uint32_t find_draft(struct work *w, const struct owners_node *key)
{
   const uint32_t above = find_above(w, key);

   if (above > 0)
      return above;
   uint32_t number = lookup_find(&w->known, hash_node(key), key);
   if (number == LOOKUP_NONE) {
      number = (uint32_t)w->n;
      w->drafts = arena_grow(w->scratch, w->drafts, w->n, &w->room,
                             sizeof w->drafts[0]);
      w->drafts[w->n++] = (struct draft){.node = *key};
      w->drafts[number].node.depth = w->drafts[key->parent].node.depth + 1;
   }
   return number;
}

/* The same for all owners that are this node, or none. */
static void see_offset(struct draft *d, const struct owner *o)
{
   struct owners_node *n = &d->node;
   const bool has = o->offset > 0;

   if (!d->seen_offset) {
      d->seen_offset = true;
      n->has_offset = has;
      n->offset = has ? o->offset - 1 : 0;
   } else if (!has || n->offset != o->offset - 1) {
      n->has_offset = false;
   }
}

static void add_owner(struct work *w, uint32_t number)
{
   const struct owner *o = &w->search->owners[number];
   const uint32_t parent = w->of[o->parent];
   const struct owners_node key = key_of(w, o, parent);
   const uint32_t at = find_draft(w, &key);
   struct draft *d = &w->drafts[at];

   w->of[number] = at;
   if (d->node.parent == parent) /* what is folded up points at itself */
      see_offset(d, o);
   usage_add(&d->node.own, o->own);
   if (o->kind == OWNER_blocks &&
       (d->node.context == 0 || o->own.bytes > d->most_bytes)) {
      d->node.context = o->number;
      d->most_bytes = o->own.bytes;
   }
}

static void sum_up(struct work *w)
{
   for (size_t i = w->n; i > 0; i--) {
      struct owners_node *n = &w->drafts[i - 1].node;

      usage_add(&n->retained, n->own);
      if (i > 1)
         usage_add(&w->drafts[n->parent].node.retained, n->retained);
   }
}

/* By what they retain; of equals the one that came first, which the recorder
   numbered first. */
static int compare(const void *left, const void *right, void *context)
{
   const struct draft *drafts = context;
   const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
   const int c =
       order_down(drafts[a].node.retained.bytes, drafts[b].node.retained.bytes);

   return c ? c : order_up(a, b);
}

/* Links the drafts of one parent in the order of the page. */
static void link_children(struct work *w)
{
   uint32_t *sorted = arena_array(w->scratch, w->n, sizeof sorted[0]);

   for (uint32_t i = 0; i < w->n; i++)
      sorted[i] = i;
   qsort_r(sorted, w->n, sizeof sorted[0], compare, w->drafts);
   for (size_t i = w->n; i > 0; i--) {
      struct draft *d = &w->drafts[sorted[i - 1]];
      struct draft *parent = &w->drafts[d->node.parent];

      if (sorted[i - 1] == 0)
         continue;
      d->next = parent->first;
      parent->first = sorted[i - 1];
   }
}

/* Lays the drafts out, each before what it holds; place[] gets where each
   lies.  What is below the top ends where the next one begins. */
static void lay_out(const struct work *w, struct owners_node *to,
                    uint32_t *place)
{
   uint32_t n = 0, at = 0;

   for (;;) {
      place[at] = n;
      to[n] = w->drafts[at].node;
      to[n].parent = place[to[n].parent];
      n++;
      if (w->drafts[at].first > 0) {
         at = w->drafts[at].first;
         continue;
      }
      while (at > 0 && w->drafts[at].next == 0) {
         to[place[at]].end = n;
         at = w->drafts[at].node.parent;
      }
      to[place[at]].end = n;
      if (at == 0)
         return;
      at = w->drafts[at].next;
   }
}

struct owners *query_owners(struct arena *a, struct stacks *s,
                            const struct owner_search *search)
{
   static const struct lookup_things things = {hash_draft, is_draft};
   struct owners *o = arena_alloc(a, sizeof *o);
   struct arena *scratch = arena_new();
   struct work w = {.scratch = scratch, .stacks = s, .search = search};

   w.of = arena_array(scratch, search->n_owners, sizeof w.of[0]);
   lookup_init(&w.known, scratch, &things, &w);
   const struct owners_node top = {.kind = OWNER_top};
   w.drafts = arena_grow(scratch, NULL, 0, &w.room, sizeof w.drafts[0]);
   lookup_find(&w.known, hash_node(&top), &top);
   w.n = 1;
   for (uint32_t i = 1; i < search->n_owners; i++)
      add_owner(&w, i);
   lookup_end(&w.known);
   sum_up(&w);
   link_children(&w);
   struct owners_node *nodes = arena_array(a, w.n, sizeof nodes[0]);
   uint32_t *place = arena_array(scratch, w.n, sizeof place[0]);
   uint32_t *of = arena_array(a, search->n_owners, sizeof of[0]);
   lay_out(&w, nodes, place);
   for (uint32_t i = 0; i < search->n_owners; i++)
      of[i] = place[w.of[i]];
   *o = (struct owners){search, nodes, (uint32_t)w.n, of};
   arena_free(scratch);
   return o;
}

static const struct owner_search *at_snapshot(const struct facts *f,
                                              size_t snapshot)
{
   for (size_t i = 0; i < f->n_searches; i++) {
      if (f->searches[i].snapshot == snapshot)
         return &f->searches[i];
   }
   return NULL;
}

const struct owner_search *owners_search(const struct profile *p,
                                         const struct options *o)
{
   const struct facts *f = &p->facts;

   if (!o->at_given)
      return f->n_searches > 0 ? &f->searches[f->n_searches - 1] : NULL;
   switch (o->at) {
   case AT_END: return facts_search_last(f, "end");
   case AT_PEAK: return facts_search_last(f, "peak");
   case AT_SNAPSHOT: return at_snapshot(f, o->at_snapshot);
   default: return NULL;
   }
}

/* ---- what is asked of them ---- */

static bool was_asked(const struct profile *p, const char *option)
{
   for (size_t i = 0; i < p->run.n_options; i++) {
      if (strcmp(p->run.options[i], option) == 0)
         return true;
   }
   return false;
}

const char *owners_why_none(const struct profile *p)
{
   if (p->window) {
      return "A window of a run has no search of its own: look at the whole "
             "run.";
   }
   if (p->kind != PROFILE_MS2) {
      return "Only a profile of ms2 tells who points at what: this one is of "
             "another tool.";
   }
   if (was_asked(p, "--owners=no")) {
      return "Nobody searched: the program was recorded with --owners=no.";
   }
   if (!p->finished) {
      return "The end was not searched: the program was killed or still runs. "
             "'vgdb ms2 owners' searches while it does.";
   }
   if (strcmp(p->how, "exec") == 0) {
      return "The end was not searched: the program became another one.";
   }
   if (strcmp(p->how, "signal") == 0)
      return "The end was not searched: a signal ended the program.";
   return "The end was not searched: the file is of an older ms2, or there was "
          "no memory for the search.";
}

/* The pointers to a node, summed up by where they come from. */
struct beside {
   uint32_t node;
   uint64_t n;
   bool passes;  /* a stack or a register: it may well be an old word */
   bool is_root; /* a variable: what a reader knows by name */
};

static int compare_beside(const void *left, const void *right)
{
   const struct beside *a = left, *b = right;
   int c = (int)a->passes - (int)b->passes;

   if (c == 0)
      c = (int)b->is_root - (int)a->is_root;
   if (c == 0)
      c = order_down(a->n, b->n);
   return c ? c : order_up(a->node, b->node);
}

static bool is_passing(const struct profile *p, const struct owners_node *n)
{
   if (n->kind != OWNER_root)
      return false;
   const enum root_kind kind = p->facts.roots[n->number].kind;
   return kind == ROOT_stack || kind == ROOT_registers;
}

/* It is a root of which others are part. */
static bool has_parts(const struct owners *o, uint32_t node)
{
   uint32_t i = node + 1;

   while (i < o->nodes[node].end && o->nodes[i].kind != OWNER_root)
      i = o->nodes[i].end;
   return o->nodes[node].kind == OWNER_root && i < o->nodes[node].end;
}

bool owners_is_shared(const struct owners *o, uint32_t node)
{
   const uint32_t holder = o->nodes[node].parent;

   if (o->nodes[node].kind != OWNER_blocks)
      return false;
   return o->nodes[holder].kind == OWNER_top || has_parts(o, holder);
}

size_t owners_beside(const struct profile *p, const struct owners *o,
                     uint32_t node, struct owners_list to)
{
   const struct owner_search *s = o->search;
   struct arena *a = arena_new();
   struct beside *all = NULL;
   size_t n_all = 0, room = 0, n_to = 0;

   for (size_t i = 0; i < s->n_pointers; i++) {
      const uint32_t from = o->of[s->pointers[i].from];
      size_t k = 0;

      if (o->of[s->pointers[i].to] != node || from == node)
         continue;
      while (k < n_all && all[k].node != from)
         k++;
      if (k == n_all) {
         all = arena_grow(a, all, n_all, &room, sizeof all[0]);
         all[n_all++] = (struct beside){from, 0, is_passing(p, &o->nodes[from]),
                                        o->nodes[from].kind == OWNER_root};
      }
      all[k].n += s->pointers[i].n;
   }
   if (n_all > 1)
      qsort(all, n_all, sizeof all[0], compare_beside);
   for (; n_to < to.room && n_to < n_all && all[n_to].passes == all[0].passes;
        n_to++) {
      to.nodes[n_to] = all[n_to].node;
   }
   arena_free(a);
   return n_to;
}

const struct owner_search *owners_at_end(const struct profile *p)
{
   return facts_search_last(&p->facts, "end");
}
