/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page of two profiles: what changed, and the report of each.

   What is written, beside what html/data.h says of "n", "t", "name" and "site":

      t head         a JSON object: both sides, totals, measures in words, axes
      sides          for each: n count of snapshots, each: n step of each clock
                     (5), n heap bytes, n highest since the one before
      tree           n count of the nodes of both: those of each side tell
                     what they are
      own trees      for each side: n count, each: n step back to the parent,
                     s step to the node of both, site      (roots left out)
      places         for each site n place
      stacks         n count; for each s step of node of both; for each side,
                     for each s step of its own node, or of 0; for each
                     measure, for each side, for each n value

   "s" is a number with a sign, from the one before: 2 n, or -2 n - 1.       */
#include "html/diff.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/intern.h"
#include "base/json.h"
#include "base/pack.h"
#include "base/units.h"
#include "html/data_parts.h"
#include "html/head.h"
#include "html/parts.h"
#include "query/both.h"
#include "query/diff.h"
#include "query/diff_totals.h"
#include "query/diff_words.h"
#include "query/graph.h"
#include "query/measure.h"
#include "query/memory.h"
#include "query/paths.h"
#include "query/stacks.h"
#include "query/thin.h"

/* A screen has no more columns. */
#define MOST_SNAPSHOTS 1000

enum { BEFORE, AFTER, N_SIDES };

/* One way to weigh stacks. */
struct weight {
   const struct measure *measure;
   const uint64_t *values[N_SIDES]; /* by number of a side's contexts */
};

/* Where a stack ends: in the tree of both, and in each side's own, where its
   lines are those of one context that has it. */
struct both_stack {
   uint32_t node, own[N_SIDES];
};

struct work {
   struct writer writer; /* names and sites are numbered by it */
   const struct view *view;
   struct arena *arena;
   const struct profile *profiles[N_SIDES];
   struct stacks *stacks[N_SIDES];
   struct weight *weights;
   size_t n_weights, chosen;

   struct both both;
   uint32_t *common[N_SIDES]; /* by node of a side's paths: that of both */
   uint32_t *stack_of;        /* by node of both: number of the stack + 1 */
   struct both_stack *ends;   /* by number of a stack */
   uint64_t *values; /* by number of a stack: before and after by weight */
   size_t n_stacks;
   uint32_t *places; /* by number of a site as it was put */
   size_t n_places, places_room;
};

/* ---- measures ------------------------------------------------------------ */

static bool both_know(const struct work *w, const struct measure *m)
{
   return !(m->flags & MEASURE_OF_OWNERS) &&
          measure_is_known(m, w->profiles[BEFORE]) &&
          measure_is_known(m, w->profiles[AFTER]);
}

/* What is live at the peak and at the end has measures of its own. */
static const struct measure *plain_of(const struct options *o)
{
   const bool counts = o->measure->unit == MEASURE_COUNT;

   if (!(o->measure->flags & MEASURE_AT) || o->at == AT_SUM)
      return o->measure;
   if (o->at == AT_PEAK)
      return measure_find(counts ? "peak-blocks" : "peak");
   return measure_find(counts ? "end-blocks" : "end");
}

static void choose_weights(struct work *w)
{
   const struct options *o = w->view->options;
   const struct measure *chosen = plain_of(o);

   w->weights = arena_array(w->arena, n_measures, sizeof w->weights[0]);
   for (size_t i = 0; i < n_measures; i++) {
      const struct measure *m = &measures[i];

      if (((m->flags & MEASURE_AT) && m != chosen) || !both_know(w, m))
         continue;
      struct weight *weight = &w->weights[w->n_weights];
      *weight = (struct weight){.measure = m};
      for (size_t side = 0; side < N_SIDES; side++) {
         weight->values[side] =
             query_measure(w->arena, w->profiles[side], o, m);
      }
      if (m == chosen)
         w->chosen = w->n_weights;
      w->n_weights++;
   }
}

/* ---- the common tree ----------------------------------------------------- */

/* What ends at a node; a number for it if it has none. */
static size_t stack_at(struct work *w, uint32_t node)
{
   if (w->stack_of[node] == 0) {
      w->ends[w->n_stacks].node = node;
      w->stack_of[node] = (uint32_t)++w->n_stacks;
   }
   return w->stack_of[node] - 1;
}

static bool has_any(const struct work *w, size_t side, uint32_t context)
{
   for (size_t i = 0; i < w->n_weights; i++) {
      if (w->weights[i].values[side][context] > 0)
         return true;
   }
   return false;
}

static void add_side(struct work *w, size_t side)
{
   const struct profile *p = w->profiles[side];
   const struct paths *paths = paths_get(w->stacks[side], WALK_WHOLE);
   const size_t n = w->n_weights * N_SIDES;

   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const uint32_t context = p->context_of[node];

      if (context == 0 || !has_any(w, side, context))
         continue;
      const uint32_t end = paths->ends[context];
      const size_t stack = stack_at(w, w->common[side][end]);
      if (w->ends[stack].own[side] == 0)
         w->ends[stack].own[side] = end;
      for (size_t i = 0; i < w->n_weights; i++) {
         w->values[stack * n + i * N_SIDES + side] +=
             w->weights[i].values[side][context];
      }
   }
}

static void join(struct work *w)
{
   both_init(&w->both, w->arena);
   for (size_t side = 0; side < N_SIDES; side++)
      w->common[side] = both_add(&w->both, w->stacks[side]);
   const size_t most =
       w->profiles[BEFORE]->n_contexts + w->profiles[AFTER]->n_contexts;
   w->stack_of =
       arena_array(w->arena, w->both.trie.n_nodes, sizeof w->stack_of[0]);
   w->ends = arena_array(w->arena, most, sizeof w->ends[0]);
   w->values = arena_array(w->arena, most * w->n_weights * N_SIDES,
                           sizeof w->values[0]);
   for (size_t side = 0; side < N_SIDES; side++)
      add_side(w, side);
}

/* ---- the head ------------------------------------------------------------ */

static json_t *texts_of_peak(const struct profile *p)
{
   json_t *o = json_object();
   json_t *clocks = json_array();

   for (enum axis axis = AXIS_AUTO + 1; axis < AXIS_COUNT; axis++)
      json_array_append_new(clocks, json_count(p->peak.when.on[axis]));
   json_set(o, "known", json_boolean(p->peak.known));
   json_set(o, "bytes", json_count(p->peak.heap.bytes));
   json_set(o, "clocks", clocks);
   return o;
}

static json_t *sides_of(const struct work *w)
{
   json_t *list = json_array();

   for (size_t side = 0; side < N_SIDES; side++) {
      json_t *o = html_parts_profile(w->profiles[side]);

      json_set(o, "peak", texts_of_peak(w->profiles[side]));
      json_array_append_new(list, o);
   }
   return list;
}

static json_t *totals_of(const struct work *w)
{
   struct diff_total totals[DIFF_TOTALS_MOST];
   const size_t n =
       diff_totals(w->profiles[BEFORE], w->profiles[AFTER], totals);
   json_t *list = json_array();

   for (size_t i = 0; i < n; i++) {
      json_t *o = json_object();

      json_set(o, "name", json_text(totals[i].name));
      json_set(o, "bytes", json_boolean(totals[i].bytes));
      json_set(o, "before", json_count(totals[i].before));
      json_set(o, "after", json_count(totals[i].after));
      json_array_append_new(list, o);
   }
   return list;
}

/* The answer as the text's diff finds it, by the same query. */
static json_t *weight_of(const struct work *w, const struct weight *weight)
{
   struct arena *a = arena_new();
   const struct diff_side sides[N_SIDES] = {
       {w->profiles[BEFORE], w->stacks[BEFORE], weight->values[BEFORE]},
       {w->profiles[AFTER], w->stacks[AFTER], weight->values[AFTER]}};
   const struct diff d = query_diff(a, &sides[BEFORE], &sides[AFTER]);
   const char *what = measure_words(a, weight->measure, w->view->options);
   const struct diff_words words = diff_words_of(a, &d, weight->measure, what);
   json_t *o = json_object();

   json_set(o, "name", json_text(weight->measure->name));
   json_set(o, "caption", json_text(what));
   json_set(o, "bytes", json_boolean(weight->measure->unit == MEASURE_BYTES));
   json_set(o, "before", json_count(d.before));
   json_set(o, "after", json_count(d.after));
   json_set(o, "lead", json_text(words.lead));
   json_set(o, "what", json_text(words.what));
   json_set(o, "most", json_text(words.most));
   json_set(o, "places", json_text(words.places));
   arena_free(a);
   return o;
}

static json_t *weights_of(const struct work *w)
{
   json_t *list = json_array();

   for (size_t i = 0; i < w->n_weights; i++)
      json_array_append_new(list, weight_of(w, &w->weights[i]));
   return list;
}

static json_t *kinds(void)
{
   json_t *list = json_array();

   for (enum diff_kind kind = 0; kind < DIFF_KINDS; kind++)
      json_array_append_new(list, json_text(diff_words_kind(kind)));
   return list;
}

static void put_head(struct work *w)
{
   const struct profile *p = w->profiles[AFTER];
   const enum axis axis = query_graph_axis(w->view->options, p);
   json_t *o = json_object();

   json_set(o, "sides", sides_of(w));
   json_set(o, "memory", json_text(memory_word(p)));
   json_set(o, "oneSeparates",
            json_boolean(p->run.separate_threads !=
                         w->profiles[BEFORE]->run.separate_threads));
   json_set(o, "totals", totals_of(w));
   json_set(o, "measures", weights_of(w));
   json_set(o, "measure", json_count(w->chosen));
   json_set(o, "kinds", kinds());
   json_set(o, "axes", html_head_axes(w->profiles, N_SIDES, axis));
   json_set(o, "axis", json_count(axis - 1));
   char *text = json_dumps(o, JSON_COMPACT);
   if (!text)
      die("out of memory");
   pack_text(w->writer.pack, text);
   free(text);
   json_decref(o);
}

/* ---- the rest ------------------------------------------------------------ */

static void put_snapshots(struct work *w, const struct profile *p)
{
   const struct thin *thin = query_thin(w->arena, p, MOST_SNAPSHOTS);
   struct moment before = {{0}};
   size_t next = 0; /* the first one behind the last kept */

   html_data_put_number(&w->writer, thin->n_kept);
   for (size_t i = 0; i < thin->n_kept; i++) {
      const struct snapshot *s = &p->snapshots[thin->kept[i]];
      uint64_t highest = 0;

      for (; next <= thin->kept[i]; next++) {
         if (p->snapshots[next].max_heap_bytes > highest)
            highest = p->snapshots[next].max_heap_bytes;
      }
      for (enum axis axis = AXIS_AUTO + 1; axis < AXIS_COUNT; axis++) {
         html_data_put_number(&w->writer, s->when.on[axis] - before.on[axis]);
      }
      html_data_put_number(&w->writer, s->heap.bytes);
      html_data_put_number(&w->writer, highest);
      before = s->when;
   }
}

/* From one number to the next. */
static void put_step(struct work *w, uint64_t from, uint64_t to)
{
   html_data_put_number(&w->writer,
                        to >= from ? 2 * (to - from) : 2 * (from - to) - 1);
}

static void put_own_tree(struct work *w, size_t side)
{
   const struct paths *paths = paths_get(w->stacks[side], WALK_WHOLE);
   const uint32_t *common = w->common[side];

   html_data_put_number(&w->writer, paths->n_nodes - 1);
   for (uint32_t i = 1; i < paths->n_nodes; i++) {
      const uint32_t site = paths->nodes[i].site;

      html_data_put_number(&w->writer, i - paths->nodes[i].parent);
      put_step(w, (uint64_t)common[i - 1] + 1, common[i]);
      if (html_data_put_site_of(&w->writer, (uint64_t)site << 1 | side,
                                stacks_site(w->stacks[side], site))) {
         w->places = arena_grow(w->arena, w->places, w->n_places,
                                &w->places_room, sizeof w->places[0]);
         w->places[w->n_places++] = w->both.trie.nodes[common[i]].site;
      }
   }
}

static void put_trees(struct work *w)
{
   html_data_put_number(&w->writer, w->both.trie.n_nodes);
   for (size_t side = 0; side < N_SIDES; side++)
      put_own_tree(w, side);
   for (size_t i = 0; i < w->n_places; i++)
      html_data_put_number(&w->writer, w->places[i]);
}

/* Column by column, which is what packs well. */
static void put_stacks(struct work *w)
{
   const size_t n = w->n_weights * N_SIDES;
   uint32_t last = 0;

   html_data_put_number(&w->writer, w->n_stacks);
   for (size_t i = 0; i < w->n_stacks; last = w->ends[i++].node)
      put_step(w, last, w->ends[i].node);
   for (size_t side = 0; side < N_SIDES; side++) {
      last = 0;
      for (size_t i = 0; i < w->n_stacks; last = w->ends[i++].own[side])
         put_step(w, last, w->ends[i].own[side]);
   }
   for (size_t k = 0; k < n; k++) {
      for (size_t i = 0; i < w->n_stacks; i++)
         html_data_put_number(&w->writer, w->values[i * n + k]);
   }
}

static void put_diff(const struct view *v)
{
   struct arena *a = arena_new();
   struct work w = {.view = v,
                    .arena = a,
                    .profiles = {v->base, v->profile},
                    .writer = {.view = v, .arena = a}};

   w.writer.names = intern_new(a);
   w.writer.site_ids = intern_new(a);
   for (size_t side = 0; side < N_SIDES; side++)
      w.stacks[side] = stacks_new(a, w.profiles[side], v->options->rules);
   choose_weights(&w);
   join(&w);
   w.writer.pack = pack_begin(v->out);
   put_head(&w);
   put_snapshots(&w, v->base);
   put_snapshots(&w, v->profile);
   put_trees(&w);
   put_stacks(&w);
   pack_end(w.writer.pack);
   arena_free(a);
}

void html_diff_write(const struct view *v)
{
   const struct loaded sides[N_SIDES] = {{v->base, v->options->rules},
                                         {v->profile, v->options->rules}};

   html_parts_begin(v->out, "diff");
   put_diff(v);
   for (size_t side = 0; side < N_SIDES; side++)
      html_parts_report(v, side + 1, &sides[side]);
}
