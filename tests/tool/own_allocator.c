/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small allocator under the names of jemalloc's or mimalloc's functions, as
   programs have them built in.  Blocks are cut from one piece and never given
   back.

   NAME(name) makes the names: _rjem_ ## name, or mi_ ## name. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef OWN_MIMALLOC
#define NAME(name) mi_##name
#else
#define NAME(name) _rjem_##name
#endif

#define HEADER 16

static _Alignas(4096) char store[1 << 20];
static size_t used;
int own_n_calls; /* those that got here */

static void *cut(size_t size, size_t align)
{
   uintptr_t at = (uintptr_t)store + used + HEADER;
   char *block = (char *)((at + align - 1) / align * align);

   own_n_calls++;
   if (size > (size_t)(store + sizeof store - block))
      return NULL;
   used = (size_t)(block - store) + size;
   memcpy(block - HEADER, &size, sizeof size);
   return block;
}

static size_t size_of(const void *block)
{
   size_t size;

   memcpy(&size, (const char *)block - HEADER, sizeof size);
   return size;
}

static void *recut(void *block, size_t size, size_t align)
{
   void *other = cut(size, align);

   if (block != NULL && other != NULL)
      memcpy(other, block, size_of(block) < size ? size_of(block) : size);
   return other;
}

void *NAME(malloc)(size_t size);
void *NAME(malloc)(size_t size)
{
   return cut(size, 16);
}

void *NAME(calloc)(size_t n, size_t size);
void *NAME(calloc)(size_t n, size_t size)
{
   return cut(n * size, 16);
}

void *NAME(realloc)(void *block, size_t size);
void *NAME(realloc)(void *block, size_t size)
{
   return recut(block, size, 16);
}

void NAME(free)(void *block);
void NAME(free)(void *block)
{
   own_n_calls += block != NULL;
}

/* Not known by its name: its blocks stay with this allocator. */
void *NAME(special)(size_t size);
void *NAME(special)(size_t size)
{
   return cut(size, 16);
}

#ifdef OWN_MIMALLOC

void *NAME(zalloc)(size_t size);
void *NAME(zalloc)(size_t size)
{
   return cut(size, 16);
}

void *NAME(malloc_aligned)(size_t size, size_t align);
void *NAME(malloc_aligned)(size_t size, size_t align)
{
   return cut(size, align);
}

void *NAME(zalloc_aligned)(size_t size, size_t align);
void *NAME(zalloc_aligned)(size_t size, size_t align)
{
   return cut(size, align);
}

void *NAME(realloc_aligned)(void *block, size_t size, size_t align);
void *NAME(realloc_aligned)(void *block, size_t size, size_t align)
{
   return recut(block, size, align);
}

size_t NAME(usable_size)(const void *block);
size_t NAME(usable_size)(const void *block)
{
   return size_of(block);
}

#else

static size_t align_in(int flags)
{
   size_t align = (size_t)1 << (flags & 63);

   return align < 16 ? 16 : align;
}

void *NAME(mallocx)(size_t size, int flags);
void *NAME(mallocx)(size_t size, int flags)
{
   return cut(size, align_in(flags));
}

void *NAME(rallocx)(void *block, size_t size, int flags);
void *NAME(rallocx)(void *block, size_t size, int flags)
{
   return recut(block, size, align_in(flags));
}

size_t NAME(xallocx)(void *block, size_t size, size_t extra, int flags);
size_t NAME(xallocx)(void *block, size_t size, size_t extra, int flags)
{
   (void)size, (void)extra, (void)flags;
   return size_of(block);
}

size_t NAME(sallocx)(const void *block, int flags);
size_t NAME(sallocx)(const void *block, int flags)
{
   (void)flags;
   return size_of(block);
}

size_t NAME(nallocx)(size_t size, int flags);
size_t NAME(nallocx)(size_t size, int flags)
{
   (void)flags;
   return (size + 15) / 16 * 16;
}

void NAME(dallocx)(void *block, int flags);
void NAME(dallocx)(void *block, int flags)
{
   (void)block, (void)flags;
   own_n_calls++;
}

void NAME(sdallocx)(void *block, size_t size, int flags);
void NAME(sdallocx)(void *block, size_t size, int flags)
{
   (void)block, (void)size, (void)flags;
   own_n_calls++;
}

#endif
