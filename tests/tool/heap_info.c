/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: asks the C library about its heap.

   Each way prints whether the bytes in use rise and fall with the blocks:
      mallinfo | malloc_info | malloc_stats */
#include "client.h"

#include <malloc.h>
#include <stdlib.h>

/* Larger than all that the C library takes for its own files. */
#define BLOCK 200000

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static size_t from_mallinfo(void)
{
   struct mallinfo info = mallinfo();
   struct mallinfo2 info2 = mallinfo2();

   return (size_t)info.uordblks + (size_t)info.hblkhd ==
                      info2.uordblks + info2.hblkhd &&
                  (size_t)info.arena >= (size_t)info.uordblks &&
                  (info.ordblks == 0) == (info.fordblks == 0)
              ? info2.uordblks + info2.hblkhd
              : 0;
}

/* What is not free of what the system gave. */
static size_t from_malloc_info(void)
{
   static char text[65536];
   FILE *file = fmemopen(text, sizeof text, "w");
   size_t bytes = 0;

   if (malloc_info(1, file) == 0 || malloc_info(0, file) != 0)
      return 0;
   fclose(file);
   for (const char *at = text;
        (at = strstr(at, "<system type=\"current\" size=\"")); at++) {
      bytes = strtoul(strstr(at, "size=\"") + 6, NULL, 10);
   }
   return strstr(text, "</malloc>") ? bytes : 0;
}

static int is_about(size_t bytes, size_t wanted)
{
   return bytes >= wanted && bytes < wanted + BLOCK / 2;
}

static int follows(size_t (*in_use)(void))
{
   char *one = client_hide(malloc(BLOCK));
   char *two = client_hide(calloc(BLOCK / 10, 10));
   int good = is_about(in_use(), 2 * BLOCK);

   one = client_hide(realloc(one, 2 * BLOCK));
   good = good && is_about(in_use(), 3 * BLOCK);
   free(two);
   good = good && is_about(in_use(), 2 * BLOCK);
   free(one);
   return good && is_about(in_use(), 0);
}

int main(int argc, char **argv)
{
   const char *what = argc > 1 ? argv[1] : "";
   int good = 0;

   if (strcmp(what, "mallinfo") == 0)
      good = follows(from_mallinfo);
   if (strcmp(what, "malloc_info") == 0)
      good = follows(from_malloc_info);
   if (strcmp(what, "malloc_stats") == 0) {
      char *block = client_hide(malloc(BLOCK));
      malloc_stats();
      free(block);
      malloc_stats();
      good = 1;
   }
   printf("%s\n", good ? "good" : "bad");
   return 0;
}
