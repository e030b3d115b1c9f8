/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The oracle's program for mapped pages: maps, unmaps, protects, moves, gives
   back and touches at random, between calls of malloc and free, and keeps a
   log.

   It runs under Valgrind only, whose malloc leaves the break alone.

   Every event is a system call or an allocation from the end of a random path
   through the functions at_0 .. at_7, so its stack is
      op_NAME <- act <- descend <- at_x <- descend <- at_y <- ... <- walk
   and its key in the log is the operation and the path.

   What it has mapped stands in `spans`, only so that it hits nothing else: the
   log has what was asked for and what came back.  Most happens in one arena,
   where nobody else maps, so that a range may lie over holes there.

   Marks in the profile carry the number of events so far.  Between the first
   mark and the last no one but the events maps or allocates: threads are made
   before and end behind.  ranges_judge.py reads the log. */
#define _GNU_SOURCE
#include "engine.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <unistd.h>

#include "ms2.h"
#include "random.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

enum {
   MAX_EVENTS = 4000,
   MAX_SPANS = 2 * MAX_EVENTS,
   MAX_BLOCKS = 60,
   MAX_THREADS = 4,
   MAX_DEPTH = 4,
   N_PLACES = 8,
   ARENA_PAGES = 600,
   FIRST_PAGES = 100,
   FILE_PAGES = 100,
   LOG_BYTES = 1 << 20,
   EVENTS_A_MARK = 12, /* on average */
   EXIT_USAGE = 2,
   EXIT_TROUBLE = 3
};

typedef uintptr_t word;

/* Pages that are alike: [start, end). */
struct span {
   word start, end;
   int flags, prot;
   unsigned attached; /* which shmat put them there, or 0 */
};

struct block {
   void *memory;
   unsigned id;
};

struct walker {
   uint64_t random; /* for its paths; all else is drawn under the lock */
   unsigned thread;
   unsigned depth, limit;
   char path[MAX_DEPTH + 1]; /* places as digits, the outermost first */
   bool done;
};

static struct {
   pthread_mutex_t lock;
   pthread_barrier_t gate;
   uint64_t random;
   word page;
   word arena;
   word break_start;
   int file;
   struct span spans[MAX_SPANS];
   size_t n_spans;
   struct block blocks[MAX_BLOCKS];
   size_t n_blocks;
   unsigned last_block;
   unsigned last_attached;
   word attached_at[MAX_EVENTS + 1]; /* by the number of the shmat */
   size_t n_events, max_events;
   unsigned grow_pct; /* chance that an event of the heap adds to it */
   unsigned heap_pct; /* chance that the heap is preferred to all else */
   bool tiny;         /* sizes that make the same sum again and again */
   char log[LOG_BYTES];
   size_t log_bytes;
} oracle;

static uint64_t choose(uint64_t below)
{
   return draw(&oracle.random, below);
}

static void fail(const char *why)
{
   if (write(STDERR_FILENO, why, strlen(why)) < 0)
      _exit(EXIT_TROUBLE + 1);
   _exit(EXIT_TROUBLE);
}

/* ---- the log ------------------------------------------------------------ */

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
   size_t room = sizeof oracle.log - oracle.log_bytes;
   va_list values;

   va_start(values, format);
   int n = vsnprintf(oracle.log + oracle.log_bytes, room, format, values);
   va_end(values);
   if (n < 0 || (size_t)n >= room)
      fail("oracle: the log is full\n");
   oracle.log_bytes += (size_t)n;
}

/* What was asked for, in the order of the manual page; the rest is 0. */
struct request {
   word values[5];
};

/* Failed calls are logged too: they must change nothing. */
static void note(const struct walker *w, const char *op, struct request asked,
                 word result)
{
   say("%s %s %u", op, w->path, w->thread);
   for (size_t i = 0; i < sizeof asked.values / sizeof asked.values[0]; i++)
      say(" %zx", (size_t)asked.values[i]);
   if (result == (word)-1)
      say(" failed\n");
   else
      say(" %zx\n", (size_t)result);
   oracle.n_events++;
}

static void mark(void)
{
   char label[24];

   snprintf(label, sizeof label, "%zu", oracle.n_events);
   MS2_SNAPSHOT(label);
   say("mark - 0 %zx 0 0 0 0 0\n", oracle.n_events);
}

/* ---- spans, in the order of addresses ----------------------------------- */

/* The first span that ends behind `at`. */
static size_t span_behind(word at)
{
   size_t i = 0;

   while (i < oracle.n_spans && oracle.spans[i].end <= at)
      i++;
   return i;
}

static void insert_span(size_t at, struct span span)
{
   if (oracle.n_spans == MAX_SPANS)
      fail("oracle: too many spans\n");
   memmove(&oracle.spans[at + 1], &oracle.spans[at],
           (oracle.n_spans - at) * sizeof span);
   oracle.spans[at] = span;
   oracle.n_spans++;
}

/* Afterwards no span lies on both sides of `at`. */
static void split(word at)
{
   size_t i = span_behind(at);
   struct span right = oracle.spans[i];

   if (i < oracle.n_spans && right.start < at) {
      oracle.spans[i].end = at;
      right.start = at;
      insert_span(i + 1, right);
   }
}

static void cut(word start, word end)
{
   size_t first;

   split(start);
   split(end);
   size_t last;
   first = last = span_behind(start);
   while (last < oracle.n_spans && oracle.spans[last].start < end)
      last++;
   memmove(&oracle.spans[first], &oracle.spans[last],
           (oracle.n_spans - last) * sizeof oracle.spans[0]);
   oracle.n_spans -= last - first;
}

static void put(struct span span)
{
   cut(span.start, span.end);
   insert_span(span_behind(span.start), span);
}

static void protect(word start, word end, int prot)
{
   split(start);
   split(end);
   for (size_t i = span_behind(start);
        i < oracle.n_spans && oracle.spans[i].start < end; i++) {
      oracle.spans[i].prot = prot;
   }
}

/* ---- drawing ------------------------------------------------------------ */

struct range {
   word start, end;
};

static word round_up(word bytes)
{
   return (bytes + oracle.page - 1) / oracle.page * oracle.page;
}

static word draw_pages(void)
{
   static const word below[] = {2, 4, 4, 10, 10, 30, 100};

   return 1 + choose(below[choose(sizeof below / sizeof below[0])]);
}

/* Most lengths are not a whole number of pages. */
static word draw_less(word bytes)
{
   return choose(3) == 0 ? bytes : bytes - choose(oracle.page);
}

static struct range draw_in_arena(void)
{
   word from = choose(ARENA_PAGES);
   word n = draw_pages();

   if (n > ARENA_PAGES - from)
      n = ARENA_PAGES - from;
   return (struct range){oracle.arena + from * oracle.page,
                         oracle.arena + (from + n) * oracle.page};
}

static bool are_alike(const struct span *a, const struct span *b)
{
   return a->flags == b->flags && a->prot == b->prot && !a->attached &&
          !b->attached;
}

/* Part of one span, or from somewhere in it to the end of those that adjoin;
   if `alike` is set, these are alike.  The beginning, the middle and the end
   of a mapping are all drawn. */
static struct range draw_in_spans(bool alike)
{
   size_t i = choose(oracle.n_spans);
   const struct span *first = &oracle.spans[i];
   struct range r = {first->start, first->end};
   word page = oracle.page;

   if (choose(2) == 0)
      r.start += choose((r.end - r.start) / page) * page;
   if (choose(2) == 0) {
      r.end = r.start + (1 + choose((r.end - r.start) / page)) * page;
      return r;
   }
   while (++i < oracle.n_spans && oracle.spans[i].start == r.end &&
          (!alike || are_alike(first, &oracle.spans[i])) && choose(3) > 0) {
      r.end = oracle.spans[i].end;
   }
   return r;
}

static struct range draw_anywhere(void)
{
   return oracle.n_spans == 0 || choose(2) ? draw_in_arena()
                                           : draw_in_spans(false);
}

/* The first part of *r that has no hole; false: all is hole. */
static bool trim(struct range *r)
{
   size_t i = span_behind(r->start);

   if (i == oracle.n_spans || oracle.spans[i].start >= r->end)
      return false;
   if (oracle.spans[i].start > r->start)
      r->start = oracle.spans[i].start;
   word end = oracle.spans[i].end;
   while (++i < oracle.n_spans && oracle.spans[i].start == end)
      end = oracle.spans[i].end;
   if (end < r->end)
      r->end = end;
   return true;
}

static int draw_prot(void)
{
   static const int prots[] = {PROT_READ | PROT_WRITE,
                               PROT_READ | PROT_WRITE,
                               PROT_READ | PROT_WRITE,
                               PROT_NONE,
                               PROT_NONE,
                               PROT_READ,
                               PROT_READ,
                               PROT_WRITE,
                               PROT_READ | PROT_EXEC,
                               PROT_READ | PROT_WRITE | PROT_EXEC};

   return prots[choose(sizeof prots / sizeof prots[0])];
}

static int draw_flags(void)
{
   static const int flags[] = {MAP_PRIVATE | MAP_ANONYMOUS,
                               MAP_PRIVATE | MAP_ANONYMOUS,
                               MAP_PRIVATE | MAP_ANONYMOUS,
                               MAP_PRIVATE | MAP_ANONYMOUS,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK,
                               MAP_SHARED | MAP_ANONYMOUS,
                               MAP_PRIVATE,
                               MAP_SHARED};

   return flags[choose(sizeof flags / sizeof flags[0])];
}

/* ---- operations: each is a frame of its own ----------------------------- */

#define OP(result_type, name, parameters, call)         \
   ORACLE_FRAME static result_type op_##name parameters \
   {                                                    \
      result_type result = (call);                      \
                                                        \
      ORACLE_STAY;                                      \
      return result;                                    \
   }

OP(void *, mmap, (void *at, size_t n, int prot, int flags),
   mmap(at, n, prot, flags, flags &MAP_ANONYMOUS ? -1 : oracle.file, 0))
OP(int, munmap, (void *at, size_t n), munmap(at, n))
OP(int, mprotect, (void *at, size_t n, int prot), mprotect(at, n, prot))
OP(void *, mremap, (struct range old, size_t n, int flags, void *to),
   mremap((void *)old.start, old.end - old.start, n, flags, to))
OP(int, madvise, (void *at, size_t n, int advice), madvise(at, n, advice))
OP(int, brk, (void *at), brk(at))
OP(void *, sbrk, (intptr_t by), sbrk(by))
OP(void *, shmat, (int id), shmat(id, NULL, 0))
OP(int, shmdt, (const void *at), shmdt(at))
OP(void *, malloc, (size_t n), malloc(n))
OP(void *, realloc, (void *old, size_t n), realloc(old, n))

ORACLE_FRAME static void op_free(void *old)
{
   free(old);
   ORACLE_STAY;
}

static void map(struct walker *w, struct range r, int prot, int flags)
{
   word bytes = draw_less(r.end - r.start);
   word at = (word)op_mmap((void *)r.start, bytes, prot, flags);

   note(w, "mmap", (struct request){{r.start, bytes, (word)prot, (word)flags}},
        at);
   if (at != (word)-1)
      put((struct span){at, at + round_up(bytes), flags & ~MAP_FIXED, prot, 0});
}

static void do_map(struct walker *w)
{
   struct range r = {0, draw_pages() * oracle.page};

   map(w, r, draw_prot(), draw_flags());
}

/* Over whatever is there. */
static void do_map_over(struct walker *w)
{
   map(w, draw_anywhere(), draw_prot(), draw_flags() | MAP_FIXED);
}

/* At a place that may be taken: then elsewhere, or nowhere. */
static void do_map_near(struct walker *w)
{
   int how = choose(2) ? MAP_FIXED_NOREPLACE : 0;

   map(w, draw_in_arena(), draw_prot(), draw_flags() | how);
}

static void do_reserve(struct walker *w)
{
   struct range r = {0, (1000 + choose(3000)) * oracle.page};

   map(w, r, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE);
}

static void do_map_nothing(struct walker *w)
{
   word at = (word)op_mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS);

   note(w, "mmap", (struct request){{0, 0, PROT_READ, MAP_PRIVATE}}, at);
}

static void unmap(struct walker *w, struct range r)
{
   word bytes = draw_less(r.end - r.start);
   int status = op_munmap((void *)r.start, bytes);

   note(w, "munmap", (struct request){{r.start, bytes}}, (word)status);
   if (status == 0)
      cut(r.start, r.end);
}

static void do_unmap(struct walker *w)
{
   unmap(w, draw_anywhere());
}

static void do_unmap_askew(struct walker *w)
{
   word start = draw_in_arena().start + 1 + choose(oracle.page - 1);
   int status = op_munmap((void *)start, oracle.page);

   note(w, "munmap", (struct request){{start, oracle.page}}, (word)status);
}

static void do_protect(struct walker *w)
{
   struct range r = draw_anywhere();
   int prot = draw_prot();

   if (!trim(&r))
      return;
   word bytes = draw_less(r.end - r.start);
   int status = op_mprotect((void *)r.start, bytes, prot);
   note(w, "mprotect", (struct request){{r.start, bytes, (word)prot}},
        (word)status);
   if (status != 0)
      fail("oracle: mprotect failed, it may have done half of its work\n");
   protect(r.start, r.end, prot);
}

/* Grows where it is, moves, shrinks; or does not, and nothing changes. */
static void remap(struct walker *w, struct range to, int flags)
{
   struct range old = draw_in_spans(true);
   word bytes = draw_less(to.end - to.start);
   struct span span = oracle.spans[span_behind(old.start)];

   if (span.attached)
      return;
   word at = (word)op_mremap(old, bytes, flags, (void *)to.start);
   note(w, "mremap",
        (struct request){
            {old.start, old.end - old.start, bytes, (word)flags, to.start}},
        at);
   if (at != (word)-1) {
      cut(old.start, old.end);
      span.start = at;
      span.end = at + round_up(bytes);
      put(span);
   } else if (flags & MREMAP_FIXED) {
      unmap(w, to); /* the kernel may have done so already */
   }
}

static void do_remap(struct walker *w)
{
   struct range to = {0, draw_pages() * oracle.page};

   if (oracle.n_spans > 0)
      remap(w, to, choose(3) ? MREMAP_MAYMOVE : 0);
}

static void do_remap_over(struct walker *w)
{
   if (oracle.n_spans > 0)
      remap(w, draw_in_arena(), MREMAP_MAYMOVE | MREMAP_FIXED);
}

/* ---- giving back ---- */

/* Over whatever is there; holes do not matter. */
static void do_give_back(struct walker *w)
{
   struct range r = draw_anywhere();
   word bytes = draw_less(r.end - r.start);
   int status = op_madvise((void *)r.start, bytes, MADV_DONTNEED);

   if (status != 0 && errno != ENOMEM)
      fail("oracle: madvise failed\n");
   note(w, "madvise", (struct request){{r.start, bytes, MADV_DONTNEED}}, 0);
}

/* Writes to some pages of memory of its own. */
static void do_touch(struct walker *w)
{
   if (oracle.n_spans == 0)
      return;
   struct range r = draw_in_spans(true);
   size_t at = span_behind(r.start);
   if (!(oracle.spans[at].prot & PROT_WRITE) || oracle.spans[at].attached ||
       (oracle.spans[at].flags & (MAP_ANONYMOUS | MAP_PRIVATE)) !=
           (MAP_ANONYMOUS | MAP_PRIVATE)) {
      return;
   }
   for (word page = r.start; page < r.end; page += oracle.page)
      *(volatile char *)page = 1;
   note(w, "touch", (struct request){{r.start, r.end - r.start}}, 0);
}

/* ---- the break ---- */

static word break_now(void)
{
   return (word)sbrk(0);
}

static void do_brk(struct walker *w)
{
   word to = oracle.break_start + choose(60 * oracle.page);
   int status = op_brk((void *)to);

   note(w, "brk", (struct request){{to}}, (word)status);
}

static void do_sbrk(struct walker *w)
{
   word used = break_now() - oracle.break_start;
   intptr_t by = choose(2) ? (intptr_t)choose(20 * oracle.page)
                           : -(intptr_t)choose(used + 1);
   word old = (word)op_sbrk(by);

   note(w, "sbrk", (struct request){{(word)by}}, old);
}

/* These pages stay the break's. */
static void do_protect_break(struct walker *w)
{
   word start = round_up(oracle.break_start);
   word end = break_now();
   int prot = draw_prot() | PROT_READ | PROT_WRITE;

   if (end <= start)
      return;
   int status = op_mprotect((void *)start, end - start, prot);
   note(w, "mprotect", (struct request){{start, end - start, (word)prot}},
        (word)status);
}

/* ---- shared segments ---- */

static void do_attach(struct walker *w)
{
   word bytes = draw_less(draw_pages() * oracle.page);
   int id = shmget(IPC_PRIVATE, bytes, IPC_CREAT | 0600);

   if (id < 0)
      return; /* this system has none */
   word at = (word)op_shmat(id);
   shmctl(id, IPC_RMID, NULL);
   note(w, "shmat", (struct request){{bytes}}, at);
   if (at != (word)-1) {
      oracle.attached_at[oracle.last_attached + 1] = at;
      put((struct span){at, at + round_up(bytes), MAP_SHARED,
                        PROT_READ | PROT_WRITE, ++oracle.last_attached});
   }
}

static void cut_attached(unsigned number)
{
   for (size_t i = oracle.n_spans; i-- > 0;) {
      if (oracle.spans[i].attached == number)
         cut(oracle.spans[i].start, oracle.spans[i].end);
   }
}

/* In the middle of a segment, whose first page stays. */
static void do_part_segment(struct walker *w)
{
   for (size_t i = 0; i < oracle.n_spans; i++) {
      struct range r = {oracle.spans[i].start, oracle.spans[i].end};
      word n = (r.end - r.start) / oracle.page;

      if (!oracle.spans[i].attached || n < 3 || choose(3) == 0)
         continue;
      r.start += (1 + choose(n - 2)) * oracle.page;
      r.end = r.start + oracle.page;
      if (choose(2))
         unmap(w, r);
      else
         map(w, r, draw_prot(), draw_flags() | MAP_FIXED);
      return;
   }
}

/* Whether span number `i` starts where its segment was put. */
static bool is_first(size_t i)
{
   const struct span *span = &oracle.spans[i];

   return span->start == oracle.attached_at[span->attached];
}

/* A segment whose first page is still there. */
static void do_detach(struct walker *w)
{
   for (size_t i = 0; i < oracle.n_spans; i++) {
      struct span span = oracle.spans[i];

      if (span.attached && is_first(i)) {
         int status = op_shmdt((void *)span.start);

         note(w, "shmdt", (struct request){{span.start}}, (word)status);
         if (status == 0)
            cut_attached(span.attached);
         return;
      }
   }
}

/* ---- the heap ---- */

static size_t draw_size(void)
{
   if (oracle.tiny)
      return choose(3);
   return choose(2) ? choose(100) : choose(3) * 5 * oracle.page + choose(2);
}

static void get(struct walker *w)
{
   size_t size = draw_size();
   struct block block = {op_malloc(size), ++oracle.last_block};

   note(w, "malloc", (struct request){{size}}, block.id);
   oracle.blocks[oracle.n_blocks++] = block;
}

static void resize(struct walker *w, struct block *block)
{
   size_t size = 1 + draw_size();
   unsigned old = block->id;

   block->memory = op_realloc(block->memory, size);
   block->id = ++oracle.last_block;
   note(w, "realloc", (struct request){{old, size}}, block->id);
}

static void release(struct walker *w, struct block *block)
{
   op_free(block->memory);
   note(w, "free", (struct request){{block->id}}, 0);
   *block = oracle.blocks[--oracle.n_blocks];
}

static void do_heap(struct walker *w)
{
   if (choose(50) == 0)
      oracle.grow_pct = 25 + (unsigned)choose(50);
   if (oracle.n_blocks == 0 ||
       (oracle.n_blocks < MAX_BLOCKS && choose(100) < oracle.grow_pct)) {
      get(w);
      return;
   }
   struct block *block = &oracle.blocks[choose(oracle.n_blocks)];
   if (choose(3) == 0)
      resize(w, block);
   else
      release(w, block);
}

/* ---- walks -------------------------------------------------------------- */

typedef void doing(struct walker *w);

static const struct {
   doing *run;
   unsigned weight;
} doings[] = {{do_map, 12},          {do_map_over, 12},   {do_map_near, 4},
              {do_reserve, 1},       {do_map_nothing, 1}, {do_unmap, 18},
              {do_unmap_askew, 1},   {do_protect, 20},    {do_remap, 14},
              {do_remap_over, 6},    {do_brk, 4},         {do_sbrk, 8},
              {do_protect_break, 2}, {do_attach, 4},      {do_part_segment, 4},
              {do_detach, 3},        {do_give_back, 14},  {do_touch, 14},
              {do_heap, 40}};

static void do_something(struct walker *w)
{
   unsigned all = 0;
   size_t i = 0;

   if (choose(100) < oracle.heap_pct) {
      do_heap(w);
      return;
   }
   for (size_t k = 0; k < sizeof doings / sizeof doings[0]; k++)
      all += doings[k].weight;
   for (uint64_t at = choose(all); at >= doings[i].weight; i++)
      at -= doings[i].weight;
   doings[i].run(w);
   ORACLE_STAY;
}

ORACLE_FRAME static void act(struct walker *w)
{
   pthread_mutex_lock(&oracle.lock);
   w->done = oracle.n_events >= oracle.max_events;
   if (!w->done) {
      do_something(w);
      if (choose(EVENTS_A_MARK) == 0)
         mark();
   }
   pthread_mutex_unlock(&oracle.lock);
}

static doing *const places[N_PLACES];

ORACLE_FRAME static void descend(struct walker *w)
{
   unsigned next = (unsigned)draw(&w->random, N_PLACES);

   if (w->depth == w->limit) {
      act(w);
      return;
   }
   w->path[w->depth++] = (char)('0' + next);
   w->path[w->depth] = '\0';
   places[next](w);
   ORACLE_STAY;
}

#define PLACE(number)                                     \
   ORACLE_FRAME static void at_##number(struct walker *w) \
   {                                                      \
      descend(w);                                         \
      ORACLE_STAY;                                        \
   }

PLACE(0)
PLACE(1)
PLACE(2)
PLACE(3)
PLACE(4)
PLACE(5)
PLACE(6)
PLACE(7)

static doing *const places[N_PLACES] = {at_0, at_1, at_2, at_3,
                                        at_4, at_5, at_6, at_7};

/* Mostly short paths, so that the same sites come again. */
static void walk(struct walker *w)
{
   w->depth = 0;
   w->limit =
       1 + (unsigned)draw(&w->random, draw(&w->random, 3) ? 1 : MAX_DEPTH);
   descend(w);
}

/* ---- the run ------------------------------------------------------------ */

static void *worker(void *walker)
{
   struct walker *w = walker;

   pthread_barrier_wait(&oracle.gate);
   while (!w->done) {
      walk(w);
      sched_yield();
   }
   pthread_barrier_wait(&oracle.gate);
   pthread_barrier_wait(&oracle.gate); /* opens to nobody: see run */
   return NULL;
}

/* The arena has no access at first.  Behind it comes more than what was mapped
   before the first mark, so that each peak lies behind that. */
static void begin(struct walker *w)
{
   int flags = MAP_PRIVATE | MAP_ANONYMOUS;
   struct range arena = {0, ARENA_PAGES * oracle.page};
   struct range first = {0, FIRST_PAGES * oracle.page};

   oracle.break_start = break_now();
   say("start %zx %zx\n", (size_t)oracle.page, (size_t)oracle.break_start);
   mark();
   strcpy(w->path, "-");
   map(w, arena, PROT_NONE, flags);
   oracle.arena = oracle.spans[0].start;
   map(w, first, PROT_READ | PROT_WRITE, flags);
}

/* Nobody walks before the gate opens, and it opens for the last time when all
   are done. */
static void run(struct walker *walkers, unsigned n_threads)
{
   pthread_barrier_init(&oracle.gate, NULL, n_threads + 1);
   pthread_t threads[MAX_THREADS];
   for (unsigned i = 1; i <= n_threads; i++) {
      walkers[i].thread = i;
      walkers[i].random = oracle.random + 77 * i;
      if (pthread_create(&threads[i - 1], NULL, worker, &walkers[i]) != 0)
         fail("oracle: pthread_create failed\n");
   }
   begin(&walkers[0]);
   pthread_barrier_wait(&oracle.gate);
   while (n_threads == 0 && !walkers[0].done)
      walk(&walkers[0]);
   pthread_barrier_wait(&oracle.gate);
   mark();
   /* The others wait on: what a thread's stack leaves is not in the log. */
}

static int open_file(const char *log_path)
{
   char path[4096];

   snprintf(path, sizeof path, "%s.file", log_path);
   int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
   if (file < 0 || ftruncate(file, (off_t)(FILE_PAGES * oracle.page)) != 0)
      fail("oracle: cannot make the file to be mapped\n");
   return file;
}

static void write_log(const char *path)
{
   int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

   for (size_t at = 0; at < oracle.log_bytes;) {
      ssize_t n = write(fd, oracle.log + at, oracle.log_bytes - at);

      if (n <= 0)
         fail("oracle: cannot write the log\n");
      at += (size_t)n;
   }
   close(fd);
}

/* ranges LOG SEED EVENTS THREADS */
int main(int argc, char **argv)
{
   static struct walker walkers[MAX_THREADS + 1];

   if (argc != 5)
      return EXIT_USAGE;
   oracle.random = strtoull(argv[2], NULL, 10) * 0x2545f4914f6cdd1du + 1;
   oracle.max_events = strtoul(argv[3], NULL, 10);
   unsigned n_threads = (unsigned)strtoul(argv[4], NULL, 10);
   if (oracle.max_events > MAX_EVENTS || n_threads > MAX_THREADS)
      return EXIT_USAGE;
   oracle.page = (word)sysconf(_SC_PAGESIZE);
   prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0); /* a touch is of one page */
   oracle.grow_pct = 60;
   oracle.heap_pct = (unsigned)choose(3) * 40;
   oracle.tiny = choose(3) == 0;
   oracle.file = open_file(argv[1]);
   pthread_mutex_init(&oracle.lock, NULL);
   run(walkers, n_threads);
   write_log(argv[1]);
   return 0;
}
