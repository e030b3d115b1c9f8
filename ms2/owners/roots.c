/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a search begins. */
#include "owners/roots.h"

void ms2_roots_init(Ms2Roots *roots)
{
   roots->pointers = ms2_array_new("ms2.owners.roots", sizeof(Ms2RootPointer));
   roots->wholes = ms2_array_new("ms2.owners.roots", sizeof(UInt));
   roots->n_roots = 0;
}

void ms2_roots_release(Ms2Roots *roots)
{
   ms2_array_free(roots->pointers);
   ms2_array_free(roots->wholes);
}

static void count(Ms2Roots *roots, UInt root)
{
   if (root >= roots->n_roots)
      roots->n_roots = root + 1;
}

static void add(Ms2Roots *roots, UInt root, const Ms2Pointer *found)
{
   if (root == MS2_ROOTS_NOBODY)
      return;
   Ms2RootPointer *pointer = ms2_array_add(roots->pointers);

   pointer->root = root;
   pointer->block = found->block;
   pointer->is_start = found->is_start;
   count(roots, root);
}

void ms2_roots_add(Ms2Roots *roots, const Ms2Pointers *pointers, UInt root,
                   UWord word)
{
   Ms2Pointer found;

   if (ms2_pointers_of(pointers, word, &found))
      add(roots, root, &found);
}

void ms2_roots_scan(Ms2Roots *roots, Ms2Pointers *pointers, Addr start,
                    Addr end, UInt (*root_of)(Addr at, UInt block))
{
   Ms2Pointer found;

   for (Addr at = start; ms2_pointers_next(pointers, &at, end, &found);)
      add(roots, root_of(at - sizeof(UWord), found.block), &found);
}

void ms2_roots_nest(Ms2Roots *roots, UInt part, UInt whole)
{
   *(UInt *)ms2_array_reach(roots->wholes, part) = whole + 1;
   count(roots, part);
   count(roots, whole);
}

UInt ms2_roots_whole(const Ms2Roots *roots, UInt root)
{
   return root < roots->wholes->n
              ? *(const UInt *)ms2_array_get(roots->wholes, root) - 1
              : MS2_ROOTS_NOBODY;
}

static Int compare(const void *a, const void *b)
{
   UInt one = ((const Ms2RootPointer *)a)->root;
   UInt other = ((const Ms2RootPointer *)b)->root;

   return one < other ? -1 : one > other;
}

void ms2_roots_settle(Ms2Roots *roots)
{
   ms2_host_sort(roots->pointers->elements, roots->pointers->n,
                 sizeof(Ms2RootPointer), compare);
}
