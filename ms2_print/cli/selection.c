/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which part of a profile a view sees. */
#include "cli/selection.h"

#include "base/arena.h"
#include "base/die.h"
#include "query/focus.h"
#include "query/graph.h"
#include "page/page.h"
#include "base/units.h"
#include "cli/moment_words.h"
#include "query/window.h"

static bool has_window(const struct options *o)
{
   return o->from || o->until;
}

bool selection_is_asked(const struct options *o)
{
   return o->focus || has_window(o);
}

static struct moment_words find_moment(const struct options *o,
                                       const struct profile *p,
                                       enum moment_words_side side)
{
   const char *text = side == MOMENT_WORDS_FROM ? o->from : o->until;

   if (!text)
      text = side == MOMENT_WORDS_FROM ? "start" : "end";
   struct moment_words w =
       moment_words_find(o->arena, p, query_graph_axis(o, p), text, side);
   if (w.fault) {
      die("%s: %s: expected %s", p->path,
          side == MOMENT_WORDS_FROM ? "--from" : "--until", w.fault);
   }
   return w;
}

static size_t find_position(const struct options *o, const struct profile *p,
                            enum moment_words_side side)
{
   return find_moment(o, p, side).position;
}

/* "snapshot 3 at 6.9 % of the run (68.0 k), the last one before 7%," where the
   moment that was asked for lies between two snapshots. */
static const char *edge_words(const struct options *o, const struct profile *p,
                              enum moment_words_side side)
{
   const struct moment_words w = find_moment(o, p, side);
   const char *words =
       moment_words_of(o->arena, p, query_graph_axis(o, p), w.position);

   if (!w.is_near)
      return words;
   return side == MOMENT_WORDS_FROM
              ? arena_printf(o->arena, "%s, the last one before %s,", words,
                             o->from)
              : arena_printf(o->arena, "%s, the first one after %s", words,
                             o->until);
}

static const struct profile *window_of(const struct options *o,
                                       const struct profile *p)
{
   const struct snapshot_range range = {find_position(o, p, MOMENT_WORDS_FROM),
                                        find_position(o, p, MOMENT_WORDS_TO)};

   const enum axis axis = query_graph_axis(o, p);
   if (range.from >= range.to) {
      die("%s: expected --from before --until, found %s and %s", p->path,
          moment_words_of(o->arena, p, axis, range.from),
          moment_words_of(o->arena, p, axis, range.to));
   }
   return window_new(o->arena, p, range);
}

const struct profile *selection_of(const struct options *o,
                                   const struct profile *p)
{
   const struct profile *part = p;

   if (o->focus)
      part = focus_new(o->arena, p, o->focus);
   if (!part) {
      die("%s: expected a stack through a function named '%s', found none",
          p->path, o->focus);
   }
   return has_window(o) ? window_of(o, part) : part;
}

/* Of a page no more is needed for a paragraph. */
static struct page page_for(struct out *out, const struct options *o)
{
   return (struct page){.out = out, .width = o->width};
}

static void put_window(const struct page *page, const struct options *o,
                       const struct profile *p, const struct profile *part)
{
   const struct window *w = part->window;
   const char *from = edge_words(o, p, MOMENT_WORDS_FROM);
   const char *to = edge_words(o, p, MOMENT_WORDS_TO);

   if (!p->has_blocks) {
      page_paragraph(page, 0,
                     arena_printf(o->arena, "From %s to %s.", from, to));
      return;
   }
   page_paragraph(
       page, 0,
       arena_printf(o->arena,
                    "From %s to %s: %s allocated in %s, %s freed in %s.", from,
                    to, units_bytes(part->total.bytes).text,
                    units_plural(part->total.blocks, "call", "calls").text,
                    units_bytes(w->freed.bytes).text,
                    units_plural(w->freed.blocks, "block", "blocks").text));
}

void selection_put_heading(struct out *out, const struct options *o,
                           const struct profile *p, const struct profile *part)
{
   const struct page page = page_for(out, o);

   if (o->focus) {
      out_printf(out, "Only stacks that pass through ");
      out_name(out, o->focus);
      out_printf(out, ".\n");
   }
   if (part->window)
      put_window(&page, o, p, part);
   if (part != p)
      out_printf(out, "\n");
}
