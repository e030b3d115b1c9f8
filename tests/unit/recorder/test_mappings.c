/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mapped pages that are given back, moved and touched again. */
#include "model/mappers.h"
#include "model/mappings.h"

#include "host.h"
#include "recorder.h"
#include "model/series.h"
#include "tap.h"

#define PAGE 4096
#define GIVEN_BACK_KIND 8

static ULong now; /* superblocks */

static Ms2Range pages_of(UInt first, UInt n, UInt node)
{
   Ms2Range range = {.start = (Addr)first * PAGE,
                     .end = (Addr)(first + n) * PAGE,
                     .owner = node,
                     .sort = MS2_MAPPINGS_ANONYMOUS,
                     .access = MS2_MAPPINGS_WRITABLE};

   return range;
}

static void map(UInt first, UInt n, UInt node)
{
   Ms2Range range = pages_of(first, n, node);

   ms2_mappings_map(&range, ++now);
}

static void give(UInt first, UInt n, Ms2MappingsAccess how)
{
   Ms2Range range = pages_of(first, n, 0);

   range.access = how;
   ms2_mappings_give_back(&range, ++now);
}

static void protect(UInt first, UInt n, Ms2MappingsAccess access)
{
   Ms2Range range = pages_of(first, n, 0);

   range.access = access;
   ms2_mappings_protect(&range, ++now);
}

static ULong counted_pages(void)
{
   return ms2_series_levels(0).pages.bytes / PAGE;
}

/* The pages of a node that are given back. */
static UInt asked_node;
static ULong found_bytes;

static void add_if_asked(const Ms2Mapper *mapper)
{
   if (mapper->node == asked_node && mapper->kind == GIVEN_BACK_KIND)
      found_bytes += mapper->mapped_bytes - mapper->unmapped_bytes;
}

static ULong given_back_pages(UInt node)
{
   asked_node = node;
   found_bytes = 0;
   ms2_mappers_each_changed(add_if_asked);
   return found_bytes / PAGE;
}

/* The only pages that have memory. */
static Ms2Range with_memory;

static Bool find(const Ms2Range *piece, Ms2Range *found)
{
   found->start =
       piece->start > with_memory.start ? piece->start : with_memory.start;
   found->end = piece->end < with_memory.end ? piece->end : with_memory.end;
   return found->start < found->end;
}

static void look(UInt first, UInt n)
{
   with_memory = pages_of(first, n, 0);
   ms2_mappings_look(find, ++now);
}

static void is(ULong n_counted, ULong n_given_back, UInt node, const char *what)
{
   tap_ok(counted_pages() == n_counted &&
              given_back_pages(node) == n_given_back,
          what);
}

/* Each on a piece of the address space of its own, which it leaves empty. */
static void clear(UInt first, UInt n)
{
   ms2_mappings_unmap((Addr)first * PAGE, (Addr)(first + n) * PAGE, ++now);
}

static void test_giving(void)
{
   map(100, 100, 1);
   give(120, 30, MS2_MAPPINGS_GIVEN_BACK);
   is(70, 30, 1, "pages that are given back are not counted");
   give(110, 30, MS2_MAPPINGS_GIVEN_UP);
   is(60, 40, 1, "given up, or twice");
   protect(100, 100, MS2_MAPPINGS_WRITABLE);
   is(60, 40, 1, "staying writable gives them no memory");
   look(115, 10);
   is(70, 30, 1, "what is touched counts again");
   protect(100, 100, MS2_MAPPINGS_NO_ACCESS);
   is(0, 0, 1, "without access they are reserved");
   give(100, 100, MS2_MAPPINGS_GIVEN_BACK);
   is(0, 0, 1, "and what does not count is not given back");
   clear(100, 100);
}

static void test_moving(void)
{
   Ms2Range to = pages_of(1000, 50, 3);

   map(100, 100, 2);
   give(110, 20, MS2_MAPPINGS_GIVEN_BACK);
   give(190, 10, MS2_MAPPINGS_GIVEN_BACK);
   ms2_mappings_move((Addr)100 * PAGE, (Addr)200 * PAGE, &to, ++now);
   is(30, 20, 3, "a move takes along what was given back");
   look(1015, 100);
   is(45, 5, 3, "at its new place");
   clear(1000, 50);
   is(0, 0, 3, "and nothing is left");
}

/* As mremap does with MREMAP_DONTUNMAP. */
static void test_leaving(void)
{
   Ms2Range to = pages_of(1000, 40, 5);

   map(100, 40, 4);
   give(100, 10, MS2_MAPPINGS_GIVEN_BACK);
   ms2_mappings_move_memory((Addr)100 * PAGE, (Addr)140 * PAGE, &to, ++now);
   is(30, 40, 4, "what the memory leaves is given back");
   tap_ok(given_back_pages(5) == 10, "and so is what had none");
   look(100, 5);
   is(35, 35, 4, "until it is touched again");
   clear(100, 40);
   clear(1000, 40);
}

int main(void)
{
   recorder_start_model(&host_namer, NULL);
   test_giving();
   test_moving();
   test_leaving();
   return tap_done();
}
