/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mapped pages of the client: what lies where.

   A mapping is a range with the node that mapped it.  What it counts, and at
   whose kind, is the business of model/mappers.  What was mapped before the
   client ran is unknown here, and so is what ms2 itself uses. */
#ifndef MS2_MODEL_MAPPINGS_H
#define MS2_MODEL_MAPPINGS_H

#include "base/array.h"
#include "base/ranges.h"

/* What a mapping is; together with its protection this gives its kind.  Of a
   range: `owner` is the node, `sort` and `access` are one of these. */
typedef enum {
   MS2_MAPPINGS_ANONYMOUS,
   MS2_MAPPINGS_BREAK,
   MS2_MAPPINGS_FILE,
   MS2_MAPPINGS_SHARED,
   MS2_MAPPINGS_MEMORY, /* shared, and of no file on a disk */
   MS2_MAPPINGS_STACK
} Ms2MappingsSort;

typedef enum {
   MS2_MAPPINGS_NO_ACCESS,
   MS2_MAPPINGS_READ_ONLY, /* or to be executed */
   MS2_MAPPINGS_WRITABLE,
   /* Writable, and without memory until touched; or the kernel may take it
      until then. */
   MS2_MAPPINGS_GIVEN_BACK,
   MS2_MAPPINGS_GIVEN_UP,
   /* Of a stack: with memory, and its thread has ended. */
   MS2_MAPPINGS_LEFT
} Ms2MappingsAccess;

void ms2_mappings_init(void);

/* A mapping takes the place of whatever was there. */
void ms2_mappings_map(const Ms2Range *range, ULong superblocks);

void ms2_mappings_unmap(Addr start, Addr end, ULong superblocks);

/* Several at once: an array of Ms2Range. */
void ms2_mappings_unmap_all(const Ms2Array *pieces, ULong superblocks);

/* The known pages of [start, end) get another protection. */
void ms2_mappings_protect(const Ms2Range *range, ULong superblocks);

/* The known pages of the range that are counted are given back: its access says
   how. */
void ms2_mappings_give_back(const Ms2Range *range, ULong superblocks);

/* Finds the first pages of a piece that was given back that have been touched
   since then; False if none has.  Called from the lowest piece to the highest,
   and for what lies behind the pages found. */
typedef Bool (*Ms2MappingsFind)(const Ms2Range *piece, Ms2Range *found);

/* The thread that has its stack at `address` has ended: `find` tells, as above,
   what of the stack has memory, and that is left now.  Nothing happens where no
   stack is. */
void ms2_mappings_leave_stack(Addr address, Ms2MappingsFind find,
                              ULong superblocks);

/* Another thread takes the stack. */
void ms2_mappings_take_stack(Addr address, ULong superblocks);

/* What was given back and has memory again counts again. */
void ms2_mappings_look(Ms2MappingsFind find, ULong superblocks);

/* `to` is mapped and [start, end) goes, in one step; what of it was given back
   is so at the new place. */
void ms2_mappings_move(Addr start, Addr end, const Ms2Range *to,
                       ULong superblocks);

/* The same, but [start, end) stays, without its memory. */
void ms2_mappings_move_memory(Addr start, Addr end, const Ms2Range *to,
                              ULong superblocks);

/* The mapping at an address, or NULL; and the node that mapped it, of which its
   owner is no number. */
const Ms2Range *ms2_mappings_find(Addr address);
UInt ms2_mappings_node(const Ms2Range *mapping);

#endif
