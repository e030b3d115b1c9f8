/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A row of top: what is known of a function, or of another group. */
#ifndef MS2_PRINT_QUERY_TOP_ROW_H
#define MS2_PRINT_QUERY_TOP_ROW_H

#include <stdint.h>

#include "model/profile.h"

struct top_row {
   const char *name; /* of a group of functions; NULL where it is one */
   uint32_t site;    /* of its lines, the one with most of the key */
   uint32_t n_lines; /* those with any of it */
   const char *note; /* what the blocks are known to be; or "" */
   struct usage peak;
   struct usage end;
   struct usage allocated;
   struct usage library;          /* what the C library kept until the exit */
   struct usage kept, left, held; /* of a window: see window.h */

   /* From the facts of contexts, 0 where the profile has none. */
   uint64_t ended_blocks; /* freed or reallocated */
   struct usage short_lived;
   uint64_t lifetime_sum, lifetime_max; /* in run.lifetime_unit */
   uint64_t min_size, max_size;         /* bytes of one block */
   uint64_t max_bytes; /* the most that one of its stacks held at any time */
   uint64_t other_thread_blocks;

   /* At the peak, where use was recorded: see unused.h. */
   uint64_t never_touched, never_read, idle;
};

#endif
