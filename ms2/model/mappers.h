/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who mapped pages, and of which kind: node and kind together are a mapper,
   which carries the numbers, as contexts do for the heap.  The bytes of the
   counted kinds are the series of pages.

   An event may change several mappers (a munmap over many mappings), and is
   still one step for every maximum and peak. */
#ifndef MS2_MODEL_MAPPERS_H
#define MS2_MODEL_MAPPERS_H

#include "model/peak.h"

#include "ms2_format.h"

/* The kinds' numbers in the file, from 1 on without a gap. */
enum {
#define KIND(name, number, is_counted, text) MS2_PAGES_##name = number,
   MS2_FORMAT_PAGE_KINDS(KIND)
#undef KIND
};

/* The peaks of which a mapper carries its share. */
enum { MS2_MAPPERS_OF_PAGES, MS2_MAPPERS_OF_SUM, MS2_MAPPERS_N_SHARES };

/* One node and kind. */
typedef struct {
   UInt node;
   UInt kind;              /* MS2_PAGES_... */
   ULong mapped_bytes;     /* since the start or the fork */
   ULong unmapped_bytes;   /* likewise */
   ULong mapped_blocks;    /* mappings that most of is of this kind */
   ULong unmapped_blocks;  /* likewise */
   ULong written_mapped;   /* as of the last snapshot */
   ULong written_unmapped; /* likewise */
   ULong written_mapped_blocks;
   ULong written_unmapped_blocks;
   UInt peak_numbers[MS2_MAPPERS_N_SHARES]; /* of the peaks of at_peak */
   ULong at_peak[MS2_MAPPERS_N_SHARES];
   ULong blocks_at_peak[MS2_MAPPERS_N_SHARES];
   Bool changed; /* since the last snapshot */
} Ms2Mapper;

void ms2_mappers_init(void);

/* What an event does: so many bytes and mappings of a node become, or are no
   longer, of this kind.  Nothing changes before the commit. */
void ms2_mappers_add(UInt node, UInt kind, ULong bytes, UInt blocks);
void ms2_mappers_remove(UInt node, UInt kind, ULong bytes, UInt blocks);

/* The end of the event: all of that at once. */
void ms2_mappers_commit(ULong superblocks);

/* Whether the series of pages has the bytes of this kind. */
Bool ms2_mappers_is_counted(UInt kind);

/* Whether it is memory of the program's alone, as allocators take it: no memory
   to share, and no stack that a thread has left. */
Bool ms2_mappers_is_private(UInt kind);

/* Bytes that are given back now. */
ULong ms2_mappers_given_back_bytes(void);

/* Bytes that were ever mapped without access. */
ULong ms2_mappers_reserved_bytes(void);

/* For the writer.  Calls visit for each mapper that has changed since the last
   ms2_mappers_set_written. */
void ms2_mappers_each_changed(void (*visit)(const Ms2Mapper *mapper));
void ms2_mappers_set_written(void);

/* Calls visit for each mapper of a counted kind and what it had at the peak of
   the pages or of the sum, if any. */
void ms2_mappers_each_at_peak(Ms2PeakOf of,
                              void (*visit)(const Ms2Mapper *mapper,
                                            ULong bytes, ULong blocks));

/* All that is mapped counts as mapped anew: in a forked child. */
void ms2_mappers_restart(void);

#endif
