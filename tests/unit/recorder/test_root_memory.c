/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a program's memory is a root of a search: made-up pages, one of each
   kind, with pointers to blocks in them.  What the object files, the threads
   and the registers are is said here, in place of the modules that ask
   Valgrind. */
#include "capture/root_memory.h"

#include "capture/object_data.h"
#include "capture/readable_memory.h"
#include "capture/thread_memory.h"
#include "host.h"
#include "recorder.h"
#include "model/context.h"
#include "model/mappings.h"
#include "model/names.h"
#include "model/thread.h"
#include "owners/root_table.h"
#include "pub_tool_basics.h"
#include "pub_tool_machine.h"
#include "tap.h"

#define PAGE 4096
#define PAGE_WORDS (PAGE / sizeof(UWord))
#define BLOCK_WORDS 8

enum { DATA, CONSTANT, STACK, MAPPED, ALLOCATORS, EARLIER, UNKNOWN, HEAP, N };

/* One block of the program's heap for each place that may point to one, by the
   name of that place. */
enum {
   OF_DATA,
   OF_CONSTANT,
   OF_OTHER_CONSTANT,
   OF_DEAD_STACK,
   OF_STACK,
   OF_MAPPED,
   OF_ALLOCATOR,
   OF_ALLOCATORS_EARLIER,
   OF_UNKNOWN,
   OF_BLOCK,
   BEHIND_BLOCK,
   OF_REGISTER,
   OF_LEAVING_REGISTER,
   N_BLOCKS
};

/* Kinds of roots: MS2_FORMAT_ROOT_KINDS. */
enum { KIND_DATA = 0, KIND_STACK = 2, KIND_REGISTERS = 3, KIND_MAPPING = 4 };

#define NO_KIND 99
#define BLOCK_IN_PAGE 100 /* a word at which a block begins that lies there */
#define DEAD_WORDS (PAGE_WORDS / 4)

_Alignas(PAGE) static UWord memory[N][PAGE_WORDS];

static Addr start_of(UInt page)
{
   return (Addr)memory[page];
}

static Addr end_of(UInt page)
{
   return start_of(page) + PAGE;
}

static UWord block(UInt n)
{
   return (UWord)&memory[HEAP][n * BLOCK_WORDS];
}

static Bool is_in(Addr at, UInt page)
{
   return at >= start_of(page) && at < end_of(page);
}

/* ---- in place of the modules that ask Valgrind --------------------------- */

void ms2_object_data_look(void)
{
}

void ms2_object_data_forget(void)
{
}

void ms2_thread_memory_look(ThreadId leaving)
{
   (void)leaving;
}

void ms2_thread_memory_forget(void)
{
}

static Bool find_root(Addr at, UInt page, UInt kind, Ms2Root *root,
                      Ms2Range *range)
{
   if (!is_in(at, page))
      return False;
   root->kind = kind;
   root->address = start_of(page);
   range->start = start_of(page);
   range->end = end_of(page);
   return True;
}

Bool ms2_object_data_root(Addr at, Ms2Root *root, Ms2Range *range)
{
   return find_root(at, DATA, KIND_DATA, root, range) ||
          find_root(at, CONSTANT, KIND_DATA, root, range);
}

Bool ms2_thread_memory_root(Addr at, Ms2Root *root, Ms2Range *range)
{
   return find_root(at, STACK, KIND_STACK, root, range);
}

/* The first half only is an object's; what can be written to is no constant,
   whatever the object says. */
void ms2_object_data_each_constant(void (*call)(Addr start, Addr end))
{
   call(start_of(CONSTANT), start_of(CONSTANT) + PAGE / 2);
   call(start_of(DATA), end_of(DATA));
}

void ms2_thread_memory_each_dead(void (*call)(Addr start, Addr end))
{
   call(start_of(STACK), (Addr)&memory[STACK][DEAD_WORDS]);
}

void VG_(apply_to_GP_regs)(void (*call)(ThreadId tid, const HChar *name,
                                        UWord value))
{
   call(1, "rax", block(OF_LEAVING_REGISTER));
   call(2, "rbx", block(OF_REGISTER));
}

/* ---- the program --------------------------------------------------------- */

/* Functions of a hundred bytes: f100, f200. */
static UInt describe(Addr address, Ms2Source at[MS2_NAMES_MAX_SOURCES])
{
   return host_namer.describe(address / 100 * 100, at);
}

static void start(void)
{
   static Ms2Namer namer;

   namer = host_namer;
   namer.describe = describe;
   host_options.heap = True;
   recorder_start_model(&namer, NULL);
   ms2_root_table_init();
   ms2_thread_start(1, 1);
   ms2_thread_start(2, 2);
}

/* mmap, called at an address. */
static void map(UInt page, Addr caller)
{
   UInt node = ms2_context_child(ms2_context_child(0, caller, False), 5, False);
   Ms2Range range = {.start = start_of(page),
                     .end = end_of(page),
                     .owner = node,
                     .sort = MS2_MAPPINGS_ANONYMOUS,
                     .access = MS2_MAPPINGS_WRITABLE};

   ms2_mappings_map(&range, 1);
}

static void add_page(Ms2Search *search, UInt page, UInt owner)
{
   Ms2Range range = {
       .start = start_of(page), .end = end_of(page), .owner = owner};

   ms2_ranges_add(&search->readable, &range);
}

static void fill(void)
{
   memory[DATA][0] = block(OF_DATA);
   memory[DATA][BLOCK_IN_PAGE] = block(OF_BLOCK);
   memory[DATA][BLOCK_IN_PAGE + BLOCK_WORDS] = block(BEHIND_BLOCK);
   memory[CONSTANT][0] = block(OF_CONSTANT);
   memory[CONSTANT][PAGE_WORDS / 2] = block(OF_OTHER_CONSTANT);
   memory[STACK][DEAD_WORDS - 1] = block(OF_DEAD_STACK);
   memory[STACK][DEAD_WORDS] = block(OF_STACK);
   memory[MAPPED][7] = block(OF_MAPPED);
   memory[ALLOCATORS][0] = block(OF_ALLOCATOR);
   memory[EARLIER][0] = block(OF_ALLOCATORS_EARLIER);
   memory[UNKNOWN][0] = block(OF_UNKNOWN);
   memory[HEAP][BLOCK_WORDS - 1] = block(OF_UNKNOWN);
}

static void add_blocks(Ms2Search *search)
{
   const Addr in_data = (Addr)&memory[DATA][BLOCK_IN_PAGE];
   const Ms2Block foreign = {.place = (Addr)&memory[ALLOCATORS][BLOCK_IN_PAGE],
                             .bytes = BLOCK_WORDS * sizeof(UWord)};

   for (UInt i = 0; i < N_BLOCKS; i++) {
      ms2_blocks_add(&search->blocks, block(i), BLOCK_WORDS * sizeof(UWord), 1);
   }
   ms2_blocks_add(&search->blocks, in_data, foreign.bytes, 1);
   ms2_blocks_add(&search->blocks, foreign.place, foreign.bytes, 1);
   ms2_root_memory_see_foreign(&foreign);
}

static void find_roots(Ms2Search *search)
{
   ms2_search_init(search, N_BLOCKS + 2);
   for (UInt page = 0; page < N; page++) {
      add_page(search, page,
               page == CONSTANT ? MS2_READABLE_CONSTANT
               : page == HEAP   ? MS2_READABLE_HEAP
                                : MS2_READABLE_OTHER);
   }
   ms2_root_memory_begin();
   add_blocks(search);
   ms2_search_settle(search);
   ms2_root_memory_add(search, 1);
   ms2_roots_settle(&search->roots);
}

/* ---- what was found ------------------------------------------------------ */

/* The kind of the root that points to a block, or NO_KIND. */
static UInt kind_of_holder(const Ms2Search *search, UInt n)
{
   UInt kind = NO_KIND;

   for (UInt i = 0; i < search->roots.pointers->n; i++) {
      const Ms2RootPointer *found = ms2_array_get(search->roots.pointers, i);
      if (ms2_blocks_start(&search->blocks, found->block) == block(n))
         kind = ms2_root_table_get(found->root)->kind;
   }
   return kind;
}

static const struct {
   UInt kind;
   const char *what;
} expected[N_BLOCKS] = {
    [OF_DATA] = {KIND_DATA, "a word of an object's data is a root's"},
    [OF_CONSTANT] = {KIND_DATA, "and one of its constants"},
    [OF_OTHER_CONSTANT] = {NO_KIND, "but no other constant"},
    [OF_DEAD_STACK] = {NO_KIND, "what is dead of a stack holds nothing"},
    [OF_STACK] = {KIND_STACK, "the rest of it does"},
    [OF_MAPPED] = {KIND_MAPPING, "what the program mapped is a root"},
    [OF_ALLOCATOR] = {NO_KIND, "what an allocator mapped is none"},
    [OF_ALLOCATORS_EARLIER] = {NO_KIND, "nor what it mapped before"},
    [OF_UNKNOWN] = {NO_KIND, "nor what nobody knows, nor the heap"},
    [OF_BLOCK] = {NO_KIND, "a block in an object's data is no root"},
    [BEHIND_BLOCK] = {KIND_DATA, "what lies behind it is"},
    [OF_REGISTER] = {KIND_REGISTERS, "a register is a root"},
    [OF_LEAVING_REGISTER] = {NO_KIND, "but not of the thread that ends all"},
};

static void test_search(void)
{
   const ULong bytes_of_block = BLOCK_WORDS * sizeof(UWord);
   Ms2Search search;

   find_roots(&search);
   for (UInt i = 0; i < N_BLOCKS; i++)
      tap_is_u64(kind_of_holder(&search, i), expected[i].kind,
                 expected[i].what);
   /* Six pages and half of the constants, less two blocks and the dead. */
   tap_is_u64(search.roots_bytes,
              6 * PAGE + PAGE / 2 - 2 * bytes_of_block -
                  DEAD_WORDS * sizeof(UWord),
              "the bytes that were read for roots");
   ms2_search_run(&search);
   ms2_search_release(&search);
}

int main(void)
{
   start();
   map(MAPPED, 100);
   map(ALLOCATORS, 200);
   map(EARLIER, 210); /* the same function at another place */
   fill();
   test_search();
   test_search(); /* nothing is left of the first one */
   return tap_done();
}
