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

static size_t find_position(const struct options *o, const struct profile *p,
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
   return w.position;
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
   const enum axis axis = query_graph_axis(o, p);
   const char *from = moment_words_of(o->arena, p, axis, w->from);
   const char *to = moment_words_of(o->arena, p, axis, w->to);

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
