/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often blocks are read and written (--use=counts). */
#include "use/accesses.h"

#include "base/pool.h"
#include "use/touches.h"

#define CHUNK_BYTES ((Addr)1 << MS2_CHUNK_SHIFT)
#define N_LINES (CHUNK_BYTES >> MS2_LINE_SHIFT)

/* In place of a line's number: it is not counted by offset. */
#define NO_OFFSETS 255

struct Ms2Chunk {
   UInt contexts[N_LINES]; /* 0: no block, or not recorded */
   UChar lines[N_LINES];   /* of the block, from 0 */
};

typedef struct {
   ULong reads, read_bytes, writes, written_bytes;
   UInt size; /* of all its blocks so far */
   Bool has_blocks;
   Bool is_mixed;   /* these have several sizes, or one that is too large */
   Long *steps;     /* size + 1 of them; or NULL */
   Ms2Chunk *whole; /* of a block in which it lies whole; made when needed */
} Counter;

Ms2Chunk **ms2_accesses_table;

static struct {
   ULong end;
   Ms2Pool counters; /* by context */
} accesses;

void ms2_accesses_init(Ms2Chunk **table, ULong end)
{
   ms2_accesses_table = table;
   accesses.end = end;
   ms2_pool_init(&accesses.counters, "ms2.accesses", sizeof(Counter));
}

static Counter *counter_of(UInt context)
{
   while (accesses.counters.n <= context)
      ms2_pool_add(&accesses.counters);
   return ms2_pool_get(&accesses.counters, context);
}

const Ms2Chunk *ms2_accesses_chunk(Addr address)
{
   return address < accesses.end
              ? ms2_accesses_table[address >> MS2_CHUNK_SHIFT]
              : NULL;
}

/* ---- blocks ------------------------------------------------------------- */

static UInt line_in_chunk(Addr address)
{
   return (UInt)((address & (CHUNK_BYTES - 1)) >> MS2_LINE_SHIFT);
}

/* A chunk that is a block's own from end to end is the same for all of these
   that the context has. */
static Ms2Chunk *whole_chunk(UInt context)
{
   Counter *counter = counter_of(context);

   if (counter->whole == NULL) {
      counter->whole =
          ms2_host_alloc_zeroed("ms2.accesses.chunk", 1, sizeof(Ms2Chunk));
      for (UInt i = 0; i < N_LINES; i++) {
         counter->whole->contexts[i] = context;
         counter->whole->lines[i] = NO_OFFSETS;
      }
   }
   return counter->whole;
}

static Ms2Chunk *chunk_at(Addr address)
{
   Ms2Chunk **place = &ms2_accesses_table[address >> MS2_CHUNK_SHIFT];

   if (*place == NULL)
      *place = ms2_host_alloc_zeroed("ms2.accesses.chunk", 1, sizeof **place);
   return *place;
}

/* What of a block lies in one chunk. */
static void set_lines(Addr at, Addr end, UInt context, Addr block,
                      Bool has_offsets)
{
   Ms2Chunk *chunk = chunk_at(at);

   for (; at < end; at += MS2_LINE_BYTES) {
      UInt line = line_in_chunk(at);
      chunk->contexts[line] = context;
      chunk->lines[line] =
          has_offsets ? (UChar)((at - block) >> MS2_LINE_SHIFT) : NO_OFFSETS;
   }
}

static void set_block(Addr block, SizeT bytes, UInt context)
{
   Addr end = block + bytes;

   for (Addr at = block; at < end;) {
      Addr next = (at | (CHUNK_BYTES - 1)) + 1;
      if (next - at == CHUNK_BYTES && next <= end)
         ms2_accesses_table[at >> MS2_CHUNK_SHIFT] =
             context != 0 ? whole_chunk(context) : NULL;
      else
         set_lines(at, next < end ? next : end, context, block,
                   bytes <= MS2_MOST_OFFSETS);
      if (next <= at)
         return;
      at = next;
   }
}

/* Accesses by offset say something where all blocks are alike. */
static void note_size(Counter *counter, SizeT bytes)
{
   if (counter->is_mixed)
      return;
   if (!counter->has_blocks && bytes > 0 && bytes <= MS2_MOST_OFFSETS) {
      counter->has_blocks = True;
      counter->size = (UInt)bytes;
      counter->steps = ms2_host_alloc_zeroed("ms2.accesses.steps", bytes + 1,
                                             sizeof *counter->steps);
   } else if (!counter->has_blocks || counter->size != bytes) {
      counter->is_mixed = True;
      ms2_host_free(counter->steps);
      counter->steps = NULL;
   }
}

void ms2_accesses_add_block(Addr address, SizeT bytes, UInt context)
{
   note_size(counter_of(context), bytes);
   set_block(address, bytes, context);
}

void ms2_accesses_remove_block(Addr address, SizeT bytes)
{
   set_block(address, bytes, 0);
}

/* ---- accesses ----------------------------------------------------------- */

static void count_offsets(Counter *counter, UInt offset, UWord bytes)
{
   if (counter->steps == NULL || offset >= counter->size)
      return;
   UWord rest = counter->size - offset;
   counter->steps[offset]++;
   counter->steps[offset + (bytes < rest ? bytes : rest)]--;
}

/* The counter of the block at the address, its offset counted; or NULL. */
static inline Counter *count(Addr address, const Ms2Chunk *chunk, UWord bytes)
{
   UInt line = line_in_chunk(address);

   if (chunk->contexts[line] == 0)
      return NULL;
   Counter *counter = counter_of(chunk->contexts[line]);
   if (chunk->lines[line] != NO_OFFSETS) {
      count_offsets(counter,
                    chunk->lines[line] * MS2_LINE_BYTES +
                        (UInt)(address % MS2_LINE_BYTES),
                    bytes);
   }
   return counter;
}

void ms2_accesses_read(Addr address, const Ms2Chunk *chunk, UWord bytes)
{
   Counter *counter = count(address, chunk, bytes);

   if (counter != NULL) {
      counter->reads++;
      counter->read_bytes += bytes;
   }
}

void ms2_accesses_write(Addr address, const Ms2Chunk *chunk, UWord bytes)
{
   Counter *counter = count(address, chunk, bytes);

   if (counter != NULL) {
      counter->writes++;
      counter->written_bytes += bytes;
   }
}

Ms2Accesses ms2_accesses_get(UInt context)
{
   const Counter *counter = counter_of(context);
   Ms2Accesses result = {counter->reads,
                         counter->read_bytes,
                         counter->writes,
                         counter->written_bytes,
                         0,
                         counter->steps};

   result.size = counter->steps != NULL ? counter->size : 0;
   return result;
}

void ms2_accesses_restart(void)
{
   for (UInt i = 0; i < accesses.counters.n; i++) {
      Counter *counter = ms2_pool_get(&accesses.counters, i);
      counter->reads = counter->read_bytes = 0;
      counter->writes = counter->written_bytes = 0;
      if (counter->steps != NULL)
         ms2_host_memset(counter->steps, 0,
                         (counter->size + 1) * sizeof *counter->steps);
   }
}
