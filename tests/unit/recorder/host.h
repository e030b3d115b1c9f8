/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host that the tests of the recorder are: what they may set.  The rest is
   what ms2/base/host.h asks for, done by the C library. */
#ifndef HOST_H
#define HOST_H

#include "base/options.h"
#include "model/names.h"

extern Ms2Options host_options;
extern ULong host_superblocks; /* the clock */
extern ULong host_ms;
extern ULong host_busy_us; /* HOST_BUSY_UNKNOWN: it does not say */
#define HOST_BUSY_UNKNOWN (~0ULL)
extern UInt host_n_threads;
extern UInt host_epoch; /* of the code: each has other code everywhere */

/* Names function "f<address>" of "code.c", line <address>, in the object
   "/host/program" (or, by epoch, "/host/program.1" and so on). */
extern const Ms2Namer host_namer;

/* What was said to the user last, "" at first. */
const HChar *host_said(void);

#endif
