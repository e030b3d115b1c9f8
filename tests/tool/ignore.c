/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: allocations of functions that are ignored and of others. */
#include <dlfcn.h>
#include <stdlib.h>
#include "client.h"

static CLIENT_FRAME void *quiet(void *old, size_t size)
{
   void *block = realloc(old, size);

   client_use(block);
   return block;
}

static CLIENT_FRAME void *loud(void *old, size_t size)
{
   void *block = realloc(old, size);

   client_use(block);
   return block;
}

static CLIENT_FRAME void quiet_free(void *block)
{
   free(block);
   client_use(NULL);
}

/* What is born of loud is 7000 bytes at the end, and 11000 before the free. */
static int births(char **arguments)
{
   void *blocks[6];

   (void)arguments;
   blocks[0] = quiet(loud(NULL, 100), 3000);             /* recorded */
   blocks[1] = loud(quiet(NULL, 100), 50000);            /* ignored */
   blocks[2] = loud(quiet(loud(NULL, 10), 500), 4000);   /* recorded */
   blocks[3] = quiet(loud(quiet(NULL, 10), 600), 60000); /* ignored */
   blocks[4] = quiet(loud(NULL, 80), 4000);              /* recorded */
   blocks[5] = loud(quiet(NULL, 70000), 20);             /* ignored, shrunk */
   quiet_free(blocks[4]);
   quiet_free(blocks[3]);
   client_use(blocks);
   return 0;
}

/* 100 times what quiet has allocated is resized by loud, and the other way
   round; every second block is freed. */
static int many(char **arguments)
{
   (void)arguments;
   for (size_t i = 0; i < 100; i++) {
      void *recorded = loud(NULL, 10 + i);
      void *ignored = quiet(NULL, 1000 + i);
      for (size_t n = 1; n < 5; n++) {
         recorded = quiet(recorded, 100 * n);
         ignored = loud(ignored, 10 * n);
      }
      recorded = loud(recorded, 450);
      if (i % 2 == 0) {
         free(recorded);
         free(ignored);
      }
   }
   return 0;
}

/* An allocator of the program's own, for --malloc-fn and --realloc-fn. */
static char pool[10000];
static size_t pool_used;

CLIENT_FRAME void *own_take(size_t size)
{
   void *piece = &pool[pool_used];

   pool_used += size;
   client_use(piece);
   return piece;
}

CLIENT_FRAME void *own_resize(void *old, size_t size)
{
   client_use(old);
   return own_take(size);
}

static CLIENT_FRAME void *quiet_take(size_t size)
{
   void *piece = own_take(size);

   client_use(piece);
   return piece;
}

static CLIENT_FRAME void *quiet_resize(void *old, size_t size)
{
   void *piece = own_resize(old, size);

   client_use(piece);
   return piece;
}

static int own(char **arguments)
{
   (void)arguments;
   client_use(quiet_resize(own_take(100), 300));
   client_use(own_resize(quiet_take(100), 500));
   return 0;
}

/* An object whose functions have no names: NULL if it is not there. */
static CLIENT_FRAME void through(void (*nameless)(void))
{
   nameless();
   client_use(NULL);
}

static int names(char **arguments)
{
   void *object = dlopen(arguments[0], RTLD_NOW);
   void (**nameless)(void) = object ? dlsym(object, "nameless") : NULL;

   if (nameless == NULL)
      return 3;
   through(*nameless);
   return 0;
}

static const struct client_command commands[] = {
    {"births", births}, {"many", many}, {"own", own}, {"names", names}};

CLIENT_MAIN(commands)
