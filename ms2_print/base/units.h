/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one formatter for bytes, counts, times and shares.

   Everything is integer arithmetic, rounded half up, and knows no locale: the
   same numbers print alike everywhere.  Results are values; use them inside
   the call that prints them:

      out_printf(o, "%s\n", units_bytes(n).text); */
#ifndef MS2_PRINT_BASE_UNITS_H
#define MS2_PRINT_BASE_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/moment.h"

struct units {
   char text[48];
};

struct units units_count(uint64_t n);       /* 1,234,567 */
struct units units_count_short(uint64_t n); /* 950, 1.2 k, 1.2 M, 3.4 G */

struct units units_bytes(uint64_t n);       /* 950 B, 10.0 MiB */
struct units units_bytes_exact(uint64_t n); /* 1 byte, 1,234,567 bytes */
struct units units_bytes_change(int64_t n); /* +10.0 MiB, -950 B, 0 B */

struct units units_ms(uint64_t ms); /* 350 ms, 1.5 s, 2 min 05 s, 3 h 07 min */

/* 12.3 %; of nothing it is 0.0 %.  A part that is not zero but would round to
   0.0 % is "<0.1 %"; one below the whole never prints as 100.0 %. */
struct units units_share(uint64_t part, uint64_t whole);

/* The same beside a limit of `bp` hundredths of a per cent that the words name:
   what would round to its other side is "<1 %" or ">1 %". */
struct units units_share_beside(uint64_t part, uint64_t whole, uint64_t bp);

/* Below, at or above 0: how a part is to `bp` of its whole, not rounded. */
int units_share_order(uint64_t part, uint64_t whole, uint64_t bp);

/* Hundredths of a per cent as somebody would write them: "1 %", "0.25 %". */
struct units units_bp(uint64_t bp);

/* A part in whole per cents: 100 of all only. */
unsigned units_pct(uint64_t part, uint64_t whole);

/* Hundredths of a per cent, from 0 to 10,000: of "1", "0.5", "12.25", each
   with or without a per cent sign. */
bool units_bp_parse(const char *s, uint32_t *bp);

/* A word with its number: "1 block", "2,345 blocks". */
struct units units_plural(uint64_t n, const char *one, const char *many);

/* A value on an axis, as its ticks have it: "1.2 M", "1.5 s", "10.0 MiB". */
struct units units_tick(enum axis axis, uint64_t value);

/* The same in a sentence, where no caption says what is counted: "1.5 s",
   "10.0 MiB allocated", "3 allocations".  Not of code blocks: nobody thinks in
   them, so sentences have the share of the run alone. */
struct units units_moment(enum axis axis, uint64_t value);

/* What an axis counts, as its caption: "work done (code blocks executed)",
   "time", ... */
const char *units_axis_caption(enum axis axis);

/* The name of an axis in options and files: superblocks, i, ms, B, calls. */
const char *units_axis_name(enum axis axis);
bool units_axis_parse(const char *name, enum axis *axis);

/* The same as people say it, for --x: work, instructions, time, bytes, calls;
   the names of files are found, too. */
const char *units_axis_word(enum axis axis);
bool units_axis_find(const char *word, enum axis *axis);

#endif
