/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts as JSON: see json_facts.h. */
#include "export/json_facts.h"

#include <stdlib.h>
#include <string.h>

#include "export/json_use.h"

void json_facts_put_stack(struct json *j, const struct json_profile *p,
                          const char *name, uint32_t node)
{
   const struct profile *profile = p->profile;

   json_name(j, name);
   json_open(j, '[');
   for (; node; node = profile->nodes[node].parent) {
      const uint32_t address = profile->nodes[node].address;

      if (address == 0)
         continue;
      for (uint32_t k = 0; k < profile->addresses[address].n_frames; k++)
         json_put_count(j, p->first[address] + k);
   }
   json_close(j, ']');
}

/* Six digits are finer than any picture. */
static json_t *position_of(const struct profile *p, enum axis axis,
                           const struct moment *when)
{
   const uint64_t end =
       p->n_snapshots > 0 ? p->snapshots[p->n_snapshots - 1].when.on[axis] : 0;

   if (end == 0)
      return json_null();
   return json_real(
       (double)(uint64_t)((double)when->on[axis] / (double)end * 1000000 +
                          0.5) /
       1000000);
}

void json_facts_set_moment(json_t *o, const struct profile *p, enum axis shown,
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

      json_set(o, clocks[i].name,
               json_count_if(profile_has_clock(p, axis), when->on[axis]));
   }
   json_set(o, "position", position_of(p, shown, when));
}

static json_t *texts(struct texts t)
{
   json_t *list = json_array();

   for (size_t i = 0; i < t.n; i++)
      json_array_append_new(list, json_text(t.texts[i]));
   return list;
}

/* Each is how often, and the path. */
static json_t *programs_of(struct texts ran)
{
   json_t *list = json_array();

   for (size_t i = 0; i < ran.n; i++) {
      const char *blank = strchr(ran.texts[i], ' ');
      json_t *program = json_object();

      json_set(program, "path", json_text(blank ? blank + 1 : ran.texts[i]));
      json_set(program, "runs", json_count(strtoull(ran.texts[i], NULL, 10)));
      json_array_append_new(list, program);
   }
   return list;
}

void json_facts_set_run(json_t *run, const struct profile *p)
{
   const struct run *r = &p->run;

   json_set(run, "short_lived",
            json_count_if(r->short_lived > 0, r->short_lived));
   json_set(run, "lifetime_unit", json_text(r->lifetime_unit));
   json_set(run, "stacks", json_boolean(r->stacks));
   json_set(run, "pages_as_heap", json_boolean(r->pages_as_heap));
   json_set(run, "separate_threads", json_boolean(r->separate_threads));
   json_set(run, "toggle_collect", texts(r->toggle_collect));
   json_set(run, "malloc_fns", texts(r->malloc_fns));
   json_set(run, "free_fns", texts(r->free_fns));
   json_set(run, "use", json_text(r->use));
   json_set(run, "ran", programs_of(r->ran));
   json_set(run, "hints", texts(r->hints));
}

static json_t *highest(const struct profile *p, enum series series)
{
   return json_count_if(p->has_series, profile_highest(p, series));
}

void json_facts_set_summary(json_t *summary, const struct profile *p)
{
   const bool known = p->facts.n_contexts > 0;
   const struct usage brief = facts_all_short_lived(&p->facts);
   const uint64_t end =
       p->has_series ? p->snapshots[p->n_snapshots - 1].pages_bytes : 0;

   json_set(summary, "c_library_bytes",
            json_count_if(known, p->facts.library_total.bytes));
   json_set(summary, "c_library_blocks",
            json_count_if(known, p->facts.library_total.blocks));
   json_set(summary, "short_lived_blocks", json_count_if(known, brief.blocks));
   json_set(summary, "short_lived_bytes", json_count_if(known, brief.bytes));
   json_set(summary, "peak_pages_bytes", highest(p, SERIES_PAGES));
   json_set(summary, "end_pages_bytes", json_count_if(p->has_series, end));
   json_set(summary, "peak_stack_bytes",
            json_count_if(p->run.stacks, profile_highest(p, SERIES_STACKS)));
   json_set(summary, "peak_sum_bytes", highest(p, SERIES_SUM));
   json_use_set_summary(summary, p);
   json_set(summary, "threads",
            json_count_if(p->facts.n_threads > 0,
                          p->facts.n_threads ? p->facts.n_threads - 1 : 0));
}

/* [[bits, calls], ...] */
static void put_sizes(struct json *j, const struct context_facts *c)
{
   struct facts_sizes sizes = c->sizes;
   struct facts_size size;

   json_name(j, "sizes");
   json_open(j, '[');
   while (facts_sizes_next(&sizes, &size)) {
      json_open(j, '[');
      json_put_count(j, size.bucket);
      json_put_count(j, size.calls);
      json_close(j, ']');
   }
   json_close(j, ']');
}

/* Facts of contexts are called what the format calls them; the context itself
   is the stack. */
#define PUT_key(j, f, name)
#define PUT_value(j, f, name) json_put_member(j, #name, (f)->name);
#define PUT_ended(j, f, name) PUT_value(j, f, name)

static void put_growth(struct json *j, const struct record_chain *c)
{
   json_name(j, "growth");
   json_open(j, '{');
#define PUT(name, type, role, unit) PUT_##role(j, c, name)
   MS2_FIELDS_chain(PUT)
#undef PUT
       json_close(j, '}');
}

/* Numbered as snapshots' indices are; null: before the fork. */
static void put_survivors(struct json *j, const struct facts *f, uint32_t node)
{
   size_t i = facts_survivors_from(f, node);

   if (i == f->survivors.n || f->survivors.rows[i].node != node)
      return;
   json_name(j, "survivors");
   json_open(j, '[');
   for (; i < f->survivors.n && f->survivors.rows[i].node == node; i++) {
      const struct survivors *s = &f->survivors.rows[i];

      json_open(j, '{');
      json_name(j, "snapshot");
      json_put_count_if(j, s->snapshot > 0, s->snapshot - 1);
      json_put_member(j, "bytes", s->live.bytes);
      json_put_member(j, "blocks", s->live.blocks);
      json_close(j, '}');
   }
   json_close(j, ']');
}

void json_facts_put_context(struct json *j, const struct profile *p,
                            uint32_t node)
{
   const struct record_chain *chain = facts_chain_find(&p->facts, node);
   const struct usage library = facts_library_find(&p->facts, node);
   struct context_facts c;

   if (p->facts.n_contexts == 0)
      return;
   facts_context_of(&p->facts, p->context_of[node], &c);
#define PUT(name, type, role, unit) PUT_##role(j, &c, name)
   MS2_FIELDS_context_facts(PUT)
#undef PUT
       put_sizes(j, &c);
   json_put_member(j, "c_library_bytes", library.bytes);
   json_put_member(j, "c_library_blocks", library.blocks);
   if (chain)
      put_growth(j, chain);
   put_survivors(j, &p->facts, node);
   json_use_put_context(j, p, node);
}

void json_facts_set_snapshot(json_t *snapshot, const struct profile *p,
                             size_t index)
{
   const struct snapshot *s = &p->snapshots[index];

   json_set(snapshot, "stack_bytes",
            json_count_if(s->has_series || p->kind == PROFILE_MASSIF,
                          s->stack_bytes));
   if (s->has_use) {
      json_set(snapshot, "in_use_bytes", json_count(s->in_use_bytes));
      json_set(snapshot, "first_touched_bytes",
               json_count(s->first_touched_bytes));
   }
   if (!s->has_series)
      return;
   json_set(snapshot, "max_stack_bytes", json_count(s->max_stack_bytes));
   json_set(snapshot, "pages_bytes", json_count(s->pages_bytes));
   json_set(snapshot, "max_pages_bytes", json_count(s->max_pages_bytes));
   json_set(snapshot, "sum_bytes", json_count(s->sum_bytes));
   json_set(snapshot, "max_sum_bytes", json_count(s->max_sum_bytes));
   json_set(snapshot, "threads", json_count(s->n_threads));
}

/* The lists. */

static void put_usage(struct json *j, struct usage allocated,
                      struct usage freed)
{
   json_put_member(j, "total_bytes", allocated.bytes);
   json_put_member(j, "total_calls", allocated.blocks);
   json_put_member(j, "freed_bytes", freed.bytes);
   json_put_member(j, "freed_blocks", freed.blocks);
}

static void put_word(struct json *j, const char *name, const char *text)
{
   json_name(j, name);
   json_put_text(j, text);
}

static void put_thread(struct json *j, const struct json_profile *p,
                       uint32_t number)
{
   const struct thread *t = &p->profile->facts.threads[number];
   const bool stacks = p->profile->run.stacks;

   json_item(j);
   json_open(j, '{');
   json_put_member(j, "number", number);
   put_word(j, "name", t->name);
   json_put_member(j, "start_superblocks", t->start_superblocks);
   json_put_member(j, "start_ms", t->start_ms);
   json_put_member(j, "last_superblocks", t->last_superblocks);
   json_put_member(j, "last_ms", t->last_ms);
   json_name(j, "ended");
   json_put_value(j, json_boolean(t->ended));
   put_usage(j, t->allocated, t->freed);
   json_put_member(j, "other_freed_blocks", t->other_freed_blocks);
   json_name(j, "deepest_bytes");
   json_put_count_if(j, stacks, t->deepest_bytes);
   json_name(j, "deepest_superblocks");
   json_put_count_if(j, stacks, t->deepest_superblocks);
   json_facts_put_stack(j, p, "deepest_stack", t->deepest_node);
   json_close(j, '}');
}

static void put_pages(struct json *j, const struct json_profile *p,
                      const struct mapper *pages)
{
   json_item(j);
   json_open(j, '{');
   json_facts_put_stack(j, p, "stack", pages->node);
   put_word(j, "kind", facts_page_kind_name(pages->kind));
   json_put_member(j, "mapped_bytes", pages->mapped);
   json_put_member(j, "unmapped_bytes", pages->unmapped);
   json_put_member(j, "mapped_blocks", pages->mapped_blocks);
   json_put_member(j, "unmapped_blocks", pages->unmapped_blocks);
   json_close(j, '}');
}

static void put_page_part(struct json *j, const struct json_profile *p,
                          const struct mapper_part *part)
{
   json_open(j, '{');
   json_facts_put_stack(j, p, "stack", part->node);
   put_word(j, "kind", facts_page_kind_name(part->kind));
   json_put_member(j, "bytes", part->bytes);
   json_put_member(j, "blocks", part->blocks);
   json_close(j, '}');
}

static void put_stack_part(struct json *j, const struct json_profile *p,
                           const struct stack_part *part)
{
   json_open(j, '{');
   json_put_member(j, "thread", part->thread);
   json_put_member(j, "bytes", part->bytes);
   json_facts_put_stack(j, p, "stack", part->node);
   json_close(j, '}');
}

static void put_peak(struct json *j, const struct json_profile *p,
                     enum series series)
{
   const struct other_peak *peak = &p->profile->facts.peaks[series];
   json_t *at = json_object();

   json_item(j);
   json_open(j, '{');
   put_word(j, "series", facts_series_name(series));
   json_put_member(j, "bytes", peak->bytes);
   json_put_member(j, "heap_bytes", peak->heap_bytes);
   json_put_member(j, "pages_bytes", peak->pages_bytes);
   json_put_member(j, "stack_bytes", peak->stack_bytes);
   json_facts_set_moment(at, p->profile, p->axis, &peak->when);
   json_name(j, "at");
   json_put_value(j, at);
   json_name(j, "pages");
   json_open(j, '[');
   for (size_t i = 0; i < peak->n_pages; i++)
      put_page_part(j, p, &peak->pages[i]);
   json_close(j, ']');
   json_name(j, "stacks");
   json_open(j, '[');
   for (size_t i = 0; i < peak->n_stacks; i++)
      put_stack_part(j, p, &peak->stacks[i]);
   json_close(j, ']');
   json_close(j, '}');
}

static void put_region(struct json *j, const struct json_profile *p,
                       uint32_t number)
{
   const struct facts *f = &p->profile->facts;
   const struct region *r = &f->regions[number];
   const size_t end = facts_sites_from(f, number + 1);

   json_item(j);
   json_open(j, '{');
   json_put_member(j, "number", number);
   json_put_member(j, "parent", r->parent);
   put_word(j, "name", r->name);
   json_put_member(j, "entered", r->n_calls);
   put_usage(j, r->allocated, r->freed);
   json_put_member(j, "peak_bytes", r->peak_bytes);
   json_name(j, "sites");
   json_open(j, '[');
   for (size_t i = facts_sites_from(f, number); i < end; i++) {
      json_open(j, '{');
      json_facts_put_stack(j, p, "stack", f->region_sites[i].node);
      put_usage(j, f->region_sites[i].allocated, f->region_sites[i].freed);
      json_close(j, '}');
   }
   json_close(j, ']');
   json_close(j, '}');
}

static json_t *mark(const struct json_profile *p, const struct run_mark *m)
{
   const struct profile *profile = p->profile;
   json_t *o = json_object();

   json_set(o, "how", json_text(m->how));
   json_set(o, "text", json_text(m->text));
   json_set(o, "region", json_count(m->region));
   json_set(o, "thread", json_count(m->thread));
   json_set(o, "superblocks", json_count(m->superblocks));
   json_set(o, "ms", json_count(m->ms));
   json_set(o, "snapshot", json_count(m->snapshot));
   json_set(
       o, "position",
       position_of(profile, p->axis, &profile->snapshots[m->snapshot].when));
   return o;
}

void json_facts_put(struct json *j, const struct json_profile *p)
{
   const struct facts *f = &p->profile->facts;

   json_list_begin(j, "threads");
   for (uint32_t i = 1; i < f->n_threads; i++)
      put_thread(j, p, i);
   json_list_end(j);
   json_list_begin(j, "pages");
   for (size_t i = 0; i < f->n_mappers; i++)
      put_pages(j, p, &f->mappers[i]);
   json_list_end(j);
   json_list_begin(j, "peaks");
   for (enum series s = SERIES_HEAP + 1; s < SERIES_COUNT; s++) {
      if (f->peaks[s].known)
         put_peak(j, p, s);
   }
   json_list_end(j);
   json_list_begin(j, "regions");
   for (uint32_t i = 1; i < f->n_regions; i++)
      put_region(j, p, i);
   json_list_end(j);
   json_list_begin(j, "marks");
   for (size_t i = 0; i < f->n_marks; i++)
      json_list_item(j, mark(p, &f->marks[i]));
   json_list_end(j);
}
