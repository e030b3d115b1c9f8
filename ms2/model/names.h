/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of code addresses, taken once, when an address is first seen.

   So code of a library that is unloaded later keeps its names.  When another
   library is then loaded at the same place, its addresses are new ones: an
   address remembers the epoch (of its Ms2Namer) it was last checked in.

   Strings, objects and addresses are numbered from 1 as in the profile;
   number 0 is "none".  Addresses are never changed or dropped, so that the
   writer can catch up at any time and a forked child can write them again. */
#ifndef MS2_MODEL_NAMES_H
#define MS2_MODEL_NAMES_H

#include "base/basics.h"

typedef struct {
   const HChar *path;
   Addr bias;             /* load address minus link address */
   const HChar *build_id; /* hexadecimal; or "" */
} Ms2Object;

/* Where a function's code lies. */
typedef struct {
   Addr start;
   SizeT n_bytes; /* 0: nobody knows */
} Ms2Extent;

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
   Ms2Extent function;       /* the one that holds it, if that has no name */
   UInt epoch;               /* checked last in this epoch */
} Ms2Address;

/* More inlined callers than any optimiser makes; a bound against damage. */
#define MS2_NAMES_MAX_SOURCES 64

/* Who can tell what code lies at an address. */
typedef struct {
   /* Advances when code is mapped or unmapped. */
   UInt (*epoch)(void);

   /* The object that holds the address, by ms2_names_object; or 0. */
   UInt (*object_at)(Addr address);

   /* Fills at[] with the source positions, the innermost inlined function
      first, by ms2_names_string; returns their number. */
   UInt (*describe)(Addr address, Ms2Source at[MS2_NAMES_MAX_SOURCES]);

   /* The function that holds the code, where nobody knows its name. */
   Ms2Extent (*extent)(Addr address);
} Ms2Namer;

void ms2_names_init(const Ms2Namer *namer);

/* The number of a text or an object; numbers it if it is new.  "" is 0. */
UInt ms2_names_string(const HChar *text);
UInt ms2_names_object(const HChar *path, Addr bias, const HChar *build_id);

/* The number of a code address as it is now; names it if it is new. */
UInt ms2_names_address(Addr address);

/* Names an address that no code can have. */
void ms2_names_make_up(Addr address, const HChar *function);

/* What code without a name is called: "0x11c9 in libplug.so", the address of
   its function, or its own where that is unknown; or "???". */
void ms2_names_place(const Ms2Address *address, HChar *text, UInt n_bytes);

UInt ms2_names_n_strings(void);
UInt ms2_names_n_objects(void);
UInt ms2_names_n_addresses(void);
const HChar *ms2_names_string_get(UInt number);
const Ms2Object *ms2_names_object_get(UInt number);
const Ms2Address *ms2_names_address_get(UInt number);

#endif
