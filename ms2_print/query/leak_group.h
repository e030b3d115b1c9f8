/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contexts that are judged together: those of one site. */
#ifndef MS2_PRINT_QUERY_LEAK_GROUP_H
#define MS2_PRINT_QUERY_LEAK_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/usage.h"
#include "query/generations.h"
#include "query/leak_course.h"
#include "query/leak_evidence.h"
#include "query/leak_use.h"
#include "query/leak_proof.h"
#include "query/verdict.h"

struct leak_group {
   uint32_t site;   /* whose they are: a line, or a function without lines */
   bool suppressed; /* its stacks are; the others of the site are a group of
                       their own */
   bool has_blocks, has_mappings; /* of which kinds it is */
   const char *via;
   const char *note; /* what the blocks are known to be: no suspect */
   enum verdict verdict;
   bool suspect; /* lost, or a staircase at a known end that nobody is known to
                    hold, of unknown blocks */

   struct usage inherited; /* at the fork that began the run */
   struct usage allocated;
   struct usage freed;
   struct usage library; /* of these, what the C library kept to the end */
   struct usage end;
   struct usage kept, kept_most; /* of a window: bounds of what is allocated in
                                    it and live at its end; most often equal */
   uint64_t n_stacks;            /* that hold some at the end */
   uint64_t max_bytes;           /* most at any snapshot or at the peak */
   uint64_t min_size, max_size;  /* of its blocks; 0 and 0: not recorded */

   const struct leak_course *course;
   const struct generations *life; /* NULL: nothing of it is left */
   struct leak_evidence evidence;
   struct leak_use use;
   struct leak_proof proof;
};

#endif
