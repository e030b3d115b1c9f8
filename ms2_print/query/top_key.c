/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of keys, and the value of each. */
#include "query/top_key.h"

#include <string.h>

#include "query/top_row.h"
#include "query/unused.h"

static uint64_t peak(const struct top_row *row)
{
   return row->peak.bytes;
}

static uint64_t kept(const struct top_row *row)
{
   return row->kept.bytes;
}

static uint64_t left(const struct top_row *row)
{
   return row->left.bytes;
}

static uint64_t held(const struct top_row *row)
{
   return row->held.bytes;
}

static uint64_t end(const struct top_row *row)
{
   return row->end.bytes;
}

static uint64_t total(const struct top_row *row)
{
   return row->allocated.bytes;
}

static uint64_t calls(const struct top_row *row)
{
   return row->allocated.blocks;
}

/* Rounded half up. */
static uint64_t mean(uint64_t sum, uint64_t n)
{
   return n ? sum / n + (sum % n * 2 >= n) : 0;
}

static uint64_t size(const struct top_row *row)
{
   return mean(row->allocated.bytes, row->allocated.blocks);
}

static uint64_t size_min(const struct top_row *row)
{
   return row->min_size;
}

static uint64_t size_max(const struct top_row *row)
{
   return row->max_size;
}

static uint64_t own_max(const struct top_row *row)
{
   return row->max_bytes;
}

static uint64_t short_blocks(const struct top_row *row)
{
   return row->short_lived.blocks;
}

static uint64_t short_bytes(const struct top_row *row)
{
   return row->short_lived.bytes;
}

static uint64_t lifetime(const struct top_row *row)
{
   return mean(row->lifetime_sum, row->ended_blocks);
}

static uint64_t lifetime_max(const struct top_row *row)
{
   return row->lifetime_max;
}

static uint64_t lifetime_sum(const struct top_row *row)
{
   return row->lifetime_sum;
}

static uint64_t library(const struct top_row *row)
{
   return row->library.bytes;
}

static uint64_t other_thread(const struct top_row *row)
{
   return row->other_thread_blocks;
}

static uint64_t never_touched(const struct top_row *row)
{
   return row->never_touched;
}

static uint64_t never_read(const struct top_row *row)
{
   return row->never_read;
}

static uint64_t idle(const struct top_row *row)
{
   return row->idle;
}

const struct top_key top_keys[] = {
    {"peak", "at peak", "what they held at the peak", TOP_BYTES, 0, peak},
    {"end", "at end", "what they held at the end", TOP_BYTES, 0, end},
    {"allocated", "total", "what they allocated in all", TOP_BYTES, TOP_BLOCKS,
     total},
    {"calls", "calls", "how often they allocated", TOP_COUNT, TOP_BLOCKS,
     calls},
    {"size", "mean", "the mean size of their blocks", TOP_BYTES, TOP_BLOCKS,
     size},
    {"size-min", "smallest", "the size of their smallest block", TOP_BYTES,
     TOP_BLOCKS | TOP_FACTS, size_min},
    {"size-max", "largest", "the size of their largest block", TOP_BYTES,
     TOP_BLOCKS | TOP_FACTS, size_max},
    {"max", "own max", "the most that one of their stacks held at any time",
     TOP_BYTES, TOP_BLOCKS | TOP_FACTS, own_max},
    {"short", "short-lived",
     "short-lived blocks: freed (nearly) at once, so perhaps not needed",
     TOP_COUNT, TOP_BLOCKS | TOP_FACTS, short_blocks},
    {"short-bytes", "short-lived", "the bytes of short-lived blocks", TOP_BYTES,
     TOP_BLOCKS | TOP_FACTS, short_bytes},
    {"lifetime", "mean life", "how long their blocks lived on average",
     TOP_TIME, TOP_BLOCKS | TOP_FACTS, lifetime},
    {"lifetime-max", "longest life", "the longest life of a block", TOP_TIME,
     TOP_BLOCKS | TOP_FACTS, lifetime_max},
    {"lifetime-sum", "lives' sum", "how long all their blocks lived, summed up",
     TOP_TIME, TOP_BLOCKS | TOP_FACTS, lifetime_sum},
    {"other-thread", "by others",
     "blocks that another thread freed than allocated them", TOP_COUNT,
     TOP_BLOCKS | TOP_FACTS, other_thread},
    {"library", "C library",
     "what the C library held for itself until the exit", TOP_BYTES,
     TOP_BLOCKS | TOP_FACTS, library},
    {"kept", "kept",
     "what they allocated in the window and still held at its end", TOP_BYTES,
     TOP_WINDOW, kept},
    {"left", "left",
     "what they allocated in the window and held at the end of the run",
     TOP_BYTES, TOP_WINDOW, left},
    {"held", "all through", "what they held all through the window", TOP_BYTES,
     TOP_WINDOW, held},
    {"never-touched", "never touched",
     "what they held at the peak and nobody ever touched", TOP_BYTES,
     TOP_BLOCKS | TOP_FACTS | TOP_USE, never_touched},
    {"never-read", "never read",
     "what they held at the peak, written and never read", TOP_BYTES,
     TOP_BLOCKS | TOP_FACTS | TOP_USE, never_read},
    {"idle", "idle",
     "what they held at the peak, touched once, but not of late", TOP_BYTES,
     TOP_BLOCKS | TOP_FACTS | TOP_USE, idle},
};

const size_t n_top_keys = sizeof top_keys / sizeof *top_keys;

const struct top_key *top_key_find(const char *key)
{
   for (size_t i = 0; i < n_top_keys; i++) {
      if (strcmp(top_keys[i].key, key) == 0)
         return &top_keys[i];
   }
   return NULL;
}

bool top_key_is_known(const struct top_key *m, const struct profile *p)
{
   enum use_when when;

   return (p->has_blocks || !(m->needs & TOP_BLOCKS)) &&
          (p->facts.n_contexts > 0 || !(m->needs & TOP_FACTS)) &&
          (p->window || !(m->needs & TOP_WINDOW)) &&
          (!(m->needs & TOP_USE) || unused_is_known(p, &when));
}
