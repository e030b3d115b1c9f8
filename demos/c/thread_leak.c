/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demo: one thread of three leaks.

   Threads "network", "ingest" and "render" run side by side.  All of them
   allocate and free; "ingest" forgets every message it keeps for retries.

   See it:   ms2 demos/thread_leak
   Picture:  a staircase to 150 KiB with a ripple on it.  The leak belongs to
             keep_for_retry, called by ingest_main and by no other thread. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include "demo.h"

enum { ROUNDS = 150, MESSAGE_BYTES = 1024, BUFFER_BYTES = 4096 };

/* Valgrind runs one thread at a time; the barrier makes them take turns. */
static pthread_barrier_t next_round;

static DEMO_FUNCTION void use_buffer(void)
{
   void *buffer = malloc(BUFFER_BYTES);

   demo_use(buffer);
   demo_compute(1000);
   free(buffer);
   pthread_barrier_wait(&next_round);
}

static DEMO_FUNCTION void keep_for_retry(void)
{
   void *message = malloc(MESSAGE_BYTES);

   demo_use(message); /* freed nowhere */
}

static void *ingest_main(void *unused)
{
   for (int i = 0; i < ROUNDS; i++) {
      use_buffer();
      keep_for_retry();
   }
   return unused;
}

static void *network_main(void *unused)
{
   for (int i = 0; i < ROUNDS; i++)
      use_buffer();
   return unused;
}

static void *render_main(void *unused)
{
   for (int i = 0; i < ROUNDS; i++)
      use_buffer();
   return unused;
}

static const struct {
   const char *name;
   void *(*run)(void *);
} workers[] = {
    {"network", network_main},
    {"ingest", ingest_main},
    {"render", render_main},
};

enum { N_WORKERS = sizeof workers / sizeof workers[0] };

int main(void)
{
   pthread_barrier_init(&next_round, NULL, N_WORKERS);
   pthread_t threads[N_WORKERS];
   for (int i = 0; i < N_WORKERS; i++) {
      if (pthread_create(&threads[i], NULL, workers[i].run, NULL) != 0)
         return 1;
      pthread_setname_np(threads[i], workers[i].name);
   }
   for (int i = 0; i < N_WORKERS; i++)
      pthread_join(threads[i], NULL);
   return 0;
}
