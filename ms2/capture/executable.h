/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the file of the program tells of it: how it is linked, whose it is. */
#ifndef MS2_CAPTURE_EXECUTABLE_H
#define MS2_CAPTURE_EXECUTABLE_H

#include "base/basics.h"

#define MS2_EXECUTABLE_PATH_BYTES 256

/* Paths are cut to fit.  Of a script it is all of its interpreter, which is
   what runs. */
typedef struct {
   Bool is_known;    /* False: it can not be read, and the rest is empty */
   Bool is_static;   /* no dynamic loader is asked for */
   Bool has_symbols; /* it was not stripped */
   Bool is_go;       /* Go's linker made it */
   HChar loader[MS2_EXECUTABLE_PATH_BYTES]; /* "" of a static one */
} Ms2Executable;

/* Read when it is asked for first. */
const Ms2Executable *ms2_executable_get(void);

/* Whether the file names an interpreter that runs it.  False of one that can
   not be read. */
Bool ms2_executable_is_script(const HChar *path);

#endif
