/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: a static program that has malloc, and no more of an allocator, as a
   program has that is linked with musl and never frees.  No C library. */
#define MALLOC_BYTES 1000
#define N_CALLS 7

static char store[N_CALLS * MALLOC_BYTES];
static char *next = store; /* data: without any, no symbols are read */

__attribute__((noipa)) void *malloc(unsigned long bytes)
{
   void *block = next;

   next += bytes;
   return block;
}

__attribute__((noipa)) void work(void)
{
   for (int i = 0; i < N_CALLS; i++) {
      char *block = malloc(MALLOC_BYTES);
      block[0] = 1;
   }
}

#if defined(__x86_64__)
#define EXIT "mov $60, %eax\n xor %edi, %edi\n syscall"
#elif defined(__i386__)
#define EXIT "mov $1, %eax\n xor %ebx, %ebx\n int $0x80"
#endif

__asm__(".globl _start\n"
        "_start:\n"
        "call work\n" EXIT "\n");
