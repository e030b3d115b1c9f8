/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who held what, as stacks. */
#include "query/owner_stacks.h"

#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "query/owner_words.h"

struct work {
   struct arena *arena;
   struct stacks *stacks;
   struct intern *known; /* of a label: its number + 1 */
   const char **labels;
   uint32_t *sites;
   uint32_t n_labels;
   struct trie trie;
};

static uint32_t label_of(struct work *w, const struct owners_node *n)
{
   const char *words = owner_words_node(w->arena, w->stacks, n);
   uint32_t *number = intern_find(w->known, words, strlen(words));

   if (*number == 0) {
      w->labels[w->n_labels] = words;
      w->sites[w->n_labels] = n->kind == OWNER_blocks ? n->number : 0;
      *number = ++w->n_labels;
   }
   return *number - 1;
}

struct owner_stacks query_owner_stacks(struct arena *a, struct stacks *s,
                                       const struct owner_search *search)
{
   const struct owners *o = query_owners(a, s, search);
   struct work w = {.arena = a, .stacks = s, .known = intern_new(a)};
   uint32_t *place = arena_array(a, o->n_nodes, sizeof place[0]);
   uint64_t *bytes = arena_array(a, o->n_nodes, sizeof bytes[0]);

   w.labels = arena_array(a, o->n_nodes, sizeof w.labels[0]);
   w.sites = arena_array(a, o->n_nodes, sizeof w.sites[0]);
   trie_init(&w.trie, a);
   for (uint32_t i = 1; i < o->n_nodes; i++) {
      const struct owners_node *n = &o->nodes[i];
      const struct trie_node wanted = {.parent = place[n->parent],
                                       .site = label_of(&w, n)};

      place[i] = trie_add(&w.trie, wanted);
      bytes[place[i]] += n->own.bytes;
   }
   trie_end(&w.trie);
   return (struct owner_stacks){w.trie.nodes, (uint32_t)w.trie.n_nodes,
                                bytes,        w.labels,
                                w.sites,      w.n_labels};
}

const char *owner_stacks_words(struct arena *a,
                               const struct owner_search *search)
{
   if (strcmp(search->how, "end") == 0 || strcmp(search->how, "peak") == 0)
      return arena_printf(a, "bytes by who held them at the %s", search->how);
   return arena_printf(a, "bytes by who held them at snapshot %zu",
                       search->snapshot);
}
