/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has a name along the timeline. */
#include "html/windows.h"

#include <string.h>

#include "base/arena.h"

/* A run may enter a region hundreds of times; a list of more is no help. */
#define MOST_WINDOWS 60

/* Around the peak is so much of the run to each side. */
#define PEAK_SHARE 20

struct window_list {
   struct arena *arena;
   const struct profile *profile;
   const struct thin *thin;
   json_t *list;
};

/* The position, among those kept, of a snapshot. */
static size_t position_of(const struct thin *t, size_t snapshot)
{
   size_t low = 0, high = t->n_kept;

   while (low < high) {
      const size_t middle = low + (high - low) / 2;

      if (t->kept[middle] < snapshot)
         low = middle + 1;
      else
         high = middle;
   }
   return low + 1;
}

static bool has_tree(const struct window_list *l, size_t position)
{
   return position == 0 ||
          l->profile->snapshots[l->thin->kept[position - 1]].has_tree;
}

static void append(json_t *list, const char *name, size_t from, size_t to)
{
   json_t *item = json_array();

   json_array_append_new(item, json_text(name));
   json_array_append_new(item, json_count(from));
   json_array_append_new(item, json_count(to));
   json_array_append_new(list, item);
}

static bool is_edge(const struct run_mark *m, const char *how)
{
   return strcmp(m->how, how) == 0;
}

/* The end that belongs to begin number `begin`: the one that closes it in its
   thread, as regions nest. */
static size_t end_of(const struct profile *p, size_t begin)
{
   const struct run_mark *marks = p->facts.marks;
   size_t open = 1;

   for (size_t i = begin + 1; i < p->facts.n_marks; i++) {
      if (marks[i].region != marks[begin].region ||
          marks[i].thread != marks[begin].thread) {
         continue;
      }
      if (is_edge(&marks[i], "begin"))
         open++;
      else if (is_edge(&marks[i], "end") && --open == 0)
         return i;
   }
   return p->facts.n_marks;
}

json_t *html_windows_regions(const struct profile *p, const struct thin *t)
{
   const struct facts *f = &p->facts;
   json_t *list = json_array();

   for (size_t i = 0; i < f->n_marks; i++) {
      if (!is_edge(&f->marks[i], "begin"))
         continue;
      size_t end = end_of(p, i);
      append(list, f->regions[f->marks[i].region].name,
             position_of(t, f->marks[i].snapshot),
             end < f->n_marks ? position_of(t, f->marks[end].snapshot)
                              : t->n_kept);
   }
   return list;
}

json_t *html_windows_labels(const struct profile *p, const struct thin *t)
{
   json_t *list = json_array();

   for (size_t i = 0; i < p->facts.n_marks; i++) {
      const struct run_mark *m = &p->facts.marks[i];

      if (is_edge(m, "begin") || is_edge(m, "end"))
         continue;
      json_t *item = json_array();
      json_array_append_new(item, json_text(m->text[0] ? m->text : m->how));
      json_array_append_new(item, json_count(position_of(t, m->snapshot)));
      json_array_append_new(list, item);
   }
   return list;
}

/* A window begins and ends where it is known who held what. */
static void add(struct window_list *l, const char *name, size_t from, size_t to)
{
   const size_t n = l->thin->n_kept;

   if (json_array_size(l->list) >= MOST_WINDOWS)
      return;
   if (to > n)
      to = n;
   while (!has_tree(l, from))
      from--;
   while (to > from && to < n && !has_tree(l, to))
      to--;
   append(l->list, name, from, to);
}

static void add_peak(struct window_list *l)
{
   const size_t at = l->thin->peak + 1;
   const size_t n = l->thin->n_kept;
   const size_t half = (n + PEAK_SHARE / 2) / PEAK_SHARE;
   const size_t around = half > 0 ? half : 1;

   if (l->profile->peak.known)
      add(l, "around the peak", at > around ? at - around : 0, at + around);
}

/* Of a list of the functions above, each with words around its name. */
static void add_named(struct window_list *l, json_t *named, const char *before,
                      const char *behind)
{
   for (size_t i = 0; i < json_array_size(named); i++) {
      json_t *item = json_array_get(named, i);
      json_t *end = json_array_get(item, 2);

      add(l,
          arena_printf(l->arena, "%s%s%s", before,
                       json_string_value(json_array_get(item, 0)), behind),
          (size_t)json_integer_value(json_array_get(item, 1)),
          end ? (size_t)json_integer_value(end) : l->thin->n_kept);
   }
   json_decref(named);
}

json_t *html_windows_named(struct arena *a, const struct profile *p,
                           const struct thin *t)
{
   struct window_list l = {a, p, t, json_array()};

   add(&l, "whole run", 0, t->n_kept);
   add_peak(&l);
   add_named(&l, html_windows_regions(p, t), "region ", "");
   add_named(&l, html_windows_labels(p, t), "from ", " on");
   return l.list;
}
