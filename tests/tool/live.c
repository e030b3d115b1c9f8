/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: what is held and lost while a program runs.

   live wait FOLDER   as monitor.c: makes FOLDER/at-N when step N is done, goes
                      on when there is FOLDER/go-N; FOLDER/address has the
                      address of a body of live_table, FOLDER/lost that of a
                      block that is lost
   live requests      asks ms2 itself, and prints what it said
   live threads       two threads lose memory in a region each

   live_table holds 10 entries of 100 bytes with a body of 50 each. */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "client.h"

#include "ms2.h"

struct entry {
   char *body;
   char rest[92];
};

struct entry *live_table[10];
static pthread_barrier_t gate;

CLIENT_FRAME static char *make_body(size_t bytes)
{
   char *body = calloc(1, bytes);

   client_use(body);
   return body;
}

CLIENT_FRAME static void fill_table(void)
{
   for (int i = 0; i < 10; i++) {
      live_table[i] = calloc(1, sizeof(struct entry));
      live_table[i]->body = make_body(50);
   }
}

/* What calls left behind on the stack; called where they were, since a frame
   between would keep some in its gaps. */
CLIENT_FRAME static void wipe_stack(void)
{
   volatile char room[16384];

   for (size_t i = 0; i < sizeof room; i++)
      room[i] = 0;
}

/* Records of 32 bytes, with a body of 20 each. */
CLIENT_FRAME static void lose(int n)
{
   for (int i = 0; i < n; i++) {
      char **record = calloc(1, 32);
      record[1] = make_body(20);
      client_use(record);
   }
}

CLIENT_FRAME static void write_address(const char *folder, const char *name,
                                       const void *address)
{
   char path[4096];

   snprintf(path, sizeof path, "%s/%s", folder, name);
   int file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
   dprintf(file, "%p\n", address);
   close(file);
}

CLIENT_FRAME static void lose_one(const char *folder)
{
   write_address(folder, "lost", make_body(77));
}

/* A path on the stack would keep what lay there before. */
static void wait_at(const char *folder, int step)
{
   static char path[4096];

   snprintf(path, sizeof path, "%s/at-%d", folder, step);
   close(open(path, O_CREAT | O_WRONLY, 0600));
   snprintf(path, sizeof path, "%s/go-%d", folder, step);
   while (access(path, F_OK) != 0)
      nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static int run_wait(char **arguments)
{
   fill_table();
   lose(5);
   lose_one(arguments[0]);
   write_address(arguments[0], "address", live_table[3]->body);
   wipe_stack();
   wait_at(arguments[0], 1);
   lose(7);
   wipe_stack();
   wait_at(arguments[0], 2);
   return 0;
}

CLIENT_FRAME static void tell(const char *what, int known,
                              const struct ms2_lost *lost)
{
   if (!known) {
      printf("%s: not recorded\n", what);
      return;
   }
   printf("%s: %llu/%llu %llu/%llu %llu/%llu\n", what, lost->definitely_bytes,
          lost->definitely_blocks, lost->indirectly_bytes,
          lost->indirectly_blocks, lost->possibly_bytes, lost->possibly_blocks);
}

CLIENT_FRAME static void in_region(int n, int n_kept)
{
   MS2_REGION_BEGIN("work");
   lose(n);
   for (int i = 0; i < n_kept; i++) {
      free(live_table[i]->body);
      live_table[i]->body = make_body(60);
   }
   MS2_REGION_END("work");
   wipe_stack();
}

static int requests(char **arguments)
{
   static char buffer[65536];
   struct ms2_lost lost;

   (void)arguments;
   setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
   fill_table();
   wipe_stack();
   tell("at first", MS2_LOST(&lost), &lost);
   lose(5);
   wipe_stack();
   tell("then", MS2_LOST(&lost), &lost);
   printf("bytes: %llu\n", MS2_LOST_BYTES());
   in_region(3, 2);
   tell("region", MS2_REGION_LOST(&lost), &lost);
   in_region(0, 4);
   tell("clean region", MS2_REGION_LOST(&lost), &lost);
   MS2_SNAPSHOT_WITH_OWNERS("here");
   free(live_table[0]->body);
   free(live_table[0]);
   live_table[0] = NULL;
   MS2_SNAPSHOT("there");
   return 0;
}

static struct ms2_lost lost_of[2];
static int known[2];

static void *run_thread(void *argument)
{
   int number = (int)(size_t)argument;

   pthread_barrier_wait(&gate);
   MS2_REGION_BEGIN("of a thread");
   lose(10 * (number + 1));
   pthread_barrier_wait(&gate);
   MS2_REGION_END("of a thread");
   wipe_stack();
   pthread_barrier_wait(&gate);
   known[number] = MS2_REGION_LOST(&lost_of[number]);
   pthread_barrier_wait(&gate);
   return NULL;
}

static int threads(char **arguments)
{
   pthread_t thread[2];

   (void)arguments;
   pthread_barrier_init(&gate, NULL, 2);
   for (size_t i = 0; i < 2; i++)
      pthread_create(&thread[i], NULL, run_thread, (void *)i);
   for (size_t i = 0; i < 2; i++)
      pthread_join(thread[i], NULL);
   for (size_t i = 0; i < 2; i++)
      tell(i == 0 ? "first" : "second", known[i], &lost_of[i]);
   return 0;
}

static const struct client_command commands[] = {
    {"wait", run_wait},
    {"requests", requests},
    {"threads", threads},
};

CLIENT_MAIN(commands)
