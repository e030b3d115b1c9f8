/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a group goes on using what it holds: what grows and is not touched
   again is a leak in all but name, what grows and is touched a table in use.

   Looked at is the last quarter of the run.  What was born in it was touched in
   it, as a block is filled when it is new; so it is the older bytes that tell.
   They are told apart by the generations of the group's life. */
#ifndef MS2_PRINT_QUERY_LEAK_USE_H
#define MS2_PRINT_QUERY_LEAK_USE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/profile.h"
#include "query/generations.h"

struct leak_use {
   uint64_t held_bytes;    /* at the end, as far as it was looked at; 0: nothing
                              below is known */
   uint64_t old_bytes;     /* surely of before the last quarter */
   uint64_t quiet_bytes;   /* of these, at most: not touched in it */
   uint64_t touched_bytes; /* of these, at least: touched in it */
};

/* Adds what is known of one context at the end. */
void leak_use_add(struct leak_use *u, const struct profile *p, uint32_t node);

/* All contexts are added: how old the group's bytes are. */
void leak_use_set_life(struct leak_use *u, const struct profile *p,
                       const struct generations *life);

/* Nearly nothing of what is old is touched; or much of it is.  False if it is
   not known, or hardly anything is old. */
bool leak_use_is_quiet(const struct leak_use *u);
bool leak_use_is_busy(const struct leak_use *u);

#endif
