/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=leaks: who still holds memory at the end, and with what verdict. */
#include "view/sections.h"
#include "page/page.h"

#include <string.h>

#include "base/arena.h"
#include "page/chart.h"
#include "query/graph.h"
#include "query/leak_timelines.h"
#include "query/leak_words.h"
#include "query/tree.h"
#include "base/units.h"

#define INDENT 4
#define SPARK_COLUMNS 32
#define SPARK_COLUMNS_NARROW 12
#define NARROW_COLUMNS 72
#define SPARK_COLUMNS_SHORT 12
#define VERDICT_COLUMNS 10

/* A group's largest stacks: so many, each with so many callers. */
#define STACKS_A_GROUP 3
#define LEAST_STACK_PCT 10

static enum out_style style_of(const struct leak_group *g)
{
   return g->suspect ? OUT_BAD : OUT_NORMAL;
}

/* A group's live bytes along the axis, the highest of each column. */
struct spark {
   uint64_t *values;
   size_t n_columns; /* 0: not shown */
   size_t n_done;    /* columns behind which the level is known */
   uint64_t level;
};

struct sparks {
   const struct profile *profile;
   enum axis axis;
   struct spark *of; /* by group, those shown */
};

static void raise_to(uint64_t *value, uint64_t level)
{
   if (level > *value)
      *value = level;
}

static void carry_level(struct spark *s, size_t column)
{
   for (; s->n_done < column; s->n_done++)
      raise_to(&s->values[s->n_done], s->level);
}

static void see_point(void *context, const struct leak_point *point)
{
   struct sparks *all = context;
   const struct snapshot *snapshots = all->profile->snapshots;
   struct spark *s = &all->of[point->group];
   uint64_t x_max = snapshots[all->profile->n_snapshots - 1].when.on[all->axis];
   uint64_t x = snapshots[point->snapshot].when.on[all->axis];
   size_t column;
   if (s->n_columns == 0)
      return;
   column = graph_column_of(x, x_max, s->n_columns);
   carry_level(s, column);
   s->level = point->live_bytes;
   raise_to(&s->values[column], s->level);
}

static size_t long_columns(const struct page *page)
{
   return page->width < NARROW_COLUMNS ? SPARK_COLUMNS_NARROW : SPARK_COLUMNS;
}

static size_t short_columns(const struct page *page)
{
   return page->width < NARROW_COLUMNS ? 0 : SPARK_COLUMNS_SHORT;
}

/* Of the first n groups; the first n_long of them have all the room. */
static struct spark *make_sparks(const struct page *page,
                                 const struct leaks *leaks, size_t n_long,
                                 size_t n)
{
   struct spark *sparks = arena_array(page->arena, n, sizeof(*sparks));
   struct sparks all = {page->profile, page_axis(page), sparks};
   for (size_t i = 0; i < n; i++) {
      struct spark *s = &sparks[i];
      s->n_columns = i < n_long ? long_columns(page) : short_columns(page);
      s->values = arena_array(page->arena, s->n_columns, sizeof(*s->values));
   }
   leak_timelines_each(leaks, page->profile, n,
                       (struct leak_visitor){see_point, &all});
   for (size_t i = 0; i < n; i++)
      carry_level(&sparks[i], sparks[i].n_columns);
   return sparks;
}

static void put_sparkline(const struct page *page, const struct leak_group *g,
                          const struct spark *s)
{
   uint64_t max = 0;
   for (size_t i = 0; i < s->n_columns; i++)
      raise_to(&max, s->values[i]);
   out_printf(page->out, "|");
   out_style(page->out, style_of(g));
   chart_sparkline(page->out, s->values, s->n_columns, max);
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "|");
}

static void put_stack(const struct page *page, const struct tree_node *node,
                      uint64_t whole, size_t n_callers)
{
   struct out *o = page->out;
   const char *arrow = out_has_unicode(o) ? "\u2190 " : "<- ";
   size_t arrow_columns = out_has_unicode(o) ? 2 : 3;
   struct units share = units_share(node->usage.bytes, whole);
   out_printf(o, "%*s%8s  ", INDENT, "", share.text);
   size_t left = INDENT + 10;
   struct remark remark = {node->via, node->via_several, node->note, 1};
   if (node->recursive && !remark.note[0])
      remark.note = "recursive";
   const bool fits = page_site(page, stacks_site(page->stacks, node->site),
                               &remark, page_left(page, left));
   out_printf(o, "\n");
   if (!fits)
      page_via(page, &remark, left);
   page_source(page, stacks_site(page->stacks, node->site), left);
   for (size_t n = 0; node->n_children > 0 && n < n_callers; n++) {
      node = &node->children[0];
      remark =
          (struct remark){"", false, node->recursive ? "recursive" : "", 1};
      out_printf(o, "%*s%s", (int)left, "", arrow);
      page_site(page, stacks_site(page->stacks, node->site), &remark,
                page_left(page, left + arrow_columns));
      out_printf(o, "\n");
      page_source(page, stacks_site(page->stacks, node->site),
                  left + arrow_columns);
   }
}

/* The largest stacks of one group: its part of the tree. */
static void put_stacks(const struct page *page, const struct leaks *leaks,
                       const struct leak_group *g, size_t n_callers)
{
   const struct profile *p = page->profile;
   struct arena *a = arena_new();
   struct usage *live = arena_array(a, p->n_contexts, sizeof(*live));
   for (uint32_t c = 1; c < p->n_contexts; c++)
      if (leaks->group_of[c] == (size_t)(g - leaks->groups) + 1)
         live[c] = g->end.bytes > 0 ? p->sums[c].end : p->peaks[c];
   struct tree *tree =
       query_tree_largest(a, page->stacks, live, STACKS_A_GROUP);
   const struct tree_node *root = &tree->root;
   for (size_t i = 0; i < root->n_children && i < STACKS_A_GROUP; i++) {
      const struct tree_node *node = &root->children[i];
      if (i > 0 &&
          node->usage.bytes * 100 < root->usage.bytes * LEAST_STACK_PCT)
         break;
      put_stack(page, node, root->usage.bytes, n_callers);
   }
   arena_free(a);
}

static void put_group(const struct page *page, const struct leak_group *g,
                      const struct spark *spark)
{
   struct out *o = page->out;
   struct remark note = {"", false, g->note, 1};
   out_printf(o, "  ");
   out_style(o, style_of(g));
   out_printf(o, "%s", verdict_name(g->verdict));
   out_style(o, OUT_NORMAL);
   out_printf(o, "  ");
   page_site(page, stacks_site(page->stacks, g->site), &note,
             page_left(page, 4 + strlen(verdict_name(g->verdict))));
   out_printf(o, "\n%*s", INDENT, "");
   put_sparkline(page, g, spark);
   out_printf(o, "  ");
   page_hanging(page, INDENT + spark->n_columns + 4,
                leak_words_amount(page->arena, page->profile, g));
   out_printf(o, "\n");
   const struct sentence proof = leak_proof_say(page->arena, &g->proof);
   if (proof.text[0])
      page_paragraph(page, INDENT, proof.text);
   page_paragraph(page, INDENT,
                  leak_words_course(page->arena, page->profile, g));
}

/* One line for a group that is no suspect. */
static void put_group_short(const struct page *page, const struct leak_group *g,
                            const struct spark *spark)
{
   struct out *o = page->out;
   bool freed = g->end.bytes == 0;
   size_t used = 2 + VERDICT_COLUMNS + 2 + 10 + 2;
   out_printf(o, "  %-*s  %10s  ", VERDICT_COLUMNS, verdict_name(g->verdict),
              units_bytes(freed ? g->max_bytes : g->end.bytes).text);
   if (spark->n_columns > 0) {
      put_sparkline(page, g, spark);
      out_printf(o, "  ");
      used += spark->n_columns + 4;
   }
   struct remark note = {"", false, g->note, 1};
   page_site(page, stacks_site(page->stacks, g->site), &note,
             page_left(page, used));
   out_printf(o, "\n");
}

static void put_rest(const struct page *page, const struct leaks *leaks,
                     size_t from)
{
   uint64_t rest = 0;
   size_t n = 0;
   for (size_t i = from; i < leaks->n_groups; i++)
      if (leaks->groups[i].end.bytes > 0) {
         rest += leaks->groups[i].end.bytes;
         n++;
      }
   if (n > 0)
      page_paragraph(
          page, 2,
          arena_printf(page->arena, "%s with %s",
                       units_plural(n, "more function", "more functions").text,
                       units_bytes(rest).text));
}

static void put_title(const struct page *page, const struct leaks *leaks)
{
   page_heading(page, "%s",
                leak_words_title(page->arena, page->profile, leaks));
}

static void put_suppressed(const struct page *page, const struct leaks *leaks)
{
   if (leaks->n_suppressed == 0)
      return;
   page_paragraph(
       page, 2,
       arena_printf(
           page->arena, "suppressed: %s with %s, %s",
           units_plural(leaks->n_suppressed, "function", "functions").text,
           units_bytes(leaks->suppressed_total.bytes).text,
           units_plural(leaks->suppressed_suspects, "suspect", "suspects")
               .text));
}

static void put_library(const struct page *page)
{
   const struct usage library = page->profile->facts.library_total;

   if (library.blocks == 0 || page->profile->window)
      return;
   page_paragraph(
       page, 2,
       arena_printf(page->arena,
                    "held by the C library until the exit: %s in %s more",
                    units_bytes(library.bytes).text,
                    units_plural(library.blocks, "block", "blocks").text));
}

/* What the verdicts mean, of those that are shown. */
static void put_legend(const struct page *page, const struct leaks *leaks,
                       size_t n)
{
   bool seen[VERDICT_COUNT] = {false};
   for (size_t i = 0; i < n; i++)
      seen[leaks->groups[i].verdict] = true;
   out_style(page->out, OUT_DIM);
   for (int v = 0; v < VERDICT_COUNT; v++)
      if (seen[v]) {
         out_printf(page->out, "  %-*s  ", VERDICT_COLUMNS,
                    verdict_name((enum verdict)v));
         page_hanging(page, VERDICT_COLUMNS + 4,
                      verdict_words((enum verdict)v));
         out_printf(page->out, "\n");
      }
   out_style(page->out, OUT_NORMAL);
}

static size_t at_most(size_t n, size_t limit)
{
   return n < limit ? n : limit;
}

void view_leaks_section(const struct page *page, const struct leaks *leaks,
                        struct limits limits)
{
   const size_t n = at_most(leaks->n_groups, limits.n_rows);
   const size_t n_long = at_most(leaks->n_suspects, n);
   const struct spark *sparks = make_sparks(page, leaks, n_long, n);
   put_title(page, leaks);
   for (size_t i = 0; i < n_long; i++) {
      put_group(page, &leaks->groups[i], &sparks[i]);
      put_stacks(page, leaks, &leaks->groups[i], limits.n_callers);
   }
   if (n_long > 0 && n_long < leaks->n_groups)
      out_printf(page->out, "\n");
   for (size_t i = n_long; i < n; i++)
      put_group_short(page, &leaks->groups[i], &sparks[i]);
   put_rest(page, leaks, n);
   put_suppressed(page, leaks);
   put_library(page);
   put_legend(page, leaks, n);
}

static void render(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   query_tree_expect(page.stacks);
   struct leaks *leaks = query_leaks(page.arena, page.stacks, v->profile);
   struct limits limits = page_no_limits(&page);
   const size_t n = at_most(leaks->n_groups, limits.n_rows);
   const struct spark *sparks = make_sparks(&page, leaks, n, n);
   put_title(&page, leaks);
   for (size_t i = 0; i < n; i++) {
      out_printf(v->out, "\n");
      put_group(&page, &leaks->groups[i], &sparks[i]);
      put_stacks(&page, leaks, &leaks->groups[i], limits.n_callers);
   }
   out_printf(v->out, "\n");
   put_rest(&page, leaks, n);
   put_suppressed(&page, leaks);
   put_library(&page);
   put_legend(&page, leaks, n);
   page_wrappers(&page);
   page_close(&page);
}

const struct view_row view_leaks = {
    .name = "leaks",
    .summary = "what still grows at the end: the staircases",
    .kind = VIEW_TEXT,
    .flags = NEEDS_TREE | TAKES_SELECTION,
    .render = render,
};
