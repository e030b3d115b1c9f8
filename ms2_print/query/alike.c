/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which recorded stacks are one in the source. */
#include "query/alike.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"

/* What two frames must have in common: a function's name, which is kept once in
   a profile, and the line; or the address itself. */
struct mark {
   const char *function;
   uint64_t place;
   uint32_t outer; /* the number of what is outside of it */
};

struct alike {
   const struct profile *profile;
   struct intern *known;
   uint32_t n;
   uint32_t *numbers; /* by node; 0: not asked for yet */
   uint32_t *way;     /* nodes whose numbers are being made */
};

struct alike *alike_new(struct arena *a, const struct profile *p)
{
   struct alike *k = arena_alloc(a, sizeof *k);

   *k = (struct alike){.profile = p,
                       .known = intern_new(a),
                       .numbers = arena_array(a, p->n_nodes, sizeof(uint32_t)),
                       .way = arena_array(a, p->n_nodes, sizeof(uint32_t))};
   return k;
}

static uint32_t number_of(struct alike *k, struct mark mark)
{
   struct mark key;

   memset(&key, 0, sizeof key); /* what lies between its members, too */
   key.function = mark.function;
   key.place = mark.place;
   key.outer = mark.outer;
   uint32_t *number = intern_find(k->known, &key, sizeof key);
   if (*number == 0)
      *number = ++k->n;
   return *number;
}

static bool has_lines(const struct address *a)
{
   for (uint32_t i = 0; i < a->n_frames; i++) {
      if (a->frames[i].line == 0)
         return false;
   }
   return true;
}

static uint32_t number_under(struct alike *k, uint32_t outer, uint32_t node)
{
   const uint32_t number = k->profile->nodes[node].address;
   const struct address *a = &k->profile->addresses[number];

   if (!has_lines(a))
      return number_of(k, (struct mark){NULL, number, outer});
   for (uint32_t i = a->n_frames; i-- > 0;) {
      outer = number_of(
          k, (struct mark){a->frames[i].function, a->frames[i].line, outer});
   }
   return outer;
}

uint32_t alike_number(struct alike *k, uint32_t node)
{
   size_t n = 0;

   for (; node != 0 && k->numbers[node] == 0;
        node = k->profile->nodes[node].parent) {
      k->way[n++] = node;
   }
   uint32_t outer = k->numbers[node];
   while (n-- > 0) {
      outer = number_under(k, outer, k->way[n]);
      k->numbers[k->way[n]] = outer;
   }
   return outer;
}

uint32_t alike_n(const struct alike *k)
{
   return k->n + 1;
}
