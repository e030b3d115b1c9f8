/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which blocks are lost. */
#include "owners/loss.h"

/* Beside the class: the block is on the stack. */
#define PENDING 0x80

typedef struct {
   Ms2Pointers *pointers;
   UChar *classes;
   UInt *stack; /* each block is on it once at most */
   UInt n;
} Search;

static Ms2Loss class_of(const Search *search, UInt block)
{
   return search->classes[block] & ~PENDING;
}

/* The block is of this class from now on, and is to be looked into. */
static void put(Search *search, UInt block, Ms2Loss class)
{
   if (!(search->classes[block] & PENDING))
      search->stack[search->n++] = block;
   search->classes[block] = (UChar) class | PENDING;
}

static UInt take(Search *search)
{
   UInt block = search->stack[--search->n];

   search->classes[block] &= ~PENDING;
   return block;
}

/* A pointer in a root, or in a block that is `from`. */
static void follow(Search *search, UInt block, Bool is_start, Ms2Loss from)
{
   Ms2Loss class = class_of(search, block);

   if (is_start && from == MS2_LOSS_REACHABLE) {
      if (class != MS2_LOSS_REACHABLE)
         put(search, block, MS2_LOSS_REACHABLE);
   } else if (class == MS2_LOSS_UNSEEN) {
      put(search, block, MS2_LOSS_POSSIBLY);
   }
}

/* Calls for all pointers in a block. */
static void each_pointer(Search *search, UInt block,
                         void (*call)(Search *search, const Ms2Pointer *found,
                                      UInt from))
{
   Addr at = ms2_blocks_start(search->pointers->blocks, block);
   Addr end = at + ms2_blocks_bytes(search->pointers->blocks, block);
   Ms2Pointer found;

   while (ms2_pointers_next(search->pointers, &at, end, &found))
      call(search, &found, block);
}

static void follow_held(Search *search, const Ms2Pointer *found, UInt from)
{
   follow(search, found->block, found->is_start, class_of(search, from));
}

static void find_held(Search *search, const Ms2Roots *roots)
{
   for (UInt i = 0; i < roots->pointers->n; i++) {
      const Ms2RootPointer *root = ms2_array_get(roots->pointers, i);
      follow(search, root->block, root->is_start, MS2_LOSS_REACHABLE);
   }
   while (search->n > 0)
      each_pointer(search, take(search), follow_held);
}

/* What was definitely lost is indirectly so, once another lost block leads to
   it; what it leads to is so already. */
static void follow_lost(Search *search, const Ms2Pointer *found, UInt from)
{
   Ms2Loss class = class_of(search, found->block);

   if (found->block == from)
      return;
   if (class == MS2_LOSS_UNSEEN)
      put(search, found->block, MS2_LOSS_INDIRECTLY);
   else if (class == MS2_LOSS_DEFINITELY)
      search->classes[found->block] = MS2_LOSS_INDIRECTLY;
}

static void find_lost(Search *search)
{
   for (UInt i = 0; i < search->pointers->blocks->n; i++) {
      if (class_of(search, i) != MS2_LOSS_UNSEEN)
         continue;
      put(search, i, MS2_LOSS_DEFINITELY);
      while (search->n > 0) {
         UInt block = take(search);
         each_pointer(search, block, follow_lost);
      }
      search->classes[i] = MS2_LOSS_DEFINITELY; /* not by its own ring */
   }
}

UChar *ms2_loss_find(Ms2Pointers *pointers, const Ms2Roots *roots)
{
   UInt n = pointers->blocks->n;
   Search search = {.pointers = pointers};

   search.classes = ms2_host_alloc_zeroed("ms2.owners.loss", n + 1, 1);
   search.stack =
       ms2_host_alloc("ms2.owners.loss", (n + 1UL) * sizeof *search.stack);
   find_held(&search, roots);
   find_lost(&search);
   ms2_host_free(search.stack);
   return search.classes;
}
