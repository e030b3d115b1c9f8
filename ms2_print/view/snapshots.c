/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=snapshots: every snapshot's numbers, and the peak in its place. */
#include "page/view.h"

#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "query/graph.h"

/* What a profile must have for a column to say something. */
enum needs {
   NEEDS_ALWAYS = 0,
   NEEDS_BLOCKS = 1,
   NEEDS_HIGHEST = 2,
   NEEDS_PAGES = 4,
   NEEDS_STACKS = 8,
   NEEDS_SUM = 16,
   NEEDS_THREADS = 32
};

/* Of these the heap's peak knows nothing. */
#define NOT_AT_PEAK (NEEDS_PAGES | NEEDS_STACKS | NEEDS_SUM | NEEDS_THREADS)

struct column {
   const char *title;
   unsigned needs;
   struct units (*text)(const struct snapshot *s);
};

static struct units heap(const struct snapshot *s)
{
   return units_count(s->heap.bytes);
}

static struct units blocks(const struct snapshot *s)
{
   return units_count(s->heap.blocks);
}

static struct units highest(const struct snapshot *s)
{
   return units_count(s->max_heap_bytes);
}

static struct units admin(const struct snapshot *s)
{
   return units_count(s->admin_bytes);
}

static struct units pages(const struct snapshot *s)
{
   return units_count(s->pages_bytes);
}

static struct units sum(const struct snapshot *s)
{
   return units_count(s->sum_bytes);
}

static struct units threads(const struct snapshot *s)
{
   return units_count(s->n_threads);
}

static struct units stacks(const struct snapshot *s)
{
   return units_count(s->stack_bytes);
}

static struct units allocated(const struct snapshot *s)
{
   return units_count(s->when.on[AXIS_BYTES]);
}

static struct units calls(const struct snapshot *s)
{
   return units_count(s->when.on[AXIS_CALLS]);
}

/* The most telling first: what does not fit the width is left out. */
static const struct column columns[] = {
    {"heap bytes", NEEDS_ALWAYS, heap},
    {"blocks", NEEDS_BLOCKS, blocks},
    {"highest since", NEEDS_HIGHEST, highest},
    {"mapped bytes", NEEDS_PAGES, pages},
    {"stack bytes", NEEDS_STACKS, stacks},
    {"all together", NEEDS_SUM, sum},
    {"threads", NEEDS_THREADS, threads},
    {"admin bytes", NEEDS_ALWAYS, admin},
    {"allocated in all", NEEDS_BLOCKS, allocated},
    {"calls in all", NEEDS_BLOCKS, calls},
};

/* In place of the first where even that does not fit. */
static struct units heap_rounded(const struct snapshot *s)
{
   return units_bytes(s->heap.bytes);
}

static const struct column narrow_heap = {"heap", NEEDS_ALWAYS, heap_rounded};

#define MOST_COLUMNS (sizeof columns / sizeof columns[0])
#define NAME_COLUMNS 10
#define LEAST_TIME_COLUMNS 14
#define GAP 2

struct list {
   const struct view *view;
   enum axis axis;
   struct snapshot peak; /* the peak in a snapshot's form */
   size_t time_columns;
   const struct column *columns[MOST_COLUMNS];
   size_t widths[MOST_COLUMNS];
   size_t n_columns;
};

static size_t longest_text(const struct list *l, const struct column *c)
{
   const struct profile *p = l->view->profile;
   size_t longest = strlen(c->title);

   for (size_t i = 0; i < p->n_snapshots; i++) {
      const size_t n = strlen(c->text(&p->snapshots[i]).text);

      longest = n > longest ? n : longest;
   }
   return longest;
}

static unsigned find_known(const struct profile *p)
{
   bool pages = profile_highest(p, SERIES_PAGES) > 0;
   bool stacks = profile_highest(p, SERIES_STACKS) > 0;

   return (p->has_blocks ? NEEDS_BLOCKS : 0) |
          (p->kind != PROFILE_MASSIF ? NEEDS_HIGHEST : 0) |
          (pages ? NEEDS_PAGES : 0) |
          (stacks || p->kind == PROFILE_MASSIF ? NEEDS_STACKS : 0) |
          (pages || stacks ? NEEDS_SUM : 0) |
          (p->facts.n_threads > 2 ? NEEDS_THREADS : 0);
}

/* Days of milliseconds need more than most runs. */
static void choose_time_columns(struct list *l)
{
   const struct profile *p = l->view->profile;

   l->time_columns = LEAST_TIME_COLUMNS;
   for (size_t i = 0; i < p->n_snapshots; i++) {
      const uint64_t time = p->snapshots[i].when.on[l->axis];
      const size_t n = strlen(units_tick(l->axis, time).text) + GAP;

      l->time_columns = n > l->time_columns ? n : l->time_columns;
   }
}

static void choose_columns(struct list *l)
{
   const unsigned known = find_known(l->view->profile);
   size_t used = NAME_COLUMNS + l->time_columns;

   for (size_t i = 0; i < MOST_COLUMNS; i++) {
      const struct column *c = &columns[i];
      size_t width = longest_text(l, c) + GAP;

      if ((c->needs & ~known) != 0)
         continue;
      if (used + width > l->view->options->width) {
         if (l->n_columns > 0)
            return;
         c = &narrow_heap;
         width = longest_text(l, c) + GAP;
      }
      l->columns[l->n_columns] = c;
      l->widths[l->n_columns++] = width;
      used += width;
   }
}

static void put_titles(const struct list *l)
{
   struct out *o = l->view->out;

   out_style(o, OUT_DIM);
   out_printf(o, "%*s%*s", NAME_COLUMNS, "no.", (int)l->time_columns,
              units_axis_word(l->axis));
   for (size_t i = 0; i < l->n_columns; i++)
      out_printf(o, "%*s", (int)l->widths[i], l->columns[i]->title);
   out_style(o, OUT_NORMAL);
   out_printf(o, "\n");
}

static void put_line(const struct list *l, const char *name,
                     const struct snapshot *s)
{
   struct out *o = l->view->out;

   out_style(o, name[0] == 'p' ? OUT_PEAK : OUT_NORMAL);
   out_printf(o, "%*s%*s", NAME_COLUMNS, name, (int)l->time_columns,
              units_tick(l->axis, s->when.on[l->axis]).text);
   for (size_t i = 0; i < l->n_columns; i++) {
      out_printf(o, "%*s", (int)l->widths[i],
                 s == &l->peak && (l->columns[i]->needs & NOT_AT_PEAK)
                     ? "-"
                     : l->columns[i]->text(s).text);
   }
   out_style(o, OUT_NORMAL);
   out_printf(o, "\n");
}

static void set_peak(struct list *l)
{
   const struct peak *peak = &l->view->profile->peak;

   l->peak.when = peak->when;
   l->peak.heap = peak->heap;
   l->peak.admin_bytes = peak->admin_bytes;
   l->peak.max_heap_bytes = peak->heap.bytes;
}

static bool is_peak(const struct profile *p, const struct snapshot *s)
{
   return s->has_tree && s->heap.bytes == p->peak.heap.bytes &&
          memcmp(&s->when, &p->peak.when, sizeof s->when) == 0;
}

static bool is_behind_peak(const struct profile *p, const struct snapshot *s)
{
   for (enum axis i = AXIS_AUTO + 1; i < AXIS_COUNT; i++) {
      if (s->when.on[i] > p->peak.when.on[i])
         return true;
   }
   return false;
}

/* "label 'warm'", "region 'request' begins" */
static void put_mark(const struct list *l, const struct run_mark *m)
{
   struct out *o = l->view->out;
   const bool region = m->how[0] == 'b' || m->how[0] == 'e';
   const char *what = region ? "region" : m->how;
   const char *how = !region ? "" : m->how[0] == 'b' ? " begins" : " ends";
   const size_t used = NAME_COLUMNS + GAP + strlen(what) + 3 + strlen(how);
   const size_t width = l->view->options->width;

   out_style(o, OUT_DIM);
   out_printf(o, "%*s%s '", NAME_COLUMNS + GAP, "", what);
   out_fit(o, m->text, width > used ? width - used : 0);
   out_printf(o, "'%s", how);
   out_style(o, OUT_NORMAL);
   out_printf(o, "\n");
}

/* The marks of snapshot `i`, of which *next is the first. */
static void put_marks(const struct list *l, size_t i, size_t *next)
{
   const struct facts *f = &l->view->profile->facts;

   for (; *next < f->n_marks && f->marks[*next].snapshot <= i; ++*next)
      put_mark(l, &f->marks[*next]);
}

static void put_lines(const struct list *l)
{
   const struct profile *p = l->view->profile;
   bool peak_is_due = p->peak.known;
   size_t next_mark = 0;

   for (size_t i = 0; i < p->n_snapshots; i++) {
      const struct snapshot *s = &p->snapshots[i];

      if (peak_is_due && is_behind_peak(p, s)) {
         put_line(l, "peak", &l->peak);
         peak_is_due = false;
      }
      char name[32]; /* "peak " and any number */
      /* A snapshot taken at the peak stands for it. */
      if (peak_is_due && is_peak(p, s)) {
         snprintf(name, sizeof name, "peak %zu", i);
         peak_is_due = false;
      } else {
         snprintf(name, sizeof name, "%zu", i);
      }
      put_line(l, name, s);
      put_marks(l, i, &next_mark);
   }
   if (peak_is_due)
      put_line(l, "peak", &l->peak);
}

static void render(const struct view *v)
{
   const struct profile *p = v->profile;
   struct list l = {.view = v, .axis = query_graph_axis(v->options, p)};

   set_peak(&l);
   choose_time_columns(&l);
   choose_columns(&l);
   out_style(v->out, OUT_HEADING);
   out_printf(v->out, "%s along %s",
              units_plural(p->n_snapshots, "snapshot", "snapshots").text,
              units_axis_word(l.axis));
   out_style(v->out, OUT_NORMAL);
   out_printf(v->out, "\n");
   put_titles(&l);
   put_lines(&l);
}

const struct view_row view_snapshots = {
    .name = "snapshots",
    .summary = "every snapshot's numbers",
    .kind = VIEW_TEXT,
    .flags = OF_HEAP,
    .render = render,
};
