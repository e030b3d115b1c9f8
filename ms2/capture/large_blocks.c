/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the blocks are that are too large for a slab. */
#include "capture/large_blocks.h"

#include "pub_tool_mallocfree.h"

#define UNIT 16
#define REGION_SHIFT 16
#define N_WORDS ((1U << REGION_SHIFT) / UNIT / 64)

/* The address space as slabs have it: 2^15 spans of 2^32 bytes, of which one is
   used with 32-bit addresses. */
#define SPAN_SHIFT 32
#define N_SPANS (1U << 15)
#define REGIONS_A_SPAN (1U << (SPAN_SHIFT - REGION_SHIFT))

typedef struct {
   ULong begins[N_WORDS]; /* bit i: a block begins at i units */
} Region;

static Region **spans[N_SPANS];

static UInt span_of(Addr address)
{
   return (UInt)((ULong)address >> SPAN_SHIFT) % N_SPANS;
}

static UInt region_of(Addr address)
{
   return (UInt)(address >> REGION_SHIFT) % REGIONS_A_SPAN;
}

static UInt unit_of(Addr address)
{
   return (UInt)(address / UNIT) % (N_WORDS * 64);
}

static Region *region_get(Addr address)
{
   Region ***span = &spans[span_of(address)];

   if (*span == NULL)
      *span = VG_(calloc)("ms2.large.span", REGIONS_A_SPAN, sizeof **span);
   Region **region = &(*span)[region_of(address)];
   if (*region == NULL)
      *region = VG_(calloc)("ms2.large.region", 1, sizeof **region);
   return *region;
}

void ms2_large_blocks_add(Addr address)
{
   UInt unit = unit_of(address);

   region_get(address)->begins[unit / 64] |= 1ULL << (unit % 64);
}

void ms2_large_blocks_forget(Addr address)
{
   UInt unit = unit_of(address);

   region_get(address)->begins[unit / 64] &= ~(1ULL << (unit % 64));
}

static void each_in_region(const Region *region, Addr base,
                           void (*call)(Addr address))
{
   for (UInt i = 0; i < N_WORDS; i++) {
      for (ULong left = region->begins[i]; left != 0; left &= left - 1)
         call(base + (i * 64 + __builtin_ctzll(left)) * UNIT);
   }
}

void ms2_large_blocks_each(void (*call)(Addr address))
{
   for (UInt s = 0; s < N_SPANS; s++) {
      for (UInt r = 0; spans[s] != NULL && r < REGIONS_A_SPAN; r++) {
         const Region *region = spans[s][r];
         Addr base =
             (Addr)(((ULong)s << SPAN_SHIFT) + ((ULong)r << REGION_SHIFT));
         if (region != NULL)
            each_in_region(region, base, call);
      }
   }
}
