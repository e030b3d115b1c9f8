/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gathers the facts of the HTML page's data. */
#include "html/facts.h"

#include "base/die.h"
#include "base/json.h"
#include "query/hints.h"
#include "query/leaks.h"
#include "query/thin.h"
#include "query/stacks.h"
#include "base/units.h"

static json_t *texts(const char *const *list, size_t n)
{
   json_t *array = json_array();

   for (size_t i = 0; i < n; i++)
      json_array_append_new(array, json_text(list[i]));
   return array;
}

static json_t *run_of(const struct profile *p)
{
   const struct run *r = &p->run;
   static const char *const foreign[] = {[PROFILE_MS2] = "",
                                         [PROFILE_MASSIF] = "a massif file",
                                         [PROFILE_HEAPTRACK] =
                                             "a heaptrack file"};
   json_t *o = json_object();

   json_set(o, "command", json_text(r->command));
   json_set(o, "exe", json_text(r->exe));
   json_set(o, "pid", json_count(r->pid));
   json_set(o, "forkedFrom", json_count(r->forked_from));
   json_set(o, "started", json_count(r->started));
   json_set(o, "recorder", json_text(r->recorder));
   json_set(o, "valgrind", json_text(r->valgrind));
   json_set(o, "platform", json_text(r->platform));
   json_set(o, "options", texts(r->options, r->n_options));
   json_set(o, "foreign", json_text(foreign[p->kind]));
   json_set(o, "finished", json_boolean(p->finished));
   json_set(o, "how", json_text(p->how));
   json_set(o, "exitStatus", json_count(p->exit_status));
   json_set(o, "cut", json_boolean(p->cut_line > 0));
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

static json_t *axes(void)
{
   json_t *list = json_array();

   for (enum axis axis = AXIS_AUTO + 1; axis < AXIS_COUNT; axis++) {
      json_t *o = json_object();

      json_set(o, "name", json_text(units_axis_name(axis)));
      json_set(o, "caption", json_text(units_axis_caption(axis)));
      json_array_append_new(list, o);
   }
   return list;
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
   json_t *o;

   if (!peak->known)
      return json_null();
   o = json_object();
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

      json_set(o, "name", json_text(leaks_verdict_name(v)));
      json_set(o, "words", json_text(leaks_verdict_words(v)));
      json_array_append_new(list, o);
   }
   return list;
}

static json_t *hints_of(const struct html_question *q)
{
   json_t *list = json_array();
   size_t n;
   const struct hint *hints =
       query_hints(q->arena, q->stacks, q->view->profile, &n);

   for (size_t i = 0; i < n; i++)
      json_array_append_new(list, json_text(hints[i].text));
   return list;
}

char *html_facts(const struct html_question *q)
{
   const struct profile *p = q->view->profile;
   const struct leaks *leaks = q->leaks;
   json_t *o = json_object();
   char *text;

   json_set(o, "run", run_of(p));
   json_set(o, "hasBlocks", json_boolean(p->has_blocks));
   json_set(o, "axes", axes());
   json_set(o, "axis", json_count(options_axis(q->view->options, p) - 1));
   json_set(o, "peak", peak_of(q));
   json_set(o, "sumPeak", sum_peak_of(p));
   json_set(o, "shortLived",
            json_count_if(p->facts.n_contexts > 0, p->run.short_lived));
   json_set(o, "end", usage_of(p->end));
   json_set(o, "total", usage_of(p->total));
   json_set(o, "nSnapshots", json_count(p->n_snapshots));
   json_set(o, "leaksKnown", json_boolean(leaks->known));
   json_set(o, "nSuspects", json_count(leaks->n_suspects));
   json_set(o, "silent", json_boolean(leaks->silent != NULL));
   json_set(o, "suspects", usage_of(leaks->suspect_total));
   json_set(o, "verdicts", verdicts());
   json_set(o, "hints", hints_of(q));
   text = json_dumps(o, JSON_COMPACT);
   if (!text)
      die("out of memory");
   json_decref(o);
   return text;
}
