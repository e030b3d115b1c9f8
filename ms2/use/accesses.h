/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often blocks are read and written (--use=counts).

      table    address >> 16 -> chunk, or NULL: no block of ours lies there
      chunk    line of the 64 KiB -> the block's context, and which line of it
      counter  of a context

   Translated code looks into the table, and calls only where there is a chunk.
   Blocks that lie beside others, in memory that is not ours to give, are not
   counted: they share lines. */
#ifndef MS2_USE_ACCESSES_H
#define MS2_USE_ACCESSES_H

#include "base/host.h"

#define MS2_CHUNK_SHIFT 16

/* Accesses by offset are counted for blocks up to this size, as DHAT does. */
#define MS2_MOST_OFFSETS 1024

typedef struct Ms2Chunk Ms2Chunk;

/* In the open, as translated code reads it. */
extern Ms2Chunk **ms2_accesses_table;

/* Addresses from 0 up to `end` have a place in the table, which is zeroed. */
void ms2_accesses_init(Ms2Chunk **table, ULong end);

/* A block begins where a line does, or it ends. */
void ms2_accesses_add_block(Addr address, SizeT bytes, UInt context);
void ms2_accesses_remove_block(Addr address, SizeT bytes);

/* One access of so many bytes; the chunk is the one of the address. */
void ms2_accesses_read(Addr address, const Ms2Chunk *chunk, UWord bytes);
void ms2_accesses_write(Addr address, const Ms2Chunk *chunk, UWord bytes);

/* The chunk of an address, or NULL. */
const Ms2Chunk *ms2_accesses_chunk(Addr address);

/* Of one context.  size: of all its blocks, or 0: they have several, or are
   larger than what is counted by offset.  steps[i]: by how much more the byte
   at offset i was accessed than the one before. */
typedef struct {
   ULong reads, read_bytes, writes, written_bytes;
   UInt size;
   const Long *steps;
} Ms2Accesses;
Ms2Accesses ms2_accesses_get(UInt context);

/* All counts are 0: in a forked child. */
void ms2_accesses_restart(void);

#endif
