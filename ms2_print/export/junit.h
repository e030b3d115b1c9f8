/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A JUnit file, which CI servers show as test results. */
#ifndef MS2_PRINT_EXPORT_JUNIT_H
#define MS2_PRINT_EXPORT_JUNIT_H

#include <stdbool.h>

struct junit;

/* The file is written by junit_write(); it cannot fail before. */
struct junit *junit_new(void);

/* One result.  `suite` is what was checked, `name` the check; `failure` is NULL
   if it passed, else what went wrong, in lines.  All are copied. */
struct junit_case {
   const char *suite;
   const char *name;
   const char *failure;
};
void junit_add(struct junit *j, const struct junit_case *c);

/* Writes and frees.  Ends the program if the file cannot be written. */
void junit_write(struct junit *j, const char *path);

#endif
