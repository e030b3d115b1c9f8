/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: a window between two labels in which old blocks end and new ones
   come, all of one stack and of one size.

   1000 blocks of 100 bytes are allocated before the label "from".  In the
   window 800 more are, among which 500 old ones and 300 new ones are freed;
   then comes the label "until".  Behind it 7 more are allocated, and 100 old
   ones and 50 of the window are freed.  So 500 are born in the window and live
   at its end, 450 of them at the end of the run, and 500 live all through the
   window.

   With the argument "plain" there are no labels. */
#include "client.h"

#include <ms2.h>

#include <stdlib.h>
#include <string.h>

#define SIZE 100

static void *blocks[2000];
static int n_blocks;

static void __attribute__((noinline)) allocate(int n)
{
   for (int i = 0; i < n; i++) {
      blocks[n_blocks] = malloc(SIZE);
      client_use(blocks[n_blocks++]);
   }
}

static void end(int from, int n)
{
   for (int i = from; i < from + n; i++) {
      free(blocks[i]);
      blocks[i] = NULL;
   }
}

/* How many are allocated; which are freed then: some old ones, some new ones.
 */
static const struct step {
   int n;
   int old, n_old, new, n_new;
   const char *label;
} steps[] = {
    {1000, 0, 0, 0, 0, "from"},      {160, 0, 100, 1000, 60, NULL},
    {160, 100, 100, 1160, 60, NULL}, {160, 200, 100, 1320, 60, NULL},
    {160, 300, 100, 1480, 60, NULL}, {160, 400, 100, 1640, 60, "until"},
    {7, 500, 100, 1060, 50, NULL},
};

int main(int argc, char **argv)
{
   const int plain = argc > 1 && strcmp(argv[1], "plain") == 0;

   for (unsigned i = 0; i < sizeof steps / sizeof steps[0]; i++) {
      const struct step *s = &steps[i];

      allocate(s->n);
      end(s->old, s->n_old);
      end(s->new, s->n_new);
      if (s->label && !plain)
         MS2_SNAPSHOT(s->label);
   }
   return 0;
}
