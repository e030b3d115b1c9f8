/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=tree: the tree of callers at the peak, the end or any snapshot.

   A chain of single callers stays on consecutive lines at one depth; only a
   branch goes one step to the right:

       share      bytes  blocks  function (file:line)
      91.0 %   10.0 MiB       1  hold (main.rs:12) via Vec::with_capacity
                                 <- main (main.rs:30)
       8.0 %  902.0 KiB     512  node_new (tree.c:10)
       5.0 %  563.2 KiB     320  |- left (tree.c:20)
                                 |  <- main (tree.c:50)
       3.0 %  338.8 KiB     192  '- right (tree.c:31)                        */
#include "page.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "query_tree.h"
#include "units.h"

/* Guides deeper than this are not drawn wider: a page has an edge. */
#define MAX_GUIDE_COLUMNS 40

struct guides {
   const char *branch, *last, *down, *none, *caller;
};

static const struct guides ascii = {"|- ", "'- ", "|  ", "   ", "<- "};
static const struct guides lines = {"├─ ", "└─ ", "│  ", "   ", "← "};

struct printer {
   const struct page *page;
   const struct guides *guides;
   const struct tree *tree;
   struct limits limits;
   bool has_blocks;
};

/* The guides left of a subtree, as a linked list from the right. */
struct prefix {
   const struct prefix *outer;
   const char *text;
   size_t columns; /* of this and all outer ones */
};

static void put_prefix(struct out *o, const struct prefix *p)
{
   if (!p)
      return;
   put_prefix(o, p->outer);
   if (p->columns <= MAX_GUIDE_COLUMNS)
      out_printf(o, "%s", p->text);
}

static size_t prefix_columns(const struct prefix *p)
{
   size_t n = p ? p->columns : 0;
   return n < MAX_GUIDE_COLUMNS ? n : MAX_GUIDE_COLUMNS;
}

static size_t number_columns(const struct printer *t)
{
   return t->has_blocks ? 33 : 23;
}

static void put_numbers(const struct printer *t, struct usage u)
{
   struct out *o = t->page->out;
   out_printf(o, "%9s", units_share(u.bytes, t->tree->root.usage.bytes).text);
   out_printf(o, "  %10s", units_bytes(u.bytes).text);
   if (t->has_blocks)
      out_printf(o, "  %8s", units_count(u.blocks).text);
   out_printf(o, "  ");
}

static void put_site(const struct printer *t, const struct tree_node *node,
                     size_t used)
{
   struct remark remark = {node->via, node->via_several, node->note};
   size_t width = t->page->width;
   page_site(t->page, stacks_site(t->page->stacks, node->site), &remark,
             width > used + 16 ? width - used : 16);
   out_printf(t->page->out, "\n");
}

/* The callers of a chain without a branch; returns its last node. */
static const struct tree_node *put_chain(const struct printer *t,
                                         const struct tree_node *node,
                                         const struct prefix *prefix)
{
   struct out *o = t->page->out;
   size_t used = number_columns(t) + prefix_columns(prefix) + 3;
   size_t n = 0;
   while (node->n_children == 1 && node->n_hidden == 0 &&
          node->children[0].usage.bytes == node->usage.bytes) {
      node = &node->children[0];
      if (n++ >= t->limits.n_callers)
         continue;
      out_repeat(o, " ", number_columns(t));
      put_prefix(o, prefix);
      out_printf(o, "%s", t->guides->caller);
      put_site(t, node, used);
   }
   if (n > t->limits.n_callers) {
      out_repeat(o, " ", number_columns(t));
      put_prefix(o, prefix);
      out_printf(o, "%s", t->guides->caller);
      out_style(o, OUT_DIM);
      out_printf(
          o, "... %s",
          units_plural(n - t->limits.n_callers, "more caller", "more callers")
              .text);
      out_style(o, OUT_NORMAL);
      out_printf(o, "\n");
   }
   if (node->cut) {
      out_repeat(o, " ", number_columns(t));
      put_prefix(o, prefix);
      out_printf(o, "%s", t->guides->caller);
      out_style(o, OUT_DIM);
      out_printf(o, "... callers beyond --depth\n");
      out_style(o, OUT_NORMAL);
   }
   return node;
}

static void put_hidden(const struct printer *t, const struct tree_node *node,
                       size_t n_more, struct usage more,
                       const struct prefix *prefix, const char *guide)
{
   struct out *o = t->page->out;
   uint32_t bp = options_threshold_bp(t->page->options, t->page->profile);
   size_t n = node->n_hidden + n_more;
   if (n == 0)
      return;
   struct usage u = {node->hidden.bytes + more.bytes,
                     node->hidden.blocks + more.blocks};
   put_numbers(t, u);
   put_prefix(o, prefix);
   out_printf(o, "%s", guide);
   out_style(o, OUT_DIM);
   out_printf(o, "%s", units_plural(n, "other place", "other places").text);
   if (n_more == 0 && bp % 100 == 0)
      out_printf(o, ", %s below %u %%", n == 1 ? "it is" : "each", bp / 100);
   else if (n_more == 0)
      out_printf(o, ", %s below %u.%02u %%", n == 1 ? "it is" : "each",
                 bp / 100, bp % 100);
   out_style(o, OUT_NORMAL);
   out_printf(o, "\n");
}

/* The branches below `node`, each with its own chain and branches. */
static void put_branches(const struct printer *t, const struct tree_node *node,
                         const struct prefix *prefix)
{
   struct usage none = {0, 0};
   for (size_t i = 0; i < node->n_children; i++) {
      const struct tree_node *child = &node->children[i];
      bool last = i + 1 == node->n_children && node->n_hidden == 0;
      struct prefix below = {prefix, last ? t->guides->none : t->guides->down,
                             (prefix ? prefix->columns : 0) + 3};
      put_numbers(t, child->usage);
      put_prefix(t->page->out, prefix);
      if (below.columns <= MAX_GUIDE_COLUMNS)
         out_printf(t->page->out, "%s",
                    last ? t->guides->last : t->guides->branch);
      put_site(t, child, number_columns(t) + prefix_columns(&below));
      put_branches(t, put_chain(t, child, &below), &below);
   }
   put_hidden(t, node, 0, none, prefix, t->guides->last);
}

static void put_top(const struct printer *t)
{
   const struct tree_node *root = &t->tree->root;
   struct usage rest = {0, 0};
   size_t n = root->n_children < t->limits.n_entries ? root->n_children
                                                     : t->limits.n_entries;
   for (size_t i = 0; i < n; i++) {
      const struct tree_node *node = &root->children[i];
      put_numbers(t, node->usage);
      put_site(t, node, number_columns(t));
      put_branches(t, put_chain(t, node, NULL), NULL);
   }
   for (size_t i = n; i < root->n_children; i++) {
      rest.bytes += root->children[i].usage.bytes;
      rest.blocks += root->children[i].usage.blocks;
   }
   put_hidden(t, root, root->n_children - n, rest, NULL, "");
}

static void put_title(const struct printer *t, struct usage heap,
                      const char *moment)
{
   if (t->has_blocks)
      page_heading(t->page, "Who held the memory at %s: %s in %s", moment,
                   units_bytes(heap.bytes).text,
                   units_plural(heap.blocks, "block", "blocks").text);
   else
      page_heading(t->page, "Who held the memory at %s: %s", moment,
                   units_bytes(heap.bytes).text);
   out_style(t->page->out, OUT_DIM);
   out_printf(t->page->out, "%9s  %10s  ", "share", "bytes");
   if (t->has_blocks)
      out_printf(t->page->out, "%8s  ", "blocks");
   out_printf(t->page->out, "function (file:line) %s\n",
              t->page->width >= number_columns(t) + 41 ? "<- its callers" : "");
   out_style(t->page->out, OUT_NORMAL);
}

void section_tree(const struct page *page, struct limits limits)
{
   char moment[80];
   struct usage heap;
   const struct usage *live = page_live(page, &heap, moment);
   uint64_t least =
       options_threshold_bytes(page->options, page->profile, heap.bytes);
   struct printer t = {
       .page = page,
       .guides = out_has_unicode(page->out) ? &lines : &ascii,
       .tree =
           query_tree(page->arena, page->stacks, page->profile, live, least),
       .limits = limits,
       .has_blocks = page->profile->has_blocks,
   };
   put_title(&t, heap, moment);
   put_top(&t);
}

void view_tree(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   section_tree(&page, (struct limits){SIZE_MAX, SIZE_MAX});
   page_close(&page);
}
