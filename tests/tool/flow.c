/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: stacks that change in unusual ways. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <ucontext.h>
#include <stdlib.h>
#include <sys/time.h>
#include "client.h"

static CLIENT_FRAME void *leaf(size_t size)
{
   void *block = malloc(size);

   client_use(block);
   return block;
}

/* ---- deep recursion: `depth` frames of deeper above leaf ---- */

static CLIENT_FRAME void deeper(unsigned depth)
{
   if (depth == 0)
      leaf(10);
   else
      deeper(depth - 1);
   client_use(NULL);
}

static int recursion(char **arguments)
{
   deeper((unsigned)strtoul(arguments[0], NULL, 10) - 1);
   return 0;
}

/* ---- a signal handler that allocates ---- */

static CLIENT_FRAME void on_signal(int number)
{
   (void)number;
   leaf(20);
   client_use(NULL);
}

static CLIENT_FRAME void interrupted(void)
{
   raise(SIGUSR1);
   client_use(NULL);
}

static int on_another_stack(void)
{
   static char memory[64 * 1024];
   stack_t stack = {.ss_sp = memory, .ss_size = sizeof memory};

   return sigaltstack(&stack, NULL);
}

/* 10 signals on the usual stack, 10 on another. */
static int signals(char **arguments)
{
   struct sigaction action = {.sa_handler = on_signal};

   (void)arguments;
   sigaction(SIGUSR1, &action, NULL);
   for (int i = 0; i < 10; i++)
      interrupted();
   if (on_another_stack() != 0)
      return 1;
   action.sa_flags = SA_ONSTACK;
   sigaction(SIGUSR1, &action, NULL);
   for (int i = 0; i < 10; i++)
      interrupted();
   return 0;
}

/* The handler's stacks among others that are taken over. */
static CLIENT_FRAME void between_signals(unsigned depth)
{
   free(leaf(60));
   if (depth > 0)
      between_signals(depth - 1);
   else
      raise(SIGUSR1);
   free(leaf(61));
   client_use(NULL);
}

static int signals_and_calls(char **arguments)
{
   struct sigaction action = {.sa_handler = on_signal};

   (void)arguments;
   sigaction(SIGUSR1, &action, NULL);
   for (unsigned i = 0; i < 50; i++)
      between_signals(i % 6);
   return 0;
}

/* ---- longjmp out of nested calls, over and over ---- */

static jmp_buf home;

static CLIENT_FRAME void jump_from(unsigned depth)
{
   leaf(30);
   if (depth > 0) {
      jump_from(depth - 1);
   } else if (client_hide_size(1) == 1) { /* always, but gcc need not know */
      longjmp(home, 1);
   }
   client_use(NULL);
}

static int jumps(char **arguments)
{
   static volatile unsigned i;

   (void)arguments;
   for (i = 0; i < 100; i++) {
      if (setjmp(home) == 0)
         jump_from(i % 10);
   }
   return 0;
}

/* ---- threads: each has a stack of its own ---- */

static CLIENT_FRAME void *thread_even(void *unused)
{
   for (int i = 0; i < 200; i++)
      free(leaf(40));
   client_use(leaf(41));
   return unused;
}

static CLIENT_FRAME void *thread_odd(void *unused)
{
   for (int i = 0; i < 200; i++)
      free(leaf(50));
   client_use(leaf(51));
   return unused;
}

static int threads(char **arguments)
{
   pthread_t thread[8];

   (void)arguments;
   for (int i = 0; i < 8; i++) {
      if (pthread_create(&thread[i], NULL, i % 2 ? thread_odd : thread_even,
                         NULL) != 0) {
         return 1;
      }
   }
   for (int i = 0; i < 8; i++)
      pthread_join(thread[i], NULL);
   return 0;
}

/* One thread frees what the other allocated. */
static CLIENT_FRAME void *free_it(void *block)
{
   free(block);
   return NULL;
}

static int hand_over(char **arguments)
{
   (void)arguments;
   for (int i = 0; i < 20; i++) {
      pthread_t thread;

      if (pthread_create(&thread, NULL, free_it, leaf(60)) != 0)
         return 1;
      pthread_join(thread, NULL);
   }
   return 0;
}

/* ---- frames of changing sizes ----

   One call of roomy with much room, and two with little each, put the same
   frames of hold and leaf at the same place of the stack, with the same
   return addresses at the same places further out: what lies between differs
   in saved frame pointers only. */

/* Keeps so much across its calls that it needs the frame pointer's register
   for other things, and saves it. */
static CLIENT_FRAME void hold(size_t a, size_t b, size_t c)
{
   size_t d = client_hide_size(a), e = client_hide_size(b);
   size_t f = client_hide_size(c);

   client_use(leaf(10));
   client_use((void *)(a ^ b ^ c ^ d ^ e ^ f));
}

static CLIENT_FRAME void roomy(size_t room, size_t inner_room)
{
   volatile char *space = __builtin_alloca(room);

   space[0] = 1;
   if (inner_room > 0)
      roomy(inner_room, 0);
   else
      hold(1, 2, 3);
   client_use(NULL);
}

/* Once with one frame of roomy and once with two, from the same line. */
static CLIENT_FRAME void one_and_two(size_t all, size_t outer, size_t inner)
{
   size_t rooms[2][2] = {{all, 0}, {outer, inner}};

   for (size_t i = 0; i < client_hide_size(2); i++) { /* one loop, one line */
      roomy(16 * rooms[i][0], 16 * rooms[i][1]);
   }
}

/* Which sizes hit the same place depends on the compiler, so it tries many. */
static int rooms(char **arguments)
{
   (void)arguments;
   for (size_t all = 8; all < 20; all++) {
      for (size_t outer = 1; outer + 7 <= all; outer++) {
         for (size_t frame = 1; frame <= 6; frame++)
            one_and_two(all, outer, all - outer - frame);
      }
   }
   return 0;
}

/* ---- coroutines: several stacks, one of them in the heap's memory ---- */

#define COROUTINE_BYTES (64 * 1024)

static ucontext_t coroutine_main, coroutine_contexts[2];

static CLIENT_FRAME void coroutine_step(unsigned depth, int i)
{
   free(leaf(70));
   if (depth > 0)
      coroutine_step(depth - 1, i);
   else
      swapcontext(&coroutine_contexts[i], &coroutine_contexts[1 - i]);
   free(leaf(71));
   client_use(NULL);
}

static void coroutine_body(int i)
{
   for (unsigned n = 0; n < 60; n++)
      coroutine_step(n % 7, i);
}

static int coroutines(char **arguments)
{
   static char in_data[COROUTINE_BYTES];
   char *stacks[2] = {in_data, malloc(COROUTINE_BYTES)};

   (void)arguments;
   for (int i = 0; i < 2; i++) {
      getcontext(&coroutine_contexts[i]);
      coroutine_contexts[i].uc_stack.ss_sp = stacks[i];
      coroutine_contexts[i].uc_stack.ss_size = COROUTINE_BYTES;
      coroutine_contexts[i].uc_link = &coroutine_main;
      makecontext(&coroutine_contexts[i], (void (*)(void))coroutine_body, 1, i);
   }
   swapcontext(&coroutine_main, &coroutine_contexts[0]);
   free(stacks[1]);
   return 0;
}

static const struct client_command commands[] = {
    {"recursion", recursion},   {"signals", signals},
    {"jumps", jumps},           {"threads", threads},
    {"hand-over", hand_over},   {"rooms", rooms},
    {"coroutines", coroutines}, {"signals-and-calls", signals_and_calls},
};

CLIENT_MAIN(commands)
