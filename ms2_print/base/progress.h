/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What takes long is told on standard error, if that is a terminal: one line
   from the second second on, which is gone when something else is written there
   and in the end.

      ms2_print: reading ms2.out.4711: 45 %

   A timer's signal writes it, so whoever computes needs not think of it; reads
   go on where it came. */
#ifndef MS2_PRINT_BASE_PROGRESS_H
#define MS2_PRINT_BASE_PROGRESS_H

#include <stdint.h>

/* From here on; nothing happens where standard error is no terminal, and in
   none of the functions below without this one. */
void progress_begin(void);

/* What is done now; names in it may be hostile. */
void progress_stage(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* How much of it is done; a whole of 0 is not known. */
void progress_share(uint64_t done, uint64_t whole);

/* Wipes the line; it comes again if the work goes on. */
void progress_hide(void);

/* Wipes it for good. */
void progress_end(void);

#endif
