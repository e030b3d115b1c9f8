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
#include "base/order.h"
#include "export/flame_parts.h"
#include "query/folded.h"
#include "query/owner_stacks.h"
#include "query/paths.h"
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

/* A box whose insides are being drawn: trie nodes with one row of names from
   main to here. */
struct box {
   const char *label;
   uint64_t from, value;
   size_t begin, end;        /* its nodes, in flame.nodes */
   size_t first, next, last; /* its children there, sorted by name; the first
                               that is not drawn yet */
   uint64_t next_from;
};

struct flame {
   struct arena *arena;
   struct out *out;
   const char *const *labels;
   uint32_t *ranks; /* by site: the place of its name among all names */
   enum measure_unit unit;
   const char *words; /* what is weighed */
   const struct trie_node *trie;
   uint32_t n_nodes;
   uint64_t *values;       /* by node: of all that ends at it or below */
   uint32_t *first, *next; /* its first child, the next of its parent */
   uint64_t sum;
   uint32_t *nodes; /* of the open boxes and of their children */
   size_t n, room;
   struct box *open; /* one a level; level 0 is everything */
   size_t n_open, open_room;
   size_t depth; /* of the deepest stack */
};

static int compare_names(const void *a, const void *b, void *flame)
{
   const struct flame *f = flame;

   return strcmp(f->labels[*(const uint32_t *)a],
                 f->labels[*(const uint32_t *)b]);
}

/* Equal names have one rank. */
static void rank_names(struct flame *f, uint32_t n_sites)
{
   struct arena *scratch = arena_new();
   uint32_t *sites = arena_array(scratch, n_sites, sizeof sites[0]);

   f->ranks = arena_array(f->arena, n_sites, sizeof f->ranks[0]);
   for (uint32_t i = 0; i < n_sites; i++)
      sites[i] = i;
   qsort_r(sites, n_sites, sizeof sites[0], compare_names, f);
   for (uint32_t i = 1; i < n_sites; i++) {
      f->ranks[sites[i]] = f->ranks[sites[i - 1]] +
                           (compare_names(&sites[i - 1], &sites[i], f) != 0);
   }
   arena_free(scratch);
}

/* From what ends at each node to what ends there or below it. */
static void sum_up(struct flame *f)
{
   for (uint32_t i = f->n_nodes; i-- > 1;)
      f->values[f->trie[i].parent] += f->values[i];
   f->sum = f->values[0];
}

/* Of the deepest node that has any. */
static void find_depth(struct flame *f)
{
   struct arena *scratch = arena_new();
   uint32_t *depths = arena_array(scratch, f->n_nodes, sizeof depths[0]);

   for (uint32_t i = 1; i < f->n_nodes; i++) {
      depths[i] = depths[f->trie[i].parent] + 1;
      if (f->values[i] > 0 && depths[i] > f->depth)
         f->depth = depths[i];
   }
   arena_free(scratch);
}

static void link_nodes(struct flame *f)
{
   f->first = arena_array(f->arena, f->n_nodes, sizeof f->first[0]);
   f->next = arena_array(f->arena, f->n_nodes, sizeof f->next[0]);
   for (uint32_t i = f->n_nodes; i-- > 1;) {
      if (f->values[i] == 0)
         continue;
      f->next[i] = f->first[f->trie[i].parent];
      f->first[f->trie[i].parent] = i;
   }
}

static void put(struct flame *f, const char *text)
{
   out_raw(f->out, text, strlen(text));
}

static struct units value_text(const struct flame *f, uint64_t value)
{
   return f->unit == MEASURE_BYTES ? units_bytes_exact(value)
                                   : units_count(value);
}

/* Warm, and always the same for a name (FNV-1a). */
static void put_color(struct flame *f, const char *label)
{
   uint32_t hash = 2166136261U;

   for (; *label; label++)
      hash = (hash ^ (unsigned char)*label) * 16777619U;
   char color[40];
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

static double scale_of(const struct flame *f)
{
   return f->sum ? WIDTH / (double)f->sum : 0;
}

static bool is_drawn(const struct flame *f, uint64_t value)
{
   return (double)value * scale_of(f) >= LEAST_WIDTH;
}

static void put_box(struct flame *f, const struct box *b, size_t level)
{
   const double scale = scale_of(f);
   const double x = (double)b->from * scale;
   const double width = (double)b->value * scale;
   const size_t y = TOP_HEIGHT + (f->depth - level) * BOX_HEIGHT;
   char text[160];

   snprintf(text, sizeof text,
            "<g class=\"box\" data-level=\"%zu\" data-x=\"%.4f\" "
            "data-w=\"%.4f\" data-label=\"",
            level, x, width);
   put(f, text);
   xml_text(f->out, b->label);
   put(f, "\"><title>");
   xml_text(f->out, b->label);
   put(f, ": ");
   put(f, value_text(f, b->value).text);
   put(f, ", ");
   xml_text(f->out, units_share(b->value, f->sum).text);
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

static int compare_nodes(const void *a, const void *b, void *flame)
{
   const struct flame *f = flame;
   const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

   return order_up(f->ranks[f->trie[x].site], f->ranks[f->trie[y].site]);
}

static void add_node(struct flame *f, uint32_t node)
{
   f->nodes =
       arena_grow(f->arena, f->nodes, f->n, &f->room, sizeof f->nodes[0]);
   f->nodes[f->n++] = node;
}

/* What ends at the box itself is drawn to the left of what it calls. */
static void open_box(struct flame *f, struct box box)
{
   box.first = box.next = f->n;
   box.next_from = box.from + box.value;
   for (size_t i = box.begin; i < box.end; i++) {
      for (uint32_t k = f->first[f->nodes[i]]; k != 0; k = f->next[k]) {
         box.next_from -= f->values[k];
         add_node(f, k);
      }
   }
   box.last = f->n;
   if (box.last - box.first > 1) {
      qsort_r(f->nodes + box.first, box.last - box.first, sizeof f->nodes[0],
              compare_nodes, f);
   }
   f->open = arena_grow(f->arena, f->open, f->n_open, &f->open_room,
                        sizeof f->open[0]);
   f->open[f->n_open++] = box;
}

/* The next child of the innermost open box: those of one name are one. */
static struct box next_child(struct flame *f)
{
   struct box *box = &f->open[f->n_open - 1];
   struct box child = {.label = f->labels[f->trie[f->nodes[box->next]].site],
                       .from = box->next_from,
                       .begin = box->next};

   while (box->next < box->last &&
          compare_nodes(&f->nodes[child.begin], &f->nodes[box->next], f) == 0) {
      child.value += f->values[f->nodes[box->next++]];
   }
   child.end = box->next;
   box->next_from += child.value;
   return child;
}

static void put_boxes(struct flame *f)
{
   const struct box all = {.label = "all", .value = f->sum, .end = 1};

   add_node(f, 0);
   if (is_drawn(f, f->sum))
      open_box(f, all);
   while (f->n_open > 0) {
      struct box *box = &f->open[f->n_open - 1];

      if (box->next < box->last) {
         const struct box child = next_child(f);

         if (is_drawn(f, child.value))
            open_box(f, child);
      } else {
         f->n = box->first;
         f->n_open--;
         put_box(f, box, f->n_open);
      }
   }
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
   put(f, f->words);
   put(f,
       "; click a box to look closer</text>\n"
       "<text class=\"dim\" x=\"860\" y=\"37\" id=\"found\"></text>\n"
       "<text class=\"command\" x=\"1060\" y=\"37\" id=\"reset\" "
       "style=\"display:none\">show all</text>\n"
       "<text class=\"command\" x=\"1140\" y=\"37\" id=\"find\">search</text>"
       "\n");
}

/* Returns how many names there are. */
static uint32_t take_contexts(struct flame *f, const struct view *v,
                              struct stacks *stacks)
{
   const struct measure *measure = v->options->measure;
   const struct folded_question question = {
       v->profile, v->options, stacks, &measure, 1, NULL, 0};
   const struct folded folded = query_folded(f->arena, &question);

   f->labels = stacks_labels(f->arena, stacks);
   f->trie = paths_get(stacks, WALK_WHOLE)->nodes;
   f->n_nodes = paths_get(stacks, WALK_WHOLE)->n_nodes;
   f->values = arena_array(f->arena, f->n_nodes, sizeof f->values[0]);
   for (size_t i = 0; i < folded.n_stacks; i++)
      f->values[folded_end(&folded, i)] += folded_value(&folded, i, 0);
   f->words = measure_words(f->arena, measure, v->options);
   return stacks_n_sites(stacks);
}

static uint32_t take_owners(struct flame *f, const struct view *v,
                            struct stacks *stacks)
{
   const struct owner_search *search = owners_search(v->profile, v->options);
   const struct owner_stacks o = query_owner_stacks(f->arena, stacks, search);

   f->labels = o.labels;
   f->trie = o.nodes;
   f->n_nodes = o.n_nodes;
   f->values = arena_array(f->arena, f->n_nodes, sizeof f->values[0]);
   memcpy(f->values, o.bytes, o.n_nodes * sizeof o.bytes[0]);
   f->words = owner_stacks_words(f->arena, search);
   return o.n_labels;
}

static void render(const struct view *v)
{
   const struct measure *measure = v->options->measure;
   struct flame f = {
       .arena = arena_new(), .out = v->out, .unit = measure->unit};
   struct stacks *stacks = stacks_new(f.arena, v->profile, v->options->rules);
   const uint32_t n_labels = measure->flags & MEASURE_OF_OWNERS
                                 ? take_owners(&f, v, stacks)
                                 : take_contexts(&f, v, stacks);

   rank_names(&f, n_labels);
   sum_up(&f);
   find_depth(&f);
   link_nodes(&f);
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
    .flags = NEEDS_TREE | TAKES_SELECTION | NEEDS_ONE_FILE | NEEDS_MEASURE |
             TAKES_OWNERS,
    .render = render,
};
