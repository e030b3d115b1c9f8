/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: an allocator of its own that announces its blocks to Valgrind. */
#include "client.h"

#include <stdint.h>

#include <valgrind/valgrind.h>

static char pool[4096];

static CLIENT_FRAME void announce(size_t offset, size_t size)
{
   VALGRIND_MALLOCLIKE_BLOCK(pool + offset, size, 0, 0);
   client_use(pool);
}

static int announce_one(char **arguments)
{
   (void)arguments;
   announce(0, 1000);
   return 0;
}

static int release(char **arguments)
{
   (void)arguments;
   announce(0, 1000);
   announce(2000, 500);
   VALGRIND_FREELIKE_BLOCK(pool, 0);
   return 0;
}

static int resize(char **arguments)
{
   (void)arguments;
   announce(0, 1000);
   VALGRIND_RESIZEINPLACE_BLOCK(pool, 1000, 1500, 0);
   VALGRIND_RESIZEINPLACE_BLOCK(pool, 1500, 200, 0);
   return 0;
}

static int release_unknown(char **arguments)
{
   (void)arguments;
   VALGRIND_FREELIKE_BLOCK(pool + 64, 0);
   VALGRIND_RESIZEINPLACE_BLOCK(pool + 64, 10, 20, 0);
   announce(0, 1000);
   return 0;
}

/* No block is that large: the sums would overflow. */
static int impossible(char **arguments)
{
   (void)arguments;
   announce(0, SIZE_MAX);
   announce(16, SIZE_MAX / 2 + 1);
   announce(32, 100);
   VALGRIND_RESIZEINPLACE_BLOCK(pool + 32, 100, SIZE_MAX, 0);
   VALGRIND_FREELIKE_BLOCK(pool + 16, 0);
   VALGRIND_FREELIKE_BLOCK(pool, 0);
   announce(48, 1000);
   return 0;
}

static CLIENT_FRAME void take(void *owner, size_t offset, size_t size)
{
   VALGRIND_MEMPOOL_ALLOC(owner, pool + offset, size);
   client_use(pool);
}

/* Two pools; 100, 200, 300 in the first, 50 in the second. */
static CLIENT_FRAME void fill_pools(void)
{
   VALGRIND_CREATE_MEMPOOL(pool, 0, 0);
   VALGRIND_CREATE_MEMPOOL(pool + 1, 0, 0);
   take(pool, 0, 100);
   take(pool, 100, 200);
   take(pool, 300, 300);
   take(pool + 1, 1000, 50);
   take(pool + 2, 2000, 7); /* there is no such pool */
}

static int pool_free(char **arguments)
{
   (void)arguments;
   fill_pools();
   VALGRIND_MEMPOOL_FREE(pool, pool + 100);
   return 0;
}

static int pool_destroy(char **arguments)
{
   (void)arguments;
   fill_pools();
   VALGRIND_DESTROY_MEMPOOL(pool);
   printf("%d %d\n", (int)VALGRIND_MEMPOOL_EXISTS(pool),
          (int)VALGRIND_MEMPOOL_EXISTS(pool + 1));
   return 0;
}

/* Keeps [50, 350): of the pieces 50, 200 and 50 bytes. */
static int pool_trim(char **arguments)
{
   (void)arguments;
   fill_pools();
   take(pool, 600, 8);
   VALGRIND_MEMPOOL_TRIM(pool, pool + 50, 300);
   return 0;
}

static int pool_change(char **arguments)
{
   (void)arguments;
   fill_pools();
   VALGRIND_MEMPOOL_CHANGE(pool, pool + 300, pool + 700, 20);
   VALGRIND_MOVE_MEMPOOL(pool, pool + 3);
   printf("%d %d\n", (int)VALGRIND_MEMPOOL_EXISTS(pool),
          (int)VALGRIND_MEMPOOL_EXISTS(pool + 3));
   VALGRIND_MEMPOOL_FREE(pool, pool); /* no longer there */
   VALGRIND_MEMPOOL_FREE(pool + 3, pool);
   return 0;
}

/* Of 1000 bytes of store two blocks are cut; one store is freed. */
static int metapool(char **arguments)
{
   (void)arguments;
   VALGRIND_CREATE_MEMPOOL_EXT(
       pool, 0, 0, VALGRIND_MEMPOOL_METAPOOL | VALGRIND_MEMPOOL_AUTO_FREE);
   take(pool, 0, 1000);
   take(pool, 1000, 1000);
   announce(0, 10);
   announce(500, 20);
   announce(1500, 40);
   VALGRIND_MEMPOOL_FREE(pool, pool);
   return 0;
}

static const struct client_command commands[] = {
    {"announce", announce_one},
    {"release", release},
    {"resize", resize},
    {"release-unknown", release_unknown},
    {"impossible", impossible},
    {"pool-free", pool_free},
    {"pool-destroy", pool_destroy},
    {"pool-trim", pool_trim},
    {"pool-change", pool_change},
    {"metapool", metapool},
};

CLIENT_MAIN(commands)
