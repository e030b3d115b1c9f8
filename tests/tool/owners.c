/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: blocks that are held by each kind of root, and blocks that are lost.
   Each size tells its kind; tests/tool/owners.sh has the sums. */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include "client.h"

struct slot {
   char pad[16];
   char *body;
};

struct link {
   struct link *next;
   long value;
};

struct slot *slots[10];
struct link *links;
void *one, *other;
char *inside;
static void *hidden;
static __thread void *own;
static pthread_barrier_t ready;

static CLIENT_FRAME void fill_slots(void)
{
   for (int i = 0; i < 10; i++) {
      slots[i] = calloc(1, sizeof *slots[i]);
      slots[i]->body = calloc(1, 100);
   }
}

static CLIENT_FRAME void make_links(int n)
{
   for (int i = 0; i < n; i++) {
      struct link *link = calloc(1, sizeof *link);
      link->next = links;
      links = link;
   }
}

static CLIENT_FRAME void *make(size_t size)
{
   void *block = calloc(1, size);

   client_use(block);
   return block;
}

static CLIENT_FRAME void share(void)
{
   one = other = make(7000);
}

static CLIENT_FRAME void hide(void)
{
   hidden = make(1100);
   inside = (char *)make(9000) + 4000;
   own = make(3000);
   client_use(&hidden);
   client_use(&own);
}

static CLIENT_FRAME void map_page(void)
{
   void **page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   page[3] = make(4000);
   client_use(page);
}

static CLIENT_FRAME void drop(void)
{
   for (int i = 0; i < 6; i++) {
      void **block = make(64);
      block[0] = make(40);
   }
}

static CLIENT_FRAME void drop_rings(void)
{
   for (int i = 0; i < 5; i++) {
      void **a = make(24), **b = make(24);
      *a = b;
      *b = a;
   }
}

/* What calls have left below the stack pointer's lowest place. */
static CLIENT_FRAME void wipe(void)
{
   volatile char room[16384];

   memset((char *)room, 0, sizeof room);
   client_use((void *)room);
}

static CLIENT_FRAME void *wait_here(void *unused)
{
   void *volatile mine = make(2000);

   (void)unused, (void)mine;
   wipe();
   pthread_barrier_wait(&ready);
   for (;;)
      pause();
   return NULL;
}

/* Frees half of the slots when the heap has been at its peak for a while. */
static CLIENT_FRAME void fall(void)
{
   void *volatile large;

   fill_slots();
   large = make(100000);
   usleep(400000);
   for (int i = 0; i < 5; i++) {
      free(slots[i]->body);
      free(slots[i]);
      slots[i] = NULL;
   }
   wipe();
   exit(0);
   client_use(large);
}

/* Blocks take the places of others, and are not written. */
static CLIENT_FRAME void recycle(size_t size)
{
   static void *kept[50];
   struct slot *held[50];

   for (int i = 0; i < 50; i++) {
      held[i] = make(size);
      held[i]->body = make(33);
   }
   for (int i = 0; i < 50; i++) {
      free(held[i]);
      held[i] = NULL;
   }
   client_use(held);
   for (int i = 0; i < 50; i++) {
      kept[i] = malloc(size);
      client_use(kept);
   }
   wipe();
   exit(0);
}

static CLIENT_FRAME void leave_words(void)
{
   void *volatile words[50];

   for (int i = 0; i < 50; i++)
      words[i] = malloc(33);
   client_use((void *)words);
}

void *stays; /* what a handler leaves to its caller */

static void handle(int signal)
{
   void *volatile own = malloc(1000);

   leave_words();
   if (signal == SIGUSR2)
      exit(0);
   stays = own;
}

static void end_here(void)
{
   exit(0);
}

static struct {
   char memory[65536];
   void *behind;
} alternate;

/* With both signals one block is held by a variable, and one by the handler in
   which the program ends. */
static CLIENT_FRAME void use_alternate(void)
{
   const stack_t stack = {.ss_sp = alternate.memory,
                          .ss_size = sizeof alternate.memory};
   const struct sigaction action = {.sa_handler = handle,
                                    .sa_flags = SA_ONSTACK};

   sigaltstack(&stack, NULL);
   sigaction(SIGUSR1, &action, NULL);
   sigaction(SIGUSR2, &action, NULL);
   raise(SIGUSR1);
}

static __thread void *volatile storage[50];

static void *fill_own(void *unused)
{
   for (int i = 0; i < 50; i++)
      storage[i] = make(33);
   return unused;
}

/* Three threads end, and their storage with them; a fourth one stays. */
static void end_threads(void)
{
   pthread_t threads[4];

   for (int i = 0; i < 3; i++)
      pthread_create(&threads[i], NULL, fill_own, NULL);
   for (int i = 0; i < 3; i++)
      pthread_join(threads[i], NULL);
   storage[0] = make(1000);
   pthread_barrier_init(&ready, NULL, 2);
   pthread_create(&threads[3], NULL, wait_here, NULL);
   pthread_barrier_wait(&ready);
   wipe();
   exit(0);
}

/* The program ends on another stack than the one that has its variables. */
static CLIENT_FRAME void leave_stack(const char *how)
{
   static ucontext_t back, fibre;
   static char memory[65536];
   void *volatile local = malloc(5000);

   alternate.behind = malloc(6000);
   client_use(&alternate);
   wipe();
   if (strcmp(how, "signal") == 0) {
      use_alternate();
      raise(SIGUSR2);
   }
   getcontext(&fibre);
   fibre.uc_stack.ss_sp = memory;
   fibre.uc_stack.ss_size = sizeof memory;
   makecontext(&fibre, end_here, 0);
   swapcontext(&back, &fibre);
   client_use(local);
}

/* A page of code that the program makes, with a pointer in it, right below
   where the next memory for blocks would be: behind the last by too little for
   it. */
static CLIENT_FRAME void make_code(void)
{
   const size_t large = (size_t)64 << 20, gap = 4 << 20;
   char *last = malloc(large);
   char *there = (char *)(((uintptr_t)last + large + gap) & -gap);
   void **code = mmap(there, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   if ((char *)code != there)
      exit(1);
   client_use(malloc(large));
   code[3] = make(6000);
   client_use(last);
   wipe();
   exit(0);
}

/* Exits with 0 if blocks do not go where Valgrind has its own memory, from 64
   GiB on, while there is room below. */
static CLIENT_FRAME void fill_high(void)
{
   const uintptr_t end = (uintptr_t)64 << 30, large = 300 << 20;
   const uintptr_t from = ((uintptr_t)malloc(10) + large) & -(large & -large);
   void *high = mmap((void *)from, end - from, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

   if (high != (void *)from)
      exit(2);
   for (int i = 0; i < 3; i++) {
      if ((uintptr_t)malloc(large) >= end)
         exit(1);
   }
   exit(0);
}

/* Numbers in data that the loader protects: one in each MiB of where blocks may
   lie, up to 8 GiB. */
__asm__(".pushsection .data.rel.ro, \"aw\"\n"
        ".balign 8\n"
        ".set number, 0x100008\n"
        ".rept 8191\n"
        ".dc.a number\n"
        ".set number, number + 0x100000\n"
        ".endr\n"
        ".popsection\n");

static CLIENT_FRAME void lose_large(void)
{
   for (int i = 0; i < 50; i++)
      client_use(malloc((size_t)2 << 20));
   wipe();
   exit(0);
}

int main(int argc, char **argv)
{
   pthread_t thread;
   void *volatile local;

   if (argc > 1 && strcmp(argv[1], "peak") == 0)
      fall();
   if (argc > 1 && strcmp(argv[1], "recycle") == 0)
      recycle(argc > 2 ? (size_t)atoi(argv[2]) : sizeof(struct slot));
   if (argc > 1 && strcmp(argv[1], "alternate") == 0) {
      use_alternate();
      if (argc > 2)
         raise(SIGUSR2);
      wipe();
      exit(0);
   }
   if (argc > 1 && strcmp(argv[1], "threads") == 0)
      end_threads();
   if (argc > 2 && strcmp(argv[1], "leave") == 0)
      leave_stack(argv[2]);
   if (argc > 1 && strcmp(argv[1], "high") == 0)
      fill_high();
   if (argc > 1 && strcmp(argv[1], "code") == 0)
      make_code();
   if (argc > 1 && strcmp(argv[1], "numbers") == 0)
      lose_large();
   if (argc > 1)
      make_links(atoi(argv[1]));
   pthread_barrier_init(&ready, NULL, 2);
   fill_slots();
   share();
   hide();
   map_page();
   drop();
   drop_rings();
   local = make(1000);
   pthread_create(&thread, NULL, wait_here, NULL);
   pthread_barrier_wait(&ready);
   wipe();
   client_use(local);
   exit(0);
}
