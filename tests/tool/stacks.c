/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: stacks of known depth.  stacks WHAT LEVELS BYTES */
#include "client.h"

#include <alloca.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <valgrind/valgrind.h>

#define OTHER_BYTES (1 << 20)

/* What a compiler can not see through, so that every frame stays. */
static volatile int sink;
static int levels = 100;
static size_t bytes = 1024;

CLIENT_FRAME void leaf(void)
{
   char frame[64];

   memset(frame, sink, sizeof frame);
   sink += frame[sink & 31];
}

/* So many frames of so many bytes, and the leaf on top of each. */
CLIENT_FRAME void recurse(int n)
{
   volatile char *frame = alloca(bytes);

   frame[0] = 1;
   leaf();
   if (n > 1)
      recurse(n - 1);
   sink += frame[0];
}

/* Nothing but pushes on the way down; ends the program there, or returns. */
CLIENT_FRAME void plunge(int n)
{
   volatile char frame[32];

   frame[0] = 1;
   if (n > 1)
      plunge(n - 1);
   else if (bytes == 0)
      _exit(0);
   sink += frame[0];
}

/* ---- threads: both are deep at the same time, one after the other -------- */

static pthread_barrier_t first_is_deep, second_is_deep;

CLIENT_FRAME void wait_deep(int n)
{
   volatile char *frame = alloca(bytes);

   frame[0] = 1;
   if (n > 1) {
      wait_deep(n - 1);
   } else {
      pthread_barrier_wait(&first_is_deep);
      pthread_barrier_wait(&second_is_deep);
   }
   sink += frame[0];
}

static void *first(void *unused)
{
   wait_deep(2 * levels);
   return unused;
}

static void *second(void *unused)
{
   pthread_barrier_wait(&first_is_deep);
   recurse(levels);
   pthread_barrier_wait(&second_is_deep);
   return unused;
}

static void threads(void)
{
   pthread_barrier_init(&first_is_deep, NULL, 2);
   pthread_barrier_init(&second_is_deep, NULL, 2);
   pthread_t one;
   pthread_create(&one, NULL, first, NULL);
   pthread_t two;
   pthread_create(&two, NULL, second, NULL);
   pthread_join(one, NULL);
   pthread_join(two, NULL);
}

/* ---- other stacks -------------------------------------------------------- */

static void on_signal(int number)
{
   (void)number;
   recurse(levels);
}

static void signals(int flags)
{
   stack_t other;

   memset(&other, 0, sizeof other);
   other.ss_sp = malloc(OTHER_BYTES);
   other.ss_size = OTHER_BYTES;
   sigaltstack(&other, NULL);
   struct sigaction action;
   memset(&action, 0, sizeof action);
   action.sa_handler = on_signal;
   action.sa_flags = flags;
   sigaction(SIGUSR1, &action, NULL);
   raise(SIGUSR1);
}

static ucontext_t at_home, away;

static void coroutine(void)
{
   recurse(levels);
   swapcontext(&away, &at_home);
   recurse(levels);
}

static void switches(void *stack, int is_registered)
{
   volatile unsigned id = 0;

   if (is_registered)
      id = VALGRIND_STACK_REGISTER(stack, (char *)stack + OTHER_BYTES - 1);
   getcontext(&away);
   away.uc_stack.ss_sp = stack;
   away.uc_stack.ss_size = OTHER_BYTES;
   away.uc_link = &at_home;
   makecontext(&away, coroutine, 0);
   swapcontext(&at_home, &away);
   leaf();
   swapcontext(&at_home, &away);
   if (is_registered)
      VALGRIND_STACK_DEREGISTER(id);
}

/* ---- the sum --------------------------------------------------------------
 */

CLIENT_FRAME void high_heap(void)
{
   char *p = malloc(3000000);

   client_use(p);
   free(p);
}

CLIENT_FRAME void high_stack(void)
{
   recurse(2 * levels);
}

/* Less of each than above, but more of both. */
CLIENT_FRAME void high_sum(void)
{
   char *p = malloc(2900000);

   client_use(p);
   recurse(2 * levels - 1);
   free(p);
}

/* ---- commands -------------------------------------------------------------
 */

static void take_sizes(char **arguments)
{
   if (arguments[0] != NULL) {
      levels = atoi(arguments[0]);
      bytes = arguments[1] != NULL ? (size_t)atoi(arguments[1]) : bytes;
   }
}

static int run_recurse(char **arguments)
{
   take_sizes(arguments);
   recurse(levels);
   return 0;
}

static int run_plunge(char **arguments)
{
   take_sizes(arguments);
   plunge(levels);
   return 0;
}

static int run_threads(char **arguments)
{
   take_sizes(arguments);
   threads();
   return 0;
}

static int run_signal(char **arguments)
{
   take_sizes(arguments);
   signals(0);
   return 0;
}

static int run_altstack(char **arguments)
{
   take_sizes(arguments);
   signals(SA_ONSTACK);
   return 0;
}

static int run_heap(char **arguments)
{
   take_sizes(arguments);
   switches(malloc(OTHER_BYTES), 0);
   return 0;
}

static int run_mapped(char **arguments)
{
   take_sizes(arguments);
   switches(mmap(NULL, OTHER_BYTES, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            0);
   return 0;
}

static int run_registered(char **arguments)
{
   take_sizes(arguments);
   switches(malloc(OTHER_BYTES), 1);
   return 0;
}

static int run_sum(char **arguments)
{
   take_sizes(arguments);
   high_heap();
   high_stack();
   high_sum();
   return 0;
}

static int run_fork(char **arguments)
{
   pid_t child = fork();

   take_sizes(arguments);
   if (child == 0) {
      recurse(2 * levels);
      _exit(0);
   }
   waitpid(child, NULL, 0);
   return 0;
}

static const struct client_command commands[] = {
    {"recurse", run_recurse},   {"plunge", run_plunge},
    {"threads", run_threads},   {"signal", run_signal},
    {"altstack", run_altstack}, {"heap", run_heap},
    {"mapped", run_mapped},     {"registered", run_registered},
    {"sum", run_sum},           {"fork", run_fork},
};

CLIENT_MAIN(commands)
