/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=dhat: a file for dh_view.html, the viewer of Valgrind's DHAT.

   Its format, version 2, is JSON.  "pps" lists the stacks: tb and tbk are bytes
   and blocks in all, tl the lifetimes of all blocks, mb and mbk the most that
   it had, gb and gbk what it had at the peak, eb and ebk at the end, fs numbers
   of frames in "ftbl", the innermost first.  Where accesses were counted
   (bkacc), rb and wb are bytes read and written, and acc how often each byte of
   a block was accessed, for blocks that all have one size: a list of counts up
   to 65,535, which stands for more, too; -n before one is n times that.

   The viewer needs stacks that differ, so those that look alike are one. */
#include "page/view.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/json.h"
#include "query/folded.h"
#include "query/lifetimes.h"
#include "query/paths.h"
#include "query/stacks.h"

#define FORMAT_VERSION 2

/* Blocks that live no longer on average are short-lived: what DHAT has, in
   instructions, and about the same in superblocks. */
#define SHORT_INSTRUCTIONS 500
#define SHORT_SUPERBLOCKS 100

/* The columns, and what the viewer calls them: first measures, then ours. */
static const char *const measured[] = {"allocated",   "calls", "peak",
                                       "peak-blocks", "end",   "end-blocks"};
#define N_MEASURED (sizeof measured / sizeof measured[0])

enum extra {
   INHERITED,
   INHERITED_BLOCKS,
   MOST,
   MOST_BLOCKS,
   READ_BYTES,
   WRITTEN_BYTES,
   LIFETIMES
};
#define N_EXTRA (LIFETIMES + 1)

/* The viewer takes no larger count of accesses. */
#define MOST_ACCESSES 0xffff

/* Blocks of more bytes have no counts by byte in the format. */
#define MOST_SIZE 1024

/* Facts are written now and then, so those of a program that was killed may be
   older than what it held. */
static struct usage most_of(const struct profile *p, uint32_t context,
                            const struct context_facts *c)
{
   const struct usage peak = p->peaks[context], end = p->sums[context].end;
   struct usage most = {c->max_bytes, c->max_blocks};

   if (peak.bytes > most.bytes)
      most = peak;
   return end.bytes > most.bytes ? end : most;
}

static const uint64_t *const *find_extra(struct arena *a,
                                         const struct profile *p)
{
   const uint64_t **columns = arena_array(a, N_EXTRA, sizeof columns[0]);
   uint64_t *own[LIFETIMES];
   size_t next = 0;

   for (int i = 0; i < LIFETIMES; i++)
      columns[i] = own[i] = arena_array(a, p->n_contexts, sizeof own[i][0]);
   columns[LIFETIMES] = query_lifetimes(a, p);
   for (size_t i = 0; i < p->n_inherited; i++) {
      const uint32_t c = p->context_of[p->inherited[i].node];

      own[INHERITED][c] += p->inherited[i].live.bytes;
      own[INHERITED_BLOCKS][c] += p->inherited[i].live.blocks;
   }
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t c = p->context_of[i];

      if (c == 0)
         continue;
      struct context_facts facts;
      facts_context_next(&p->facts, &next, i, &facts);
      struct usage most = most_of(p, c, &facts);
      own[MOST][c] = most.bytes;
      own[MOST_BLOCKS][c] = most.blocks;
   }
   for (size_t i = 0; i < p->facts.use.n_accesses; i++) {
      const struct record_accesses *accesses = &p->facts.use.accesses[i];
      const uint32_t c = p->context_of[accesses->node];

      own[READ_BYTES][c] = accesses->read_bytes;
      own[WRITTEN_BYTES][c] = accesses->written_bytes;
   }
   return columns;
}

static struct folded fold(struct arena *a, const struct view *v,
                          struct stacks *stacks)
{
   const struct measure **found = arena_array(a, N_MEASURED, sizeof found[0]);

   paths_get(stacks, WALK_WHOLE); /* takes most memory: before the columns */
   const struct folded_question q = {v->profile, v->options,
                                     stacks,     found,
                                     N_MEASURED, find_extra(a, v->profile),
                                     N_EXTRA};

   for (size_t i = 0; i < N_MEASURED; i++)
      found[i] = measure_find(measured[i]);
   return query_folded(a, &q);
}

static bool has_counts(const struct profile *p)
{
   return p->facts.use.n_accesses > 0;
}

/* Adds a context's counts by byte; false if there are none, or of another size
   than *size, unless that is 0. */
static bool add_counts(const struct use *use, uint32_t node, uint64_t *counts,
                       uint64_t *size)
{
   size_t i = use_runs_from(use, node);

   if (i == use->n_runs || use->runs[i].node != node ||
       use->runs[i].size > MOST_SIZE ||
       (*size > 0 && use->runs[i].size != *size)) {
      return false;
   }
   *size = use->runs[i].size;
   for (; i < use->n_runs && use->runs[i].node == node; i++) {
      const struct record_access_run *run = &use->runs[i];

      for (uint64_t k = 0; k < run->bytes; k++)
         counts[run->offset + k] += run->accesses;
   }
   return true;
}

static void put_counts(struct json *j, const uint64_t *counts, uint64_t size)
{
   json_name(j, "acc");
   json_open(j, '[');
   for (uint64_t i = 0, n; i < size; i += n) {
      for (n = 1; i + n < size && counts[i + n] == counts[i]; n++) {
      }
      if (n > 1)
         json_put_value(j, json_integer(-(json_int_t)n));
      json_put_count(j, counts[i] < MOST_ACCESSES ? counts[i] : MOST_ACCESSES);
   }
   json_close(j, ']');
}

/* Of all contexts of a stack, if their blocks have one size. */
static void put_accesses(struct json *j, const struct folded *f, size_t i,
                         const uint64_t *extra)
{
   const struct profile *p = f->profile;
   uint64_t counts[MOST_SIZE] = {0}, size = 0;
   bool known = true;

   json_put_member(j, "rb", extra[READ_BYTES]);
   json_put_member(j, "wb", extra[WRITTEN_BYTES]);
   for (uint32_t node = f->first[i]; known && node != 0;
        node = f->next[p->context_of[node]]) {
      known = add_counts(&p->facts.use, node, counts, &size);
   }
   if (known)
      put_counts(j, counts, size);
}

static void put_stack(struct json *j, const struct folded *f, size_t i)
{
   const struct stack stack = folded_stack(f, i);
   uint64_t n[N_MEASURED + N_EXTRA], *extra = n + N_MEASURED;

   folded_values(f, i, n);
   json_item(j);
   json_open(j, '{');
   json_put_member(j, "tb", n[0] + extra[INHERITED]);
   json_put_member(j, "tbk", n[1] + extra[INHERITED_BLOCKS]);
   json_put_member(j, "tl", extra[LIFETIMES]);
   json_put_member(j, "mb", extra[MOST]);
   json_put_member(j, "mbk", extra[MOST_BLOCKS]);
   json_put_member(j, "gb", n[2]);
   json_put_member(j, "gbk", n[3]);
   json_put_member(j, "eb", n[4]);
   json_put_member(j, "ebk", n[5]);
   if (has_counts(f->profile))
      put_accesses(j, f, i, extra);
   json_name(j, "fs");
   json_open(j, '[');
   for (size_t k = 0; k < stack.n_sites; k++)
      json_put_count(j, stack.sites[k] + 1);
   json_close(j, ']');
   json_close(j, '}');
}

/* "0x109166: function (file:line)", as Valgrind has it.  Firefox's profiler
   takes this apart, and only if the address is there. */
static const char *frame_of(struct arena *a, const struct site *s)
{
   const char *address =
       s->code ? arena_printf(a, "0x%" PRIX64 ": ", s->code) : "";

   if (s->file[0]) {
      return arena_printf(a, "%s%s (%s:%u)", address, site_name(s), s->file,
                          (unsigned)s->line);
   }
   if (s->object[0])
      return arena_printf(a, "%s%s (in %s)", address, site_name(s), s->object);
   return arena_printf(a, "%s%s", address, site_name(s));
}

static void put_head(struct json *j, const struct profile *p)
{
   const enum axis axis = query_lifetimes_axis(p);
   const bool instructions = axis == AXIS_INSTRUCTIONS;

   json_member(j, "dhatFileVersion", json_count(FORMAT_VERSION));
   json_member(j, "mode", json_text("heap"));
   json_member(j, "verb", json_text("Allocated"));
   json_member(j, "bklt", json_boolean(true));
   json_member(j, "bkacc", json_boolean(has_counts(p)));
   json_member(j, "tu", json_text(instructions ? "instrs" : "superblocks"));
   json_member(j, "Mtu", json_text(instructions ? "Minstr" : "Msuperblock"));
   json_member(
       j, "tuth",
       json_count(instructions ? SHORT_INSTRUCTIONS : SHORT_SUPERBLOCKS));
   json_member(j, "cmd", json_text(p->run.command));
   json_member(j, "pid", json_count(p->run.pid));
   json_member(j, "te",
               json_count(p->snapshots[p->n_snapshots - 1].when.on[axis]));
   json_member(j, "tg", json_count(p->peak.when.on[axis]));
}

static void render(const struct view *v)
{
   struct arena *a = arena_new();
   struct stacks *stacks = stacks_new(a, v->profile, v->options->rules);
   const struct folded f = fold(a, v, stacks);
   struct json j;

   json_begin(&j, v->out);
   put_head(&j, v->profile);
   json_list_begin(&j, "pps");
   for (size_t i = 0; i < f.n_stacks; i++)
      put_stack(&j, &f, i);
   json_list_end(&j);
   json_list_begin(&j, "ftbl");
   json_list_item(&j, json_text("[root]"));
   for (uint32_t i = 0; i < stacks_n_sites(stacks); i++)
      json_list_item(&j, json_text(frame_of(a, stacks_site(stacks, i))));
   json_list_end(&j);
   json_end(&j);
   arena_free(a);
}

const struct view_row export_dhat = {
    .name = "dhat",
    .summary = "for dh_view.html, the viewer of Valgrind's DHAT",
    .kind = VIEW_EXPORT,
    .flags = OF_HEAP | NEEDS_TREE | NEEDS_ONE_FILE | NEEDS_LIFETIMES,
    .render = render,
};
