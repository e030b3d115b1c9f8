/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: leaks that were planted: planted lost|held|thread, or
   planted library PATH.

   lost     300 records of 64 bytes, each with a body of 40 that only it holds
   held     400 blocks of 100 bytes that the variable planted_table holds
   thread   as lost, by a thread that ends
   library  as lost, by plant_in_library of the library, 80 and 48 bytes

   Between two of them time passes, so that they make a staircase. */
#include "client.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#define N_LOST 300
#define N_HELD 400

void *planted_table[N_HELD];

CLIENT_FRAME static void work(void)
{
   for (volatile int i = 0; i < 2000; i++)
      client_use(NULL);
}

CLIENT_FRAME static void *plant_body(void)
{
   void *body = calloc(1, 40);

   client_use(body);
   return body;
}

CLIENT_FRAME static void plant_record(void)
{
   void **record = calloc(1, 64);

   record[1] = plant_body();
   client_use(record);
}

/* What calls left behind on the stack. */
CLIENT_FRAME static void wipe_stack(void)
{
   volatile char room[16384];

   for (size_t i = 0; i < sizeof room; i++)
      room[i] = 0;
}

static int plant_lost(char **arguments)
{
   (void)arguments;
   for (int i = 0; i < N_LOST; i++) {
      plant_record();
      work();
   }
   wipe_stack();
   return 0;
}

CLIENT_FRAME static void plant_in_table(int i)
{
   planted_table[i] = calloc(1, 100);
}

static int plant_held(char **arguments)
{
   (void)arguments;
   for (int i = 0; i < N_HELD; i++) {
      plant_in_table(i);
      work();
   }
   return 0;
}

static void *run_thread(void *arguments)
{
   plant_lost(arguments);
   return NULL;
}

static int plant_in_thread(char **arguments)
{
   pthread_t thread;

   return pthread_create(&thread, NULL, run_thread, arguments) ||
          pthread_join(thread, NULL);
}

static int plant_library(char **arguments)
{
#ifdef CLIENT_STATIC
   (void)arguments;
   return 2;
#else
   void *library = dlopen(arguments[0], RTLD_NOW);
   union {
      void *object;
      void (*call)(void);
   } plant = {library ? dlsym(library, "plant_in_library") : NULL};

   for (int i = 0; plant.object && i < N_LOST; i++) {
      plant.call();
      work();
   }
   wipe_stack();
   return plant.object == NULL;
#endif
}

static const struct client_command commands[] = {
    {"lost", plant_lost},
    {"held", plant_held},
    {"thread", plant_in_thread},
    {"library", plant_library},
};

CLIENT_MAIN(commands)
