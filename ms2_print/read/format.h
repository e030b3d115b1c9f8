/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What reader.c and the readers of the formats share. */
#ifndef MS2_PRINT_READ_FORMAT_H
#define MS2_PRINT_READ_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "read/line.h"
#include "model/profile_build.h"

/* One file being read.  The first fault is kept; a reader stops there. */
struct reader {
   struct line_source *lines;
   struct profile_build *build;
   struct line line; /* the one in hand */
   const char *at;   /* how far it has been read */
   const char *fault;
   bool finished;
};

/* Notes what was expected where `at` stands; returns false. */
bool reader_expected(struct reader *r, const char *what);

/* Notes the build's fault, if it has one; returns `fine`. */
bool reader_check(struct reader *r, bool fine);

/* A decimal number at `at`, which moves behind it. */
bool reader_number(struct reader *r, uint64_t *number);

/* Each reads from the line in hand, the first one, to the end of the file or
   to a fault.  `unknown` records that a newer writer added are skipped with a
   warning. */
void read_ms2(struct reader *r);
void read_massif(struct reader *r);
void read_heaptrack(struct reader *r);

/* A later line that ends an ms2 file: reads to the end of the file. */
bool read_ms2_finds_end(struct reader *r);

#endif
