/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rows of top can be ranked by. */
#ifndef MS2_PRINT_QUERY_TOP_KEY_H
#define MS2_PRINT_QUERY_TOP_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct profile;
struct top_row;

enum top_kind { TOP_BYTES, TOP_COUNT, TOP_TIME };

/* What a profile must have for a key. */
enum top_need {
   TOP_BLOCKS = 1, /* a massif file does not have it */
   TOP_FACTS = 2,  /* nor one of heaptrack */
   TOP_WINDOW = 4, /* a whole run does not have it */
   TOP_USE = 8     /* recorded with --use */
};

/* Something to rank functions by, the largest first. */
struct top_key {
   const char *key;   /* as in --sort=KEY */
   const char *title; /* of a column */
   const char *words; /* "Functions by ..." */
   enum top_kind kind;
   unsigned needs; /* of enum top_need */
   uint64_t (*value)(const struct top_row *row);
};

extern const struct top_key top_keys[];
extern const size_t n_top_keys;

/* NULL if there is none of that name. */
const struct top_key *top_key_find(const char *key);

/* Did the recording take it down? */
bool top_key_is_known(const struct top_key *m, const struct profile *p);

#endif
