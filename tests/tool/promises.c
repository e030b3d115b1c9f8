/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: what allocators promise of their blocks, and say of them.

   Built for one of jemalloc, mimalloc and tcmalloc.  Prints what it finds,
   which is the same without ms2.  Of `fill`: 400 calls, nothing left; of
   `arenas` and `heaps` what their comments say. */
#include "client.h"

#include <stdint.h>

#if defined(JEMALLOC)

void *mallocx(size_t size, int flags);
void *rallocx(void *block, size_t size, int flags);
size_t xallocx(void *block, size_t size, size_t extra, int flags);
size_t sallocx(const void *block, int flags);
size_t nallocx(size_t size, int flags);
void dallocx(void *block, int flags);
void sdallocx(void *block, size_t size, int flags);
size_t malloc_usable_size(void *block);
int mallctl(const char *name, void *old, size_t *old_size, void *new,
            size_t new_size);
int mallctlnametomib(const char *name, size_t *mib, size_t *length);
int mallctlbymib(const size_t *mib, size_t length, void *old, size_t *old_size,
                 void *new, size_t new_size);
#define TAKE(size) mallocx(size, 0)
#define GIVE(block, size) sdallocx(block, size, 0)
#define PROMISED(size) nallocx(size, 0)
#define HAS(block) sallocx(block, 0)

#elif defined(MIMALLOC)

void *mi_malloc(size_t size);
void mi_free_size(void *block, size_t size);
void mi_free(void *block);
void *mi_realloc(void *block, size_t size);
void *mi_expand(void *block, size_t size);
int mi_reallocarr(void *at, size_t n, size_t size);
size_t mi_good_size(size_t size);
size_t mi_usable_size(const void *block);
_Bool mi_check_owned(const void *block);
_Bool mi_is_in_heap_region(const void *block);
void *mi_heap_new(void);
void *mi_heap_malloc(void *heap, size_t size);
void *mi_heap_realloc(void *heap, void *block, size_t size);
void mi_heap_destroy(void *heap);
void mi_heap_delete(void *heap);
/* Only version 2 has these. */
_Bool mi_heap_contains_block(void *heap, const void *block)
    __attribute__((weak));
void *mi_heap_set_default(void *heap) __attribute__((weak));
#define TAKE(size) mi_malloc(size)
#define GIVE(block, size) mi_free_size(block, size)
#define PROMISED(size) mi_good_size(size)
#define HAS(block) mi_usable_size(block)

#else

void *tc_malloc(size_t size);
void tc_delete_sized(void *block, size_t size);
size_t tc_nallocx(size_t size, int flags);
size_t tc_malloc_size(void *block);
int MallocExtension_GetNumericProperty(const char *name, size_t *value);
size_t MallocExtension_GetAllocatedSize(const void *block);
int MallocExtension_GetOwnership(const void *block);
#define TAKE(size) tc_malloc(size)
#define GIVE(block, size) tc_delete_sized(block, size)
#define PROMISED(size) tc_nallocx(size, 0)
#define HAS(block) tc_malloc_size(block)

#endif

enum { N = 100 };

/* Fills all that is promised for a size, and counts what that destroys. */
static CLIENT_FRAME int fill(size_t size)
{
   size_t promised = PROMISED(size);
   unsigned char *blocks[N];
   int n_bad = 0;

   for (int i = 0; i < N; i++) {
      blocks[i] = TAKE(size);
      n_bad += HAS(blocks[i]) < promised;
      memset(blocks[i], i, promised);
   }
   for (int i = 0; i < N; i++) {
      for (size_t k = 0; k < promised; k++)
         n_bad += blocks[i][k] != (unsigned char)i;
   }
   for (int i = 0; i < N; i++)
      GIVE(blocks[i], size);
   return n_bad;
}

#if defined(JEMALLOC)

/* Its flags, and that for no cache. */
#define ARENA(i) ((int)((i) + 1) << 20 | 0x100)

/* 12 calls, 1200 bytes; both arenas end with their blocks, 1 block is left. */
static CLIENT_FRAME int arenas(void)
{
   unsigned one = 0, two = 0;
   size_t length = sizeof one;
   size_t mib_length = 3;
   int good = mallctl("arenas.create", &one, &length, NULL, 0) == 0 &&
              mallctl("arenas.create", &two, &length, NULL, 0) == 0;

   for (int i = 0; i < 5; i++) {
      client_use(mallocx(100, ARENA(one)));
      client_use(mallocx(100, ARENA(two)));
   }
   client_use(mallocx(100, 0));
   dallocx(mallocx(100, 0), 0);
   size_t mib[3];
   good = good && mallctlnametomib("arena.0.destroy", mib, &mib_length) == 0;
   mib[1] = one;
   good = good && mallctlbymib(mib, mib_length, NULL, NULL, NULL, 0) == 0;
   {
      char name[40];
      snprintf(name, sizeof name, "arena.%u.reset", two);
      good = good && mallctl(name, NULL, NULL, NULL, 0) == 0;
   }
   return good;
}

/* In place, a block of 100 becomes one of 107, since there is room, and none of
   a million.  4 calls, 1000217 bytes, nothing left. */
static CLIENT_FRAME int questions(void)
{
   void *block = mallocx(100, 0);
   size_t has = sallocx(block, 0);
   int good = has == malloc_usable_size(block) && has == nallocx(100, 0);
   uint64_t epoch = 1;
   size_t length = sizeof before;

   good = good && xallocx(block, 105, 2, 0) == has;
   good = good && xallocx(block, 1000000, 0, 0) == has;
   dallocx(block, 0);
   good = good && mallctl("epoch", NULL, NULL, &epoch, sizeof epoch) == 0;
   size_t before;
   good = good && mallctl("stats.allocated", &before, &length, NULL, 0) == 0;
   block = mallocx(1000000, 0);
   good = good && mallctl("epoch", NULL, NULL, &epoch, sizeof epoch) == 0;
   size_t after;
   good = good && mallctl("stats.allocated", &after, &length, NULL, 0) == 0;
   good = good && after >= before + 1000000;
   dallocx(rallocx(block, 10, 0), 0);
   return good;
}

static int more(void)
{
   return (arenas() ? 1 : 0) + (questions() ? 2 : 0);
}

#elif defined(MIMALLOC)

/* 9 calls, 900 bytes: what the first heap had is left, 3 blocks of 100. */
static CLIENT_FRAME int heaps(void)
{
   void *kept = mi_heap_new();
   void *ended = mi_heap_new();
   void *block = NULL;
   int good = 1;

   for (int i = 0; i < 3; i++) {
      client_use(mi_heap_malloc(kept, 100));
      block = mi_heap_malloc(ended, 100);
   }
   good = good && mi_check_owned(block) && mi_is_in_heap_region(block);
   if (mi_heap_contains_block)
      good = good && mi_heap_contains_block(ended, block);
   mi_free(mi_heap_malloc(ended, 100));
   client_use(mi_heap_realloc(ended, NULL, 100));
   mi_heap_delete(kept);
   mi_heap_destroy(ended);
   mi_free(mi_malloc(100));
   return good;
}

/* 2 calls, nothing left.  Not every version lets a thread have another default;
   there the block is asked of the heap. */
static CLIENT_FRAME int defaults(void)
{
   void *heap = mi_heap_new();

   if (mi_heap_set_default) {
      void *before = mi_heap_set_default(heap);
      client_use(mi_malloc(100));
      mi_heap_set_default(before);
   } else {
      client_use(mi_heap_malloc(heap, 100));
   }
   mi_heap_destroy(heap);
   mi_free(mi_malloc(100));
   return 1;
}

/* 4 calls, 1110 bytes, nothing left. */
static CLIENT_FRAME int questions(void)
{
   void *block = mi_malloc(100);
   size_t has = mi_usable_size(block);
   int good = has == mi_good_size(100) && mi_expand(block, has) == block &&
              mi_expand(block, 1000000) == NULL;

   block = mi_realloc(block, 10);
   good = good && mi_reallocarr(&block, 10, 100) == 0;
   mi_free(block);
   return good;
}

static int more(void)
{
   /* Version 3.0.1 takes the pages of a deleted heap into the next one, and
      gives their blocks out again when that is destroyed: so no heap is made
      after `heaps`, which leaves some. */
   int good = defaults() ? 4 : 0;
   good |= questions() ? 2 : 0;
   return good | (heaps() ? 1 : 0);
}

#else

/* 1 call, nothing left. */
static CLIENT_FRAME int questions(void)
{
   size_t before = 0, after = 0;
   int good = MallocExtension_GetNumericProperty(
       "generic.current_allocated_bytes", &before);

   void *block = tc_malloc(1000000);
   good = good && MallocExtension_GetNumericProperty(
                      "generic.current_allocated_bytes", &after);
   good = good && after >= before + 1000000;
   good = good && MallocExtension_GetAllocatedSize(block) >= 1000000;
   good = good && MallocExtension_GetOwnership(block) == 1;
   tc_delete_sized(block, 1000000);
   return good;
}

static int more(void)
{
   return questions() ? 1 : 0;
}

#endif

int main(void)
{
   int n_bad = fill(520) + fill(1) + fill(100) + fill(5000);

   printf("%d bytes overwritten, good %d\n", n_bad, more());
   return 0;
}
