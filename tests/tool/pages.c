/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps and unmaps pages of all kinds in known amounts. */
#define _GNU_SOURCE
#include "client.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE ((size_t)4096)

static char *must(void *mapped)
{
   if (mapped == MAP_FAILED) {
      perror("mmap");
      exit(1);
   }
   return mapped;
}

CLIENT_FRAME static char *map_private(size_t n_pages, int protection)
{
   return must(mmap(NULL, n_pages * PAGE, protection,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

CLIENT_FRAME static char *map_other(size_t n_pages)
{
   return must(mmap(NULL, n_pages * PAGE, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

CLIENT_FRAME static char *map_over(char *at, size_t n_pages)
{
   return must(mmap(at, n_pages * PAGE, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
}

CLIENT_FRAME static char *remap(char *old, size_t n_old, size_t n_new)
{
   return must(mremap(old, n_old * PAGE, n_new * PAGE, MREMAP_MAYMOVE));
}

CLIENT_FRAME static void grow_break(intptr_t by)
{
   if (sbrk(by) == (void *)-1) {
      perror("sbrk");
      exit(1);
   }
}

#define READ_WRITE (PROT_READ | PROT_WRITE)

/* Holes, a mapping over another one, pieces of two mappings in one munmap. */
static int parts(char **arguments)
{
   char *p = map_private(100, READ_WRITE);

   (void)arguments;
   munmap(p + 10 * PAGE, 20 * PAGE);     /* 80: a hole */
   munmap(p + 10 * PAGE, 20 * PAGE);     /* nothing is there any more */
   map_over(p + 50 * PAGE, 10);          /* 70, and 10 of map_over */
   munmap(p + 55 * PAGE, 10 * PAGE);     /* 65 and 5 */
   munmap(p + 200 * PAGE, 5 * PAGE - 1); /* never known here */
   return 0;
}

/* The size of a mapping is that of its last mremap, whose caller has it;
   a mapping that shrinks keeps its own. */
static int remaps(char **arguments)
{
   char *p = map_private(10, READ_WRITE);
   char *q = map_other(30);

   (void)arguments;
   p = remap(p, 10, 500);
   q = remap(q, 30, 12);
   client_use(p + (size_t)q);
   return 0;
}

/* 32 GiB without access, or 512 MiB where addresses are short; some of it is
 * made usable, part of that read-only. */
static int protections(char **arguments)
{
   char *p = map_private((size_t)1 << (sizeof p > 4 ? 23 : 17), PROT_NONE);

   (void)arguments;
   mprotect(p + 100 * PAGE, 50 * PAGE, READ_WRITE);
   mprotect(p + 120 * PAGE, 5 * PAGE, PROT_READ);
   mprotect(p + 130 * PAGE, 7 * PAGE, PROT_NONE);
   return 0;
}

static void touch(char *at, size_t n_pages)
{
   for (size_t i = 0; i < n_pages; i++)
      ((volatile char *)at)[i * PAGE] = 1;
}

/* The system may give a touched page neighbours otherwise. */
static char *map_touched(size_t n_pages)
{
   char *at = map_private(n_pages, READ_WRITE);

   madvise(at, n_pages * PAGE, MADV_NOHUGEPAGE);
   touch(at, n_pages);
   return at;
}

/* All of one mapping, some of it again; a part of another one, then another
   mapping over that; and twice the same. */
static int give_back(char **arguments)
{
   char *p = map_touched(100);
   char *q = map_touched(50);

   (void)arguments;
   madvise(p, 100 * PAGE, MADV_DONTNEED);
   touch(p + 20 * PAGE, 10);
   touch(p + 50 * PAGE, 5);
   madvise(q + 10 * PAGE, 20 * PAGE, MADV_DONTNEED);
   madvise(q + 10 * PAGE, 20 * PAGE, MADV_DONTNEED);
   map_over(q + 15 * PAGE, 5);
   return 0;
}

/* What was given back stays so where it is moved, and where it may be written
   to all along; holes do not matter. */
static int move_given(char **arguments)
{
   char *p = map_touched(100);
   char *q = map_other(10);

   (void)arguments;
   munmap(p + 60 * PAGE, 10 * PAGE);
   madvise(p + 50 * PAGE, 50 * PAGE, MADV_DONTNEED);
   mprotect(p, 60 * PAGE, READ_WRITE);
   p = remap(p + 40 * PAGE, 20, 300);
   touch(p + 12 * PAGE, 3);
   client_use(q);
   return 0;
}

static int give_break(char **arguments)
{
   char *p = (char *)(((size_t)sbrk(0) + PAGE - 1) & -PAGE);

   (void)arguments;
   grow_break(p - (char *)sbrk(0));
   grow_break(40 * PAGE);
   touch(p, 40);
   madvise(p + 10 * PAGE, 20 * PAGE, MADV_DONTNEED);
   touch(p + 10 * PAGE, 4);
   return 0;
}

/* The kernel takes these when it likes. */
static int give_up(char **arguments)
{
   char *p = map_touched(5000);

   if (madvise(p, 5000 * PAGE, MADV_FREE) != 0)
      return 3;
   if (arguments[0] != NULL)
      touch(p, 4000);
   return 0;
}

/* Advice that gives nothing back, and pages that are not counted. */
static int keep(char **arguments)
{
   char *p = map_touched(10);
   char *q = must(
       mmap(NULL, 7 * PAGE, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));

   (void)arguments;
   madvise(p, 10 * PAGE, MADV_WILLNEED);
   madvise(p, 10 * PAGE, MADV_SEQUENTIAL);
   touch(q, 7);
   madvise(q, 7 * PAGE, MADV_DONTNEED);
   madvise(q, 7 * PAGE, MADV_REMOVE);
   return 0;
}

static int nothing(char **arguments)
{
   (void)arguments;
   return 0;
}

static int breaks(char **arguments)
{
   (void)arguments;
   grow_break(100000);
   grow_break(50000);
   grow_break(-30001);
   return 0;
}

CLIENT_FRAME static void *attach(int id)
{
   return must(shmat(id, NULL, 0));
}

CLIENT_FRAME static char *map_file(int fd, int flags)
{
   return must(mmap(NULL, 3 * PAGE, PROT_READ, flags, fd, 0));
}

/* The first mmap that x86 had, which takes its arguments from memory. */
CLIENT_FRAME static void *map_by_old_call(size_t n_pages)
{
#if defined(__i386__)
   unsigned long arguments[6] = {0,
                                 n_pages * PAGE,
                                 READ_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS,
                                 (unsigned long)-1,
                                 0};
   client_use(arguments);
   return must((void *)syscall(SYS_mmap, arguments));
#else
   return map_private(n_pages, READ_WRITE);
#endif
}

static int kinds(char **arguments)
{
   int fd = open("/proc/self/exe", O_RDONLY);
   int id = shmget(IPC_PRIVATE, 9 * PAGE, IPC_CREAT | 0600);
   void *one = attach(id);

   (void)arguments;
   attach(id);
   shmdt(one);
   shmctl(id, IPC_RMID, NULL);
   map_file(fd, MAP_PRIVATE);
   map_file(fd, MAP_SHARED);
   map_private(4, PROT_READ);
   map_by_old_call(21);
   must(mmap(NULL, 11 * PAGE, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
   return 0;
}

/* The pages are highest where the heap is low, the heap where there are few
   pages, and the sum in between. */
static int peaks(char **arguments)
{
   char *pages = map_private(1000, READ_WRITE);

   (void)arguments;
   munmap(pages, 1000 * PAGE);
   pages = map_other(600);
   char *heap = malloc(3000000);
   client_use(heap);
   heap = realloc(heap, 3000001);
   client_use(heap);
   free(heap);
   munmap(pages, 590 * PAGE);
   heap = malloc(4000000);
   client_use(heap);
   free(heap);
   map_private(1, READ_WRITE);
   return 0;
}

static void *run_thread(void *unused)
{
   map_private(70, READ_WRITE);
   return unused;
}

static int threads(char **arguments)
{
   pthread_attr_t attributes;

   (void)arguments;
   pthread_attr_init(&attributes);
   pthread_attr_setstacksize(&attributes, 64 * PAGE);
   pthread_t thread;
   pthread_create(&thread, &attributes, run_thread, NULL);
   pthread_join(thread, NULL);
   return 0;
}

static int forks(char **arguments)
{
   char *p = map_private(100, READ_WRITE);
   int status = 0;

   (void)arguments;
   if (fork() == 0) {
      munmap(p, 60 * PAGE);
      char *q = malloc(1000);
      client_use(q);
      return 0;
   }
   wait(&status);
   map_other(5);
   return status != 0;
}

static const struct client_command commands[] = {
    {"parts", parts},
    {"remaps", remaps},
    {"protections", protections},
    {"breaks", breaks},
    {"kinds", kinds},
    {"peaks", peaks},
    {"threads", threads},
    {"forks", forks},
    {"give_back", give_back},
    {"move_given", move_given},
    {"give_break", give_break},
    {"give_up", give_up},
    {"keep", keep},
    {"nothing", nothing},
};

CLIENT_MAIN(commands)
