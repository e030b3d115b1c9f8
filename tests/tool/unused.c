/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is held and not used in each way there is, and two lists that grow: one
   is walked, the other is not.  Pointers go through volatile variables, as a
   compiler leaves out blocks that nobody looks at.  It prints nothing. */
#include <stdlib.h>
#include <string.h>

#define ROUNDS 40
#define KIB 1024u

struct item {
   struct item *next;
   char body[248];
};

static char *volatile kept[4000];
static struct item *volatile forgotten, *volatile table;
static volatile unsigned long sum;
static int n_kept;

__attribute__((noinline)) static void never_used(void)
{
   for (int i = 0; i < 200; i++)
      kept[n_kept++] = malloc(4 * KIB);
}

/* A quarter is filled. */
__attribute__((noinline)) static void reserve(void)
{
   char *big = malloc(1024 * KIB);

   memset(big, 1, 256 * KIB);
   kept[n_kept++] = big;
}

__attribute__((noinline)) static void write_only(void)
{
   for (int i = 0; i < 300; i++) {
      char *block = malloc(KIB);

      memset(block, i, KIB);
      kept[n_kept++] = block;
   }
}

__attribute__((noinline)) static char *volatile *read_early(void)
{
   char *volatile *first = kept + n_kept;

   for (int i = 0; i < 300; i++) {
      char *block = malloc(KIB);

      memset(block, i, KIB);
      kept[n_kept++] = block;
   }
   return first;
}

static void look(char *volatile *blocks)
{
   for (int i = 0; i < 300; i++) {
      for (unsigned k = 0; k < KIB; k += 8)
         sum += (unsigned long)blocks[i][k];
   }
}

__attribute__((noinline)) static void forget(void)
{
   struct item *item = malloc(sizeof *item);

   memset(item->body, 1, sizeof item->body);
   item->next = forgotten;
   forgotten = item;
}

__attribute__((noinline)) static void insert(void)
{
   struct item *item = malloc(sizeof *item);

   memset(item->body, 1, sizeof item->body);
   item->next = table;
   table = item;
}

static void walk(void)
{
   for (struct item *item = table; item; item = item->next) {
      for (unsigned k = 0; k < sizeof item->body; k += 8)
         sum += (unsigned long)item->body[k];
   }
}

int main(void)
{
   never_used();
   reserve();
   write_only();
   char *volatile *early = read_early();
   for (int round = 0; round < ROUNDS; round++) {
      if (round < ROUNDS / 4)
         look(early);
      for (int i = 0; i < 25; i++) {
         forget();
         insert();
      }
      walk();
      for (int i = 0; i < 20000; i++)
         sum += (unsigned long)i;
   }
   return 0;
}
