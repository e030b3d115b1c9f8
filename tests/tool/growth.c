/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: blocks that are made larger and smaller. */
#include <stdlib.h>
#include "client.h"

static CLIENT_FRAME void *resize(void *block, size_t size)
{
   block = realloc(block, size);
   client_use(block);
   return block;
}

/* 100 blocks of 1 MiB become 64 bytes each. */
static int shrink(char **arguments)
{
   (void)arguments;
   for (int i = 0; i < 100; i++)
      client_use(resize(malloc(1 << 20), 64));
   return 0;
}

/* Two vectors that double from 8 to 1024 bytes, give back what they do not need
   and grow once more. */
static int vectors(char **arguments)
{
   (void)arguments;
   for (int i = 0; i < 2; i++) {
      void *vector = malloc(8);
      for (size_t size = 16; size <= 1024; size *= 2)
         vector = resize(vector, size);
      vector = resize(vector, 600);
      client_use(resize(vector, 2000));
   }
   return 0;
}

/* One place resizes small blocks and a large one, to more and to less. */
static int both(char **arguments)
{
   (void)arguments;
   for (int i = 0; i < 10; i++) {
      void *block = i == 5 ? malloc(1 << 20) : malloc(10);
      client_use(resize(block, 1000));
   }
   return 0;
}

/* To the same size is no growth, and no end of it. */
static int same(char **arguments)
{
   void *block = malloc(100);

   (void)arguments;
   for (size_t size = 100; size < 110; size++) {
      block = resize(block, size);
      block = resize(block, size);
   }
   client_use(block);
   return 0;
}

static const struct client_command commands[] = {
    {"shrink", shrink}, {"vectors", vectors}, {"both", both}, {"same", same}};

CLIENT_MAIN(commands)
