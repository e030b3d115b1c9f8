/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A walk through the stacks of a profile: the frames from the root to one
   node, and what the rules make of them.

   What the rules say of a frame depends on those outside of it, and is noted
   there once:

      frame 0      1            2      3        4      5
      _start  __libc_start_..  main  collect  push   malloc
                               ^start         (skip) (skip)
                                      ^top

   start: the first that is the user's, behind the last that calls main, or
   main itself.  top: the last that is the user's, where the stack that is seen
   ends.  So a step from one node to the next costs its own frames only, and
   all stacks of a profile as much as its nodes if they come in the order of
   the tree. */
#ifndef MS2_PRINT_QUERY_WALK_H
#define MS2_PRINT_QUERY_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "query/trie.h"

struct stacks;
struct walk;

enum walk_kind {
   WALK_TOPS,    /* nothing is seen but the site at the top */
   WALK_WHOLE,   /* every site that the rules leave */
   WALK_LOOPLESS /* a function that is entered again before it has returned is
                    one level: what lies between is left out */
};

/* The stack of the node at hand as it is seen. */
struct walk_stack {
   uint32_t end;     /* in the walk's trie; for WALK_TOPS the site itself */
   const char *via;  /* what the top called to allocate; or "" */
   const char *note; /* what these blocks are known to be; or "" */
   bool cut;         /* outer callers were not recorded */
};

/* In the arena of the stacks. */
struct walk *walk_new(struct stacks *s, enum walk_kind kind);

/* From the node at hand, at first the root, to any node: the way is from and to
   what both have in common. */
void walk_to(struct walk *w, uint32_t node);

struct walk_stack walk_see(struct walk *w);

/* The code that asked for the memory of the node at hand: the site at the top,
   the one that would be there without it, and so on outwards. */
struct walk_user {
   size_t slot;
   size_t inner; /* the frame inside of it; SIZE_MAX: none */
};

/* At most so many of them; returns how many. */
size_t walk_users(const struct walk *w, struct walk_user *users, size_t n_most);

/* Where the stacks that were seen are. */
struct trie *walk_trie(struct walk *w);

#endif
