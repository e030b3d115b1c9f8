/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks as one tree.

   Of a million stacks most nodes have one child, which comes right behind its
   parent.  So only the others are in a table: that is less memory, and a search
   waits for none of it where stacks come in the order of their tree. */
#include "query/trie.h"

#include "base/arena.h"

static uint64_t hash_node(struct trie_node n)
{
   return lookup_mix(0, (uint64_t)n.parent << 32 | n.site << 1 | n.mark);
}

static bool is_same(struct trie_node a, struct trie_node b)
{
   return a.parent == b.parent && a.site == b.site && a.mark == b.mark;
}

static struct trie_node other_node(const void *owner, uint32_t number)
{
   const struct trie *t = owner;

   return t->nodes[t->other_nodes[number]];
}

static uint64_t hash_of(const void *owner, uint32_t number)
{
   return hash_node(other_node(owner, number));
}

static bool is_node(const void *owner, uint32_t number, const void *wanted)
{
   return is_same(other_node(owner, number), *(const struct trie_node *)wanted);
}

static const struct lookup_things things = {hash_of, is_node};

static uint32_t add(struct trie *t, struct trie_node node)
{
   t->nodes =
       arena_grow(t->arena, t->nodes, t->n_nodes, &t->room, sizeof t->nodes[0]);
   t->nodes[t->n_nodes] = node;
   return (uint32_t)t->n_nodes++;
}

void trie_init(struct trie *t, struct arena *a)
{
   *t = (struct trie){.arena = a};
   lookup_init(&t->others, a, &things, t);
   add(t, (struct trie_node){0, 0, 0});
}

static uint32_t find_other(struct trie *t, struct trie_node wanted)
{
   const uint32_t number = lookup_find(&t->others, hash_node(wanted), &wanted);

   if (number != LOOKUP_NONE)
      return t->other_nodes[number];
   const size_t n = t->others.n_used - 1;
   t->other_nodes = arena_grow(t->arena, t->other_nodes, n, &t->others_room,
                               sizeof t->other_nodes[0]);
   return t->other_nodes[n] = add(t, wanted);
}

uint32_t trie_add(struct trie *t, struct trie_node wanted)
{
   const uint32_t behind = wanted.parent + 1;

   if (behind == t->n_nodes)
      return add(t, wanted);
   return is_same(t->nodes[behind], wanted) ? behind : find_other(t, wanted);
}

void trie_end(struct trie *t)
{
   lookup_end(&t->others);
   arena_drop(t->arena, t->other_nodes,
              t->others_room * sizeof t->other_nodes[0]);
   t->nodes =
       arena_lengthen(t->arena, t->nodes, t->n_nodes, 0, sizeof t->nodes[0]);
   t->room = t->n_nodes;
}
