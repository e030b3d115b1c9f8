/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: with glib, 200 lists of one link (24 bytes) with a text of 50 bytes
   are lost, and a hash table in the variable planted_cache holds 300 texts of
   70. */
#include "client.h"

#include <glib.h>

GHashTable *planted_cache;

CLIENT_FRAME static void work(void)
{
   for (volatile int i = 0; i < 2000; i++)
      client_use(NULL);
}

CLIENT_FRAME static char *text(size_t n)
{
   return g_strnfill(n - 1, 'x');
}

CLIENT_FRAME static void plant_list(void)
{
   client_use(g_list_prepend(NULL, text(50)));
}

CLIENT_FRAME static void plant_in_cache(int i)
{
   g_hash_table_insert(planted_cache, GINT_TO_POINTER(i), text(70));
}

CLIENT_FRAME static void wipe_stack(void)
{
   volatile char room[16384];

   for (size_t i = 0; i < sizeof room; i++)
      room[i] = 0;
}

int main(void)
{
   planted_cache = g_hash_table_new(g_direct_hash, g_direct_equal);
   for (int i = 0; i < 300; i++) {
      if (i < 200)
         plant_list();
      plant_in_cache(i + 1);
      work();
   }
   wipe_stack();
   return 0;
}
