/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: frees what is not a live heap block.

   glibc would abort; under ms2 the program is told off and goes on, and its
   heap is unharmed: each command ends with blocks that still work. */
#include <stdlib.h>
#include "client.h"

enum { BIG_BYTES = 20 * 1000 * 1000 };

static char static_bytes[64] __attribute__((aligned(16)));

static int survive(void)
{
   for (size_t size = 1; size < 100000; size *= 3) {
      char *block = malloc(size);

      if (!block)
         return 1;
      memset(block, 1, size);
      free(block);
   }
   printf("survived\n");
   return 0;
}

static int foreign(char **arguments)
{
   (void)arguments;
   free(client_hide(static_bytes + 16));
   return survive();
}

static int stack(char **arguments)
{
   char local[64] = {0};

   (void)arguments;
   free(client_hide(local + 16));
   return survive();
}

static int nonsense(char **arguments)
{
   (void)arguments;
   free(client_hide((void *)(size_t)0x1230));
   return survive();
}

static int interior(char **arguments)
{
   char *block = calloc(1, 256);

   (void)arguments;
   free(client_hide(block + 32));
   free(block);
   return survive();
}

static int twice(size_t size)
{
   char *block = malloc(size);
   void *again = client_hide(block);

   client_use(block);
   free(block);
   free(again);
   return survive();
}

static int twice_small(char **arguments)
{
   (void)arguments;
   return twice(100);
}

static int twice_big(char **arguments)
{
   (void)arguments;
   return twice(BIG_BYTES);
}

static int realloc_foreign(char **arguments)
{
   (void)arguments;
   printf("realloc: %s\n",
          realloc(client_hide(static_bytes + 16), 100) ? "block" : "NULL");
   return survive();
}

static int realloc_freed(char **arguments)
{
   char *block = malloc(100);
   void *again = client_hide(block);

   (void)arguments;
   client_use(block);
   free(block);
   printf("realloc: %s\n", realloc(again, 200) ? "block" : "NULL");
   return survive();
}

/* Many of them must not mean many messages. */
static int many(char **arguments)
{
   (void)arguments;
   for (int i = 0; i < 100; i++)
      free(client_hide(static_bytes + 16));
   return survive();
}

static const struct client_command commands[] = {
    {"foreign", foreign},
    {"stack", stack},
    {"nonsense", nonsense},
    {"interior", interior},
    {"twice-small", twice_small},
    {"twice-big", twice_big},
    {"realloc-foreign", realloc_foreign},
    {"realloc-freed", realloc_freed},
    {"many", many},
};

CLIENT_MAIN(commands)
