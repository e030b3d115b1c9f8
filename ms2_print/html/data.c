/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the data of the HTML page. */
#include "html/data.h"

#include "html/data_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "html/head.h"
#include "base/intern.h"
#include "base/order.h"
#include "model/names_fit.h"
#include "base/pack.h"
#include "query/calls.h"
#include "query/leak_words.h"
#include "query/leaks.h"
#include "query/lines.h"
#include "query/thin.h"
#include "query/unused.h"
#include "page/sources.h"
#include "query/stacks.h"

#define DATA_VERSION 6

/* A screen has no more columns to drag a window over. */
#define MOST_SNAPSHOTS 1000

/* Lines shown above and below the one that a site names. */
#define LINES_AROUND 3
#define MOST_LINE_BYTES 200
/* Of all source lines together: the page is to stay one that can be mailed. */
#define MOST_SOURCE_BYTES ((size_t)4 * 1024 * 1024)

/* Nodes of the tree that are fetched ahead of the one at hand. */
#define AHEAD 16u

/* A longer name is shown shortened where it stands in a row. */
#define BRIEF_COLUMNS 60

void html_data_put_number(struct writer *w, uint64_t n)
{
   pack_number(w->pack, n);
}

void html_data_put_usage(struct writer *w, struct usage u)
{
   html_data_put_number(w, u.bytes);
   html_data_put_number(w, u.blocks);
}

uint32_t html_data_put_name(struct writer *w, const char *name)
{
   uint32_t *id = intern_find(w->names, name, strlen(name));
   const bool is_new = *id == 0;

   if (is_new)
      *id = ++w->n_names;
   html_data_put_number(w, *id - 1);
   if (is_new)
      pack_text(w->pack, name);
   return *id - 1;
}

static uint32_t put_brief(struct writer *w, const char *name)
{
   char brief[BRIEF_COLUMNS + 1];

   names_fit(name, BRIEF_COLUMNS, brief);
   return html_data_put_name(w, brief);
}

/* A name that many contexts in a row have in common is looked up once; both
   numbers stand for it. */
struct last_name {
   const char *name;
   uint32_t number, brief;
};

static void put_last(struct writer *w, struct last_name *last, const char *name)
{
   if (last->name == name)
      html_data_put_number(w, last->number);
   else
      last->number = html_data_put_name(w, name);
   last->name = name;
}

static void put_last_and_brief(struct writer *w, struct last_name *last,
                               const char *name)
{
   const bool is_last = last->name == name;

   put_last(w, last, name);
   if (is_last)
      html_data_put_number(w, last->brief);
   else
      last->brief = put_brief(w, name);
}

/* "/home/ana/shop/src/shop.c:12", or the object's path. */
static const char *full_path(struct arena *a, const struct site *s)
{
   const char *path = site_path(a, s);

   if (path[0] == '\0')
      return s->object;
   return s->line ? arena_printf(a, "%s:%u", path, s->line) : path;
}

static void put_site_names(struct writer *w, const struct site *s)
{
   html_data_put_name(w, site_name(s));
   put_brief(w, site_name(s));
   put_brief(w, site_label(w->arena, s));
   html_data_put_name(w, site_where(w->arena, s, 1));
   html_data_put_name(w, full_path(w->arena, s));
   html_data_put_name(w, s->object);
   html_data_put_number(w, s->line);
   html_data_put_number(w, s->function_id);
}

bool html_data_put_site_of(struct writer *w, uint64_t key, const struct site *s)
{
   uint32_t *id = intern_find(w->site_ids, &key, sizeof key);
   const bool is_new = *id == 0;

   if (is_new)
      *id = (uint32_t)++w->n_sites;
   html_data_put_number(w, *id - 1);
   if (is_new)
      put_site_names(w, s);
   return is_new;
}

void html_data_put_site(struct writer *w, uint32_t site)
{
   const size_t n = w->n_sites;

   if (!w->numbers)
      w->numbers = arena_array(w->arena, stacks_n_sites(w->stacks),
                               sizeof w->numbers[0]);
   if (w->numbers[site] > 0) {
      html_data_put_number(w, w->numbers[site] - 1);
      return;
   }
   w->numbers[site] = (uint32_t)n + 1;
   if (!html_data_put_site_of(w, site, stacks_site(w->stacks, site)))
      return;
   w->sites =
       arena_grow(w->arena, w->sites, n, &w->sites_room, sizeof w->sites[0]);
   w->sites[n] = site;
}

static void put_head(struct writer *w, const struct leaks *leaks)
{
   const struct html_question q = {w->view, w->arena, w->stacks, w->thin,
                                   leaks};
   char *text = html_head(&q);

   pack_text(w->pack, text);
   free(text);
}

/* The tree and what ends in it. */

static void put_tree(struct writer *w)
{
   const struct calls *f = w->calls;
   const struct trie_node *nodes = f->paths->nodes;
   struct arena *scratch = arena_new();
   uint32_t *path = NULL; /* from the root to the node at hand */
   size_t depth = 0, room = 0;

   html_data_put_number(w, f->n_nodes - 1);
   for (uint32_t i = 0; i < f->n_nodes; i++) {
      const uint32_t node = f->order[i];

      if (i + AHEAD < f->n_nodes)
         __builtin_prefetch(&nodes[f->order[i + AHEAD]]);
      while (depth > 0 && path[depth - 1] != nodes[node].parent)
         depth--;
      path = arena_grow(scratch, path, depth, &room, sizeof path[0]);
      path[depth] = node;
      if (i == 0)
         depth = 1;
      if (i == 0)
         continue;
      html_data_put_number(w, depth++);
      html_data_put_site(w, nodes[node].site);
   }
   arena_free(scratch);
}

static uint32_t function_of(const struct writer *w, uint32_t context)
{
   return stacks_site(w->stacks, w->site_of[context])->function_id;
}

static void begin_sums(struct writer *w)
{
   const uint32_t n = stacks_n_functions(w->stacks);

   w->site_of =
       arena_array(w->arena, w->calls->n_contexts, sizeof w->site_of[0]);
   w->amounts =
       arena_array(w->arena, stacks_n_sites(w->stacks), sizeof w->amounts[0]);
   w->live = arena_array(w->arena, n, sizeof w->live[0]);
   w->highest = arena_array(w->arena, n, sizeof w->highest[0]);
   w->notes = arena_array(w->arena, n, sizeof w->notes[0]);
}

/* What functions held at the peak, and before the first snapshot. */
static void sum_up(struct writer *w, uint32_t number,
                   const struct calls_context *c)
{
   w->site_of[number] = calls_site(w->calls, number);
   const uint32_t function = function_of(w, number);
   w->amounts[w->site_of[number]] += c->peak.bytes + 1;
   w->live[function] += c->inherited.bytes;
   w->highest[function] += c->peak.bytes;
   if (!w->notes[function]) {
      w->notes[function] = c->note;
      w->n_functions++;
   }
}

/* Each is looked up once, as they lie in another order than the profile's. */
static void put_contexts(struct writer *w)
{
   const struct calls *f = w->calls;
   struct last_name via = {.name = NULL}, note = via, type = via;
   uint32_t node = 0;

   begin_sums(w);
   html_data_put_number(w, f->n_contexts);
   for (uint32_t i = 0; i < f->n_contexts; i++) {
      const struct calls_context c = calls_context(f, i);

      html_data_put_number(w, c.node - node);
      put_last(w, &via, c.via);
      put_last(w, &note, c.note);
      put_last_and_brief(w, &type, c.type);
      html_data_put_number(w, c.cut);
      html_data_put_usage(w, c.peak);
      html_data_put_usage(w, c.short_lived);
      sum_up(w, i, &c);
      node = c.node;
   }
}

static void put_inherited(struct writer *w)
{
   const struct calls *f = w->calls;
   const uint32_t most = w->profile->n_inherited > 0 ? f->n_contexts : 0;
   uint32_t n = 0, last = 0;

   for (uint32_t i = 0; i < most; i++)
      n += calls_context(f, i).inherited.blocks > 0;
   html_data_put_number(w, n);
   for (uint32_t i = 0; i < most; i++) {
      const struct usage inherited = calls_context(f, i).inherited;

      if (inherited.blocks == 0)
         continue;
      html_data_put_number(w, i - last);
      html_data_put_usage(w, inherited);
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

   html_data_put_number(w, w->thin->n_kept);
   for (size_t i = 0; i < w->thin->n_kept; i++) {
      const size_t index = w->thin->kept[i];
      const struct snapshot *s = &p->snapshots[index];

      html_data_put_number(w, index - (i ? next - 1 : 0));
      html_data_put_number(w, s->has_tree);
      for (enum axis axis = AXIS_AUTO + 1; axis < AXIS_COUNT; axis++)
         html_data_put_number(w, s->when.on[axis] - before.on[axis]);
      html_data_put_usage(w, s->heap);
      html_data_put_number(w, s->admin_bytes);
      html_data_put_number(w, highest_in(p, next, index));
      html_data_put_number(w, s->pages_bytes);
      html_data_put_number(w, s->stack_bytes);
      before = s->when;
      next = index + 1;
   }
}

static void raise_to(uint64_t *highest, uint64_t value)
{
   if (value > *highest)
      *highest = value;
}

/* What changed since the last kept snapshot; in place of nodes they have
   numbers of contexts. */
struct changes {
   struct delta *all;
   size_t n, room;
};

static void put_change(struct writer *w, uint32_t from, uint32_t context,
                       const struct delta *d)
{
   const unsigned form = usage_is_zero(d->freed)               ? 1
                         : usage_is_zero(d->allocated)         ? 2
                         : usage_equal(d->freed, d->allocated) ? 3
                                                               : 0;

   html_data_put_number(w, (uint64_t)(context - from) << 2 | form);
   if (form != 2)
      html_data_put_usage(w, d->allocated);
   if (form == 0 || form == 2)
      html_data_put_usage(w, d->freed);
}

static void gather(const struct writer *w, struct changes *c, size_t snapshot)
{
   struct delta_cursor cursor = profile_deltas(w->profile, snapshot);
   struct delta d;

   while (deltas_next(&cursor, &d)) {
      d.node = w->calls->context_of[w->profile->context_of[d.node]] - 1;
      c->all = arena_grow(w->arena, c->all, c->n, &c->room, sizeof c->all[0]);
      c->all[c->n++] = d;
   }
}

static int compare_changes(const void *left, const void *right)
{
   const struct delta *a = left, *b = right;

   return order_up(a->node, b->node);
}

static void merge(struct changes *c)
{
   size_t n = 0;

   if (c->n > 1)
      qsort(c->all, c->n, sizeof c->all[0], compare_changes);
   for (size_t i = 0; i < c->n; i++) {
      if (n == 0 || c->all[n - 1].node != c->all[i].node) {
         c->all[n++] = c->all[i];
         continue;
      }
      usage_add(&c->all[n - 1].allocated, c->all[i].allocated);
      usage_add(&c->all[n - 1].freed, c->all[i].freed);
   }
   c->n = n;
}

/* In the order of contexts, so that the steps are small. */
static void flush(struct writer *w, struct changes *c)
{
   uint32_t last = 0;

   merge(c);
   html_data_put_number(w, c->n);
   for (size_t i = 0; i < c->n; i++) {
      const struct delta *d = &c->all[i];

      put_change(w, last, d->node, d);
      w->live[function_of(w, d->node)] += d->allocated.bytes - d->freed.bytes;
      last = d->node;
   }
   for (size_t i = 0; i < c->n; i++) {
      const uint32_t function = function_of(w, c->all[i].node);

      raise_to(&w->highest[function], w->live[function]);
   }
   c->n = 0;
}

static void put_changes(struct writer *w)
{
   struct changes c = {.all = NULL};
   size_t next = 0;

   for (size_t i = 0; i < w->thin->n_kept; i++) {
      for (; next <= w->thin->kept[i]; next++)
         gather(w, &c, next);
      flush(w, &c);
   }
}

/* Functions. */

/* Each with the place that has most of its peak; where nothing of it was live
   then, the first one counts. */
static void put_functions(struct writer *w)
{
   const struct function_lines *lines =
       query_lines(w->arena, w->stacks, w->amounts);
   html_data_put_number(w, w->n_functions);
   for (uint32_t i = 0; i < stacks_n_functions(w->stacks); i++) {
      if (!w->notes[i])
         continue;
      html_data_put_site(w, lines[i].site);
      html_data_put_name(w, site_where(w->arena,
                                       stacks_site(w->stacks, lines[i].site),
                                       lines[i].n_lines));
      html_data_put_name(w, w->notes[i]);
      html_data_put_number(w, w->highest[i]);
   }
}

/* Leaks and sources. */

static void put_leak(struct writer *w, const struct leak_group *g)
{
   const struct site *site = stacks_site(w->stacks, g->site);

   html_data_put_site(w, g->site);
   html_data_put_name(w, site_where(w->arena, site, 1));
   html_data_put_name(w, g->via ? g->via : "");
   html_data_put_name(w, g->note);
   html_data_put_number(w, g->verdict);
   html_data_put_number(w, g->suspect);
   html_data_put_usage(w, g->end);
   pack_text(w->pack, leak_words_amount(w->arena, w->profile, g));
   pack_text(w->pack, leak_words_course(w->arena, w->profile, g));
}

static void put_leaks(struct writer *w, const struct leaks *leaks)
{
   html_data_put_number(w, leaks->n_groups);
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

   if (site->line == 0)
      return e;
   e.source = sources_find(all, site->dir, site->file);
   if (!e.source || site->line > e.source->n_lines)
      return e;
   e.first = site->line > LINES_AROUND ? site->line - 1 - LINES_AROUND : 0;
   uint32_t end = site->line + LINES_AROUND;
   if (end > e.source->n_lines)
      end = e.source->n_lines;
   e.n = end - e.first;
   return e;
}

/* Its bytes, written or not. */
static size_t put_excerpt(struct writer *w, const struct excerpt *e)
{
   size_t sum = 0;

   html_data_put_number(w, e->site);
   html_data_put_number(w, e->first + 1);
   html_data_put_number(w, e->n);
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
      html_data_put_number(w, 0);
      sum += put_excerpt(w, &e);
   }
   html_data_put_number(w, 1);
}

/* Use. */

static void put_unused(struct writer *w)
{
   const struct profile *p = w->profile;
   uint64_t *sums = arena_array(w->arena, w->calls->n_contexts, sizeof sums[0]);

   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const uint32_t number = w->calls->context_of[p->context_of[node]];
      const struct unused u = unused_of(p, node);

      if (number > 0)
         sums[number - 1] += u.never_touched + u.idle;
   }
   for (uint32_t i = 0; i < w->calls->n_contexts; i++)
      html_data_put_number(w, sums[i]);
}

static void put_use(struct writer *w)
{
   const struct profile *p = w->profile;
   enum use_when when;
   const bool known = unused_is_known(p, &when) && when == USE_PEAK;
   uint64_t in_use = 0;
   size_t next = 0;

   html_data_put_number(w, known);
   if (!known)
      return;
   put_unused(w);
   for (size_t i = 0; i < w->thin->n_kept; i++) {
      const size_t index = w->thin->kept[i];

      for (in_use = 0; next <= index; next++)
         raise_to(&in_use, p->snapshots[next].in_use_bytes);
      html_data_put_number(w, in_use);
      html_data_put_number(w, p->snapshots[index].first_touched_bytes);
   }
}

struct process_leaks html_data_write(const struct view *v)
{
   struct arena *a = arena_new();
   struct writer w = {.view = v, .profile = v->profile, .arena = a};

   w.stacks = stacks_new(a, v->profile, v->options->rules);
   /* Verdicts take much, for a while: before what stays is there. */
   paths_get(w.stacks, WALK_WHOLE);
   struct leaks *leaks = query_leaks(a, w.stacks, v->profile);
   w.calls = query_calls(a, w.stacks, v->profile);
   w.thin = query_thin(a, v->profile, MOST_SNAPSHOTS);
   w.names = intern_new(a);
   w.site_ids = intern_new(a);
   w.pack = pack_begin(v->out);
   html_data_put_number(&w, DATA_VERSION);
   put_head(&w, leaks);
   put_tree(&w);
   put_contexts(&w);
   put_inherited(&w);
   put_snapshots(&w);
   put_changes(&w);
   put_functions(&w);
   put_leaks(&w, leaks);
   html_data_owners_put(&w);
   html_data_views_put(&w);
   put_sources(&w);
   put_use(&w);
   html_data_births_put(&w);
   pack_end(w.pack);
   const struct process_leaks sum = processes_leaks_of(leaks);
   arena_free(a);
   return sum;
}
