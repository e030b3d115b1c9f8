/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Epochs: the parts of the run that touches are told apart by.

      | 1 | 2 |  3  |  4  |   5   |    6    |  now, the last one

   A byte of a cell holds the number of one.  When the numbers run out,
   neighbours that are short by now become one, and all cells get new numbers:
   so an epoch is never longer than a 64th part of the run so far, however
   long that is.  Moments are ticks of the superblock clock, since the start of
   the process, whatever has forked. */
#ifndef MS2_USE_EPOCHS_H
#define MS2_USE_EPOCHS_H

#include "base/host.h"

/* Numbers are from 1 to so many: what a byte has room for. */
#define MS2_MOST_EPOCHS 255

/* Calls for every range of memory that may have been touched; none overlap. */
typedef void (*Ms2EpochsMemory)(void (*call)(Addr start, Addr end));

void ms2_epochs_init(Ms2EpochsMemory each);

/* A new epoch begins.  Where it begins is kept for as long as it is the last
   one of its kind to have begun: other epochs never become one with it and
   what lies before it. */
typedef enum {
   MS2_EPOCH_PLAIN,
   MS2_EPOCH_LOOK, /* behind a line I */
   MS2_EPOCH_PEAK, /* behind a look at the peak */
   MS2_EPOCH_KINDS
} Ms2EpochKind;
void ms2_epochs_begin(Ms2EpochKind kind, ULong now);

/* The first epoch behind the last look, or the last peak; 0: none was. */
UInt ms2_epochs_since(Ms2EpochKind kind);

/* True when the last epoch is as long as it should become; or when as much has
   passed since the last look. */
Bool ms2_epochs_is_due(ULong now);
Bool ms2_epochs_is_look_due(ULong now);

/* The first epoch that belongs to the last half, quarter and eighth of the run:
   the nearest beginning of one to that moment, or the one before where that is
   none that is near. */
typedef struct {
   UInt half, quarter, eighth;
} Ms2EpochsParts;
Ms2EpochsParts ms2_epochs_parts(ULong now);

/* The run begins now: in a forked child. */
void ms2_epochs_restart(ULong now);

#endif
