/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: allocates in steps, and waits for each.  Usage: monitor FOLDER
   Makes the file FOLDER/at-N when it has done step N, and goes on when there
   is FOLDER/go-N.  It waits in short naps: an attached vgdb needs no ptrace. */
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "client.h"

/* ms2.h includes nothing of Valgrind's. */
#include "ms2.h"

static CLIENT_FRAME void *keep_table(void)
{
   void *block = malloc(1000);

   client_use(block);
   return block;
}

static CLIENT_FRAME void *keep_node(void)
{
   void *block = malloc(64);

   client_use(block);
   return block;
}

static CLIENT_FRAME void spike(void)
{
   void *block = malloc(100000);

   client_use(block);
   free(block);
   client_use(NULL);
}

static CLIENT_FRAME void inner_work(void)
{
   MS2_REGION_BEGIN("inner");
   client_use(malloc(200));
   MS2_REGION_END("inner");
}

static void wait_at(const char *folder, int step)
{
   char path[4096];

   snprintf(path, sizeof path, "%s/at-%d", folder, step);
   close(open(path, O_CREAT | O_WRONLY, 0600));
   snprintf(path, sizeof path, "%s/go-%d", folder, step);
   while (access(path, F_OK) != 0)
      nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

int main(int argc, char **argv)
{
   const char *folder = argv[argc - 1];
   void *tables[4];

   for (int i = 0; i < 4; i++)
      tables[i] = keep_table();
   spike();
   MS2_REGION_BEGIN("work");
   for (int i = 0; i < 3; i++)
      inner_work();
   MS2_REGION_END("work");
   wait_at(folder, 1);
   for (int i = 0; i < 10; i++)
      keep_node();
   wait_at(folder, 2);
   free(tables[0]);
   keep_node();
   wait_at(folder, 3);
   return 0;
}
