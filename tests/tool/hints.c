/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: programs that ms2 has a hint for.
   Usage: hints pages MEGABYTES CALLS | pages-and-heap MEGABYTES MEGABYTES |
   reserve GIGABYTES | nest DEPTH |
   shared MEGABYTES | reserve-much GIGABYTES | allocate-much MEGABYTES |
   map-huge MEGABYTES | haskell GIGABYTES | hs_main | pool 0 (on malloc) or 1
   (on pages) */
#include <stdlib.h>
#include <sys/mman.h>
#include "client.h"

static int map(size_t bytes, int access)
{
   void *pages = mmap(NULL, bytes, access,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

   client_use(pages);
   return pages == MAP_FAILED;
}

static CLIENT_FRAME void *one_call(void)
{
   void *block = malloc(10);

   client_use(block);
   return block;
}

static int map_and_call(char **arguments)
{
   for (int i = atoi(arguments[1]); i > 0; i--)
      one_call();
   return map((size_t)atoi(arguments[0]) << 20, PROT_READ | PROT_WRITE);
}

static int map_and_allocate(char **arguments)
{
   char *block = malloc((size_t)atoi(arguments[1]) << 20);

   client_use(block);
   return atoi(arguments[0]) > 0 &&
          map((size_t)atoi(arguments[0]) << 20, PROT_READ | PROT_WRITE);
}

/* Memory that a child would share. */
static int map_shared(char **arguments)
{
   void *pages =
       mmap(NULL, (size_t)atoi(arguments[0]) << 20, PROT_READ | PROT_WRITE,
            MAP_SHARED | MAP_ANONYMOUS, -1, 0);

   one_call();
   client_use(pages);
   return pages == MAP_FAILED;
}

static int reserve(char **arguments)
{
   one_call();
   return map((size_t)atoi(arguments[0]) << 30, PROT_NONE);
}

#ifdef CLIENT_GO
/* Go's linker makes a section of this name. */
__attribute__((section(".go.buildinfo"), used)) static const char go[] = "go";
#endif

#ifdef CLIENT_PHP
/* The function that starts PHP's own allocator. */
void start_memory_manager(void);
void start_memory_manager(void)
{
}
#endif

/* A pool: its pieces come from chunks, whoever asks for them.  The chunks are
   malloc's or the program's own pages. */
static struct {
   char *at, *end;
   int maps;
} pool;

#define CHUNK_BYTES ((size_t)64 << 10)

static CLIENT_FRAME void refill(void)
{
   pool.at = pool.maps ? mmap(NULL, CHUNK_BYTES, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                       : malloc(CHUNK_BYTES);
   client_use(pool.at);
   pool.end = pool.at + CHUNK_BYTES;
}

static CLIENT_FRAME void *pool_take(size_t bytes)
{
   if ((size_t)(pool.end - pool.at) < bytes)
      refill();
   pool.at += bytes;
   return pool.at - bytes;
}

/* Callers of it, each with a size of its own. */
#define CALLERS(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9)
#define CALLER(n)                                      \
   static CLIENT_FRAME void take_##n(void)             \
   {                                                   \
      client_use(pool_take((size_t)(1000 + 100 * n))); \
   }
CALLERS(CALLER)
#define NAME(n) take_##n,
static void (*const takers[])(void) = {CALLERS(NAME)};
#define N_TAKERS (sizeof takers / sizeof takers[0])

static int use_pool(char **arguments)
{
   pool.maps = atoi(arguments[0]);
   for (unsigned i = 0; i < 5000; i++)
      takers[(i * 2654435761U >> 16) % N_TAKERS](); /* in no order */
   return 0;
}

/* Where GHC's run-time system puts its heap, first of all. */
static int reserve_for_haskell(char **arguments)
{
   const size_t bytes = ((size_t)atoi(arguments[0]) << 30) + (1 << 20);

   one_call();
   client_use(mmap(client_hide((void *)0x4200000000), bytes, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
   return 0;
}

/* The function that starts GHC's run-time system. */
static CLIENT_FRAME int hs_main(char **arguments)
{
   (void)arguments;
   client_use(one_call());
   return 0;
}

/* These go on without what they have not got. */
static int reserve_much(char **arguments)
{
   one_call();
   map((size_t)atoi(arguments[0]) << 30, PROT_NONE);
   return 0;
}

#ifndef MAP_HUGETLB
#define MAP_HUGETLB 0x40000
#endif

/* In huge pages, which most systems have none of: it is tried again without. */
static int map_huge(char **arguments)
{
   const size_t bytes = (size_t)atoi(arguments[0]) << 20;
   void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);

   one_call();
   if (pages == MAP_FAILED)
      pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
   client_use(pages);
   return pages == MAP_FAILED;
}

static int allocate_much(char **arguments)
{
   one_call();
   free(client_hide(malloc((size_t)atoi(arguments[0]) << 20)));
   return 0;
}

static CLIENT_FRAME void nest(int depth)
{
   if (depth > 0)
      nest(depth - 1);
   else
      one_call();
   client_use(NULL);
}

static int call_nested(char **arguments)
{
   nest(atoi(arguments[0]));
   return 0;
}

static const struct client_command commands[] = {
    {"pages", map_and_call},
    {"shared", map_shared},
    {"reserve", reserve},
    {"pages-and-heap", map_and_allocate},
    {"reserve-much", reserve_much},
    {"allocate-much", allocate_much},
    {"map-huge", map_huge},
    {"nest", call_nested},
    {"haskell", reserve_for_haskell},
    {"hs_main", hs_main},
    {"pool", use_pool},
};

CLIENT_MAIN(commands)
