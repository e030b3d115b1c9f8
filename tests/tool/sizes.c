/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: sizes and alignments at the limits, told in words.

   Its output must be the same natively and under ms2. */
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include "client.h"

static const char *error_name(int error)
{
   switch (error) {
   case 0: return "0";
   case EINVAL: return "EINVAL";
   case ENOMEM: return "ENOMEM";
   default: return "another error";
   }
}

/* Prints "what: block" or "what: NULL ENOMEM" and frees the block. */
static void tell(const char *what, void *block)
{
   if (block)
      printf("%s: block\n", what);
   else
      printf("%s: NULL %s\n", what, error_name(errno));
   free(block);
}

#define TELL(call)       \
   do {                  \
      errno = 0;         \
      tell(#call, call); \
   } while (0)

static void tell_posix_memalign(size_t align, size_t size)
{
   void *block = NULL;
   int error = posix_memalign(&block, align, client_hide_size(size));

   printf("posix_memalign(%zu): %s\n", align, error_name(error));
   if (error == 0)
      free(block);
}

static int limits(char **arguments)
{
   size_t max = client_hide_size(SIZE_MAX);
   size_t half = client_hide_size(SIZE_MAX / 2 + 1);
   size_t zero = client_hide_size(0);

   (void)arguments;
   TELL(malloc(zero));
   TELL(malloc(max));
   TELL(malloc(half));
   TELL(calloc(zero, 8));
   TELL(calloc(half, 2));
   TELL(calloc(max, max));
   TELL(realloc(NULL, zero));
   TELL(realloc(NULL, max));
   TELL(reallocarray(NULL, half, 2));
   TELL(memalign(64, max));
   TELL(memalign(64, zero));
   TELL(aligned_alloc(64, max - 63));
   TELL(valloc(max));
   tell_posix_memalign(3, 100);
   tell_posix_memalign(4, 100);
   tell_posix_memalign(24, 100);
   tell_posix_memalign(sizeof(void *), 100);
   tell_posix_memalign(4096, 100);
   tell_posix_memalign(4096, 0);
   tell_posix_memalign((size_t)1 << 24, 100);
   tell_posix_memalign((size_t)1 << 25, 100);
   tell_posix_memalign(SIZE_MAX / 4 + 1, 100);
   tell_posix_memalign(64, SIZE_MAX);
   return 0;
}

/* A realloc that fails leaves the block; one to 0 bytes frees it. */
static int reallocs(char **arguments)
{
   char *block = malloc(100);
   char *bigger;

   (void)arguments;
   if (!block)
      return 1;
   strcpy(block, "content");
   errno = 0;
   bigger = realloc(client_hide(block), client_hide_size(SIZE_MAX));
   printf("realloc(block, SIZE_MAX): %s %s, the block holds %s\n",
          bigger ? "block" : "NULL", error_name(errno), block);
   bigger = realloc(client_hide(block), 1000000);
   printf("realloc(block, 1000000): holds %s\n", bigger);
   printf("realloc(block, 0): %s\n",
          realloc(client_hide(bigger), client_hide_size(0)) ? "block" : "NULL");
   return 0;
}

static void tell_alignment(const char *what, void *block, uintptr_t align)
{
   printf("%s: %s, usable %s\n", what,
          (uintptr_t)block % align == 0 ? "aligned" : "not aligned",
          malloc_usable_size(block) >= 100 ? "enough" : "too little");
   free(block);
}

static int alignments(char **arguments)
{
   (void)arguments;
   tell_alignment("malloc", malloc(100), 16);
   tell_alignment("calloc", calloc(10, 10), 16);
   tell_alignment("realloc", realloc(NULL, 100), 16);
   tell_alignment("memalign", memalign(256, 100), 256);
   tell_alignment("aligned_alloc", aligned_alloc(128, 128), 128);
   tell_alignment("valloc", valloc(100), 4096);
   tell_alignment("memalign to 1 MiB", memalign(1 << 20, 100), 1 << 20);
   printf("usable size of NULL: %zu\n", malloc_usable_size(NULL));
   return 0;
}

/* By itself: Valgrind 3.19's own replacement gives up on it. */
static int page_alloc(char **arguments)
{
   void *block = pvalloc(100);

   (void)arguments;
   printf("pvalloc: %s\n", (uintptr_t)block % 4096 == 0 ? "aligned" : "not");
   free(block);
   return 0;
}

static const struct client_command commands[] = {
    {"limits", limits},
    {"reallocs", reallocs},
    {"alignments", alignments},
    {"pvalloc", page_alloc},
};

CLIENT_MAIN(commands)
