/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mapped pages of the client: who mapped them, as what.

   A mapping is a range with the node that mapped it; node and kind together
   are a mapper, which carries the numbers, as contexts do for the heap.  The
   bytes of the counted kinds are the series of pages.  What was mapped before
   the client ran is unknown here, and so is what ms2 itself uses.

   An event may change several mappers (a munmap over many mappings), and is
   still one step for every maximum and peak. */
#ifndef MS2_MODEL_MAPPINGS_H
#define MS2_MODEL_MAPPINGS_H

#include "model/peak.h"
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

/* The peaks of which a mapper carries its share. */
enum { MS2_MAPPINGS_OF_PAGES, MS2_MAPPINGS_OF_SUM, MS2_MAPPINGS_N_SHARES };

/* One node and kind. */
typedef struct {
   UInt node;
   UInt kind;              /* a number of MS2_FORMAT_PAGE_KINDS */
   ULong mapped_bytes;     /* since the start or the fork */
   ULong unmapped_bytes;   /* likewise */
   ULong mapped_blocks;    /* mappings that most of is of this kind */
   ULong unmapped_blocks;  /* likewise */
   ULong written_mapped;   /* as of the last snapshot */
   ULong written_unmapped; /* likewise */
   ULong written_mapped_blocks;
   ULong written_unmapped_blocks;
   UInt peak_numbers[MS2_MAPPINGS_N_SHARES]; /* of the peaks of at_peak */
   ULong at_peak[MS2_MAPPINGS_N_SHARES];
   ULong blocks_at_peak[MS2_MAPPINGS_N_SHARES];
   Bool changed; /* since the last snapshot */
} Ms2Mapper;

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

/* For the writer.  Calls visit for each mapper that has changed since the last
   ms2_mappings_set_written. */
void ms2_mappings_each_changed(void (*visit)(const Ms2Mapper *mapper));
void ms2_mappings_set_written(void);

/* Calls visit for each mapper of a counted kind and what it had at the peak of
   the pages or of the sum, if any. */
void ms2_mappings_each_at_peak(Ms2PeakOf of,
                               void (*visit)(const Ms2Mapper *mapper,
                                             ULong bytes, ULong blocks));

/* Whether it is memory of the program's alone, as allocators take it: no memory
   to share, and no stack that a thread has left. */
Bool ms2_mappings_is_private(UInt kind);

/* Bytes that were ever mapped without access. */
ULong ms2_mappings_reserved_bytes(void);

/* All that is mapped counts as mapped anew: in a forked child. */
void ms2_mappings_restart(void);

#endif
