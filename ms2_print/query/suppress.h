/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Leaks that somebody has looked at and does not want to see again: the
   suppressions of LeakSanitizer and of Valgrind's memcheck.

      leak:PATTERN           LeakSanitizer: some frame's function, source file
                             or object has the pattern in it; * stands for any
                             letters, ^ and $ for the begin and the end

      {                      Valgrind: the stack begins with these frames, the
         name                innermost first; "..." stands for any number of
         Memcheck:Leak       them, * and ? for letters of a name
         fun:malloc
         ...
         obj:*libfoo.so*
      }

   Other kinds of errors in a file of Valgrind's are passed over; so are the
   kinds of leaks, which a profile does not tell. */
#ifndef MS2_PRINT_QUERY_SUPPRESS_H
#define MS2_PRINT_QUERY_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct suppressions;

struct suppressions *suppress_new(struct arena *a);

/* Adds those of a text, which is written to and must live as long; NULL, or
   what is wrong with it and, in *line, where (from 1).  What is odd, but no
   mistake, is said in *remark (else NULL). */
const char *suppress_parse(struct suppressions *s, char *text, size_t *line,
                           const char **remark);

/* Whether the whole stack of each node is suppressed, by node; in the arena.
   NULL if there are no suppressions; `s` may be NULL. */
const bool *suppress_nodes(struct arena *a, const struct suppressions *s,
                           const struct profile *p);

#endif
