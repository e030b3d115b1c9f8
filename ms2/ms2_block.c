/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heap blocks: their memory, and 16 bytes in front of each. */
#include "ms2_block.h"

#include "ms2_map.h"
#include "ms2_slab.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_replacemalloc.h"
#include "pub_tool_vki.h"

#define ALIGN 16
#define MAX_SIZE (1ULL << 47)

typedef struct {
   ULong size_bytes : 48;
   ULong pad_log2 : 8; /* bytes from the raw memory to the block */
   ULong unused : 8;
   UInt context;
   UInt check;
} Header;

/* Pages in which a header was read before.  A free of any address must not
   crash the tool, so that memory is asked about before it is read; asking
   takes longer than all else in a free, and most pages come again. */
#define PAGE_SHIFT 12
#define N_PAGES 4096

/* Blocks of this size may be unmapped when freed: twice below the smallest
   region that the core's allocator gives back alone. */
#define UNMAPPED_BYTES (1U << 20)

static struct {
   Addr lo, hi; /* all blocks ever given out lie in [lo, hi) */
   Addr pages[N_PAGES];
} blocks;

void ms2_block_init(void)
{
   blocks.lo = ~(Addr)0;
}

void ms2_block_forget_memory(void)
{
   VG_(memset)(blocks.pages, 0, sizeof blocks.pages);
}

static Header *header_of(const void *p)
{
   return (Header *)((Addr)p - sizeof(Header));
}

static UInt check_of(const Header *header)
{
   ULong hash = ms2_map_hash((Addr)header, header->size_bytes ^
                                               ((ULong)header->context << 32) ^
                                               ((ULong)header->pad_log2 << 56));
   return (UInt)(hash >> 32) | 1; /* never 0, the mark of a freed block */
}

static UInt log2_of(SizeT n)
{
   UInt log2 = 0;

   while (((SizeT)1 << log2) < n) {
      log2++;
   }
   return log2;
}

static void set_header(Header *header, SizeT size_bytes, UInt context)
{
   header->size_bytes = size_bytes;
   header->context = context;
   header->check = check_of(header);
}

void *ms2_block_new(SizeT size_bytes, SizeT align, UInt context)
{
   SizeT pad = align > ALIGN ? align : ALIGN;
   Addr raw, p;

   if (size_bytes >= MAX_SIZE || pad >= MAX_SIZE) {
      return NULL;
   }
   raw = pad == ALIGN && size_bytes + pad <= MS2_SLAB_MAX_BYTES
             ? (Addr)ms2_slab_new(size_bytes + pad)
             : (Addr)VG_(cli_malloc)(pad, size_bytes + pad);
   if (raw == 0) {
      return NULL;
   }
   p = raw + pad;
   header_of((void *)p)->unused = 0;
   header_of((void *)p)->pad_log2 = pad == ALIGN ? 4 : log2_of(pad);
   set_header(header_of((void *)p), size_bytes, context);
   blocks.lo = p < blocks.lo ? p : blocks.lo;
   blocks.hi = p >= blocks.hi ? p + 1 : blocks.hi;
   return (void *)p;
}

void ms2_block_set_context(void *p, UInt context)
{
   set_header(header_of(p), header_of(p)->size_bytes, context);
}

/* True if the page of `a` can be read. */
static Bool is_readable(Addr a)
{
   Addr page = a >> PAGE_SHIFT;
   Addr *known = &blocks.pages[page % N_PAGES];

   if (*known == page) {
      return True;
   }
   if (!VG_(am_is_valid_for_client)(page << PAGE_SHIFT, 1U << PAGE_SHIFT,
                                    VKI_PROT_READ)) {
      return False;
   }
   *known = page;
   return True;
}

Bool ms2_block_find(const void *p, Ms2Block *block)
{
   Addr a = (Addr)p;
   const Header *header = header_of(p);

   if (a % ALIGN != 0 || a < blocks.lo || a >= blocks.hi ||
       !(ms2_slab_is_live(header) || is_readable((Addr)header)) ||
       header->check != check_of(header)) {
      return False;
   }
   block->size_bytes = header->size_bytes;
   block->context = header->context;
   return True;
}

void ms2_block_free(void *p)
{
   Header *header = header_of(p);

   if (header->size_bytes >= UNMAPPED_BYTES) {
      ms2_block_forget_memory();
   }
   header->check = 0;
   if (!ms2_slab_free(header)) {
      VG_(cli_free)((void *)((Addr)p - ((Addr)1 << header->pad_log2)));
   }
}

Bool ms2_block_resize(void *p, SizeT size_bytes, UInt context)
{
   Header *header = header_of(p);
   SizeT pad = (SizeT)1 << header->pad_log2;
   void *raw = (void *)((Addr)p - pad);
   SizeT room = (ms2_slab_is_live(raw) ? ms2_slab_room(raw)
                                       : VG_(cli_malloc_usable_size)(raw)) -
                pad;

   if (size_bytes > room || size_bytes < room / 2) {
      return False;
   }
   set_header(header, size_bytes, context);
   return True;
}
