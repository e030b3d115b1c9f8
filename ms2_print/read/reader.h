/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a path to a profile. */
#ifndef MS2_PRINT_READ_READER_H
#define MS2_PRINT_READ_READER_H

struct profile;

/* Reads a file of ms2, massif or heaptrack, plain, gzip or zstd; "-" is
   standard input. A file that was cut short gives what stands before the cut,
   and one line on standard error.  Anything that is no profile, or a damaged
   one, ends the program with one line that names what was expected and found.
 */
struct profile *reader_load(const char *path);

#endif
