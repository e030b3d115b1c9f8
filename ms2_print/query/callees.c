/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree of callees: the trie of all stacks, with the lines of a function as
   one node.

   Sums run from the ends of stacks towards main, and nodes are finished in the
   same order, so that the children of each are there before it. */
#include "query/tree.h"

#include <stdlib.h>

#include "base/arena.h"
#include "query/stacks.h"
#include "query/tree_parts.h"

/* A function under its caller. */
struct callee {
   struct tree_node node;
   struct tree_via via;
   size_t n_done; /* of its children */
};

struct builder {
   struct arena *arena, *scratch;
   struct stacks *stacks;
   const struct paths *paths;
   const struct usage *live;
   uint64_t threshold_bytes;
   struct trie functions; /* its sites are numbers of functions */
   uint32_t *callee_of;   /* node of `functions`, by node of the paths */
   struct usage *usages;  /* by node of `functions` */
   uint32_t *lines;       /* a site of each, of those that hold something */
   bool *several, *recursive, *cut;
   uint32_t *numbers; /* of those that are shown: index in callees + 1 */
   struct callee *callees;
   size_t n_callees;
};

static bool *new_flags(const struct builder *b, size_t n)
{
   return arena_array(b->scratch, n, sizeof(bool));
}

/* Which nodes of the paths have something at or below them. */
static const bool *find_used(const struct builder *b)
{
   const struct profile *p = stacks_profile(b->stacks);
   bool *used = new_flags(b, b->paths->n_nodes);

   for (uint32_t c = 1; c < p->n_contexts; c++) {
      if (!usage_is_zero(b->live[c]))
         used[b->paths->ends[c]] = true;
   }
   for (uint32_t i = b->paths->n_nodes; i-- > 1;) {
      if (used[i])
         used[b->paths->nodes[i].parent] = true;
   }
   return used;
}

static void merge_lines(struct builder *b)
{
   const uint32_t n = b->paths->n_nodes;
   const bool *used = find_used(b);

   trie_init(&b->functions, b->scratch);
   b->callee_of = arena_array(b->scratch, n, sizeof b->callee_of[0]);
   b->lines = arena_array(b->scratch, n, sizeof b->lines[0]);
   b->several = new_flags(b, n);
   b->recursive = new_flags(b, n);
   for (uint32_t i = 1; i < n; i++) {
      const struct trie_node *from = &b->paths->nodes[i];

      if (!used[i])
         continue;
      uint32_t to =
          trie_add(&b->functions,
                   (struct trie_node){
                       b->callee_of[from->parent],
                       stacks_site(b->stacks, from->site)->function_id, 0});
      b->callee_of[i] = to;
      b->several[to] |= b->lines[to] > 0 && b->lines[to] != from->site;
      b->recursive[to] |= from->mark;
      if (b->lines[to] == 0)
         b->lines[to] = from->site;
   }
   trie_end(&b->functions);
}

static void sum_up(struct builder *b)
{
   const struct profile *p = stacks_profile(b->stacks);
   const size_t n = b->functions.n_nodes;

   b->usages = arena_array(b->scratch, n, sizeof b->usages[0]);
   b->cut = new_flags(b, n);
   for (uint32_t c = 1; c < p->n_contexts; c++) {
      const uint32_t at = b->callee_of[b->paths->ends[c]];

      if (usage_is_zero(b->live[c]))
         continue;
      usage_add(&b->usages[at], b->live[c]);
      b->cut[at] |= paths_is_cut(b->paths, c);
   }
   for (size_t i = n; i-- > 1;) {
      const uint32_t parent = b->functions.nodes[i].parent;

      usage_add(&b->usages[parent], b->usages[i]);
      b->cut[parent] |= b->cut[i];
   }
}

static struct callee *callee_at(const struct builder *b, size_t i)
{
   return b->numbers[i] > 0 ? &b->callees[b->numbers[i] - 1] : NULL;
}

/* The root is shown whatever it holds; whose caller is not shown holds less
   than it, and is not either. */
static void choose(struct builder *b)
{
   const size_t n = b->functions.n_nodes;

   b->numbers = arena_array(b->scratch, n, sizeof b->numbers[0]);
   for (size_t i = 0; i < n; i++) {
      if (i == 0 || b->usages[i].bytes >= b->threshold_bytes)
         b->numbers[i] = (uint32_t)++b->n_callees;
   }
   b->callees = arena_array(b->scratch, b->n_callees, sizeof b->callees[0]);
   for (size_t i = 0; i < n; i++) {
      struct callee *callee = callee_at(b, i);
      struct callee *caller = callee_at(b, b->functions.nodes[i].parent);

      if (callee) {
         callee->node = (struct tree_node){.site = b->lines[i],
                                           .several_lines = b->several[i],
                                           .recursive = b->recursive[i],
                                           .usage = b->usages[i],
                                           .via = "",
                                           .note = ""};
      }
      if (i == 0)
         continue;
      if (callee) {
         caller->node.n_children++;
         callee->node.cut = caller == &b->callees[0] && b->cut[i];
      } else if (caller) {
         caller->node.n_hidden++;
         usage_add(&caller->node.hidden, b->usages[i]);
      }
   }
}

/* What ends at each; what it called is told of those that call nothing else
   that is shown or hidden. */
static void add_ends(struct builder *b)
{
   const struct profile *p = stacks_profile(b->stacks);

   for (uint32_t c = 1; c < p->n_contexts; c++) {
      struct callee *callee = callee_at(b, b->callee_of[b->paths->ends[c]]);

      if (!callee || usage_is_zero(b->live[c]))
         continue;
      usage_add(&callee->node.self, b->live[c]);
      if (callee->node.n_children + callee->node.n_hidden == 0) {
         tree_add_call(&callee->node, &callee->via, paths_call(b->paths, c),
                       b->live[c].bytes);
      }
   }
}

static int compare(const void *left, const void *right, void *stacks)
{
   return tree_compare_nodes(stacks, left, right);
}

static void link_children(struct builder *b)
{
   for (size_t i = b->functions.n_nodes; i-- > 0;) {
      struct callee *callee = callee_at(b, i);

      if (!callee)
         continue;
      struct tree_node *children = (struct tree_node *)callee->node.children;
      if (callee->n_done > 1) {
         qsort_r(children, callee->n_done, sizeof children[0], compare,
                 b->stacks);
      }
      if (i == 0)
         return;
      struct callee *caller = callee_at(b, b->functions.nodes[i].parent);
      if (!caller->node.children) {
         caller->node.children =
             arena_array(b->arena, caller->node.n_children, sizeof children[0]);
      }
      children = (struct tree_node *)caller->node.children;
      children[caller->n_done++] = callee->node;
   }
}

struct tree *query_tree_callees(struct arena *a, struct stacks *stacks,
                                const struct usage *live,
                                uint64_t threshold_bytes)
{
   struct builder b = {.arena = a,
                       .scratch = arena_new(),
                       .stacks = stacks,
                       .paths = paths_get(stacks, WALK_LOOPLESS),
                       .live = live,
                       .threshold_bytes = threshold_bytes};
   struct tree *tree = arena_alloc(a, sizeof *tree);

   merge_lines(&b);
   sum_up(&b);
   choose(&b);
   add_ends(&b);
   link_children(&b);
   tree->stacks = stacks;
   tree->root = b.callees[0].node;
   arena_free(b.scratch);
   return tree;
}
