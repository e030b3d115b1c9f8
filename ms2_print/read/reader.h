/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a path to a profile. */
#ifndef MS2_PRINT_READ_READER_H
#define MS2_PRINT_READ_READER_H

#include <stdint.h>

struct profile;

/* Reads a file of ms2, massif or heaptrack, plain, gzip or zstd; "-" is
   standard input. A file that was cut short gives what stands before the cut,
   and one line on standard error.  Anything that is no profile, or a damaged
   one, ends the program with one line that names what was expected and found;
   so does more text than most_bytes, for which LINE_MOST_TEXT of line.h is
   enough.
 */
struct profile *reader_load(const char *path, uint64_t most_bytes);

#endif
