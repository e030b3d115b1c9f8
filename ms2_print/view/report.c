/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=report, the default page: the answer in words and numbers, then the
   picture, then the proof. */
#include "view/sections.h"
#include "page/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "page/exit_words.h"
#include "query/frame_rules.h"
#include "query/hints.h"
#include "query/top.h"
#include "base/units.h"

/* The sections are cut so that the page stays one that is read. */
#define REPORT_CALLERS 4
#define REPORT_BRANCH_PCT 5
#define REPORT_ENTRIES 8
#define REPORT_SUSPECTS 3
#define REPORT_REGION_SITES 2

/* Named right behind the peak: so many functions with so much of it. */
#define REPORT_HOLDERS 3
#define LEAST_HOLDER_PCT 5

/* The column where the numbers start. */
#define NAME_COLUMNS 16

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
   struct ending ending = exit_words_of(p);
   char text[256];
   char forked[48] = "";
   if (p->run.forked_from)
      snprintf(forked, sizeof(forked), ", forked from %" PRIu64,
               p->run.forked_from);
   if (p->kind == PROFILE_MASSIF)
      snprintf(text, sizeof(text), "a massif file");
   else if (p->kind == PROFILE_HEAPTRACK)
      snprintf(text, sizeof(text), "a heaptrack file, ran for %s",
               units_ms(run_ms(p)).text);
   else
      snprintf(text, sizeof(text), "pid %" PRIu64 ", ran for %s%s, %s%s",
               p->run.pid, units_ms(run_ms(p)).text, forked, ending.text,
               p->finished ? "" : ": this is how far it got");
   out_style(o, ending.style);
   page_hanging(page, 0, text);
   out_style(o, OUT_NORMAL);
   out_printf(o, "\n");
   if (p->run.pages_as_heap)
      page_paragraph(page, 0,
                     "Instead of the heap the mapped pages were recorded "
                     "(--pages-as-heap=yes).");
   if (p->cut_line)
      page_paragraph(page, 0,
                     "The file is cut short; everything up to the cut is "
                     "shown.");
}

static void put_name(const struct page *page, const char *name)
{
   out_printf(page->out, "  %-*s", NAME_COLUMNS - 2, name);
}

/* "10.0 MiB in 3 blocks" */
static size_t make_usage(const struct page *page, struct usage u, char *to,
                         size_t size)
{
   struct units bytes = units_bytes(u.bytes);
   if (!page->profile->has_blocks)
      return (size_t)snprintf(to, size, "%s", bytes.text);
   return (size_t)snprintf(to, size, "%s in %s", bytes.text,
                           units_plural(u.blocks, "block", "blocks").text);
}

static void put_peak(const struct page *page)
{
   const struct profile *p = page->profile;
   char text[256];
   size_t n = make_usage(page, p->peak.heap, text, sizeof(text));
   snprintf(text + n, sizeof(text) - n, ", %s", page_when(page, &p->peak.when));
   put_name(page, "Peak");
   out_style(page->out, OUT_PEAK);
   page_hanging(page, NAME_COLUMNS, text);
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
}

/* The functions that held most of the peak, so that the first screen names
   them. */
static void put_holders(const struct page *page)
{
   size_t n;
   const struct top_row *rows =
       query_top(page->arena, page->stacks, page->profile, &top_keys[0], &n);
   uint64_t whole = page->profile->peak.heap.bytes;
   for (size_t i = 0; i < n && i < REPORT_HOLDERS; i++) {
      if (rows[i].peak.bytes * 100 < whole * LEAST_HOLDER_PCT)
         break;
      struct remark remark = {"", false, rows[i].note, rows[i].n_lines};
      struct units share = units_share(rows[i].peak.bytes, whole);
      out_printf(page->out, "%*s%7s  ", NAME_COLUMNS, "", share.text);
      page_site(page, stacks_site(page->stacks, rows[i].site), &remark,
                page->width - NAME_COLUMNS - 9);
      out_printf(page->out, "\n");
   }
}

static void put_end(const struct page *page)
{
   const struct profile *p = page->profile;
   char text[256];
   size_t n = make_usage(page, p->end, text, sizeof(text));
   if (p->end.bytes > 0 && p->finished && p->kind != PROFILE_MASSIF)
      snprintf(text + n, sizeof(text) - n, ", never freed");
   put_name(page, "Live at end");
   page_hanging(page, NAME_COLUMNS, text);
   out_printf(page->out, "\n");
}

static void put_total(const struct page *page)
{
   struct usage total = page->profile->total;
   char text[256];
   if (!page->profile->has_blocks)
      return;
   uint64_t mean =
       total.blocks ? (total.bytes + total.blocks / 2) / total.blocks : 0;
   snprintf(text, sizeof(text), "%s in %s, %s each on average",
            units_bytes(total.bytes).text,
            units_plural(total.blocks, "call", "calls").text,
            units_bytes(mean).text);
   put_name(page, "Allocated");
   page_hanging(page, NAME_COLUMNS, text);
   out_printf(page->out, "\n");
}

static void put_line(const struct page *page, const char *name,
                     const char *text)
{
   put_name(page, name);
   page_hanging(page, NAME_COLUMNS, text);
   out_printf(page->out, "\n");
}

/* Fewer are nothing to act upon. */
#define LEAST_SHORT_LIVED_PCT 1

static void put_short_lived(const struct page *page)
{
   const struct profile *p = page->profile;
   uint64_t blocks = 0;
   char text[256];
   for (size_t i = 0; i < p->facts.n_contexts; i++) {
      struct context_facts c;
      facts_context(&p->facts, i, &c);
      blocks += c.short_lived.blocks;
   }
   if (p->facts.n_contexts == 0 || p->run.short_lived == 0 ||
       blocks * 100 < p->total.blocks * LEAST_SHORT_LIVED_PCT)
      return;
   snprintf(text, sizeof(text),
            "%s of all blocks: freed at most %s later (--view=top "
            "--sort=short)",
            units_share(blocks, p->total.blocks).text,
            units_plural(p->run.short_lived, "allocation", "allocations").text);
   put_line(page, "Short-lived", text);
}

/* Fewer are the dynamic loader's and the C library's own. */
#define LEAST_PAGES_BYTES ((uint64_t)512 << 10)

/* Past malloc: what the program mapped, and all of it together. */
static void put_pages(const struct page *page)
{
   const struct profile *p = page->profile;
   const struct snapshot *last = &p->snapshots[p->n_snapshots - 1];
   uint64_t highest = profile_highest(p, SERIES_PAGES);
   char text[256];
   if (highest < LEAST_PAGES_BYTES || p->run.pages_as_heap)
      return;
   snprintf(text, sizeof(text),
            "%s at their peak, %s at the end (--view=pages)",
            units_bytes(highest).text, units_bytes(last->pages_bytes).text);
   put_line(page, "Mapped pages", text);
}

static void put_stacks(const struct page *page)
{
   const struct facts *f = &page->profile->facts;
   uint64_t highest = profile_highest(page->profile, SERIES_STACKS);
   uint32_t deepest = 0;
   char text[256];
   if (page->profile->kind != PROFILE_MS2 || highest == 0)
      return;
   for (uint32_t i = 1; i < f->n_threads; i++)
      if (deepest == 0 ||
          f->threads[i].deepest_bytes > f->threads[deepest].deepest_bytes)
         deepest = i;
   int n = snprintf(text, sizeof(text), "%s at their peak",
                    units_bytes(highest).text);
   if (deepest && f->threads[deepest].deepest_bytes > 0)
      snprintf(text + n, sizeof(text) - (size_t)n,
               ", the deepest %s in thread %u (--view=stacks)",
               units_bytes(f->threads[deepest].deepest_bytes).text,
               (unsigned)deepest);
   put_line(page, "Stacks", text);
}

static void put_sum(const struct page *page)
{
   const struct profile *p = page->profile;
   uint64_t highest = profile_highest(p, SERIES_SUM);
   char text[256];
   uint64_t pages = profile_highest(p, SERIES_PAGES);
   bool stacks = profile_highest(p, SERIES_STACKS) > 0;
   if (highest <= p->peak.heap.bytes || (pages < LEAST_PAGES_BYTES && !stacks))
      return;
   snprintf(text, sizeof(text), "%s at the peak of heap%s%s together",
            units_bytes(highest).text,
            pages && stacks ? ", mapped pages"
            : pages         ? " and mapped pages"
                            : "",
            stacks ? " and stacks" : "");
   put_line(page, "In all", text);
}

static void put_threads(const struct page *page)
{
   const struct profile *p = page->profile;
   uint64_t most = 0;
   char text[128];
   for (size_t i = 0; i < p->n_snapshots; i++)
      if (p->snapshots[i].n_threads > most)
         most = p->snapshots[i].n_threads;
   if (p->facts.n_threads <= 2)
      return;
   int n = snprintf(text, sizeof(text), "%s",
                    units_count(p->facts.n_threads - 1).text);
   if (most > 0)
      snprintf(text + n, sizeof(text) - (size_t)n,
               ", at most %s alive at a time (--view=threads)",
               units_count(most).text);
   put_line(page, "Threads", text);
}

/* The series beside the heap. */
static void put_series(const struct page *page)
{
   put_pages(page);
   put_stacks(page);
   put_sum(page);
   put_threads(page);
}

static void put_place(const struct page *page, const struct leak_group *g)
{
   struct remark remark = {"", false, "", g->n_lines};
   page_site(page, stacks_site(page->stacks, g->site), &remark,
             page->width - NAME_COLUMNS);
}

/* No suspect is no proof: what was never freed is named. */
static void put_no_suspect(const struct page *page, const struct leaks *leaks)
{
   const struct profile *p = page->profile;
   const struct leak_group *g = leaks->silent;
   const char *never = p->finished ? "never freed" : "not freed so far";
   char text[256] = "none: everything was freed";
   if (p->end.bytes > 0)
      snprintf(text, sizeof(text), "none%s; %s were %s",
               leaks->suppressed_suspects > 0 ? " that is not suppressed"
                                              : ": nothing large kept growing",
               units_bytes(p->end.bytes).text, never);
   out_style(page->out, g ? OUT_NORMAL : OUT_GOOD);
   page_hanging(page, NAME_COLUMNS, text);
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
   if (!g)
      return;
   out_repeat(page->out, " ", NAME_COLUMNS);
   put_place(page, g);
   out_printf(page->out, "\n");
   snprintf(text, sizeof(text), "%s: %s of %s blocks %s",
            units_bytes(g->end.bytes).text, units_count(g->end.blocks).text,
            units_count(g->inherited.blocks + g->allocated.blocks).text, never);
   page_paragraph(page, NAME_COLUMNS, text);
}

static void put_suspect(const struct page *page, const struct leak_group *g)
{
   struct out *o = page->out;
   char text[256];
   struct units bytes = units_bytes_exact(g->end.bytes);
   const char *never =
       page->profile->finished ? "never freed" : "not freed so far";
   if (page->profile->has_blocks)
      snprintf(text, sizeof(text), "%s %s in %s", bytes.text, never,
               units_plural(g->end.blocks, "block", "blocks").text);
   else
      snprintf(text, sizeof(text), "%s %s", bytes.text, never);
   out_style(o, OUT_BAD);
   put_place(page, g);
   out_style(o, OUT_NORMAL);
   out_printf(o, "\n");
   page_paragraph(page, NAME_COLUMNS, text);
   snprintf(text, sizeof(text), "%s: %s", leaks_verdict_name(g->verdict),
            leaks_verdict_words(g->verdict));
   page_paragraph(page, NAME_COLUMNS, text);
}

static void put_suspects(const struct page *page, const struct leaks *leaks)
{
   size_t n = leaks->n_suspects;
   if (!leaks->known) {
      put_line(page, "Leak suspects", "unknown: a massif file does not tell");
      return;
   }
   put_name(page, n == 1 ? "Leak suspect" : "Leak suspects");
   if (n == 0) {
      put_no_suspect(page, leaks);
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

/* A paragraph each, a blank line between them. */
static void put_hint_texts(const struct page *page, const struct hint *hints,
                           size_t n)
{
   out_style(page->out, OUT_WARN);
   for (size_t i = 0; i < n; i++) {
      if (i > 0)
         out_printf(page->out, "\n");
      page_paragraph(page, 2, hints[i].text);
   }
   out_style(page->out, OUT_NORMAL);
}

static void put_hints(const struct page *page)
{
   size_t n;
   const struct hint *hints =
       query_hints(page->arena, page->stacks, page->profile, &n);
   if (n == 0 || frame_rules_skip_nothing(page->options->rules))
      return;
   out_printf(page->out, "\n");
   put_hint_texts(page, hints, n);
}

static void put_proof(const struct page *page, const struct leaks *leaks)
{
   struct out *o = page->out;
   struct limits limits = {REPORT_ENTRIES, REPORT_CALLERS, REPORT_BRANCH_PCT};
   out_printf(o, "\n");
   view_graph_section(page, SERIES_HEAP, page->options->height);
   out_printf(o, "\n");
   view_tree_section(page, limits);
   if (leaks->n_groups > 0) {
      out_printf(o, "\n");
      view_leaks_section(page, leaks, limits);
   }
   if (page->profile->facts.n_regions > 1) {
      out_printf(o, "\n");
      view_regions_section(page, REPORT_REGION_SITES);
   }
}

/* The recorder may know why. */
static void put_nothing(const struct page *page)
{
   const struct profile *p = page->profile;
   size_t n;
   const struct hint *hints = query_hints(page->arena, page->stacks, p, &n);
   if (profile_highest(p, SERIES_PAGES) >= LEAST_PAGES_BYTES ||
       profile_highest(p, SERIES_STACKS) > 0) {
      put_series(page);
      out_printf(page->out, "\n");
   }
   if (n > 0)
      put_hint_texts(page, hints, n);
   else
      page_paragraph(page, 2,
                     "No allocation was seen. A statically linked program, or "
                     "one with an allocator of its own, is out of sight: link "
                     "it dynamically and with the system's malloc.");
}

static void render(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   put_what_ran(&page);
   if (!v->profile->peak.known || v->profile->peak.heap.bytes == 0) {
      out_printf(v->out, "\n");
      put_nothing(&page);
   } else {
      struct leaks *leaks = query_leaks(page.arena, page.stacks, v->profile);
      out_printf(v->out, "\n");
      put_peak(&page);
      put_holders(&page);
      put_end(&page);
      put_total(&page);
      put_short_lived(&page);
      put_series(&page);
      put_suspects(&page, leaks);
      put_hints(&page);
      put_proof(&page, leaks);
   }
   page_close(&page);
}

const struct view_row view_report = {
    .name = "report",
    .summary = "the page to read first: numbers, graph, peak, leak suspects",
    .kind = VIEW_TEXT,
    .flags = NEEDS_TREE | IS_DEFAULT,
    .render = render,
};
