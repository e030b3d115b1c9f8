/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: an allocator of its own that announces its blocks to Valgrind. */
#include "client.h"

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

static const struct client_command commands[] = {
    {"announce", announce_one},
    {"release", release},
    {"resize", resize},
    {"release-unknown", release_unknown},
};

CLIENT_MAIN(commands)
