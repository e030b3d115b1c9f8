/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=flame: a flame graph as an SVG picture that a browser opens; a click
   looks closer.  (Flame graphs: Brendan Gregg, 2011.)

   main is at the bottom and what it calls above it; a box is as wide as its
   share of --measure.  Stacks are sorted by name from main inwards, so that
   equal beginnings stand side by side and become one box. */
#include "page/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "export/flame_parts.h"
#include "query/folded.h"
#include "query/stacks.h"
#include "base/units.h"
#include "base/xml.h"

#define WIDTH 1200.0
#define BOX_HEIGHT 17
#define TOP_HEIGHT 48
#define BOTTOM_HEIGHT 12
/* Narrower boxes can not be seen; their bytes still count in what is below. */
#define LEAST_WIDTH 0.1
#define CHARACTER_WIDTH 6.6
#define PADDING 6.0

/* A box that may still grow to the right. */
struct box {
   const char *label;
   uint64_t from, to;
};

struct flame {
   struct arena *arena;
   struct out *out;
   const char *const *labels;
   const struct measure *measure;
   struct folded folded;
   const struct folded_stack **sorted;
   uint64_t sum;
   struct box *open; /* one a level; level 0 is everything */
   size_t n_open;
   size_t depth; /* of the deepest stack */
};

static const char *label_at(const struct flame *f, const struct folded_stack *s,
                            size_t level)
{
   return f->labels[s->sites[s->n_sites - 1 - level]];
}

static int compare_stacks(const void *a, const void *b, void *flame)
{
   const struct folded_stack *x = *(const struct folded_stack *const *)a;
   const struct folded_stack *y = *(const struct folded_stack *const *)b;

   for (size_t i = 0; i < x->n_sites && i < y->n_sites; i++) {
      const int c = strcmp(label_at(flame, x, i), label_at(flame, y, i));

      if (c != 0)
         return c;
   }
   return x->n_sites < y->n_sites ? -1 : x->n_sites > y->n_sites;
}

static void sort_stacks(struct flame *f)
{
   const size_t n = f->folded.n_stacks;

   f->sorted = arena_array(f->arena, n, sizeof f->sorted[0]);
   for (size_t i = 0; i < n; i++) {
      f->sorted[i] = &f->folded.stacks[i];
      if (f->sorted[i]->n_sites > f->depth)
         f->depth = f->sorted[i]->n_sites;
   }
   qsort_r(f->sorted, n, sizeof f->sorted[0], compare_stacks, f);
}

static void put(struct flame *f, const char *text)
{
   out_raw(f->out, text, strlen(text));
}

static struct units value_text(const struct flame *f, uint64_t value)
{
   return f->measure->unit == MEASURE_BYTES ? units_bytes_exact(value)
                                            : units_count(value);
}

/* Warm, and always the same for a name (FNV-1a). */
static void put_color(struct flame *f, const char *label)
{
   uint32_t hash = 2166136261U;
   char color[40];

   for (; *label; label++)
      hash = (hash ^ (unsigned char)*label) * 16777619U;
   snprintf(color, sizeof color, "hsl(%u,%u%%,%u%%)", hash % 50,
            70 + hash / 64 % 20, 58 + hash / 4096 % 14);
   put(f, color);
}

/* As much of a label as fits; the script does the same. */
static void put_fitting(struct flame *f, const char *label, double width)
{
   const size_t room = width < PADDING + 4 * CHARACTER_WIDTH
                           ? 0
                           : (size_t)((width - PADDING) / CHARACTER_WIDTH);

   if (strlen(label) <= room) {
      xml_text(f->out, label);
   } else if (room >= 4) {
      xml_text(f->out, arena_strndup(f->arena, label, room - 2));
      put(f, "..");
   }
}

static void put_box(struct flame *f, const struct box *b, size_t level)
{
   const double scale = f->sum ? WIDTH / (double)f->sum : 0;
   const double x = (double)b->from * scale;
   const double width = (double)(b->to - b->from) * scale;
   const size_t y = TOP_HEIGHT + (f->depth - level) * BOX_HEIGHT;
   char text[160];

   if (width < LEAST_WIDTH)
      return;
   snprintf(text, sizeof text,
            "<g class=\"box\" data-level=\"%zu\" data-x=\"%.4f\" "
            "data-w=\"%.4f\" data-label=\"",
            level, x, width);
   put(f, text);
   xml_text(f->out, b->label);
   put(f, "\"><title>");
   xml_text(f->out, b->label);
   put(f, ": ");
   put(f, value_text(f, b->to - b->from).text);
   put(f, ", ");
   xml_text(f->out, units_share(b->to - b->from, f->sum).text);
   snprintf(text, sizeof text,
            "</title><rect x=\"%.2f\" y=\"%zu\" width=\"%.2f\" height=\"%d\" "
            "rx=\"1\" fill=\"",
            x, y, width > 0.7 ? width - 0.5 : 0.2, BOX_HEIGHT - 1);
   put(f, text);
   put_color(f, b->label);
   snprintf(text, sizeof text, "\"/><text x=\"%.2f\" y=\"%zu\">",
            x + PADDING / 2, y + 12);
   put(f, text);
   put_fitting(f, b->label, width);
   put(f, "</text></g>\n");
}

static void close_boxes(struct flame *f, size_t n_kept)
{
   while (f->n_open > n_kept) {
      f->n_open--;
      put_box(f, &f->open[f->n_open], f->n_open);
   }
}

static void add_stack(struct flame *f, const struct folded_stack *s,
                      uint64_t from)
{
   size_t same = 0;

   while (same < s->n_sites && same + 1 < f->n_open &&
          strcmp(f->open[same + 1].label, label_at(f, s, same)) == 0)
      same++;
   close_boxes(f, same + 1);
   for (; f->n_open <= s->n_sites; f->n_open++)
      f->open[f->n_open] =
          (struct box){.label = label_at(f, s, f->n_open - 1), .from = from};
   for (size_t i = 0; i < f->n_open; i++)
      f->open[i].to = from + s->values[0];
}

static void put_boxes(struct flame *f)
{
   uint64_t at = 0;

   f->open = arena_array(f->arena, f->depth + 1, sizeof f->open[0]);
   f->open[0] = (struct box){.label = "all"};
   f->n_open = 1;
   for (size_t i = 0; i < f->folded.n_stacks; i++) {
      add_stack(f, f->sorted[i], at);
      at += f->sorted[i]->values[0];
   }
   close_boxes(f, 0);
}

static void put_head(struct flame *f, const struct view *v)
{
   const size_t height =
       TOP_HEIGHT + (f->depth + 1) * BOX_HEIGHT + BOTTOM_HEIGHT;
   char text[300];

   snprintf(text, sizeof text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
            "height=\"%zu\" viewBox=\"0 0 %d %zu\">\n<style>\n",
            (int)WIDTH, height, (int)WIDTH, height);
   put(f, text);
   put(f, flame_parts_css);
   put(f, "</style>\n<text class=\"title\" x=\"6\" y=\"19\">");
   xml_text(f->out, v->profile->run.command);
   put(f, "</text>\n<text class=\"dim\" x=\"6\" y=\"37\">");
   put(f, units_count(f->sum).text);
   put(f, " ");
   put(f, measure_words(f->arena, f->measure, v->options));
   put(f,
       "; click a box to look closer</text>\n"
       "<text class=\"dim\" x=\"860\" y=\"37\" id=\"found\"></text>\n"
       "<text class=\"command\" x=\"1060\" y=\"37\" id=\"reset\" "
       "style=\"display:none\">show all</text>\n"
       "<text class=\"command\" x=\"1140\" y=\"37\" id=\"find\">search</text>"
       "\n");
}

static void render(const struct view *v)
{
   struct flame f = {
       .arena = arena_new(), .out = v->out, .measure = v->options->measure};
   struct stacks *stacks = stacks_new(f.arena, v->profile, v->options->rules);
   const struct folded_question question = {
       v->profile, v->options, stacks, &f.measure, 1, NULL, 0};

   f.labels = stacks_labels(f.arena, stacks);
   f.folded = query_folded(f.arena, &question);
   f.sum = folded_sum(&f.folded, 0);
   sort_stacks(&f);
   put_head(&f, v);
   put_boxes(&f);
   put(&f, "<script><![CDATA[\n");
   put(&f, flame_parts_js);
   put(&f, "]]></script>\n</svg>\n");
   arena_free(f.arena);
}

const struct view_row export_flame = {
    .name = "flame",
    .summary = "a flame graph as a picture (SVG) to click in, for browsers",
    .kind = VIEW_EXPORT,
    .flags = NEEDS_TREE | TAKES_SELECTION | NEEDS_ONE_FILE | NEEDS_MEASURE,
    .render = render,
};
