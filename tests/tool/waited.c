/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: a program that works or waits, as its argument says.

   work      works for about a second
   sleep     sleeps for 400 ms
   threads   four threads, one after the other, that work, then the main thread
             sleeps for 400 ms */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "client.h"

static void work(void)
{
   volatile unsigned n = 0;

   while (n < 30000000)
      n++;
}

static void sleep_long(void)
{
   nanosleep(&(struct timespec){.tv_nsec = 400000000}, NULL);
}

static void *run_thread(void *unused)
{
   work();
   return unused;
}

static void threads(void)
{
   for (int i = 0; i < 4; i++) {
      pthread_t thread;

      if (pthread_create(&thread, NULL, run_thread, NULL) == 0)
         pthread_join(thread, NULL);
   }
}

int main(int argc, char **argv)
{
   const char *what = argc > 1 ? argv[1] : "";
   void *block = malloc(1000);

   client_use(block);
   if (strcmp(what, "work") == 0)
      work();
   if (strcmp(what, "threads") == 0)
      threads();
   if (strcmp(what, "work") != 0)
      sleep_long();
   free(block);
   return 0;
}
