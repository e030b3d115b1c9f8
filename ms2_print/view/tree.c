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
#include "view/sections.h"
#include "page/page.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "query/measure.h"
#include "query/tree.h"
#include "base/units.h"
#include "query/window.h"

/* No more guides are drawn than this, and none that would leave a name less
   than this: a page has an edge. */
#define MAX_GUIDES 13
#define GUIDE_COLUMNS 3
#define LEAST_NAME_COLUMNS 10

/* On a narrower page the names need the room of the column of blocks. */
#define LEAST_BLOCKS_COLUMNS 60
#define BLOCKS_COLUMNS 8

struct guides {
   const char *branch, *last, *down, *none, *caller, *callee;
};

static const struct guides ascii = {"|- ", "'- ", "|  ", "   ", "<- ", "-> "};
static const struct guides lines = {"├─ ", "└─ ", "│  ", "   ", "← ", "→ "};

struct printer {
   const struct page *page;
   const struct guides *guides;
   const struct tree *tree;
   uint64_t least_branch_bytes; /* a smaller branch has no line of its own */
   uint32_t threshold_bp;
   struct limits limits;
   size_t most_guides;
   bool has_blocks;
   bool callees;
   const char **prefix;  /* guides, from the left */
   struct level *levels; /* from the outermost branch to the one at hand */
   size_t n_levels, levels_room;
};

/* A node whose branches are being written. */
struct level {
   const struct tree_node *node;
   size_t next, n; /* of its children that have a line */
   bool rest, self;
};

/* The guides left of what lies `depth` branches deep. */
static void put_prefix(const struct printer *t, size_t depth)
{
   for (size_t i = 0; i < depth && i < t->most_guides; i++)
      out_printf(t->page->out, "%s", t->prefix[i]);
}

static size_t prefix_columns(const struct printer *t, size_t depth)
{
   return (depth < t->most_guides ? depth : t->most_guides) * GUIDE_COLUMNS;
}

static size_t number_columns(const struct printer *t)
{
   return t->has_blocks ? 33 : 23;
}

static size_t find_most_guides(const struct printer *t)
{
   const size_t left = page_left(t->page, number_columns(t) + GUIDE_COLUMNS +
                                              LEAST_NAME_COLUMNS);
   const size_t n = left / GUIDE_COLUMNS;
   return n < MAX_GUIDES ? n : MAX_GUIDES;
}

/* Words in place of a name. */
static void put_words(const struct printer *t, size_t depth, const char *words)
{
   out_style(t->page->out, OUT_DIM);
   out_fit(t->page->out, words,
           page_left(t->page, number_columns(t) + prefix_columns(t, depth) +
                                  GUIDE_COLUMNS));
   out_style(t->page->out, OUT_NORMAL);
   out_printf(t->page->out, "\n");
}

/* What has a line of its own may well be at the threshold when it is rounded;
   what is left out is below it. */
static struct units share_of(const struct printer *t, uint64_t bytes)
{
   const uint64_t all = t->tree->root.usage.bytes;

   return t->threshold_bp % 10 != 0 ||
                  units_share_order(bytes, all, t->threshold_bp) < 0
              ? units_share_beside(bytes, all, t->threshold_bp)
              : units_share(bytes, all);
}

static void put_numbers(const struct printer *t, struct usage u)
{
   struct out *o = t->page->out;
   out_printf(o, "%9s", share_of(t, u.bytes).text);
   out_printf(o, "  %10s", units_bytes(u.bytes).text);
   if (t->has_blocks) {
      const struct units blocks = units_count(u.blocks);
      out_printf(o, "  %*s", BLOCKS_COLUMNS,
                 strlen(blocks.text) <= BLOCKS_COLUMNS
                     ? blocks.text
                     : units_count_short(u.blocks).text);
   }
   out_printf(o, "  ");
}

static void put_site(const struct printer *t, const struct tree_node *node,
                     size_t used)
{
   struct remark remark = {node->via, node->via_several, node->note, 1};
   struct site site = *stacks_site(t->page->stacks, node->site);
   if (node->several_lines)
      site.line = 0;
   if (node->recursive && !remark.note[0])
      remark.note = "recursive";
   if (t->callees && node->cut)
      remark.note = "its callers are not recorded";
   const bool fits =
       page_site(t->page, &site, &remark, page_left(t->page, used));
   out_printf(t->page->out, "\n");
   if (!fits && !t->callees)
      page_via(t->page, &remark, used);
   page_source(t->page, &site, used);
}

/* Of a node's children, those with a line of their own: the list is sorted.
   A child with most of its parent's bytes continues the parent's story, however
   small both are. */
static size_t n_shown(const struct printer *t, const struct tree_node *node)
{
   size_t n = 0;
   while (n < node->n_children &&
          (node->children[n].usage.bytes >= t->least_branch_bytes ||
           node->children[n].usage.bytes > node->usage.bytes / 2)) {
      n++;
   }
   return n;
}

/* The children from number n on, and what the query hid. */
static struct usage rest_of(const struct tree_node *node, size_t n)
{
   struct usage rest = node->hidden;
   for (; n < node->n_children; n++)
      usage_add(&rest, node->children[n].usage);
   return rest;
}

/* Small places beside a larger one need no line of their own: that the numbers
   get smaller says it. */
static bool hides_much(const struct printer *t, const struct tree_node *node)
{
   uint64_t rest = rest_of(node, n_shown(t, node)).bytes;
   return rest > 0 && rest >= t->least_branch_bytes;
}

/* Of a function that others are called by, what it allocates itself is one of
   its branches. */
static bool has_self(const struct printer *t, const struct tree_node *node)
{
   return t->callees && node->n_children > 0 && node->self.bytes > 0 &&
          node->self.bytes >= t->least_branch_bytes;
}

static bool is_chain(const struct printer *t, const struct tree_node *node)
{
   return n_shown(t, node) == 1 && !hides_much(t, node) && !has_self(t, node);
}

/* The start of a caller's line: its numbers if they differ from those of the
   line before, the guides and an arrow. */
static void put_caller(const struct printer *t, size_t depth,
                       const struct usage *usage)
{
   if (usage)
      put_numbers(t, *usage);
   else
      out_repeat(t->page->out, " ", number_columns(t));
   put_prefix(t, depth);
   out_printf(t->page->out, "%s",
              t->callees ? t->guides->callee : t->guides->caller);
}

/* A caller's line that says why callers are missing. */
static void put_gap(const struct printer *t, size_t depth, const char *why)
{
   put_caller(t, depth, NULL);
   put_words(t, depth, arena_printf(t->page->arena, "... %s", why));
}

/* The callers of a chain without a branch; returns its last node. */
static const struct tree_node *
put_chain(const struct printer *t, const struct tree_node *node, size_t depth)
{
   size_t used = number_columns(t) + prefix_columns(t, depth) + 3;
   size_t n = 0;
   while (is_chain(t, node)) {
      bool same = node->children[0].usage.bytes == node->usage.bytes;
      node = &node->children[0];
      if (n++ >= t->limits.n_callers)
         continue;
      put_caller(t, depth, same ? NULL : &node->usage);
      put_site(t, node, used);
   }
   if (n > t->limits.n_callers) {
      put_gap(
          t, depth,
          units_plural(n - t->limits.n_callers, "more caller", "more callers")
              .text);
   }
   if (node->cut && !t->callees)
      put_gap(t, depth, "callers beyond --depth");
   return node;
}

/* What has no line of its own: the children from number n on, and what the
   query hid. */
static void put_rest(const struct printer *t, const struct tree_node *node,
                     size_t n, size_t depth)
{
   struct out *o = t->page->out;
   size_t n_places = node->n_children - n + node->n_hidden;
   if (n_places == 0)
      return;
   put_numbers(t, rest_of(node, n));
   put_prefix(t, depth);
   out_printf(o, "%s",
              depth > 0 || node != &t->tree->root ? t->guides->last : "");
   const struct units places =
       units_plural(n_places, "more place", "more places");
   const char *words = places.text;
   if (n == node->n_children && t->page->width >= LEAST_BLOCKS_COLUMNS)
      words = arena_printf(t->page->arena, "%s%s below %s", words,
                           n_places > 1 ? ", each" : "",
                           units_bp(t->threshold_bp).text);
   put_words(t, depth, words);
}

static void put_self(const struct printer *t, const struct tree_node *node,
                     size_t depth)
{
   struct out *o = t->page->out;
   put_numbers(t, node->self);
   put_prefix(t, depth);
   out_printf(o, "%s",
              hides_much(t, node) ? t->guides->branch : t->guides->last);
   out_style(o, OUT_DIM);
   out_printf(o, "itself\n");
   out_style(o, OUT_NORMAL);
}

static void enter(struct printer *t, const struct tree_node *node)
{
   t->levels = arena_grow(t->page->arena, t->levels, t->n_levels,
                          &t->levels_room, sizeof t->levels[0]);
   t->levels[t->n_levels++] = (struct level){
       node, 0, n_shown(t, node), hides_much(t, node), has_self(t, node)};
}

/* The next branch of the innermost level, with its chain. */
static void put_branch(struct printer *t)
{
   struct level *l = &t->levels[t->n_levels - 1];
   const size_t depth = t->n_levels - 1;
   const struct tree_node *child = &l->node->children[l->next++];
   bool last = l->next == l->n && !l->rest && !l->self;
   put_numbers(t, child->usage);
   put_prefix(t, depth);
   if (depth < t->most_guides) {
      out_printf(t->page->out, "%s",
                 last ? t->guides->last : t->guides->branch);
      t->prefix[depth] = last ? t->guides->none : t->guides->down;
   }
   put_site(t, child, number_columns(t) + prefix_columns(t, depth + 1));
   enter(t, put_chain(t, child, depth + 1));
}

/* The branches below `node`, each with its own chain and branches.  They may
   lie as deep as a stack is. */
static void put_branches(struct printer *t, const struct tree_node *node)
{
   enter(t, node);
   while (t->n_levels > 0) {
      const struct level l = t->levels[t->n_levels - 1];
      if (l.next < l.n) {
         put_branch(t);
         continue;
      }
      t->n_levels--;
      if (l.self)
         put_self(t, l.node, t->n_levels);
      if (l.rest)
         put_rest(t, l.node, l.n, t->n_levels);
   }
}

static void put_top(struct printer *t)
{
   const struct tree_node *root = &t->tree->root;
   size_t n = root->n_children < t->limits.n_rows ? root->n_children
                                                  : t->limits.n_rows;
   for (size_t i = 0; i < n; i++) {
      const struct tree_node *node = &root->children[i];
      put_numbers(t, node->usage);
      put_site(t, node, number_columns(t));
      put_branches(t, put_chain(t, node, 0));
   }
   put_rest(t, root, n, 0);
}

/* Whether what is shown of a window is more than a lower bound. */
static bool is_exact(const struct printer *t)
{
   const struct window *w = t->page->profile->window;

   switch (t->page->options->at) {
   case AT_KEPT: return usage_equal(w->kept_sum, w->kept_most);
   case AT_LEFT: return w->knows_left;
   default: return true;
   }
}

/* What is shown, as the heading says it before the numbers. */
static const char *subject(const struct printer *t, const char *moment)
{
   switch (t->page->options->at) {
   case AT_KEPT: return "Allocated in the window and still live at its end: ";
   case AT_LEFT:
      return "Allocated in the window and still live at the end of the run: ";
   case AT_HELD: return "Live all through the window: ";
   default:
      return arena_printf(t->page->arena,
                          "Who held the memory at %s: ", moment);
   }
}

/* Why a window's number is a bound. */
static void put_bound(const struct printer *t)
{
   const struct page *page = t->page;
   const struct window *w = page->profile->window;

   const char *most = page->options->at == AT_LEFT
                          ? ""
                          : arena_printf(page->arena, "At most %s. ",
                                         units_bytes(w->kept_most.bytes).text);
   const char *why =
       page->options->at == AT_LEFT || w->whole->facts.n_looks == 0
           ? "The profile does not say of all live blocks when they were born."
           : "When live blocks were born is looked at in between only, and at "
             "labels, at ends of regions and at the end of the run, where they "
             "are not too many: a window that ends there is exact.";

   page_paragraph(page, 0, arena_printf(page->arena, "%s%s", most, why));
}

static void put_title(const struct printer *t, struct usage heap,
                      const char *moment)
{
   const char *least = is_exact(t) ? "" : "at least ";

   if (t->page->profile->has_blocks) {
      page_heading(t->page, "%s%s%s in %s", subject(t, moment), least,
                   units_bytes(heap.bytes).text,
                   units_plural(heap.blocks, "block", "blocks").text);
   } else {
      page_heading(t->page, "%s%s%s", subject(t, moment), least,
                   units_bytes(heap.bytes).text);
   }
   if (!is_exact(t))
      put_bound(t);
   out_style(t->page->out, OUT_DIM);
   out_printf(t->page->out, "%9s  %10s  ", "share", "bytes");
   if (t->has_blocks)
      out_printf(t->page->out, "%8s  ", "blocks");
   bool wide = t->page->width >= number_columns(t) + 35;
   out_printf(t->page->out, "%s",
              !wide        ? "function"
              : t->callees ? "function (file:line) -> its callees"
                           : "function (file:line) <- its callers");
   out_style(t->page->out, OUT_NORMAL);
   out_printf(t->page->out, "\n");
}

static uint64_t least_branch(struct usage heap, uint64_t least,
                             struct limits limits)
{
   uint64_t branch = heap.bytes / 100 * limits.branch_pct;
   return branch > least ? branch : least;
}

/* Either tree. */
typedef struct tree *tree_maker(struct arena *a, struct stacks *stacks,
                                const struct usage *live, uint64_t least);

void view_tree_section(const struct page *page, struct limits limits)
{
   char moment[80];
   struct usage heap;
   page_moment(page, &heap, moment);
   uint64_t least =
       options_threshold_bytes(page->options, page->profile, heap.bytes);
   tree_maker *make_tree =
       page->options->callees ? query_tree_callees : query_tree;
   struct arena *scratch = arena_new();
   /* What takes much for a while comes before what a moment takes. */
   query_tree_expect(page->stacks);
   const struct usage *live =
       query_measure_live(scratch, page->profile, page->options);
   struct printer t = {
       .page = page,
       .guides = out_has_unicode(page->out) ? &lines : &ascii,
       .tree = make_tree(page->arena, page->stacks, live, least),
       .callees = page->options->callees,
       .threshold_bp = options_threshold_bp(page->options, page->profile),
       .prefix = arena_array(page->arena, MAX_GUIDES, sizeof t.prefix[0]),
       .least_branch_bytes = least_branch(heap, least, limits),
       .limits = limits,
       .has_blocks =
           page->profile->has_blocks && page->width >= LEAST_BLOCKS_COLUMNS,
   };
   arena_free(scratch);
   t.most_guides = find_most_guides(&t);
   put_title(&t, heap, moment);
   put_top(&t);
}

/* What a window left to the rest of the run is of interest if there is one. */
static bool is_before_end(const struct window *w)
{
   return w->to < w->whole->n_snapshots && w->whole->has_blocks;
}

/* The same at another moment of a window. */
static void put_other(struct page *page, struct limits limits, enum at at)
{
   const struct options *given = page->options;
   struct options options = *given;

   options.at = at;
   page->options = &options;
   out_printf(page->out, "\n");
   view_tree_section(page, limits);
   page->options = given;
}

static void render(const struct view *v)
{
   const struct limits limits = {SIZE_MAX, SIZE_MAX, 0};
   struct page page;
   page_open(&page, v);
   view_tree_section(&page, limits);
   if (v->profile->window && !v->options->at_given) {
      if (is_before_end(v->profile->window))
         put_other(&page, limits, AT_LEFT);
      put_other(&page, limits, AT_HELD);
   }
   page_wrappers(&page);
   page_close(&page);
}

const struct view_row view_tree = {
    .name = "tree",
    .summary = "who holds the memory: callers of each allocation",
    .kind = VIEW_TEXT,
    .flags = NEEDS_TREE | TAKES_SELECTION | SELECTION_DEFAULT,
    .render = render,
};
