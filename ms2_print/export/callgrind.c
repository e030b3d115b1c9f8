/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=callgrind: a file for callgrind_annotate, KCachegrind and QCachegrind.

   What that format is made of: for each function its own cost by line, and for
   each call from one of its lines the cost of what was called.  Both are sums
   over stacks.  A function that calls itself would be counted again at each
   level, so, as callgrind does, its deeper levels have names of their own:
   "walk", "walk'2", ... */
#include "page/view.h"

#include <string.h>

#include "base/arena.h"
#include "config.h"
#include "base/intern.h"
#include "query/folded.h"
#include "query/paths.h"
#include "query/stacks.h"

#define AHEAD 16

/* A function at one level of recursion: what costs are grouped by. */
struct function {
   uint32_t site; /* the first of its sites that was met */
   uint32_t level;
   uint32_t first_cost; /* number + 1; a list */
};

/* What a line costs itself, or what it calls costs. */
struct cost {
   uint32_t line;
   uint32_t callee; /* number of a function + 1; 0: the line itself */
   uint32_t callee_line;
   uint32_t next; /* number + 1 */
};

/* A function of the path at hand. */
struct step {
   uint32_t node; /* of the trie of all stacks */
   uint32_t function;
};

struct callgrind {
   struct arena *arena;
   struct out *out;
   struct stacks *stacks;
   const char *const *labels;
   struct folded folded;
   const struct paths *paths;
   uint32_t *calls; /* by node: the number of its call's cost + 1; 0: none */
   uint32_t *own;   /* by stack: that of the line at which it ends */
   struct intern *known_functions; /* from (function_id, level) */
   struct function *functions;
   size_t n_functions, functions_room;
   struct intern *known_costs; /* from (function, line, callee, its line) */
   struct cost *costs;
   size_t n_costs, costs_room;
   uint64_t *values;  /* of costs, one measure behind the other */
   uint32_t *levels;  /* by function_id, of the path at hand */
   struct step *path; /* from main inwards */
   uint32_t *inside;  /* of the stack at hand, those that are not on it yet */
   size_t n_path, path_room, inside_room;
};

static const struct site *site_at(const struct callgrind *c, uint32_t node)
{
   return stacks_site(c->stacks, c->paths->nodes[node].site);
}

static uint32_t function_of(struct callgrind *c, uint32_t site, uint32_t level)
{
   const struct site *s = stacks_site(c->stacks, site);
   const uint32_t key[2] = {s->function_id, level};
   uint32_t *number = intern_find(c->known_functions, key, sizeof key);

   if (*number == 0) {
      c->functions = arena_grow(c->arena, c->functions, c->n_functions,
                                &c->functions_room, sizeof c->functions[0]);
      c->functions[c->n_functions++] = (struct function){site, level, 0};
      *number = (uint32_t)c->n_functions;
   }
   return *number - 1;
}

/* The number of a cost + 1. */
static uint32_t cost_of(struct callgrind *c, uint32_t function,
                        struct cost wanted)
{
   const uint32_t key[4] = {function, wanted.line, wanted.callee,
                            wanted.callee_line};
   uint32_t *number = intern_find(c->known_costs, key, sizeof key);

   if (*number == 0) {
      c->costs = arena_grow(c->arena, c->costs, c->n_costs, &c->costs_room,
                            sizeof c->costs[0]);
      wanted.next = c->functions[function].first_cost;
      c->costs[c->n_costs++] = wanted;
      *number = (uint32_t)c->n_costs;
      c->functions[function].first_cost = *number;
   }
   return *number;
}

/* One step from the path to a node below it. */
static void enter(struct callgrind *c, uint32_t node)
{
   const struct site *site = site_at(c, node);
   const uint32_t function = function_of(c, c->paths->nodes[node].site,
                                         ++c->levels[site->function_id]);

   if (c->n_path > 0 && c->calls[node] == 0) {
      const struct step *caller = &c->path[c->n_path - 1];

      c->calls[node] =
          cost_of(c, caller->function,
                  (struct cost){.line = site_at(c, caller->node)->line,
                                .callee = function + 1,
                                .callee_line = site->line});
   }
   c->path = arena_grow(c->arena, c->path, c->n_path, &c->path_room,
                        sizeof c->path[0]);
   c->path[c->n_path++] = (struct step){node, function};
}

static void leave(struct callgrind *c)
{
   c->levels[site_at(c, c->path[--c->n_path].node)->function_id]--;
}

/* A parent has a lower number, so what has a higher one is not outside. */
static void go_to(struct callgrind *c, uint32_t node)
{
   size_t n = 0;

   for (;; node = c->paths->nodes[node].parent) {
      while (c->n_path > 0 && c->path[c->n_path - 1].node > node)
         leave(c);
      if (node == 0 || (c->n_path > 0 && c->path[c->n_path - 1].node == node))
         break;
      c->inside = arena_grow(c->arena, c->inside, n, &c->inside_room,
                             sizeof c->inside[0]);
      c->inside[n++] = node;
   }
   while (n > 0)
      enter(c, c->inside[--n]);
}

/* Where a stack some way behind number i ends: nodes do not come in the order
   of stacks, so they are fetched in time. */
static uint32_t end_ahead(const struct callgrind *c, size_t i)
{
   return i + AHEAD < c->folded.n_stacks ? folded_end(&c->folded, i + AHEAD)
                                         : 0;
}

static void find_costs(struct callgrind *c)
{
   for (size_t i = 0; i < c->folded.n_stacks; i++) {
      const uint32_t end = folded_end(&c->folded, i);
      const uint32_t ahead = end_ahead(c, i);

      __builtin_prefetch(&c->paths->nodes[ahead]);
      __builtin_prefetch(&c->calls[ahead], 1);
      go_to(c, end);
      c->own[i] = cost_of(c, c->path[c->n_path - 1].function,
                          (struct cost){.line = site_at(c, end)->line});
   }
}

/* Sums run from the ends of stacks towards main; those of all nodes are 0
   before and after. */
static void add_up(struct callgrind *c, size_t column, uint64_t *sums)
{
   uint64_t *values = c->values + column * c->n_costs;

   for (size_t i = 0; i < c->folded.n_stacks; i++) {
      const uint64_t value = folded_value(&c->folded, i, column);

      __builtin_prefetch(&sums[end_ahead(c, i)], 1);
      sums[folded_end(&c->folded, i)] += value;
      values[c->own[i] - 1] += value;
   }
   for (uint32_t i = c->paths->n_nodes; i-- > 1;) {
      if (sums[i] == 0)
         continue;
      sums[c->paths->nodes[i].parent] += sums[i];
      if (c->calls[i] > 0)
         values[c->calls[i] - 1] += sums[i];
      sums[i] = 0;
   }
   sums[0] = 0;
}

static void add_up_all(struct callgrind *c)
{
   struct arena *scratch = arena_new();
   uint64_t *sums = arena_array(scratch, c->paths->n_nodes, sizeof sums[0]);

   c->values = arena_array(c->arena, c->folded.n_measures * c->n_costs,
                           sizeof c->values[0]);
   for (size_t i = 0; i < c->folded.n_measures; i++)
      add_up(c, i, sums);
   arena_free(scratch);
}

static void put(struct callgrind *c, const char *text)
{
   out_raw(c->out, text, strlen(text));
}

static void put_count(struct callgrind *c, uint64_t n)
{
   out_count(c->out, n);
}

/* A name runs to the end of the line. */
static void put_name(struct callgrind *c, const char *name)
{
   out_name(c->out, name);
}

static void put_function(struct callgrind *c, const char *prefix, uint32_t i)
{
   const struct function *f = &c->functions[i];
   const struct site *s = stacks_site(c->stacks, f->site);
   const char *const path = site_path(c->arena, s);

   put(c, prefix);
   put(c, "ob=");
   put_name(c, s->object[0] ? s->object : "???");
   put(c, "\n");
   put(c, prefix[0] ? "cfi=" : "fl=");
   put_name(c, path[0] ? path : "???");
   put(c, "\n");
   put(c, prefix);
   put(c, "fn=");
   put_name(c, s->address[0] ? s->address : c->labels[f->site]);
   if (f->level > 1) {
      put(c, "'");
      put_count(c, f->level);
   }
   put(c, "\n");
}

/* How often a function was called is not known; the reader wants a count, and
   the number of allocations behind the call is the nearest. */
static uint64_t calls_of(const struct callgrind *c, uint32_t cost)
{
   for (size_t i = 0; i < c->folded.n_measures; i++) {
      if (strcmp(c->folded.measures[i]->name, "calls") == 0)
         return c->values[i * c->n_costs + cost];
   }
   return 1;
}

static void put_cost(struct callgrind *c, uint32_t number)
{
   const struct cost *cost = &c->costs[number];

   if (cost->callee > 0) {
      put_function(c, "c", cost->callee - 1);
      put(c, "calls=");
      put_count(c, calls_of(c, number));
      put(c, " ");
      put_count(c, cost->callee_line);
      put(c, "\n");
   }
   put_count(c, cost->line);
   for (size_t i = 0; i < c->folded.n_measures; i++) {
      put(c, " ");
      put_count(c, c->values[i * c->n_costs + number]);
   }
   put(c, "\n");
}

/* Readers take letters and digits: "peakBlocks" for "peak-blocks". */
static void put_event(struct callgrind *c, const char *name)
{
   for (; *name; name++) {
      const bool raised = *name == '-';
      const char letter = raised ? (char)(*++name - 'a' + 'A') : *name;

      out_raw(c->out, &letter, 1);
   }
}

static void put_head(struct callgrind *c, const struct profile *p)
{
   const struct folded *f = &c->folded;
   uint64_t *sums = arena_array(c->arena, f->n_measures, sizeof sums[0]);

   put(c, "# callgrind format\nversion: 1\ncreator: ms2 " PACKAGE_VERSION
          "\npid: ");
   put_count(c, p->run.pid);
   put(c, "\ncmd: ");
   put_name(c, p->run.command);
   put(c, "\npositions: line\n");
   for (size_t i = 0; i < f->n_measures; i++) {
      put(c, "event: ");
      put_event(c, f->measures[i]->name);
      put(c, " : ");
      put(c, f->measures[i]->summary);
      put(c, "\n");
   }
   put(c, "events:");
   for (size_t i = 0; i < f->n_measures; i++) {
      put(c, " ");
      put_event(c, f->measures[i]->name);
   }
   folded_sums(f, sums);
   put(c, "\nsummary:");
   for (size_t i = 0; i < f->n_measures; i++) {
      put(c, " ");
      put_count(c, sums[i]);
   }
   put(c, "\n");
}

static void render(const struct view *v)
{
   struct callgrind c = {.arena = arena_new(), .out = v->out};

   c.stacks = stacks_new(c.arena, v->profile, v->options->rules);
   c.labels = stacks_labels(c.arena, c.stacks);
   c.folded = query_folded_all(c.arena, v->profile, v->options, c.stacks);
   c.known_functions = intern_new(c.arena);
   c.known_costs = intern_new(c.arena);
   c.levels =
       arena_array(c.arena, stacks_n_functions(c.stacks), sizeof(uint32_t));
   c.paths = paths_get(c.stacks, WALK_WHOLE);
   c.calls = arena_array(c.arena, c.paths->n_nodes, sizeof c.calls[0]);
   c.own = arena_array(c.arena, c.folded.n_stacks, sizeof c.own[0]);
   find_costs(&c);
   add_up_all(&c);
   put_head(&c, v->profile);
   for (uint32_t i = 0; i < c.n_functions; i++) {
      put(&c, "\n");
      put_function(&c, "", i);
      for (uint32_t k = c.functions[i].first_cost; k > 0;
           k = c.costs[k - 1].next) {
         put_cost(&c, k - 1);
      }
   }
   arena_free(c.arena);
}

const struct view_row export_callgrind = {
    .name = "callgrind",
    .summary = "for callgrind_annotate, KCachegrind and QCachegrind",
    .kind = VIEW_EXPORT,
    .flags = NEEDS_TREE | TAKES_SELECTION | NEEDS_ONE_FILE,
    .render = render,
};
