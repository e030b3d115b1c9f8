/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: memory past malloc that leaks, and the same that does not. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client.h"

#define CHUNK ((size_t)256 << 10)
#define TIMES 100
#define READ_WRITE (PROT_READ | PROT_WRITE)

/* A healthy heap, so that the run has a life of its own. */
static void *kept[50];

static CLIENT_FRAME void work(int i)
{
   for (int k = 0; k < 100; k++) {
      const int at = (i + k) % 50;
      free(kept[at]);
      kept[at] = malloc(500);
      client_use(kept[at]);
   }
}

static CLIENT_FRAME void *map_private(void)
{
   char *p = mmap(NULL, CHUNK, READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   memset(p, 1, CHUNK);
   return p;
}

static CLIENT_FRAME void *map_shared(void)
{
   char *p = mmap(NULL, CHUNK, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

   memset(p, 1, CHUNK);
   return p;
}

static CLIENT_FRAME void *map_memfd(void)
{
   int fd = memfd_create("buffer", 0);

   if (fd < 0 || ftruncate(fd, (off_t)CHUNK) != 0)
      exit(3);
   char *p = mmap(NULL, CHUNK, READ_WRITE, MAP_SHARED, fd, 0);
   close(fd);
   memset(p, 1, CHUNK);
   return p;
}

static void repeat(void *map(void), int is_leak)
{
   for (int i = 0; i < TIMES; i++) {
      void *p = map();
      work(i);
      if (!is_leak)
         munmap(p, CHUNK);
   }
}

static int leak_private(char **arguments)
{
   (void)arguments;
   repeat(map_private, 1);
   return 0;
}

static int leak_shared(char **arguments)
{
   (void)arguments;
   repeat(map_shared, 1);
   return 0;
}

static int leak_memfd(char **arguments)
{
   (void)arguments;
   repeat(map_memfd, 1);
   return 0;
}

static int unmap_all(char **arguments)
{
   (void)arguments;
   repeat(map_private, 0);
   repeat(map_memfd, 0);
   return 0;
}

/* One at the start, and no more. */
static int one_table(char **arguments)
{
   (void)arguments;
   for (int i = 0; i < 40; i++)
      map_private();
   for (int i = 0; i < 40 * TIMES; i++)
      work(i);
   return 0;
}

static void *run_thread(void *argument)
{
   char deep[20000];

   memset(deep, 1, sizeof deep);
   client_use(deep);
   return argument;
}

static CLIENT_FRAME void start_thread(int joins)
{
   pthread_t thread;

   if (pthread_create(&thread, NULL, run_thread, NULL) != 0)
      exit(3);
   if (joins)
      pthread_join(thread, NULL);
}

/* Until the kernel has no other thread of this process any more: each is a link
   to this folder, which has two others. */
static void wait_for_threads(void)
{
   struct stat tasks;

   while (stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink > 3)
      sched_yield();
}

static void leave_unjoined(int n)
{
   for (int i = 0; i < n; i++) {
      start_thread(0);
      work(i);
   }
   wait_for_threads();
}

static int unjoined(char **arguments)
{
   (void)arguments;
   leave_unjoined(TIMES);
   return 0;
}

static int unjoined_one(char **arguments)
{
   (void)arguments;
   leave_unjoined(1);
   return 0;
}

static int joined(char **arguments)
{
   (void)arguments;
   for (int i = 0; i < TIMES; i++) {
      start_thread(1);
      work(i);
   }
   return 0;
}

static const struct client_command commands[] = {
    {"leak_private", leak_private}, {"leak_shared", leak_shared},
    {"leak_memfd", leak_memfd},     {"unmap_all", unmap_all},
    {"one_table", one_table},       {"unjoined", unjoined},
    {"unjoined_one", unjoined_one}, {"joined", joined},
};

CLIENT_MAIN(commands)
