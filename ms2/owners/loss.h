/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which blocks are lost: the classes of memcheck's leak check.

   still reachable   pointers to starts of blocks lead to it from a root
   possibly lost     it is reached, but on every way there is a pointer to the
                     inside of a block
   definitely lost   nothing leads to it
   indirectly lost   a lost block does

   Of lost blocks that point at each other in a ring the one with the lowest
   address is definitely lost, as with memcheck. */
#ifndef MS2_OWNERS_LOSS_H
#define MS2_OWNERS_LOSS_H

#include "owners/roots.h"

typedef enum {
   MS2_LOSS_UNSEEN,
   MS2_LOSS_REACHABLE,
   MS2_LOSS_POSSIBLY,
   MS2_LOSS_DEFINITELY,
   MS2_LOSS_INDIRECTLY,
   MS2_LOSS_N_CLASSES
} Ms2Loss;

/* The class of each block, as UChar; the caller frees them. */
UChar *ms2_loss_find(Ms2Pointers *pointers, const Ms2Roots *roots);

#endif
