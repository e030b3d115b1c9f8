/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heap while a file of heaptrack is read: events go in, snapshots and peaks
   come out, into the profile that the reader builds.  heaptrack's files have no
   snapshots: one is made at a time that was reached, with what changed since
   the last.

   What can fail leaves the reader's fault, as its own functions do. */
#ifndef MS2_PRINT_READ_HEAPTRACK_HEAP_H
#define MS2_PRINT_READ_HEAPTRACK_HEAP_H

#include <stdbool.h>
#include <stdint.h>

struct heaptrack_heap;
struct reader;

/* In the profile's arena; nothing is allocated, at 0 ms. */
struct heaptrack_heap *heaptrack_heap_new(struct reader *r);

/* The number of a stack that allocates. */
uint32_t heaptrack_heap_place(struct heaptrack_heap *h, uint32_t node);

/* A block of a place begins or ends. */
bool heaptrack_heap_allocate(struct heaptrack_heap *h, uint32_t place,
                             uint64_t bytes);
bool heaptrack_heap_free(struct heaptrack_heap *h, uint32_t place,
                         uint64_t bytes);

/* The time is `ms` from now on, no less than before. */
bool heaptrack_heap_go_on(struct heaptrack_heap *h, uint64_t ms);
uint64_t heaptrack_heap_ms(const struct heaptrack_heap *h);

/* The last snapshot. */
bool heaptrack_heap_end(struct heaptrack_heap *h);

#endif
