/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The oracle's engine: decides, walks call paths, checks blocks, logs.

   A walk is a random descent through the functions at_00 .. at_19, which call
   each other; on the way down and back up each may act, and an action is one
   operation with its entry in the log.  So an event's stack is
      op_NAME <- act <- at_xx <- at_yy <- ... <- walk
   and its key in the log is the operation and the path.

   Each thread has some fibres, too: stacks of the engine's own making, each
   with a walk that goes on where it was left when its turn comes again.

   Threads share the blocks.  One lock covers an operation together with its
   entry, so the order of the log is the order of the heap.

   The program may fork in the middle of a walk.  Both processes go on, each by
   other draws, with a log of its own: a child's has all that was before, too.
 */
#define _GNU_SOURCE
#include "engine.h"
#include "random.h"

#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

enum {
   MAX_EVENTS = 8192,
   MAX_LIVE = 400,
   MAX_THREADS = 4,
   MAX_DEPTH = 30,
   N_PLACES = 20,
   N_FIBRES = 3, /* of a thread */
   FIBRE_BYTES = 256 << 10,
   PAGE_BYTES = 4096,
   PATH_BYTES = 40,
   NAME_BYTES = 40,
   STAMP_BYTES = 16,    /* checked at both ends of a block */
   EVENTS_A_FORK = 200, /* on average */
   EXIT_USAGE = 2,
   EXIT_DAMAGE = 3
};

/* ---- the log: its layout is known to replay.py as well ---- */

struct log_header {
   char magic[8];
   uint32_t n_ops;
   uint32_t n_events;
   uint32_t n_inherited; /* events of before the last fork */
   uint32_t pid;
};

struct log_event {
   uint8_t kind;
   uint8_t op;
   uint8_t thread;
   uint8_t depth; /* of the path */
   uint32_t old_block;
   uint32_t new_block; /* 0: the operation returned NULL */
   uint8_t moved;      /* the new block is at another address than the old */
   uint8_t late;       /* on the way back up: another stack than down */
   uint8_t fibre;      /* on a fibre's stack */
   uint8_t reserved;
   uint64_t size;
   uint8_t path[PATH_BYTES]; /* places, the outermost first */
};

struct block {
   unsigned char *memory;
   size_t size;
   size_t align;
   uint32_t id;
   uint8_t family;
};

/* How sizes are drawn.  "Ties" makes the same maximum come again and again. */
enum sizes { SIZES_MIXED, SIZES_TIES, SIZES_SMALL, SIZES_BIG, N_SIZES };

static struct {
   const char *log_path;
   uint64_t seed;
   pthread_mutex_t lock;
   pthread_barrier_t gate;
   uint64_t random;
   enum sizes sizes;
   uint32_t last_block;
   size_t n_live;
   size_t n_events, max_events;
   size_t n_inherited;
   unsigned n_forks; /* that are left */
   bool is_child;
   unsigned grow_pct;  /* chance that an event adds to the heap */
   unsigned max_depth; /* of walks */
   struct block live[MAX_LIVE];
   struct log_event log[MAX_EVENTS];
} oracle;

struct fibre;

struct walker {
   struct fibre *fibre; /* on which it walks, or NULL */
   uint64_t random;
   jmp_buf home;
   unsigned depth, limit;
   size_t room; /* bytes that the next frame with room takes */
   bool done;
   bool late; /* on the way back up */
   uint8_t thread;
   uint8_t path[PATH_BYTES];
   uint8_t habit[PATH_BYTES]; /* where it mostly goes at each depth */
};

static uint64_t choose(uint64_t below)
{
   return draw(&oracle.random, below);
}

static void fail(const char *why)
{
   if (write(STDERR_FILENO, why, strlen(why)) < 0)
      _exit(EXIT_DAMAGE + 1);
   _exit(EXIT_DAMAGE);
}

/* ---- blocks ---- */

static void stamp(const struct block *block)
{
   size_t n = block->size < STAMP_BYTES ? block->size : STAMP_BYTES;

   memset(block->memory, (int)block->id, n);
   memset(block->memory + block->size - n, (int)block->id, n);
}

static void check_bytes(const unsigned char *bytes, size_t n, uint8_t expected)
{
   for (size_t i = 0; i < n; i++) {
      if (bytes[i] != expected)
         fail("oracle: a block's contents changed\n");
   }
}

static void check_stamp(const struct block *block)
{
   size_t n = block->size < STAMP_BYTES ? block->size : STAMP_BYTES;

   check_bytes(block->memory, n, (uint8_t)block->id);
   check_bytes(block->memory + block->size - n, n, (uint8_t)block->id);
}

static void check_new(const struct oracle_op *op, const struct block *block)
{
   uintptr_t at = (uintptr_t)block->memory;

   if (at % sizeof(void *) != 0 || (op->aligned && at % block->align != 0))
      fail("oracle: a block is not aligned\n");
   if (op->zeroed)
      check_bytes(block->memory, block->size, 0);
   if (op->has_usable && malloc_usable_size(block->memory) < block->size)
      fail("oracle: malloc_usable_size is less than what was asked for\n");
}

/* ---- drawing requests (under the lock) ---- */

static size_t draw_mixed_size(void)
{
   static const size_t below[] = {64, 64, 64, 1024, 1024, 4096, 65536, 1 << 20};

   return choose(below[choose(sizeof below / sizeof below[0])]);
}

static size_t draw_size(void)
{
   switch (oracle.sizes) {
   case SIZES_TIES: return 16 * choose(3);
   case SIZES_SMALL: return choose(40);
   case SIZES_BIG: return choose(300 << 10);
   default: return draw_mixed_size();
   }
}

/* Sizes that no process can have: beyond the address space, beyond
   PTRDIFF_MAX, and the largest number. */
static size_t draw_huge_size(void)
{
   static const size_t huge[] = {(size_t)1 << (sizeof(size_t) == 8 ? 48 : 31),
                                 PTRDIFF_MAX, (size_t)PTRDIFF_MAX + 1,
                                 SIZE_MAX - 64, SIZE_MAX};

   return huge[choose(sizeof huge / sizeof huge[0])];
}

/* Fills in size and factors so that size = count * unit, except where the
   product overflows; then size is the largest number. */
static void draw_factors(struct oracle_request *r, bool huge)
{
   r->unit = 1 + choose(32);
   if (huge) {
      r->size = draw_huge_size();
      r->count = choose(2) ? r->size : r->size / r->unit + 1;
      if (r->count > SIZE_MAX / r->unit)
         r->size = SIZE_MAX;
      else
         r->size = r->count * r->unit;
      return;
   }
   r->size = draw_size();
   r->count = r->size / r->unit;
   r->size = r->count * r->unit;
}

/* The candidates are counted first, so that each is equally likely. */
static const struct oracle_op *draw_op(enum oracle_kind kind, int family)
{
   size_t n = 0;
   const struct oracle_op *op = oracle_ops;

   for (size_t i = 0; i < n_oracle_ops; i++)
      n += op[i].kind == kind && (family < 0 || op[i].family == family);
   if (n == 0)
      return NULL;
   for (size_t skip = choose(n);; op++) {
      if (op->kind == kind && (family < 0 || op->family == family) &&
          skip-- == 0) {
         return op;
      }
   }
}

/* ---- events (under the lock) ---- */

static void log_event(const struct walker *w, const struct oracle_op *op,
                      const struct log_event *facts)
{
   struct log_event *event = &oracle.log[oracle.n_events++];

   *event = *facts;
   event->kind = (uint8_t)op->kind;
   event->op = (uint8_t)(op - oracle_ops);
   event->thread = w->thread;
   event->depth = (uint8_t)w->depth;
   event->late = w->late;
   event->fibre = w->fibre != NULL;
   memcpy(event->path, w->path, w->depth);
}

static void add_live(struct block block, const struct oracle_op *op)
{
   check_new(op, &block);
   stamp(&block);
   oracle.live[oracle.n_live++] = block;
}

static void drop_live(size_t index)
{
   oracle.live[index] = oracle.live[--oracle.n_live];
}

ORACLE_FRAME static void do_get(struct walker *w)
{
   const struct oracle_op *op = draw_op(ORACLE_GET, -1);
   struct oracle_request r = {0};
   struct block block = {0};
   struct log_event facts = {0};

   draw_factors(&r, op->can_fail && choose(40) == 0);
   /* libstdc++'s aligned new rounds larger sizes up to 0. */
   if (op->aligned && r.size > PTRDIFF_MAX)
      r.size = PTRDIFF_MAX;
   r.align = (size_t)16 << choose(9);
   facts.size = r.size;
   block.memory = op->run(&r);
   if (block.memory) {
      block.size = r.size;
      block.align = r.align;
      block.family = op->family;
      facts.new_block = block.id = ++oracle.last_block;
      add_live(block, op);
   } else if (!op->can_fail) {
      fail("oracle: an allocation failed\n");
   }
   log_event(w, op, &facts);
}

/* What became of live block number `index` after `now` was asked for. */
static void settle_resize(size_t index, struct block now,
                          const struct oracle_op *op)
{
   struct block old = oracle.live[index];
   size_t kept = old.size < now.size ? old.size : now.size;

   if (now.memory) {
      if (kept > STAMP_BYTES)
         kept = STAMP_BYTES;
      check_bytes(now.memory, kept, (uint8_t)old.id);
      drop_live(index);
      add_live(now, op);
   } else if (now.size == 0) {
      drop_live(index); /* realloc(block, 0) frees */
   } else {
      check_stamp(&old);
   }
}

ORACLE_FRAME static void do_resize(struct walker *w, size_t index)
{
   const struct block *old = &oracle.live[index];
   const struct oracle_op *op = draw_op(ORACLE_RESIZE, old->family);
   struct oracle_request r = {0};
   struct block now = {0};
   struct log_event facts = {0};

   if (!op)
      return;
   draw_factors(&r, choose(40) == 0);
   if (choose(30) == 0)
      r.size = r.count = 0;
   check_stamp(old);
   r.old = old->memory;
   now.memory = op->run(&r);
   now.size = facts.size = r.size;
   now.family = old->family;
   facts.old_block = old->id;
   if (now.memory)
      facts.new_block = now.id = ++oracle.last_block;
   facts.moved = now.memory && (void *)now.memory != r.old;
   settle_resize(index, now, op);
   log_event(w, op, &facts);
}

/* realloc(NULL, size) is malloc(size). */
ORACLE_FRAME static void do_resize_null(struct walker *w)
{
   const struct oracle_op *op = draw_op(ORACLE_RESIZE, -1);
   struct oracle_request r = {0};
   struct block now = {0};
   struct log_event facts = {0};

   draw_factors(&r, false);
   now.size = facts.size = r.size;
   now.family = op->family;
   now.memory = op->run(&r);
   if (!now.memory)
      fail("oracle: an allocation failed\n");
   facts.new_block = now.id = ++oracle.last_block;
   add_live(now, op);
   log_event(w, op, &facts);
}

ORACLE_FRAME static void do_release(struct walker *w, size_t index)
{
   const struct block *old = &oracle.live[index];
   const struct oracle_op *op = draw_op(ORACLE_RELEASE, old->family);
   struct oracle_request r = {0};
   struct log_event facts = {0};

   check_stamp(old);
   r.old = old->memory;
   r.size = old->size;
   r.align = old->align;
   facts.old_block = old->id;
   op->run(&r);
   drop_live(index);
   log_event(w, op, &facts);
}

ORACLE_FRAME static void do_release_null(struct walker *w)
{
   const struct oracle_op *op = draw_op(ORACLE_RELEASE, -1);
   struct oracle_request r = {0};
   struct log_event facts = {0};

   r.align = sizeof(void *);
   op->run(&r);
   log_event(w, op, &facts);
}

/* The heap rises and falls in waves: the chance of growth changes now and
   then. */
static void draw_wave(void)
{
   if (choose(100) == 0)
      oracle.grow_pct = 25 + (unsigned)choose(50);
}

/* Its own part of the child's draws begins here; blocks and walks are as they
   were.  Nothing is logged: where a child begins stands in its log's header. */
ORACLE_FRAME static void do_fork(struct walker *w)
{
   oracle.n_forks--;
   pid_t pid = fork();
   if (pid < 0)
      fail("oracle: cannot fork\n");
   if (pid > 0)
      return;
   oracle.is_child = true;
   oracle.n_inherited = oracle.n_events;
   oracle.random += 12345;
   w->random += 12345;
}

static void do_something(struct walker *w)
{
   draw_wave();
   if (oracle.n_forks > 0 && choose(EVENTS_A_FORK) == 0)
      do_fork(w);
   if (choose(50) == 0)
      do_release_null(w);
   else if (oracle.n_live == MAX_LIVE)
      do_release(w, choose(oracle.n_live));
   else if (choose(50) == 0)
      do_resize_null(w);
   else if (oracle.n_live == 0 || choose(100) < oracle.grow_pct)
      do_get(w);
   else if (choose(3) == 0)
      do_resize(w, choose(oracle.n_live));
   else
      do_release(w, choose(oracle.n_live));
}

/* ---- walks ---- */

ORACLE_FRAME static void act(struct walker *w)
{
   pthread_mutex_lock(&oracle.lock);
   w->done = oracle.n_events >= oracle.max_events;
   if (!w->done)
      do_something(w);
   pthread_mutex_unlock(&oracle.lock);
   if (draw(&w->random, 4) == 0)
      sched_yield();
}

/* A fibre's own walk, and where its thread waits for it to yield. */
struct fibre {
   struct walker walker;
   ucontext_t context, home;
};

static void yield(struct fibre *fibre)
{
   swapcontext(&fibre->context, &fibre->home);
}

/* Acts or not; rarely leaves the whole walk at once. */
ORACLE_FRAME static void linger(struct walker *w)
{
   bool at_limit = w->depth == w->limit;

   if (w->fibre && draw(&w->random, 6) == 0)
      yield(w->fibre);

   while (!w->done && draw(&w->random, at_limit ? 2 : 6) == 0)
      act(w);
   if (w->done || draw(&w->random, 300) == 0)
      longjmp(w->home, 1);
}

/* Enters the next place on the path, or returns -1 at the walk's limit. */
static int go_down(struct walker *w)
{
   uint8_t *habit = &w->habit[w->depth];

   if (w->depth == w->limit)
      return -1;
   if (draw(&w->random, 30) == 0)
      *habit = (uint8_t)draw(&w->random, N_PLACES);
   w->room = draw(&w->random, 3) == 0 ? draw(&w->random, 2000) : 64;
   w->path[w->depth++] = *habit;
   return *habit;
}

typedef void place(struct walker *w);
static place *const places[N_PLACES];

/* Places are alike in code, so that only the stack tells them apart. */
#define PLACE_BODY(w)                    \
   do {                                  \
      int next;                          \
                                         \
      (w)->late = false;                 \
      linger(w);                         \
      while ((next = go_down(w)) >= 0) { \
         places[next](w);                \
         ORACLE_STAY;                    \
         (w)->depth--;                   \
         if (draw(&(w)->random, 4) != 0) \
            break;                       \
      }                                  \
      (w)->late = true;                  \
      linger(w);                         \
      ORACLE_STAY;                       \
   } while (0)

#define PLACE(number)                                     \
   ORACLE_FRAME static void at_##number(struct walker *w) \
   {                                                      \
      PLACE_BODY(w);                                      \
   }

/* Its frame has another size each time, so the same call returns to another
   depth of the stack. */
#define ROOMY_PLACE(number)                                \
   ORACLE_FRAME static void at_##number(struct walker *w)  \
   {                                                       \
      volatile char *room = __builtin_alloca(w->room + 1); \
                                                           \
      room[0] = 1;                                         \
      PLACE_BODY(w);                                       \
   }

PLACE(00)
ROOMY_PLACE(01)
PLACE(02)
PLACE(03)
PLACE(04)
ROOMY_PLACE(05)
PLACE(06)
PLACE(07)
PLACE(08)
ROOMY_PLACE(09)
PLACE(10)
PLACE(11)
PLACE(12)
ROOMY_PLACE(13)
PLACE(14)
PLACE(15)
PLACE(16)
ROOMY_PLACE(17)
PLACE(18)
PLACE(19)

static place *const places[N_PLACES] = {
    at_00, at_01, at_02, at_03, at_04, at_05, at_06, at_07, at_08, at_09,
    at_10, at_11, at_12, at_13, at_14, at_15, at_16, at_17, at_18, at_19};

ORACLE_FRAME static void walk(struct walker *w)
{
   w->depth = 0;
   w->limit = 1 + (unsigned)draw(&w->random, oracle.max_depth);
   if (setjmp(w->home) == 0)
      places[go_down(w)](w);
   ORACLE_STAY;
}

/* ---- fibres ---- */

/* The fibre that begins, as makecontext hands over integers only. */
static __thread struct fibre *beginning;

ORACLE_FRAME static void run_fibre(void)
{
   struct fibre *fibre = beginning;

   for (;;) {
      walk(&fibre->walker);
      yield(fibre);
   }
}

/* Its stack ends where nothing can be read any more. */
static void make_fibre(struct fibre *fibre, const struct walker *w,
                       unsigned number)
{
   char *stack = mmap(NULL, FIBRE_BYTES + PAGE_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   if (stack == MAP_FAILED || getcontext(&fibre->context) != 0)
      fail("oracle: no fibre\n");
   mprotect(stack + FIBRE_BYTES, PAGE_BYTES, PROT_NONE);
   fibre->walker.fibre = fibre;
   fibre->walker.thread = w->thread;
   fibre->walker.random = w->random + 1000 * (number + 1);
   fibre->context.uc_stack.ss_sp = stack;
   fibre->context.uc_stack.ss_size = FIBRE_BYTES;
   makecontext(&fibre->context, run_fibre, 0);
   beginning = fibre;
   swapcontext(&fibre->home, &fibre->context);
}

ORACLE_FRAME static void walk_until_done(struct walker *w)
{
   static struct fibre fibres[MAX_THREADS + 1][N_FIBRES];

   w->random = oracle.random + 77 * (w->thread + 1u);
   for (unsigned i = 0; i < N_FIBRES; i++)
      make_fibre(&fibres[w->thread][i], w, i);
   while (!w->done) {
      struct fibre *fibre = &fibres[w->thread][draw(&w->random, N_FIBRES)];

      if (draw(&w->random, 2) == 0) {
         walk(w);
      } else {
         swapcontext(&fibre->home, &fibre->context);
         w->done = fibre->walker.done;
      }
   }
}

/* ---- the run ---- */

/* Frees all, half or none of what is left, as the seed says. */
static void free_rest(struct walker *w)
{
   size_t keep = oracle.n_live * (oracle.seed % 3) / 2;

   w->depth = 0;
   while (oracle.n_live > keep)
      do_release(w, choose(oracle.n_live));
}

static void write_all(int fd, const void *bytes, size_t n)
{
   const char *from = bytes;

   while (n > 0) {
      ssize_t done = write(fd, from, n);

      if (done <= 0)
         fail("oracle: cannot write the log\n");
      from += done;
      n -= (size_t)done;
   }
}

/* A child's log has its pid behind the name. */
static int create_log(void)
{
   char path[PATH_MAX];

   if (oracle.is_child)
      snprintf(path, sizeof path, "%s.%d", oracle.log_path, (int)getpid());
   else
      snprintf(path, sizeof path, "%s", oracle.log_path);
   return open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
}

static void write_log(void)
{
   struct log_header header = {
       "oracle2", (uint32_t)n_oracle_ops, (uint32_t)oracle.n_events,
       (uint32_t)oracle.n_inherited, (uint32_t)getpid()};
   int fd = create_log();

   write_all(fd, &header, sizeof header);
   for (size_t i = 0; i < n_oracle_ops; i++) {
      char name[NAME_BYTES] = {0};

      strncpy(name, oracle_ops[i].name, sizeof name - 1);
      write_all(fd, name, sizeof name);
   }
   write_all(fd, oracle.log, oracle.n_events * sizeof oracle.log[0]);
   close(fd);
}

/* Who has children waits for them, so that all logs are there at the end. */
static void end_run(struct walker *w)
{
   int status;

   free_rest(w);
   write_log();
   while (wait(&status) > 0) {
      if (status != 0)
         fail("oracle: a child failed\n");
   }
}

/* Its name tells which thread of the profile it is. */
static void *worker(void *walker)
{
   char name[] = "walker 0";

   name[sizeof name - 2] += ((struct walker *)walker)->thread;
   pthread_setname_np(pthread_self(), name);
   pthread_barrier_wait(&oracle.gate);
   walk_until_done(walker);
   if (oracle.is_child) { /* the only thread there is */
      end_run(walker);
      exit(0);
   }
   pthread_barrier_wait(&oracle.gate);
   return NULL;
}

/* All threads exist before the first event and until after the last, so what
   the C library allocates for them stays the same in between. */
static void run_threads(unsigned n)
{
   static struct walker walkers[MAX_THREADS];

   pthread_barrier_init(&oracle.gate, NULL, n + 1);
   pthread_t threads[MAX_THREADS];
   for (unsigned i = 0; i < n; i++) {
      walkers[i].thread = (uint8_t)(i + 1);
      if (pthread_create(&threads[i], NULL, worker, &walkers[i]) != 0)
         fail("oracle: pthread_create failed\n");
   }
   pthread_barrier_wait(&oracle.gate);
   pthread_barrier_wait(&oracle.gate);
   for (unsigned i = 0; i < n; i++)
      pthread_join(threads[i], NULL);
}

/* oracle LOG SEED EVENTS THREADS FORKS */
int main(int argc, char **argv)
{
   static const unsigned depths[] = {2, 5, 12, MAX_DEPTH};
   static struct walker walker;

   if (argc != 6)
      return EXIT_USAGE;
   oracle.log_path = argv[1];
   oracle.seed = strtoull(argv[2], NULL, 10);
   oracle.max_events = strtoul(argv[3], NULL, 10);
   oracle.n_forks = (unsigned)strtoul(argv[5], NULL, 10);
   unsigned n_threads = (unsigned)strtoul(argv[4], NULL, 10);
   if (oracle.max_events + MAX_LIVE > MAX_EVENTS || n_threads > MAX_THREADS)
      return EXIT_USAGE;

   pthread_mutex_init(&oracle.lock, NULL);
   oracle.random = oracle.seed * 0x2545f4914f6cdd1du + 1;
   oracle.sizes = (enum sizes)choose(N_SIZES);
   oracle.max_depth = depths[choose(sizeof depths / sizeof depths[0])];
   oracle.grow_pct = 60;
   if (n_threads > 0)
      run_threads(n_threads);
   else
      walk_until_done(&walker);
   end_run(&walker);
   return 0;
}
