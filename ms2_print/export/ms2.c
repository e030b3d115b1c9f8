/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=ms2: the profile itself, written anew: as it is, with fewer snapshots
   (--snapshots), or with names that tell nothing (--anonymize).

   Names, stacks, threads and regions come first, then the snapshots with what
   belongs to each, then the facts of the whole run.  Numbers of objects,
   addresses and nodes stay what they are. */
#include "page/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "export/anonymize.h"
#include "base/arena.h"
#include "export/ms2_facts.h"
#include "base/intern.h"
#include "query/thin.h"
#include "export/record.h"
#include "model/run_keys.h"
#include "base/units.h"

struct writer {
   const struct profile *profile;
   struct out *out;
   struct arena *arena;
   struct anonymize *names; /* NULL: names stay */
   struct intern *strings;
   uint64_t n_strings;
   const struct thin *thin;
};

/* The header. */

/* Of lists: names of functions, options, or words of the format. */
static const char *list_text(const struct writer *w, enum run_list list,
                             const char *text)
{
   if (!w->names || list == RUN_HINTS)
      return text;
   return list == RUN_OPTIONS ? anonymize_text(w->names, ANONYMOUS_OPTION, text)
                              : anonymize_function(w->names, text);
}

static const char *header_text(const struct writer *w, const char *key,
                               const char *text)
{
   if (w->names && strcmp(key, "command") == 0)
      return anonymize_text(w->names, ANONYMOUS_COMMAND, text);
   if (w->names && (strcmp(key, "exe") == 0 || strcmp(key, "called") == 0))
      return anonymize_object(w->names, text);
   return text;
}

static void put_list(const struct writer *w, const struct run_key *key)
{
   const struct texts t = run_keys_list(&w->profile->run, key->list);

   for (size_t i = 0; i < t.n; i++)
      record_put_header(w->out, key->name, list_text(w, key->list, t.texts[i]));
}

static void put_number_key(struct out *out, const char *key, uint64_t n)
{
   if (n == 0)
      return;
   char digits[24];
   snprintf(digits, sizeof digits, "%" PRIu64, n);
   record_put_header(out, key, digits);
}

static void put_header(const struct writer *w)
{
   const struct run *run = &w->profile->run;

   record_put_version(w->out);
   for (size_t i = 0; i < n_run_keys; i++) {
      const struct run_key *key = &run_keys[i];
      const char *field = (const char *)run + key->offset;
      const char *text;

      switch (key->kind) {
      case RUN_KEY_TEXT:
         text = header_text(w, key->name, *(const char *const *)field);
         if (text[0])
            record_put_header(w->out, key->name, text);
         break;
      case RUN_KEY_NUMBER:
         put_number_key(w->out, key->name, *(const uint64_t *)field);
         break;
      case RUN_KEY_YES:
         if (*(const bool *)field)
            record_put_header(w->out, key->name, "yes");
         break;
      case RUN_KEY_AXIS:
         if (run->axis != AXIS_AUTO)
            record_put_header(w->out, key->name, units_axis_name(run->axis));
         break;
      case RUN_KEY_LIST: put_list(w, key); break;
      }
   }
}

/* Names and stacks. */

static uint64_t string_number(struct writer *w, const char *s)
{
   if (!s[0])
      return 0;
   uint32_t *number = intern_find(w->strings, s, strlen(s));
   if (*number == 0) {
      *number = (uint32_t)++w->n_strings;
      record_put_string(w->out, s);
   }
   return *number;
}

static void put_objects(const struct writer *w)
{
   for (uint32_t i = 1; i < w->profile->n_objects; i++) {
      const struct object *o = &w->profile->objects[i];

      record_put_object(w->out, o->bias,
                        w->names ? anonymize_object(w->names, o->path)
                                 : o->path);
      if (o->build_id[0] && !w->names)
         record_put_build_id(w->out, i, o->build_id);
   }
}

/* A record is in one piece, so its strings come before. */
static void put_frame(struct writer *w, const struct frame *f)
{
   struct anonymize *n = w->names;
   const uint64_t function =
       string_number(w, n ? anonymize_function(n, f->function) : f->function);
   const uint64_t dir = string_number(w, n ? anonymize_dir(n, f->dir) : f->dir);
   const uint64_t file =
       string_number(w, n ? anonymize_file(n, f->file) : f->file);

   record_put_frame(w->out, function, dir, file, f->line);
}

static bool is_nameless(const struct address *a)
{
   const struct frame *f = &a->frames[0];

   return a->n_frames == 1 && !f->function[0] && !f->dir[0] && !f->file[0] &&
          f->line == 0;
}

static void put_address(struct writer *w, const struct address *a)
{
   const uint32_t n = is_nameless(a) ? 0 : a->n_frames;

   record_put_address(w->out, a->address, a->object);
   for (uint32_t i = 0; i < n; i++)
      put_frame(w, &a->frames[i]);
   if (a->function_bytes > 0)
      record_put_code(w->out, a->function_start, a->function_bytes);
}

static void put_nodes(const struct writer *w)
{
   for (uint32_t i = 1; i < w->profile->n_nodes; i++) {
      const struct node *n = &w->profile->nodes[i];

      record_put_node(w->out, n->parent, n->address);
      if (n->cut)
         record_put_cut(w->out, i);
   }
}

/* Snapshots. */

static void put_delta(struct out *out, const struct delta *d)
{
   record_put_delta(out, d->node, RECORD_USAGE(d->allocated),
                    RECORD_USAGE(d->freed));
}

static void put_deltas(const struct writer *w, size_t index)
{
   struct delta_cursor c = profile_deltas(w->profile, index);
   struct delta d;

   while (deltas_next(&c, &d))
      put_delta(w->out, &d);
}

/* Those of several snapshots add up to one. */
static void put_sums(const struct writer *w, size_t from, size_t to)
{
   const struct profile *p = w->profile;
   struct arena *a = arena_new();
   struct intern *known = intern_new(a);
   struct delta *sums = NULL;
   size_t n = 0, room = 0;

   for (size_t i = from; i <= to; i++) {
      struct delta_cursor c = profile_deltas(p, i);
      struct delta d;

      while (deltas_next(&c, &d)) {
         uint32_t *number = intern_find(known, &d.node, sizeof d.node);

         if (*number == 0) {
            sums = arena_grow(a, sums, n, &room, sizeof sums[0]);
            sums[n] = (struct delta){.node = d.node};
            *number = (uint32_t)++n;
         }
         usage_add(&sums[*number - 1].allocated, d.allocated);
         usage_add(&sums[*number - 1].freed, d.freed);
      }
   }
   for (size_t i = 0; i < n; i++)
      put_delta(w->out, &sums[i]);
   arena_free(a);
}

static void put_inherited(const struct writer *w)
{
   for (size_t i = 0; i < w->profile->n_inherited; i++) {
      const struct context_usage *c = &w->profile->inherited[i];

      record_put_inherited(w->out, c->node, RECORD_USAGE(c->live));
   }
}

static uint64_t most(uint64_t a, uint64_t b)
{
   return a > b ? a : b;
}

/* A kept snapshot, with the highest values of those left out before it. */
static struct snapshot kept_snapshot(const struct profile *p, size_t from,
                                     size_t index)
{
   struct snapshot s = p->snapshots[index];

   for (size_t i = from; i < index; i++) {
      const struct snapshot *t = &p->snapshots[i];

      if (t->max_heap_bytes > s.max_heap_bytes) {
         s.max_heap_bytes = t->max_heap_bytes;
         s.max_superblocks = t->max_superblocks;
      }
      s.max_pages_bytes = most(s.max_pages_bytes, t->max_pages_bytes);
      s.max_stack_bytes = most(s.max_stack_bytes, t->max_stack_bytes);
      s.max_sum_bytes = most(s.max_sum_bytes, t->max_sum_bytes);
      s.in_use_bytes = most(s.in_use_bytes, t->in_use_bytes);
   }
   return s;
}

/* What is beside the heap is as at the snapshot written before: left out. */
static bool is_carried(const struct snapshot *s, const struct snapshot *last)
{
   const uint64_t beside = s->pages_bytes + s->stack_bytes;

   return last->has_series && s->pages_bytes == last->pages_bytes &&
          s->max_pages_bytes == s->pages_bytes &&
          s->stack_bytes == last->stack_bytes &&
          s->max_stack_bytes == s->stack_bytes &&
          s->max_sum_bytes == s->max_heap_bytes + beside &&
          s->n_threads == last->n_threads;
}

static void put_snapshot(struct out *out, const struct snapshot *s,
                         const struct snapshot *last)
{
   if (s->has_series && !is_carried(s, last)) {
      record_put_levels(out, s->pages_bytes, s->max_pages_bytes, s->stack_bytes,
                        s->max_stack_bytes, s->sum_bytes, s->max_sum_bytes,
                        s->n_threads);
   }
   if (s->has_use)
      record_put_use_levels(out, s->in_use_bytes, s->first_touched_bytes);
   record_put_snapshot(out, RECORD_MOMENT(s->when), RECORD_USAGE(s->heap),
                       s->admin_bytes, s->max_heap_bytes, s->max_superblocks);
}

/* What differs from the kept snapshot before the peak is a part of it. */
static void put_peak(const struct writer *w, size_t index)
{
   const struct profile *p = w->profile;
   struct arena *a = arena_new();
   struct usage *live = arena_array(a, p->n_contexts, sizeof live[0]);

   profile_live_at(p, index, live);
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t c = p->context_of[i];
      const struct usage peak = p->peaks[c];

      if (c == 0 || usage_equal(peak, live[c]))
         continue;
      record_put_peak_part(w->out, i, RECORD_USAGE(peak));
   }
   record_put_peak(w->out, RECORD_MOMENT(p->peak.when),
                   RECORD_USAGE(p->peak.heap), p->peak.admin_bytes);
   arena_free(a);
}

/* Which kept snapshot the peak stands behind: the last one before it. */
static size_t peak_place(const struct thin *t)
{
   return t->peak > 0 ? t->peak - 1 : 0;
}

static void put_snapshots(const struct writer *w, struct export_ms2_facts *f)
{
   const struct profile *p = w->profile;
   const struct thin *t = w->thin;
   struct snapshot last = {0};
   size_t from = 0;

   for (size_t i = 0; i < t->n_kept; i++) {
      const size_t index = t->kept[i];
      const struct snapshot s = kept_snapshot(p, from, index);

      if (from == index)
         put_deltas(w, index);
      else
         put_sums(w, from, index);
      export_ms2_facts_before(f, index);
      put_snapshot(w->out, &s, &last);
      export_ms2_facts_after(f, from, index);
      if (p->peak.known && i == peak_place(t))
         put_peak(w, index);
      from = index + 1;
      last = s;
   }
}

static void put_end(const struct writer *w)
{
   const struct profile *p = w->profile;

   if (p->finished) {
      record_put_end(w->out, p->how, p->exit_status, w->n_strings,
                     p->n_objects - 1, p->n_addresses - 1, p->n_nodes - 1,
                     w->thin->n_kept);
   }
}

static void render(const struct view *v)
{
   const struct options *o = v->options;
   struct arena *a = arena_new();
   struct writer w = {
       .profile = v->profile,
       .out = v->out,
       .arena = a,
       .names = o->anonymize ? anonymize_new(a) : NULL,
       .strings = intern_new(a),
       .thin = query_thin(a, v->profile,
                          o->n_snapshots ? o->n_snapshots : SIZE_MAX)};
   struct export_ms2_facts *facts =
       export_ms2_facts_new(a, v->profile, v->out, w.names);

   put_header(&w);
   put_objects(&w);
   for (uint32_t i = 1; i < v->profile->n_addresses; i++)
      put_address(&w, &v->profile->addresses[i]);
   put_nodes(&w);
   export_ms2_facts_names(facts);
   put_inherited(&w);
   put_snapshots(&w, facts);
   export_ms2_facts_end(facts);
   put_end(&w);
   arena_free(a);
}

const struct view_row export_ms2 = {
    .name = "ms2",
    .summary = "the profile itself, smaller (--snapshots) or with --anonymize",
    .kind = VIEW_EXPORT,
    .flags = OF_HEAP | NEEDS_MS2 | NEEDS_ONE_FILE | REWRITES,
    .render = render,
};
