/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many profiles as one. */
#include "query/merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "query/lines.h"
#include "query/stacks.h"

struct entry {
   struct merge_row row;
   const char *key; /* ties are broken by it */
   const struct top_key *by;
};

struct work {
   struct arena *arena;
   const struct top_key *by;
   struct intern *known; /* from the key to the entry's number + 1 */
   struct entry *entries;
   size_t n, room;
};

static void add_number(struct merge_number *m, uint64_t value, size_t file)
{
   if (file == 0 || value < m->least) {
      m->least = value;
      m->least_file = file;
   }
   if (file == 0 || value > m->most) {
      m->most = value;
      m->most_file = file;
   }
   m->sum += value;
}

static void end_number(struct merge_number *m, size_t n)
{
   m->mean = n ? m->sum / n + (m->sum % n * 2 >= n) : 0;
}

static void add_row(struct top_row *to, const struct top_row *from)
{
   if (from->min_size > 0 && (from->min_size < to->min_size || !to->max_size))
      to->min_size = from->min_size;
   if (from->max_size > to->max_size)
      to->max_size = from->max_size;
   if (from->max_bytes > to->max_bytes)
      to->max_bytes = from->max_bytes;
   if (from->lifetime_max > to->lifetime_max)
      to->lifetime_max = from->lifetime_max;
   usage_add(&to->peak, from->peak);
   usage_add(&to->end, from->end);
   usage_add(&to->allocated, from->allocated);
   usage_add(&to->short_lived, from->short_lived);
   usage_add(&to->library, from->library);
   to->never_touched += from->never_touched;
   to->never_read += from->never_read;
   to->idle += from->idle;
   to->ended_blocks += from->ended_blocks;
   to->lifetime_sum += from->lifetime_sum;
   to->other_thread_blocks += from->other_thread_blocks;
   if (!to->note)
      to->note = from->note;
   else if (strcmp(to->note, from->note) != 0)
      to->note = "";
}

/* The lines of one profile can be counted; of two they may be the same. */
static void add_lines(struct merge_row *to, const struct site *s,
                      uint32_t n_lines)
{
   if (!to->site)
      to->sums.n_lines = n_lines;
   else if (to->site->line != s->line || n_lines > 1 || to->sums.n_lines > 1)
      to->sums.n_lines = SITE_SEVERAL_LINES;
}

static struct entry *find_entry(struct work *w, const struct site *s)
{
   const char *where = site_base_name(s->file[0] ? s->file : s->object);
   const char *key = arena_printf(w->arena, "%s\n%s", site_name(s), where);
   uint32_t *number = intern_find(w->known, key, strlen(key));

   if (*number == 0) {
      w->entries = arena_grow(w->arena, w->entries, w->n, &w->room,
                              sizeof w->entries[0]);
      w->entries[w->n] = (struct entry){.key = key, .by = w->by};
      *number = (uint32_t)++w->n;
   }
   return &w->entries[*number - 1];
}

static void add_file(struct work *w, const struct merge_file *file,
                     size_t number)
{
   size_t n;
   const struct top_row *rows =
       query_top(w->arena, file->stacks, file->profile, w->by, &n);

   for (size_t i = 0; i < n; i++) {
      const struct site *site = stacks_site(file->stacks, rows[i].site);
      struct merge_row *to = &find_entry(w, site)->row;
      const uint64_t value = w->by->value(&rows[i]);

      add_lines(to, site, rows[i].n_lines);
      if (!to->site || value > to->most) {
         to->site = site;
         to->most = value;
         to->most_file = number;
      }
      add_row(&to->sums, &rows[i]);
      to->n_files++;
   }
}

static int compare(const void *left, const void *right)
{
   const struct entry *a = left, *b = right;
   const uint64_t x = a->by->value(&a->row.sums);
   const uint64_t y = b->by->value(&b->row.sums);

   if (x != y)
      return x > y ? -1 : 1;
   if (a->row.sums.peak.bytes != b->row.sums.peak.bytes)
      return a->row.sums.peak.bytes > b->row.sums.peak.bytes ? -1 : 1;
   return strcmp(a->key, b->key);
}

struct merge query_merge(struct arena *a, const struct merge_file *files,
                         size_t n_files, const struct top_key *by)
{
   struct work w = {.arena = a, .by = by, .known = intern_new(a)};
   struct merge m = {0};

   for (size_t i = 0; i < n_files; i++) {
      const struct profile *p = files[i].profile;

      add_number(&m.peak_bytes, profile_highest(p, SERIES_HEAP), i);
      add_number(&m.end_bytes, p->end.bytes, i);
      add_number(&m.total_bytes, p->total.bytes, i);
      add_number(&m.n_calls, p->total.blocks, i);
      add_file(&w, &files[i], i);
   }
   end_number(&m.peak_bytes, n_files);
   end_number(&m.end_bytes, n_files);
   end_number(&m.total_bytes, n_files);
   end_number(&m.n_calls, n_files);
   if (w.n > 1)
      qsort(w.entries, w.n, sizeof w.entries[0], compare);
   m.rows = arena_array(a, w.n, sizeof m.rows[0]);
   m.n_rows = w.n;
   for (size_t i = 0; i < w.n; i++)
      m.rows[i] = w.entries[i].row;
   return m;
}
