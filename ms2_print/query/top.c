/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums up the totals of contexts by their first visible function. */
#include "query/top.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/order.h"
#include "base/intern.h"
#include "query/lines.h"
#include "query/paths.h"
#include "query/stacks.h"
#include "query/top_group.h"
#include "query/top_key.h"
#include "query/unused.h"
#include "query/window.h"

/* A row under construction. */
struct sum {
   struct top_row row;
   bool any;
   const struct stacks *stacks;
   const struct top_key *by;
};

static int compare(const void *left, const void *right)
{
   const struct sum *a = left, *b = right;
   int c = order_down(a->by->value(&a->row), b->by->value(&b->row));
   if (c == 0)
      c = order_down(a->row.peak.bytes, b->row.peak.bytes);
   if (c == 0)
      c = order_down(a->row.end.bytes, b->row.end.bytes);
   if (c == 0)
      c = order_down(a->row.allocated.bytes, b->row.allocated.bytes);
   if (c == 0)
      c = order_down(a->row.allocated.blocks, b->row.allocated.blocks);
   if (c == 0 && a->row.name)
      return strcmp(a->row.name, b->row.name);
   if (c == 0) {
      c = site_compare(stacks_site(a->stacks, a->row.site),
                       stacks_site(b->stacks, b->row.site));
   }
   return c;
}

static void add_facts(struct top_row *row, const struct context_facts *c,
                      const struct context_totals *t)
{
   row->ended_blocks += t->freed.blocks;
   usage_add(&row->short_lived, facts_short_lived(c));
   row->lifetime_sum += c->lifetime_sum;
   if (c->lifetime_max > row->lifetime_max)
      row->lifetime_max = c->lifetime_max;
   if (c->min_size < row->min_size || row->max_bytes == 0)
      row->min_size = c->min_size;
   if (c->max_size > row->max_size)
      row->max_size = c->max_size;
   if (c->max_bytes > row->max_bytes)
      row->max_bytes = c->max_bytes;
   row->other_thread_blocks += c->other_thread_blocks;
}

static bool has_any(const struct context_totals *t)
{
   return t->allocated.blocks | t->allocated.bytes | t->peak.bytes |
          t->end.bytes | t->peak.blocks | t->end.blocks;
}

/* The sums under construction, by number of group; and everything once more by
   site, to tell which of a function's lines it is. */
struct gather {
   struct arena *arena;
   const struct profile *profile;
   struct stacks *stacks;
   const struct paths *paths;
   const struct top_group *group;
   struct intern *known; /* from the text to the number + 1 */
   uint32_t *of_site;    /* the same by site, where the text is the site's */
   struct sum *sums;
   size_t n;
   struct top_row *sites;
};

/* There are no more groups than sites. */
static struct sum *sum_of(struct gather *g, const struct top_place *place)
{
   if (!g->group->text)
      return &g->sums[stacks_site(g->stacks, place->site)->function_id];
   if (!g->group->of_stack && g->of_site[place->site] > 0)
      return &g->sums[g->of_site[place->site] - 1];
   const char *text = g->group->text(g->arena, g->stacks, place);
   uint32_t *number = intern_find(g->known, text, strlen(text));
   if (*number == 0) {
      g->sums[g->n].row.name = text;
      *number = (uint32_t)++g->n;
   }
   g->of_site[place->site] = *number;
   return &g->sums[*number - 1];
}

/* What one context adds. */
struct part {
   struct context_totals totals;
   struct usage kept, left, held;
   struct usage library;              /* freed by nobody */
   const struct context_facts *facts; /* NULL: unknown */
   uint64_t freed_since;              /* blocks, and not in these */
   struct unused unused;
};

static void add_part(struct top_row *row, const struct part *part)
{
   usage_add(&row->peak, part->totals.peak);
   usage_add(&row->end, part->totals.end);
   usage_add(&row->allocated, part->totals.allocated);
   usage_add(&row->kept, part->kept);
   usage_add(&row->left, part->left);
   usage_add(&row->held, part->held);
   usage_add(&row->library, part->library);
   row->never_touched += part->unused.never_touched;
   row->never_read += part->unused.never_read;
   row->idle += part->unused.idle;
   if (part->facts) {
      add_facts(row, part->facts, &part->totals);
      row->ended_blocks -= part->library.blocks + part->freed_since;
   }
}

static void gather_part(struct gather *g, uint32_t node,
                        const struct part *part)
{
   const uint32_t context = g->profile->context_of[node];
   const struct top_place place = {node, paths_top(g->paths, context)};
   struct sum *sum = sum_of(g, &place);
   const char *note = paths_call(g->paths, context).note;
   if (!sum->any)
      sum->row.note = note;
   else if (strcmp(sum->row.note, note) != 0)
      sum->row.note = ""; /* it does not hold for all of them */
   sum->any = true;
   add_part(&sum->row, part);
   add_part(&g->sites[place.site], part);
}

/* Blocks freed since the facts of contexts were written, by node; NULL if they
   are of the end. */
static uint64_t *freed_since(struct arena *a, const struct profile *p)
{
   uint64_t *since;

   if (p->facts.n_contexts == 0 || p->window ||
       p->facts.as_of + 1 >= p->n_snapshots)
      return NULL;
   since = arena_array(a, p->n_nodes, sizeof *since);
   for (size_t i = p->facts.as_of + 1; i < p->n_snapshots; i++) {
      struct delta_cursor cursor = profile_deltas(p, i);
      struct delta d;

      while (deltas_next(&cursor, &d))
         since[d.node] += d.freed.blocks;
   }
   return since;
}

static void gather_contexts(struct gather *g)
{
   const struct profile *p = g->profile;
   struct arena *scratch = arena_new();
   const uint64_t *since = freed_since(scratch, p);
   const struct usage *left = p->window ? window_left(scratch, p) : NULL;
   struct usage *kept = NULL;
   size_t next = 0;
   if (p->window) {
      kept = arena_array(scratch, p->n_contexts, sizeof kept[0]);
      window_bounds(p, kept, NULL);
   }
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      struct part part;
      if (p->context_of[i] == 0)
         continue;
      part = (struct part){.totals = profile_totals(p, i),
                           .library = facts_library_find(&p->facts, i),
                           .unused = unused_of(p, i)};
      struct context_facts facts;
      if (facts_context_next(&p->facts, &next, i, &facts))
         part.facts = &facts;
      part.freed_since = since ? since[i] : 0;
      if (p->window) {
         const uint32_t c = p->context_of[i];

         part.kept = kept[c];
         part.left = left[c];
         part.held = window_held(p, c, kept[c]);
      }
      if (has_any(&part.totals))
         gather_part(g, i, &part);
   }
   arena_free(scratch);
}

static uint64_t weight(const struct top_row *row)
{
   return row->allocated.bytes + row->allocated.blocks + row->peak.bytes +
          row->end.bytes;
}

static struct function_lines *
lines_by(const struct gather *g, uint64_t (*value)(const struct top_row *row))
{
   const uint32_t n = stacks_n_sites(g->stacks);
   uint64_t *amounts = arena_array(g->arena, n, sizeof *amounts);
   for (uint32_t i = 0; i < n; i++)
      amounts[i] = value(&g->sites[i]);
   return query_lines(g->arena, g->stacks, amounts);
}

/* A function that has none of what is asked for still has a place. */
static void name_lines(struct gather *g, const struct top_key *by)
{
   const struct function_lines *most = lines_by(g, by->value);
   const struct function_lines *any = lines_by(g, weight);
   for (uint32_t i = 0; i < stacks_n_functions(g->stacks); i++) {
      const struct function_lines *of = most[i].n_lines > 0 ? most : any;
      g->sums[i].row.site = of[i].site;
      g->sums[i].row.n_lines = of[i].n_lines;
   }
}

struct top query_top_by(struct arena *a, struct stacks *stacks,
                        const struct profile *p, const struct top_question *q)
{
   const size_t most = (size_t)stacks_n_sites(stacks) + 1;
   struct gather g = {.arena = a,
                      .profile = p,
                      .stacks = stacks,
                      .paths = paths_tops(stacks),
                      .group = q->group,
                      .of_site = arena_array(a, most, sizeof *g.of_site),
                      .known = intern_new(a),
                      .sums = arena_array(a, most, sizeof *g.sums),
                      .sites = arena_array(a, most, sizeof *g.sites)};
   struct top top = {NULL, 0};
   gather_contexts(&g);
   if (!q->group->text)
      name_lines(&g, q->by);
   for (size_t i = 0; i < most; i++) {
      if (g.sums[i].any) {
         g.sums[top.n_rows] = g.sums[i];
         g.sums[top.n_rows].by = q->by;
         g.sums[top.n_rows++].stacks = stacks;
      }
   }
   if (top.n_rows > 1)
      qsort(g.sums, top.n_rows, sizeof *g.sums, compare);
   top.rows = arena_array(a, top.n_rows, sizeof *top.rows);
   for (size_t i = 0; i < top.n_rows; i++)
      top.rows[i] = g.sums[i].row;
   return top;
}

struct top_row *query_top(struct arena *a, struct stacks *stacks,
                          const struct profile *p, const struct top_key *by,
                          size_t *n_rows)
{
   const struct top_question q = {&top_groups[0], by};
   const struct top top = query_top_by(a, stacks, p, &q);
   *n_rows = top.n_rows;
   return top.rows;
}
