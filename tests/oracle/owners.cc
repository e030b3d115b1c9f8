// SPDX-License-Identifier: GPL-2.0-or-later
// The oracle's program for who holds what: builds a graph of objects at random,
// under roots of all kinds, and logs each step.
//
//    owners LOG SEED EVENTS THREADS [for-memcheck]
//
// Objects point at each other in memory.  What a root shall hold is only
// planned while the graph grows, and put there at the end: some roots are
// frames of functions in which the program then stays.  All addresses that the
// program remembers beside that are complements, so that they point to nothing,
// and dead parts of stacks are cleared.
//
// So what stands in the log is all that there is: owners_judge.py finds out
// what is lost and who retains how much, by trying each root.
#include "engine.h"
#include "owners_kinds.h"

#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <valgrind/valgrind.h>

#include "random.h"

#if defined(__x86_64__)
#define HAVE_REGISTERS 1
#else
#define HAVE_REGISTERS 0
#endif

enum {
   N_SLOTS = 6,
   N_IN_REGISTERS = 3,
   MAX_THREADS = 4,
   MAX_OBJECTS = 4000,
   MAX_ROOTS = 40,
   LOG_BYTES = 8 << 20,
   WIPED_BYTES = 64 << 10, // more than the C library's way to the end takes
   EXIT_USAGE = 2,
   EXIT_TROUBLE = 3
};

// ---- roots ------------------------------------------------------------------

// Their names are in the profile.
extern "C" {
void *global_slots[N_SLOTS];
void *numbered_slots[N_SLOTS] = {reinterpret_cast<void *>(1)};
}
static void *static_slots[N_SLOTS] __attribute__((used));
static thread_local void *thread_slots[N_SLOTS];

struct root {
   const char *name; // in the log
   int thread;       // 0: main, -1: none
   unsigned n;
   word planned[N_SLOTS]; // complements
};

namespace
{

struct {
   uint64_t random;
   root roots[MAX_ROOTS];
   unsigned n_roots;
   object objects[MAX_OBJECTS];
   unsigned n_objects, last_made;
   unsigned n_threads;
   bool for_memcheck, ends_at_once;
   pthread_barrier_t planned;
   unsigned n_started;
   unsigned n_there; // threads that have all their pointers where they stay
   char log[LOG_BYTES];
   size_t log_bytes;
} oracle;

uint64_t choose(uint64_t below)
{
   return draw(&oracle.random, below);
}

void fail(const char *why)
{
   if (write(STDERR_FILENO, why, std::strlen(why)) < 0)
      _exit(EXIT_TROUBLE + 1);
   _exit(EXIT_TROUBLE);
}

// ---- the log ----------------------------------------------------------------

void say_text(const char *text)
{
   size_t n = std::strlen(text);

   if (oracle.log_bytes + n > LOG_BYTES)
      fail("oracle: the log is full\n");
   std::memcpy(oracle.log + oracle.log_bytes, text, n);
   oracle.log_bytes += n;
}

// In hexadecimal, with a blank in front.
void say(word value)
{
   char digits[2 * sizeof value + 2];
   char *at = digits + sizeof digits - 1;

   *at = '\0';
   do
      *--at = "0123456789abcdef"[value % 16];
   while ((value /= 16) != 0);
   *--at = ' ';
   say_text(at);
}

word address_of(const object *some)
{
   return ~some->hidden;
}

void say_made(const char *kind, unsigned group, const object *made)
{
   say_text("new ");
   say_text(kind);
   say(group);
   say(address_of(made));
   say(made->bytes);
   say(made->good);
   say_text("\n");
}

// ---- changing the graph -----------------------------------------------------

object *any_object()
{
   return &oracle.objects[choose(oracle.n_objects)];
}

// One of those that came last, so that long chains become likely.
object *young_object()
{
   unsigned n = oracle.n_objects < 12 ? oracle.n_objects : 12;

   return &oracle.objects[oracle.n_objects - 1 - choose(n)];
}

void set_slot(const object *holder, word hidden)
{
   unsigned slot = holder->first_slot + choose(holder->n_slots);
   word *at = reinterpret_cast<word *>(reveal(holder->hidden)) + slot;

   *at = ~hidden;
   say_text("set");
   say(reinterpret_cast<word>(at));
   say(~hidden);
   say_text("\n");
}

void set_root(word hidden)
{
   root *some = &oracle.roots[choose(oracle.n_roots)];

   some->planned[choose(some->n)] = hidden;
}

// Somewhere: in a root, in an object, or nowhere.
void set_somewhere(word hidden)
{
   unsigned where = choose(20);

   if (where == 0)
      return;
   if (where <= 5 || oracle.n_objects == 0) {
      set_root(hidden);
      return;
   }
   const object *holder = where <= 12 ? young_object() : any_object();
   if (holder->n_slots == 0)
      set_root(hidden);
   else
      set_slot(holder, hidden);
}

// The complement of a pointer to it: mostly as the program has it, else to its
// start, to its inside, or right behind it.
word some_pointer(const object *to)
{
   word at = address_of(to);

   switch (choose(12)) {
   case 0: return ~at;
   case 1: return ~(at + to->bytes);
   case 2: return ~(at + (to->bytes ? choose(to->bytes) : 0));
   case 3: return ~(at + (to->bytes ? choose(to->bytes) / 8 * 8 : 0));
   default: return ~(at + to->good);
   }
}

#define GROUP(number)                                                         \
   ORACLE_FRAME void group_##number(const kind *some, object *made, size_t n) \
   {                                                                          \
      some->make(made, n);                                                    \
      ORACLE_STAY;                                                            \
   }
GROUP(0)
GROUP(1)
GROUP(2)

void (*const groups[])(const kind *, object *, size_t) = {group_0, group_1,
                                                          group_2};

unsigned draw_kind()
{
   unsigned sum = 0;

   for (unsigned i = 0; i < n_kinds; i++)
      sum += kinds[i].weight;
   unsigned at = choose(sum);
   unsigned i = 0;
   while (at >= kinds[i].weight)
      at -= kinds[i++].weight;
   return kinds[i].not_for_memcheck && oracle.for_memcheck ? 0 : i;
}

ORACLE_FRAME void add_object()
{
   if (oracle.n_objects == MAX_OBJECTS)
      return;
   object *made = &oracle.objects[oracle.n_objects];
   unsigned group = choose(3);
   made->kind = draw_kind();
   unsigned asked = made->kind;
   groups[group](&kinds[asked], made, choose(choose(8) ? 60 : 2000));
   say_made(kinds[asked].name, group, made);
   word hidden = ~(address_of(made) + made->good);
   set_somewhere(hidden);
   oracle.n_objects++;
}

ORACLE_FRAME void drop_object()
{
   object *old = any_object();

   say_text("free");
   say(address_of(old));
   say_text("\n");
   kinds[old->kind].drop(old);
   *old = oracle.objects[--oracle.n_objects];
}

// Its pointers are lost: it is cleared.
ORACLE_FRAME void *make_resized(void *old, size_t bytes)
{
   void *at = std::realloc(old, bytes);

   std::memset(at, 0, bytes);
   return at;
}

ORACLE_FRAME void group_3(object *old, size_t bytes)
{
   old->hidden = hide(make_resized(reveal(old->hidden), bytes));
   ORACLE_STAY;
}

ORACLE_FRAME void resize_object()
{
   object *old = any_object();

   if (old->kind > 1)
      return;
   say_text("free");
   say(address_of(old));
   say_text("\n");
   old->bytes = (1 + choose(70)) * sizeof(void *);
   old->n_slots = 1;
   group_3(old, old->bytes);
   old->kind = 0;
   say_made("resized", 3, old);
   set_somewhere(old->hidden);
}

ORACLE_FRAME void clear_something()
{
   object *holder = any_object();

   if (choose(3) == 0)
      set_root(~word(0));
   else if (holder->n_slots > 0)
      set_slot(holder, ~word(0));
}

ORACLE_FRAME void act()
{
   unsigned what = oracle.n_objects < 8 ? 0 : choose(20);

   if (what < 9)
      add_object();
   else if (what < 15)
      set_somewhere(some_pointer(any_object()));
   else if (what < 17)
      clear_something();
   else if (what < 19)
      drop_object();
   else
      resize_object();
}

// ---- long lists -------------------------------------------------------------

// Numbers of 32 bits, such as the hashes in the loader's tables, read like
// pointers to what lies below 4 GiB.  So the links of a list that would reach
// over much of that lie above it, in memory of the program's own, and are
// announced; two small numbers side by side are no pointers to it.
enum { MOST_LOW_LINKS = 100000 };
const uint64_t HIGH = 0x1357000000;

struct link {
   link *next;
   word value[2];
};

ORACLE_FRAME link *make_link(link *next)
{
   link *made = static_cast<link *>(std::calloc(1, sizeof(link)));

   made->next = next;
   return made;
}

ORACLE_FRAME link *make_high_link(link *next, link *made)
{
   VALGRIND_MALLOCLIKE_BLOCK(made, sizeof(link), 0, 0);
   made->next = next;
   return made;
}

ORACLE_FRAME link *map_links(size_t n)
{
   void *at = mmap(reinterpret_cast<void *>(HIGH), n * sizeof(link),
                   PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

   if (at == MAP_FAILED)
      fail("oracle: no memory for a list\n");
   return static_cast<link *>(at);
}

// Nothing but the head is ever pointed at: so it is made while nothing was
// freed to which pointers are left.  The complement of the head.
ORACLE_FRAME word add_list(size_t n)
{
   link *high = n > MOST_LOW_LINKS ? map_links(n) : nullptr;
   link *head = nullptr;

   for (size_t i = 0; i < n; i++)
      head = high ? make_high_link(head, high + i) : make_link(head);
   say_text(high ? "list high_link 0" : "list link 0");
   say(reinterpret_cast<word>(head));
   say(sizeof(link));
   say(n);
   say_text("\n");
   return hide(head);
}

// ---- putting pointers into the roots ----------------------------------------

root *plan(const char *name, int thread, unsigned n)
{
   root *made = &oracle.roots[oracle.n_roots++];

   made->name = name;
   made->thread = thread;
   made->n = n;
   for (word &slot : made->planned)
      slot = ~word(0);
   return made;
}

const root *find_root(const char *name, int thread)
{
   for (unsigned i = 0; i < oracle.n_roots; i++) {
      const root *some = &oracle.roots[i];
      if (std::strcmp(some->name, name) == 0 && some->thread == thread)
         return some;
   }
   fail("oracle: a root is missing\n");
   return nullptr;
}

// Inlined: no other frame ever sees the pointers.
__attribute__((always_inline)) inline void place(void *volatile *slots,
                                                 const root *from)
{
   for (unsigned i = 0; i < N_SLOTS; i++)
      slots[i] = reinterpret_cast<void *>(~from->planned[i]);
}

ORACLE_FRAME void wipe_stack()
{
   volatile char room[WIPED_BYTES];

   for (size_t i = 0; i < sizeof room; i++)
      room[i] = 0;
}

ORACLE_FRAME void **map_slots(int flags)
{
   const size_t page = sysconf(_SC_PAGESIZE);
   char *at =
       static_cast<char *>(mmap(nullptr, 3 * page, PROT_READ | PROT_WRITE,
                                flags | MAP_ANONYMOUS, -1, 0));

   // In the middle lies what can not be read.
   mprotect(at + page, page, PROT_NONE);
   return reinterpret_cast<void **>(at + 2 * page);
}

void **library_slots()
{
   // The library lies beside the program.
   static char path[4096];
   ssize_t n = readlink("/proc/self/exe", path, sizeof path - 32);
   while (n > 0 && path[n - 1] != '/')
      n--;
   std::strcpy(path + (n > 0 ? n : 0), "owners_lib.so");
   void *library = dlopen(path, RTLD_NOW);
   void *slots = library ? dlsym(library, "library_slots") : nullptr;
   if (slots == nullptr)
      fail("oracle: no library\n");
   return static_cast<void **>(slots);
}

ORACLE_FRAME void leave(const root *from)
{
   void *volatile slots[N_SLOTS];

   place(slots, from);
   ORACLE_STAY;
}

// Far below all that is done later: no root.
ORACLE_FRAME void leave_in_dead_stack(const root *from)
{
   char room[4 * WIPED_BYTES];

   __asm__ volatile("" : : "r"(room) : "memory");
   leave(from);
   ORACLE_STAY;
}

// A word that is half one pointer and half nothing is no pointer.
struct {
   word before;
   char slots[(N_SLOTS + 1) * sizeof(word)];
} askew;

ORACLE_FRAME void place_askew(const root *from)
{
   for (unsigned i = 0; i < N_SLOTS; i += 2) {
      word value = ~from->planned[i];
      std::memcpy(askew.slots + i * sizeof(word) + sizeof(word) / 2, &value,
                  sizeof value);
   }
}

// ---- where the program stays ------------------------------------------------

#if HAVE_REGISTERS
// A system call that does not return, or is made again: with pointers in three
// registers, and none in the others.
[[noreturn]] ORACLE_FRAME void stay_with_registers(const root *from, long call)
{
   const word *planned = from->planned;
   unsigned *n_there = &oracle.n_there;

   __asm__ volatile("mov (%%rbx), %%r12\n\t"
                    "mov 8(%%rbx), %%r13\n\t"
                    "mov 16(%%rbx), %%r14\n\t"
                    "not %%r12\n\t"
                    "not %%r13\n\t"
                    "not %%r14\n\t"
                    "xor %%edx, %%edx\n\t"
                    "xor %%esi, %%esi\n\t"
                    "xor %%r8d, %%r8d\n\t"
                    "xor %%r9d, %%r9d\n\t"
                    "xor %%r10d, %%r10d\n\t"
                    "mov %%ecx, %%r15d\n\t"
                    "lock incl (%%rax)\n"
                    "1:\n\t"
                    "xor %%edi, %%edi\n\t"
                    "mov %%r15d, %%eax\n\t"
                    "syscall\n\t"
                    "jmp 1b"
                    :
                    : "a"(n_there), "b"(planned), "c"(call)
                    : "memory");
   __builtin_unreachable();
}
#endif

[[noreturn]] ORACLE_FRAME void stay(int thread)
{
#if HAVE_REGISTERS
   stay_with_registers(find_root("registers", thread),
                       thread == 0 ? SYS_exit_group : SYS_pause);
#else
   (void)thread;
   __atomic_add_fetch(&oracle.n_there, 1, __ATOMIC_SEQ_CST);
   for (;;)
      pause();
#endif
}

ORACLE_FRAME void stay_in_thread(int thread)
{
   void *volatile slots[N_SLOTS];

   place(slots, find_root("thread_stack", thread));
   place(thread_slots, find_root("thread_slots", thread));
   wipe_stack();
   stay(thread);
   ORACLE_STAY;
}

void *run_thread(void *number)
{
   __atomic_add_fetch(&oracle.n_started, 1, __ATOMIC_SEQ_CST);
   pthread_barrier_wait(&oracle.planned);
   stay_in_thread(static_cast<int>(reinterpret_cast<word>(number)));
   return nullptr;
}

ORACLE_FRAME void end_inside()
{
   void *volatile slots[N_SLOTS];

   place(slots, find_root("inner_stack", 0));
   wipe_stack();
   if (oracle.ends_at_once)
      stay(0);
   std::exit(0);
   ORACLE_STAY;
}

ORACLE_FRAME void end()
{
   void *volatile slots[N_SLOTS];

   place(slots, find_root("outer_stack", 0));
   end_inside();
   ORACLE_STAY;
}

// ---- the whole --------------------------------------------------------------

void plan_roots()
{
   static const char *const of_nobody[] = {
       "global_slots", "numbered_slots", "static_slots", "library_slots",
       "mapping",      "shared",         "dead",         "askew"};

   for (const char *name : of_nobody)
      plan(name, -1, N_SLOTS);
   plan("outer_stack", 0, N_SLOTS);
   plan("inner_stack", 0, N_SLOTS);
   plan("thread_slots", 0, N_SLOTS);
   for (unsigned i = 1; i <= oracle.n_threads; i++) {
      plan("thread_stack", i, N_SLOTS);
      plan("thread_slots", i, N_SLOTS);
      if (HAVE_REGISTERS)
         plan("registers", i, N_IN_REGISTERS);
   }
   if (oracle.ends_at_once)
      plan("registers", 0, N_IN_REGISTERS);
}

void wait_for(const unsigned *count, unsigned n)
{
   while (__atomic_load_n(count, __ATOMIC_SEQ_CST) < n)
      sched_yield();
}

// One after the other, so that they have the same numbers for all.
void start_threads()
{
   pthread_barrier_init(&oracle.planned, nullptr, oracle.n_threads + 1);
   for (word i = 1; i <= oracle.n_threads; i++) {
      pthread_t thread;
      pthread_create(&thread, nullptr, run_thread, reinterpret_cast<void *>(i));
      wait_for(&oracle.n_started, i);
   }
}

void write_log(const char *path)
{
   int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

   for (size_t done = 0; done < oracle.log_bytes;) {
      ssize_t n = write(file, oracle.log + done, oracle.log_bytes - done);
      if (n <= 0)
         fail("oracle: the log can not be written\n");
      done += n;
   }
   close(file);
}

void say_roots()
{
   for (unsigned i = 0; i < oracle.n_roots; i++) {
      const root *some = &oracle.roots[i];
      for (unsigned k = 0; k < some->n; k++) {
         say_text("root ");
         say_text(some->name);
         say_text(some->thread < 0 ? " -" : "");
         if (some->thread >= 0)
            say(some->thread);
         say(~some->planned[k]);
         say_text("\n");
      }
   }
}

ORACLE_FRAME void place_all(void **library, void **mapping, void **shared)
{
   place(global_slots, find_root("global_slots", -1));
   place(numbered_slots, find_root("numbered_slots", -1));
   place(static_slots, find_root("static_slots", -1));
   place(library, find_root("library_slots", -1));
   place(mapping, find_root("mapping", -1));
   place(shared, find_root("shared", -1));
   place(thread_slots, find_root("thread_slots", 0));
   place_askew(find_root("askew", -1));
   leave_in_dead_stack(find_root("dead", -1));
}

ORACLE_FRAME void build(size_t n_events, size_t n_links)
{
   word list = n_links ? add_list(n_links) : 0;
   size_t at = choose(n_events);

   for (size_t i = 0; i < n_events; i++) {
      if (i == at && n_links)
         set_somewhere(list);
      act();
   }
}

} // namespace

int main(int argc, char **argv)
{
   if (argc < 5)
      return EXIT_USAGE;
   oracle.random = std::strtoull(argv[2], nullptr, 10);
   oracle.n_threads = std::strtoul(argv[4], nullptr, 10);
   oracle.for_memcheck = argc > 6;
   if (oracle.n_threads > MAX_THREADS)
      return EXIT_USAGE;
   oracle.ends_at_once = HAVE_REGISTERS && choose(2);
   void **library = library_slots();
   void **mapping = map_slots(MAP_PRIVATE);
   void **shared = map_slots(MAP_SHARED);
   plan_roots();
   start_threads();
   kinds_init(!oracle.for_memcheck && choose(2));
   if (pool_block.hidden != 0) {
      say_made("room", 0, &pool_block);
      say_made("room", 0, &like_block);
   }
   build(std::strtoul(argv[3], nullptr, 10),
         argc > 5 ? std::strtoul(argv[5], nullptr, 10) : 0);
   say_roots();
   write_log(argv[1]);
   place_all(library, mapping, shared);
   wipe_stack();
   pthread_barrier_wait(&oracle.planned);
   wait_for(&oracle.n_there, oracle.n_threads);
   end();
}
