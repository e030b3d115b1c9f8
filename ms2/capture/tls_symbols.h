/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of thread-local variables, from the symbol table of their object's
   file: the core reads no such symbols. */
#ifndef MS2_CAPTURE_TLS_SYMBOLS_H
#define MS2_CAPTURE_TLS_SYMBOLS_H

#include "base/host.h"

typedef struct {
   Addr offset; /* in the object's storage */
   SizeT bytes;
   const HChar *name;
} Ms2TlsSymbol;

/* The variable at an offset in an object's storage; NULL: it is not known.  The
   object is one of ms2_names, whose file is read once. */
const Ms2TlsSymbol *ms2_tls_symbols_find(UInt object, Addr offset);

#endif
