/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building the facts: when live blocks were born. */
#include "base/arena.h"
#include "base/order.h"
#include "model/facts_build.h"
#include "model/facts_build_parts.h"

static int compare(const void *left, const void *right)
{
   const struct survivors *a = left, *b = right;
   const int c = order_up(a->node, b->node);

   return c ? c : order_up(a->snapshot, b->snapshot);
}

/* They were written twice behind one snapshot, with the same numbers. */
static void drop_twins(struct vector *v)
{
   struct survivors *all = v->items;
   size_t n = 0;

   for (size_t i = 0; i < v->n; i++) {
      if (n == 0 || compare(&all[n - 1], &all[i]) != 0)
         all[n++] = all[i];
   }
   v->n = n;
}

/* Nothing more stands behind the same snapshot. */
static void end_look(struct facts_build *f)
{
   if (f->survivors.n == 0)
      return;
   vector_sort(&f->survivors, compare);
   drop_twins(&f->survivors);
   *(struct survivors_look *)vector_add(&f->looks, 1) = (struct survivors_look){
       f->n_before_survivors - 1, vector_copy(&f->survivors, f->profile->arena),
       f->survivors.n};
   f->survivors.n = 0;
}

bool facts_build_survivors(struct facts_build *f, const struct survivors *s)
{
   const size_t n = f->profile->n_snapshots;

   if (!facts_build_check_node(f, s->node) ||
       !facts_build_check_number(f, "a snapshot", s->snapshot, n + 1)) {
      return false;
   }
   if (f->n_before_survivors != n)
      end_look(f);
   f->n_before_survivors = n;
   *(struct survivors *)vector_add(&f->survivors, 1) = *s;
   return true;
}

/* A look of the end must not have more than there is. */
static bool check_end(struct facts_build *f, const struct survivors_look *look)
{
   struct usage sum;

   for (size_t i = 0; i < look->n; i++) {
      const struct survivors *s = &look->rows[i];
      const struct usage end = profile_totals(f->profile, s->node).end;

      if (i == 0 || look->rows[i - 1].node != s->node)
         sum = (struct usage){0, 0};
      if (s->live.bytes > end.bytes - sum.bytes ||
          s->live.blocks > end.blocks - sum.blocks) {
         return facts_build_fail(f, "survivors of a context up to its bytes",
                                 end.bytes, s->live.bytes);
      }
      usage_add(&sum, s->live);
   }
   return true;
}

/* Where the rows of a node that begin at `from` end; whether they are all that
   it held.  The end of a file may be missing. */
static size_t pass_node(const struct survivors_look *look, size_t from,
                        struct usage live, bool *is_whole)
{
   struct usage sum = {0, 0};
   size_t i = from;

   for (; i < look->n && look->rows[i].node == look->rows[from].node; i++)
      usage_add(&sum, look->rows[i].live);
   *is_whole = usage_equal(sum, live);
   return i;
}

/* Of the rows only those of contexts of which nothing is missing. */
static struct survivors_look whole_part(struct facts_build *f,
                                        const struct survivors_look *look,
                                        const struct usage *live)
{
   struct survivors *rows =
       arena_array(f->profile->arena, look->n, sizeof rows[0]);
   size_t n = 0;

   for (size_t from = 0, behind; from < look->n; from = behind) {
      const uint32_t c = f->profile->context_of[look->rows[from].node];
      bool is_whole;

      behind = pass_node(look, from, live[c], &is_whole);
      for (size_t i = from; is_whole && i < behind; i++)
         rows[n++] = look->rows[i];
   }
   return (struct survivors_look){look->as_of, rows, n};
}

static void hand_over(struct facts_build *f)
{
   const struct profile *p = f->profile;
   const struct survivors_look *from = f->looks.items;
   struct survivors_look *looks =
       arena_array(p->arena, f->looks.n, sizeof looks[0]);
   struct arena *a = arena_new();
   struct usage *live = arena_array(a, p->n_contexts, sizeof live[0]);
   struct facts *to = &f->profile->facts;

   for (size_t i = 0; i < f->looks.n; i++) {
      if (i == 0) {
         profile_live_at(p, from[i].as_of, live);
      } else {
         profile_live_move(
             p, (struct snapshot_range){from[i - 1].as_of, from[i].as_of},
             live);
      }
      looks[i] = whole_part(f, &from[i], live);
   }
   to->looks = looks;
   to->n_looks = f->looks.n;
   arena_free(a);
}

/* Of a whole run the last look is wanted only if it is of the end: that it has
   none there means that nothing is left of which anything has ended. */
bool facts_build_survivors_seal(struct facts_build *f)
{
   struct facts *to = &f->profile->facts;

   end_look(f);
   if (f->looks.n == 0)
      return true;
   const struct survivors_look *last =
       (struct survivors_look *)f->looks.items + f->looks.n - 1;
   const bool is_of_end = last->as_of + 1 == f->profile->n_snapshots;
   if (f->profile->finished && is_of_end && !check_end(f, last))
      return false;
   hand_over(f);
   if (!f->profile->finished || is_of_end)
      to->survivors = to->looks[to->n_looks - 1];
   return true;
}
