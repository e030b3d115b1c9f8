/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes when what lives at the end was born: a part of the HTML page's data.
 */
#include "base/arena.h"
#include "html/data_parts.h"
#include "query/births.h"
#include "query/calls.h"
#include "query/thin.h"

/* By snapshot: the position of the kept one in which it is. */
static uint32_t *find_positions(const struct writer *w)
{
   uint32_t *positions =
       arena_array(w->arena, w->profile->n_snapshots + 1, sizeof positions[0]);
   uint32_t position = 1;

   for (size_t i = 0; i < w->profile->n_snapshots; i++) {
      positions[i + 1] = position;
      if (position < w->thin->n_kept && w->thin->kept[position - 1] == i)
         position++;
   }
   return positions;
}

void html_data_births_put(struct writer *w)
{
   const struct births b =
       query_births(w->arena, w->profile, w->calls->context_of);
   const uint32_t *positions = find_positions(w);
   uint32_t group = 1;
   size_t position = 0;

   html_data_put_number(w, b.n);
   for (size_t i = 0; i < b.n; i++) {
      const size_t at = positions[b.of[i].position];

      if (b.of[i].group != group)
         position = 0;
      html_data_put_number(w, b.of[i].group - group);
      html_data_put_number(w, at - position);
      html_data_put_usage(w, b.of[i].live);
      group = b.of[i].group;
      position = at;
   }
}
