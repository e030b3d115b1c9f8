/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: glib's allocators.  Of `fill_list`: 100 links, 24 bytes each, and
   100 texts of 6 bytes; of `slices`: one piece of 1000 bytes, freed. */
#include "client.h"

#include <glib.h>

static CLIENT_FRAME GList *fill_list(void)
{
   GList *list = NULL;

   for (int i = 0; i < 100; i++)
      list = g_list_prepend(list, g_strdup("12345"));
   client_use(list);
   return list;
}

static CLIENT_FRAME void slices(void)
{
   void *slice = g_slice_alloc(1000);

   client_use(slice);
   g_slice_free1(1000, slice);
}

int main(void)
{
   client_use(fill_list());
   slices();
   return 0;
}
