/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed, in words. */
#include "query/diff_words.h"

#include <string.h>

#include "base/arena.h"
#include "base/units.h"
#include "query/measure.h"

const char *diff_words_kind(enum diff_kind kind)
{
   static const char *const names[DIFF_KINDS] = {[DIFF_ADDED] = "new",
                                                 [DIFF_GROWN] = "grown",
                                                 [DIFF_SHRUNK] = "shrunk",
                                                 [DIFF_GONE] = "gone"};

   return names[kind];
}

static const char *value_of(struct arena *a, const struct measure *m,
                            uint64_t value)
{
   return arena_printf(a, "%s",
                       m->unit == MEASURE_BYTES ? units_bytes(value).text
                                                : units_count(value).text);
}

static uint64_t size_of(uint64_t before, uint64_t after)
{
   return after > before ? after - before : before - after;
}

/* "1.2 MiB more (+12.3 %)" */
static const char *lead_of(struct arena *a, const struct diff *d,
                           const struct measure *m)
{
   const uint64_t size = size_of(d->before, d->after);
   const bool more = d->after > d->before;

   if (size == 0)
      return d->n_rows > 0 ? "As much as before" : "No change";
   const char *change =
       arena_printf(a, "%s %s", value_of(a, m, size), more ? "more" : "less");
   if (d->before == 0)
      return change;
   return arena_printf(a, "%s (%c%s)", change, more ? '+' : '-',
                       units_share(size, d->before).text);
}

/* The largest change that goes the way of all together. */
static const struct diff_row *most_of(const struct diff *d)
{
   const bool more = d->after > d->before;

   for (size_t i = 0; i < d->n_rows && d->after != d->before; i++) {
      if ((d->rows[i].after > d->rows[i].before) == more)
         return &d->rows[i];
   }
   return d->n_rows > 0 ? &d->rows[0] : NULL;
}

static const char *most_words(struct arena *a, const struct diff *d,
                              const struct measure *m)
{
   const struct diff_row *row = most_of(d);
   const uint64_t whole = size_of(d->before, d->after);

   if (!row)
      return "";
   struct stacks *side =
       row->kind == DIFF_GONE ? d->before_stacks : d->after_stacks;
   const struct site *site = stacks_site(side, diff_stack(d, row).sites[0]);
   const uint64_t part = size_of(row->before, row->after);
   const bool is_most = part > whole / 2 && part <= whole;
   return arena_printf(a, "%s in %s (%s, %c%s).",
                       is_most ? "Most of it is" : "The largest change is",
                       site_label(a, site), diff_words_kind(row->kind),
                       row->after > row->before ? '+' : '-',
                       value_of(a, m, part));
}

/* "3 places have grown, 1 is new, 1 is gone; 12 are the same." */
static const char *places_of(struct arena *a, const struct diff *d)
{
   static const char *const verbs[DIFF_KINDS][2] = {
       [DIFF_ADDED] = {"is new", "are new"},
       [DIFF_GROWN] = {"has grown", "have grown"},
       [DIFF_SHRUNK] = {"has shrunk", "have shrunk"},
       [DIFF_GONE] = {"is gone", "are gone"}};
   size_t n[DIFF_KINDS] = {0};
   const char *text = "";

   for (size_t i = 0; i < d->n_rows; i++)
      n[d->rows[i].kind]++;
   for (enum diff_kind kind = 0; kind < DIFF_KINDS; kind++) {
      if (n[kind] == 0)
         continue;
      text =
          arena_printf(a, "%s%s%s %s", text, text[0] ? ", " : "",
                       text[0] ? units_count(n[kind]).text
                               : units_plural(n[kind], "place", "places").text,
                       verbs[kind][n[kind] > 1]);
   }
   if (text[0] == '\0')
      return "No place has changed.";
   if (d->n_same == 0)
      return arena_printf(a, "%s.", text);
   return arena_printf(a, "%s; %s %s the same.", text,
                       units_count(d->n_same).text,
                       d->n_same == 1 ? "is" : "are");
}

struct diff_words diff_words_of(struct arena *a, const struct diff *d,
                                const struct measure *m, const char *what)
{
   return (struct diff_words){
       .lead = lead_of(a, d, m),
       .what =
           arena_printf(a, "%s: %s before, %s now", what,
                        value_of(a, m, d->before), value_of(a, m, d->after)),
       .most = most_words(a, d, m),
       .places = places_of(a, d),
   };
}
