/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which recorded stacks are one in the source.

   A compiler unrolls loops and makes copies of functions, so calls from one
   line may have many addresses.  Stacks are alike if all their frames are of
   the same functions and lines, those that a reader does not see as well; code
   without a line is only like itself. */
#ifndef MS2_PRINT_QUERY_ALIKE_H
#define MS2_PRINT_QUERY_ALIKE_H

#include <stdint.h>

#include "model/profile.h"

struct arena;
struct alike;

/* In the arena. */
struct alike *alike_new(struct arena *a, const struct profile *p);

/* A number for the stack that ends at a node, the same for all that are alike,
   below alike_n(). */
uint32_t alike_number(struct alike *k, uint32_t node);
uint32_t alike_n(const struct alike *k);

#endif
