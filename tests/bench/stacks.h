/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree of calls: 2^depth leaves, each reached by a call stack of its own. */
#ifndef STACKS_H
#define STACKS_H

#include "bench.h"

/* Called once for each leaf, with the leaf's number from 0. */
typedef void stacks_leaf(unsigned long leaf, void *user);

struct stacks {
   stacks_leaf *leaf;
   void *user;
};

/* Visits the leaves below `prefix`, which has `depth` more bits to come. */
static BENCH_FUNCTION void stacks_visit(const struct stacks *self,
                                        unsigned depth, unsigned long prefix)
{
   if (depth == 0) {
      self->leaf(prefix, self->user);
      bench_use(self);
      return;
   }
   /* Two call sites: their return addresses tell the stacks apart. */
   stacks_visit(self, depth - 1, 2 * prefix);
   bench_use(self);
   stacks_visit(self, depth - 1, 2 * prefix + 1);
   bench_use(self);
}

#endif
