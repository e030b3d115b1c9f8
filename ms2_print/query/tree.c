/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Merges the stacks of all contexts that hold memory.

   All visible stacks are written one after the other and sorted as words of
   sites.  Then every subtree is one range of the sorted list:

      depth     0    1    2
                f    g    main   \  f: 2 stacks, f <- g: 2, ...
                f    g    h      /
                k    main           k: 1 stack                              */
#include "query/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "query/stacks.h"

struct entry {
   const uint32_t *sites; /* what is compared: of callees one of a function */
   const uint32_t *lines; /* of callees the sites themselves; or NULL */
   const bool *recursive; /* by site; NULL: recursion is as it was */
   size_t n_sites;
   struct usage usage;
   const char *via;
   const char *note;
   uint32_t node;
   bool cut;
};

/* Sorted. */
struct tree_source {
   struct stacks *stacks;
   struct entry *entries;
   size_t n;
};

struct builder {
   struct arena *arena;
   const struct stacks *stacks;
   uint64_t threshold_bytes;
   struct entry *entries;
};

/* A part of the sorted list whose stacks are equal up to `depth`. */
struct range {
   size_t begin, end;
   size_t depth;
};

static int compare_entries(const void *left, const void *right)
{
   const struct entry *a = left, *b = right;
   size_t n = a->n_sites < b->n_sites ? a->n_sites : b->n_sites;
   for (size_t i = 0; i < n; i++)
      if (a->sites[i] != b->sites[i])
         return a->sites[i] < b->sites[i] ? -1 : 1;
   if (a->n_sites != b->n_sites)
      return a->n_sites < b->n_sites ? -1 : 1;
   int c = strcmp(a->via, b->via);
   return c ? c : strcmp(a->note, b->note);
}

static uint32_t site_at(const struct builder *b, size_t entry, size_t depth)
{
   return b->entries[entry].sites[depth];
}

/* The end of the run of stacks that have the same site as the first of r. */
static size_t run_end(const struct builder *b, struct range r)
{
   size_t i = r.begin;
   uint32_t site = site_at(b, i, r.depth);
   while (i < r.end && site_at(b, i, r.depth) == site)
      i++;
   return i;
}

static struct usage sum(const struct builder *b, struct range r)
{
   struct usage u = {0, 0};
   for (size_t i = r.begin; i < r.end; i++)
      usage_add(&u, b->entries[i].usage);
   return u;
}

/* At the allocating end: the label of most bytes among the entries of r. */
static void find_via(const struct builder *b, struct range r,
                     struct tree_node *node)
{
   uint64_t most = 0;
   node->via = b->entries[r.begin].via;
   node->note = b->entries[r.begin].note;
   for (size_t i = r.begin; i < r.end; i++) {
      const struct entry *e = &b->entries[i];
      if (strcmp(e->via, b->entries[r.begin].via) != 0)
         node->via_several = true;
      if (strcmp(e->note, node->note) != 0)
         node->note = "";
      if (e->usage.bytes > most) {
         most = e->usage.bytes;
         node->via = e->via;
      }
   }
}

static int compare_nodes(const struct stacks *s, const struct tree_node *a,
                         const struct tree_node *b)
{
   if (a->usage.bytes != b->usage.bytes)
      return a->usage.bytes > b->usage.bytes ? -1 : 1;
   if (a->usage.blocks != b->usage.blocks)
      return a->usage.blocks > b->usage.blocks ? -1 : 1;
   return site_compare(stacks_site(s, a->site), stacks_site(s, b->site));
}

/* A node on its way into the tree, with what is needed to order and to fill
   it. */
struct child {
   struct tree_node node;
   struct range range;
   const struct stacks *stacks;
};

static int compare_children(const void *left, const void *right)
{
   const struct child *a = left, *b = right;
   int c = compare_nodes(a->stacks, &a->node, &b->node);
   if (c == 0)
      c = a->node.site < b->node.site ? -1 : a->node.site > b->node.site;
   return c;
}

/* Whether the stacks of a run are at one line of their function there. */
static bool is_one_line(const struct builder *b, struct range r)
{
   const struct entry *first = &b->entries[r.begin];
   for (size_t i = r.begin; first->lines && i < r.end; i++)
      if (b->entries[i].lines[r.depth] != first->lines[r.depth])
         return false;
   return true;
}

/* Whether a stack that begins here has callers that are not known. */
static bool begins_cut(const struct builder *b, struct range r)
{
   for (size_t i = r.begin; i < r.end; i++)
      if (b->entries[i].lines && r.depth == 0 && b->entries[i].cut)
         return true;
   return false;
}

static bool is_recursive(const struct builder *b, struct range r)
{
   for (size_t i = r.begin; i < r.end; i++)
      if (b->entries[i].recursive && b->entries[i].recursive[r.depth])
         return true;
   return false;
}

static struct tree_node node_of(const struct builder *b, struct range run,
                                struct usage usage)
{
   const struct entry *first = &b->entries[run.begin];
   return (struct tree_node){.site = first->lines ? first->lines[run.depth]
                                                  : first->sites[run.depth],
                             .several_lines = !is_one_line(b, run),
                             .cut = begins_cut(b, run),
                             .recursive = is_recursive(b, run),
                             .usage = usage,
                             .via = "",
                             .note = ""};
}

/* Splits r into its runs; small ones are only summed up in `parent`. */
static struct child *split(struct builder *b, struct range r,
                           struct tree_node *parent, size_t *n)
{
   struct child *children = NULL;
   size_t room = 0;
   *n = 0;
   while (r.begin < r.end) {
      struct range run = {r.begin, run_end(b, r), r.depth};
      struct usage usage = sum(b, run);
      if (usage.bytes < b->threshold_bytes) {
         parent->n_hidden++;
         usage_add(&parent->hidden, usage);
      } else {
         children =
             arena_grow(b->arena, children, *n, &room, sizeof(*children));
         children[*n] = (struct child){node_of(b, run, usage), run, b->stacks};
         (*n)++;
      }
      r.begin = run.end;
   }
   if (*n > 1)
      qsort(children, *n, sizeof(*children), compare_children);
   return children;
}

/* Gives `parent` its children, whose stacks are r from r.depth on.  Stacks
   that end there come first in the order and take no part. */
static void grow(struct builder *b, struct tree_node *parent, struct range r)
{
   while (r.begin < r.end && b->entries[r.begin].n_sites == r.depth) {
      if (!b->entries[r.begin].lines)
         parent->cut |= b->entries[r.begin].cut;
      usage_add(&parent->self, b->entries[r.begin].usage);
      r.begin++;
   }
   struct child *children = split(b, r, parent, &parent->n_children);
   struct tree_node *nodes =
       arena_array(b->arena, parent->n_children, sizeof(*nodes));
   for (size_t i = 0; i < parent->n_children; i++) {
      struct range below = children[i].range;
      nodes[i] = children[i].node;
      bool callees = b->entries[below.begin].lines != NULL;
      if (!callees && below.depth == 0)
         find_via(b, below, &nodes[i]);
      below.depth++;
      grow(b, &nodes[i], below);
      if (callees && nodes[i].n_children + nodes[i].n_hidden == 0)
         find_via(b, below, &nodes[i]);
   }
   parent->children = nodes;
}

/* The stacks of all contexts that hold something; of all there are, holding
   nothing, where live is NULL. */
static void collect(struct tree_source *source, struct arena *a,
                    const struct profile *p, const struct usage *live)
{
   size_t room = 0;
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      if (live ? usage_is_zero(live[i]) : p->context_of[i] == 0)
         continue;
      struct stack stack;
      stacks_get(source->stacks, i, &stack);
      uint32_t *sites = arena_array(a, stack.n_sites, sizeof(*stack.sites));
      memcpy(sites, stack.sites, stack.n_sites * sizeof(*sites));
      source->entries = arena_grow(a, source->entries, source->n, &room,
                                   sizeof(*source->entries));
      source->entries[source->n++] =
          (struct entry){.sites = sites,
                         .n_sites = stack.n_sites,
                         .node = i,
                         .usage = live ? live[i] : (struct usage){0, 0},
                         .via = stack.via,
                         .note = stack.note,
                         .cut = stack.cut};
   }
   if (source->n > 1)
      qsort(source->entries, source->n, sizeof(*source->entries),
            compare_entries);
}

/* A stack without its recursion, from main inwards. */
struct fold {
   uint32_t *sites; /* the innermost of each function */
   bool *recursive; /* that was entered again before it returned */
   size_t n;
};

static size_t find_function(const struct stacks *s, const struct fold *f,
                            uint32_t function_id)
{
   size_t i = 0;
   while (i < f->n && stacks_site(s, f->sites[i])->function_id != function_id)
      i++;
   return i;
}

static struct fold fold_of(struct arena *a, const struct stacks *s,
                           const struct entry *e)
{
   struct fold f = {arena_array(a, e->n_sites, sizeof(*f.sites)),
                    arena_array(a, e->n_sites, sizeof(*f.recursive)), 0};
   for (size_t k = e->n_sites; k-- > 0;) {
      uint32_t function = stacks_site(s, e->sites[k])->function_id;
      size_t at = find_function(s, &f, function);
      f.recursive[at] = at < f.n;
      f.sites[at] = e->sites[k];
      f.n = at + 1;
   }
   return f;
}

static void sort_entries(struct tree_source *source)
{
   if (source->n > 1)
      qsort(source->entries, source->n, sizeof(*source->entries),
            compare_entries);
}

/* The stacks of a tree of callers without recursion. */
static void fold_entries(struct tree_source *source, struct arena *a)
{
   for (size_t i = 0; i < source->n; i++) {
      struct entry *e = &source->entries[i];
      struct fold f = fold_of(a, source->stacks, e);
      uint32_t *sites = arena_array(a, f.n, sizeof(*sites));
      bool *recursive = arena_array(a, f.n, sizeof(*recursive));
      for (size_t k = 0; k < f.n; k++) {
         sites[k] = f.sites[f.n - 1 - k];
         recursive[k] = f.recursive[f.n - 1 - k];
      }
      e->sites = sites;
      e->recursive = recursive;
      e->n_sites = f.n;
   }
   sort_entries(source);
}

/* The stacks of a tree of callees.  A site for each function: the first that
   comes up stands for all. */
static void turn_around(struct tree_source *source, struct arena *a)
{
   uint32_t *site_of =
       arena_array(a, stacks_n_functions(source->stacks), sizeof(*site_of));
   for (size_t i = 0; i < source->n; i++) {
      struct entry *e = &source->entries[i];
      struct fold f = fold_of(a, source->stacks, e);
      uint32_t *sites = arena_array(a, f.n, sizeof(*sites));
      for (size_t k = 0; k < f.n; k++) {
         uint32_t function =
             stacks_site(source->stacks, f.sites[k])->function_id;
         if (site_of[function] == 0)
            site_of[function] = f.sites[k];
         sites[k] = site_of[function];
      }
      e->sites = sites;
      e->lines = f.sites;
      e->recursive = f.recursive;
      e->n_sites = f.n;
   }
   sort_entries(source);
}

static struct tree *build(struct arena *a, const struct tree_source *source,
                          uint64_t threshold_bytes)
{
   struct builder b = {a, source->stacks, threshold_bytes, source->entries};
   struct tree *tree = arena_alloc(a, sizeof(*tree));
   struct range all = {0, source->n, 0};
   tree->stacks = source->stacks;
   tree->root.via = tree->root.note = "";
   tree->root.usage = sum(&b, all);
   grow(&b, &tree->root, all);
   return tree;
}

struct tree *query_tree(struct arena *a, struct stacks *stacks,
                        const struct profile *p, const struct usage *live,
                        uint64_t threshold_bytes)
{
   struct tree_source source = {stacks, NULL, 0};
   collect(&source, a, p, live);
   if (!stacks_show_all(stacks))
      fold_entries(&source, a);
   return build(a, &source, threshold_bytes);
}

struct tree *query_tree_callees(struct arena *a, struct stacks *stacks,
                                const struct profile *p,
                                const struct usage *live,
                                uint64_t threshold_bytes)
{
   struct tree_source source = {stacks, NULL, 0};
   collect(&source, a, p, live);
   turn_around(&source, a);
   return build(a, &source, threshold_bytes);
}

struct tree_source *query_tree_source(struct arena *a, struct stacks *stacks,
                                      const struct profile *p)
{
   struct tree_source *source = arena_alloc(a, sizeof(*source));
   source->stacks = stacks;
   collect(source, a, p, NULL);
   return source;
}

struct tree *query_tree_of(struct arena *a, const struct tree_source *source,
                           const struct usage *live, uint64_t threshold_bytes)
{
   struct tree_source part = {source->stacks, NULL, 0};
   part.entries = arena_array(a, source->n, sizeof(*part.entries));
   for (size_t i = 0; i < source->n; i++) {
      const struct usage usage = live[source->entries[i].node];
      if (usage_is_zero(usage))
         continue;
      part.entries[part.n] = source->entries[i];
      part.entries[part.n++].usage = usage;
   }
   return build(a, &part, threshold_bytes);
}
