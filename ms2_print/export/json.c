/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=json: the whole profile for scripts.

   The contract, described to users in ms2_print(1).  Members may be added in
   the same version; a member that changes its meaning or goes raises it.
   null is "this file cannot know" (a massif file counts no blocks).

   {"format": "ms2-json", "version": 1,
    "run": {"command", "pid", "ppid", "forked_from", "exe", "called", "tool",
            "valgrind", "platform", "recorder", "depth", "heap_admin",
            "started", "run_id", "time_unit", "source": "ms2" or "massif",
            "options": [], "alloc_fns": [], "ignore_fns": [],
            "short_lived", "lifetime_unit", "stacks", "pages_as_heap",
            "separate_threads", "toggle_collect": [], "malloc_fns": [],
            "free_fns": [], "use": "", "yes" or "counts",
            "ran": [{"path", "runs"}], "hints": []},
    "summary": {"peak_heap_bytes", "peak_heap_blocks", "peak_admin_bytes",
                "highest_heap_bytes",
                "end_heap_bytes", "end_heap_blocks",
                "c_library_bytes", "c_library_blocks",
                "definitely_lost_bytes", "definitely_lost_blocks",
                "indirectly_lost_...", "possibly_lost_...",
                "reachable_...": of the search at the end,
                "total_bytes", "total_calls",
                "short_lived_blocks", "short_lived_bytes",
                "peak_pages_bytes", "end_pages_bytes", "peak_stack_bytes",
                "peak_sum_bytes", "threads",
                "in_use_at_peak_bytes", "never_touched_bytes",
                "never_read_bytes", "idle_at_peak_bytes",
                "finished": bool, "how": "exit", "signal", "exec" or "",
                "exit_status", "signal", "waited_ms", "waited_of_ms",
                "time_unit",
                "peak_at": {"superblocks", "ms", "allocated_bytes", "calls",
                            "instructions", "position"}},
    "findings": [{"name", "title", "group", "value", "unit", "words", "lead",
                  "strength", "certainty", "rests_on", "see",
                  "figures": [{"name", "unit", "value", "text",
                               "clocks": {of a moment, by axis}}],
                  "places": [{"function", "where", "file", "line", "object",
                              "note", "verdict", "words": [],
                              "figures": []}]}],
    "frames": [{"function", "file", "dir", "line", "object", "address",
                "inlined"}],
    "contexts": [{"stack": [numbers of frames from 0, innermost first],
                  "type": text or null,
                  "peak_bytes", "peak_blocks", "end_bytes", "end_blocks",
                  "total_bytes", "total_calls",
                  "c_library_bytes", "c_library_blocks",
                  the fields of the format's record context_facts,
                  "sizes": [[bits, calls]],
                  "growth": {the fields of the format's record chain},
                  "use": {"peak", "end" and "all": {the fields of the format's
                          record use_part}, "accesses": {of its record
                          accesses}, "runs": [[offset, bytes, accesses]]}}],
    "snapshots": [{"index", "superblocks", "ms", "allocated_bytes", "calls",
                   "instructions", "position", "heap_bytes", "heap_blocks",
                   "admin_bytes", "max_heap_bytes",
                   "stack_bytes", "max_stack_bytes", "pages_bytes",
                   "max_pages_bytes", "sum_bytes", "max_sum_bytes",
                   "threads", "in_use_bytes", "first_touched_bytes"}],
    "threads": [{"number", "name", "start_superblocks", "start_ms",
                 "last_superblocks", "last_ms", "ended",
                 "total_bytes", "total_calls", "freed_bytes", "freed_blocks",
                 "other_freed_blocks", "deepest_bytes", "deepest_superblocks",
                 "deepest_stack": []}],
    "pages": [{"stack": [], "kind", "mapped_bytes", "unmapped_bytes",
               "mapped_blocks", "unmapped_blocks"}],
    "peaks": [{"series", "bytes", "heap_bytes", "pages_bytes", "stack_bytes",
               "at": {as peak_at}, "pages": [{"stack", "kind", "bytes",
                                          "blocks"}],
               "stacks": [{"thread", "bytes", "stack"}]}],
    "regions": [{"number", "parent", "name", "entered", "total_bytes",
                 "total_calls", "freed_bytes", "freed_blocks", "peak_bytes",
                 "sites": [{"stack", "total_bytes", "total_calls",
                            "freed_bytes", "freed_blocks"}]}],
    "marks": [{"how", "text", "region", "thread", "superblocks", "ms",
               "snapshot", "position"}],
    "roots": [{"number", "kind", "name", "where", "symbol", "object",
               "address", "thread"}],
    "searches": [{"how", "snapshot", "heap_bytes", "heap_blocks",
                  "roots_bytes", "pools_bytes", "search_us", "classes": {},
                  "nodes": [{"parent", "kind", "root", "class", "stack",
                             "offset", "bytes", "blocks", "retained_bytes",
                             "retained_blocks"}],
                  "pointers": [{"from", "to", "pointers"}],
                  "contexts": [{"stack", "class", "bytes", "blocks"}],
                  "blocks": [{"node", "stack", "address", "bytes",
                              "retained_bytes", "retained_blocks"}]}]}

   Unknown names are "", unknown lines 0; an address is a text, "0x4841fa5".
   "inlined" means that the frame's code was put into the next one.  Contexts
   have all recorded frames: no rule skips any.  What a file of another
   tool has not is null or missing, and its lists are empty.  In an ms2
   file the sum of a column over all contexts is the number in the summary.
   Where no peak is known the peak's numbers are null.  highest_heap_bytes is
   above the peak only where the file was cut before the peak was written, and
   in massif files, whose peak is the highest snapshot with a tree.  Several
   FILEs give several objects, one after the other. */
#include "page/view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "export/json_facts.h"
#include "export/json_owners.h"
#include "base/units.h"
#include "page/findings_json.h"
#include "query/exit_words.h"
#include "query/graph.h"
#include "query/paths.h"
#include "query/stacks.h"
#include "query/types.h"

#define JSON_VERSION 1

/* A stack's nodes lie side by side up to the first that it shares with others:
   that one is fetched so many nodes ahead. */
#define AHEAD 64

static json_t *text_list(const char *const *texts, size_t n)
{
   json_t *list = json_array();

   for (size_t i = 0; i < n; i++)
      json_array_append_new(list, json_text(texts[i]));
   return list;
}

static json_t *run_of(const struct profile *p)
{
   static const char *const sources[] = {[PROFILE_MS2] = "ms2",
                                         [PROFILE_MASSIF] = "massif",
                                         [PROFILE_HEAPTRACK] = "heaptrack"};
   const struct run *r = &p->run;
   json_t *o = json_object();

   json_set(o, "command", json_text(r->command));
   json_set(o, "pid", json_count(r->pid));
   json_set(o, "ppid", json_count(r->ppid));
   json_set(o, "forked_from", json_count(r->forked_from));
   json_set(o, "exe", json_text(r->exe));
   json_set(o, "called", json_text(r->called));
   json_set(o, "tool", json_text(r->tool));
   json_set(o, "valgrind", json_text(r->valgrind));
   json_set(o, "platform", json_text(r->platform));
   json_set(o, "recorder", json_text(r->recorder));
   json_set(o, "depth", json_count(r->depth));
   json_set(o, "heap_admin", json_count(r->heap_admin));
   json_set(o, "started", json_count(r->started));
   json_set(o, "run_id", json_text(r->run_id));
   json_set(o, "time_unit", json_text(units_axis_name(r->axis)));
   json_set(o, "source", json_text(sources[p->kind]));
   json_set(o, "options", text_list(r->options, r->n_options));
   json_set(o, "alloc_fns", text_list(r->alloc_fns, r->n_alloc_fns));
   json_set(o, "ignore_fns", text_list(r->ignore_fns, r->n_ignore_fns));
   json_facts_set_run(o, p);
   return o;
}

static json_t *summary_of(const struct view *v)
{
   const struct profile *p = profile_heap(v->profile);
   const struct peak *peak = &p->peak;
   json_t *o = json_object(), *at = json_object();

   json_set(o, "peak_heap_bytes", json_count_if(peak->known, peak->heap.bytes));
   json_set(o, "peak_heap_blocks",
            json_count_if(peak->known && p->has_blocks, peak->heap.blocks));
   json_set(o, "peak_admin_bytes",
            json_count_if(peak->known, peak->admin_bytes));
   json_set(o, "highest_heap_bytes",
            json_count(profile_highest(p, SERIES_HEAP)));
   json_set(o, "end_heap_bytes", json_count(p->end.bytes));
   json_set(o, "end_heap_blocks", json_count_if(p->has_blocks, p->end.blocks));
   json_set(o, "total_bytes", json_count_if(p->has_blocks, p->total.bytes));
   json_set(o, "total_calls", json_count_if(p->has_blocks, p->total.blocks));
   json_facts_set_summary(o, p);
   json_owners_set_summary(o, p);
   json_set(o, "finished", json_boolean(p->finished));
   json_set(o, "how", json_text(p->how));
   json_set(o, "exit_status",
            json_count_if(strcmp(p->how, "exit") == 0, p->exit_status));
   json_set(o, "signal", json_text(exit_words_signal(p).name));
   const struct record_waited *waited = &p->facts.waited;
   json_set(o, "waited_ms", json_count_if(waited->ms > 0, waited->waited_ms));
   json_set(o, "waited_of_ms", json_count_if(waited->ms > 0, waited->ms));
   json_set(o, "time_unit",
            json_text(units_axis_name(query_graph_axis(v->options, p))));
   json_facts_set_moment(at, p, query_graph_axis(v->options, p), &peak->when);
   json_set(o, "peak_at", at);
   return o;
}

static json_t *hex_if(bool known, uint64_t n)
{
   char text[24];

   snprintf(text, sizeof text, "0x%" PRIx64, n);
   return known ? json_text(text) : json_null();
}

static json_t *frame_of(const struct profile *p, const struct address *a,
                        const struct frame *f)
{
   const struct object *object = &p->objects[a->object];
   const bool has_place = a->object > 0;
   json_t *o = json_object();

   json_set(o, "function", json_text(f->function));
   json_set(o, "file", json_text(f->file));
   json_set(o, "dir", json_text(f->dir));
   json_set(o, "line", json_count(f->line));
   json_set(o, "object", json_text(object->path));
   json_set(o, "build_id", json_text(object->build_id));
   json_set(o, "address", hex_if(true, a->address));
   json_set(o, "object_address", hex_if(has_place, a->address - object->bias));
   json_set(o, "function_address",
            hex_if(has_place && a->function_bytes > 0,
                   a->function_start - object->bias));
   json_set(o, "inlined", json_boolean(f->inlined));
   return o;
}

/* Address 0 is no code, so frame number 0 is the first of address 1.  Fills
   first[]: the number of each address's first frame. */
static void put_frames(struct json *j, const struct profile *p, uint64_t *first)
{
   uint64_t n = 0;

   json_list_begin(j, "frames");
   for (uint32_t i = 1; i < p->n_addresses; i++) {
      const struct address *a = &p->addresses[i];

      first[i] = n;
      n += a->n_frames;
      for (uint32_t k = 0; k < a->n_frames; k++)
         json_list_item(j, frame_of(p, a, &a->frames[k]));
   }
   json_list_end(j);
}

static bool is_context(const struct profile *p, uint32_t node)
{
   if (p->context_of[node] == 0)
      return false;
   const struct context_totals t = profile_totals(p, node);

   return t.allocated.blocks || t.peak.bytes || t.peak.blocks || t.end.bytes ||
          t.end.blocks;
}

static void put_type(struct json *j, const struct json_profile *json,
                     uint32_t node)
{
   const char *type =
       types_of(json->stacks, node, paths_top_of(json->stacks, node));

   if (type)
      json_put_text(j, type);
   else
      json_put_null(j);
}

static void put_context(struct json *j, const struct json_profile *json,
                        uint32_t node)
{
   const struct profile *p = json->profile;
   const struct context_totals t = profile_totals(p, node);
   const bool counts = p->has_blocks;

   json_item(j);
   json_open(j, '{');
   json_facts_put_stack(j, json, "stack", node);
   json_name(j, "type");
   put_type(j, json, node);
   json_put_member(j, "peak_bytes", t.peak.bytes);
   json_name(j, "peak_blocks");
   json_put_count_if(j, counts, t.peak.blocks);
   json_put_member(j, "end_bytes", t.end.bytes);
   json_name(j, "end_blocks");
   json_put_count_if(j, counts, t.end.blocks);
   json_name(j, "total_bytes");
   json_put_count_if(j, counts, t.allocated.bytes);
   json_name(j, "total_calls");
   json_put_count_if(j, counts, t.allocated.blocks);
   json_facts_put_context(j, p, node);
   json_close(j, '}');
}

static void put_contexts(struct json *j, const struct json_profile *p)
{
   const struct node *nodes = p->profile->nodes;
   const uint32_t n = p->profile->n_nodes;

   json_list_begin(j, "contexts");
   for (uint32_t i = 0; i < n; i++) {
      if (i + AHEAD < n)
         __builtin_prefetch(&nodes[nodes[i + AHEAD].parent]);
      if (is_context(p->profile, i))
         put_context(j, p, i);
   }
   json_list_end(j);
}

static json_t *snapshot_of(const struct profile *p, enum axis axis,
                           size_t index)
{
   const struct snapshot *s = &p->snapshots[index];
   json_t *o = json_object();

   json_set(o, "index", json_count(index));
   json_facts_set_moment(o, p, axis, &s->when);
   json_set(o, "heap_bytes", json_count(s->heap.bytes));
   json_set(o, "heap_blocks", json_count_if(p->has_blocks, s->heap.blocks));
   json_set(o, "admin_bytes", json_count(s->admin_bytes));
   json_set(o, "max_heap_bytes", json_count(s->max_heap_bytes));
   json_facts_set_snapshot(o, p, index);
   return o;
}

/* What the report says first, which is of mapped pages, too. */
static void put_findings(struct json *j, const struct view *v,
                         const struct json_profile *json, struct arena *a)
{
   const struct findings_question q = {
       .arena = a,
       .stacks = json->profile == v->profile
                     ? json->stacks
                     : stacks_new(a, v->profile, v->options->rules),
       .profile = v->profile,
       .options = v->options,
   };
   const struct findings *found = query_findings(&q);

   json_list_begin(j, "findings");
   for (size_t i = 0; i < found->n; i++) {
      json_item(j);
      findings_json_put(j, &q, &found->all[i]);
   }
   json_list_end(j);
}

static void render(const struct view *v)
{
   const struct profile *p = profile_heap(v->profile);
   struct arena *a = arena_new();
   uint64_t *first = arena_array(a, p->n_addresses, sizeof first[0]);
   struct stacks *stacks = stacks_new(a, p, v->options->rules);
   const struct json_profile json = {p, first, query_graph_axis(v->options, p),
                                     stacks};
   struct json j;

   json_begin(&j, v->out);
   json_member(&j, "format", json_text("ms2-json"));
   json_member(&j, "version", json_count(JSON_VERSION));
   json_member(&j, "run", run_of(p));
   json_member(&j, "summary", summary_of(v));
   put_findings(&j, v, &json, a);
   put_frames(&j, p, first);
   put_contexts(&j, &json);
   json_list_begin(&j, "snapshots");
   for (size_t i = 0; i < p->n_snapshots; i++)
      json_list_item(&j, snapshot_of(p, json.axis, i));
   json_list_end(&j);
   json_facts_put(&j, &json);
   json_owners_put(&j, &json);
   json_end(&j);
   arena_free(a);
}

const struct view_row export_json = {
    .name = "json",
    .summary = "everything, for scripts; see ms2_print(1)",
    .kind = VIEW_EXPORT,
    .render = render,
};
