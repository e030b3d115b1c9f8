/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What groups held, snapshot by snapshot. */
#include "query/leak_timelines.h"

#include "base/arena.h"
#include "model/profile.h"
#include "query/leaks.h"

/* A group on the way along its timeline. */
struct track {
   uint64_t live_bytes;
   size_t changed_at; /* a position */
};

/* Tells of what a group held behind its last change. */
static void tell(const struct track *t, size_t group,
                 const struct leak_visitor *v)
{
   const struct leak_point point = {group, t->changed_at - 1, t->live_bytes};
   if (t->changed_at > 0)
      v->see(v->context, &point);
}

void leak_timelines_each(const struct leaks *l, const struct profile *p,
                         size_t n_groups, struct leak_visitor visitor)
{
   struct arena *a = arena_new();
   struct track *tracks = arena_array(a, n_groups, sizeof *tracks);
   for (size_t i = 0; i < p->n_inherited; i++) {
      const uint32_t number = l->group_of[p->context_of[p->inherited[i].node]];
      if (number == 0 || number > n_groups)
         continue;
      tracks[number - 1].live_bytes += p->inherited[i].live.bytes;
      tracks[number - 1].changed_at = 1;
   }
   for (size_t i = 0; i < p->n_snapshots; i++) {
      struct delta_cursor c = profile_deltas(p, i);
      struct delta d;
      while (deltas_next(&c, &d)) {
         const uint32_t number = l->group_of[p->context_of[d.node]];
         if (number == 0 || number > n_groups)
            continue;
         struct track *t = &tracks[number - 1];
         if (t->changed_at != i + 1) {
            tell(t, number - 1, &visitor);
            t->changed_at = i + 1;
         }
         t->live_bytes += d.allocated.bytes - d.freed.bytes;
      }
   }
   for (size_t i = 0; i < n_groups; i++)
      tell(&tracks[i], i, &visitor);
   arena_free(a);
}
