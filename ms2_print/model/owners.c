/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is asked of searches. */
#include "model/owners.h"

/* Parents stand before their children. */
void owners_sum_retained(struct owner *all, size_t n)
{
   for (size_t i = n; i > 0; i--) {
      struct owner *o = &all[i - 1];

      usage_add(&o->retained, o->own);
      if (i > 1)
         usage_add(&all[o->parent].retained, o->retained);
   }
}

struct usage owners_total(const struct owner_search *s, uint32_t node,
                          enum loss loss)
{
   size_t from = 0, to = s->n_totals;

   while (from < to) {
      const size_t middle = from + (to - from) / 2;
      const struct owner_total *t = &s->totals[middle];

      if (t->node < node || (t->node == node && t->loss < loss))
         from = middle + 1;
      else
         to = middle;
   }
   if (from < s->n_totals && s->totals[from].node == node &&
       s->totals[from].loss == loss) {
      return s->totals[from].blocks;
   }
   return (struct usage){0, 0};
}

struct named {
   const char *name, *words;
};

#define ROW(name, number, words) [number] = {#name, words},

const char *owners_root_kind_name(enum root_kind kind)
{
   static const struct named kinds[] = {MS2_FORMAT_ROOT_KINDS(ROW)};

   return kinds[kind].name;
}

const char *owners_root_kind_words(enum root_kind kind)
{
   static const struct named kinds[] = {MS2_FORMAT_ROOT_KINDS(ROW)};

   return kinds[kind].words;
}

static const struct named losses[] = {[LOSS_none] = {"none", "no blocks"},
                                      MS2_FORMAT_LOSS(ROW)};

const char *owners_loss_name(enum loss loss)
{
   return losses[loss].name;
}

const char *owners_loss_words(enum loss loss)
{
   return losses[loss].words;
}
