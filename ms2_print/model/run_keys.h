/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keys of an ms2 file's header, and where each is kept: one table for the
   reader and for whoever writes such a file. */
#ifndef MS2_PRINT_MODEL_RUN_KEYS_H
#define MS2_PRINT_MODEL_RUN_KEYS_H

#include <stddef.h>

#include "model/profile_build.h"

enum run_key_kind {
   RUN_KEY_TEXT,
   RUN_KEY_NUMBER, /* uint64_t */
   RUN_KEY_YES,    /* bool: "yes" or not there */
   RUN_KEY_AXIS,
   RUN_KEY_LIST /* a line each */
};

struct run_key {
   const char *name;
   enum run_key_kind kind;
   size_t offset; /* in struct run, of a text, number or yes */
   enum run_list list;
};

extern const struct run_key run_keys[];
extern const size_t n_run_keys;

/* The list as it is in a profile. */
struct texts run_keys_list(const struct run *r, enum run_list list);

#endif
