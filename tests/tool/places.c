/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: does something to the place where its profile is, then works until
   the profile is full several times over.

   Usage: places stay|leave FOLDER|remove FILE|lock FOLDER|root FOLDER
          places become USER: a child does, and has a profile */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "client.h"

static void *kept[4096];

CLIENT_FRAME static void *left(unsigned turns, int depth);
CLIENT_FRAME static void *right(unsigned turns, int depth);

static void *turn(unsigned turns, int depth)
{
   if (depth == 0)
      return malloc(20 + turns % 99);
   return turns & 1 ? left(turns >> 1, depth - 1)
                    : right(turns >> 1, depth - 1);
}

CLIENT_FRAME static void *left(unsigned turns, int depth)
{
   void *block = turn(turns, depth);

   client_use(block);
   return block;
}

CLIENT_FRAME static void *right(unsigned turns, int depth)
{
   void *block = turn(turns, depth);

   client_use(block);
   return block;
}

static int work(void)
{
   srand(1);
   for (int i = 0; i < 400000; i++) {
      const int place = rand() % 4096;

      free(kept[place]);
      kept[place] = left((unsigned)rand(), 8);
   }
   return 0;
}

static int stay(char **arguments)
{
   (void)arguments;
   return work();
}

static int leave(char **arguments)
{
   return chdir(arguments[0]) == 0 ? work() : 1;
}

static int remove_file(char **arguments)
{
   return unlink(arguments[0]) == 0 ? work() : 1;
}

/* Root may write anywhere, so it becomes somebody else. */
static int lock(char **arguments)
{
   if (chmod(arguments[0], S_IRUSR | S_IXUSR) != 0)
      return 1;
   if (geteuid() == 0 && setuid(12345) != 0)
      return 1;
   return work();
}

static int change_root(char **arguments)
{
   return chroot(arguments[0]) == 0 && chdir("/") == 0 ? work() : 1;
}

static int become(char **arguments)
{
   int status = 1;

   client_use(malloc(100));
   if (setuid((uid_t)atoi(arguments[0])) != 0)
      return 1;
   if (fork() == 0) {
      client_use(malloc(77));
      _exit(0);
   }
   wait(&status);
   return status;
}

static const struct client_command commands[] = {
    {"stay", stay}, {"leave", leave},      {"remove", remove_file},
    {"lock", lock}, {"root", change_root}, {"become", become},
};

CLIENT_MAIN(commands)
