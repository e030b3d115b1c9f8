/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions that the symbol table of an object names. */
#ifndef MS2_CAPTURE_OBJECT_SYMBOLS_H
#define MS2_CAPTURE_OBJECT_SYMBOLS_H

#include "pub_tool_basics.h"
#include "pub_tool_debuginfo.h"

typedef struct {
   Addr address;
   const HChar *name; /* one of several that the same address may have */
   Bool is_indirect;  /* its code says what is to be called */
} Ms2ObjectSymbol;

/* False: enough was seen. */
typedef Bool (*Ms2SeeSymbol)(const Ms2ObjectSymbol *symbol, void *opaque);

/* Returns whether all were seen. */
Bool ms2_object_symbols_each(const DebugInfo *object, Ms2SeeSymbol see,
                             void *opaque);

#endif
