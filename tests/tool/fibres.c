/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: stacks that the program made itself, of all kinds.

   fibres PLACE WAY BYTES runs work on another stack, ROUNDS times; work
   allocates 1000 bytes.  PLACE: where the stack lies, WAY: how the program gets
   there, BYTES: how much of it is in use beside the frames. */
#define _GNU_SOURCE
#include <alloca.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include "client.h"

#define ROUNDS 100
#define STACK_BYTES ((size_t)64 << 10)
#define PAGE ((size_t)4096)

static size_t bytes_above;

static CLIENT_FRAME void *work(void)
{
   volatile char *block = malloc(1000);

   block[0] = 1;
   return (void *)block;
}

/* What runs on the stack: with a frame of the size wanted.  The volatile number
   keeps compilers from unrolling the loop: one place calls. */
static CLIENT_FRAME void entry(void)
{
   volatile char *space = alloca(bytes_above + 16);

   space[0] = 1;
   for (volatile int i = 0; i < ROUNDS; i++)
      work();
   client_use((const void *)space);
}

/* ---- where the stack lies ---- */

static char *map(size_t bytes)
{
   char *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   if (at == MAP_FAILED)
      exit(3);
   return at;
}

/* Nothing lies behind it. */
static char *mapped(void)
{
   char *at = map(STACK_BYTES + PAGE);

   munmap(at + STACK_BYTES, PAGE);
   mprotect(at, PAGE, PROT_NONE);
   return at;
}

/* What lies behind it can not be read. */
static char *guarded(void)
{
   char *at = map(STACK_BYTES + PAGE);

   mprotect(at + STACK_BYTES, PAGE, PROT_NONE);
   return at;
}

static char *shared(void)
{
   char *at = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

   return at == MAP_FAILED ? NULL : at;
}

/* As high as the system lets. */
static char *highest(void)
{
   uintptr_t at = sizeof at == 8 ? (uintptr_t)0x7ffffffff000u : 0xffffe000u;

   for (; at > STACK_BYTES; at -= at / 64 / PAGE * PAGE + PAGE) {
      char *want = (char *)(at - STACK_BYTES);
      char *got = mmap(want, STACK_BYTES, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (got == want)
         return got;
      if (got != MAP_FAILED)
         munmap(got, STACK_BYTES);
   }
   return NULL;
}

/* What lies behind it is the stack of the thread by_neighbour. */
static char *paired(void)
{
   return map(2 * STACK_BYTES);
}

static char *in_array(void)
{
   static char array[STACK_BYTES] __attribute__((aligned(64)));

   return array;
}

static char *in_heap(void)
{
   return malloc(STACK_BYTES);
}

/* ---- how the program gets there ---- */

static ucontext_t home, fibre;

static void by_context(char *stack)
{
   getcontext(&fibre);
   fibre.uc_stack.ss_sp = stack;
   fibre.uc_stack.ss_size = STACK_BYTES;
   fibre.uc_link = &home;
   makecontext(&fibre, entry, 0);
   swapcontext(&home, &fibre);
}

/* A switch in assembly, as libraries of coroutines have it, without a word of
   unwind information: saves the registers that a call keeps and the stack
   pointer, and goes on where another stack was left. */
void switch_stacks(void **left, void *to);
void fibre_is_over(void);

#if defined(__x86_64__)
#define N_SAVED 6
__asm__(".text\n"
        ".globl switch_stacks, fibre_is_over\n"
        ".type switch_stacks, @function\n"
        "switch_stacks:\n"
        "   pushq %rbp; pushq %rbx; pushq %r12\n"
        "   pushq %r13; pushq %r14; pushq %r15\n"
        "   movq %rsp, (%rdi); movq %rsi, %rsp\n"
        "   popq %r15; popq %r14; popq %r13\n"
        "   popq %r12; popq %rbx; popq %rbp; ret\n"
        ".size switch_stacks, . - switch_stacks\n"
        ".type fibre_is_over, @function\n"
        "   nop\n"
        "fibre_is_over: hlt\n"
        ".size fibre_is_over, . - fibre_is_over\n");
#else
#define N_SAVED 4
__asm__(".text\n"
        ".globl switch_stacks, fibre_is_over\n"
        ".type switch_stacks, @function\n"
        "switch_stacks:\n"
        "   movl 4(%esp), %eax; movl 8(%esp), %edx\n"
        "   pushl %ebp; pushl %ebx; pushl %esi; pushl %edi\n"
        "   movl %esp, (%eax); movl %edx, %esp\n"
        "   popl %edi; popl %esi; popl %ebx; popl %ebp; ret\n"
        ".size switch_stacks, . - switch_stacks\n"
        ".type fibre_is_over, @function\n"
        "   nop\n"
        "fibre_is_over: hlt\n"
        ".size fibre_is_over, . - fibre_is_over\n");
#endif

/* Functions whose unwind information is wrong, as there are some of assembly in
   the C library: one does not say what it pushes, the other takes it away from
   where it is to be added. */
void push_unsaid(void (*function)(void));
void push_backwards(void (*function)(void));

#if defined(__x86_64__)
#define PUSH "pushq $0x1234\n"
#define CALL "callq *%rdi; addq $24, %rsp; retq\n"
#define BACK ".cfi_adjust_cfa_offset -8\n"
#else
#define PUSH "pushl $0x1234\n"
#define CALL "calll *16(%esp); addl $12, %esp; retl\n"
#define BACK ".cfi_adjust_cfa_offset -4\n"
#endif
#define FUNCTION(name, body)                                 \
   ".globl " name "\n.type " name ", @function\n" name ":\n" \
   ".cfi_startproc\n" body ".cfi_endproc\n.size " name ", . - " name "\n"

__asm__(".text\n" FUNCTION("push_unsaid", PUSH PUSH PUSH CALL)
            FUNCTION("push_backwards", PUSH BACK PUSH BACK PUSH BACK CALL));

static void by_unsaid(char *stack)
{
   push_unsaid(entry);
   client_use(stack);
}

static void by_backwards(char *stack)
{
   push_backwards(entry);
   client_use(stack);
}

static void *home_pointer, *fibre_pointer;

static CLIENT_FRAME void body(void)
{
   entry();
   switch_stacks(&fibre_pointer, home_pointer);
}

/* The return address of body is the last word of the stack. */
static void switch_to(char *stack, uintptr_t return_address)
{
   uintptr_t *top = (uintptr_t *)(stack + STACK_BYTES);

   *--top = return_address;
   *--top = (uintptr_t)body;
   for (int i = 0; i < N_SAVED; i++)
      *--top = 0;
   switch_stacks(&home_pointer, top);
}

static void by_switch(char *stack)
{
   switch_to(stack, 0);
}

static void by_trampoline(char *stack)
{
   switch_to(stack, (uintptr_t)fibre_is_over);
}

/* Another thread than the first: its own stack lies elsewhere. */
static void *run_thread(void *stack)
{
   by_context(stack);
   return NULL;
}

static void run_in_thread(char *stack, const pthread_attr_t *attributes)
{
   pthread_t thread;

   if (pthread_create(&thread, attributes, run_thread, stack) != 0)
      exit(3);
   pthread_join(thread, NULL);
}

static void by_thread(char *stack)
{
   run_in_thread(stack, NULL);
}

/* And that lies right behind this one. */
static void by_neighbour(char *stack)
{
   pthread_attr_t attributes;

   pthread_attr_init(&attributes);
   if (pthread_attr_setstack(&attributes, stack + STACK_BYTES, STACK_BYTES))
      exit(3);
   run_in_thread(stack, &attributes);
}

static CLIENT_FRAME void on_signal(int number)
{
   (void)number;
   entry();
   client_use(NULL);
}

static CLIENT_FRAME void interrupted(void)
{
   raise(SIGUSR1);
   client_use(NULL);
}

static void by_signal(char *memory)
{
   stack_t stack = {.ss_sp = memory, .ss_size = STACK_BYTES};
   struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};

   sigaltstack(&stack, NULL);
   sigaction(SIGUSR1, &action, NULL);
   interrupted();
}

static volatile int clone_is_done;

static CLIENT_FRAME int cloned(void *unused)
{
   entry();
   clone_is_done = 1;
   return unused != NULL;
}

static void by_clone(char *stack)
{
   int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
               CLONE_THREAD | CLONE_SYSVSEM;

   if (clone(cloned, stack + STACK_BYTES, flags, NULL) < 0)
      exit(3);
   while (!clone_is_done)
      sched_yield();
}

/* ---- the command line ---- */

static const struct {
   const char *name;
   char *(*get)(void);
} places[] = {
    {"mapped", mapped},   {"guarded", guarded}, {"shared", shared},
    {"highest", highest}, {"array", in_array},  {"heap", in_heap},
    {"paired", paired},
};

static const struct {
   const char *name;
   void (*run)(char *stack);
} ways[] = {
    {"context", by_context},       {"switch", by_switch},
    {"trampoline", by_trampoline}, {"thread", by_thread},
    {"neighbour", by_neighbour},   {"signal", by_signal},
    {"clone", by_clone},           {"unsaid", by_unsaid},
    {"backwards", by_backwards},
};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static char *get_place(const char *name, char *local)
{
   for (size_t i = 0; i < LENGTH(places); i++) {
      if (strcmp(places[i].name, name) == 0)
         return places[i].get();
   }
   return strcmp(name, "local") == 0 ? local : NULL;
}

int main(int argc, char **argv)
{
   char local[STACK_BYTES] __attribute__((aligned(64)));
   char *stack = argc == 4 ? get_place(argv[1], local) : NULL;

   if (stack == NULL)
      return 2;
   bytes_above = strtoul(argv[3], NULL, 10);
   for (size_t i = 0; i < LENGTH(ways); i++) {
      if (strcmp(ways[i].name, argv[2]) == 0) {
         ways[i].run(stack);
         return 0;
      }
   }
   return 2;
}
