/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which call stacks hold the heap.

   Each answer is made in the same steps.  An array has what every context held
   at the moment in question; what it held at the mark is taken out of it.
   Contexts whose stacks read the same become one: for that they are sorted by
   a hash of their text, so that such are neighbours.  What is left above zero
   is sorted by its bytes. */
#include "model/held_by_stack.h"

#include "base/clock.h"
#include "model/context.h"
#include "model/heap.h"
#include "model/peak.h"
#include "model/stack_text.h"

/* A forgotten script must not fill the memory; the oldest mark goes. */
#define MAX_MARKS 16

struct _Ms2HeldThen {
   HChar *name;
   Ms2Usage live;
   ULong tick;
   Ms2Array *held; /* of Ms2Usage: of context i + 1 */
};

static struct {
   Ms2Array *all; /* of Ms2HeldThen *; the current one last */
} marks;

/* ---- the most first ----------------------------------------------------- */

/* A context on its way to become a holder, with others of the same text. */
typedef struct {
   Ms2Holder holder;
   ULong hash; /* of its stack */
} Row;

static Int by_hash(const void *a, const void *b)
{
   const Row *one = a, *other = b;

   if (one->hash != other->hash)
      return one->hash < other->hash ? -1 : 1;
   return one->holder.context < other->holder.context ? -1 : 1;
}

static Int by_bytes(const void *a, const void *b)
{
   const Ms2Holder *one = a, *other = b;

   if (one->bytes != other->bytes)
      return one->bytes > other->bytes ? -1 : 1;
   return one->context < other->context ? -1 : 1;
}

static UInt leaf_of(UInt context)
{
   return ms2_context_get(context)->node;
}

/* `held` has the usage of every context; takes out of it `before`, which may
   be shorter, or NULL.  Sorted by the stacks. */
static Ms2Array *rows_of(Ms2Array *held, Ms2Array *before)
{
   Ms2Array *rows = ms2_array_new("ms2.held_by_stack", sizeof(Row));

   for (UInt i = 0; i < held->n; i++) {
      const Ms2Usage *now = ms2_array_get(held, i);
      Row row = {{i + 1, now->bytes, now->blocks}, 0};
      if (before != NULL && i < before->n) {
         const Ms2Usage *then = ms2_array_get(before, i);
         row.holder.bytes -= then->bytes;
         row.holder.blocks -= then->blocks;
      }
      if (row.holder.bytes != 0) {
         row.hash = ms2_stack_text_hash(leaf_of(row.holder.context));
         *(Row *)ms2_array_add(rows) = row;
      }
   }
   ms2_host_sort(rows->elements, rows->n, sizeof(Row), by_hash);
   return rows;
}

/* Takes what the rows behind `first` with the same stack hold into it. */
static void fold_into(Row *first, Ms2Array *rows, UInt from)
{
   for (UInt i = from; i < rows->n; i++) {
      Row *row = ms2_array_get(rows, i);
      if (row->hash != first->hash)
         break;
      if (ms2_stack_text_is_same(leaf_of(first->holder.context),
                                 leaf_of(row->holder.context))) {
         first->holder.bytes += row->holder.bytes;
         first->holder.blocks += row->holder.blocks;
         row->holder.bytes = 0;
         row->holder.blocks = 0;
      }
   }
}

static Ms2Array *sorted(Ms2Array *held, Ms2Array *before)
{
   Ms2Array *rows = rows_of(held, before);
   Ms2Array *holders = ms2_array_new("ms2.held_by_stack", sizeof(Ms2Holder));

   for (UInt i = 0; i < rows->n; i++) {
      Row *row = ms2_array_get(rows, i);
      if (row->holder.bytes != 0)
         fold_into(row, rows, i + 1);
      if (row->holder.bytes > 0)
         *(Ms2Holder *)ms2_array_add(holders) = row->holder;
   }
   ms2_array_free(rows);
   ms2_host_sort(holders->elements, holders->n, sizeof(Ms2Holder), by_bytes);
   return holders;
}

Ms2Array *ms2_held_by_stack_of(Ms2Array *held)
{
   return sorted(held, NULL);
}

static Ms2Array *held_now(void)
{
   Ms2Array *held = ms2_array_new("ms2.held_by_stack", sizeof(Ms2Usage));

   for (UInt i = 1; i <= ms2_context_n(); i++)
      *(Ms2Usage *)ms2_array_add(held) = ms2_context_live(ms2_context_get(i));
   return held;
}

Ms2Array *ms2_held_by_stack_now(void)
{
   Ms2Array *held = held_now();
   Ms2Array *holders = sorted(held, NULL);

   ms2_array_free(held);
   return holders;
}

/* ---- the peak ----------------------------------------------------------- */

static Ms2Array *at_peak; /* while it is made: ms2_peak hands over no pointer */

static void set_share(const Ms2Context *context)
{
   UInt number = ms2_context_node_get(context->node)->context;
   Ms2Usage *usage = ms2_array_get(at_peak, number - 1);

   *usage = context->at_peak[MS2_PEAK_HEAP];
}

Ms2Array *ms2_held_by_stack_at_peak(void)
{
   at_peak = held_now();
   ms2_peak_each_changed(MS2_PEAK_HEAP, set_share);
   Ms2Array *holders = sorted(at_peak, NULL);
   ms2_array_free(at_peak);
   return holders;
}

/* ---- marks -------------------------------------------------------------- */

static Ms2HeldThen *mark_at(UInt i)
{
   return *(Ms2HeldThen **)ms2_array_get(marks.all, i);
}

static UInt n_marks(void)
{
   return marks.all == NULL ? 0 : marks.all->n;
}

static void remove_mark(UInt i)
{
   Ms2HeldThen *mark = mark_at(i);

   ms2_array_remove(marks.all, i);
   ms2_array_free(mark->held);
   ms2_host_free(mark->name);
   ms2_host_free(mark);
}

static Int index_of(const HChar *name)
{
   for (UInt i = 0; i < n_marks(); i++) {
      if (ms2_host_strcmp(mark_at(i)->name, name) == 0)
         return (Int)i;
   }
   return -1;
}

void ms2_held_by_stack_remember(const HChar *name)
{
   Ms2HeldThen *mark = ms2_host_alloc("ms2.holders.mark", sizeof *mark);
   Int old = index_of(name);

   if (old >= 0)
      remove_mark(old);
   else if (n_marks() == MAX_MARKS)
      remove_mark(0);
   if (marks.all == NULL)
      marks.all = ms2_array_new("ms2.held_by_stack", sizeof(Ms2HeldThen *));
   mark->name = ms2_host_strdup("ms2.holders.name", name);
   mark->live = ms2_heap_get()->live;
   mark->tick = ms2_clock_ticks(ms2_clock_last_superblocks());
   mark->held = held_now();
   *(Ms2HeldThen **)ms2_array_add(marks.all) = mark;
}

const Ms2HeldThen *ms2_held_by_stack_find(const HChar *name)
{
   Int i = name == NULL ? (Int)n_marks() - 1 : index_of(name);

   return i < 0 ? NULL : mark_at(i);
}

const HChar *ms2_held_by_stack_name(const Ms2HeldThen *then)
{
   return then->name;
}

Ms2Usage ms2_held_by_stack_live(const Ms2HeldThen *then)
{
   return then->live;
}

ULong ms2_held_by_stack_tick(const Ms2HeldThen *then)
{
   return then->tick;
}

Ms2Array *ms2_held_by_stack_grown(const Ms2HeldThen *then)
{
   Ms2Array *held = held_now();
   Ms2Array *holders = sorted(held, then->held);

   ms2_array_free(held);
   return holders;
}
