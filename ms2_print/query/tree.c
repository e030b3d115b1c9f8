/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree of callers: stacks are parted again and again, first by where they
   allocate, then by its caller, ...

   A stack on the way is the trie node that comes next, and those of one tree
   node lie side by side:

      entries   | f <- g | f <- h | f <- h | f | k <- main |
                `----------- f ----------------'`---- k ---'
                `-- g ---'`------ h ------'

   Parts below the threshold are summed up and not looked into, so the work is
   that of what will be shown. */
#include "query/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "query/stacks.h"
#include "query/tree_parts.h"

struct entry {
   uint32_t at; /* the next node of its stack, from the allocation outwards */
   uint32_t context;
};

/* Entries that become one child. */
struct part {
   struct tree_node node;
   struct tree_via via;
   size_t n_entries, end;
};

/* A node whose children are still to be found. */
struct todo {
   struct tree_node *node;
   size_t begin, end; /* its entries */
};

struct builder {
   struct arena *arena;   /* of the tree */
   struct arena *scratch; /* of what follows */
   struct stacks *stacks;
   const struct paths *paths;
   const struct usage *live;
   uint64_t threshold_bytes;
   size_t n_places, n_callers;    /* no more of a node are looked into */
   struct entry *entries, *other; /* the same room twice */
   uint32_t *part_of_site;        /* number + 1, of the node at hand */
   struct part *parts;
   size_t n_parts, parts_room;
   struct todo *todo;
   size_t n_todo, todo_room;
};

int tree_compare_nodes(const struct stacks *s, const struct tree_node *a,
                       const struct tree_node *b)
{
   if (a->usage.bytes != b->usage.bytes)
      return a->usage.bytes > b->usage.bytes ? -1 : 1;
   if (a->usage.blocks != b->usage.blocks)
      return a->usage.blocks > b->usage.blocks ? -1 : 1;
   int c = site_compare(stacks_site(s, a->site), stacks_site(s, b->site));
   return c ? c : a->site < b->site ? -1 : a->site > b->site;
}

static int compare_parts(const void *left, const void *right, void *stacks)
{
   const struct part *a = left, *b = right;

   return tree_compare_nodes(stacks, &a->node, &b->node);
}

void tree_add_call(struct tree_node *node, struct tree_via *via,
                   struct paths_call call, uint64_t bytes)
{
   if (!via->first) {
      via->first = node->via = call.via;
      node->note = call.note;
   }
   if (strcmp(call.via, via->first) != 0)
      node->via_several = true;
   if (strcmp(call.note, node->note) != 0)
      node->note = "";
   if (bytes > via->most ||
       (bytes == via->most && strcmp(call.via, node->via) < 0)) {
      via->most = bytes;
      node->via = call.via;
   }
}

static struct part *find_part(struct builder *b, uint32_t site)
{
   uint32_t *number = &b->part_of_site[site];

   if (*number == 0) {
      b->parts = arena_grow(b->scratch, b->parts, b->n_parts, &b->parts_room,
                            sizeof b->parts[0]);
      b->parts[b->n_parts++] =
          (struct part){.node = {.site = site, .via = "", .note = ""}};
      *number = (uint32_t)b->n_parts;
   }
   return &b->parts[*number - 1];
}

/* Sums the entries of a node up by the next site of their stacks. */
static void find_parts(struct builder *b, struct todo t)
{
   b->n_parts = 0;
   for (size_t i = t.begin; i < t.end; i++) {
      const struct entry *e = &b->entries[i];
      const struct trie_node *n = &b->paths->nodes[e->at];
      const struct usage usage = b->live[e->context];

      if (e->at == 0) {
         t.node->cut |= paths_is_cut(b->paths, e->context);
         usage_add(&t.node->self, usage);
         continue;
      }
      struct part *part = find_part(b, n->site);
      part->n_entries++;
      usage_add(&part->node.usage, usage);
      part->node.recursive |= n->mark;
      /* What was called is told of the allocating end only. */
      if (b->paths->ends[e->context] == e->at) {
         tree_add_call(&part->node, &part->via,
                       paths_call(b->paths, e->context), usage.bytes);
      }
   }
   for (size_t i = 0; i < b->n_parts; i++)
      b->part_of_site[b->parts[i].node.site] = 0;
}

/* Small parts are only summed up; the others stay, in their order. */
static void hide_parts(struct builder *b, struct tree_node *node)
{
   size_t n = 0;

   for (size_t i = 0; i < b->n_parts; i++) {
      const struct part *part = &b->parts[i];

      if (part->node.usage.bytes >= b->threshold_bytes) {
         b->parts[n++] = *part;
         continue;
      }
      node->n_hidden++;
      usage_add(&node->hidden, part->node.usage);
   }
   b->n_parts = n;
   if (n > 1)
      qsort_r(b->parts, n, sizeof b->parts[0], compare_parts, b->stacks);
}

/* Puts the entries of each part side by side, one step further. */
static void move_entries(struct builder *b, struct todo t)
{
   size_t place = t.begin;

   for (size_t i = 0; i < b->n_parts; i++) {
      b->part_of_site[b->parts[i].node.site] = (uint32_t)i + 1;
      b->parts[i].end = place;
      place += b->parts[i].n_entries;
   }
   for (size_t i = t.begin; i < t.end; i++) {
      const struct entry e = b->entries[i];
      const struct trie_node *n = &b->paths->nodes[e.at];
      const uint32_t number = e.at > 0 ? b->part_of_site[n->site] : 0;

      if (number > 0) {
         b->other[b->parts[number - 1].end++] =
             (struct entry){n->parent, e.context};
      }
   }
   if (place > t.begin) {
      memcpy(&b->entries[t.begin], &b->other[t.begin],
             (place - t.begin) * sizeof b->entries[0]);
   }
   for (size_t i = 0; i < b->n_parts; i++)
      b->part_of_site[b->parts[i].node.site] = 0;
}

static void add_todo(struct builder *b, struct todo t)
{
   b->todo = arena_grow(b->scratch, b->todo, b->n_todo, &b->todo_room,
                        sizeof b->todo[0]);
   b->todo[b->n_todo++] = t;
}

static void add_children(struct builder *b, struct todo t, size_t most)
{
   const size_t n = b->n_parts < most ? b->n_parts : most;
   struct tree_node *children = arena_array(b->arena, n, sizeof children[0]);

   for (size_t i = 0; i < n; i++) {
      const struct part *part = &b->parts[i];

      children[i] = part->node;
      add_todo(b, (struct todo){&children[i], part->end - part->n_entries,
                                part->end});
   }
   t.node->children = children;
   t.node->n_children = n;
}

static size_t find_entries(struct builder *b, struct usage *sum)
{
   const struct profile *p = stacks_profile(b->stacks);
   size_t n = 0;

   for (uint32_t c = 1; c < p->n_contexts; c++) {
      if (usage_is_zero(b->live[c]))
         continue;
      b->entries[n++] = (struct entry){b->paths->ends[c], c};
      usage_add(sum, b->live[c]);
   }
   return n;
}

static struct tree *build(struct builder *b)
{
   const uint32_t n_contexts = stacks_profile(b->stacks)->n_contexts;
   struct tree *tree = arena_alloc(b->arena, sizeof *tree);

   b->scratch = arena_new();
   b->entries = arena_array(b->scratch, n_contexts, sizeof b->entries[0]);
   b->other = arena_array(b->scratch, n_contexts, sizeof b->other[0]);
   b->part_of_site = arena_array(b->scratch, stacks_n_sites(b->stacks),
                                 sizeof b->part_of_site[0]);
   tree->stacks = b->stacks;
   tree->root.via = tree->root.note = "";
   size_t n = find_entries(b, &tree->root.usage);
   add_todo(b, (struct todo){&tree->root, 0, n});
   while (b->n_todo > 0) {
      const struct todo t = b->todo[--b->n_todo];

      find_parts(b, t);
      hide_parts(b, t.node);
      move_entries(b, t);
      add_children(b, t, t.node == &tree->root ? b->n_places : b->n_callers);
   }
   arena_free(b->scratch);
   return tree;
}

static enum walk_kind kind_of(const struct stacks *stacks)
{
   return stacks_show_all(stacks) ? WALK_WHOLE : WALK_LOOPLESS;
}

void query_tree_expect(struct stacks *stacks)
{
   paths_get(stacks, kind_of(stacks));
}

struct tree *query_tree(struct arena *a, struct stacks *stacks,
                        const struct usage *live, uint64_t threshold_bytes)
{
   struct builder b = {.arena = a,
                       .stacks = stacks,
                       .paths = paths_get(stacks, kind_of(stacks)),
                       .live = live,
                       .threshold_bytes = threshold_bytes,
                       .n_places = SIZE_MAX,
                       .n_callers = SIZE_MAX};

   return build(&b);
}

struct tree *query_tree_whole(struct arena *a, struct stacks *stacks,
                              const struct usage *live,
                              uint64_t threshold_bytes)
{
   struct builder b = {.arena = a,
                       .stacks = stacks,
                       .paths = paths_get(stacks, WALK_WHOLE),
                       .live = live,
                       .threshold_bytes = threshold_bytes,
                       .n_places = SIZE_MAX,
                       .n_callers = SIZE_MAX};

   return build(&b);
}

struct tree *query_tree_largest(struct arena *a, struct stacks *stacks,
                                const struct usage *live, size_t n_places)
{
   struct builder b = {.arena = a,
                       .stacks = stacks,
                       .paths = paths_get(stacks, kind_of(stacks)),
                       .live = live,
                       .threshold_bytes = 1,
                       .n_places = n_places,
                       .n_callers = 1};

   return build(&b);
}
