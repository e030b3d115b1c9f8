/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file a profile goes to: choosing its name, writing, the sticky error.

   The profiled program is never harmed: whatever goes wrong is said once, in
   one line, and all later writes do nothing. */
#ifndef MS2_RECORD_FILE_H
#define MS2_RECORD_FILE_H

#include "base/basics.h"
#include "record/run.h"

/* Opens the profile of this process.  A file of another run is replaced; a file
   that another process of the same run wrote, or this process before an exec,
   is kept, and this one gets the process id, and a number, behind its name. New
   files have mode 0600.  A symbolic link is followed only if the user or root
   owns it. */
void ms2_file_open(const Ms2Run *run);

/* True from ms2_file_open until the file is dropped. */
Bool ms2_file_is_open(void);

/* False for a pipe or a device, which keeps nothing that could be too much. */
Bool ms2_file_is_regular(void);

/* True if the file could not be opened or written. */
Bool ms2_file_has_failed(void);

/* The path of the open file, or the one that failed. */
const HChar *ms2_file_path(void);

/* Writes all of it, or fails for good. */
void ms2_file_write(const HChar *bytes, SizeT n_bytes);

/* Bytes in the file. */
ULong ms2_file_n_bytes(void);

/* Begins to write the file anew, beside itself or in memory: from here on
   ms2_file_write goes to the copy.  Returns a descriptor to read the old file,
   or -1 if there can be no copy, as of a pipe.  Nothing is said in that
   case. */
Int ms2_file_begin_copy(void);

/* Ends it: the copy takes the file's place if it is good.  False if it is not,
   or could not be written; the file is then as it was, and goes on where it
   ended. */
Bool ms2_file_end_copy(Bool is_good);

/* At the end: if the program has removed its profile, says so, and the file has
   failed. */
void ms2_file_look_for(void);

/* Lets go of the file without touching it: in a forked child, whose parent
   goes on writing. */
void ms2_file_drop(void);

#endif
