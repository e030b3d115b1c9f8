/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=report, the default page: the answer in words and numbers, then the
   picture, then the proof. */
#include "page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "query_graph.h"
#include "query_top.h"
#include "units.h"

/* The sections are cut so that the page stays one that is read. */
#define REPORT_CALLERS 4
#define REPORT_BRANCH_PCT 5
#define REPORT_ENTRIES 8
#define REPORT_SUSPECTS 3

/* Named right behind the peak: so many functions with so much of it. */
#define REPORT_HOLDERS 3
#define LEAST_HOLDER_PCT 5

/* The column where the numbers start. */
#define NAME_COLUMNS 16

static void put_ending(const struct page *page)
{
   const struct profile *p = page->profile;
   struct out *o = page->out;
   if (p->kind != PROFILE_MS2)
      return;
   if (strcmp(p->how, "exec") == 0) {
      out_printf(o, ", became another program (exec)");
   } else if (p->finished) {
      out_style(o, p->exit_status ? OUT_WARN : OUT_NORMAL);
      out_printf(o, ", exited with status %" PRIu64, p->exit_status);
   } else {
      out_style(o, OUT_WARN);
      out_printf(o, ", still running or killed: this is how far it got");
   }
   out_style(o, OUT_NORMAL);
}

static uint64_t run_ms(const struct profile *p)
{
   return p->n_snapshots ? p->snapshots[p->n_snapshots - 1].when.on[AXIS_MS]
                         : 0;
}

static void put_what_ran(const struct page *page)
{
   const struct profile *p = page->profile;
   struct out *o = page->out;
   out_style(o, OUT_HEADING);
   out_fit(o, p->run.command, page->width);
   out_style(o, OUT_NORMAL);
   out_printf(o, "\n");
   if (p->kind == PROFILE_MASSIF)
      out_printf(o, "a massif file");
   else
      out_printf(o, "pid %" PRIu64 ", ran for %s", p->run.pid,
                 units_ms(run_ms(p)).text);
   if (p->run.forked_from)
      out_printf(o, ", forked from %" PRIu64, p->run.forked_from);
   put_ending(page);
   out_printf(o, "\n");
   if (p->cut_line)
      page_paragraph(page, 0,
                     "The file is cut short; everything up to the cut is "
                     "shown.");
}

static void put_name(const struct page *page, const char *name)
{
   out_printf(page->out, "  %-*s", NAME_COLUMNS - 2, name);
}

static void put_usage(const struct page *page, struct usage u)
{
   out_printf(page->out, "%s", units_bytes(u.bytes).text);
   if (page->profile->has_blocks)
      out_printf(page->out, " in %s",
                 units_plural(u.blocks, "block", "blocks").text);
}

static void put_peak(const struct page *page)
{
   const struct profile *p = page->profile;
   put_name(page, "Peak");
   out_style(page->out, OUT_PEAK);
   put_usage(page, p->peak.heap);
   out_style(page->out, OUT_NORMAL);
   enum axis axis = query_graph_axis(p, page->options);
   uint64_t end = p->snapshots[p->n_snapshots - 1].when.on[axis];
   uint64_t at = p->peak.when.on[axis];
   if (p->kind == PROFILE_MS2 && axis != AXIS_MS)
      out_printf(page->out, ", %s through the run (after %s)",
                 units_share(at, end).text,
                 units_ms(p->peak.when.on[AXIS_MS]).text);
   else
      out_printf(page->out, ", %s through the run (at %s)",
                 units_share(at, end).text, units_on_axis(axis, at).text);
   out_printf(page->out, "\n");
}

/* The functions that held most of the peak, so that the first screen names
   them. */
static void put_holders(const struct page *page)
{
   size_t n;
   const struct top_row *rows =
       query_top(page->arena, page->stacks, page->profile, &n);
   uint64_t whole = page->profile->peak.heap.bytes;
   for (size_t i = 0; i < n && i < REPORT_HOLDERS; i++) {
      if (rows[i].peak.bytes * 100 < whole * LEAST_HOLDER_PCT)
         break;
      struct remark remark = {"", false, rows[i].note};
      struct units share = units_share(rows[i].peak.bytes, whole);
      out_printf(page->out, "%*s%7s  ", NAME_COLUMNS, "", share.text);
      page_site(page, stacks_site(page->stacks, rows[i].site), &remark,
                page->width - NAME_COLUMNS - 9);
      out_printf(page->out, "\n");
   }
}

static void put_totals(const struct page *page)
{
   const struct profile *p = page->profile;
   put_name(page, "Live at end");
   put_usage(page, p->end);
   if (p->end.bytes > 0 && p->finished && p->kind == PROFILE_MS2)
      out_printf(page->out, ", never freed");
   out_printf(page->out, "\n");
   if (!p->has_blocks)
      return;
   put_name(page, "Allocated");
   out_printf(page->out, "%s in %s", units_bytes(p->total.bytes).text,
              units_plural(p->total.blocks, "call", "calls").text);
   if (p->total.blocks > 0)
      out_printf(
          page->out, ", %s each on average",
          units_bytes((p->total.bytes + p->total.blocks / 2) / p->total.blocks)
              .text);
   out_printf(page->out, "\n");
}

static void put_suspect(const struct page *page, const struct leak_group *g)
{
   struct out *o = page->out;
   out_style(o, OUT_BAD);
   page_site(page, stacks_site(page->stacks, g->site), NULL,
             page->width - NAME_COLUMNS);
   out_style(o, OUT_NORMAL);
   out_printf(o, "\n%*s%s never freed", NAME_COLUMNS, "",
              units_bytes_exact(g->end.bytes).text);
   if (page->profile->has_blocks)
      out_printf(o, " in %s",
                 units_plural(g->end.blocks, "block", "blocks").text);
   out_printf(o, "\n%*s%s: %s\n", NAME_COLUMNS, "",
              leaks_verdict_name(g->verdict), leaks_verdict_words(g->verdict));
}

static void put_suspects(const struct page *page, const struct leaks *leaks)
{
   size_t n = leaks->n_suspects;
   if (!leaks->known)
      return;
   put_name(page, n == 1 ? "Leak suspect" : "Leak suspects");
   if (n == 0) {
      out_style(page->out, OUT_GOOD);
      out_printf(page->out, "none");
      out_style(page->out, OUT_NORMAL);
      out_printf(page->out, ": nothing kept growing to the end\n");
      return;
   }
   for (size_t i = 0; i < n && i < REPORT_SUSPECTS; i++) {
      if (i > 0)
         out_repeat(page->out, " ", NAME_COLUMNS);
      put_suspect(page, &leaks->groups[i]);
   }
   if (n > REPORT_SUSPECTS)
      out_printf(page->out, "%*s%s below\n", NAME_COLUMNS, "",
                 units_plural(n - REPORT_SUSPECTS, "more", "more").text);
}

/* Bytes at the peak whose first visible frame has no source line, and whether
   they are of a Rust program. */
static bool lacks_lines(const struct page *page, bool *rust)
{
   const struct profile *p = page->profile;
   uint64_t without = 0;
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      struct stack stack;
      if (p->totals[i].peak.bytes == 0)
         continue;
      stacks_get(page->stacks, i, &stack);
      if (stacks_site(page->stacks, stack.sites[0])->line == 0)
         without += p->totals[i].peak.bytes;
   }
   *rust = false;
   for (uint32_t i = 0; i < p->n_addresses && !*rust; i++)
      for (uint32_t k = 0; k < p->addresses[i].n_frames && !*rust; k++)
         *rust = strstr(p->addresses[i].frames[k].function,
                        "std::rt::lang_start") != NULL;
   return without > p->peak.heap.bytes / 2;
}

static void put_hints(const struct page *page)
{
   bool rust;
   if (!lacks_lines(page, &rust))
      return;
   out_style(page->out, OUT_WARN);
   out_printf(page->out, "\n");
   page_paragraph(page, 2,
                  rust ? "Most memory has no source line: build with debug "
                         "information, in Cargo.toml: [profile.release] "
                         "debug = 1"
                       : "Most memory has no source line: compile with -g, "
                         "or install the debug symbols of the libraries.");
   out_style(page->out, OUT_NORMAL);
}

static void put_proof(const struct page *page, const struct leaks *leaks)
{
   struct out *o = page->out;
   struct limits limits = {REPORT_ENTRIES, REPORT_CALLERS, REPORT_BRANCH_PCT};
   out_printf(o, "\n");
   section_graph(page, page->options->height);
   out_printf(o, "\n");
   section_tree(page, limits);
   if (leaks->n_groups > 0) {
      out_printf(o, "\n");
      section_leaks(page, leaks, limits);
   }
}

void view_report(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   put_what_ran(&page);
   if (v->profile->n_snapshots == 0 || !v->profile->peak.known) {
      page_paragraph(&page, 0, "The profile holds no allocation.");
   } else {
      struct leaks *leaks = query_leaks(page.arena, page.stacks, v->profile);
      out_printf(v->out, "\n");
      put_peak(&page);
      put_holders(&page);
      put_totals(&page);
      put_suspects(&page, leaks);
      put_hints(&page);
      put_proof(&page, leaks);
   }
   page_close(&page);
}
