/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TAP for unit tests in C: each case is one "ok" or "not ok" line.
 *
 *    #include "tap.h"
 *
 *    int main(void)
 *    {
 *       tap_ok(units_parse("10k", &n), "10k is a size");
 *       tap_is_u64(n, 10240, "10k is 10240 bytes");
 *       tap_is_str(name, "main", "the name of the first frame");
 *       tap_skip("reads a pipe", "no pipe here");
 *       return tap_done();
 *    }
 *
 * Each check prints one line and, when it fails, what it got and expected as
 * comments; it returns whether it held, so that a test may leave out what
 * makes no sense after a failure.  tap_done prints the plan and returns main's
 * status; a program that dies before it has no plan, which counts as an error.
 *
 * One .c file a test program: the counters are static here. */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static struct {
   int n;
   int n_failed;
} tap_state;

#define tap_ok(holds, what) tap_line((holds), (what), __LINE__)
#define tap_is_u64(got, expected, what) \
   tap_check_u64((got), (expected), (what), __LINE__)
#define tap_is_str(got, expected, what) \
   tap_check_str((got), (expected), (what), __LINE__)

static inline bool tap_line(bool holds, const char *what, int line)
{
   tap_state.n++;
   if (holds) {
      printf("ok %d - %s\n", tap_state.n, what);
   } else {
      tap_state.n_failed++;
      printf("not ok %d - %s\n# at line %d\n", tap_state.n, what, line);
   }
   fflush(stdout);
   return holds;
}

static inline bool tap_check_u64(uint64_t got, uint64_t expected,
                                 const char *what, int line)
{
   bool holds = tap_line(got == expected, what, line);
   if (!holds) {
      printf("# got %llu, expected %llu\n", (unsigned long long)got,
             (unsigned long long)expected);
   }
   return holds;
}

/* Prints TEXT, of any number of lines, as comments. */
static inline void tap_diag(const char *text)
{
   fputs("#   ", stdout);
   for (; *text; text++) {
      putchar(*text);
      if (*text == '\n' && text[1])
         fputs("#   ", stdout);
   }
   putchar('\n');
}

/* Either string may be NULL; NULL equals only NULL. */
static inline bool tap_check_str(const char *got, const char *expected,
                                 const char *what, int line)
{
   bool same = got && expected ? strcmp(got, expected) == 0 : got == expected;
   if (!tap_line(same, what, line)) {
      puts("# got:");
      tap_diag(got ? got : "(null)");
      puts("# expected:");
      tap_diag(expected ? expected : "(null)");
   }
   return same;
}

static inline void tap_skip(const char *what, const char *why)
{
   tap_state.n++;
   printf("ok %d - %s # SKIP %s\n", tap_state.n, what, why);
}

/* Prints the plan; returns the status for main. */
static inline int tap_done(void)
{
   printf("1..%d\n", tap_state.n);
   return tap_state.n_failed ? 1 : 0;
}

#endif
