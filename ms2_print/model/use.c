/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding what is known of the use of a context's memory. */
#include "model/use.h"

const char *use_when_name(enum use_when when)
{
   static const char *const names[] = {
       [USE_PEAK] = "peak", [USE_END] = "end", [USE_ALL] = "all"};

   return names[when];
}

const struct record_use_part *use_part_find(const struct use *u,
                                            enum use_when when, uint32_t node)
{
   const struct use_moment *m = &u->at[when];
   size_t from = 0, behind = m->n_parts;

   while (from < behind) {
      const size_t middle = from + (behind - from) / 2;

      if (m->parts[middle].node < node)
         from = middle + 1;
      else
         behind = middle;
   }
   return from < m->n_parts && m->parts[from].node == node ? &m->parts[from]
                                                           : NULL;
}

const struct record_accesses *use_accesses_find(const struct use *u,
                                                uint32_t node)
{
   size_t from = 0, behind = u->n_accesses;

   while (from < behind) {
      const size_t middle = from + (behind - from) / 2;

      if (u->accesses[middle].node < node)
         from = middle + 1;
      else
         behind = middle;
   }
   return from < u->n_accesses && u->accesses[from].node == node
              ? &u->accesses[from]
              : NULL;
}

size_t use_runs_from(const struct use *u, uint32_t node)
{
   size_t from = 0, behind = u->n_runs;

   while (from < behind) {
      const size_t middle = from + (behind - from) / 2;

      if (u->runs[middle].node < node)
         from = middle + 1;
      else
         behind = middle;
   }
   return from;
}

uint64_t use_part_in_use(const struct record_use_part *p)
{
   return p->bytes - p->never_touched - p->idle_half;
}
