/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a test of the recorder may set; the rest of the core is in the .c. */
#ifndef CORE_STUBS_H
#define CORE_STUBS_H

#include "base/options.h"

extern Ms2Options stub_options;
extern ULong stub_superblocks; /* the clock */
extern UInt stub_epoch;        /* of the debug info */

#endif
