/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=folded: a line each stack, "main;parse;new_node 4096", for
   flamegraph.pl, inferno, speedscope and whatever else draws flame graphs.

   The number is the one of --measure.  Readers split at ';', so it becomes ':'
   in a name; stacks that look the same then share a line. */
#include "page/view.h"

#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "base/lookup.h"
#include "query/folded.h"
#include "query/owner_stacks.h"
#include "query/stacks.h"

/* What a line is of: the first stack that looks so. */
struct line {
   size_t stack;
   uint64_t hash;
   uint64_t value;
};

struct lines {
   struct arena *arena;
   const struct folded *folded;
   const uint32_t *look; /* by site: a number for each name */
   struct lookup known;
   struct line *lines;
   size_t n, room;
   uint32_t *sites; /* of the stack at hand */
   size_t n_sites, sites_room;
};

static uint64_t hash_of(const void *owner, uint32_t number)
{
   return ((const struct lines *)owner)->lines[number].hash;
}

/* The stack at hand against a line's. */
static bool is_line(const void *owner, uint32_t number, const void *wanted)
{
   const struct lines *l = owner;

   if (l->lines[number].hash != *(const uint64_t *)wanted)
      return false;
   struct stack other = folded_stack(l->folded, l->lines[number].stack);
   if (other.n_sites != l->n_sites)
      return false;
   for (size_t i = 0; i < l->n_sites; i++) {
      if (l->look[other.sites[i]] != l->look[l->sites[i]])
         return false;
   }
   return true;
}

static const struct lookup_things things = {hash_of, is_line};

/* In a name ';' would part it, and a line has no control characters. */
static char *plain_name(struct arena *a, const char *name)
{
   char *plain = arena_array(a, 4 * strlen(name) + 1, 1);

   utf8_tame(name, plain);
   for (char *c = strchr(plain, ';'); c; c = strchr(c, ';'))
      *c = ':';
   return plain;
}

static const uint32_t *find_looks(struct arena *a, const char **names,
                                  size_t n_sites)
{
   struct intern *known = intern_new(a);
   uint32_t *look = arena_array(a, n_sites, sizeof look[0]);

   for (size_t i = 0; i < n_sites; i++) {
      uint32_t *first = intern_find(known, names[i], strlen(names[i]));

      if (*first == 0)
         *first = (uint32_t)i + 1;
      look[i] = *first;
   }
   return look;
}

/* Copied, as looking at others spells them out. */
static uint64_t take_stack(struct lines *l, size_t i)
{
   const struct stack stack = folded_stack(l->folded, i);
   uint64_t hash = 0;

   l->n_sites = 0;
   for (size_t k = 0; k < stack.n_sites; k++) {
      l->sites =
          arena_grow(l->arena, l->sites, k, &l->sites_room, sizeof l->sites[0]);
      l->sites[l->n_sites++] = stack.sites[k];
      hash = lookup_mix(hash + 1, l->look[stack.sites[k]]);
   }
   return hash;
}

static void add_stack(struct lines *l, size_t i)
{
   const uint64_t hash = take_stack(l, i);
   uint32_t number = lookup_find(&l->known, hash, &hash);

   if (number == LOOKUP_NONE) {
      l->lines =
          arena_grow(l->arena, l->lines, l->n, &l->room, sizeof l->lines[0]);
      number = (uint32_t)l->n++;
      l->lines[number] = (struct line){i, hash, 0};
   }
   uint64_t value;
   folded_values(l->folded, i, &value);
   l->lines[number].value += value;
}

static void put_line(struct out *out, const struct lines *l,
                     const struct line *line, const char *const *names)
{
   const struct stack stack = folded_stack(l->folded, line->stack);

   for (size_t k = stack.n_sites; k-- > 0;) {
      const char *name = names[stack.sites[k]];

      out_raw(out, name, strlen(name));
      out_raw(out, k > 0 ? ";" : " ", 1);
   }
   out_count(out, line->value);
   out_raw(out, "\n", 1);
}

/* Stacks from a node up to the top, written from there. */
static void put_owner(struct out *out, const struct owner_stacks *o,
                      uint32_t node, char *const *names, uint32_t *path)
{
   size_t n = 0;

   for (uint32_t at = node; at > 0; at = o->nodes[at].parent)
      path[n++] = o->nodes[at].site;
   while (n-- > 0) {
      out_raw(out, names[path[n]], strlen(names[path[n]]));
      out_raw(out, n > 0 ? ";" : " ", 1);
   }
   out_count(out, o->bytes[node]);
   out_raw(out, "\n", 1);
}

static void put_owners(const struct view *v, struct arena *a,
                       struct stacks *stacks)
{
   const struct owner_stacks o =
       query_owner_stacks(a, stacks, owners_search(v->profile, v->options));
   char **names = arena_array(a, o.n_labels, sizeof names[0]);
   uint32_t *path = arena_array(a, o.n_nodes, sizeof path[0]);

   for (uint32_t i = 0; i < o.n_labels; i++)
      names[i] = plain_name(a, o.labels[i]);
   for (uint32_t i = 1; i < o.n_nodes; i++) {
      if (o.bytes[i] > 0)
         put_owner(v->out, &o, i, names, path);
   }
}

static void put_contexts(const struct view *v, struct arena *a,
                         struct stacks *stacks)
{
   const uint32_t n_sites = stacks_n_sites(stacks);
   const struct folded_question question = {
       v->profile, v->options, stacks, &v->options->measure, 1, NULL, 0};
   const struct folded f = query_folded(a, &question);
   const char *const *labels = stacks_labels(a, stacks);
   const char **names = arena_array(a, n_sites, sizeof names[0]);
   struct lines lines = {.arena = a, .folded = &f};

   for (uint32_t i = 0; i < n_sites; i++)
      names[i] = plain_name(a, labels[i]);
   lines.look = find_looks(a, names, n_sites);
   lookup_init(&lines.known, a, &things, &lines);
   for (size_t i = 0; i < f.n_stacks; i++)
      add_stack(&lines, i);
   for (size_t i = 0; i < lines.n; i++)
      put_line(v->out, &lines, &lines.lines[i], names);
}

static void render(const struct view *v)
{
   struct arena *a = arena_new();
   struct stacks *stacks = stacks_new(a, v->profile, v->options->rules);

   if (v->options->measure->flags & MEASURE_OF_OWNERS)
      put_owners(v, a, stacks);
   else
      put_contexts(v, a, stacks);
   arena_free(a);
}

const struct view_row export_folded = {
    .name = "folded",
    .summary = "a line each stack, for flamegraph.pl, inferno, speedscope",
    .kind = VIEW_EXPORT,
    .flags = NEEDS_TREE | TAKES_SELECTION | NEEDS_ONE_FILE | NEEDS_MEASURE |
             TAKES_OWNERS,
    .render = render,
};
