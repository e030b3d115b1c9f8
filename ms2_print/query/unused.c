/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a program held and did not use. */
#include "query/unused.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/order.h"
#include "base/units.h"
#include "query/paths.h"
#include "query/stacks.h"

/* ---- numbers ------------------------------------------------------------- */

bool unused_is_known(const struct profile *p, enum use_when *when)
{
   const struct use *u = &p->facts.use;

   *when = u->at[USE_PEAK].known ? USE_PEAK : USE_END;
   return u->at[*when].known;
}

static uint64_t least_of(uint64_t a, uint64_t b)
{
   return a < b ? a : b;
}

static uint64_t most_of(uint64_t a, uint64_t b)
{
   return a > b ? a : b;
}

static uint64_t minus(uint64_t a, uint64_t b)
{
   return a > b ? a - b : 0;
}

/* What all blocks of the context have at their ends, those of the peak among
   them. */
static void limit_by_ends(struct unused *u, const struct record_use_part *all)
{
   const uint64_t others = minus(all->bytes, u->held.bytes);

   u->never_touched = least_of(u->never_touched, all->never_touched);
   u->never_read = least_of(u->never_read, all->never_read);
   u->never_rewritten = least_of(u->never_rewritten, all->never_rewritten);
   u->tail_bytes = least_of(u->tail_bytes, all->tail_bytes);
   u->tail_blocks = least_of(u->tail_blocks, all->tail_blocks);
   u->never_touched_surely =
       least_of(u->never_touched, minus(all->never_touched, others));
   u->never_read_surely =
       least_of(u->never_read, minus(all->never_read, others));
}

/* What was not touched behind the peak: two parts of the bytes that are more
   than these have at least the rest in common. */
static void limit_by_later(struct unused *u, uint64_t not_again)
{
   const uint64_t untouched = u->never_touched;

   u->never_touched = least_of(untouched, not_again);
   u->tail_bytes = least_of(u->tail_bytes, not_again);
   u->never_touched_surely =
       most_of(least_of(u->never_touched_surely, not_again),
               minus(untouched + not_again, u->held.bytes));
   u->idle_for_good = minus(u->idle + not_again, u->held.bytes);
}

/* Whether the program went on behind the moment, and it is known to its end. */
static bool has_later(const struct use *u, enum use_when when)
{
   return when == USE_PEAK && u->at[USE_END].known &&
          u->at[USE_PEAK].superblocks < u->at[USE_END].superblocks;
}

static struct unused unused_of_part(const struct record_use_part *p,
                                    const struct record_use_part *all,
                                    bool has_later)
{
   struct unused u = {.held = {p->bytes, p->blocks},
                      .never_touched = p->never_touched,
                      .never_read = p->never_read,
                      .idle = p->idle_half,
                      .idle_for_good = p->idle_half,
                      .never_rewritten = p->never_rewritten,
                      .tail_bytes = p->tail_bytes,
                      .tail_blocks = p->tail_blocks};

   if (all)
      limit_by_ends(&u, all);
   if (has_later)
      limit_by_later(&u, p->not_again);
   return u;
}

struct unused unused_of(const struct profile *p, uint32_t node)
{
   const struct use *use = &p->facts.use;
   enum use_when when;

   if (!unused_is_known(p, &when))
      return (struct unused){.never_touched = 0};
   struct record_use_part part, all;
   if (!use_part_find(use, when, node, &part))
      return (struct unused){.never_touched = 0};
   const bool has_all = use_part_find(use, USE_ALL, node, &all);
   return unused_of_part(&part, has_all ? &all : NULL, has_later(use, when));
}

static void add(struct unused *to, const struct unused *more)
{
   usage_add(&to->held, more->held);
   to->never_touched += more->never_touched;
   to->never_touched_surely += more->never_touched_surely;
   to->never_read += more->never_read;
   to->never_read_surely += more->never_read_surely;
   to->idle += more->idle;
   to->idle_for_good += more->idle_for_good;
   to->never_rewritten += more->never_rewritten;
   to->tail_bytes += more->tail_bytes;
   to->tail_blocks += more->tail_blocks;
}

struct unused unused_total(const struct profile *p)
{
   struct unused sum = {.never_touched = 0};
   enum use_when when;

   if (!unused_is_known(p, &when))
      return sum;
   const struct use_moment *m = &p->facts.use.at[when];
   for (size_t i = 0; i < m->n_parts; i++) {
      const struct unused u = unused_of(p, m->places[i].node);

      add(&sum, &u);
   }
   return sum;
}

uint64_t unused_in_use(const struct unused *u)
{
   return u->held.bytes - u->never_touched - u->idle;
}

/* ---- places -------------------------------------------------------------- */

/* So much of something stands for all of it: the rest are a few other blocks,
   and the lines of 64 bytes that two blocks share. */
#define MOST_PCT 95

/* What is known of the contexts of one site. */
struct place {
   struct unused sum;
   uint64_t written_bytes, touched_bytes; /* of all its blocks, over the run */
   bool counted;                          /* that is known of all contexts */
   const char *note;
   bool any;
};

static bool is_most(uint64_t part, uint64_t whole)
{
   return part / MOST_PCT >= whole / 100 && part * 100 >= whole * MOST_PCT;
}

static void add_context(struct place *to, const struct profile *p,
                        uint32_t node, const char *note)
{
   const struct use *use = &p->facts.use;
   const struct record_accesses *accesses = use_accesses_find(use, node);
   struct record_use_part all;
   const bool has_all = use_part_find(use, USE_ALL, node, &all);
   const struct unused u = unused_of(p, node);

   add(&to->sum, &u);
   if (!to->any) {
      to->note = note;
      to->counted = true;
   } else if (to->note != note) {
      to->note = ""; /* it does not hold for all of them */
   }
   to->any = true;
   to->counted = to->counted && accesses && has_all;
   to->written_bytes += accesses ? accesses->written_bytes : 0;
   to->touched_bytes += has_all ? all.bytes - all.never_touched : 0;
}

struct rows {
   struct unused_row *all;
   size_t n;
   uint64_t least;
   const struct stacks *stacks;
};

static void add_row(struct rows *rows, const struct place *place,
                    const struct unused_row *row)
{
   if (row->bytes < rows->least || row->bytes == 0)
      return;
   struct unused_row *to = &rows->all[rows->n++];
   *to = *row;
   to->note = place->note;
   to->sum = place->sum;
   to->once = place->counted && place->written_bytes <= place->touched_bytes;
}

/* Of every block a little is used at its start, as far as sums can tell: each
   has an untouched end, and what was touched is half a line a block. */
#define LEAST_TOUCHED_BYTES 32

static bool are_all_begun(const struct unused *u)
{
   return u->tail_blocks == u->held.blocks &&
          u->held.bytes - u->never_touched >=
              LEAST_TOUCHED_BYTES * u->held.blocks;
}

static enum unused_kind kind_of_untouched(const struct unused *u)
{
   if (is_most(u->never_touched, u->held.bytes) && !are_all_begun(u))
      return UNUSED_WHOLE;
   return is_most(u->tail_bytes, u->never_touched) ? UNUSED_TAIL : UNUSED_PARTS;
}

static enum unused_kind kind_of_idle(const struct unused *u)
{
   return is_most(u->idle_for_good, u->idle) ? UNUSED_DONE : UNUSED_WAITING;
}

/* What was touched is told once: by what it is most. */
static void add_rows(struct rows *rows, const struct place *place,
                     uint32_t site)
{
   const struct unused *u = &place->sum;
   const struct unused_row untouched = {.site = site,
                                        .kind = kind_of_untouched(u),
                                        .bytes = u->never_touched,
                                        .at_most = u->never_touched_surely <
                                                   u->never_touched};
   const struct unused_row unread = {.site = site,
                                     .kind = UNUSED_UNREAD,
                                     .bytes = u->never_read,
                                     .at_most =
                                         u->never_read_surely < u->never_read};
   const struct unused_row idle = {
       .site = site, .kind = kind_of_idle(u), .bytes = u->idle};

   add_row(rows, place, &untouched);
   add_row(rows, place, u->never_read >= u->idle ? &unread : &idle);
}

struct sorted {
   struct unused_row row;
   const struct stacks *stacks;
};

static int compare(const void *left, const void *right)
{
   const struct sorted *a = left, *b = right;
   int c = order_down(a->row.bytes, b->row.bytes);

   if (c == 0)
      c = order_up(a->row.kind, b->row.kind);
   return c ? c
            : site_compare(stacks_site(a->stacks, a->row.site),
                           stacks_site(b->stacks, b->row.site));
}

static const struct unused_row *sort(struct arena *a, const struct rows *rows)
{
   struct sorted *sorted = arena_array(a, rows->n, sizeof sorted[0]);

   for (size_t i = 0; i < rows->n; i++)
      sorted[i] = (struct sorted){rows->all[i], rows->stacks};
   if (rows->n > 1)
      qsort(sorted, rows->n, sizeof sorted[0], compare);
   for (size_t i = 0; i < rows->n; i++)
      rows->all[i] = sorted[i].row;
   return rows->all;
}

static struct place *find_places(struct arena *a, struct stacks *stacks,
                                 const struct profile *p, enum use_when when)
{
   const struct use_moment *m = &p->facts.use.at[when];
   const struct paths *paths = paths_tops(stacks);
   struct place *places =
       arena_array(a, stacks_n_sites(stacks), sizeof places[0]);

   for (size_t i = 0; i < m->n_parts; i++) {
      const uint32_t node = m->places[i].node;
      const uint32_t context = p->context_of[node];

      add_context(&places[paths_top(paths, context)], p, node,
                  paths_call(paths, context).note);
   }
   return places;
}

struct unused_list query_unused(struct arena *a, struct stacks *stacks,
                                const struct profile *p, uint64_t least)
{
   struct unused_list list = {.total = unused_total(p)};

   list.known = unused_is_known(p, &list.when);
   if (!list.known)
      return list;
   const struct place *places = find_places(a, stacks, p, list.when);
   const uint32_t n_sites = stacks_n_sites(stacks);
   /* Untouched, and one more of what was touched. */
   struct rows rows = {arena_array(a, (size_t)n_sites * 2, sizeof rows.all[0]),
                       0, least, stacks};
   for (uint32_t i = 0; i < n_sites; i++)
      add_rows(&rows, &places[i], i);
   list.rows = sort(a, &rows);
   list.n_rows = rows.n;
   return list;
}

/* ---- words --------------------------------------------------------------- */

static const char *const advice[] = {
    [UNUSED_WHOLE] = "allocate it when it is first needed, if ever",
    [UNUSED_TAIL] = "ask for less, or shrink it when it is complete",
    [UNUSED_PARTS] = "a denser layout, or a size that fits what is in it",
    [UNUSED_UNREAD] = "do not make it, or not before somebody reads it",
    [UNUSED_DONE] = "free it when it was used for the last time",
    [UNUSED_WAITING] = "keep it packed or in a file meanwhile, or make it anew",
};

const char *unused_advice(enum unused_kind kind)
{
   return advice[kind];
}

/* "37.5 %": half of the run until then was when so much of its work was done.
 */
static struct units last_touch(const struct profile *p, enum use_when when)
{
   const uint64_t end =
       p->n_snapshots > 0
           ? p->snapshots[p->n_snapshots - 1].when.on[AXIS_SUPERBLOCKS]
           : 0;

   return units_share(p->facts.use.at[when].superblocks / 2, end);
}

static const char *idle_words(struct arena *a, const struct profile *p,
                              enum use_when when, enum unused_kind kind)
{
   const char *until = when == USE_PEAK ? "the peak" : "the end";

   if (kind == UNUSED_WAITING) {
      return arena_printf(a,
                          "idle for the last half of the work until %s, and "
                          "touched again later",
                          until);
   }
   return arena_printf(a,
                       "idle: touched in the first %s of the work, and not "
                       "again",
                       last_touch(p, when).text);
}

static const char *kind_words(struct arena *a, const struct profile *p,
                              enum use_when when, const struct unused_row *row)
{
   const struct unused *u = &row->sum;

   switch (row->kind) {
   case UNUSED_WHOLE: return "never touched";
   case UNUSED_PARTS: return "never touched, between what is";
   case UNUSED_UNREAD:
      return row->once ? "written once, never read" : "written, never read";
   case UNUSED_TAIL: break;
   default: return idle_words(a, p, when, row->kind);
   }
   if (u->held.blocks == 1)
      return "never touched: a tail";
   return arena_printf(a, "never touched: tails of %s of %s",
                       units_count(u->tail_blocks).text,
                       units_plural(u->held.blocks, "block", "blocks").text);
}

const char *unused_words(struct arena *a, const struct profile *p,
                         enum use_when when, const struct unused_row *row)
{
   const uint64_t whole = row->sum.held.bytes;
   const char *amount = arena_printf(a, "%s%s", row->at_most ? "up to " : "",
                                     units_bytes(row->bytes).text);

   if (row->bytes < whole)
      amount = arena_printf(a, "%s of %s", amount, units_bytes(whole).text);
   return arena_printf(a, "%s %s", amount, kind_words(a, p, when, row));
}
