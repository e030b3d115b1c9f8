/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The writer of the HTML page's data, shared by the files that are it. */
#ifndef MS2_PRINT_HTML_DATA_PARTS_H
#define MS2_PRINT_HTML_DATA_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "page/view.h"

struct site;

struct writer {
   const struct view *view;
   const struct profile *profile;
   struct arena *arena;
   struct stacks *stacks;
   const struct calls *calls;
   const struct thin *thin;
   struct pack *pack;

   uint32_t *site_of;        /* by number of a context of `calls` */
   uint64_t *amounts;        /* by site: bytes at the peak, and contexts */
   uint64_t *live, *highest; /* bytes by function, at kept snapshots */
   const char **notes;       /* by function that allocates; else NULL */
   uint32_t n_functions;

   struct intern *names; /* number + 1 */
   uint32_t n_names;
   struct intern *site_ids; /* by the caller's key: number + 1 */
   uint32_t *numbers;       /* of sites of stacks.h that have one: + 1 */
   uint32_t *sites;         /* by number: the site of stacks.h */
   size_t n_sites, sites_room;
};

void html_data_put_number(struct writer *w, uint64_t n);
void html_data_put_usage(struct writer *w, struct usage u);

/* Returns the number that stands for it. */
uint32_t html_data_put_name(struct writer *w, const char *name);

void html_data_put_site(struct writer *w, uint32_t site);

/* Of sites that are not all of w->stacks: the caller's keys tell them apart.
   Returns whether it is the first time. */
bool html_data_put_site_of(struct writer *w, uint64_t key,
                           const struct site *s);

void html_data_owners_put(struct writer *w);
void html_data_births_put(struct writer *w);
void html_data_views_put(struct writer *w);

#endif
