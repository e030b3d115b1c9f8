/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stacks of two profiles as one tree. */
#include "query/both.h"

#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "query/paths.h"
#include "query/stacks.h"

void both_init(struct both *b, struct arena *a)
{
   *b = (struct both){.arena = a, .places = intern_new(a)};
   trie_init(&b->trie, a);
}

/* A place without a name is known by its file or object. */
static uint32_t place_of(struct both *b, const struct site *s)
{
   const char *key = arena_printf(b->arena, "%s\n%s\n%s", site_name(s),
                                  s->function[0] ? "" : site_base_name(s->file),
                                  site_base_name(s->object));
   uint32_t *number = intern_find(b->places, key, strlen(key));

   if (*number == 0)
      *number = ++b->n_places;
   return *number;
}

uint32_t *both_add(struct both *b, struct stacks *stacks)
{
   const struct paths *paths = paths_get(stacks, WALK_WHOLE);
   const uint32_t n_sites = stacks_n_sites(stacks);
   uint32_t *places = arena_array(b->arena, n_sites, sizeof places[0]);
   uint32_t *common = arena_array(b->arena, paths->n_nodes, sizeof common[0]);

   for (uint32_t i = 0; i < n_sites; i++)
      places[i] = place_of(b, stacks_site(stacks, i));
   for (uint32_t i = 1; i < paths->n_nodes; i++) {
      common[i] = trie_add(&b->trie,
                           (struct trie_node){common[paths->nodes[i].parent],
                                              places[paths->nodes[i].site], 0});
   }
   return common;
}

void both_drop(struct both *b, struct stacks *stacks, uint32_t *nodes)
{
   const struct paths *paths = paths_get(stacks, WALK_WHOLE);

   arena_drop(b->arena, nodes, paths->n_nodes * sizeof nodes[0]);
}
