/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: an allocator of its own, for --malloc-fn, --realloc-fn, --free-fn. */
#include "client.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <ucontext.h>

/* Blocks are cut from one piece; where they end nobody knows. */
static char store[1 << 20];
static size_t used;
static jmp_buf retreat;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

CLIENT_FRAME void *own_take(size_t size)
{
   pthread_mutex_lock(&lock);
   void *block = size <= sizeof store - used ? store + used : NULL;
   used += block ? (size + 15) / 16 * 16 : 0;
   pthread_mutex_unlock(&lock);
   return block;
}

CLIENT_FRAME void own_give(int pool, void *block)
{
   client_use(block);
   client_hide_size(pool);
}

/* Calls one that is tracked, too. */
CLIENT_FRAME void *own_take_array(const char *what, size_t n, size_t size)
{
   void *block = own_take(n * size);

   client_use(what);
   client_use(block);
   return block;
}

CLIENT_FRAME void *own_retake(void *block, int pool, size_t size)
{
   void *other = own_take(size);

   if (block != NULL && other != NULL)
      own_give(pool, block);
   return other;
}

/* Becomes a jump to own_take; clang can be asked for that only by flags. */
#ifdef __clang__
#define CLIENT_JUMPS __attribute__((noinline))
#else
#define CLIENT_JUMPS \
   __attribute__((noinline, optimize("O2", "optimize-sibling-calls")))
#endif

CLIENT_JUMPS void *own_take_more(size_t size)
{
   return own_take(size);
}

/* Jumps to its own beginning until size is even. */
void *own_take_even(size_t size);
__asm__(".text\n"
        ".type own_take_even, @function\n"
        "own_take_even:\n"
        ".cfi_startproc\n"
#if defined(__x86_64__)
        "   inc %rdi\n"
        "   test $15, %rdi\n"
#else
        "   incl 4(%esp)\n"
        "   testl $15, 4(%esp)\n"
#endif
        "   jnz own_take_even\n"
        "   jmp own_take\n"
        ".cfi_endproc\n"
        ".size own_take_even, . - own_take_even\n");

/* Comes back by a long jump, from one call further in. */
CLIENT_FRAME void own_fail_now(void)
{
   longjmp(retreat, 1);
}

CLIENT_FRAME void *own_fail(size_t size)
{
   own_fail_now();
   return client_hide((void *)size);
}

/* Takes its store from the heap. */
CLIENT_FRAME void *own_wrap(size_t size)
{
   char *block = malloc(size + 16);

   client_use(block);
   return block + 16;
}

CLIENT_FRAME void own_unwrap(void *block)
{
   free((char *)block - 16);
}

static int simple(char **arguments)
{
   void *a = own_take(1000);
   void *b = own_take_array("things", 10, 30);

   (void)arguments;
   b = own_retake(b, 0, 700);
   own_give(0, a);
   client_use(own_retake(NULL, 0, 50));
   client_use(own_take(sizeof store)); /* fails */
   client_use(b);
   return 0;
}

static int tail(char **arguments)
{
   (void)arguments;
   client_use(own_take_more(100));
   client_use(own_take_even(31));
   return 0;
}

/* The same call again and again from one place, left by a jump each time. */
static int jumps(char **arguments)
{
   volatile int n = 0;

   (void)arguments;
   if (setjmp(retreat) != 0)
      n++;
   if (n < 5)
      client_use(own_fail(10));
   client_use(own_take(100));
   return 0;
}

static int wrap(char **arguments)
{
   void *a = own_wrap(100);
   void *b = own_wrap(200);

   (void)arguments;
   own_unwrap(a);
   client_use(b);
   client_use(malloc(7));
   return 0;
}

static void *thread(void *number)
{
   for (int i = 0; i < 500; i++) {
      void *block = own_take_array("many", (size_t)number, 10);
      own_give(0, block);
      sched_yield();
   }
   client_use(own_take(8));
   return NULL;
}

static int threads(char **arguments)
{
   pthread_t ids[4];

   (void)arguments;
   for (size_t i = 0; i < 4; i++)
      pthread_create(&ids[i], NULL, thread, (void *)(i + 1));
   for (size_t i = 0; i < 4; i++)
      pthread_join(ids[i], NULL);
   return 0;
}

static void on_signal(int number)
{
   (void)number;
   client_use(own_take(64));
}

/* A signal on a stack of its own, while a tracked function runs. */
CLIENT_FRAME void *own_take_signalled(size_t size)
{
   raise(SIGUSR1);
   return own_take(size);
}

static char other_stack[65536];

static int signals(char **arguments)
{
   stack_t stack = {.ss_sp = other_stack, .ss_size = sizeof other_stack};
   struct sigaction action = {.sa_handler = on_signal};

   (void)arguments;
   action.sa_flags = SA_ONSTACK;
   sigaltstack(&stack, NULL);
   sigaction(SIGUSR1, &action, NULL);
   for (int i = 0; i < 3; i++)
      client_use(own_take_signalled(1000));
   raise(SIGUSR1);
   return 0;
}

/* Arenas whose pieces end together: each has a place of its own, and pieces
   come from it in turn. */
struct arena {
   char store[4096];
   size_t used;
};

CLIENT_FRAME void *arena_take(struct arena *arena, size_t size)
{
   void *piece = arena->store + arena->used;

   arena->used += (size + 15) / 16 * 16;
   return piece;
}

CLIENT_FRAME void *arena_retake(struct arena *arena, void *piece, size_t size)
{
   void *larger = arena_take(arena, size);

   client_use(piece);
   return larger;
}

CLIENT_FRAME void arena_give(struct arena *arena, void *piece)
{
   client_use(arena);
   client_use(piece);
}

CLIENT_FRAME void arena_reset(struct arena *arena)
{
   arena->used = 0;
   client_use(arena);
}

CLIENT_FRAME void arena_end(int unused, struct arena *arena)
{
   client_hide_size((size_t)unused);
   arena_reset(arena);
}

static struct arena all_arenas[3];

CLIENT_FRAME void arena_reset_all(void)
{
   for (int i = 0; i < 3; i++)
      client_use(&all_arenas[i]);
}

/* Ten pieces of 100 bytes each in two arenas, twice in the first; the second
   has one that grew by 100 and one less, and at last 7; the third ends. */
static int arenas(char **arguments)
{
   struct arena *a = &all_arenas[0], *b = &all_arenas[1], *c = &all_arenas[2];
   void *piece = NULL;

   (void)arguments;
   for (int i = 0; i < 10; i++)
      client_use(arena_take(a, 100));
   for (int i = 0; i < 10; i++)
      client_use(piece = arena_take(b, 100));
   client_use(arena_retake(b, piece, 200));
   arena_reset(b);
   client_use(piece = arena_take(c, 300));
   arena_give(c, piece);
   arena_end(0, a);
   for (int i = 0; i < 3; i++)
      client_use(arena_take(c, 50));
   arena_end(0, c);
   for (int i = 0; i < 7; i++)
      client_use(arena_take(b, 100));
   client_use(arena_take(a, 1));
   arena_reset(a);
   arena_reset_all();
   return 0;
}

static const struct client_command commands[] = {
    {"simple", simple}, {"tail", tail},       {"jumps", jumps},
    {"wrap", wrap},     {"threads", threads}, {"signals", signals},
    {"arenas", arenas},
};

CLIENT_MAIN(commands)
