/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes what the views of the whole run have: sizes, threads, regions, growth.
   A part of the HTML page's data. */
#include "base/arena.h"
#include "base/pack.h"
#include "html/data_parts.h"
#include "query/growth.h"
#include "query/regions.h"
#include "query/sizes.h"
#include "query/stacks.h"
#include "query/threads.h"

/* A page is no place for more; the view says how many there are. */
#define MOST_ROWS 1000

static size_t at_most(size_t n, size_t most)
{
   return n < most ? n : most;
}

static void put_bucket(struct writer *w, unsigned number,
                       const struct size_bucket *b)
{
   html_data_put_number(w, number);
   html_data_put_number(w, b->calls);
   html_data_put_number(w, b->n_functions);
   html_data_put_number(w, b->n_sites);
   for (unsigned i = 0; i < b->n_sites; i++) {
      html_data_put_site(w, b->sites[i].site);
      html_data_put_number(w, b->sites[i].calls);
   }
}

static void put_sizes(struct writer *w)
{
   const struct sizes *all = query_sizes(w->arena, w->stacks, w->profile);
   unsigned n = 0;

   html_data_put_number(w, all->calls);
   html_data_put_number(w, all->min_size);
   html_data_put_number(w, all->max_size);
   html_data_put_number(w, w->profile->facts.as_of_total.bytes);
   for (unsigned i = 0; i < FACTS_BUCKETS; i++)
      n += all->buckets[i].calls > 0;
   html_data_put_number(w, n);
   for (unsigned i = 0; i < FACTS_BUCKETS; i++) {
      if (all->buckets[i].calls > 0)
         put_bucket(w, i, &all->buckets[i]);
   }
}

static void put_thread(struct writer *w, const struct thread_rank *rank)
{
   const struct thread *t = rank->thread;

   html_data_put_number(w, rank->number);
   html_data_put_name(w, threads_rank_name(rank));
   html_data_put_usage(w, t->allocated);
   html_data_put_number(w, t->freed.bytes);
   html_data_put_number(w, t->other_freed_blocks);
   html_data_put_number(w, t->start_ms);
   html_data_put_number(w, t->ended ? t->last_ms + 1 : 0);
   html_data_put_number(w, t->deepest_bytes);
}

static void put_threads(struct writer *w)
{
   const struct threads *all = query_threads(w->arena, w->profile);
   const size_t n = at_most(all->n, MOST_ROWS);

   html_data_put_number(w, w->profile->run.stacks);
   html_data_put_number(w, all->n);
   html_data_put_number(w, all->most_alive);
   html_data_put_number(w, all->allocated_bytes);
   html_data_put_number(w, n);
   for (size_t i = 0; i < n; i++)
      put_thread(w, &all->ranks[i]);
}

static void put_region_row(struct writer *w, const struct region_row *row)
{
   html_data_put_site(w, row->site);
   html_data_put_name(w, site_where(w->arena, stacks_site(w->stacks, row->site),
                                    row->n_lines));
   html_data_put_usage(w, row->allocated);
   html_data_put_number(w, row->freed.bytes);
}

static void put_region(struct writer *w, const struct region_place *place)
{
   const struct region *r = &w->profile->facts.regions[place->region];
   size_t n_rows;
   const struct region_row *rows =
       query_regions_rows(w->arena, w->stacks, place->region, &n_rows);

   html_data_put_number(w, place->depth);
   pack_text(w->pack, r->name);
   html_data_put_number(w, r->n_calls);
   html_data_put_usage(w, r->allocated);
   html_data_put_number(w, r->freed.bytes);
   html_data_put_number(w, r->peak_bytes);
   n_rows = at_most(n_rows, w->view->options->top_n);
   html_data_put_number(w, n_rows);
   for (size_t i = 0; i < n_rows; i++)
      put_region_row(w, &rows[i]);
}

static void put_regions(struct writer *w)
{
   size_t n;
   const struct region_place *places =
       query_regions(w->arena, &w->profile->facts, &n);

   html_data_put_number(w, n);
   n = at_most(n, MOST_ROWS);
   html_data_put_number(w, n);
   for (size_t i = 0; i < n; i++)
      put_region(w, &places[i]);
}

static void put_growth_row(struct writer *w, const struct growth_row *row)
{
   html_data_put_site(w, row->site);
   html_data_put_number(w, row->sum.copied_bytes);
   html_data_put_number(w, row->sum.steps);
   html_data_put_number(w, row->sum.chains);
   html_data_put_number(w, row->sum.first_bytes);
   html_data_put_number(w, row->sum.last_bytes);
   pack_text(w->pack, growth_note(w->arena, &row->sum));
}

static void put_growth(struct writer *w)
{
   size_t n;
   const struct growth_row *rows =
       query_growth(w->arena, w->stacks, w->profile, &n);
   uint64_t copied = 0, steps = 0;

   for (size_t i = 0; i < n; i++) {
      copied += rows[i].sum.copied_bytes;
      steps += rows[i].sum.steps;
   }
   html_data_put_number(w, w->profile->facts.n_contexts > 0);
   html_data_put_number(w, growth_ended(w->profile));
   html_data_put_number(w, copied);
   html_data_put_number(w, steps);
   html_data_put_number(w, n);
   n = at_most(n, MOST_ROWS);
   html_data_put_number(w, n);
   for (size_t i = 0; i < n; i++)
      put_growth_row(w, &rows[i]);
}

void html_data_views_put(struct writer *w)
{
   put_sizes(w);
   put_threads(w);
   put_regions(w);
   put_growth(w);
}
