/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=callgrind: a file for callgrind_annotate, KCachegrind and QCachegrind.

   What that format is made of: for each function its own cost by line, and for
   each call from one of its lines the cost of what was called.  Both are sums
   over stacks, which are walked once: what a node of their tree costs is added
   to its caller when the walk leaves it, and a node that is met again is left
   again. A function that calls itself would be counted again at each level, so,
   as callgrind does, its deeper levels have names of their own: "walk",
   "walk'2", ... */
#include "page/view.h"

#include <string.h>

#include "base/arena.h"
#include "config.h"
#include "base/intern.h"
#include "query/folded.h"
#include "query/paths.h"
#include "query/stacks.h"

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
   size_t n; /* measures */
   struct stacks *stacks;
   const char *const *labels;
   struct folded folded;
   const struct paths *paths;
   uint32_t *calls; /* by node: the number of its call's cost + 1; 0: none */
   struct intern *known_functions; /* from (function_id, level) */
   struct function *functions;
   size_t n_functions, functions_room;
   struct intern *known_costs; /* from (function, line, callee, its line) */
   struct cost *costs;
   size_t n_costs, costs_room;
   uint64_t *values; /* of all measures, by cost */
   size_t values_room;
   uint32_t *levels;  /* by function_id, of the path at hand */
   struct step *path; /* from main inwards */
   uint32_t *inside;  /* of the stack at hand, those that are not on it yet */
   size_t n_path, path_room, inside_room;
   uint64_t
       *sums; /* of all measures: of all stacks, then by step of the path */
   size_t sums_room;
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
      c->values = arena_grow(c->arena, c->values, c->n_costs, &c->values_room,
                             c->n * sizeof c->values[0]);
      c->costs[c->n_costs++] = wanted;
      *number = (uint32_t)c->n_costs;
      c->functions[function].first_cost = *number;
   }
   return *number;
}

/* The function of a node below the path's end, at a level: known by its call
   once that is. */
static uint32_t called(struct callgrind *c, uint32_t node, uint32_t level)
{
   if (c->calls[node] > 0)
      return c->costs[c->calls[node] - 1].callee - 1;
   const uint32_t callee = function_of(c, c->paths->nodes[node].site, level);
   if (c->n_path > 0) {
      const struct step *caller = &c->path[c->n_path - 1];

      c->calls[node] =
          cost_of(c, caller->function,
                  (struct cost){.line = site_at(c, caller->node)->line,
                                .callee = callee + 1,
                                .callee_line = site_at(c, node)->line});
   }
   return callee;
}

static void add(uint64_t *to, const uint64_t *values, size_t n)
{
   for (size_t i = 0; i < n; i++)
      to[i] += values[i];
}

/* One step from the path to a node below it. */
static void enter(struct callgrind *c, uint32_t node)
{
   const uint32_t level = ++c->levels[site_at(c, node)->function_id];
   const uint32_t function = called(c, node, level);

   c->path = arena_grow(c->arena, c->path, c->n_path, &c->path_room,
                        sizeof c->path[0]);
   c->path[c->n_path++] = (struct step){node, function};
   c->sums = arena_grow(c->arena, c->sums, c->n_path, &c->sums_room,
                        c->n * sizeof c->sums[0]);
   memset(c->sums + c->n_path * c->n, 0, c->n * sizeof c->sums[0]);
}

static void leave(struct callgrind *c)
{
   const uint64_t *sums = c->sums + c->n_path * c->n;
   const uint32_t node = c->path[--c->n_path].node;

   c->levels[site_at(c, node)->function_id]--;
   add(c->sums + c->n_path * c->n, sums, c->n);
   if (c->n_path > 0)
      add(c->values + (c->calls[node] - 1) * c->n, sums, c->n);
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

static void find_costs(struct callgrind *c)
{
   uint64_t *values = arena_array(c->arena, c->n, sizeof values[0]);

   c->sums =
       arena_grow(c->arena, NULL, 0, &c->sums_room, c->n * sizeof c->sums[0]);
   for (size_t i = 0; i < c->folded.n_stacks; i++) {
      const uint32_t end = folded_end(&c->folded, i);

      __builtin_prefetch(&c->calls[folded_expect(&c->folded, i)], 1);
      go_to(c, end);
      folded_values(&c->folded, i, values);
      add(c->sums + c->n_path * c->n, values, c->n);
      const uint32_t own =
          cost_of(c, c->path[c->n_path - 1].function,
                  (struct cost){.line = site_at(c, end)->line});
      add(c->values + (own - 1) * c->n, values, c->n);
   }
   while (c->n_path > 0)
      leave(c);
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
         return c->values[cost * c->n + i];
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
      put_count(c, c->values[number * c->n + i]);
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
   put(c, "\nsummary:");
   for (size_t i = 0; i < f->n_measures; i++) {
      put(c, " ");
      put_count(c, c->sums[i]);
   }
   put(c, "\n");
}

static void render(const struct view *v)
{
   struct callgrind c = {.arena = arena_new(), .out = v->out};

   c.stacks = stacks_new(c.arena, v->profile, v->options->rules);
   c.labels = stacks_labels(c.arena, c.stacks);
   c.folded = query_folded_all(c.arena, v->profile, v->options, c.stacks);
   c.n = c.folded.n_measures;
   c.known_functions = intern_new(c.arena);
   c.known_costs = intern_new(c.arena);
   c.levels =
       arena_array(c.arena, stacks_n_functions(c.stacks), sizeof(uint32_t));
   c.paths = paths_get(c.stacks, WALK_WHOLE);
   c.calls = arena_array(c.arena, c.paths->n_nodes, sizeof c.calls[0]);
   find_costs(&c);
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
