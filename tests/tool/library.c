/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: what the C library holds for itself, and what the program left with
   it; and ways to end with something in a buffer. */
#define _GNU_SOURCE
#include <locale.h>
#include <pthread.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "client.h"

static FILE *volatile stream;

/* The library's own, all of it. */
CLIENT_FRAME static void use_library(void)
{
   const time_t noon = 12 * 3600;
   const struct tm *time = localtime(&noon);

   setlocale(LC_ALL, "C.UTF-8");
   printf("%d %s\n", time->tm_year, getpwuid(0)->pw_name);
}

CLIENT_FRAME static void leave_open(void)
{
   stream = fopen("/etc/passwd", "r");
   char line[64];
   if (!stream || !fgets(line, sizeof line, stream))
      exit(1);
}

static int nothing(char **arguments)
{
   (void)arguments;
   use_library();
   return 0;
}

static int leaves_open(char **arguments)
{
   use_library();
   for (int i = atoi(arguments[0]); i > 0; i--)
      leave_open();
   return 0;
}

/* What the standard output writes into is the program's here, and so are a
   text in the environment and a line read. */
static int lends(char **arguments)
{
   char *buffer = malloc(5000);
   char *line = NULL;
   size_t room = 0;
   FILE *file = fopen("/etc/passwd", "r");

   (void)arguments;
   if (!buffer || !file || setvbuf(stdout, buffer, _IOFBF, 5000) != 0)
      return 1;
   if (getline(&line, &room, file) < 0)
      return 1;
   fclose(file);
   printf("lent\n");
   return 0;
}

static void *work(void *unused)
{
   return unused;
}

/* Threads that ended leave their stacks to the library. */
static int threads(char **arguments)
{
   pthread_t thread[4];

   (void)arguments;
   for (int i = 0; i < 4; i++) {
      if (pthread_create(&thread[i], NULL, work, NULL) != 0)
         return 1;
   }
   for (int i = 0; i < 4; i++)
      pthread_join(thread[i], NULL);
   return 0;
}

/* Ends with a line in the buffer: "exit" writes it, "_exit" and quick_exit do
   not, and a child that leaves by _exit must not. */
static int ends(char **arguments)
{
   printf("a line\n");
   if (strcmp(arguments[0], "_exit") == 0)
      _exit(3);
   if (strcmp(arguments[0], "quick") == 0)
      quick_exit(4);
   if (strcmp(arguments[0], "fork") == 0 && fork() == 0)
      _exit(5);
   if (strcmp(arguments[0], "vfork") == 0 && vfork() == 0)
      _exit(6);
   if (strcmp(arguments[0], "fork-exit") == 0 && fork() == 0)
      exit(7);
   while (wait(NULL) > 0) {
   }
   return 0;
}

/* Reads a line of its input, which reads ahead, and leaves by _exit; what is
   left of the input is for whoever has it, too. */
static int reads_ahead(char **arguments)
{
   (void)arguments;
   if (fork() == 0) {
      char line[16];
      if (!fgets(line, sizeof line, stdin))
         _exit(1);
      _exit(0);
   }
   wait(NULL);
   printf("at %ld\n", (long)lseek(0, 0, SEEK_CUR));
   return 0;
}

static void *writes_later(void *unused)
{
   for (;;) {
      if (write(1, "", 0) < 0)
         return unused;
   }
}

/* Other threads do not run on behind the end. */
static int busy_threads(char **arguments)
{
   pthread_t thread;

   (void)arguments;
   for (int i = 0; i < 3; i++) {
      if (pthread_create(&thread, NULL, writes_later, NULL) != 0)
         return 1;
   }
   printf("over\n");
   return 0;
}

static const struct client_command commands[] = {
    {"nothing", nothing},
    {"leaves-open", leaves_open},
    {"lends", lends},
    {"threads", threads},
    {"ends", ends},
    {"reads-ahead", reads_ahead},
    {"busy-threads", busy_threads},
};

CLIENT_MAIN(commands)
