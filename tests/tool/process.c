/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: forks, execs, sleeps, and programs that are killed. */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "client.h"

static CLIENT_FRAME void *before_fork(size_t size)
{
   void *block = malloc(size);

   client_use(block);
   return block;
}

static CLIENT_FRAME void *in_child(size_t size)
{
   void *block = malloc(size);

   client_use(block);
   return block;
}

static CLIENT_FRAME void *in_parent(size_t size)
{
   void *block = malloc(size);

   client_use(block);
   return block;
}

static int wait_for(pid_t child)
{
   int status;

   if (child < 0 || waitpid(child, &status, 0) != child)
      return 1;
   return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* The child holds 1000 + 500 bytes and has freed 300 of before; the parent
   holds 1300 + 70. */
static int do_fork(char **arguments)
{
   void *kept = before_fork(1000);
   void *given_up = before_fork(300);
   pid_t child = fork();

   (void)arguments;
   if (child == 0) {
      client_use(in_child(500));
      free(given_up);
      client_use(kept);
      _exit(0);
   }
   client_use(in_parent(70));
   return wait_for(child);
}

/* A child that does nothing but become another program. */
static int fork_exec(char **arguments)
{
   client_use(before_fork(1000));
   pid_t child = fork();
   if (child == 0) {
      execv(arguments[0], arguments);
      _exit(127);
   }
   client_use(in_parent(70));
   return wait_for(child);
}

static int do_exec(char **arguments)
{
   client_use(before_fork(1000));
   execv(arguments[0], arguments);
   return 127;
}

static int allocate(char **arguments)
{
   client_use(before_fork(strtoul(arguments[0], NULL, 10)));
   return 0;
}

/* Says that it is ready by making the file arguments[0], and sleeps: the
   recorder gets no more events to write on. */
static int sleep_after(char **arguments)
{
   client_use(before_fork(123456));
   FILE *ready = fopen(arguments[0], "w");
   if (!ready || fputs("ready\n", ready) < 0 || fclose(ready) != 0)
      return 1;
   sleep(60);
   return 0;
}

struct note {
   uint64_t ns; /* CLOCK_MONOTONIC */
   uint64_t live_bytes;
};

static uint64_t now_ns(void)
{
   struct timespec now;

   clock_gettime(CLOCK_MONOTONIC, &now);
   return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Grows for up to a minute and notes its live bytes in the file arguments[0],
   each note a time and a number of bytes; the buffers of stdio would be lost
   in a kill. */
static int grow(char **arguments)
{
   FILE *notes = fopen(arguments[0], "w");
   struct note note = {0};
   uint64_t start = now_ns();

   if (!notes)
      return 1;
   setvbuf(notes, NULL, _IONBF, 0);
   do {
      note.live_bytes += 1000;
      client_use(in_parent(1000));
      note.ns = now_ns();
      fprintf(notes, "%llu %llu\n", (unsigned long long)note.ns,
              (unsigned long long)note.live_bytes);
   } while (note.ns - start < 60000000000u);
   return 0;
}

static void *run_thread(void *unused)
{
   client_use(in_child(10));
   return unused;
}

/* A thread ends as it should, and then the process does not. */
static int thread_then_abort(char **arguments)
{
   pthread_t thread;

   (void)arguments;
   if (pthread_create(&thread, NULL, run_thread, NULL) != 0 ||
       pthread_join(thread, NULL) != 0) {
      return 1;
   }
   abort();
}

static int signal_number;

static void *send_signal(void *unused)
{
   if (signal_number == SIGSEGV)
      *(volatile int *)client_hide(NULL) = 1;
   else
      kill(getpid(), signal_number);
   pause();
   return unused;
}

/* Ends by the signal arguments[0]: in the first thread, or in one of two more
   while the others wait, or in a forked child, which a parent waits for. */
static int end_by_signal(char **arguments)
{
   pthread_t threads[2];

   client_use(before_fork(1000));
   signal_number = atoi(arguments[0]);
   if (strcmp(arguments[1], "thread") == 0) {
      if (pthread_create(&threads[0], NULL, send_signal, NULL) != 0 ||
          pthread_create(&threads[1], NULL, send_signal, NULL) != 0) {
         return 1;
      }
      pthread_join(threads[0], NULL);
   } else if (strcmp(arguments[1], "child") == 0) {
      pid_t child = fork();
      if (child != 0) {
         wait_for(child);
         return 0;
      }
      client_use(in_child(500));
   }
   send_signal(NULL);
   return 1;
}

static int do_exit(char **arguments)
{
   client_use(before_fork(1000));
   return atoi(arguments[0]);
}

static const struct client_command commands[] = {
    {"fork", do_fork},
    {"fork-exec", fork_exec},
    {"exec", do_exec},
    {"allocate", allocate},
    {"sleep", sleep_after},
    {"grow", grow},
    {"thread-abort", thread_then_abort},
    {"signal", end_by_signal},
    {"exit", do_exit},
};

CLIENT_MAIN(commands)
