/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Drawing of graphs and sparklines. */
#include "page/chart.h"

#include <stdio.h>
#include <string.h>

#include "base/out.h"
#include "base/units.h"

/* The y axis: a label ("1023.9 MiB" is the longest), a blank and its line. */
#define LABEL_COLUMNS 10
#define LEFT_COLUMNS (LABEL_COLUMNS + 2)

/* One for every so many columns or rows. */
#define COLUMNS_A_TICK 14
#define ROWS_A_TICK 4

/* How the parts of a picture look. */
struct ink {
   const char *part[8]; /* one eighth of a cell to a whole one */
   const char *little;  /* more than nothing, less than can be drawn */
   const char *full;    /* as high at each of a column's snapshots */
   const char *light;   /* reached within it only */
   const char *beside;  /* like full, of what lies beside the heap */
   const char *y_line, *y_tick, *corner, *x_line, *x_tick;
   const char *down; /* points to a column below */
};

static const struct ink ascii = {
    .part = {"", "", "", "#", "#", "#", "#", "#"},
    .little = ".",
    .full = "#",
    .light = ":",
    .beside = "=",
    .y_line = "|",
    .y_tick = "+",
    .corner = "+",
    .x_line = "-",
    .x_tick = "+",
    .down = "v",
};

static const struct ink blocks = {
    .part = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
    .little = "▁",
    .full = "█",
    .light = "░",
    .beside = "▒",
    .y_line = "│",
    .y_tick = "┤",
    .corner = "└",
    .x_line = "─",
    .x_tick = "┴",
    .down = "▼",
};

static const char *const ascii_levels[] = {".", ":", "-", "=", "+", "*", "#"};
static const char *const block_levels[] = {"▁", "▂", "▃", "▄",
                                           "▅", "▆", "▇", "█"};

static const struct ink *ink_of(const struct out *o)
{
   return out_has_unicode(o) ? &blocks : &ascii;
}

size_t chart_plot_columns(size_t width)
{
   return width > LEFT_COLUMNS + 8 ? width - LEFT_COLUMNS : 8;
}

/* The least of 1, 2, 5, 10, 20, ... that is at least `least`. */
static uint64_t round_count(uint64_t least)
{
   uint64_t unit = 1;
   while (unit < UINT64_MAX / 10) {
      if (unit >= least)
         return unit;
      if (unit * 2 >= least)
         return unit * 2;
      if (unit * 5 >= least)
         return unit * 5;
      unit *= 10;
   }
   return unit;
}

/* The same within each of KiB, MiB, ...; where an axis goes from one to the
   next, 512 KiB is followed by 1 MiB, and not 500 by 1000 KiB. */
static uint64_t round_bytes(uint64_t least, uint64_t max)
{
   uint64_t unit = 1;
   while (unit < UINT64_MAX / 1024 && unit * 512 < least)
      unit *= 1024;
   if (unit * 512 >= least && max / 1000 >= unit)
      return unit * (max / 1024 < unit && least <= unit * 256 ? 256 : 512);
   return unit * round_count(least / unit + (least % unit > 0));
}

/* Time is not decimal beyond seconds. */
static uint64_t round_ms(uint64_t least)
{
   static const uint64_t steps[] = {
       10000,  15000,   30000,   60000,   120000,   300000,   600000,
       900000, 1800000, 3600000, 7200000, 21600000, 43200000, 86400000};
   if (least <= 5000)
      return round_count(least);
   for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
      if (steps[i] >= least)
         return steps[i];
   }
   return 86400000 * round_count(least / 86400000 + 1);
}

/* The distance of the ticks on an axis to `max` with about n of them. */
static uint64_t tick_step(enum axis axis, uint64_t max, size_t n)
{
   uint64_t least = max / (n ? n : 1) + (n > max);
   if (axis == AXIS_BYTES)
      return round_bytes(least, max);
   return axis == AXIS_MS ? round_ms(least) : round_count(least);
}

/* Eighths of a cell that `value` fills in `row`; 8 = the whole of it. */
static int fill(uint64_t value, uint64_t y_max, size_t row, size_t height)
{
   if (y_max == 0)
      return 0;
   double eighths = (double)value / (double)y_max * (double)height * 8;
   double here = eighths - (double)row * 8;
   return here >= 8 ? 8 : here < 0 ? 0 : (int)(here + 0.5);
}

static const char *cell(const struct graph *g, size_t column, size_t row_of[2],
                        const struct ink *ink)
{
   const struct graph_column *c = &g->columns[column];
   int low = fill(c->low, g->y_max, row_of[0], row_of[1]);
   int high = fill(c->high, g->y_max, row_of[0], row_of[1]);
   if (g->beside && c->heap < c->low && low >= 4) {
      int heap = fill(c->heap, g->y_max, row_of[0], row_of[1]);
      return heap >= 4 ? ink->full : ink->beside;
   }
   if (low > 0 && ink->part[low - 1][0])
      return ink->part[low - 1];
   if (row_of[0] == 0 && c->low > 0 && high < 4)
      return ink->little;
   if (high >= 4 || (row_of[0] == 0 && c->high > 0))
      return ink->light;
   return " ";
}

/* The label of the tick in a row, or an empty text. */
static struct units row_label(const struct graph *g, size_t row, size_t height)
{
   size_t n_ticks = height < 2 * ROWS_A_TICK ? 2 : height / ROWS_A_TICK;
   uint64_t step = tick_step(AXIS_BYTES, g->y_max, n_ticks);
   double top = (double)(row + 1) * (double)g->y_max / (double)height;
   double bottom = (double)row * (double)g->y_max / (double)height;
   uint64_t tick = (uint64_t)(top / (double)step) * step;
   if ((double)tick > bottom && g->y_max > 0)
      return units_bytes(tick);
   return (struct units){""};
}

static void draw_row(struct out *o, const struct graph *g, size_t row,
                     size_t height)
{
   const struct ink *ink = ink_of(o);
   struct units label = row_label(g, row, height);
   size_t row_of[2] = {row, height};
   out_printf(o, "%*s %s", LABEL_COLUMNS, label.text,
              label.text[0] ? ink->y_tick : ink->y_line);
   size_t n = g->n_columns;
   while (n > 0 && strcmp(cell(g, n - 1, row_of, ink), " ") == 0)
      n--;
   for (size_t i = 0; i < n; i++) {
      bool peak = i == g->peak_column && g->peak_bytes > 0;
      if (peak)
         out_style(o, OUT_PEAK);
      out_printf(o, "%s", cell(g, i, row_of, ink));
      if (peak)
         out_style(o, OUT_NORMAL);
   }
   out_printf(o, "\n");
}

/* A line of text under construction, one byte a column. */
struct ruler {
   char text[10240];
   size_t used;
};

static void rule(struct ruler *r, size_t column, const char *text)
{
   size_t n = strlen(text);
   if (column < r->used || column + n >= sizeof r->text)
      return;
   memset(r->text + r->used, ' ', column - r->used);
   memcpy(r->text + column, text, n + 1);
   r->used = column + n;
}

/* The column of the tick at `value`: where a bar of that time stands. */
static size_t tick_column(const struct graph *g, uint64_t value)
{
   return graph_column_of(value, g->x_max, g->n_columns);
}

static void draw_x_axis(struct out *o, const struct graph *g)
{
   const struct ink *ink = ink_of(o);
   uint64_t step = tick_step(g->axis, g->x_max, g->n_columns / COLUMNS_A_TICK);
   uint64_t next = step;
   out_printf(o, "%*s %s", LABEL_COLUMNS, "0", ink->corner);
   for (size_t i = 0; i < g->n_columns; i++) {
      bool tick = next <= g->x_max && tick_column(g, next) == i;
      out_printf(o, "%s", tick ? ink->x_tick : ink->x_line);
      if (tick)
         next += step;
   }
   out_printf(o, "\n");
   struct ruler r = {.used = 0};
   rule(&r, LEFT_COLUMNS - 1, "0");
   for (uint64_t v = step; v <= g->x_max && v >= step; v += step) {
      struct units label = units_tick(g->axis, v);
      size_t length = strlen(label.text);
      size_t at = LEFT_COLUMNS + tick_column(g, v);
      size_t begin = at - length / 2;
      size_t right = LEFT_COLUMNS + g->n_columns;
      if (begin + length > right)
         begin = right - length;
      if (begin > r.used)
         rule(&r, begin, label.text);
   }
   out_printf(o, "%s\n", r.text);
}

/* A text with a pointer to a column, on the side of it where there is room. */
struct mark {
   char text[80];
   size_t column;
   bool text_first;
   size_t begin, end; /* columns of the plot that it takes */
};

static struct mark make_mark(const struct graph *g, const char *what,
                             uint64_t bytes, size_t column)
{
   struct mark m = {.column = column};
   snprintf(m.text, sizeof m.text, "%s %s", what, units_bytes(bytes).text);
   size_t length = strlen(m.text) + 1;
   if (column < length && column + length >= g->n_columns) {
      /* It has no room on either side. */
      snprintf(m.text, sizeof m.text, "%s", what);
      length = strlen(m.text) + 1;
   }
   m.text_first = column >= length;
   m.begin = m.text_first ? column - length : column;
   m.end = m.begin + length + 1;
   return m;
}

static void draw_mark(struct out *o, const struct mark *m, size_t from)
{
   const char *down = ink_of(o)->down;
   out_repeat(o, " ", m->begin - from);
   out_printf(o, "%s %s", m->text_first ? m->text : down,
              m->text_first ? down : m->text);
}

/* On one line if they do not touch. */
static void draw_marks(struct out *o, const struct graph *g)
{
   struct mark peak = make_mark(g, "peak", g->peak_bytes, g->peak_column);
   struct mark end = make_mark(g, "end", g->end_bytes, g->n_columns - 1);
   size_t from = 0;
   out_repeat(o, " ", LEFT_COLUMNS);
   if (g->peak_bytes > 0) {
      out_style(o, OUT_PEAK);
      draw_mark(o, &peak, 0);
      out_style(o, OUT_NORMAL);
      from = peak.end;
      if (peak.end + 2 > end.begin) {
         out_printf(o, "\n");
         out_repeat(o, " ", LEFT_COLUMNS);
         from = 0;
      }
   }
   draw_mark(o, &end, from);
   out_printf(o, "\n");
}

static bool has_cell(const struct graph *g, size_t height,
                     const struct ink *ink, const char *sign)
{
   for (size_t row = 0; row < height; row++) {
      for (size_t i = 0; i < g->n_columns; i++) {
         if (cell(g, i, (size_t[]){row, height}, ink) == sign)
            return true;
      }
   }
   return false;
}

/* One more of the legend, on a line of its own where it would not fit. */
static void draw_sign(struct out *o, const struct graph *g, size_t *column,
                      const char *sign, const char *words)
{
   const size_t n = 1 + 1 + strlen(words);
   static const char gap[] = "   ";

   if (*column == 0) {
      out_printf(o, "%*s", LEFT_COLUMNS, "");
      *column = LEFT_COLUMNS;
   } else if (*column + strlen(gap) + n > LEFT_COLUMNS + g->n_columns) {
      out_printf(o, "\n%*s", LEFT_COLUMNS, "");
      *column = LEFT_COLUMNS;
   } else {
      out_printf(o, "%s", gap);
      *column += strlen(gap);
   }
   out_printf(o, "%s %s", sign, words);
   *column += n;
}

/* Says what the signs mean, where there are several.  Of the time between two
   snapshots the most is known, and not the least. */
static void draw_legend(struct out *o, const struct graph *g, size_t height)
{
   const struct ink *ink = ink_of(o);
   const bool light = has_cell(g, height, ink, ink->light);
   const bool beside = has_cell(g, height, ink, ink->beside);
   size_t column = 0;

   if (!light && !beside)
      return;
   out_style(o, OUT_DIM);
   draw_sign(o, g, &column, ink->full, beside ? "heap" : "at every snapshot");
   if (beside)
      draw_sign(o, g, &column, ink->beside, g->beside);
   if (light)
      draw_sign(o, g, &column, ink->light, "at times");
   out_style(o, OUT_NORMAL);
   out_printf(o, "\n");
}

void chart_graph(struct out *o, const struct graph *g, size_t height)
{
   draw_marks(o, g);
   for (size_t row = height; row > 0; row--)
      draw_row(o, g, row - 1, height);
   draw_x_axis(o, g);
   draw_legend(o, g, height);
}

void chart_sparkline(struct out *o, const uint64_t *values, size_t n,
                     uint64_t max)
{
   bool unicode = out_has_unicode(o);
   const char *const *levels = unicode ? block_levels : ascii_levels;
   size_t n_levels = unicode ? 8 : 7;
   for (size_t i = 0; i < n; i++) {
      if (values[i] == 0 || max == 0) {
         out_printf(o, " ");
         continue;
      }
      double share = (double)values[i] / (double)max;
      size_t level = (size_t)(share * (double)n_levels);
      out_printf(o, "%s", levels[level < n_levels ? level : n_levels - 1]);
   }
}

void chart_line(struct out *o, const char *name, const uint64_t *values,
                const struct graph *g)
{
   out_printf(o, "%*s ", LEFT_COLUMNS - 1, name);
   chart_sparkline(o, values, g->n_columns, g->y_max);
   out_printf(o, "\n");
}
