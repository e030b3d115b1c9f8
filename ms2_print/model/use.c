/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding what is known of the use of a context's memory. */
#include "model/use.h"

#include "base/sorted.h"
#include "ms2_format.h"

const char *use_when_name(enum use_when when)
{
   static const char *const names[] = {
       [USE_PEAK] = "peak", [USE_END] = "end", [USE_ALL] = "all"};

   return names[when];
}

/* A part's keys stand elsewhere: the moment's name, and the node. */

size_t use_part_pack(const struct record_use_part *p, unsigned char *to)
{
   unsigned char *at = to;

#define PUT_key(name)
#define PUT_value(name) at = packed_put(at, p->name);
#define PUT(name, type, role, unit) PUT_##role(name)
   MS2_FIELDS_use_part(PUT)
#undef PUT
       return (size_t)(at - to);
}

void use_part(const struct use_moment *m, size_t index,
              struct record_use_part *to)
{
   const unsigned char *at = m->packed + m->places[index].at;

   to->when = (struct record_text){NULL, 0};
   to->node = m->places[index].node;
#define GET_key(name)
#define GET_value(name) at = packed_get(at, &to->name);
#define GET(name, type, role, unit) GET_##role(name)
   MS2_FIELDS_use_part(GET)
#undef GET
}

bool use_part_find(const struct use *u, enum use_when when, uint32_t node,
                   struct record_use_part *to)
{
   const struct use_moment *m = &u->at[when];
   const struct packed_place *place = sorted_find(
       SORTED(m->places, m->n_parts, struct packed_place, node), node);

   if (!place)
      return false;
   use_part(m, (size_t)(place - m->places), to);
   return true;
}

const struct record_accesses *use_accesses_find(const struct use *u,
                                                uint32_t node)
{
   return sorted_find(
       SORTED(u->accesses, u->n_accesses, struct record_accesses, node), node);
}

size_t use_runs_from(const struct use *u, uint32_t node)
{
   return sorted_from(
       SORTED(u->runs, u->n_runs, struct record_access_run, node), node);
}

uint64_t use_part_in_use(const struct record_use_part *p)
{
   return p->bytes - p->never_touched - p->idle_half;
}
