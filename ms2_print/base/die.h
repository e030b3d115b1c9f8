/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages to the user on standard error, and the ways out of the program.

   Every message is one line: "ms2_print: " and the text, lower case, without
   a full stop.  Control characters in it (they may come from file names or
   from a damaged profile) are written as \xHH.  Only this file and main.c end
   the program, argp for its own options, and cli/watch.c its children. */
#ifndef MS2_PRINT_BASE_DIE_H
#define MS2_PRINT_BASE_DIE_H

#include <stdnoreturn.h>

enum exit_status {
   EXIT_GOOD = 0,
   EXIT_BAD = 1,  /* bad input, failed write or failed check */
   EXIT_USAGE = 2 /* the command line makes no sense */
};

/* Says what is wrong and goes on. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Bad input or a failed write: says so and exits with EXIT_BAD. */
noreturn void die(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Bad usage: says so and exits with EXIT_USAGE. */
noreturn void die_usage(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* For atexit(): what stdio still holds of standard output is written, and a
   failure is said and ends the program with EXIT_BAD. */
void die_if_output_is_lost(void);

#endif
