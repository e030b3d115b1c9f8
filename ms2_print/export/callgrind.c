/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=callgrind: a file for callgrind_annotate, KCachegrind and QCachegrind.

   What that format is made of: for each function its own cost by line, and for
   each call from one of its lines the cost of what was called.  Both are sums
   over stacks.  A function that calls itself would be counted again at each
   level, so, as callgrind does, its deeper levels have names of their own:
   "walk", "walk'2", ... */
#include "page/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "config.h"
#include "base/intern.h"
#include "query/folded.h"
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
   uint64_t *values;
};

struct callgrind {
   struct arena *arena;
   struct out *out;
   struct stacks *stacks;
   const char *const *labels;
   struct folded folded;
   struct intern *known_functions; /* from (function_id, file, level) */
   struct function *functions;
   size_t n_functions, functions_room;
   struct intern *known_costs; /* from (function, line, callee, its line) */
   struct cost *costs;
   size_t n_costs, costs_room;
   uint32_t *levels; /* by function_id, of the stack at hand */
};

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

static uint64_t *values_of(struct callgrind *c, uint32_t function,
                           struct cost wanted)
{
   const uint32_t key[4] = {function, wanted.line, wanted.callee,
                            wanted.callee_line};
   uint32_t *number = intern_find(c->known_costs, key, sizeof key);

   if (*number == 0) {
      c->costs = arena_grow(c->arena, c->costs, c->n_costs, &c->costs_room,
                            sizeof c->costs[0]);
      wanted.next = c->functions[function].first_cost;
      wanted.values =
          arena_array(c->arena, c->folded.n_measures, sizeof(uint64_t));
      c->costs[c->n_costs++] = wanted;
      *number = (uint32_t)c->n_costs;
      c->functions[function].first_cost = *number;
   }
   return c->costs[*number - 1].values;
}

static void add(struct callgrind *c, uint64_t *to, const uint64_t *from)
{
   for (size_t i = 0; i < c->folded.n_measures; i++)
      to[i] += from[i];
}

/* From the outermost frame inwards, so that the levels count up. */
static void add_stack(struct callgrind *c, const struct folded_stack *s)
{
   uint32_t caller = 0, caller_line = 0;

   for (size_t i = s->n_sites; i-- > 0;) {
      const struct site *site = stacks_site(c->stacks, s->sites[i]);
      const uint32_t level = ++c->levels[site->function_id];
      const uint32_t function = function_of(c, s->sites[i], level);

      if (i + 1 < s->n_sites)
         add(c,
             values_of(c, caller,
                       (struct cost){.line = caller_line,
                                     .callee = function + 1,
                                     .callee_line = site->line}),
             s->values);
      caller = function;
      caller_line = site->line;
   }
   add(c, values_of(c, caller, (struct cost){.line = caller_line}), s->values);
   for (size_t i = 0; i < s->n_sites; i++)
      c->levels[stacks_site(c->stacks, s->sites[i])->function_id] = 0;
}

static void put(struct callgrind *c, const char *text)
{
   out_raw(c->out, text, strlen(text));
}

static void put_count(struct callgrind *c, uint64_t n)
{
   char digits[24];

   snprintf(digits, sizeof digits, "%" PRIu64, n);
   put(c, digits);
}

/* A name runs to the end of the line. */
static void put_name(struct callgrind *c, const char *name)
{
   for (; *name; name++) {
      const unsigned char byte = (unsigned char)*name;

      out_raw(c->out, byte < 0x20 || byte == 0x7f ? "?" : name, 1);
   }
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
   put_name(c, c->labels[f->site]);
   if (f->level > 1) {
      put(c, "'");
      put_count(c, f->level);
   }
   put(c, "\n");
}

/* How often a function was called is not known; the reader wants a count, and
   the number of allocations behind the call is the nearest. */
static uint64_t calls_of(const struct callgrind *c, const struct cost *cost)
{
   for (size_t i = 0; i < c->folded.n_measures; i++) {
      if (strcmp(c->folded.measures[i]->name, "calls") == 0)
         return cost->values[i];
   }
   return 1;
}

static void put_cost(struct callgrind *c, const struct cost *cost)
{
   if (cost->callee > 0) {
      put_function(c, "c", cost->callee - 1);
      put(c, "calls=");
      put_count(c, calls_of(c, cost));
      put(c, " ");
      put_count(c, cost->callee_line);
      put(c, "\n");
   }
   put_count(c, cost->line);
   for (size_t i = 0; i < c->folded.n_measures; i++) {
      put(c, " ");
      put_count(c, cost->values[i]);
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
      put_count(c, folded_sum(f, i));
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
   for (size_t i = 0; i < c.folded.n_stacks; i++)
      add_stack(&c, &c.folded.stacks[i]);
   put_head(&c, v->profile);
   for (uint32_t i = 0; i < c.n_functions; i++) {
      put(&c, "\n");
      put_function(&c, "", i);
      for (uint32_t k = c.functions[i].first_cost; k > 0;
           k = c.costs[k - 1].next)
         put_cost(&c, &c.costs[k - 1]);
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
