/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Touches its blocks at random, in all ways there are, and keeps books of which
   lines of 64 bytes it read and wrote.  At the end it says, for each of its
   functions that allocate, what a profile with --use has to say of all blocks
   and of those that live.

   Usage: use SEED [STEPS [THREADS]] */
#define _GNU_SOURCE
#include <fcntl.h>
#include <immintrin.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define LINE 64
#define MOST_BYTES 5000
#define N_SLOTS 40
#define N_SITES 4
#define MOST_THREADS 3

typedef struct {
   char *at;
   size_t bytes;
   int site, is_zeroed;
   unsigned char read[MOST_BYTES / LINE + 2], written[MOST_BYTES / LINE + 2];
} Slot;

typedef struct {
   unsigned long blocks, bytes, never_touched, never_read, never_rewritten,
       tail_bytes, tail_blocks;
} Facts;

typedef struct {
   uint64_t random;
   Slot slots[N_SLOTS];
   Facts ended[N_SITES];
   int n_steps;
} Worker;

static Worker workers[MOST_THREADS];
static const char *mapped; /* this program's file */
static int null_fd, zero_fd;
static int has_avx2;
static volatile unsigned long sink;

static unsigned below(Worker *w, unsigned n)
{
   w->random = w->random * 6364136223846793005ULL + 1442695040888963407ULL;
   return (unsigned)(w->random >> 33) % n;
}

/* ---- the books ----------------------------------------------------------- */

static void note(Slot *slot, size_t offset, size_t bytes, int reads, int writes)
{
   for (size_t i = offset / LINE; bytes > 0 && i <= (offset + bytes - 1) / LINE;
        i++) {
      slot->read[i] |= reads;
      slot->written[i] |= writes;
   }
}

static size_t n_lines(size_t bytes)
{
   return (bytes + LINE - 1) / LINE;
}

static void add_up(Facts *facts, const Slot *slot)
{
   unsigned long tail = 0;

   facts->blocks++;
   facts->bytes += slot->bytes;
   for (size_t i = 0; i < n_lines(slot->bytes); i++) {
      size_t left = slot->bytes - i * LINE, bytes = left < LINE ? left : LINE;
      int touched = slot->read[i] || slot->written[i];
      facts->never_touched += touched ? 0 : bytes;
      facts->never_read += touched && !slot->read[i] ? bytes : 0;
      if (slot->is_zeroed && !slot->written[i])
         facts->never_rewritten += bytes;
      tail = touched ? 0 : tail + bytes;
   }
   facts->tail_bytes += tail;
   facts->tail_blocks += tail > 0;
}

/* ---- blocks -------------------------------------------------------------- */

__attribute__((noinline)) static void *site_0(size_t n)
{
   void *p = malloc(n);
   return p;
}

__attribute__((noinline)) static void *site_1(size_t n)
{
   void *p = calloc(1, n);
   return p;
}

__attribute__((noinline)) static void *site_2(size_t n)
{
   void *p = aligned_alloc(128, (n + 127) / 128 * 128);
   return p;
}

__attribute__((noinline)) static void *site_3(void *old, size_t n)
{
   void *p = realloc(old, n);
   return p;
}

static size_t some_bytes(Worker *w)
{
   switch (below(w, 4)) {
   case 0: return 1 + below(w, 64);
   case 1: return 1 + below(w, 1100);
   default: return 1 + below(w, below(w, 8) == 0 ? MOST_BYTES - 128 : 200);
   }
}

static void begin(Worker *w, Slot *slot)
{
   memset(slot, 0, sizeof *slot);
   slot->bytes = some_bytes(w);
   slot->site = (int)below(w, 3);
   switch (slot->site) {
   case 0: slot->at = site_0(slot->bytes); break;
   case 1:
      slot->at = site_1(slot->bytes);
      slot->is_zeroed = 1;
      break;
   default:
      slot->at = site_2(slot->bytes);
      slot->bytes = (slot->bytes + 127) / 128 * 128;
   }
}

static void end(Worker *w, Slot *slot)
{
   add_up(&w->ended[slot->site], slot);
   free(slot->at);
   slot->at = NULL;
}

static void resize(Worker *w, Slot *slot)
{
   size_t bytes = some_bytes(w);
   size_t kept = n_lines(bytes < slot->bytes ? bytes : slot->bytes);

   slot->at = site_3(slot->at, bytes);
   slot->bytes = bytes;
   slot->site = 3;
   slot->is_zeroed = 0;
   memset(slot->read + kept, 0, sizeof slot->read - kept);
   memset(slot->written + kept, 0, sizeof slot->written - kept);
}

/* ---- ways to touch ------------------------------------------------------- */

/* As wide as it stands here: of an intrinsic the compiler may make less. */
typedef int Wide __attribute__((vector_size(16), aligned(1)));
typedef int Wider __attribute__((vector_size(32), aligned(1)));

/* What is loaded and not used Valgrind takes for no load. */
#define ACCESS(type, word)                                \
   if (writes) {                                          \
      *(volatile type *)(slot->at + offset) = (type){0};  \
   } else {                                               \
      type value = *(volatile type *)(slot->at + offset); \
      sink += (unsigned long)(word);                      \
   }

/* Of 1 to 16 bytes, aligned or not. */
static void plain(Slot *slot, size_t offset, int log2, int writes)
{
   switch (log2) {
   case 0: ACCESS(uint8_t, value) break;
   case 1: ACCESS(uint16_t, value) break;
   case 2: ACCESS(uint32_t, value) break;
   case 3: ACCESS(uint64_t, value ^ value >> 32) break;
   default: ACCESS(Wide, value[3]) break;
   }
   note(slot, offset, (size_t)1 << log2, !writes, writes);
}

__attribute__((target("avx2"))) static void wide(Slot *slot, size_t offset,
                                                 int writes)
{
   ACCESS(Wider, value[7])
   note(slot, offset, 32, !writes, writes);
}

/* Only the lanes of the mask. */
__attribute__((target("avx2"))) static void masked(Slot *slot, size_t offset,
                                                   unsigned lanes, int writes)
{
   int words[8];

   for (int i = 0; i < 8; i++)
      words[i] = lanes >> i & 1 ? -1 : 0;
   __m256i mask = _mm256_loadu_si256((void *)words);
   if (writes)
      _mm256_maskstore_epi32((int *)(void *)(slot->at + offset), mask,
                             _mm256_setzero_si256());
   else
      sink += (unsigned)_mm256_extract_epi32(
          _mm256_maskload_epi32((int *)(void *)(slot->at + offset), mask), 3);
   for (int i = 0; i < 8; i++) {
      if (words[i])
         note(slot, offset + 4 * (size_t)i, 4, !writes, writes);
   }
}

__attribute__((target("avx2"))) static void gather(Slot *slot, size_t offset,
                                                   int step)
{
   __m256i at = _mm256_setr_epi32(0, step, 2 * step, 3 * step, 4 * step,
                                  5 * step, 6 * step, 7 * step);

   sink += (unsigned)_mm256_extract_epi32(
       _mm256_i32gather_epi32((int *)(void *)(slot->at + offset), at, 1), 3);
   for (int i = 0; i < 8; i++)
      note(slot, offset + (size_t)(i * step), 4, 1, 0);
}

static void vectors(Worker *w, Slot *slot, size_t offset)
{
   size_t left = slot->bytes - offset;

   if (!has_avx2 || left < 32)
      return;
   switch (below(w, 3)) {
   case 0: wide(slot, offset, (int)below(w, 2)); break;
   case 1: masked(slot, offset, below(w, 256), (int)below(w, 2)); break;
   default: gather(slot, offset, (int)below(w, (unsigned)(left - 4) / 7 + 1));
   }
}

static void locked(Worker *w, Slot *slot, size_t offset)
{
   uint32_t *p, expected = 1;

   if (slot->bytes - offset < 8)
      return;
   p = (void *)(slot->at + offset / 4 * 4);
   if (below(w, 2))
      __atomic_fetch_add(p, 1, __ATOMIC_SEQ_CST);
   else
      __atomic_compare_exchange_n(p, &expected, 2, 0, __ATOMIC_SEQ_CST,
                                  __ATOMIC_SEQ_CST);
   note(slot, offset / 4 * 4, 4, 1, 1);
}

/* Ten bytes each. */
static void floats(Slot *slot, size_t offset, int writes)
{
   long double copy;

   if (slot->bytes - offset < sizeof(long double))
      return;
   if (writes)
      __asm__ volatile("fldz; fstpt %0"
                       : "=m"(*(long double *)(void *)(slot->at + offset)));
   else
      __asm__ volatile("fldt %1; fstpt %0"
                       : "=m"(copy)
                       : "m"(*(long double *)(void *)(slot->at + offset)));
   note(slot, offset, 10, !writes, writes);
}

static void strings(Worker *w, Slot *slot, size_t offset)
{
   size_t n = below(w, (unsigned)(slot->bytes - offset) + 1);
   char *p = slot->at + offset;
   const char *from = mapped + below(w, 1000);

   switch (below(w, 5)) {
   case 0:
      __asm__ volatile("rep movsb" : "+D"(p), "+S"(from), "+c"(n)::"memory");
      note(slot, offset, (size_t)(p - slot->at) - offset, 0, 1);
      return;
   case 1: {
      size_t left = n;
      __asm__ volatile("rep stosb" : "+D"(p), "+c"(left) : "a"(0) : "memory");
      note(slot, offset, n, 0, 1);
      return;
   }
   case 2: memcpy(p, from, n); break;
   case 3: memset(p, 0, n); break;
   default: {
      static __thread char copy[MOST_BYTES];
      memcpy(copy, p, n);
      note(slot, offset, n, 1, 0);
      return;
   }
   }
   note(slot, offset, n, 0, 1);
}

static void system_calls(Worker *w, Slot *slot, size_t offset)
{
   size_t n = below(w, (unsigned)(slot->bytes - offset) + 1), half = n / 2;
   struct iovec parts[2] = {{slot->at + offset, half},
                            {slot->at + offset + half, n - half}};
   int writes = (int)below(w, 2);
   ssize_t done;

   if (below(w, 2))
      done = writes ? read(zero_fd, slot->at + offset, n)
                    : write(null_fd, slot->at + offset, n);
   else
      done = writes ? readv(zero_fd, parts, 2) : writev(null_fd, parts, 2);
   if (done == (ssize_t)n)
      note(slot, offset, n, !writes, writes);
}

/* A path is read up to its end. */
static void path_call(Slot *slot, size_t offset)
{
   struct stat st;

   if (slot->bytes - offset < 10)
      return;
   memcpy(slot->at + offset, "/dev/zero", 10);
   note(slot, offset, 10, 0, 1);
   if (stat(slot->at + offset, &st) == 0)
      note(slot, offset, 10, 1, 0);
}

static __thread char *volatile wanted;

static void on_signal(int number)
{
   (void)number;
   *(volatile char *)wanted = 1;
}

static void touch(Worker *w, Slot *slot)
{
   size_t offset = below(w, (unsigned)slot->bytes);
   int log2 = (int)below(w, 5);

   switch (below(w, 16)) {
   case 0: vectors(w, slot, offset); return;
   case 1: locked(w, slot, offset); return;
   case 2: floats(slot, offset, (int)below(w, 2)); return;
   case 3: strings(w, slot, offset); return;
   case 4: system_calls(w, slot, offset); return;
   case 5: path_call(slot, offset); return;
   case 6:
      wanted = slot->at + offset;
      raise(SIGUSR1);
      note(slot, offset, 1, 0, 1);
      return;
   default:
      if (slot->bytes - offset >= (size_t)1 << log2)
         plain(slot, offset, log2, (int)below(w, 2));
   }
}

static void *work(void *argument)
{
   Worker *w = argument;

   for (int i = 0; i < w->n_steps; i++) {
      Slot *slot = &w->slots[below(w, N_SLOTS)];
      if (slot->at == NULL)
         begin(w, slot);
      else if (below(w, 12) == 0)
         end(w, slot);
      else if (below(w, 12) == 0)
         resize(w, slot);
      else
         touch(w, slot);
   }
   return NULL;
}

static void add(Facts *to, const Facts *from)
{
   unsigned long *a = (unsigned long *)to;

   for (size_t i = 0; i < sizeof *to / sizeof *a; i++)
      a[i] += ((const unsigned long *)from)[i];
}

static void say(const char *when, int site, const Facts *f)
{
   printf("%s site_%d %lu %lu %lu %lu %lu %lu %lu\n", when, site, f->blocks,
          f->bytes, f->never_touched, f->never_read, f->never_rewritten,
          f->tail_bytes, f->tail_blocks);
}

static void say_all(int n_threads)
{
   static Facts all[N_SITES], live[N_SITES];

   for (int t = 0; t < n_threads; t++) {
      for (int i = 0; i < N_SLOTS; i++) {
         Slot *slot = &workers[t].slots[i];
         if (slot->at != NULL)
            add_up(&live[slot->site], slot);
      }
      for (int s = 0; s < N_SITES; s++)
         add(&all[s], &workers[t].ended[s]);
   }
   for (int s = 0; s < N_SITES; s++) {
      add(&all[s], &live[s]);
      if (all[s].blocks > 0)
         say("all", s, &all[s]);
      if (live[s].blocks > 0)
         say("end", s, &live[s]);
   }
}

int main(int argc, char **argv)
{
   pthread_t threads[MOST_THREADS];
   int n_threads = argc > 3 ? atoi(argv[3]) : 1;

   null_fd = open("/dev/null", O_WRONLY);
   zero_fd = open("/dev/zero", O_RDONLY);
   mapped = mmap(NULL, MOST_BYTES + 1000, PROT_READ, MAP_PRIVATE,
                 open("/proc/self/exe", O_RDONLY), 0);
   if (mapped == MAP_FAILED || null_fd < 0 || zero_fd < 0)
      return 2;
   has_avx2 = __builtin_cpu_supports("avx2");
   signal(SIGUSR1, on_signal);
   for (int t = 0; t < n_threads; t++) {
      workers[t].random = (uint64_t)atoi(argv[1]) * 7919 + (unsigned)t;
      workers[t].n_steps = argc > 2 ? atoi(argv[2]) : 5000;
      if (t > 0)
         pthread_create(&threads[t], NULL, work, &workers[t]);
   }
   work(&workers[0]);
   for (int t = 1; t < n_threads; t++)
      pthread_join(threads[t], NULL);
   say_all(n_threads);
   return 0;
}
