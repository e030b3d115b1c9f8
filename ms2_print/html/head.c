/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gathers the head of the HTML page's data. */
#include "html/head.h"

#include <stdio.h>
#include <time.h>

#include "base/die.h"
#include "base/json.h"
#include "base/units.h"
#include "html/windows.h"
#include "page/findings_json.h"
#include "query/births.h"
#include "query/graph.h"
#include "query/leak_words.h"
#include "query/memory.h"
#include "query/site.h"

/* "2026-05-01 12:30 UTC"; "" if it is not known. */
static json_t *started_of(const struct run *r)
{
   const time_t seconds = (time_t)r->started;
   struct tm tm;
   char text[40];

   if (r->started == 0 || !gmtime_r(&seconds, &tm) ||
       strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &tm) == 0) {
      return json_text("");
   }
   return json_text(text);
}

static json_t *run_of(const struct profile *p)
{
   const struct run *r = &p->run;
   json_t *o = json_object();

   json_set(o, "command", json_text(r->command));
   json_set(o, "started", started_of(r));
   json_set(o, "file", json_text(site_base_name(p->path)));
   return o;
}

static json_t *clocks_of(const struct moment *when)
{
   json_t *list = json_array();

   for (enum axis axis = AXIS_AUTO + 1; axis < AXIS_COUNT; axis++)
      json_array_append_new(list, json_count(when->on[axis]));
   return list;
}

/* An axis that stands still shows nothing. */
static bool moves_in_all(const struct profile *const *profiles, size_t n,
                         enum axis axis)
{
   for (size_t i = 0; i < n; i++) {
      if (!profile_has_clock(profiles[i], axis))
         return false;
   }
   return true;
}

json_t *html_head_axes(const struct profile *const *profiles, size_t n,
                       enum axis chosen)
{
   json_t *list = json_array();

   for (enum axis axis = AXIS_AUTO + 1; axis < AXIS_COUNT; axis++) {
      json_t *o = json_object();

      json_set(o, "name", json_text(units_axis_name(axis)));
      json_set(o, "caption", json_text(units_axis_caption(axis)));
      json_set(o, "shown",
               json_boolean(axis == chosen || moves_in_all(profiles, n, axis)));
      json_array_append_new(list, o);
   }
   return list;
}

/* Why a measure can not be chosen; "": it can. */
static json_t *unknown(const struct profile *p)
{
   const char *short_lived = "";
   json_t *o = json_object();

   if (p->facts.n_contexts == 0) {
      short_lived = p->has_blocks
                        ? "This profile was recorded without lifetimes"
                        : "A massif file does not say what was short-lived";
   }
   json_set(o, "allocated",
            json_text(p->has_blocks
                          ? ""
                          : "A massif file does not say what was allocated"));
   json_set(o, "short", json_text(short_lived));
   json_set(
       o, "left",
       json_text(query_births_are_known(p)
                     ? ""
                     : "The file does not say of all blocks that were live "
                       "at the end when they were born"));
   return o;
}

static json_t *usage_of(struct usage u)
{
   json_t *o = json_object();

   json_set(o, "bytes", json_count(u.bytes));
   json_set(o, "blocks", json_count(u.blocks));
   return o;
}

static json_t *peak_of(const struct html_question *q)
{
   const struct peak *peak = &q->view->profile->peak;
   json_t *o = usage_of(peak->heap);

   json_set(o, "known", json_boolean(peak->known));
   json_set(o, "adminBytes", json_count(peak->admin_bytes));
   json_set(o, "snapshot", json_count(q->thin->peak));
   json_set(o, "clocks", clocks_of(&peak->when));
   return o;
}

/* Of heap, pages and stacks together; null if it is not known. */
static json_t *sum_peak_of(const struct profile *p)
{
   const struct other_peak *peak = &p->facts.peaks[SERIES_SUM];

   if (!peak->known)
      return json_null();
   json_t *o = json_object();
   json_set(o, "bytes", json_count(peak->bytes));
   json_set(o, "heapBytes", json_count(peak->heap_bytes));
   json_set(o, "pagesBytes", json_count(peak->pages_bytes));
   json_set(o, "stackBytes", json_count(peak->stack_bytes));
   json_set(o, "clocks", clocks_of(&peak->when));
   return o;
}

static json_t *verdicts(void)
{
   json_t *list = json_array();

   for (enum verdict v = 0; v < VERDICT_COUNT; v++) {
      json_t *o = json_object();

      json_set(o, "name", json_text(verdict_name(v)));
      json_set(o, "words", json_text(verdict_words(v)));
      json_set(o, "explained", json_boolean(v != VERDICT_FREED));
      json_array_append_new(list, o);
   }
   return list;
}

/* What the report says first, the suspects of the page's own list. */
static void put_findings(struct json *j, const struct html_question *q)
{
   const struct findings_question asked = {
       .arena = q->arena,
       .stacks = q->stacks,
       .profile = q->view->profile,
       .options = q->view->options,
       .leaks = q->leaks,
       .extent = FINDINGS_FIRST,
   };
   const struct findings *found = query_findings(&asked);

   json_name(j, "findings");
   json_open(j, '[');
   for (size_t i = 0; i < found->n; i++)
      findings_json_put(j, &asked, &found->all[i]);
   json_close(j, ']');
}

static void put(struct json *j, const char *name, json_t *value)
{
   json_name(j, name);
   json_put_value(j, value);
}

char *html_head(const struct html_question *q)
{
   const struct profile *p = q->view->profile;
   const enum axis axis = query_graph_axis(q->view->options, p);
   char *text = NULL;
   size_t n_bytes;
   FILE *stream = open_memstream(&text, &n_bytes);

   if (!stream)
      die("out of memory");
   struct out *out = out_open_stream(stream, OUT_PLAIN);
   struct json j = {.out = out};

   json_open(&j, '{');
   put(&j, "run", run_of(p));
   put_findings(&j, q);
   put(&j, "memory", json_text(memory_word(p)));
   put(&j, "hasBlocks", json_boolean(p->has_blocks));
   put(&j, "axes", html_head_axes(&p, 1, axis));
   put(&j, "axis", json_count(axis - 1));
   put(&j, "unknown", unknown(p));
   put(&j, "peak", peak_of(q));
   put(&j, "sumPeak", sum_peak_of(p));
   put(&j, "end", usage_of(p->end));
   put(&j, "regions", html_windows_regions(p, q->thin));
   put(&j, "labels", html_windows_labels(p, q->thin));
   put(&j, "windows", html_windows_named(q->arena, p, q->thin));
   put(&j, "leaksTitle", json_text(leak_words_title(q->arena, p, q->leaks)));
   put(&j, "verdicts", verdicts());
   json_close(&j, '}');
   out_close(out);
   if (fclose(stream) != 0)
      die("out of memory");
   return text;
}
