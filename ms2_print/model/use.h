/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a program used of its memory: of each context at up to three moments,
   and how often it was accessed.  Nothing of it is known unless the recorder
   was told to look (--use). */
#ifndef MS2_PRINT_MODEL_USE_H
#define MS2_PRINT_MODEL_USE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/packed.h"
#include "model/records.h"
#include "model/usage.h"

enum use_when {
   USE_PEAK,
   USE_END,
   USE_ALL, /* all blocks of the run, each as it was at its end */
   USE_MOMENTS
};

struct use_moment {
   bool known;
   uint64_t superblocks, ms;
   struct usage heap; /* what was held: the parts are of it */
   /* Read through use_part(). */
   const struct packed_place *places; /* by node */
   size_t n_parts;
   const unsigned char *packed;
};

struct use {
   struct use_moment at[USE_MOMENTS];
   const struct record_accesses *accesses;
   size_t n_accesses; /* by node */
   const struct record_access_run *runs;
   size_t n_runs; /* by node, offset: those of a node from 0 to its size */
};

/* "peak", "end", "all", as the format has it. */
const char *use_when_name(enum use_when when);

/* Number `index` of the moment's parts; its `when` is empty. */
void use_part(const struct use_moment *m, size_t index,
              struct record_use_part *to);

/* That of a node's context; returns whether there is one. */
bool use_part_find(const struct use *u, enum use_when when, uint32_t node,
                   struct record_use_part *to);

/* Packs into `to`, which has room for USE_PACKED_MOST bytes; returns how many
   it took. */
#define USE_PACKED_MOST \
   (sizeof(struct record_use_part) / sizeof(uint64_t) * PACKED_MOST_BYTES)
size_t use_part_pack(const struct record_use_part *p, unsigned char *to);

/* NULL: there is none of a node's context. */
const struct record_accesses *use_accesses_find(const struct use *u,
                                                uint32_t node);

/* Index of the first run of a node, or where it would be. */
size_t use_runs_from(const struct use *u, uint32_t node);

/* What of the bytes was touched in the last half of the run until then. */
uint64_t use_part_in_use(const struct record_use_part *p);

#endif
