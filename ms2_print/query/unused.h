/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a program held and did not use: its numbers, and the places that are
   worth a look, with what each could do about it.

   All is about the blocks that were held at the peak, or, where no use was
   looked at then, at the end.  That nobody ever touched a byte is known only
   when its block has ended: until the peak it may not have been its turn yet.
   What is called "never" here is the least of what was untouched at the peak,
   of what was not touched from then on, and of what all blocks of the context
   have untouched at their ends.  That is exact where no block of the context
   ended before the peak or began behind it, and may be too much elsewhere: so
   what is so in any case stands beside it.  */
#ifndef MS2_PRINT_QUERY_UNUSED_H
#define MS2_PRINT_QUERY_UNUSED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct options;
struct stacks;

struct unused {
   struct usage held;
   uint64_t never_touched, never_touched_surely;
   uint64_t never_read, never_read_surely; /* written only */
   uint64_t idle;          /* touched, but not in the last half of the run until
                              then */
   uint64_t idle_for_good; /* of these, surely not touched again either */
   uint64_t never_rewritten; /* calloc's zeros, still */
   uint64_t tail_bytes;      /* of never_touched, at the end of blocks */
   uint64_t tail_blocks;     /* that have one */
};

/* Was it recorded?  Then `when` is the moment that the numbers are about. */
bool unused_is_known(const struct profile *p, enum use_when *when);

/* Of the context of a node; zeros where nothing is known. */
struct unused unused_of(const struct profile *p, uint32_t node);
struct unused unused_total(const struct profile *p);

/* What is left of what was held. */
uint64_t unused_in_use(const struct unused *u);

enum unused_kind {
   UNUSED_WHOLE,  /* whole blocks are never touched */
   UNUSED_TAIL,   /* their ends are not */
   UNUSED_PARTS,  /* parts between others are not */
   UNUSED_UNREAD, /* written, and never read */
   UNUSED_DONE,   /* not touched for long, and not again */
   UNUSED_WAITING /* not touched for long, but again later */
};

/* One place and one thing that is wrong with it. */
struct unused_row {
   uint32_t site;
   const char *note; /* what the blocks are known to be; or "" */
   enum unused_kind kind;
   uint64_t bytes;    /* of its blocks, that this is about */
   struct unused sum; /* of the place */
   bool at_most;      /* perhaps it is less */
   bool once;         /* they were surely not written more than once */
};

struct unused_list {
   bool known;
   enum use_when when;
   struct unused total;
   const struct unused_row *rows; /* the largest first */
   size_t n_rows;
};

/* All rows of at least `least` bytes. */
struct unused_list query_unused(struct arena *a, struct stacks *stacks,
                                const struct profile *p, uint64_t least);

/* "9.0 MiB of 10.0 MiB never touched: a tail", and what could be tried. */
const char *unused_words(struct arena *a, const struct profile *p,
                         enum use_when when, const struct unused_row *row);
const char *unused_advice(enum unused_kind kind);

#endif
