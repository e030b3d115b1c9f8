/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: blocks with lives, in threads with names; with the argument "set" a
   working set and churn: 3 blocks that live through most of the run's work,
   with nothing allocated behind them, and 500 that are freed at once. */
#define _GNU_SOURCE
#include "client.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <valgrind/valgrind.h>

enum { N_MADE = 10, N_STEPS = 5 };

static void *made[N_MADE];
static pthread_barrier_t gate;

static CLIENT_FRAME void *make(size_t size)
{
   void *block = malloc(size);

   client_use(block);
   return block;
}

/* Freed none, one and two allocations later. */
static CLIENT_FRAME void live_shortly(void)
{
   void *first = make(100);
   void *second = make(20);
   void *third = make(3);

   free(first);
   free(second);
   free(third);
}

static CLIENT_FRAME void work(volatile unsigned *n)
{
   for (*n = 0; *n < 1000000; ++*n)
      ;
}

static CLIENT_FRAME void churn(void)
{
   for (int i = 0; i < 500; i++)
      free(make(10));
}

static CLIENT_FRAME void use_set(void)
{
   static volatile unsigned n;
   void *set[3];

   for (int i = 0; i < 3; i++)
      set[i] = make(1000);
   work(&n);
   for (int i = 0; i < 3; i++)
      free(set[i]);
}

static CLIENT_FRAME void *grow(void *block)
{
   size_t size = 8;

   for (int i = 0; i < N_STEPS; i++) {
      size *= 2;
      block = realloc(block, size);
      client_use(block);
   }
   return block;
}

/* Right where malloc's block begins, which has a chain of its own. */
static CLIENT_FRAME void announce_and_resize(void *block)
{
   VALGRIND_MALLOCLIKE_BLOCK(block, 40, 0, 0);
   VALGRIND_RESIZEINPLACE_BLOCK(block, 40, 80, 0);
   VALGRIND_RESIZEINPLACE_BLOCK(block, 80, 120, 0);
   VALGRIND_FREELIKE_BLOCK(block, 0);
   client_use(block);
}

static void *maker(void *unused)
{
   pthread_setname_np(pthread_self(), "maker");
   for (int i = 0; i < N_MADE; i++)
      made[i] = make(1000);
   return unused;
}

static void *waiter(void *unused)
{
   pthread_barrier_wait(&gate);
   pthread_barrier_wait(&gate);
   return unused;
}

static void run_threads(void)
{
   pthread_t thread;

   pthread_create(&thread, NULL, maker, NULL);
   pthread_join(thread, NULL);
   pthread_barrier_init(&gate, NULL, 2);
   pthread_create(&thread, NULL, waiter, NULL);
   pthread_barrier_wait(&gate);
   pthread_setname_np(thread, "a \\ name");
   pthread_barrier_wait(&gate);
   pthread_join(thread, NULL);
}

static void release(int from, int to)
{
   for (int i = from; i < to; i++)
      free(made[i]);
}

int main(int argc, char **argv)
{
   if (argc > 1 && strcmp(argv[1], "set") == 0) {
      churn();
      use_set();
      return 0;
   }
   live_shortly();
   void *block = grow(make(8));
   announce_and_resize(block);
   free(block);
   run_threads();
   release(0, 6);
   if (fork() == 0) {
      release(6, N_MADE);
      live_shortly();
      _exit(0);
   }
   wait(NULL);
   return 0;
}
