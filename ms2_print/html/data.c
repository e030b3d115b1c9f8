/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the data of the HTML page. */
#include "html/data.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "html/facts.h"
#include "base/intern.h"
#include "model/names.h"
#include "base/pack.h"
#include "query/calls.h"
#include "query/leaks.h"
#include "query/thin.h"
#include "page/sources.h"
#include "query/stacks.h"

#define DATA_VERSION 1

/* A screen has no more columns to drag a window over. */
#define MOST_SNAPSHOTS 1000

/* Lines shown above and below the one that a site names. */
#define LINES_AROUND 3
#define MOST_LINE_BYTES 200
/* Of all source lines together: the page is to stay one that can be mailed. */
#define MOST_SOURCE_BYTES ((size_t)4 * 1024 * 1024)

/* A longer name is shown shortened where it stands in a row. */
#define BRIEF_COLUMNS 60

struct writer {
   const struct view *view;
   const struct profile *profile;
   struct arena *arena;
   struct stacks *stacks;
   const struct calls *calls;
   const struct thin *thin;
   struct pack *pack;

   struct intern *names; /* number + 1 */
   uint32_t n_names;
   struct intern *site_ids; /* by the site of stacks.h: number + 1 */
   uint32_t *sites;         /* by number: the site of stacks.h */
   size_t n_sites, sites_room;
};

static void put_number(struct writer *w, uint64_t n)
{
   pack_number(w->pack, n);
}

static void put_usage(struct writer *w, struct usage u)
{
   put_number(w, u.bytes);
   put_number(w, u.blocks);
}

static void put_name(struct writer *w, const char *name)
{
   uint32_t *id = intern_find(w->names, name, strlen(name));

   if (*id) {
      put_number(w, *id - 1);
      return;
   }
   *id = ++w->n_names;
   put_number(w, *id - 1);
   pack_text(w->pack, name);
}

static void put_site(struct writer *w, uint32_t site)
{
   const struct site *s = stacks_site(w->stacks, site);
   uint32_t *id = intern_find(w->site_ids, &site, sizeof site);
   char brief[BRIEF_COLUMNS + 1];

   if (*id) {
      put_number(w, *id - 1);
      return;
   }
   w->sites = arena_grow(w->arena, w->sites, w->n_sites, &w->sites_room,
                         sizeof w->sites[0]);
   w->sites[w->n_sites++] = site;
   *id = (uint32_t)w->n_sites;
   put_number(w, *id - 1);
   names_fit(s->function, BRIEF_COLUMNS, brief);
   put_name(w, s->function);
   put_name(w, brief);
   put_name(w, s->dir);
   put_name(w, s->file);
   put_number(w, s->line);
   put_name(w, s->object);
   put_number(w, s->function_id);
   put_number(w, (uint64_t)s->inlined | (uint64_t)s->thread << 1);
}

static void put_facts(struct writer *w, const struct leaks *leaks)
{
   const struct html_question q = {w->view, w->arena, w->stacks, w->thin,
                                   leaks};
   char *text = html_facts(&q);

   pack_text(w->pack, text);
   free(text);
}

/* The tree and what ends in it. */

static void put_tree(struct writer *w)
{
   const struct calls *f = w->calls;

   put_number(w, f->n_nodes - 1);
   for (uint32_t i = 1; i < f->n_nodes; i++) {
      put_number(w, f->nodes[i].depth);
      put_site(w, f->nodes[i].site);
   }
}

static void put_contexts(struct writer *w)
{
   const struct calls *f = w->calls;
   uint32_t node = 0;

   put_number(w, f->n_contexts);
   for (uint32_t i = 0; i < f->n_contexts; i++) {
      const struct calls_context *c = &f->contexts[i];

      put_number(w, c->node - node);
      put_name(w, c->via);
      put_name(w, c->note);
      put_number(w, c->cut);
      put_usage(w, c->peak);
      put_usage(w, c->short_lived);
      node = c->node;
   }
}

static void put_inherited(struct writer *w)
{
   const struct calls *f = w->calls;
   uint32_t n = 0, last = 0;

   for (uint32_t i = 0; i < f->n_contexts; i++)
      n += f->contexts[i].inherited.blocks > 0;
   put_number(w, n);
   for (uint32_t i = 0; i < f->n_contexts; i++) {
      if (f->contexts[i].inherited.blocks == 0)
         continue;
      put_number(w, i - last);
      put_usage(w, f->contexts[i].inherited);
      last = i;
   }
}

/* Snapshots. */

static uint64_t highest_in(const struct profile *p, size_t from, size_t to)
{
   uint64_t highest = 0;

   for (size_t i = from; i <= to; i++) {
      if (p->snapshots[i].max_heap_bytes > highest)
         highest = p->snapshots[i].max_heap_bytes;
   }
   return highest;
}

static void put_snapshots(struct writer *w)
{
   const struct profile *p = w->profile;
   struct moment before = {{0}};
   size_t next = 0; /* the first one behind the last kept */

   put_number(w, w->thin->n_kept);
   for (size_t i = 0; i < w->thin->n_kept; i++) {
      const size_t index = w->thin->kept[i];
      const struct snapshot *s = &p->snapshots[index];

      put_number(w, index - (i ? next - 1 : 0));
      put_number(w, s->has_tree);
      for (enum axis axis = AXIS_AUTO + 1; axis < AXIS_COUNT; axis++)
         put_number(w, s->when.on[axis] - before.on[axis]);
      put_usage(w, s->heap);
      put_number(w, s->admin_bytes);
      put_number(w, highest_in(p, next, index));
      put_number(w, s->pages_bytes);
      put_number(w, s->stack_bytes);
      before = s->when;
      next = index + 1;
   }
}

/* What changed since the last kept snapshot. */
struct changes {
   struct delta *sums; /* by context */
   uint32_t *changed;  /* contexts */
   bool *is_changed;
   size_t n_changed;
};

static void put_change(struct writer *w, uint32_t from, uint32_t context,
                       const struct delta *d)
{
   const unsigned form = usage_is_zero(d->freed)               ? 1
                         : usage_is_zero(d->allocated)         ? 2
                         : usage_equal(d->freed, d->allocated) ? 3
                                                               : 0;

   put_number(w, (uint64_t)(context - from) << 2 | form);
   if (form != 2)
      put_usage(w, d->allocated);
   if (form == 0 || form == 2)
      put_usage(w, d->freed);
}

static void gather(const struct writer *w, struct changes *c, size_t snapshot)
{
   struct delta_cursor cursor = profile_deltas(w->profile, snapshot);
   struct delta d;

   while (deltas_next(&cursor, &d)) {
      const uint32_t context = w->calls->context_of[d.node] - 1;
      struct delta *sum = &c->sums[context];

      if (!c->is_changed[context]) {
         c->is_changed[context] = true;
         c->changed[c->n_changed++] = context;
      }
      usage_add(&sum->allocated, d.allocated);
      usage_add(&sum->freed, d.freed);
   }
}

static int compare_numbers(const void *left, const void *right)
{
   const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

   return a < b ? -1 : a > b;
}

/* In the order of contexts, so that the steps are small. */
static void flush(struct writer *w, struct changes *c)
{
   uint32_t last = 0;

   if (c->n_changed > 1)
      qsort(c->changed, c->n_changed, sizeof c->changed[0], compare_numbers);
   put_number(w, c->n_changed);
   for (size_t i = 0; i < c->n_changed; i++) {
      const uint32_t context = c->changed[i];

      put_change(w, last, context, &c->sums[context]);
      c->sums[context] = (struct delta){0};
      c->is_changed[context] = false;
      last = context;
   }
   c->n_changed = 0;
}

static void put_changes(struct writer *w)
{
   const uint32_t n = w->calls->n_contexts;
   struct changes c = {
       .sums = arena_array(w->arena, n, sizeof c.sums[0]),
       .changed = arena_array(w->arena, n, sizeof c.changed[0]),
       .is_changed = arena_array(w->arena, n, sizeof c.is_changed[0]),
   };
   size_t next = 0;

   for (size_t i = 0; i < w->thin->n_kept; i++) {
      for (; next <= w->thin->kept[i]; next++)
         gather(w, &c, next);
      flush(w, &c);
   }
}

/* The position, among those kept, of a snapshot. */
static size_t position_of(const struct thin *t, size_t snapshot)
{
   size_t low = 0, high = t->n_kept;

   while (low < high) {
      const size_t middle = low + (high - low) / 2;

      if (t->kept[middle] < snapshot)
         low = middle + 1;
      else
         high = middle;
   }
   return low;
}

static void put_marks(struct writer *w)
{
   const struct facts *f = &w->profile->facts;

   put_number(w, f->n_marks);
   for (size_t i = 0; i < f->n_marks; i++) {
      const struct run_mark *m = &f->marks[i];

      put_number(w, position_of(w->thin, m->snapshot));
      put_name(w, m->how);
      put_name(w, m->region ? f->regions[m->region].name : "");
      put_number(w, m->thread);
      put_name(w, m->text);
   }
}

/* Leaks and sources. */

static void put_leak(struct writer *w, const struct leak_group *g)
{
   put_site(w, g->site);
   put_number(w, g->n_lines);
   put_name(w, g->via ? g->via : "");
   put_name(w, g->note);
   put_number(w, g->verdict);
   put_number(w, g->suspect);
   put_usage(w, g->inherited);
   put_usage(w, g->allocated);
   put_usage(w, g->freed);
   put_usage(w, g->end);
   put_number(w, g->max_bytes);
   put_number(w, g->n_rising);
   put_number(w, g->n_intervals);
   put_number(w, g->longest_fall_bytes);
   put_number(w, g->growth_ms);
}

static void put_leaks(struct writer *w, const struct leaks *leaks)
{
   put_number(w, leaks->n_groups);
   for (size_t i = 0; i < leaks->n_groups; i++)
      put_leak(w, &leaks->groups[i]);
}

/* The lines around the one of a site. */
struct excerpt {
   const struct source *source;
   uint32_t site, first, n; /* the site's number; lines from 0 */
};

static struct excerpt find_excerpt(const struct writer *w, struct sources *all,
                                   uint32_t number)
{
   const struct site *site = stacks_site(w->stacks, w->sites[number]);
   struct excerpt e = {.site = number};
   uint32_t end;

   if (site->line == 0)
      return e;
   e.source = sources_find(all, site->dir, site->file);
   if (!e.source || site->line > e.source->n_lines)
      return e;
   e.first = site->line > LINES_AROUND ? site->line - 1 - LINES_AROUND : 0;
   end = site->line + LINES_AROUND;
   if (end > e.source->n_lines)
      end = e.source->n_lines;
   e.n = end - e.first;
   return e;
}

/* Its bytes, written or not. */
static size_t put_excerpt(struct writer *w, const struct excerpt *e)
{
   size_t sum = 0;

   put_number(w, e->site);
   put_number(w, e->first + 1);
   put_number(w, e->n);
   for (uint32_t i = e->first; i < e->first + e->n; i++) {
      size_t length = e->source->lengths[i];

      if (length > MOST_LINE_BYTES)
         length = MOST_LINE_BYTES;
      pack_text_of(w->pack, e->source->lines[i], length);
      sum += length;
   }
   return sum;
}

/* A 0 for "one more" ahead of each, and a 1 behind the last: how many there
   are is known only in the end. */
static void put_sources(struct writer *w)
{
   struct sources *all = sources_new(w->arena);
   const size_t n_sites = w->view->options->no_source ? 0 : w->n_sites;
   size_t sum = 0;

   for (uint32_t i = 0; i < n_sites && sum < MOST_SOURCE_BYTES; i++) {
      const struct excerpt e = find_excerpt(w, all, i);

      if (e.n == 0)
         continue;
      put_number(w, 0);
      sum += put_excerpt(w, &e);
   }
   put_number(w, 1);
}

void html_data_write(const struct view *v)
{
   struct arena *a = arena_new();
   struct writer w = {.view = v, .profile = v->profile, .arena = a};
   struct leaks *leaks;

   w.stacks = stacks_new(a, v->profile, v->options->rules);
   w.calls = query_calls(a, w.stacks, v->profile);
   w.thin = query_thin(a, v->profile, MOST_SNAPSHOTS);
   w.names = intern_new(a);
   w.site_ids = intern_new(a);
   w.pack = pack_begin(v->out);
   leaks = query_leaks(a, w.stacks, v->profile);
   put_number(&w, DATA_VERSION);
   put_facts(&w, leaks);
   put_tree(&w);
   put_contexts(&w);
   put_inherited(&w);
   put_snapshots(&w);
   put_changes(&w);
   put_marks(&w);
   put_leaks(&w, leaks);
   put_sources(&w);
   pack_end(w.pack);
   arena_free(a);
}
