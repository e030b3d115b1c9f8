/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --check: a limit in words, "peak<=10MB" or "site(create_leak).end==0".

      check    = [scope "."] quantity relation limit
               | "held(" GLOB ")" relation limit
      scope    = "site(" GLOB ")" | "region(" NAME ")"
      quantity = a row of the table, as far as the scope has it
      relation = "<=" "<" "==" "!=" ">=" ">"
      limit    = a number, with B, KB, MB, GB, TB (powers of 1000) or KiB, MiB,
                 GiB, TiB (of 1024) where it is bytes; or, of what was not
                 used, with %, a share of what was held

   Blanks may stand between the parts. */
#ifndef MS2_PRINT_QUERY_LIMIT_H
#define MS2_PRINT_QUERY_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

enum check_scope {
   CHECK_RUN = 1,
   CHECK_SITE = 2,
   CHECK_REGION = 4,
   CHECK_HELD = 8
};

/* What a limit is on.  query/check.c knows how to find each. */
enum quantity {
   QUANTITY_PEAK,
   QUANTITY_PEAK_BLOCKS,
   QUANTITY_END,
   QUANTITY_END_BLOCKS,
   QUANTITY_ALLOCATED,
   QUANTITY_CALLS,
   QUANTITY_FREED,
   QUANTITY_KEPT,
   QUANTITY_KEPT_BLOCKS,
   QUANTITY_ENTERED,
   QUANTITY_SHORT_LIVED,
   QUANTITY_LEAKS,
   QUANTITY_GROWING,
   QUANTITY_LOST,
   QUANTITY_LOST_BLOCKS,
   QUANTITY_HELD,
   QUANTITY_PAGES,
   QUANTITY_STACKS,
   QUANTITY_SUM,
   QUANTITY_NEVER_TOUCHED,
   QUANTITY_NEVER_READ,
   QUANTITY_IDLE,
   QUANTITY_COUNT
};

struct check {
   const char *text; /* as it was given */
   enum check_scope scope;
   const char *name; /* of the scope; "" for the run */
   enum quantity quantity;
   unsigned relation; /* of enum check_relation */
   uint64_t limit;    /* of a share: hundredths of a per cent */
   bool is_share;
};

/* What the value may be, as bits. */
enum check_relation { CHECK_LESS = 1, CHECK_EQUAL = 2, CHECK_MORE = 4 };

/* Ends the program, with a mark under the place, if it makes no sense. */
const struct check *limit_parse(struct arena *a, const char *text);

/* `whole` is what a share is of. */
bool limit_passes(const struct check *c, uint64_t found, uint64_t whole);

/* "peak"; and what it counts, in the words that follow a number of n: "leak
   suspects" or "leak suspect"; of bytes "live at the peak". */
const char *limit_quantity_name(enum quantity q);
const char *limit_quantity_words(enum quantity q, uint64_t n);
bool limit_quantity_is_bytes(enum quantity q);

/* Is it a part of what was held, so that a limit may be a share? */
bool limit_quantity_has_share(enum quantity q);

#endif
