/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: mimalloc's functions.

   Of `work`: 9 calls, 4970 bytes, 3500 left in 2 blocks.  With the shared
   library, one call less: there mi_realloc is another name of realloc.
   Of `heaps`: 12 calls and that for the heap, nothing left. */
#include "client.h"

#include <stdint.h>

void *mi_malloc(size_t size);
void *mi_calloc(size_t n, size_t size);
void *mi_zalloc(size_t size);
void *mi_realloc(void *block, size_t size);
void mi_free(void *block);
void *mi_malloc_aligned(size_t size, size_t align);
void *mi_zalloc_aligned(size_t size, size_t align);
void *mi_realloc_aligned(void *block, size_t size, size_t align);
size_t mi_usable_size(const void *block);

#ifdef SHARED
void *mi_heap_new(void);
void mi_heap_destroy(void *heap);
void *mi_heap_malloc(void *heap, size_t size);
void *mi_heap_calloc(void *heap, size_t n, size_t size);
char *mi_strdup(const char *text);
void *mi_rezalloc(void *block, size_t size);
void *mi_reallocf(void *block, size_t size);
#endif

static CLIENT_FRAME int work(void)
{
   char *zeroed = mi_zalloc(500);
   char *aligned = mi_malloc_aligned(100, 4096);
   void *pairs = mi_calloc(5, 14);
   char *both = mi_zalloc_aligned(50, 64);
   void *empty = mi_malloc(20);
   int good = (uintptr_t)both % 64 == 0 && zeroed[499] == 0 && both[49] == 0;

   aligned[99] = 'x';
   aligned = mi_realloc_aligned(aligned, 3000, 4096);
   good = good && (uintptr_t)aligned % 4096 == 0 && aligned[99] == 'x';
   good = good && mi_usable_size(aligned) >= 3000;
   pairs = mi_realloc(pairs, 200);
#ifndef SHARED
   empty = mi_realloc(empty, 0);
   good = good && empty != NULL;
#endif
   mi_free(empty);
   mi_free(pairs);
   mi_free(both);
   pairs = mi_malloc(1030);
   mi_free(pairs);
   client_use(zeroed);
   return good;
}

#ifdef SHARED
static CLIENT_FRAME int heaps(void)
{
   void *heap = mi_heap_new();
   char *text = mi_strdup("a text");

   for (int i = 0; i < 10; i++)
      client_use(mi_heap_malloc(heap, 100));
   mi_free(mi_heap_calloc(heap, 10, 10));
   mi_heap_destroy(heap);
   mi_free(text);
   return 1;
}
#endif

#ifdef SHARED
/* What is too large leaves a block as it is, or frees it. */
static CLIENT_FRAME int too_large(void)
{
   size_t huge = client_hide_size(SIZE_MAX / 2 - 1000);
   char *block = mi_malloc(100);

   block[99] = 'x';
   int good = mi_realloc_aligned(block, huge, 64) == NULL &&
              mi_rezalloc(block, huge) == NULL && block[99] == 'x';
   return mi_reallocf(block, huge) == NULL && good;
}
#endif

int main(void)
{
   int good = work();

#ifdef SHARED
   good = too_large() && good;
   good = heaps() && good;
#endif
   printf("%s\n", good ? "good" : "bad");
   return good ? 0 : 1;
}
