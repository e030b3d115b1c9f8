/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of objects that the oracle of owners makes.

   A kind's name stands in the log; the function that makes one is make_NAME,
   so the stack of the block says its kind. */
#ifndef ORACLE_OWNERS_KINDS_H
#define ORACLE_OWNERS_KINDS_H

#include <stddef.h>
#include <stdint.h>

typedef uintptr_t word;

struct object {
   word hidden; /* the complement of its address: no pointer to it */
   size_t bytes;
   unsigned kind;
   unsigned first_slot; /* words from here on may hold pointers */
   unsigned n_slots;
   unsigned good; /* the offset to which the program's own pointer leads */
};

struct kind {
   const char *name;
   unsigned weight;                      /* how often, of all */
   void (*make)(object *made, size_t n); /* n: 0 and up, small mostly */
   void (*drop)(const object *old);
   bool not_for_memcheck;
};

extern const kind kinds[];
extern const unsigned n_kinds;

static inline char *reveal(word hidden)
{
   return reinterpret_cast<char *>(~hidden);
}

static inline word hide(const void *address)
{
   return ~reinterpret_cast<word>(address);
}

/* Announced pieces lie in memory that was mapped, or else in an allocated
   block. */
void kinds_init(bool pieces_in_mapping);

/* The block that holds the pieces of a kind; its hidden is 0 if there is none.
 */
extern object pool_block, like_block;

#endif
