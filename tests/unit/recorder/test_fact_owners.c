/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a search found, as records: a small made-up heap is searched twice, and
   the file must have each root once, each tree whole, and numbers that lead
   from one record to the other.

      cache (a variable) -> box <-> leaf            lost -> tail

   Contexts have other numbers than their nodes, which stand in the file. */
#include "record/fact_owners.h"

#include "host.h"
#include "printer.h"
#include "recorder.h"
#include "scratch.h"

#include "base/clock.h"
#include "model/heap.h"
#include "model/stack_depth.h"
#include "model/thread.h"
#include "owners/root_table.h"
#include "record/writer.h"

#include "tap.h"

#include <unistd.h>

enum { BOX, LEAF, LOST, TAIL, N_BLOCKS };
#define WORDS 8
#define CACHE_KIND 0 /* a variable */

static UWord heap[N_BLOCKS][WORDS];
static UWord variable[1];
static UInt contexts[N_BLOCKS];
static char path[64];

static Ms2Run run = {
    .path = path,
    .run_id = "4711-1",
    .pid = 4711,
    .command = "./made-up",
    .exe = "/host/program",
    .tool = "0",
    .platform = "none",
};

static void start(void)
{
   run.options = ms2_array_new("test", sizeof(const HChar *));
   recorder_start(&run);
   ms2_thread_start(1, 4711);
   ms2_stack_depth_add();
   host_n_threads = 1;
   ms2_thread_runs(1);
}

static void allocate(void)
{
   const UInt caller_node = ms2_context_child(0, 1, False);

   for (UInt i = 0; i < N_BLOCKS; i++) {
      Ms2Caller caller = {.tid = 1, .superblocks = 100 * (i + 1)};
      host_superblocks = caller.superblocks;
      ms2_clock_superblocks(1);
      contexts[i] =
          ms2_context_at(ms2_context_child(caller_node, 100 + i, False));
      Ms2Block block = {.bytes = sizeof heap[i],
                        .context = contexts[i],
                        .place = (Addr)heap[i]};
      ms2_heap_alloc(&block, &caller);
   }
   variable[0] = (UWord)heap[BOX];
   heap[BOX][2] = (UWord)heap[LEAF];
   heap[LOST][0] = (UWord)heap[TAIL];
   heap[LEAF][0] = (UWord)heap[BOX];
}

static UInt root_of(Addr at, UInt block)
{
   Ms2Root root = {.kind = CACHE_KIND, .address = 64, .text = "cache"};

   (void)at;
   (void)block;
   return ms2_root_table_number(&root);
}

static void search_and_write(const HChar *how, ULong search_us)
{
   const Ms2Range all[] = {
       {.start = (Addr)heap, .end = (Addr)heap + sizeof heap},
       {.start = (Addr)variable, .end = (Addr)variable + sizeof variable}};
   Ms2Search search;

   ms2_search_init(&search, N_BLOCKS);
   ms2_ranges_add(&search.readable, &all[0]);
   ms2_ranges_add(&search.readable, &all[1]);
   for (UInt i = 0; i < N_BLOCKS; i++) {
      ms2_blocks_add(&search.blocks, (Addr)heap[i], sizeof heap[i],
                     contexts[i]);
   }
   ms2_search_settle(&search);
   search.roots_bytes = sizeof variable;
   ms2_roots_scan(&search.roots, &search.pointers, (Addr)variable,
                  (Addr)variable + sizeof variable, root_of);
   ms2_search_run(&search);
   ms2_fact_owners_write(how, &search, search_us);
   ms2_search_release(&search);
}

/* ---- what stands in the file --------------------------------------------- */

static char text[100000];

/* How many records of a kind there are, and the nth of them, from 1. */
static UInt records(char letter, UInt nth, char *found, size_t n_bytes)
{
   UInt n = 0;

   found[0] = '\0';
   for (const char *line = text; line != NULL && *line != '\0';
        line = strchr(line, '\n'), line += line != NULL) {
      if (line[0] != letter || line[1] != ' ')
         continue;
      if (++n == nth)
         snprintf(found, n_bytes, "%.*s", (int)strcspn(line, "\n"), line);
   }
   return n;
}

static void is_record(char letter, UInt nth, const char *expected,
                      const char *what)
{
   char found[400];

   records(letter, nth, found, sizeof found);
   if (!tap_ok(strcmp(found, expected) == 0, what))
      printf("# expected: %s\n# found:    %s\n", expected, found);
}

/* What the printer says of one limit. */
static void check(const char *limit, const char *what)
{
   char option[100], output[2000];

   snprintf(option, sizeof option, "--check='%s'", limit);
   int status = printer_run(option, path, output, sizeof output);
   if (!tap_ok(status == 0, what))
      printf("# %s: %s", limit, output);
}

static void check_roots(void)
{
   char found[400];

   tap_is_u64(records('R', 1, found, sizeof found), 1,
              "a root stands in the file once, for both searches");
   is_record('R', 1, "R 0 0 40 0 0 0 cache", "with its address and its name");
   is_record('Q', 1, "Q peak 400 0 256 4 0 256 4 8 0 7",
             "the first search, its moment, bytes of blocks and roots, time");
   is_record('Q', 2, "Q end 400 0 256 4 0 256 4 8 0 8", "the second");
   tap_is_u64(records('S', 1, found, sizeof found), N_BLOCKS + 3,
              "each search stands behind a snapshot of its own");
}

/* Search, parent, kind, number, class, offset + 1, bytes, blocks.  Nodes are
   numbered from 1: the tree's top is none. */
static void check_tree(UInt search)
{
   static const char *const nodes[] = {
       "0 1 1 0 0 0 0",   /* the variable, root 1 */
       "1 3 2 1 0 64 1",  /* box, from its start */
       "2 3 3 1 17 64 1", /* leaf, from the box's byte 16 */
       "0 2 0 0 0 0 0",   /* what is lost */
       "4 3 4 3 0 64 1",  /* lost definitely */
       "5 3 5 4 1 64 1",  /* tail, with it */
   };
   const UInt n = sizeof nodes / sizeof nodes[0];
   const UInt before = (search - 1) * n;
   char expected[80], what[80];

   for (UInt i = 0; i < n; i++) {
      snprintf(expected, sizeof expected, "N %u %s", search, nodes[i]);
      snprintf(what, sizeof what, "search %u: node %u", search, i + 1);
      is_record('N', before + i + 1, expected, what);
   }
}

static void check_pointers(void)
{
   char found[400];

   tap_is_u64(records('e', 1, found, sizeof found), 2,
              "a pointer across the tree, in each search");
   is_record('e', 2, "e 2 3 2 1", "from the leaf back to the box");
}

static void check_totals(void)
{
   is_record('q', 1, "q 1 2 1 64 1", "the total of a node that is held");
   is_record('q', 3, "q 1 4 3 64 1", "of one that is lost");
   is_record('q', 8, "q 2 5 4 64 1", "and of one that is lost with it");
}

/* Search, node of the tree, the context's, address, bytes, retained. */
static void check_blocks(void)
{
   char expected[100];

   snprintf(expected, sizeof expected, "J 1 2 2 %lx 64 128 2",
            (unsigned long)heap[BOX]);
   is_record('J', 1, expected, "the block that retains most");
   snprintf(expected, sizeof expected, "J 2 6 5 %lx 64 64 1",
            (unsigned long)heap[TAIL]);
   is_record('J', 8, expected, "and the last, of the second search");
}

int main(void)
{
   scratch_begin();
   scratch_path(path, sizeof path, "owners");
   start();
   tap_is_u64(ms2_fact_owners_n(), 0, "a new file has no search");
   allocate();
   search_and_write("peak", 7);
   search_and_write("end", 8);
   tap_is_u64(ms2_fact_owners_n(), 2, "two searches are in the file");
   ms2_writer_end("exit", 0);
   scratch_read(path, text, sizeof text);
   check_roots();
   check_tree(1);
   check_tree(2);
   check_pointers();
   check_totals();
   check_blocks();
   check("lost==128", "the printer adds up what is lost");
   check("lost-blocks==2", "and its blocks");
   ms2_fact_owners.start_file();
   tap_is_u64(ms2_fact_owners_n(), 0, "the next file begins without any");
   unlink(path);
   scratch_end();
   return tap_done();
}
