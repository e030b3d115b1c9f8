/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is asked of searches. */
#include "model/owners.h"

#include "base/sorted.h"

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
   size_t i = sorted_from(
       SORTED(s->totals, s->n_totals, struct owner_total, node), node);

   /* A node has one for each class at most. */
   for (; i < s->n_totals && s->totals[i].node == node; i++) {
      if (s->totals[i].loss == loss)
         return s->totals[i].blocks;
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
