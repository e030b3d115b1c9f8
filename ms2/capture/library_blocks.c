/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks that the C library, and that of C++, hold for themselves. */
#include "capture/library_blocks.h"

#include "base/map.h"
#include "capture/block.h"
#include "model/context.h"
#include "model/names.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_debuginfo.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_vki.h"
#include "pub_tool_xarray.h"

/* glibc's FILE begins with this in the upper half of its flags; the smallest
   such block is larger than this. */
#define STREAM_MARK 0xFBAD0000U
#define STREAM_BYTES 128

static struct {
   UChar *is_library; /* by number of an object */
   XArray *blocks;    /* of Ms2Block: found so far */
   Ms2Map map;        /* of them, by address */
} found;

/* ---- whose code --------------------------------------------------------- */

/* By the start of their sonames. */
static Bool is_library_name(const HChar *soname)
{
   static const HChar *const starts[] = {
       "libc.so.",    "ld-linux",       "ld64.so.",   "ld.so.",
       "libdl.so.",   "libpthread.so.", "librt.so.",  "libresolv.so.",
       "libnss_",     "libstdc++.so.",  "libc++.so.", "libc++abi.so.",
       "libgcc_s.so."};

   for (UInt i = 0; soname != NULL && i < sizeof starts / sizeof starts[0];
        i++) {
      if (VG_(strncmp)(soname, starts[i], VG_(strlen)(starts[i])) == 0)
         return True;
   }
   return False;
}

static void mark_object(const HChar *path)
{
   for (UInt i = 1; i <= ms2_names_n_objects(); i++) {
      if (VG_(strcmp)(ms2_names_object_get(i)->path, path) == 0)
         found.is_library[i] = 1;
   }
}

static const Ms2Address *address_of(UInt node)
{
   return ms2_names_address_get(ms2_context_node_get(node)->address_number);
}

static Bool is_ours(const Ms2Address *address)
{
   return address->object != 0 &&
          VG_(strstr)(ms2_names_object_get(address->object)->path,
                      "/vgpreload_ms2") != NULL;
}

static Bool is_dlopen(const Ms2Address *address)
{
   const HChar *name = ms2_names_string_get(address->sources[0].function);

   return VG_(strcmp)(name, "dlopen") == 0 || VG_(strcmp)(name, "dlmopen") == 0;
}

/* True if the library's code asked for the blocks of a context, and not to load
   an object for the program. */
static Bool is_of_library(UInt context)
{
   UInt node = ms2_context_get(context)->node;
   UInt n = 0;

   while (node != 0 && is_ours(address_of(node)))
      node = ms2_context_node_get(node)->parent;
   for (; node != 0; node = ms2_context_node_get(node)->parent) {
      const Ms2Address *address = address_of(node);
      if (!found.is_library[address->object])
         break;
      if (is_dlopen(address))
         return False;
      n++;
   }
   return n > 0;
}

/* ---- finding them ------------------------------------------------------- */

static Bool is_stream(const Ms2Block *block)
{
   return block->bytes >= STREAM_BYTES &&
          (*(const UInt *)block->place & 0xFFFF0000U) == STREAM_MARK;
}

static Bool is_found(Addr place)
{
   Ms2MapCursor at;

   for (UInt i = ms2_map_first(&found.map, ms2_map_hash(place, 0), &at);
        i != MS2_MAP_NONE; i = ms2_map_next(&found.map, &at)) {
      if (((const Ms2Block *)VG_(indexXA)(found.blocks, i))->place == place)
         return True;
   }
   return False;
}

static void look_at(Addr word)
{
   Ms2Block block;

   if (word % sizeof(Addr) != 0 || !ms2_block_find((void *)word, &block) ||
       block.context == 0 || is_found(word) || is_stream(&block) ||
       !is_of_library(block.context)) {
      return;
   }
   ms2_map_add(&found.map, ms2_map_hash(word, 0),
               VG_(addToXA)(found.blocks, &block));
}

static void look_into(Addr start, SizeT n_bytes)
{
   Addr end = start + n_bytes;

   for (Addr a = VG_ROUNDUP(start, sizeof(Addr)); a + sizeof(Addr) <= end;
        a += sizeof(Addr)) {
      look_at(*(const Addr *)a);
   }
}

/* ---- stacks of threads that have ended ---------------------------------- */

/* glibc keeps some of these, for threads to come, in a list from its static
   data on; since 2.34 the sum of their sizes stands right behind it, which no
   other list has.  A stack's link is in the descriptor of its last thread,
   whose start is known by two words that point to it.  The word between these
   leads to a table that the loader has allocated. */
#define MOST_STACKS 10000
#define DESCRIPTOR_BYTES 1024 /* the link is nearer to the start than this */
#define STACK_UNIT 4096

typedef struct {
   Addr next, prev;
} Link;

/* NULL where nothing can be read. */
static const Link *link_at(Addr address)
{
   return address % sizeof(Addr) == 0 &&
                  VG_(am_is_valid_for_client)(address, sizeof(Link),
                                              VKI_PROT_READ)
              ? (const Link *)address
              : NULL;
}

static void look_at_thread(Addr link)
{
   enum { SELF, TABLE, SELF_AGAIN };
   Addr least = link - DESCRIPTOR_BYTES;

   if (!VG_(am_is_valid_for_client)(least, DESCRIPTOR_BYTES, VKI_PROT_READ))
      return;
   for (Addr a = link - 3 * sizeof(Addr); a >= least; a -= sizeof(Addr)) {
      const Addr *words = (const Addr *)a;
      if (words[SELF] == a && words[SELF_AGAIN] == a) {
         look_at(words[TABLE] - 2 * sizeof(Addr)); /* its length comes first */
         return;
      }
   }
}

/* True if a list with links both ways begins at `head` and comes back to it. */
static Bool is_list(const Link *head)
{
   Addr before = (Addr)head;
   Addr at = head->next;

   for (UInt n = 0; n < MOST_STACKS; n++) {
      const Link *link = at == (Addr)head ? head : link_at(at);
      if (link == NULL || link->prev != before)
         return False;
      if (link == head)
         return n > 0;
      before = at;
      at = link->next;
   }
   return False;
}

static void look_at_stacks(Addr start, Addr end)
{
   for (Addr a = VG_ROUNDUP(start, sizeof(Addr));
        a + sizeof(Link) + sizeof(Addr) <= end; a += sizeof(Addr)) {
      const Link *head = (const Link *)a;
      Addr size = *(const Addr *)(head + 1);
      if (size == 0 || size % STACK_UNIT != 0 || !is_list(head))
         continue;
      for (Addr at = head->next; at != a; at = link_at(at)->next)
         look_at_thread(at);
   }
}

/* ---- static data -------------------------------------------------------- */

/* Initialised data ends where that begins which is not in the file; both lie in
   the writable mapping of the file, and the rest of the latter behind it. */
static void look_into_data(const DebugInfo *info)
{
   Addr bss = VG_(DebugInfo_get_bss_avma)(info);
   SizeT bss_bytes = VG_(DebugInfo_get_bss_size)(info);
   const NSegment *data = VG_(am_find_nsegment)(bss - 1);

   if (bss_bytes == 0)
      return;
   if (data != NULL && data->kind == SkFileC && data->hasR && data->hasW) {
      look_into(data->start, bss - data->start);
      look_at_stacks(data->start, bss);
   }
   if (VG_(am_is_valid_for_client)(bss, bss_bytes, VKI_PROT_READ)) {
      look_into(bss, bss_bytes);
      look_at_stacks(bss, bss + bss_bytes);
   }
}

static Bool is_mapped_library(const DebugInfo *info)
{
   return VG_(DebugInfo_get_text_avma)(info) != 0 &&
          is_library_name(VG_(DebugInfo_get_soname)(info));
}

static void find_all(void)
{
   const DebugInfo *info;

   for (info = VG_(next_DebugInfo)(NULL); info != NULL;
        info = VG_(next_DebugInfo)(info)) {
      if (is_mapped_library(info))
         mark_object(VG_(DebugInfo_get_filename)(info));
   }
   for (info = VG_(next_DebugInfo)(NULL); info != NULL;
        info = VG_(next_DebugInfo)(info)) {
      if (is_mapped_library(info))
         look_into_data(info);
   }
   for (Word i = 0; i < VG_(sizeXA)(found.blocks); i++) {
      const Ms2Block *block = VG_(indexXA)(found.blocks, i);
      look_into(block->place, block->bytes);
   }
}

void ms2_library_blocks_each(void (*call)(const Ms2Block *block))
{
   found.is_library =
       VG_(calloc)("ms2.library", ms2_names_n_objects() + 1, sizeof(UChar));
   found.blocks =
       VG_(newXA)(VG_(malloc), "ms2.library", VG_(free), sizeof(Ms2Block));
   ms2_map_init(&found.map, "ms2.library");
   find_all();
   for (Word i = 0; i < VG_(sizeXA)(found.blocks); i++)
      call(VG_(indexXA)(found.blocks, i));
}
