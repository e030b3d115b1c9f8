/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An allocator under names of its own.

      raw memory, a power of two of bytes, or mapped
      | padding | header | block ...            |

   What was freed last is given out first, so addresses come again at once.  The
   functions call each other by name, as an allocator's may. */
#define _GNU_SOURCE
#include "own_heap.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

enum { LEAST_LOG = 6, MOST_LOG = 16, PIECE_BYTES = 1 << 20 };

struct header {
   char *raw;
   size_t raw_bytes;
   size_t size; /* asked for */
   size_t unused;
};

struct gap {
   struct gap *next;
};

static struct {
   struct gap *gaps[MOST_LOG + 1];
   char *piece;
   size_t left;
} heap;

static struct header *header_of(void *block)
{
   return (struct header *)block - 1;
}

static size_t room_of(void *block)
{
   struct header *header = header_of(block);

   return (size_t)(header->raw + header->raw_bytes - (char *)block);
}

static char *map(size_t bytes)
{
   char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   return memory == MAP_FAILED ? NULL : memory;
}

static unsigned log_for(size_t bytes)
{
   unsigned log = LEAST_LOG;

   while (((size_t)1 << log) < bytes)
      log++;
   return log;
}

static char *cut(unsigned log)
{
   size_t bytes = (size_t)1 << log;
   struct gap *gap = heap.gaps[log];

   if (gap) {
      heap.gaps[log] = gap->next;
      return (char *)gap;
   }
   if (heap.left < bytes) {
      heap.piece = map(PIECE_BYTES);
      heap.left = PIECE_BYTES;
   }
   heap.left -= bytes;
   return heap.piece + heap.left;
}

static void *take(size_t size, size_t align)
{
   size_t bytes = size + align + sizeof(struct header);

   if (size > PTRDIFF_MAX / 2)
      return NULL;
   char *raw;
   if (bytes > (size_t)1 << MOST_LOG) {
      raw = map(bytes);
   } else {
      bytes = (size_t)1 << log_for(bytes);
      raw = cut(log_for(bytes));
   }
   if (!raw)
      return NULL;
   struct header *header;
   uintptr_t at =
       ((uintptr_t)raw + sizeof *header + align - 1) & ~(uintptr_t)(align - 1);
   header = header_of((void *)at);
   header->raw = raw;
   header->raw_bytes = bytes;
   header->size = size;
   return (void *)at;
}

void *_rjem_malloc(size_t size)
{
   return take(size, 16);
}

void *_rjem_calloc(size_t n, size_t size)
{
   void *block = NULL;

   if (!__builtin_mul_overflow(n, size, &size))
      block = _rjem_malloc(size);
   return block ? memset(block, 0, size) : NULL;
}

void _rjem_free(void *block)
{
   struct gap *gap;

   if (!block)
      return;
   struct header header = *header_of(block);
   if (header.raw_bytes > (size_t)1 << MOST_LOG) {
      munmap(header.raw, header.raw_bytes);
      return;
   }
   gap = (struct gap *)header.raw;
   gap->next = heap.gaps[log_for(header.raw_bytes)];
   heap.gaps[log_for(header.raw_bytes)] = gap;
}

/* The flags of jemalloc's functions: the logarithm of the alignment, and
   whether to zero. */
static size_t align_in(int flags)
{
   size_t align = (size_t)1 << (flags & 63);

   return align < 16 ? 16 : align;
}

void *_rjem_mallocx(size_t size, int flags)
{
   void *block = take(size, align_in(flags));

   if (block && (flags & OWN_HEAP_ZERO))
      memset(block, 0, size);
   return block;
}

static void *move(void *block, size_t size, int flags)
{
   void *other = _rjem_mallocx(size, flags);
   size_t old = header_of(block)->size;

   if (other) {
      memcpy(other, block, old < size ? old : size);
      _rjem_free(block);
   }
   return other;
}

void *_rjem_rallocx(void *block, size_t size, int flags)
{
   if (size > room_of(block))
      return move(block, size, flags);
   header_of(block)->size = size;
   return block;
}

/* To 0 frees, as the C library's. */
void *_rjem_realloc(void *block, size_t size)
{
   if (!block)
      return _rjem_malloc(size);
   if (size == 0) {
      _rjem_free(block);
      return NULL;
   }
   return _rjem_rallocx(block, size, 0);
}

int _rjem_posix_memalign(void **to, size_t align, size_t size)
{
   void *block = take(size, align);

   if (!block)
      return ENOMEM;
   *to = block;
   return 0;
}

void _rjem_sdallocx(void *block, size_t size, int flags)
{
   (void)size, (void)flags;
   _rjem_free(block);
}
