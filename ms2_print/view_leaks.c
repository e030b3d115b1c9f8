/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=leaks: who still holds memory at the end, and with what verdict. */
#include "page.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "chart.h"
#include "query_graph.h"
#include "query_tree.h"
#include "units.h"

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

/* The group's live bytes along the axis, the highest of each column. */
static void put_sparkline(const struct page *page, const struct leak_group *g,
                          enum axis axis, size_t n)
{
   const struct profile *p = page->profile;
   uint64_t *values = arena_array(page->arena, n, sizeof(*values));
   uint64_t x_max = p->snapshots[p->n_snapshots - 1].when.on[axis];
   uint64_t level = 0, max = 0;
   size_t done = 0;
   for (size_t i = 0; i < g->n_points; i++) {
      uint64_t x = p->snapshots[g->points[i].snapshot].when.on[axis];
      size_t column = graph_column_of(x, x_max, n);
      for (; done < column; done++)
         if (level > values[done])
            values[done] = level;
      level = g->points[i].live.bytes;
      if (level > values[column])
         values[column] = level;
      if (level > max)
         max = level;
   }
   for (; done < n; done++)
      if (level > values[done])
         values[done] = level;
   out_printf(page->out, "|");
   out_style(page->out, style_of(g));
   chart_sparkline(page->out, values, n, max);
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "|");
}

static struct units mean_size(struct usage u)
{
   return units_bytes(u.blocks ? (u.bytes + u.blocks / 2) / u.blocks : 0);
}

/* "+390.0 KiB/s": a sentence on what keeps growing only, and not on what took
   an instant. */
static void make_slope(const struct leak_group *g, char *to, size_t size)
{
   to[0] = '\0';
   if (g->growth_ms < 100 || g->verdict != VERDICT_STAIRCASE)
      return;
   double per_second = (double)g->end.bytes * 1000.0 / (double)g->growth_ms;
   snprintf(to, size, ", +%s/s while it grew",
            units_bytes((uint64_t)per_second).text);
}

static void make_facts(const struct page *page, const struct leak_group *g,
                       char *to, size_t size)
{
   char slope[80], fall[80] = "never fell";
   make_slope(g, slope, sizeof(slope));
   if (g->longest_fall_bytes > 0)
      snprintf(fall, sizeof(fall), "longest fall %s",
               units_bytes(g->longest_fall_bytes).text);
   int n = snprintf(
       to, size, "grew at %s of %s, %s%s", units_count(g->n_rising).text,
       units_plural(g->n_intervals, "snapshot", "snapshots").text, fall, slope);
   if (!page->profile->has_blocks || n < 0 || (size_t)n >= size)
      return;
   struct units calls =
       units_plural(g->allocated.blocks, "allocation", "allocations");
   if (g->end.blocks == 0)
      snprintf(to + n, size - (size_t)n, "; all of %s freed", calls.text);
   else
      snprintf(to + n, size - (size_t)n, "; %s of %s %s",
               units_count(g->end.blocks).text, calls.text,
               page->profile->finished ? "never freed" : "not freed so far");
}

static void make_amount(const struct page *page, const struct leak_group *g,
                        char *to, size_t size)
{
   bool freed = g->end.bytes == 0;
   uint64_t bytes = freed ? g->max_bytes : g->end.bytes;
   struct units exact = units_bytes_exact(bytes);
   struct units blocks = units_plural(g->end.blocks, "block", "blocks");
   if (!page->profile->has_blocks || freed)
      snprintf(to, size, "%s", exact.text);
   else if (g->end.blocks == 1)
      snprintf(to, size, "%s in %s", exact.text, blocks.text);
   else
      snprintf(to, size, "%s in %s of %s", exact.text, blocks.text,
               mean_size(g->end).text);
}

static void put_stack(const struct page *page, const struct tree_node *node,
                      uint64_t whole, size_t n_callers)
{
   struct out *o = page->out;
   const char *arrow = out_has_unicode(o) ? "\u2190 " : "<- ";
   size_t arrow_columns = out_has_unicode(o) ? 2 : 3;
   struct remark none = {"", false, ""};
   size_t n = 0;
   struct units share = units_share(node->usage.bytes, whole);
   out_printf(o, "%*s%8s  ", INDENT, "", share.text);
   size_t left = INDENT + 10;
   struct remark remark = {node->via, node->via_several, node->note};
   page_site(page, stacks_site(page->stacks, node->site), &remark,
             page->width - left);
   out_printf(o, "\n");
   for (; node->n_children > 0 && n < n_callers; n++) {
      node = &node->children[0];
      out_printf(o, "%*s%s", (int)left, "", arrow);
      page_site(page, stacks_site(page->stacks, node->site), &none,
                page->width - left - arrow_columns);
      out_printf(o, "\n");
   }
}

/* The largest stacks of one group: its part of the tree. */
static void put_stacks(const struct page *page, const struct leaks *leaks,
                       const struct leak_group *g, size_t n_callers)
{
   const struct profile *p = page->profile;
   struct usage *live = arena_array(page->arena, p->n_nodes, sizeof(*live));
   for (uint32_t i = 0; i < p->n_nodes; i++)
      if (leaks->function_of_node[i] == g->function_id + 1)
         live[i] = g->end.bytes > 0 ? p->totals[i].end : p->totals[i].peak;
   struct tree *tree = query_tree(page->arena, page->stacks, p, live, 1);
   const struct tree_node *root = &tree->root;
   for (size_t i = 0; i < root->n_children && i < STACKS_A_GROUP; i++) {
      const struct tree_node *node = &root->children[i];
      if (i > 0 &&
          node->usage.bytes * 100 < root->usage.bytes * LEAST_STACK_PCT)
         break;
      put_stack(page, node, root->usage.bytes, n_callers);
   }
}

static void put_group(const struct page *page, const struct leaks *leaks,
                      const struct leak_group *g, struct limits limits)
{
   struct out *o = page->out;
   char facts[256];
   enum axis axis = page_axis(page);
   struct remark note = {"", false, g->note};
   out_printf(o, "  ");
   out_style(o, style_of(g));
   out_printf(o, "%s", leaks_verdict_name(g->verdict));
   out_style(o, OUT_NORMAL);
   out_printf(o, "  ");
   page_site(page, stacks_site(page->stacks, g->site), &note,
             page->width - 4 - strlen(leaks_verdict_name(g->verdict)));
   out_printf(o, "\n%*s", INDENT, "");
   size_t spark =
       page->width < NARROW_COLUMNS ? SPARK_COLUMNS_NARROW : SPARK_COLUMNS;
   put_sparkline(page, g, axis, spark);
   out_printf(o, "  ");
   make_amount(page, g, facts, sizeof(facts));
   page_hanging(page, INDENT + spark + 4, facts);
   out_printf(o, "\n");
   make_facts(page, g, facts, sizeof(facts));
   page_paragraph(page, INDENT, facts);
   put_stacks(page, leaks, g, limits.n_callers);
}

/* One line for a group that is no suspect. */
static void put_group_short(const struct page *page, const struct leak_group *g)
{
   struct out *o = page->out;
   bool freed = g->end.bytes == 0;
   enum axis axis = page_axis(page);
   bool narrow = page->width < NARROW_COLUMNS;
   size_t used = 2 + VERDICT_COLUMNS + 2 + 10 + 2;
   out_printf(o, "  %-*s  %10s  ", VERDICT_COLUMNS,
              freed ? "at exit" : leaks_verdict_name(g->verdict),
              units_bytes(freed ? g->max_bytes : g->end.bytes).text);
   if (!narrow) {
      put_sparkline(page, g, axis, SPARK_COLUMNS_SHORT);
      out_printf(o, "  ");
      used += SPARK_COLUMNS_SHORT + 4;
   }
   struct remark note = {"", false, g->note};
   page_site(page, stacks_site(page->stacks, g->site), &note,
             page->width > used + 14 ? page->width - used : 14);
   out_printf(o, "\n");
}

static void put_rest(const struct page *page, const struct leaks *leaks,
                     size_t from)
{
   struct usage rest = {0, 0};
   size_t n = 0;
   for (size_t i = from; i < leaks->n_groups; i++)
      if (leaks->groups[i].end.bytes > 0) {
         rest.bytes += leaks->groups[i].end.bytes;
         n++;
      }
   if (n > 0)
      out_printf(page->out, "  %s with %s\n",
                 units_plural(n, "more function", "more functions").text,
                 units_bytes(rest.bytes).text);
}

static void put_title(const struct page *page, const struct leaks *leaks)
{
   const struct profile *p = page->profile;
   struct units bytes = units_bytes(leaks->at_end.bytes);
   struct units blocks = units_plural(leaks->at_end.blocks, "block", "blocks");
   const char *when = p->finished ? "Still held at the end"
                                  : "Still held when the recording stopped";
   if (!leaks->known)
      page_heading(page, "Held at the last snapshot that has a tree: %s",
                   bytes.text);
   else if (leaks->at_end.blocks + leaks->at_end.bytes == 0)
      page_heading(page, "%s: nothing", when);
   else if (p->has_blocks)
      page_heading(page, "%s: %s in %s", when, bytes.text, blocks.text);
   else
      page_heading(page, "%s: %s", when, bytes.text);
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
         const char *name = leaks_verdict_name((enum verdict)v);
         out_printf(page->out, "  %-*s  ", VERDICT_COLUMNS,
                    v == VERDICT_AT_EXIT ? "at exit" : name);
         page_hanging(page, VERDICT_COLUMNS + 4,
                      leaks_verdict_words((enum verdict)v));
         out_printf(page->out, "\n");
      }
   out_style(page->out, OUT_NORMAL);
}

void section_leaks(const struct page *page, const struct leaks *leaks,
                   struct limits limits)
{
   put_title(page, leaks);
   size_t n = 0;
   for (; n < leaks->n_suspects && n < limits.n_entries; n++)
      put_group(page, leaks, &leaks->groups[n], limits);
   if (n > 0 && n < leaks->n_groups)
      out_printf(page->out, "\n");
   for (; n < leaks->n_groups && n < limits.n_entries; n++)
      put_group_short(page, &leaks->groups[n]);
   put_rest(page, leaks, n);
   put_legend(page, leaks, n);
}

void view_leaks(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   struct leaks *leaks = query_leaks(page.arena, page.stacks, v->profile);
   struct limits limits = page_no_limits(&page);
   put_title(&page, leaks);
   size_t n = 0;
   for (; n < leaks->n_groups && n < limits.n_entries; n++) {
      out_printf(v->out, "\n");
      put_group(&page, leaks, &leaks->groups[n], limits);
   }
   out_printf(v->out, "\n");
   put_rest(&page, leaks, n);
   put_legend(&page, leaks, n);
   page_close(&page);
}
