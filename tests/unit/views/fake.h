/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A profile made by hand, for tests of what is computed from one.

   A stack is written as one line a frame, the allocating side first:

      [+]function [| dir/file:line] [@ object]

   A '+' marks a function that was inlined into the next line's. */
#ifndef FAKE_H
#define FAKE_H

#include <stdint.h>

#include "model/profile.h"

struct fake;

struct fake *fake_new(void);

/* The number of the node at which the stack allocates. */
uint32_t fake_stack(struct fake *f, const char *stack);

void fake_alloc(struct fake *f, uint32_t node, uint64_t bytes);
void fake_free(struct fake *f, uint32_t node, uint64_t bytes);

/* Moves both clocks on; a millisecond is 10,000 superblocks. */
void fake_run(struct fake *f, uint64_t superblocks);

/* Time passes, but the program does not get on. */
void fake_wait(struct fake *f, uint64_t ms);

void fake_snapshot(struct fake *f);

/* What of a node was used at a moment, which will be known then. */
void fake_use(struct fake *f, enum use_when when,
              const struct record_use_part *part);

/* How the program will have ended, as the format's end has it; by exit(2) if
   nothing is said. */
void fake_ends_by(struct fake *f, const char *how);

/* A last snapshot, the end record, and the profile; the fake is gone. */
struct profile *fake_end(struct fake *f);

#endif
