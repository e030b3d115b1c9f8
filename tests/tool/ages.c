/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: memory of several ages, then the monitor's command leaks to itself.

   table()   200 blocks at the start, which stay
   leak()    1050 blocks, of which every tenth stays: 105
   tooth()   1050 blocks, and after each 100 of them all are freed: 50 are left
   few()     3 blocks, over the run */
#include "client.h"

#include <stdlib.h>

#include <valgrind/valgrind.h>

enum { N_TABLE = 200, N_ROUNDS = 1050, N_TOOTH = 100 };

static CLIENT_FRAME void *table(void)
{
   void *block = malloc(10);

   client_use(block);
   return block;
}

static CLIENT_FRAME void *leak(void)
{
   void *block = malloc(64);

   client_use(block);
   return block;
}

static CLIENT_FRAME void *tooth(void)
{
   void *block = malloc(500);

   client_use(block);
   return block;
}

static CLIENT_FRAME void few(void)
{
   client_use(malloc(9));
}

int main(void)
{
   static void *teeth[N_TOOTH], *kept[N_TABLE];
   int n_teeth = 0;

   for (int i = 0; i < N_TABLE; i++)
      kept[i] = table();
   for (int i = 0; i < N_ROUNDS; i++) {
      void *block = leak();

      if (i % 10 != 0)
         free(block);
      teeth[n_teeth++] = tooth();
      while (n_teeth > 0 && i % N_TOOTH == N_TOOTH - 1)
         free(teeth[--n_teeth]);
      if (i % 350 == 0)
         few();
   }
   client_use(kept[0]);
   VALGRIND_MONITOR_COMMAND("leaks");
   VALGRIND_MONITOR_COMMAND("leaks x");
   return 0;
}
