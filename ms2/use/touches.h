/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was touched of memory: a cell for each line of 64 bytes.

      address   | line | line | line | ...         in the program's memory
      cells     |  w r |  w r |  w r | ...         in the recorder's own

   A cell has two bytes: the epoch in which the line was last written, and the
   one in which it was last read; 0: never.  Translated code sets them as it
   goes, so the cell of an address is found by one shift. */
#ifndef MS2_USE_TOUCHES_H
#define MS2_USE_TOUCHES_H

#include "base/host.h"

/* A line of the processor's cache: blocks that are used in part are mostly
   larger, and a cell costs a 32nd part of the memory that is touched. */
#define MS2_LINE_SHIFT 6
#define MS2_LINE_BYTES (1U << MS2_LINE_SHIFT)

typedef struct {
   UChar written, read;
} Ms2Touched;

/* The cell of address a is number a >> MS2_LINE_SHIFT; in the open, as
   translated code reads it.  NULL: nothing is recorded. */
extern Ms2Touched *ms2_touches_cells;

/* Addresses from 0 up to `end` have cells: zeroed memory. */
void ms2_touches_init(Ms2Touched *cells, ULong end);

/* The epoch of now, from 1; read by translated code. */
extern UChar ms2_touches_epoch;

/* Accesses that no translated code makes. */
void ms2_touches_read(Addr start, SizeT bytes);
void ms2_touches_write(Addr start, SizeT bytes);

/* The lines of [start, end) were never touched: all of which some lies in it,
   or only those that lie in it whole.  What is so already is not written. */
void ms2_touches_clear(Addr start, Addr end);
void ms2_touches_clear_inside(Addr start, Addr end);

/* The first of so many bytes at `to` get what is known of those at `from`; both
   are where lines begin. */
void ms2_touches_move(Addr from, Addr to, SizeT bytes);

/* A stretch of memory whose lines are alike. */
typedef struct {
   Addr at, end; /* what is left */
   ULong bytes;  /* of the stretch found last */
   Ms2Touched touched;
} Ms2TouchesRun;

/* Finds the next stretch of [run->at, run->end).  False: there is none. */
Bool ms2_touches_next(Ms2TouchesRun *run);

/* Gives new numbers to the epochs of all lines of [start, end); to[0] is 0. */
void ms2_touches_renumber(Addr start, Addr end, const UChar *to);

#endif
