/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The outcome of all checks of a profile. */
#include "cli/checks.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/die.h"
#include "export/junit.h"
#include "page/page.h"
#include "query/check.h"
#include "query/increase.h"
#include "base/units.h"

/* Callers shown of the stack that broke a limit. */
#define MOST_CALLERS 8

#define TEXT_COLUMN 8

bool checks_are_asked(const struct options *o)
{
   return o->n_checks > 0 || o->fail_on_increase;
}

static struct units value_text(enum quantity q, uint64_t value)
{
   return limit_quantity_is_bytes(q) ? units_bytes_exact(value)
                                     : units_count(value);
}

/* "21.7 % of 13.6 MiB", or as above. */
static const char *found_text(const struct page *page,
                              const struct check_result *r)
{
   if (!r->is_share)
      return arena_strdup(page->arena, value_text(r->quantity, r->found).text);
   return arena_printf(page->arena, "%s of %s",
                       units_share_beside(r->found, r->whole, r->limit).text,
                       units_bytes(r->whole).text);
}

static struct units limit_text(const struct check_result *r)
{
   return r->is_share ? units_bp(r->limit) : value_text(r->quantity, r->limit);
}

static void put_culprit(const struct page *page, const struct check_result *r)
{
   if (r->n_culprit == 0)
      return;
   out_repeat(page->out, " ", TEXT_COLUMN);
   if (r->quantity == QUANTITY_LEAKS || r->quantity == QUANTITY_GROWING) {
      out_printf(page->out, "the worst at\n");
   } else if (limit_quantity_is_bytes(r->quantity)) {
      out_printf(page->out, "%s of it at\n",
                 value_text(r->quantity, r->culprit_part).text);
   } else {
      out_printf(page->out, "%s of them at\n",
                 value_text(r->quantity, r->culprit_part).text);
   }
   for (size_t i = 0; i < r->n_culprit && i <= MOST_CALLERS; i++) {
      out_repeat(page->out, " ", TEXT_COLUMN + 2);
      out_printf(page->out, i > 0 ? "<- " : "");
      page_site(page, stacks_site(page->stacks, r->culprit[i]), NULL,
                page_left(page, TEXT_COLUMN + 5));
      out_printf(page->out, "\n");
   }
   if (r->n_culprit > MOST_CALLERS + 1) {
      out_repeat(page->out, " ", TEXT_COLUMN + 2);
      out_printf(page->out, "<- ... %zu more callers\n",
                 r->n_culprit - MOST_CALLERS - 1);
   }
}

/* "limit 0 bytes, found 12 bytes live at the end", "limit 0, found 1 leak
   suspect" */
static void put_failure(const struct page *page, const struct check_result *r)
{
   out_repeat(page->out, " ", TEXT_COLUMN);
   if (r->problem[0]) {
      out_printf(page->out, "%s\n", r->problem);
      return;
   }
   out_printf(page->out, "limit %s, found %s %s\n", limit_text(r).text,
              found_text(page, r), limit_quantity_words(r->quantity, r->found));
   put_culprit(page, r);
   if (r->why)
      page_paragraph(page, TEXT_COLUMN, r->why);
}

static void put_result(const struct page *page, const struct check_result *r)
{
   out_style(page->out, r->passed ? OUT_GOOD : OUT_BAD);
   out_printf(page->out, "%-*s", TEXT_COLUMN, r->passed ? "ok" : "FAILED");
   out_style(page->out, OUT_NORMAL);
   out_name(page->out, r->text);
   if (!r->passed) {
      out_printf(page->out, "\n");
      put_failure(page, r);
      return;
   }
   out_printf(page->out, ": %s", found_text(page, r));
   if (r->note)
      out_printf(page->out, " (%s)", r->note);
   out_printf(page->out, "\n");
}

/* What the page says of a failure, for the JUnit file. */
static void add_to_junit(struct junit *junit, const struct page *page,
                         const struct check_result *r)
{
   struct page copy = *page;
   char *text = NULL;
   struct junit_case c = {page->profile->path, r->text, NULL};

   if (!junit)
      return;
   if (!r->passed) {
      size_t length;
      FILE *stream = open_memstream(&text, &length);
      if (!stream)
         die("out of memory");
      copy.out = out_open_stream(stream, OUT_PLAIN);
      put_failure(&copy, r);
      out_close(copy.out);
      if (fclose(stream) != 0)
         die("out of memory");
      c.failure = text;
   }
   junit_add(junit, &c);
   free(text);
}

static size_t finish(const struct page *page, const struct check_result *r,
                     struct junit *junit)
{
   put_result(page, r);
   add_to_junit(junit, page, r);
   return !r->passed;
}

static size_t run_increase(const struct page *page, const struct profile *base,
                           struct junit *junit)
{
   const struct options *o = page->options;
   struct increase increase = {.base = base, .pct_bp = o->increase_bp};
   size_t n_failed = 0;

   increase.base_stacks = stacks_new(page->arena, base, o->rules);
   struct check_result results[N_INCREASE_RESULTS];
   query_increase(page->arena, page->stacks, page->profile, &increase, results);
   for (size_t i = 0; i < N_INCREASE_RESULTS; i++)
      n_failed += finish(page, &results[i], junit);
   return n_failed;
}

size_t checks_run(const struct view *v, struct junit *junit)
{
   const struct options *o = v->options;
   const struct check_result recording =
       query_check_recording(v->profile, o->unfinished);
   size_t n_failed = 0, n = o->n_checks;
   struct page page;

   page_open(&page, v);
   if (recording.text) {
      n_failed += finish(&page, &recording, junit);
      n++;
   }
   for (size_t i = 0; i < o->n_checks; i++) {
      const struct check_result r =
          query_check(page.arena, page.stacks, v->profile, o->checks[i]);

      n_failed += finish(&page, &r, junit);
   }
   if (o->fail_on_increase) {
      n_failed += run_increase(&page, v->base, junit);
      n += N_INCREASE_RESULTS;
   }
   if (n_failed > 0)
      out_printf(page.out, "%zu of %zu checks failed\n", n_failed, n);
   page_close(&page);
   return n_failed;
}
