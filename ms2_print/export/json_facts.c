/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts as JSON: see json_facts.h. */
#include "export/json_facts.h"

json_t *json_facts_stack(const struct json_profile *p, uint32_t node)
{
   const struct profile *profile = p->profile;
   json_t *stack = json_array();

   for (; node; node = profile->nodes[node].parent) {
      const uint32_t address = profile->nodes[node].address;

      if (address == 0)
         continue;
      for (uint32_t k = 0; k < profile->addresses[address].n_frames; k++)
         json_array_append_new(stack, json_count(p->first[address] + k));
   }
   return stack;
}

void json_facts_set_moment(json_t *o, const struct profile *p,
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
}

static json_t *texts(struct texts t)
{
   json_t *list = json_array();

   for (size_t i = 0; i < t.n; i++)
      json_array_append_new(list, json_text(t.texts[i]));
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
   json_set(run, "hints", texts(r->hints));
}

static struct usage short_lived(const struct profile *p)
{
   struct usage sum = {0, 0};

   for (size_t i = 0; i < p->facts.n_contexts; i++) {
      struct context_facts c;

      facts_context(&p->facts, i, &c);
      usage_add(&sum, facts_short_lived(&c));
   }
   return sum;
}

static json_t *highest(const struct profile *p, enum series series)
{
   return json_count_if(p->has_series, profile_highest(p, series));
}

void json_facts_set_summary(json_t *summary, const struct profile *p)
{
   const bool known = p->facts.n_contexts > 0;
   const struct usage brief = short_lived(p);
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
   json_set(summary, "threads",
            json_count_if(p->facts.n_threads > 0,
                          p->facts.n_threads ? p->facts.n_threads - 1 : 0));
}

/* [[bits, calls], ...] */
static json_t *sizes(const struct context_facts *c)
{
   json_t *list = json_array();

   for (unsigned i = 0; i < FACTS_BUCKETS; i++) {
      if (c->buckets[i] == 0)
         continue;
      json_t *pair = json_array();
      json_array_append_new(pair, json_count(i));
      json_array_append_new(pair, json_count(c->buckets[i]));
      json_array_append_new(list, pair);
   }
   return list;
}

/* Facts of contexts are called what the format calls them; the context itself
   is the stack. */
#define SET_key(o, f, name)
#define SET_value(o, f, name) json_set(o, #name, json_count((f)->name));
#define SET_ended(o, f, name) SET_value(o, f, name)

static json_t *growth(const struct record_chain *c)
{
   json_t *o = json_object();

#define SET(name, type, role, unit) SET_##role(o, c, name)
   MS2_FIELDS_chain(SET)
#undef SET
       return o;
}

void json_facts_set_context(json_t *context, const struct profile *p,
                            uint32_t node)
{
   const struct record_chain *chain = facts_chain_find(&p->facts, node);
   const struct usage library = facts_library_find(&p->facts, node);
   struct context_facts c;

   if (p->facts.n_contexts == 0)
      return;
   facts_context_find(&p->facts, node, &c);
#define SET(name, type, role, unit) SET_##role(context, &c, name)
   MS2_FIELDS_context_facts(SET)
#undef SET
       json_set(context, "sizes", sizes(&c));
   json_set(context, "c_library_bytes", json_count(library.bytes));
   json_set(context, "c_library_blocks", json_count(library.blocks));
   if (chain)
      json_set(context, "growth", growth(chain));
}

void json_facts_set_snapshot(json_t *snapshot, const struct profile *p,
                             size_t index)
{
   const struct snapshot *s = &p->snapshots[index];

   json_set(snapshot, "stack_bytes",
            json_count_if(s->has_series || p->kind == PROFILE_MASSIF,
                          s->stack_bytes));
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

static void set_usage(json_t *o, struct usage allocated, struct usage freed)
{
   json_set(o, "total_bytes", json_count(allocated.bytes));
   json_set(o, "total_calls", json_count(allocated.blocks));
   json_set(o, "freed_bytes", json_count(freed.bytes));
   json_set(o, "freed_blocks", json_count(freed.blocks));
}

static json_t *thread(const struct json_profile *p, uint32_t number)
{
   const struct thread *t = &p->profile->facts.threads[number];
   const bool stacks = p->profile->run.stacks;
   json_t *o = json_object();

   json_set(o, "number", json_count(number));
   json_set(o, "name", json_text(t->name));
   json_set(o, "start_superblocks", json_count(t->start_superblocks));
   json_set(o, "start_ms", json_count(t->start_ms));
   json_set(o, "last_superblocks", json_count(t->last_superblocks));
   json_set(o, "last_ms", json_count(t->last_ms));
   json_set(o, "ended", json_boolean(t->ended));
   set_usage(o, t->allocated, t->freed);
   json_set(o, "other_freed_blocks", json_count(t->other_freed_blocks));
   json_set(o, "deepest_bytes", json_count_if(stacks, t->deepest_bytes));
   json_set(o, "deepest_superblocks",
            json_count_if(stacks, t->deepest_superblocks));
   json_set(o, "deepest_stack", json_facts_stack(p, t->deepest_node));
   return o;
}

static json_t *pages(const struct json_profile *p, const struct mapper *pages)
{
   json_t *o = json_object();

   json_set(o, "stack", json_facts_stack(p, pages->node));
   json_set(o, "kind", json_text(facts_page_kind_name(pages->kind)));
   json_set(o, "mapped_bytes", json_count(pages->mapped));
   json_set(o, "unmapped_bytes", json_count(pages->unmapped));
   return o;
}

static json_t *page_part(const struct json_profile *p,
                         const struct mapper_part *part)
{
   json_t *o = json_object();

   json_set(o, "stack", json_facts_stack(p, part->node));
   json_set(o, "kind", json_text(facts_page_kind_name(part->kind)));
   json_set(o, "bytes", json_count(part->bytes));
   return o;
}

static json_t *stack_part(const struct json_profile *p,
                          const struct stack_part *part)
{
   json_t *o = json_object();

   json_set(o, "thread", json_count(part->thread));
   json_set(o, "bytes", json_count(part->bytes));
   json_set(o, "stack", json_facts_stack(p, part->node));
   return o;
}

static json_t *peak(const struct json_profile *p, enum series series)
{
   const struct other_peak *peak = &p->profile->facts.peaks[series];
   json_t *o = json_object(), *at = json_object();
   json_t *page_parts = json_array(), *stack_parts = json_array();

   json_set(o, "series", json_text(facts_series_name(series)));
   json_set(o, "bytes", json_count(peak->bytes));
   json_set(o, "heap_bytes", json_count(peak->heap_bytes));
   json_set(o, "pages_bytes", json_count(peak->pages_bytes));
   json_set(o, "stack_bytes", json_count(peak->stack_bytes));
   json_facts_set_moment(at, p->profile, &peak->when);
   json_set(o, "at", at);
   for (size_t i = 0; i < peak->n_pages; i++)
      json_array_append_new(page_parts, page_part(p, &peak->pages[i]));
   json_set(o, "pages", page_parts);
   for (size_t i = 0; i < peak->n_stacks; i++)
      json_array_append_new(stack_parts, stack_part(p, &peak->stacks[i]));
   json_set(o, "stacks", stack_parts);
   return o;
}

static json_t *site(const struct json_profile *p, const struct region_site *s)
{
   json_t *o = json_object();

   json_set(o, "stack", json_facts_stack(p, s->node));
   set_usage(o, s->allocated, s->freed);
   return o;
}

static json_t *region(const struct json_profile *p, uint32_t number)
{
   const struct facts *f = &p->profile->facts;
   const struct region *r = &f->regions[number];
   json_t *o = json_object(), *sites = json_array();

   json_set(o, "number", json_count(number));
   json_set(o, "parent", json_count(r->parent));
   json_set(o, "name", json_text(r->name));
   json_set(o, "entered", json_count(r->n_calls));
   set_usage(o, r->allocated, r->freed);
   json_set(o, "peak_bytes", json_count(r->peak_bytes));
   for (size_t i = 0; i < f->n_region_sites; i++) {
      if (f->region_sites[i].region == number)
         json_array_append_new(sites, site(p, &f->region_sites[i]));
   }
   json_set(o, "sites", sites);
   return o;
}

static json_t *mark(const struct run_mark *m)
{
   json_t *o = json_object();

   json_set(o, "how", json_text(m->how));
   json_set(o, "text", json_text(m->text));
   json_set(o, "region", json_count(m->region));
   json_set(o, "thread", json_count(m->thread));
   json_set(o, "superblocks", json_count(m->superblocks));
   json_set(o, "ms", json_count(m->ms));
   json_set(o, "snapshot", json_count(m->snapshot));
   return o;
}

void json_facts_put(struct json *j, const struct json_profile *p)
{
   const struct facts *f = &p->profile->facts;

   json_list_begin(j, "threads");
   for (uint32_t i = 1; i < f->n_threads; i++)
      json_list_item(j, thread(p, i));
   json_list_end(j);
   json_list_begin(j, "pages");
   for (size_t i = 0; i < f->n_mappers; i++)
      json_list_item(j, pages(p, &f->mappers[i]));
   json_list_end(j);
   json_list_begin(j, "peaks");
   for (enum series s = SERIES_HEAP + 1; s < SERIES_COUNT; s++) {
      if (f->peaks[s].known)
         json_list_item(j, peak(p, s));
   }
   json_list_end(j);
   json_list_begin(j, "regions");
   for (uint32_t i = 1; i < f->n_regions; i++)
      json_list_item(j, region(p, i));
   json_list_end(j);
   json_list_begin(j, "marks");
   for (size_t i = 0; i < f->n_marks; i++)
      json_list_item(j, mark(&f->marks[i]));
   json_list_end(j);
}
