/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heap blocks: their memory, and a header in front of each. */
#include "ms2_block.h"

#include "ms2_slab.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_replacemalloc.h"
#include "pub_tool_vki.h"

#define ALIGN 16
#define MAX_SIZE ((SizeT)1 << (sizeof(SizeT) == 8 ? 47 : 31))

/* In a slab a size takes few bits.  Else this stands for it, and a word below
   the header has the size. */
#define LARGE 1023

/* Below a large block: room for that word, and the block aligned. */
#define LARGE_PAD 32

/* A thread's serial that does not fit is none: ms2_thread. */
#define MAX_THREAD ((1U << 24) - 1)

typedef struct {
   ULong born : 48;
   ULong small_bytes : 10; /* or LARGE */
   ULong pad_log2 : 6;     /* bytes from the raw memory to the block */
   UInt context;
   UInt allocation;
   UInt thread : 24;
   UInt has_chain : 1;
   UInt unused : 7;
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

static ULong *large_size_of(Header *header)
{
   return (ULong *)header - 1;
}

static ULong size_of(const Header *header)
{
   return header->small_bytes == LARGE ? ((const ULong *)header)[-1]
                                       : header->small_bytes;
}

/* A check is never 0, the mark of a freed block.  One word is turned so that
   equal changes in two of them do not cancel; one multiplication is enough to
   tell damage, and twice in each block's life it counts. */
static inline UInt check_of(const Header *header)
{
   const ULong *words = (const ULong *)header;
   ULong third = header->thread | (header->has_chain << 24);
   ULong mix = (Addr)header ^ (third << 32) ^ words[0] ^
               (words[1] << 21 | words[1] >> 43);

   if (header->small_bytes == LARGE) {
      mix ^= words[-1] << 9;
   }
   return (UInt)((mix * 0x9E3779B97F4A7C15ULL) >> 32) | 1;
}

static UInt log2_of(SizeT n)
{
   UInt log2 = 0;

   while (((SizeT)1 << log2) < n) {
      log2++;
   }
   return log2;
}

/* What the raw memory is, all else is to be set. */
static void *begin_block(Addr p, UInt small_bytes, UInt pad_log2)
{
   Header *header = header_of((void *)p);

   header->small_bytes = small_bytes;
   header->pad_log2 = pad_log2;
   header->check = 0;
   blocks.lo = p < blocks.lo ? p : blocks.lo;
   blocks.hi = p >= blocks.hi ? p + 1 : blocks.hi;
   return (void *)p;
}

static void *new_large(SizeT size_bytes, SizeT align)
{
   SizeT pad = align > LARGE_PAD ? align : LARGE_PAD;
   Addr raw;

   if (size_bytes >= MAX_SIZE || pad >= MAX_SIZE) {
      return NULL;
   }
   raw = (Addr)VG_(cli_malloc)(align, size_bytes + pad);
   return raw != 0 ? begin_block(raw + pad, LARGE, log2_of(pad)) : NULL;
}

void *ms2_block_new(SizeT size_bytes, SizeT align)
{
   Addr slot;

   if (align > ALIGN || size_bytes > MS2_SLAB_MAX_BYTES - sizeof(Header)) {
      return new_large(size_bytes, align > ALIGN ? align : ALIGN);
   }
   slot = (Addr)ms2_slab_new(size_bytes + sizeof(Header));
   return slot != 0 ? begin_block(slot + sizeof(Header), 0, 0) : NULL;
}

/* Field by field the compiler would read the header back before each write. */
void ms2_block_set(const Ms2Piece *piece)
{
   Header *header = header_of((void *)piece->place);
   Bool is_large = header->small_bytes == LARGE;
   Header whole = {.born = piece->born,
                   .small_bytes = is_large ? LARGE : piece->bytes,
                   .pad_log2 = header->pad_log2,
                   .context = piece->context,
                   .allocation = piece->allocation,
                   .thread = piece->thread <= MAX_THREAD ? piece->thread : 0,
                   .has_chain = piece->has_chain};

   if (is_large) {
      *large_size_of(header) = piece->bytes;
   }
   *header = whole;
   header->check = check_of(header);
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

/* What is no slot may be anything, a large block among it; its header may
   reach over two pages. */
static Bool is_readable_header(const Header *header)
{
   return ms2_slab_is_live(header) ||
          (is_readable((Addr)header - sizeof(ULong)) &&
           is_readable((Addr)&header->check));
}

Bool ms2_block_find(const void *p, Ms2Piece *piece)
{
   Addr a = (Addr)p;
   const Header *header = header_of(p);

   if (a % ALIGN != 0 || a < blocks.lo || a >= blocks.hi ||
       !is_readable_header(header) || header->check != check_of(header)) {
      return False;
   }
   piece->bytes = size_of(header);
   piece->place = a;
   piece->context = header->context;
   piece->thread = header->thread;
   piece->allocation = header->allocation;
   piece->has_chain = header->has_chain;
   piece->born = header->born;
   return True;
}

void ms2_block_free(void *p)
{
   Header *header = header_of(p);

   header->check = 0;
   if (header->small_bytes != LARGE) {
      ms2_slab_free(header);
      return;
   }
   if (size_of(header) >= UNMAPPED_BYTES) {
      ms2_block_forget_memory();
   }
   VG_(cli_free)((void *)((Addr)p - ((Addr)1 << header->pad_log2)));
}

Bool ms2_block_has_room(const void *p, SizeT size_bytes)
{
   const Header *header = header_of(p);
   SizeT pad = header->small_bytes == LARGE ? (SizeT)1 << header->pad_log2
                                            : sizeof *header;
   const void *raw = (const void *)((Addr)p - pad);
   SizeT room =
       (header->small_bytes == LARGE ? VG_(cli_malloc_usable_size)((void *)raw)
                                     : ms2_slab_room(raw)) -
       pad;

   return size_bytes <= room && size_bytes >= room / 2;
}
