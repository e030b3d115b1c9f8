/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The readers: what a file says is what the profile holds, and files full of
   random damage are refused or read, but never crash. */
#include "read/reader.h"

#include <stdint.h>

#include "ms2_format.h"
#include "model/profile.h"
#include "read/line.h"
#include "scratch.h"
#include "tap.h"

static const char small[] = "ms2 2.0\n"
                            "h pid 7\n"
                            "h command ./small \\x5c\\x0a x\n"
                            "h time-unit ms\n"
                            "h alloc-fn xmalloc\n"
                            "h alloc-fn ymalloc\n"
                            "h threshold 0.5\n"
                            "o 4000 /bin/small\n"
                            "s inner\n"
                            "s /src\n"
                            "s a.c\n"
                            "s outer\n"
                            "a 4010 1\n"
                            "f 1 2 3 10\n"
                            "f 4 2 3 20\n"
                            "a 0 0\n"
                            "n 0 2\n"
                            "n 1 1\n"
                            "C 2\n"
                            "d 2 100 2 30 1\n"
                            "S 5 6 100 2 9 70 1 16 100 4\n"
                            "p 2 100 2\n"
                            "P 4 5 100 2 8 100 2 32\n"
                            "E exit 3 4 1 2 2 1\n";

/* Every record of the facts. */
static const char facts[] = "ms2 2.0\n"
                            "h short-lived 2\n"
                            "h lifetime-unit instructions\n"
                            "h stacks yes\n"
                            "s thread 1\n"
                            "a 1 0\n"
                            "f 1 0 0 0\n"
                            "t 0 0\n"
                            "w 1 the \\x5c one\n"
                            "n 0 1\n"
                            "n 1 1\n"
                            "T 1 1\n"
                            "g 0 outer\n"
                            "g 1 inner\n"
                            "d 2 100 2 30 1\n"
                            "m 2 1 4096 0\n"
                            "L 4096 4096 8 16 4174 4212 1\n"
                            "S 5 6 100 2 9 70 1 16 100 4\n"
                            "l label 2 1 5 6 \n"
                            "p 2 100 2\n"
                            "P 4 5 100 2 8 100 2 32\n"
                            "y 1 2 1 4096\n"
                            "X 1 5 6 100 2 9 4096 70 4096 8\n"
                            "K 2 1 16 2\n"
                            "X 2 5 6 100 2 9 16 70 4096 16\n"
                            "x 3 2 100 2\n"
                            "y 3 2 1 4096\n"
                            "K 3 1 16 2\n"
                            "X 3 4 5 100 2 8 4212 100 4096 16\n"
                            "b 5 1\n"
                            "b 7 1\n"
                            "c 2 100 2 30 70 500 500 1 30 0 1\n"
                            "r 2 1 3 10 70 40 3 10 70\n"
                            "u 1 5 6 1 100 2 30 1 0\n"
                            "k 1 16 4 2\n"
                            "v 2 1 100 2 30 1 100\n"
                            "z 2 2 100 2 30 1\n"
                            "h hint deep\n"
                            "E exit 0 1 0 1 2 1\n";

static const char massif[] = "desc: (none)\n"
                             "cmd: ./a\n"
                             "time_unit: i\n"
                             "#-----------\n"
                             "snapshot=0\n"
                             "#-----------\n"
                             "time=10\n"
                             "mem_heap_B=100\n"
                             "mem_heap_extra_B=8\n"
                             "mem_stacks_B=3\n"
                             "heap_tree=detailed\n"
                             "n1: 100 (heap allocation functions) malloc\n"
                             " n1: 100 0x4005: f (int) (a.c:3)\n"
                             "  n0: 80 0x4010: ??? (in /lib/b (x).so)\n";

static const char heaptrack[] = "v 10400 3\n"
                                "X ./a\n"
                                "s 4 /a/b\n"
                                "s 6 f\n(int\n"
                                "s 8 /src/a.c\n"
                                "i 4005 1 2 3 7 0 3 8\n"
                                "t 1 0\n"
                                "t 1 1\n"
                                "a 64 2\n"
                                "a 20 1\n"
                                "c 0\n"
                                "+ 0\n"
                                "+ 1\n"
                                "- 1\n"
                                "c a\n"
                                "c 14\n"
                                "c 1e\n"
                                "+ 0\n"
                                "- 0\n"
                                "- 0\n";

static struct profile *load(const char *bytes, size_t size)
{
   char path[32];

   scratch_write(path, bytes, size);
   struct profile *p = reader_load(path, LINE_MOST_TEXT);
   unlink(path);
   return p;
}

static void test_header(const struct profile *p)
{
   tap_is_u64(p->run.pid, 7, "pid");
   tap_is_str(p->run.command, "./small \\\n x", "command, unescaped");
   tap_ok(p->run.axis == AXIS_MS, "time unit");
   tap_is_u64(p->run.n_alloc_fns, 2, "two allocation functions");
   tap_is_str(p->run.alloc_fns[1], "ymalloc", "the second");
   tap_is_str(p->run.threshold, "0.5", "threshold");
   tap_is_str(p->run.exe, "", "what the header has not is empty");
   tap_ok(p->finished && p->exit_status == 3, "how it ended");
   tap_is_str(p->how, "exit", "in a word");
}

static void test_ms2(void)
{
   struct profile *p = load(small, sizeof small - 1);
   const struct address *a = &p->addresses[1];
   const struct snapshot *s = &p->snapshots[0];

   test_header(p);
   tap_is_str(p->objects[1].path, "/bin/small", "an object");
   tap_is_u64(p->objects[1].bias, 0x4000, "its bias");
   tap_is_u64(a->address, 0x4010, "an address");
   tap_is_u64(a->n_frames, 2, "its positions");
   tap_is_str(a->frames[0].function, "inner", "the inlined one first");
   tap_is_u64(a->frames[1].line, 20, "a line");
   tap_ok(p->nodes[2].parent == 1 && p->nodes[2].cut, "a node");
   tap_is_u64(s->when.on[AXIS_SUPERBLOCKS], 5, "superblocks");
   tap_is_u64(s->when.on[AXIS_MS], 6, "milliseconds");
   tap_is_u64(s->when.on[AXIS_INSTRUCTIONS], 9, "instructions");
   tap_is_u64(s->max_heap_bytes, 100, "highest heap");
   tap_is_u64(s->max_superblocks, 4, "and when");
   tap_ok(p->has_instructions, "instructions were counted");
   tap_is_u64(p->peak.heap.bytes, 100, "the peak");
   tap_is_u64(profile_totals(p, 2).peak.blocks, 2, "its blocks");
   profile_free(p);
}

static void test_massif(void)
{
   struct profile *p = load(massif, sizeof massif - 1);

   tap_ok(p->kind == PROFILE_MASSIF && !p->has_blocks, "a massif file");
   tap_is_u64(p->snapshots[0].stack_bytes, 3, "stacks");
   tap_is_u64(p->peak.heap.bytes, 100, "its peak");
   tap_is_u64(p->n_nodes, 4, "two contexts have three nodes");
   const struct frame *f = &p->addresses[1].frames[0];
   tap_is_str(f->function, "f (int)", "a name with a parenthesis");
   tap_is_str(f->file, "a.c", "its file");
   tap_is_u64(f->line, 3, "its line");
   tap_is_str(p->objects[p->addresses[2].object].path, "/lib/b (x).so",
              "an object with a parenthesis");
   tap_is_str(p->addresses[2].frames[0].function, "", "an unknown name");
   profile_free(p);
}

static void test_heaptrack(void)
{
   struct profile *p = load(heaptrack, sizeof heaptrack - 1);
   const struct frame *f = p->addresses[1].frames;

   tap_ok(p->kind == PROFILE_HEAPTRACK && p->has_blocks, "a heaptrack file");
   tap_is_u64(p->n_snapshots, 4, "of the start, 10 ms, a pause, the end");
   tap_is_u64(p->snapshots[2].when.on[AXIS_MS], 30, "up to the pause's end");
   tap_is_u64(p->snapshots[2].heap.bytes, 100, "nothing has changed");
   tap_is_u64(p->snapshots[1].max_heap_bytes, 132, "a highest since the last");
   tap_is_u64(p->peak.heap.bytes, 200, "its peak, between two");
   tap_is_u64(profile_totals(p, 2).peak.blocks, 2, "and who held it");
   tap_is_u64(profile_totals(p, 1).peak.blocks, 0, "and who did not");
   tap_is_u64(p->total.blocks, 3, "its calls");
   tap_is_u64(p->end.blocks, 0, "its end");
   tap_is_str(f[0].function, "f\n(int", "a name with a newline");
   tap_is_str(f[0].dir, "/src", "its folder");
   tap_is_str(f[0].file, "a.c", "its file");
   tap_ok(f[0].inlined && f[1].line == 8, "inlined into a nameless one");
   tap_is_str(p->run.tool, "heaptrack 1.4.0", "who wrote it");
   profile_free(p);
}

/* Every key of the format must be read without a fault. */
static void test_keys(void)
{
#define LINE(key, meaning) "h " key " 1\n"
   static const char keys[] = "ms2 2.0\n"
                              "h pid 1\nh command x\n" MS2_FORMAT_KEYS(LINE);
   char *text = strdup(keys);
   char *unit = strstr(text, "time-unit 1");
   struct profile *p;

   memcpy(unit, "time-unit B", strlen("time-unit B"));
   p = load(text, strlen(text));
   tap_is_u64(p->run.heap_admin, 1, "every key is read");
   profile_free(p);
   free(text);
}

static void load_and_free(const char *path)
{
   profile_free(reader_load(path, LINE_MOST_TEXT));
}

/* The same numbers in every run: failures can be looked into. */
static void test_facts(void)
{
   struct profile *p = load(facts, sizeof facts - 1);
   const struct facts *f = &p->facts;

   tap_is_u64(p->run.short_lived, 2, "the header's new numbers");
   tap_is_str(p->run.lifetime_unit, "instructions", "its texts");
   tap_ok(p->run.stacks && !p->run.pages_as_heap, "what is yes, and what not");
   tap_is_str(p->run.hints.texts[0], "deep", "a hint behind all else");
   tap_is_u64(p->snapshots[0].max_sum_bytes, 4212, "a snapshot's series");
   struct context_facts c;
   struct facts_size size = {0};
   tap_ok(facts_context_find(f, 2, &c), "a context's facts");
   tap_is_u64(c.short_lived_bytes, 30, "its short-lived bytes");
   tap_is_u64(c.realloc_blocks, 1, "its blocks that realloc ended");
   while (size.bucket != 7 && facts_sizes_next(&c.sizes, &size))
      ;
   tap_is_u64(size.bucket == 7 ? size.calls : 0, 1, "its sizes");
   tap_is_u64(facts_chain_find(f, 2)->copied_bytes, 40, "its growth");
   tap_is_str(f->threads[1].name, "the \\ one", "a thread's name");
   tap_is_u64(f->threads[1].node, 1, "its node");
   tap_is_u64(f->threads[1].deepest_bytes, 16, "its deepest point");
   tap_is_u64(f->mappers[0].mapped, 4096, "mapped pages");
   tap_is_u64(f->peaks[SERIES_STACKS].stacks[0].bytes, 16, "a stack");
   tap_is_u64(f->peaks[SERIES_SUM].heap_parts[0].live.bytes, 100,
              "the heap at the peak of the sum");
   tap_is_str(f->regions[2].name, "inner", "a region");
   tap_is_u64(f->regions[2].peak_bytes, 100, "its peak");
   tap_is_u64(f->region_sites[0].freed.bytes, 30, "its site");
   tap_is_str(f->marks[0].text, "", "a mark without a text");
   profile_free(p);
}

static uint32_t next_random(uint32_t *state)
{
   *state = *state * 1664525 + 1013904223;
   return *state >> 8;
}

#define N_DAMAGES 400

static void test_damage(const char *name, const char *text, size_t size)
{
   static const char bytes[] = "0123456789 \n\\xESvXcti+hnadipPsoS:=#()-\x80";
   uint32_t state = 2;
   int n_odd = 0;

   for (int i = 0; i < N_DAMAGES; i++) {
      char *copy = malloc(size);

      memcpy(copy, text, size);
      for (uint32_t k = next_random(&state) % 3 + 1; k > 0; k--) {
         copy[next_random(&state) % size] =
             bytes[next_random(&state) % (sizeof bytes - 1)];
      }
      char path[32];
      scratch_write(path, copy, size);
      struct ending e = scratch_run(load_and_free, path);
      unlink(path);
      if (e.status != 0 && e.status != 1) {
         n_odd++;
         printf("# %d: status %d: %s\n", i, e.status, e.message);
      }
      free(copy);
   }
   tap_is_u64((uint64_t)n_odd, 0, name);
}

int main(void)
{
   test_ms2();
   test_massif();
   test_heaptrack();
   test_keys();
   test_facts();
   test_damage("damaged ms2 files", small, sizeof small - 1);
   test_damage("damaged files of version 1.1", facts, sizeof facts - 1);
   test_damage("damaged massif files", massif, sizeof massif - 1);
   test_damage("damaged heaptrack files", heaptrack, sizeof heaptrack - 1);
   return tap_done();
}
