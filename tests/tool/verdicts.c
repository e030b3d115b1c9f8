/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shapes of memory over time, planted: verdicts NAME [mended | waits]. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STEPS 4000

/* It has a name of its own in every build. */
#define SHAPE __attribute__((noinline)) static void

static void *volatile lost;
static void *volatile slots[STEPS];
static volatile unsigned long sum;
static int mended;

static void work(void)
{
   for (int i = 0; i < 300; i++)
      sum += (unsigned long)i * i;
   free(malloc(40));
}

/* A block that is lost; mended, it is freed. */
static void lose(void *p)
{
   lost = p;
   if (mended)
      free(p);
}

SHAPE slow(int i)
{
   if (i % 20 == 0)
      lose(malloc(100));
}

SHAPE early(int i)
{
   if (i < STEPS / 5)
      lose(malloc(100));
}

SHAPE bursty(int i)
{
   for (int k = 0; i % 400 == 399 && k < 300; k++)
      lose(malloc(100));
}

/* Of ten blocks of one line nine are freed: a request that fails. */
SHAPE request(int i)
{
   void *p = malloc(200);

   if (i % 10 == 0)
      lose(p);
   else
      free(p);
}

SHAPE list(int i)
{
   void **link = malloc(64);

   if (mended) {
      free(link);
      return;
   }
   *link = slots[0];
   slots[0] = link;
   slots[1] = (void *)(size_t)i;
}

SHAPE grow(int i)
{
   static char *table;
   static size_t n;

   if (mended && n == 50) {
      n = 0;
      table = realloc(table, 100);
   }
   if (i % 10 == 0)
      table = realloc(table, 1000 * ++n);
   slots[0] = table;
}

SHAPE ring(int i)
{
   free(slots[i % 200]);
   slots[i % 200] = malloc(300);
}

/* Half of what is in stays for good, the other half is replaced. */
SHAPE lru(int i)
{
   const int at = i < 400 ? i : 200 + i % 200;

   free(slots[at]);
   slots[at] = malloc(300);
}

SHAPE fill(int i)
{
   if (i < 300)
      slots[i] = malloc(500);
}

SHAPE saw(int i)
{
   slots[i % 500] = malloc(300);
   for (int k = 0; i % 500 == 499 && k < 500; k++)
      free(slots[k]);
}

/* It holds ever more, but nothing for long. */
SHAPE swell(int i)
{
   const int oldest = i - i / 8 - 1;

   slots[i] = malloc(200);
   if (oldest >= 0) {
      free(slots[oldest]);
      slots[oldest] = NULL;
   }
}

/* Tables at three moments, none of which is given back. */
SHAPE tables(int i)
{
   for (int k = 0; i % 1300 == 1299 && k < 300; k++)
      slots[i - k] = malloc(300);
}

/* A piece of a pool, for whoever came when it was empty. */
SHAPE piece(int i)
{
   slots[i] = malloc(16384);
}

static void pieces(int i)
{
   switch (i % 1000) {
   case 150:
   case 350:
   case 550:
      piece(i);
      sum += 1;
      break;
   case 750:
      piece(i);
      sum += 2;
      break;
   case 950:
      piece(i);
      sum += 3;
      break;
   default: break;
   }
}

/* Each is known by a pointer to its text, which stands behind its length. */
SHAPE strings(int i)
{
   slots[i] = (char *)malloc(40) + 3;
}

/* Beside much memory, ... */
static void hold_much(int i)
{
   if (i == 0)
      slots[STEPS - 1] = calloc(1, 2 << 20);
}

/* ... a little that grows and is held. */
SHAPE trickle(int i)
{
   hold_much(i);
   if (i % 20 == 1)
      slots[i] = malloc(24);
}

/* ... a table of small blocks that are dropped, not freed, at the very end. */
SHAPE dropped(int i)
{
   hold_much(i);
   if (i > 0 && i < 200)
      slots[i] = malloc(40);
   for (int k = 1; i == STEPS - 1 && k < 200; k++)
      slots[k] = NULL;
}

static const struct {
   const char *name;
   void (*step)(int i);
} shapes[] = {
    {"slow", slow},       {"early", early},     {"bursty", bursty},
    {"request", request}, {"list", list},       {"grow", grow},
    {"ring", ring},       {"lru", lru},         {"fill", fill},
    {"saw", saw},         {"swell", swell},     {"tables", tables},
    {"piece", pieces},    {"strings", strings}, {"trickle", trickle},
    {"dropped", dropped},
};

/* Several times as long as the work took, as a program does that has started
   others. */
static void wait_since(time_t start)
{
   sleep(3 + 3 * (unsigned)(time(NULL) - start));
}

int main(int argc, char **argv)
{
   const bool waits = argc > 2 && strcmp(argv[2], "waits") == 0;
   const time_t start = time(NULL);

   mended = argc > 2 && !waits;
   for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
      for (int i = 0; strcmp(shapes[s].name, argv[1]) == 0 && i < STEPS; i++) {
         shapes[s].step(i);
         work();
      }
   }
   if (waits)
      wait_since(start);
   return 0;
}
