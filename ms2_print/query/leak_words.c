/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of a function that holds memory at the end. */
#include "query/leak_words.h"

#include "base/arena.h"
#include "base/units.h"
#include "query/exit_words.h"
#include "query/leak_reasons.h"

/* What took less time says nothing about how fast it goes on. */
#define LEAST_SLOPE_MS 100

static struct units mean_size(struct usage u)
{
   return units_bytes(u.blocks ? (u.bytes + u.blocks / 2) / u.blocks : 0);
}

/* Do all blocks have one size?  Without the sizes an odd mean denies it. */
static bool has_one_size(const struct leak_group *g)
{
   return g->max_size > 0
              ? g->min_size == g->max_size
              : g->end.blocks > 0 && g->end.bytes % g->end.blocks == 0;
}

/* What is said of both kinds of memory is said of blocks. */
static enum freeing freeing_of(const struct leak_group *g)
{
   return !g->has_mappings ? FREEING_BLOCKS
          : g->has_blocks  ? FREEING_BOTH
                           : FREEING_MAPPINGS;
}

struct units leak_words_count(const struct leak_group *g, uint64_t n)
{
   return freeing_of(g) == FREEING_MAPPINGS
              ? units_plural(n, "mapping", "mappings")
              : units_plural(n, "block", "blocks");
}

const char *leak_words_unfreed(const struct profile *p,
                               const struct leak_group *g)
{
   return exit_words_unfreed(p, freeing_of(g));
}

/* "; 20 of 50 blocks never freed (30 inherited at the fork)" */
static const char *fate_of(struct arena *a, const struct profile *p,
                           const struct leak_group *g)
{
   const uint64_t n = g->inherited.blocks + g->allocated.blocks;
   const bool calls = g->inherited.blocks == 0 && !g->has_mappings;
   const struct units blocks =
       calls ? units_plural(n, "allocation", "allocations")
             : leak_words_count(g, n);
   const char *freed = exit_words_freed(freeing_of(g));
   const char *inherited = "";

   if (g->inherited.blocks > 0) {
      inherited = arena_printf(a, " (%s inherited at the fork)",
                               units_count(g->inherited.blocks).text);
   }
   if (p->window) {
      return arena_printf(a, "; %s %s in it", units_count(g->freed.blocks).text,
                          freed);
   }
   if (n == 0)
      return "";
   if (g->end.blocks == 0 && n == 1)
      return arena_printf(a, "; %s%s", freed, inherited);
   if (g->end.blocks == 0)
      return arena_printf(a, "; all of %s %s%s", blocks.text, freed, inherited);
   return arena_printf(a, "; %s of %s %s%s", units_count(g->end.blocks).text,
                       blocks.text, leak_words_unfreed(p, g), inherited);
}

/* "+390.0 KiB/s": a sentence on what keeps growing only, and not on what took
   an instant. */
static const char *slope_of(struct arena *a, const struct profile *p,
                            const struct leak_group *g)
{
   const uint64_t ms =
       leak_course_span(p, AXIS_MS, g->course->first, g->course->last_growth);

   if (ms < LEAST_SLOPE_MS || g->verdict != VERDICT_STAIRCASE)
      return "";
   double per_second = (double)g->end.bytes * 1000.0 / (double)ms;
   return arena_printf(a, ", +%s/s while it grew",
                       units_bytes((uint64_t)per_second).text);
}

const char *leak_words_course(struct arena *a, const struct profile *p,
                              const struct leak_group *g)
{
   const char *reasons = leak_reasons_line(a, p, g);
   const char *comma = reasons[0] ? ", " : "";

   return arena_printf(a, "grew at %s of %s%s%s%s%s",
                       units_count(g->course->n_rising).text,
                       units_plural(g->course->last_change - g->course->born,
                                    "snapshot", "snapshots")
                           .text,
                       comma, reasons, slope_of(a, p, g),
                       p->has_blocks ? fate_of(a, p, g) : "");
}

const char *leak_words_amount(struct arena *a, const struct profile *p,
                              const struct leak_group *g)
{
   const bool freed = g->end.bytes == 0;
   const struct units exact =
       units_bytes_exact(freed ? g->max_bytes : g->end.bytes);
   const struct units blocks = leak_words_count(g, g->end.blocks);

   if (!p->has_blocks || freed || g->end.blocks == 0)
      return arena_strdup(a, exact.text);
   if (g->end.blocks == 1)
      return arena_printf(a, "%s in %s", exact.text, blocks.text);
   return arena_printf(a, "%s in %s of %s%s", exact.text, blocks.text,
                       mean_size(g->end).text,
                       has_one_size(g) ? "" : " on average");
}

const char *leak_words_title(struct arena *a, const struct profile *p,
                             const struct leaks *l)
{
   const struct units bytes = units_bytes(l->at_end.bytes);
   const struct units blocks =
       units_plural(l->at_end.blocks, "block", "blocks");
   const char *when = p->window     ? "Still held at the end of the window"
                      : p->finished ? "Still held at the end"
                                    : "Still held when the recording stopped";

   if (!l->known) {
      return arena_printf(a, "Held at the last snapshot that has a tree: %s",
                          bytes.text);
   }
   if (l->at_end.blocks + l->at_end.bytes == 0)
      return arena_printf(a, "%s: nothing", when);
   if (p->has_blocks)
      return arena_printf(a, "%s: %s in %s", when, bytes.text, blocks.text);
   return arena_printf(a, "%s: %s", when, bytes.text);
}
