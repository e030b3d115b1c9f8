/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of code addresses, taken once, when an address is first seen.

   So code of a library that is unloaded later keeps its names.  When another
   library is then loaded at the same place, its addresses are new ones: an
   address remembers the debug info epoch it was last checked in.

   Strings, objects and addresses are numbered from 1 as in the profile;
   number 0 is "none".  Addresses are never changed or dropped, so that the
   writer can catch up at any time and a forked child can write them again. */
#ifndef MS2_MODEL_NAMES_H
#define MS2_MODEL_NAMES_H

#include "base/basics.h"

typedef struct {
   const HChar *path;
   Addr bias; /* load address minus link address */
} Ms2Object;

/* One source position: string numbers, and the line or 0. */
typedef struct {
   UInt function;
   UInt dir;
   UInt file;
   UInt line;
} Ms2Source;

typedef struct {
   Addr address;
   UInt object;
   UInt n_sources;
   const Ms2Source *sources; /* the innermost inlined function first */
   UInt epoch;               /* checked last in this epoch */
} Ms2Address;

void ms2_names_init(void);

/* The number of a code address as it is now; names it if it is new. */
UInt ms2_names_address(Addr address);

/* Names an address that no code can have. */
void ms2_names_make_up(Addr address, const HChar *function);

UInt ms2_names_n_strings(void);
UInt ms2_names_n_objects(void);
UInt ms2_names_n_addresses(void);
const HChar *ms2_names_string_get(UInt number);
const Ms2Object *ms2_names_object_get(UInt number);
const Ms2Address *ms2_names_address_get(UInt number);

/* The core's debug info epoch; it advances when code is mapped or unmapped. */
UInt ms2_names_epoch(void);

#endif
