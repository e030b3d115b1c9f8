/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a profile says of the run as a whole: its header, as data.  Whoever
   starts the run knows it, and record only writes it down. */
#ifndef MS2_RECORD_RUN_H
#define MS2_RECORD_RUN_H

#include "base/array.h"

/* Texts may be NULL where nothing is known. */
typedef struct {
   const HChar *path;   /* where the profile is to go */
   const HChar *run_id; /* the same in all processes of the run; never NULL */
   Int pid, ppid;
   Int forked_from;         /* the parent's pid, or 0 */
   const HChar *command;    /* as it was typed */
   const HChar *exe;        /* the path of the executable */
   const HChar *called;     /* the name of a link that leads there */
   ULong started;           /* seconds since 1970 */
   const HChar *tool;       /* the version of ms2 */
   const HChar *valgrind;   /* that of the host */
   const HChar *platform;   /* architecture-system */
   const Ms2Array *options; /* of const HChar *: the host's and ours */
} Ms2Run;

#endif
