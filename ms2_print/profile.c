/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A loaded profile: the few operations that every query needs. */
#include "profile.h"

#include <assert.h>
#include <string.h>

#include "arena.h"

void profile_live_at(const struct profile *p, size_t index, struct usage *live)
{
   const struct snapshot *s;

   assert(index < p->n_snapshots && "the snapshot exists");
   s = &p->snapshots[index];
   memset(live, 0, p->n_nodes * sizeof live[0]);
   for (size_t i = 0; i < s->first_delta + s->n_deltas; i++) {
      const struct delta *d = &p->deltas[i];
      struct usage *u = &live[d->node];

      u->bytes += d->inherited.bytes + d->allocated.bytes - d->freed.bytes;
      u->blocks += d->inherited.blocks + d->allocated.blocks - d->freed.blocks;
   }
}

void profile_free(struct profile *p)
{
   if (p)
      arena_free(p->arena);
}
