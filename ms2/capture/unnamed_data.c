/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables without a name. */
#include "capture/unnamed_data.h"

#include "model/context.h"

/* The farthest that two pointers of one run lie apart: a table has holes, and
   two structures rarely fit in a line. */
#define MOST_APART 64

/* An object's first so many runs are told apart; what a program has more, as an
   image of its whole heap, is one holder.  The file has only those that hold
   much. */
#define MOST_RUNS 4096

static struct {
   UInt object, n; /* its runs so far */
   UInt whole;     /* its root */
   Addr last;      /* pointer */
   UInt code[2];   /* where the blocks of the run were allocated */
   UInt root;      /* of the run */
} run;

void ms2_unnamed_data_begin(void)
{
   run.object = 0;
}

/* The innermost two places of the block's stack; 0 where there is none. */
static void find_code(const Ms2Search *search, UInt block, UInt code[2])
{
   UInt context = ms2_blocks_context(&search->blocks, block);
   UInt node = context == 0 ? 0 : ms2_context_get(context)->node;

   for (UInt i = 0; i < 2; i++) {
      code[i] = node == 0 ? 0 : ms2_context_node_get(node)->address_number;
      node = node == 0 ? 0 : ms2_context_node_get(node)->parent;
   }
}

static void start_object(const Ms2Root *whole)
{
   run.object = whole->object;
   run.whole = ms2_root_table_number(whole);
   run.n = 0;
}

static void start_run(Ms2Search *search, const Ms2Root *whole, Addr at)
{
   Ms2Root root = *whole;

   root.address = at;
   run.n++;
   run.root = ms2_root_table_number(&root);
   ms2_roots_nest(&search->roots, run.root, run.whole);
}

UInt ms2_unnamed_data_root(Ms2Search *search, const Ms2Root *whole, Addr at,
                           UInt block)
{
   UInt code[2];
   Bool is_other = run.object != whole->object;

   if (is_other)
      start_object(whole);
   find_code(search, block, code);
   if (is_other || run.n == 0 || at - run.last > MOST_APART ||
       code[0] != run.code[0] || code[1] != run.code[1]) {
      if (run.n == MOST_RUNS)
         return run.whole;
      start_run(search, whole, at);
   }
   run.last = at;
   run.code[0] = code[0];
   run.code[1] = code[1];
   return run.root;
}
