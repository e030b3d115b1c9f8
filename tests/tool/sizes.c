/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: sizes and alignments at the limits, told in words.

   Its output must be the same natively and under ms2. */
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
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
   TELL(memalign(max, 9));
   TELL(memalign(half + 1, 9));
   TELL(memalign(zero, 9));
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

   (void)arguments;
   if (!block)
      return 1;
   strcpy(block, "content");
   errno = 0;
   char *bigger = realloc(client_hide(block), client_hide_size(SIZE_MAX));
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

static int page_alloc(char **arguments)
{
   void *block = pvalloc(100);

   (void)arguments;
   printf("pvalloc: %s\n", (uintptr_t)block % 4096 == 0 ? "aligned" : "not");
   free(block);
   return 0;
}

/* Gives a block another size; counts the moves, and bytes that were lost. */
struct moves {
   int same, usable, less, back, lost;
};

static int has_moved(char **block, size_t size)
{
   uintptr_t was = (uintptr_t)*block;

   *block = realloc(client_hide(*block), client_hide_size(size));
   return (uintptr_t)*block != was;
}

/* What malloc_usable_size says is written to, and has to stay. */
static void try_moves(struct moves *moves, char *block, size_t size)
{
   size_t fewer = size / 3 + 1;

   memset(block, 1, size);
   moves->same += has_moved(&block, size);
   size_t usable = malloc_usable_size(block);
   memset(block, 2, usable);
   moves->usable += has_moved(&block, usable);
   moves->less += has_moved(&block, fewer);
   for (size_t i = 0; i < fewer; i++)
      moves->lost += block[i] != 2;
   moves->back += has_moved(&block, malloc_usable_size(block));
   free(block);
}

static void tell_moves(const char *what, const struct moves *moves)
{
   printf("%s: moved same %d usable %d less %d back %d, lost %d\n", what,
          moves->same, moves->usable, moves->less, moves->back, moves->lost);
}

/* None of these need move. */
static int moves(char **arguments)
{
   struct moves small = {0}, large = {0}, aligned = {0};

   (void)arguments;
   for (size_t n = 1; n <= 1000; n++)
      try_moves(&small, malloc(n), n);
   for (size_t n = 1001; n <= 10000000; n = n * 5 / 4)
      try_moves(&large, malloc(n), n);
   for (size_t align = 32; align <= (1 << 26); align *= 2)
      try_moves(&aligned, memalign(align, 5000), 5000);
   tell_moves("small", &small);
   tell_moves("large", &large);
   tell_moves("aligned", &aligned);
   return 0;
}

/* The pages of what shrinks are given back: of 300 MB that are had in turn,
   less than half is in memory then, the recorder's own part included. */
static int shrinks(char **arguments)
{
   char *blocks[300];
   long peak_kib = 0;

   (void)arguments;
   for (int i = 0; i < 300; i++) {
      blocks[i] = malloc(1000000);
      memset(blocks[i], i, 1000000);
      blocks[i] = realloc(client_hide(blocks[i]), 100);
   }
   FILE *status = fopen("/proc/self/status", "r");
   char line[256];
   while (status && fgets(line, sizeof line, status))
      sscanf(line, "VmRSS: %ld", &peak_kib);
   if (status)
      fclose(status);
   printf("in memory: %s\n", peak_kib < 150000 ? "little" : "all");
   for (int i = 0; i < 300; i++)
      free(blocks[i]);
   return 0;
}

static char *page_of_begin(char *block)
{
   return (char *)((uintptr_t)(block - 1) & ~(uintptr_t)4095);
}

static void hide(char *block)
{
   if (mprotect(page_of_begin(block), 4096, PROT_NONE) != 0)
      exit(3);
}

/* Takes away the right to read pages in which blocks begin, or the pages, after
   half of their like were freed, and leaves them so. */
static int hides(char **arguments)
{
   static char *small[200], *large[20];

   (void)arguments;
   for (int i = 0; i < 200; i++)
      small[i] = malloc(500);
   for (int i = 0; i < 20; i++)
      large[i] = malloc(3000 + 1000 * i);
   for (int i = 0; i < 200; i += 2)
      free(small[i]);
   for (int i = 0; i < 20; i += 2)
      free(large[i]);
   hide(small[101]);
   hide(large[11]);
   hide(large[15]);
   munmap(page_of_begin(small[161]), 4096);
   mmap(page_of_begin(large[17]), 4096, PROT_NONE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
   usleep(1000);
   return 0;
}

static const struct client_command commands[] = {
    {"limits", limits},      {"reallocs", reallocs}, {"alignments", alignments},
    {"pvalloc", page_alloc}, {"moves", moves},       {"shrinks", shrinks},
    {"hides", hides},
};

CLIENT_MAIN(commands)
