/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts words together with the numbers in them. */
#include "query/sentence.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

struct sentence sentence_new(struct arena *a)
{
   return (struct sentence){.arena = a, .text = ""};
}

void sentence_say(struct sentence *w, const char *format, ...)
{
   const size_t length = strlen(w->text);
   va_list args;

   va_start(args, format);
   va_list again;
   va_copy(again, args);
   int n = vsnprintf(NULL, 0, format, args);
   char *text = arena_alloc(w->arena, length + (size_t)n + 1);
   memcpy(text, w->text, length);
   vsnprintf(text + length, (size_t)n + 1, format, again);
   va_end(again);
   va_end(args);
   w->text = text;
}

void sentence_figure(struct sentence *w, struct figure f, struct units text)
{
   f.begin = strlen(w->text);
   f.length = strlen(text.text);
   w->figures = arena_grow(w->arena, w->figures, w->n_figures, &w->room,
                           sizeof w->figures[0]);
   w->figures[w->n_figures++] = f;
   sentence_say(w, "%s", text.text);
}

void sentence_bytes(struct sentence *w, const char *name, uint64_t bytes)
{
   sentence_figure(
       w, (struct figure){.name = name, .unit = "bytes", .value = bytes},
       units_bytes(bytes));
}

void sentence_plural(struct sentence *w, const char *name, uint64_t n,
                     const char *one)
{
   sentence_figure(w, (struct figure){.name = name, .unit = name, .value = n},
                   units_plural(n, one, name));
}

void sentence_share(struct sentence *w, uint64_t part, uint64_t whole)
{
   const double share = whole > 0 ? (double)part / (double)whole : 0;

   sentence_figure(w,
                   (struct figure){.name = "share",
                                   .unit = "bp",
                                   .value = (uint64_t)(share * 10000 + 0.5)},
                   units_share(part, whole));
}

void sentence_usage(struct sentence *w, const struct profile *p, struct usage u)
{
   sentence_bytes(w, "bytes", u.bytes);
   sentence_end_lead(w);
   if (!p->has_blocks)
      return;
   sentence_say(w, " in ");
   sentence_plural(w, "blocks", u.blocks, "block");
}

void sentence_when(struct sentence *w, const struct profile *p, enum axis axis,
                   const struct moment *when)
{
   const struct moment *end = &p->snapshots[p->n_snapshots - 1].when;

   sentence_say(w, "at ");
   sentence_share(w, when->on[axis], end->on[axis]);
   w->figures[w->n_figures - 1].when = when;
   sentence_say(w, " of the %s", p->window ? "window" : "run");
   if (axis == AXIS_SUPERBLOCKS)
      return; /* nobody thinks in them */
   sentence_say(w, " (");
   sentence_figure(w,
                   (struct figure){.name = "at",
                                   .unit = units_axis_name(axis),
                                   .value = when->on[axis],
                                   .when = when},
                   units_moment(axis, when->on[axis]));
   sentence_say(w, ")");
}

void sentence_end_lead(struct sentence *w)
{
   w->lead = strlen(w->text);
}
