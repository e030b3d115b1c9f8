/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a group goes on using what it holds. */
#include "query/leak_use.h"

/* So much of what is old is nearly all of it; some lines are shared with other
   blocks, and a generation may reach into the last quarter. */
#define QUIET_PCT 90

/* So much of what is old has been touched in a quarter of the run: nobody can
   say that it is forgotten. */
#define BUSY_PCT 50

/* With less of it old, it says nothing about the rest. */
#define LEAST_OLD_PCT 25

/* Until the generations are known, quiet_bytes and touched_bytes are of all
   bytes. */
void leak_use_add(struct leak_use *u, const struct profile *p, uint32_t node)
{
   struct record_use_part part;

   if (!use_part_find(&p->facts.use, USE_END, node, &part))
      return;
   u->held_bytes += part.bytes;
   u->quiet_bytes += part.never_touched + part.idle_quarter;
   u->touched_bytes += part.bytes - part.never_touched - part.idle_quarter;
}

static uint64_t old_bytes(const struct profile *p,
                          const struct generations *life)
{
   const uint64_t end =
       p->snapshots[p->n_snapshots - 1].when.on[AXIS_SUPERBLOCKS];
   uint64_t sum = 0;

   for (unsigned i = 0; i < GENERATIONS; i++) {
      const struct generation *g = &life->of[i];

      if (g->until > 0 &&
          p->snapshots[g->until - 1].when.on[AXIS_SUPERBLOCKS] <= end / 4 * 3) {
         sum += g->alive.bytes;
      }
   }
   return sum;
}

void leak_use_set_life(struct leak_use *u, const struct profile *p,
                       const struct generations *life)
{
   if (u->held_bytes == 0 || !life || !life->known || p->n_snapshots == 0) {
      *u = (struct leak_use){0};
      return;
   }
   u->old_bytes = old_bytes(p, life);
   if (u->old_bytes > u->held_bytes)
      u->old_bytes = u->held_bytes;
   const uint64_t young = u->held_bytes - u->old_bytes;
   if (u->quiet_bytes > u->old_bytes)
      u->quiet_bytes = u->old_bytes;
   u->touched_bytes = u->touched_bytes > young ? u->touched_bytes - young : 0;
}

static bool is_share(uint64_t part, uint64_t whole, unsigned pct)
{
   return (double)part * 100.0 >= (double)whole * pct;
}

static bool tells(const struct leak_use *u)
{
   return u->old_bytes > 0 &&
          is_share(u->old_bytes, u->held_bytes, LEAST_OLD_PCT);
}

bool leak_use_is_quiet(const struct leak_use *u)
{
   return tells(u) && is_share(u->quiet_bytes, u->old_bytes, QUIET_PCT);
}

bool leak_use_is_busy(const struct leak_use *u)
{
   return tells(u) && is_share(u->touched_bytes, u->old_bytes, BUSY_PCT);
}
