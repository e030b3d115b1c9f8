/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which blocks of an allocator lie in which of its heaps, so that they end with
   it: mimalloc's heaps and jemalloc's arenas.

   A heap is a number: the address that mimalloc has given it, or one more than
   an arena's.  0: none that can end.  A thread has a default heap, where its
   blocks come to lie if a call names none. */
#ifndef MS2_CAPTURE_ALLOCATOR_HEAPS_H
#define MS2_CAPTURE_ALLOCATOR_HEAPS_H

#include "capture/allocator_functions.h"
#include "capture/tracked_calls.h"

UWord ms2_allocator_heaps_default(ThreadId tid);
void ms2_allocator_heaps_set_default(ThreadId tid, UWord heap);

/* The heap that a program knows by this address: itself, or the one that it has
   been told to be a part of. */
UWord ms2_allocator_heaps_known_as(UWord address);
void ms2_allocator_heaps_name(UWord address, UWord heap);

/* The arena in the flags of jemalloc's functions. */
UWord ms2_allocator_heaps_in_flags(UWord flags, ThreadId tid);

/* A block comes to lie in a heap, or is gone. */
void ms2_allocator_heaps_own(Addr block, UWord heap);
void ms2_allocator_heaps_forget(Addr block);

/* A heap ends.  Its blocks' addresses, an array to be freed with VG_(free), or
   NULL; they are still to be forgotten. */
Addr *ms2_allocator_heaps_take(UWord heap, UInt *n);

/* A heap ends or begins: no block lies in it. */
void ms2_allocator_heaps_release(UWord heap);

/* jemalloc's mallctl and mallctlbymib: the arena that ends by such a call, or
   0.  A thread's default is set on the way. */
UWord ms2_allocator_heaps_control(const Ms2Call *call);
UWord ms2_allocator_heaps_control_by_mib(const Ms2Call *call);

/* mallctlnametomib has told what numbers stand for a name. */
void ms2_allocator_heaps_learn(Addr name, Addr mib);

#endif
