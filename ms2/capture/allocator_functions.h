/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of allocators by name: jemalloc, tcmalloc and mimalloc, with
   their prefixes, and the C library's and C++'s where these are linked in.

   One table says what each does and which of its arguments tell how much.  An
   object has an allocator of its own if its symbols have several names of one
   of these families. */
#ifndef MS2_CAPTURE_ALLOCATOR_FUNCTIONS_H
#define MS2_CAPTURE_ALLOCATOR_FUNCTIONS_H

#include "pub_tool_basics.h"

/* What a function does. */
typedef enum {
   MS2_ALLOCATES,        /* gives a block */
   MS2_ALLOCATES_TO,     /* gives 0, and a block by way of `pointer` */
   MS2_COPIES_TEXT,      /* gives a block that holds a text with its end */
   MS2_COPIES_TEXT_TO,   /* gives 0, and such a block by way of `pointer` */
   MS2_COPIES_WIDE,      /* gives a block of 16-bit characters with their end */
   MS2_RESIZES,          /* gives the block, or NULL: it stays as it is */
   MS2_RESIZES_OR_FREES, /* gives the block, or NULL: it was freed */
   MS2_RESIZES_AT,       /* gives 0; at `pointer` the block was and is */
   MS2_EXPANDS,          /* gives the block, where it was, or NULL */
   MS2_EXPANDS_TO, /* gives the size that it has now: jemalloc's xallocx */
   MS2_FREES,
   MS2_MAKES_HEAP,     /* gives a heap without blocks */
   MS2_SETS_HEAP,      /* heap: from now on the thread's blocks are in it */
   MS2_FINDS_HEAP,     /* gives another name for the heap */
   MS2_DESTROYS_HEAP,  /* its blocks end with it */
   MS2_DELETES_HEAP,   /* its blocks go on without it */
   MS2_CONTROLS,       /* jemalloc's mallctl */
   MS2_LOOKS_UP,       /* jemalloc's mallctlnametomib */
   MS2_CONTROLS_BY_MIB /* jemalloc's mallctlbymib */
} Ms2AllocatorDoes;

/* Arguments are numbered from 1; 0: there is none. */
typedef struct {
   const HChar *name; /* behind the family's prefix */
   Ms2AllocatorDoes does;
   UChar pointer; /* the block before, or where it is put */
   UChar size;
   UChar times; /* another that the size is multiplied with */
   UChar more;  /* what may be added to the size, if there is room */
   UChar flags; /* jemalloc's */
   UChar heap;  /* mimalloc's heap that the block comes to lie in */
} Ms2Allocator;

/* Names that belong together: those of a family, with its prefix; and malloc
   and its kin, and C++'s operators, which are anyone's. */
typedef enum {
   MS2_ALLOCATORS_MIMALLOC,
   MS2_ALLOCATORS_TCMALLOC,
   MS2_ALLOCATORS_RUST_JEMALLOC,
   MS2_ALLOCATORS_JE_JEMALLOC,
   MS2_ALLOCATORS_JEMALLOC,
   MS2_ALLOCATORS_MALLOC,
   MS2_ALLOCATORS_NEW,
   MS2_ALLOCATORS_N_SETS
} Ms2AllocatorSet;

/* NULL if it is no allocator's. */
const Ms2Allocator *ms2_allocator_functions_find(const HChar *name,
                                                 Ms2AllocatorSet *set);

/* What an object's symbols tell; starts as zeroes. */
typedef struct {
   UInt n_of_set[MS2_ALLOCATORS_N_SETS];
   UInt n_keys[MS2_ALLOCATORS_N_SETS]; /* of anyone's sets: the two that a
                                          whole allocator has */
} Ms2AllocatorTally;

void ms2_allocator_functions_tally(Ms2AllocatorTally *tally, const HChar *name);

/* Whether an object with such symbols has this allocator.  A static program has
   no other: then a part of one is all that there is. */
Bool ms2_allocator_functions_has(const Ms2AllocatorTally *tally,
                                 Ms2AllocatorSet set);
Bool ms2_allocator_functions_has_static(const Ms2AllocatorTally *tally,
                                        Ms2AllocatorSet set);

#endif
