/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heap blocks: their memory, and a header in front of each. */
#include "capture/block.h"

#include "base/options.h"
#include "capture/large_blocks.h"
#include "capture/slab.h"
#include "host/compat.h"
#include "use/touches.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_libcsetjmp.h"
#include "pub_tool_libcsignal.h"
#include "pub_tool_replacemalloc.h"
#include "pub_tool_signals.h"
#include "pub_tool_vki.h"

#define ALIGN 16

/* Under --use no two blocks share a line, so that of each it is known what of
   it was touched: it begins where a line does. */
#define LINE_ALIGN MS2_LINE_BYTES
#define MAX_SIZE ((SizeT)1 << (sizeof(SizeT) == 8 ? 47 : 31))

/* In a slab a size takes few bits.  Else this stands for it, and a word below
   the header has the size. */
#define LARGE 1023U

/* Below a large block: room for that word, and the block aligned. */
#define LARGE_PAD 32

/* The core gives no larger alignment, and ends the program that asks for one.
   Such a block lies somewhere in memory of twice its size; where that begins
   stands below the size. */
#define MOST_CORE_ALIGN ((SizeT)1 << 24)
#define FAR_PAD 48
#define FAR 63 /* in place of the logarithm of a pad */

/* A thread's serial that does not fit is none: ms2_thread. */
#define MAX_THREAD ((1U << 24) - 1)

/* Three words, written whole: narrow writes that are read back as a word make
   the processor wait for them, which took a tenth of an allocation's time. */
typedef struct {
   ULong birth; /* when it was born, 48 bits; size, 10; padding, 6, or FAR */
   UInt context;
   UInt allocation;
   UInt owner; /* the thread, 24 bits; has a chain, 1; is calloc's, 1 */
   UInt check;
} Header;

#define BORN_BITS 48
#define SMALL_BITS 10
#define THREAD_BITS 24
#define HAS_CHAIN (1U << THREAD_BITS)
#define IS_ZEROED (2U << THREAD_BITS)

/* Pages in which a header was read before.  A free of any address must not
   crash the tool, so that memory is asked about before it is read; asking
   takes longer than all else in a free, and most pages come again. */
#define PAGE_SHIFT 12
#define N_PAGES 4096

/* Blocks of this size may be unmapped when freed: twice below the smallest
   region that the core's allocator gives back alone. */
#define UNMAPPED_BYTES (1U << 20)

/* A block that shrinks by less keeps all of its memory: looking for what it
   could give back costs more than so little is worth. */
#define TRIM_BYTES 256

static struct {
   Addr lo, hi; /* all blocks ever given out lie in [lo, hi) */
   Addr pages[N_PAGES];
   Bool may_hide; /* slots can be in memory that can not be read */
   void (*call)(const Ms2Block *block); /* of ms2_block_each */
   VG_MINIMAL_JMP_BUF(fault);           /* where a header can not be read */
   vki_sigset_t signals;                /* that are blocked without a fault */
} blocks;

void ms2_block_init(void)
{
   ms2_slab_init(ms2_options->touches ? LINE_ALIGN : ALIGN, sizeof(Header));
   blocks.lo = ~(Addr)0;
}

void ms2_block_forget_memory(void)
{
   VG_(memset)(blocks.pages, 0, sizeof blocks.pages);
}

void ms2_block_hidden(Addr start, SizeT bytes)
{
   if (start < blocks.hi && start + bytes > blocks.lo)
      blocks.may_hide = True;
   ms2_block_forget_memory();
}

static Header *header_of(const void *p)
{
   return (Header *)((Addr)p - sizeof(Header));
}

static UInt small_bytes_of(const Header *header)
{
   return (UInt)(header->birth >> BORN_BITS) & LARGE;
}

static Bool is_large(const Header *header)
{
   return small_bytes_of(header) == LARGE;
}

/* Log2 of the bytes from a large block's raw memory to the block. */
static UInt pad_log2_of(const Header *header)
{
   return (UInt)(header->birth >> (BORN_BITS + SMALL_BITS));
}

static ULong *large_size_of(Header *header)
{
   return (ULong *)header - 1;
}

/* Where the memory of a large block begins. */
static Addr raw_of(const Header *header)
{
   return pad_log2_of(header) == FAR
              ? (Addr)((const ULong *)header)[-2]
              : (Addr)(header + 1) - ((Addr)1 << pad_log2_of(header));
}

static ULong size_of(const Header *header)
{
   return is_large(header) ? ((const ULong *)header)[-1]
                           : small_bytes_of(header);
}

/* A check is never 0, the mark of a freed block.  One word is turned so that
   equal changes in two of them do not cancel; one multiplication is enough to
   tell damage, and twice in each block's life it counts. */
static inline UInt check_of(const Header *header)
{
   ULong middle = header->context | ((ULong)header->allocation << 32);
   ULong mix = (Addr)header ^ ((ULong)header->owner << 32) ^ header->birth ^
               (middle << 21 | middle >> 43);

   if (is_large(header))
      mix ^= ((const ULong *)header)[-1] << 9;
   return (UInt)((mix * 0x9E3779B97F4A7C15ULL) >> 32) | 1;
}

static UInt log2_of(SizeT n)
{
   UInt log2 = 0;

   while (((SizeT)1 << log2) < n)
      log2++;
   return log2;
}

/* What the raw memory is, all else is to be set. */
static void *begin_block(Addr p, UInt small_bytes, UInt pad_log2)
{
   Header *header = header_of((void *)p);

   header->birth = ((ULong)small_bytes << BORN_BITS) |
                   ((ULong)pad_log2 << (BORN_BITS + SMALL_BITS));
   header->check = 0;
   blocks.lo = p < blocks.lo ? p : blocks.lo;
   blocks.hi = p >= blocks.hi ? p + 1 : blocks.hi;
   if (small_bytes == LARGE)
      ms2_large_blocks_add(p);
   return (void *)p;
}

static void *new_far(SizeT size_bytes, SizeT align)
{
   ULong all_bytes = (ULong)size_bytes + align + FAR_PAD;

   if (size_bytes >= MAX_SIZE || all_bytes >= MAX_SIZE)
      return NULL;
   Addr raw = (Addr)VG_(cli_malloc)(ALIGN, all_bytes);
   if (raw == 0)
      return NULL;
   Addr p = (raw + FAR_PAD + align - 1) & ~(align - 1);
   begin_block(p, LARGE, FAR);
   large_size_of(header_of((void *)p))[-1] = raw;
   return (void *)p;
}

static void *new_large(SizeT size_bytes, SizeT align)
{
   SizeT pad = align > LARGE_PAD ? align : LARGE_PAD;

   if (align > MOST_CORE_ALIGN)
      return new_far(size_bytes, align);
   if (size_bytes >= MAX_SIZE || pad >= MAX_SIZE)
      return NULL;
   Addr raw = (Addr)VG_(cli_malloc)(align, size_bytes + pad);
   return raw != 0 ? begin_block(raw + pad, LARGE, log2_of(pad)) : NULL;
}

void *ms2_block_new(SizeT size_bytes, SizeT align)
{
   SizeT least = ms2_options->touches ? LINE_ALIGN : ALIGN;

   if (align > least || size_bytes > MS2_SLAB_MAX_BYTES - sizeof(Header))
      return new_large(size_bytes, align > least ? align : least);
   Addr slot = (Addr)ms2_slab_new(size_bytes + sizeof(Header));
   return slot != 0 ? begin_block(slot + sizeof(Header), 0, 0) : NULL;
}

void ms2_block_set(const Ms2Block *block)
{
   Header *header = header_of((void *)block->place);
   UInt thread = block->thread <= MAX_THREAD ? block->thread : 0;
   ULong small = block->bytes;

   if (is_large(header)) {
      *large_size_of(header) = block->bytes;
      small = LARGE;
   }
   header->birth = block->born | (small << BORN_BITS) |
                   ((ULong)pad_log2_of(header) << (BORN_BITS + SMALL_BITS));
   header->context = block->context;
   header->allocation = block->allocation;
   header->owner = thread | (block->has_chain ? HAS_CHAIN : 0) |
                   (block->is_zeroed ? IS_ZEROED : 0);
   header->check = check_of(header);
}

/* True if the page of `a` can be read. */
static Bool is_readable(Addr a)
{
   Addr page = a >> PAGE_SHIFT;
   Addr *known = &blocks.pages[page % N_PAGES];

   if (*known == page)
      return True;
   if (!VG_(am_is_valid_for_client)(page << PAGE_SHIFT, 1U << PAGE_SHIFT,
                                    VKI_PROT_READ)) {
      return False;
   }
   *known = page;
   return True;
}

/* A header may reach over two pages. */
static Bool is_in_reach(const Header *header)
{
   return is_readable((Addr)header - sizeof(ULong)) &&
          is_readable((Addr)&header->check);
}

/* What is no slot may be anything, a large block among it. */
static Bool is_readable_header(const Header *header)
{
   return (ms2_slab_is_live(header) && !blocks.may_hide) || is_in_reach(header);
}

/* What a readable header says; False if it is none of a live block's. */
static Bool read_header(const Header *header, Ms2Block *block)
{
   if (header->check != check_of(header))
      return False;
   block->bytes = size_of(header);
   block->place = (Addr)(header + 1);
   block->context = header->context;
   block->thread = header->owner & MAX_THREAD;
   block->allocation = header->allocation;
   block->has_chain = (header->owner & HAS_CHAIN) != 0;
   block->is_zeroed = (header->owner & IS_ZEROED) != 0;
   block->born = header->birth & ((1ULL << BORN_BITS) - 1);
   return True;
}

Bool ms2_block_find(const void *p, Ms2Block *block)
{
   Addr a = (Addr)p;
   const Header *header = header_of(p);

   return a % ALIGN == 0 && a >= blocks.lo && a < blocks.hi &&
          is_readable_header(header) && read_header(header, block);
}

static void on_fault(Int signal, Addr address)
{
   (void)signal, (void)address;
   VG_MINIMAL_LONGJMP(blocks.fault);
}

/* Whatever the program did to its own memory, also behind the core's back. */
static Bool try_to_read(const Header *header, Ms2Block *block)
{
   VG_(set_fault_catcher)(on_fault);
   Bool ok = VG_MINIMAL_SETJMP(blocks.fault) == 0;
   if (ok)
      ok = read_header(header, block);
   else
      VG_(sigprocmask)(VKI_SIG_SETMASK, &blocks.signals, NULL);
   VG_(set_fault_catcher)(NULL);
   return ok;
}

static void see_slot(void *slot)
{
   Ms2Block block;

   if (try_to_read(slot, &block))
      blocks.call(&block);
}

static void see_large(Addr address)
{
   see_slot(header_of((void *)address));
}

void ms2_block_each(void (*call)(const Ms2Block *block))
{
   VG_(sigprocmask)(VKI_SIG_SETMASK, NULL, &blocks.signals);
   blocks.call = call;
   ms2_slab_each(see_slot);
   ms2_large_blocks_each(see_large);
}

void ms2_block_free(void *p)
{
   Header *header = header_of(p);

   header->check = 0;
   if (!is_large(header)) {
      ms2_slab_free(header);
      return;
   }
   ms2_large_blocks_forget((Addr)p);
   if (size_of(header) >= UNMAPPED_BYTES)
      ms2_block_forget_memory();
   VG_(cli_free)((void *)raw_of(header));
}

/* A large block gives back to the core's allocator what it does not need any
   more.  A slot is kept whole. */
static void trim(Header *header, SizeT size_bytes)
{
   Addr raw = raw_of(header);

   if (size_of(header) >= UNMAPPED_BYTES)
      ms2_block_forget_memory();
   ms2_compat_shrink_client_block((void *)raw,
                                  (Addr)(header + 1) - raw + size_bytes);
}

Bool ms2_block_resize(void *p, SizeT size_bytes)
{
   Header *header = header_of(p);
   Addr raw = is_large(header) ? raw_of(header) : (Addr)header;
   SizeT room = (is_large(header) ? VG_(cli_malloc_usable_size)((void *)raw)
                                  : ms2_slab_room((void *)raw)) -
                ((Addr)p - raw);

   if (size_bytes > room)
      return False;
   if (is_large(header) && room - size_bytes >= TRIM_BYTES)
      trim(header, size_bytes);
   return True;
}
