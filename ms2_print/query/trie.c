/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks as one tree. */
#include "query/trie.h"

#include "base/arena.h"

static uint64_t hash_node(struct trie_node n)
{
   return lookup_mix(0, (uint64_t)n.parent << 32 | n.site << 1 | n.mark);
}

/* The root is not in the table. */
static uint64_t hash_of(const void *owner, uint32_t number)
{
   return hash_node(((const struct trie *)owner)->nodes[number + 1]);
}

static bool is_node(const void *owner, uint32_t number, const void *wanted)
{
   const struct trie_node *n = &((const struct trie *)owner)->nodes[number + 1];
   const struct trie_node *other = wanted;

   return n->parent == other->parent && n->site == other->site &&
          n->mark == other->mark;
}

static const struct lookup_things things = {hash_of, is_node};

void trie_init(struct trie *t, struct arena *a)
{
   *t = (struct trie){.arena = a};
   lookup_init(&t->lookup, a, &things, t);
   t->nodes = arena_grow(a, NULL, 0, &t->room, sizeof t->nodes[0]);
   t->n_nodes = 1;
}

uint32_t trie_add(struct trie *t, struct trie_node wanted)
{
   const uint32_t number = lookup_find(&t->lookup, hash_node(wanted), &wanted);

   if (number != LOOKUP_NONE)
      return number + 1;
   t->nodes =
       arena_grow(t->arena, t->nodes, t->n_nodes, &t->room, sizeof t->nodes[0]);
   t->nodes[t->n_nodes] = wanted;
   return (uint32_t)t->n_nodes++;
}

void trie_end(struct trie *t)
{
   lookup_end(&t->lookup);
}
