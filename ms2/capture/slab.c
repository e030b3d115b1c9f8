/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory for the client's small blocks.

      in the client's memory, 64 KiB        in the tool's own
      | 8 | slot | slot | slot | ... |      base, bytes of a slot, a bit for
                                            each free slot, neighbours in a list

   An address leads to its slab in two steps: its upper bits to a span, the
   next 16 bits to the slab.  Slabs with a free slot are in a list for their
   size, the one that was freed into last in front; empty ones are in the list
   of unused slabs, and serve any size. */
#include "capture/slab.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_replacemalloc.h"

#define SLAB_SHIFT 16
#define SLAB_BYTES (1U << SLAB_SHIFT)

/* So many slabs are asked for at once. */
#define SLABS_A_CHUNK 16

/* Sizes are multiples of 16 or more, from 32 on: a header alone takes 24. */
#define LEAST_UNIT 16
#define MIN_BYTES 32
#define N_CLASSES (MS2_SLAB_MAX_BYTES / LEAST_UNIT + 1)
#define N_WORDS (SLAB_BYTES / MIN_BYTES / 64)

typedef struct Slab {
   struct Slab *next, *prev; /* with free slots of the same size; or unused */
   Addr base;
   UInt slot_bytes;
   UInt reciprocal; /* of slot_bytes, times 2^32 and rounded up */
   UInt n_slots;
   UInt n_free;
   UInt hint;           /* the word of `free` to look at first */
   ULong free[N_WORDS]; /* bit i: slot i is free */
} Slab;

/* The address space in two steps: 2^15 spans of 2^32 bytes, each of 2^16
   slabs.  With 32-bit addresses only the first span is used. */
#define SPAN_SHIFT 32
#define N_SPANS (1U << 15)
#define SLABS_A_SPAN (1U << (SPAN_SHIFT - SLAB_SHIFT))

static struct {
   Slab *with_free[N_CLASSES]; /* the one freed into last is first */
   Slab *unused;
   UInt unit_shift;
   UInt first_slot; /* begins here in a slab */
   Slab **spans[N_SPANS];
} slabs;

/* Behind the first slot's header is an aligned address. */
void ms2_slab_init(UInt unit, UInt header_bytes)
{
   slabs.unit_shift = (UInt)__builtin_ctz(unit);
   slabs.first_slot = -header_bytes & (unit - 1);
}

static ULong span_of(Addr address)
{
   return (ULong)address >> SPAN_SHIFT;
}

static Slab *slab_of(Addr address)
{
   if (span_of(address) >= N_SPANS)
      return NULL;
   Slab **span = slabs.spans[span_of(address)];
   return span ? span[(address >> SLAB_SHIFT) % SLABS_A_SPAN] : NULL;
}

static void push(Slab **list, Slab *slab)
{
   slab->prev = NULL;
   slab->next = *list;
   if (*list != NULL)
      (*list)->prev = slab;
   *list = slab;
}

static void drop(Slab **list, Slab *slab)
{
   if (slab->prev != NULL)
      slab->prev->next = slab->next;
   else
      *list = slab->next;
   if (slab->next != NULL)
      slab->next->prev = slab->prev;
}

static void add_slab(Addr base)
{
   Slab *slab = VG_(calloc)("ms2.slab", 1, sizeof *slab);
   Slab ***span = &slabs.spans[span_of(base)];

   if (*span == NULL)
      *span = VG_(calloc)("ms2.slab.span", SLABS_A_SPAN, sizeof **span);
   (*span)[(base >> SLAB_SHIFT) % SLABS_A_SPAN] = slab;
   slab->base = base;
   push(&slabs.unused, slab);
}

static Bool add_chunk(void)
{
   Addr base = (Addr)VG_(cli_malloc)(SLAB_BYTES, SLABS_A_CHUNK * SLAB_BYTES);

   if (base == 0 || span_of(base) >= N_SPANS)
      return False;
   for (UInt i = SLABS_A_CHUNK; i-- > 0;)
      add_slab(base + i * SLAB_BYTES);
   return True;
}

/* An unused slab, cut into slots of a class. */
static Slab *cut_slab(UInt class)
{
   if (slabs.unused == NULL && !add_chunk())
      return NULL;
   Slab *slab = slabs.unused;
   drop(&slabs.unused, slab);
   slab->slot_bytes = class << slabs.unit_shift;
   slab->reciprocal = (UInt)(0x100000000ULL / slab->slot_bytes + 1);
   slab->n_slots = (SLAB_BYTES - slabs.first_slot) / slab->slot_bytes;
   slab->n_free = slab->n_slots;
   slab->hint = 0;
   for (UInt i = 0; i < N_WORDS; i++) {
      UInt n_left = slab->n_slots > i * 64 ? slab->n_slots - i * 64 : 0;
      slab->free[i] = n_left >= 64 ? ~0ULL : (1ULL << n_left) - 1;
   }
   push(&slabs.with_free[class], slab);
   return slab;
}

static UInt class_of(SizeT n_bytes)
{
   UInt unit = 1U << slabs.unit_shift;

   return (UInt)(((n_bytes <= MIN_BYTES ? MIN_BYTES : n_bytes) + unit - 1) >>
                 slabs.unit_shift);
}

/* The number of the slot that begins at an address; False if none does. */
static Bool slot_at(const Slab *slab, Addr address, UInt *slot)
{
   UInt offset = (UInt)(address - slab->base - slabs.first_slot);

   *slot = (UInt)(((ULong)offset * slab->reciprocal) >> 32);
   return *slot < slab->n_slots && *slot * slab->slot_bytes == offset;
}

static Bool is_free(const Slab *slab, UInt slot)
{
   return (slab->free[slot / 64] >> (slot % 64)) & 1;
}

void *ms2_slab_new(SizeT n_bytes)
{
   UInt class = class_of(n_bytes);
   Slab *slab = slabs.with_free[class];

   if (slab == NULL) {
      slab = cut_slab(class);
      if (slab == NULL)
         return NULL;
   }
   while (slab->free[slab->hint] == 0)
      slab->hint = (slab->hint + 1) % N_WORDS;
   UInt bit = __builtin_ctzll(slab->free[slab->hint]);
   slab->free[slab->hint] &= slab->free[slab->hint] - 1;
   if (--slab->n_free == 0)
      drop(&slabs.with_free[class], slab);
   return (void *)(slab->base + slabs.first_slot +
                   (slab->hint * 64 + bit) * slab->slot_bytes);
}

Bool ms2_slab_is_live(const void *address)
{
   const Slab *slab = slab_of((Addr)address);
   UInt slot;

   return slab != NULL && slab->slot_bytes != 0 &&
          slot_at(slab, (Addr)address, &slot) && !is_free(slab, slot);
}

SizeT ms2_slab_room(const void *slot)
{
   return slab_of((Addr)slot)->slot_bytes;
}

/* A slab that a slot was freed of is the first to be used again; an empty one
   is given up, unless it is the only one of its size. */
static void put_back(Slab *slab)
{
   Slab **list = &slabs.with_free[slab->slot_bytes >> slabs.unit_shift];

   if (slab->n_free > 1 && *list != slab)
      drop(list, slab);
   if (slab->n_free == 1 || *list != slab)
      push(list, slab);
   if (slab->n_free == slab->n_slots && slab->next != NULL) {
      drop(list, slab);
      slab->slot_bytes = 0;
      slab->n_slots = 0;
      push(&slabs.unused, slab);
   }
}

Bool ms2_slab_free(void *address)
{
   Slab *slab = slab_of((Addr)address);
   UInt slot;

   if (slab == NULL || slab->slot_bytes == 0 ||
       !slot_at(slab, (Addr)address, &slot) || is_free(slab, slot)) {
      return False;
   }
   slab->free[slot / 64] |= 1ULL << (slot % 64);
   slab->hint = slot / 64;
   slab->n_free++;
   put_back(slab);
   return True;
}

static void each_slot(const Slab *slab, void (*call)(void *slot))
{
   for (UInt slot = 0; slot < slab->n_slots; slot++) {
      if (!is_free(slab, slot))
         call(
             (void *)(slab->base + slabs.first_slot + slot * slab->slot_bytes));
   }
}

void ms2_slab_each(void (*call)(void *slot))
{
   for (UInt s = 0; s < N_SPANS; s++) {
      for (UInt i = 0; slabs.spans[s] != NULL && i < SLABS_A_SPAN; i++) {
         if (slabs.spans[s][i] != NULL)
            each_slot(slabs.spans[s][i], call);
      }
   }
}
