/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program's memory beside its blocks, as roots of a search. */
#include "capture/root_memory.h"

#include "capture/object_data.h"
#include "capture/readable_memory.h"
#include "capture/thread_memory.h"
#include "capture/unnamed_data.h"
#include "model/context.h"
#include "model/mappings.h"
#include "model/names.h"
#include "model/thread.h"
#include "owners/root_table.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_vki.h"

#include "ms2_format.h"

enum {
#define ROW(name, number, what) ROOT_##name = number,
   MS2_FORMAT_ROOT_KINDS(ROW)
#undef ROW
};

static struct {
   Ms2Search *search;
   ThreadId leaving;
   Ms2Array *foreign; /* UInt: addresses of ms2_names from which an allocator
                         mapped memory */
   Ms2Ranges out;     /* what is no root although it is no block */
   Ms2Range known;    /* where the last answer holds, */
   UInt known_root;   /* and what it was */
} memory;

/* ---- what is no root ---------------------------------------------------- */

static void leave_out(Addr start, Addr end)
{
   Ms2Range range = {.start = start, .end = end};
   Ms2Range piece;

   while (ms2_ranges_take(&memory.out, start, end, &piece))
      ;
   ms2_ranges_add(&memory.out, &range);
}

/* The code that called mmap or its kin; 0: it is not known. */
static UInt caller_of(const Ms2Range *mapping)
{
   UInt node = ms2_mappings_node(mapping);

   if (node != 0)
      node = ms2_context_node_get(node)->parent;
   return node == 0 ? 0 : ms2_context_node_get(node)->address_number;
}

/* In the same function, or where functions have no names, at the same place. */
static Bool is_same_code(UInt a, UInt b)
{
   const Ms2Address *one = ms2_names_address_get(a);
   const Ms2Address *other = ms2_names_address_get(b);
   UInt function = one->sources[one->n_sources - 1].function;

   return a == b || (function != 0 && one->object == other->object &&
                     function == other->sources[other->n_sources - 1].function);
}

static Bool is_foreign(const Ms2Range *mapping)
{
   UInt caller = caller_of(mapping);

   for (UInt i = 0; caller != 0 && i < memory.foreign->n; i++) {
      if (is_same_code(*(UInt *)ms2_array_get(memory.foreign, i), caller))
         return True;
   }
   return False;
}

/* Most come from few mappings, one behind the other. */
void ms2_root_memory_see_foreign(const Ms2Block *block)
{
   if (block->place >= memory.known.start && block->place < memory.known.end)
      return;
   const Ms2Range *mapping = ms2_mappings_find(block->place);
   if (mapping == NULL)
      return;
   memory.known = *mapping;
   UInt caller = caller_of(mapping);
   if (caller != 0 && !is_foreign(mapping))
      *(UInt *)ms2_array_add(memory.foreign) = caller;
}

/* ---- whose a word is ---------------------------------------------------- */

/* False: it is an allocator's. */
static Bool find_mapping(Addr at, Ms2Root *root, Ms2Range *range)
{
   const Ms2Range *mapping = ms2_mappings_find(at);

   if (mapping == NULL) {
      range->start = VG_PGROUNDDN(at);
      range->end = range->start + VKI_PAGE_SIZE;
      return False;
   }
   root->kind = ROOT_mapping;
   root->node = ms2_mappings_node(mapping);
   *range = *mapping;
   return !is_foreign(mapping);
}

static UInt root_of(Addr at, UInt block)
{
   if (at >= memory.known.start && at < memory.known.end)
      return memory.known_root;
   Ms2Root root = {.kind = ROOT_data, .text = ""};
   if (!ms2_thread_memory_root(at, &root, &memory.known) &&
       !ms2_object_data_root(at, &root, &memory.known) &&
       !find_mapping(at, &root, &memory.known)) {
      memory.known_root = MS2_ROOTS_NOBODY;
   } else if (root.kind == ROOT_data && root.address == 0) {
      memory.known_root =
          ms2_unnamed_data_root(memory.search, &root, at, block);
   } else {
      memory.known_root = ms2_root_table_number(&root);
   }
   return memory.known_root;
}

/* ---- scanning ----------------------------------------------------------- */

static void scan(Addr start, Addr end)
{
   Ms2Search *search = memory.search;

   search->roots_bytes += end - start;
   ms2_roots_scan(&search->roots, &search->pointers, start, end, root_of);
}

/* What of [start, end) is in no block. */
static void scan_around_blocks(Addr start, Addr end)
{
   const Ms2Blocks *blocks = &memory.search->blocks;
   UInt block = ms2_blocks_first_behind(blocks, start);

   for (; block < blocks->n && ms2_blocks_start(blocks, block) < end; block++) {
      Addr from = ms2_blocks_start(blocks, block);
      Addr to = from + ms2_blocks_bytes(blocks, block);
      if (from > start)
         scan(start, from);
      if (to > start)
         start = to;
   }
   if (start < end)
      scan(start, end);
}

static void scan_range(const Ms2Range *range)
{
   Addr at = range->start;

   while (at < range->end) {
      const Ms2Range *out = ms2_ranges_first(&memory.out, at, range->end);
      Addr end = out != NULL ? out->start : range->end;
      if (at < end)
         scan_around_blocks(at, end);
      at = out != NULL ? out->end : range->end;
   }
}

/* What of it is not scanned anyway. */
static void scan_constant(Addr start, Addr end)
{
   const Ms2Range *range;

   while ((range = ms2_ranges_first(&memory.search->readable, start, end))) {
      Ms2Range part = *range;
      part.start = part.start > start ? part.start : start;
      part.end = part.end < end ? part.end : end;
      if (range->owner == MS2_READABLE_CONSTANT)
         scan_range(&part);
      start = range->end;
   }
}

static void scan_all(void)
{
   const Ms2Ranges *readable = &memory.search->readable;

   for (UInt i = 0; i < readable->n; i++) {
      if (readable->ranges[i].owner == MS2_READABLE_OTHER)
         scan_range(&readable->ranges[i]);
   }
}

static void add_register(ThreadId tid, const HChar *name, UWord value)
{
   (void)name;
   if (tid == memory.leaving)
      return;
   Ms2Root root = {.kind = ROOT_registers,
                   .thread = ms2_thread_number(ms2_thread_get(tid)),
                   .text = ""};
   ms2_roots_add(&memory.search->roots, &memory.search->pointers,
                 ms2_root_table_number(&root), value);
}

void ms2_root_memory_begin(void)
{
   memory.foreign = ms2_array_new("ms2.root_memory", sizeof(UInt));
   memory.known.end = 0;
}

void ms2_root_memory_add(Ms2Search *search, ThreadId leaving)
{
   memory.search = search;
   memory.leaving = leaving;
   memory.known.end = 0;
   ms2_ranges_init(&memory.out, "ms2.root_memory");
   ms2_object_data_look();
   ms2_unnamed_data_begin();
   ms2_thread_memory_look(leaving);
   ms2_thread_memory_each_dead(leave_out);
   scan_all();
   ms2_object_data_each_constant(scan_constant);
   VG_(apply_to_GP_regs)(add_register);
   ms2_thread_memory_forget();
   ms2_object_data_forget();
   ms2_host_free(memory.out.ranges);
   ms2_array_free(memory.foreign);
}
