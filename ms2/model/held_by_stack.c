/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which call stacks hold the heap. */
#include "model/held_by_stack.h"

#include "model/context.h"
#include "model/heap.h"
#include "model/peak.h"
#include "model/trace.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"

/* A forgotten script must not fill the memory; the oldest mark goes. */
#define MAX_MARKS 16

struct _Ms2HeldThen {
   HChar *name;
   Ms2Usage live;
   XArray *held; /* of Ms2Usage: of context i + 1 */
};

static struct {
   XArray *all; /* of Ms2HeldThen *; the current one last */
} marks;

static XArray *new_array(Word element_bytes)
{
   return VG_(newXA)(VG_(malloc), "ms2.holders", VG_(free), element_bytes);
}

/* ---- the most first ----------------------------------------------------- */

/* A context on its way to become a holder, with others of the same text. */
typedef struct {
   Ms2Holder holder;
   ULong hash; /* of its stack */
} Row;

static Int by_hash(const void *a, const void *b)
{
   const Row *one = a, *other = b;

   if (one->hash != other->hash) {
      return one->hash < other->hash ? -1 : 1;
   }
   return one->holder.context < other->holder.context ? -1 : 1;
}

static Int by_bytes(const void *a, const void *b)
{
   const Ms2Holder *one = a, *other = b;

   if (one->bytes != other->bytes) {
      return one->bytes > other->bytes ? -1 : 1;
   }
   return one->context < other->context ? -1 : 1;
}

static UInt leaf_of(UInt context)
{
   return ms2_context_get(context)->node;
}

/* `held` has the usage of every context; takes out of it `before`, which may
   be shorter, or NULL.  Sorted by the stacks. */
static XArray *rows_of(XArray *held, XArray *before)
{
   XArray *rows = new_array(sizeof(Row));

   for (Word i = 0; i < VG_(sizeXA)(held); i++) {
      const Ms2Usage *now = VG_(indexXA)(held, i);
      Row row = {{i + 1, now->bytes, now->blocks}, 0};
      if (before != NULL && i < VG_(sizeXA)(before)) {
         const Ms2Usage *then = VG_(indexXA)(before, i);
         row.holder.bytes -= then->bytes;
         row.holder.blocks -= then->blocks;
      }
      if (row.holder.bytes != 0) {
         row.hash = ms2_trace_hash(leaf_of(row.holder.context));
         VG_(addToXA)(rows, &row);
      }
   }
   VG_(setCmpFnXA)(rows, by_hash);
   VG_(sortXA)(rows);
   return rows;
}

/* Takes what the rows behind `first` with the same stack hold into it. */
static void fold_into(Row *first, XArray *rows, Word from)
{
   for (Word i = from; i < VG_(sizeXA)(rows); i++) {
      Row *row = VG_(indexXA)(rows, i);
      if (row->hash != first->hash) {
         break;
      }
      if (ms2_trace_is_same(leaf_of(first->holder.context),
                            leaf_of(row->holder.context))) {
         first->holder.bytes += row->holder.bytes;
         first->holder.blocks += row->holder.blocks;
         row->holder.bytes = 0;
         row->holder.blocks = 0;
      }
   }
}

static XArray *sorted(XArray *held, XArray *before)
{
   XArray *rows = rows_of(held, before);
   XArray *holders = new_array(sizeof(Ms2Holder));

   for (Word i = 0; i < VG_(sizeXA)(rows); i++) {
      Row *row = VG_(indexXA)(rows, i);
      if (row->holder.bytes != 0) {
         fold_into(row, rows, i + 1);
      }
      if (row->holder.bytes > 0) {
         VG_(addToXA)(holders, &row->holder);
      }
   }
   VG_(deleteXA)(rows);
   VG_(setCmpFnXA)(holders, by_bytes);
   VG_(sortXA)(holders);
   return holders;
}

static XArray *held_now(void)
{
   XArray *held = new_array(sizeof(Ms2Usage));

   for (UInt i = 1; i <= ms2_context_n(); i++) {
      Ms2Usage usage = ms2_context_live(ms2_context_get(i));
      VG_(addToXA)(held, &usage);
   }
   return held;
}

XArray *ms2_held_by_stack_now(void)
{
   XArray *held = held_now();
   XArray *holders = sorted(held, NULL);

   VG_(deleteXA)(held);
   return holders;
}

/* ---- the peak ----------------------------------------------------------- */

static XArray *at_peak; /* while it is made: ms2_peak hands over no pointer */

static void set_share(const Ms2Context *context)
{
   UInt number = ms2_context_node_get(context->node)->context;
   Ms2Usage *usage = VG_(indexXA)(at_peak, number - 1);

   *usage = context->at_peak[MS2_PEAK_HEAP];
}

XArray *ms2_held_by_stack_at_peak(void)
{
   XArray *holders;

   at_peak = held_now();
   ms2_peak_each_changed(MS2_PEAK_HEAP, set_share);
   holders = sorted(at_peak, NULL);
   VG_(deleteXA)(at_peak);
   return holders;
}

/* ---- marks -------------------------------------------------------------- */

static Ms2HeldThen *mark_at(Word i)
{
   return *(Ms2HeldThen **)VG_(indexXA)(marks.all, i);
}

static Word n_marks(void)
{
   return marks.all == NULL ? 0 : VG_(sizeXA)(marks.all);
}

static void remove_mark(Word i)
{
   Ms2HeldThen *mark = mark_at(i);

   VG_(removeIndexXA)(marks.all, i);
   VG_(deleteXA)(mark->held);
   VG_(free)(mark->name);
   VG_(free)(mark);
}

static Word index_of(const HChar *name)
{
   for (Word i = 0; i < n_marks(); i++) {
      if (VG_(strcmp)(mark_at(i)->name, name) == 0) {
         return i;
      }
   }
   return -1;
}

void ms2_held_by_stack_remember(const HChar *name)
{
   Ms2HeldThen *mark = VG_(malloc)("ms2.holders.mark", sizeof *mark);
   Word old = index_of(name);

   if (old >= 0) {
      remove_mark(old);
   } else if (n_marks() == MAX_MARKS) {
      remove_mark(0);
   }
   if (marks.all == NULL) {
      marks.all = new_array(sizeof(Ms2HeldThen *));
   }
   mark->name = VG_(strdup)("ms2.holders.name", name);
   mark->live = ms2_heap_get()->live;
   mark->held = held_now();
   VG_(addToXA)(marks.all, &mark);
}

const Ms2HeldThen *ms2_held_by_stack_find(const HChar *name)
{
   Word i = name == NULL ? n_marks() - 1 : index_of(name);

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

XArray *ms2_held_by_stack_grown(const Ms2HeldThen *then)
{
   XArray *held = held_now();
   XArray *holders = sorted(held, then->held);

   VG_(deleteXA)(held);
   return holders;
}
