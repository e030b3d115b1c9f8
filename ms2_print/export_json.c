/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=json: the whole profile for scripts.

   The contract, described to users in ms2_print(1).  Members may be added in
   the same version; a member that changes its meaning or goes raises it.
   null is "this file cannot know" (a massif file counts no blocks).

   {"format": "ms2-json", "version": 1,
    "run": {"command", "pid", "ppid", "forked_from", "exe", "tool",
            "valgrind", "platform", "recorder", "depth", "heap_admin",
            "started", "run_id", "time_unit", "source": "ms2" or "massif",
            "options": [], "alloc_fns": [], "ignore_fns": []},
    "summary": {"peak_heap_bytes", "peak_heap_blocks", "peak_admin_bytes",
                "highest_heap_bytes",
                "end_heap_bytes", "end_heap_blocks",
                "total_bytes", "total_calls",
                "finished": bool, "how": "exit", "signal", "exec" or "",
                "exit_status", "time_unit",
                "peak_at": {"superblocks", "ms", "allocated_bytes", "calls",
                            "instructions"}},
    "frames": [{"function", "file", "dir", "line", "object", "address",
                "inlined"}],
    "contexts": [{"stack": [numbers of frames from 0, innermost first],
                  "peak_bytes", "peak_blocks", "end_bytes", "end_blocks",
                  "total_bytes", "total_calls"}],
    "snapshots": [{"index", "superblocks", "ms", "allocated_bytes", "calls",
                   "instructions", "heap_bytes", "heap_blocks",
                   "admin_bytes", "max_heap_bytes"}]}

   Unknown names are "", unknown lines 0; an address is a text, "0x4841fa5".
   "inlined" means that the frame's code was put into the next one.  Contexts
   have all recorded frames: no rule skips any.  In an ms2 file the sum of a
   column over all contexts is the number in the summary.  Where no peak is
   known the peak's numbers are null.  highest_heap_bytes is above the peak
   only where the file was cut before the peak was written, and in massif
   files, whose peak is the highest snapshot with a tree.  Several FILEs give
   several objects, one after the other. */
#include "views.h"

#include <inttypes.h>
#include <stdlib.h>

#include "arena.h"
#include "json.h"
#include "units.h"

#define JSON_VERSION 1

static void set(json_t *object, const char *name, json_t *value)
{
   json_object_set_new(object, name, value);
}

static json_t *text_list(const char *const *texts, size_t n)
{
   json_t *list = json_array();

   for (size_t i = 0; i < n; i++)
      json_array_append_new(list, json_text(texts[i]));
   return list;
}

static json_t *run_of(const struct profile *p)
{
   const struct run *r = &p->run;
   json_t *o = json_object();

   set(o, "command", json_text(r->command));
   set(o, "pid", json_count(r->pid));
   set(o, "ppid", json_count(r->ppid));
   set(o, "forked_from", json_count(r->forked_from));
   set(o, "exe", json_text(r->exe));
   set(o, "tool", json_text(r->tool));
   set(o, "valgrind", json_text(r->valgrind));
   set(o, "platform", json_text(r->platform));
   set(o, "recorder", json_text(r->recorder));
   set(o, "depth", json_count(r->depth));
   set(o, "heap_admin", json_count(r->heap_admin));
   set(o, "started", json_count(r->started));
   set(o, "run_id", json_text(r->run_id));
   set(o, "time_unit", json_text(units_axis_name(r->axis)));
   set(o, "source", json_text(p->kind == PROFILE_MS2 ? "ms2" : "massif"));
   set(o, "options", text_list(r->options, r->n_options));
   set(o, "alloc_fns", text_list(r->alloc_fns, r->n_alloc_fns));
   set(o, "ignore_fns", text_list(r->ignore_fns, r->n_ignore_fns));
   return o;
}

static void set_moment(json_t *o, const struct profile *p,
                       const struct moment *when)
{
   static const struct {
      const char *name;
      enum axis axis;
   } clocks[] = {
       {"superblocks", AXIS_SUPERBLOCKS},   {"ms", AXIS_MS},
       {"allocated_bytes", AXIS_BYTES},     {"calls", AXIS_CALLS},
       {"instructions", AXIS_INSTRUCTIONS},
   };

   for (size_t i = 0; i < sizeof clocks / sizeof clocks[0]; i++) {
      const enum axis axis = clocks[i].axis;
      const bool known = p->kind == PROFILE_MASSIF
                             ? axis == p->run.axis
                             : axis != AXIS_INSTRUCTIONS || p->has_instructions;

      set(o, clocks[i].name, json_count_if(known, when->on[axis]));
   }
}

static uint64_t highest_heap(const struct profile *p)
{
   uint64_t highest = p->peak.heap.bytes;

   for (size_t i = 0; i < p->n_snapshots; i++) {
      if (p->snapshots[i].max_heap_bytes > highest)
         highest = p->snapshots[i].max_heap_bytes;
   }
   return highest;
}

static json_t *summary_of(const struct view *v)
{
   const struct profile *p = v->profile;
   const struct peak *peak = &p->peak;
   json_t *o = json_object(), *at = json_object();

   set(o, "peak_heap_bytes", json_count_if(peak->known, peak->heap.bytes));
   set(o, "peak_heap_blocks",
       json_count_if(peak->known && p->has_blocks, peak->heap.blocks));
   set(o, "peak_admin_bytes", json_count_if(peak->known, peak->admin_bytes));
   set(o, "highest_heap_bytes", json_count(highest_heap(p)));
   set(o, "end_heap_bytes", json_count(p->end.bytes));
   set(o, "end_heap_blocks", json_count_if(p->has_blocks, p->end.blocks));
   set(o, "total_bytes", json_count_if(p->has_blocks, p->total.bytes));
   set(o, "total_calls", json_count_if(p->has_blocks, p->total.blocks));
   set(o, "finished", json_boolean(p->finished));
   set(o, "how", json_text(p->how));
   set(o, "exit_status",
       json_count_if(p->finished && p->kind == PROFILE_MS2, p->exit_status));
   set(o, "time_unit", json_text(units_axis_name(options_axis(v->options, p))));
   set_moment(at, p, &peak->when);
   set(o, "peak_at", at);
   return o;
}

static json_t *frame_of(const struct profile *p, const struct address *a,
                        const struct frame *f)
{
   char address[24];
   json_t *o = json_object();

   snprintf(address, sizeof address, "0x%" PRIx64, a->address);
   set(o, "function", json_text(f->function));
   set(o, "file", json_text(f->file));
   set(o, "dir", json_text(f->dir));
   set(o, "line", json_count(f->line));
   set(o, "object", json_text(p->objects[a->object].path));
   set(o, "address", json_text(address));
   set(o, "inlined", json_boolean(f->inlined));
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

static json_t *stack_of(const struct profile *p, uint32_t node,
                        const uint64_t *first)
{
   json_t *stack = json_array();

   for (; node; node = p->nodes[node].parent) {
      const uint32_t address = p->nodes[node].address;

      if (address == 0)
         continue;
      for (uint32_t k = 0; k < p->addresses[address].n_frames; k++)
         json_array_append_new(stack, json_count(first[address] + k));
   }
   return stack;
}

static bool is_context(const struct profile *p, uint32_t node)
{
   const struct context_totals t = profile_totals(p, node);

   return t.allocated.blocks || t.peak.bytes || t.peak.blocks || t.end.bytes ||
          t.end.blocks;
}

static json_t *context_of(const struct profile *p, uint32_t node,
                          const uint64_t *first)
{
   const struct context_totals totals = profile_totals(p, node), *t = &totals;
   const bool counts = p->has_blocks;
   json_t *o = json_object();

   set(o, "stack", stack_of(p, node, first));
   set(o, "peak_bytes", json_count(t->peak.bytes));
   set(o, "peak_blocks", json_count_if(counts, t->peak.blocks));
   set(o, "end_bytes", json_count(t->end.bytes));
   set(o, "end_blocks", json_count_if(counts, t->end.blocks));
   set(o, "total_bytes", json_count_if(counts, t->allocated.bytes));
   set(o, "total_calls", json_count_if(counts, t->allocated.blocks));
   return o;
}

static void put_contexts(struct json *j, const struct profile *p,
                         const uint64_t *first)
{
   json_list_begin(j, "contexts");
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      if (is_context(p, i))
         json_list_item(j, context_of(p, i, first));
   }
   json_list_end(j);
}

static json_t *snapshot_of(const struct profile *p, size_t index)
{
   const struct snapshot *s = &p->snapshots[index];
   json_t *o = json_object();

   set(o, "index", json_count(index));
   set_moment(o, p, &s->when);
   set(o, "heap_bytes", json_count(s->heap.bytes));
   set(o, "heap_blocks", json_count_if(p->has_blocks, s->heap.blocks));
   set(o, "admin_bytes", json_count(s->admin_bytes));
   set(o, "max_heap_bytes", json_count(s->max_heap_bytes));
   return o;
}

void export_json(const struct view *v)
{
   const struct profile *p = v->profile;
   struct arena *a = arena_new();
   uint64_t *first = arena_array(a, p->n_addresses, sizeof first[0]);
   struct json j;

   json_begin(&j, v->out);
   json_member(&j, "format", json_text("ms2-json"));
   json_member(&j, "version", json_count(JSON_VERSION));
   json_member(&j, "run", run_of(p));
   json_member(&j, "summary", summary_of(v));
   put_frames(&j, p, first);
   put_contexts(&j, p, first);
   json_list_begin(&j, "snapshots");
   for (size_t i = 0; i < p->n_snapshots; i++)
      json_list_item(&j, snapshot_of(p, i));
   json_list_end(&j);
   json_end(&j);
   arena_free(a);
}
