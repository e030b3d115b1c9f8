/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What code lies at an address, by debug information: for model/names. */
#ifndef MS2_CAPTURE_NAMING_H
#define MS2_CAPTURE_NAMING_H

#include "model/names.h"

extern const Ms2Namer ms2_naming;

/* The core's debug info epoch; it advances when code is mapped or unmapped. */
UInt ms2_naming_epoch(void);

/* Newer cores read an object's debug information when it is first asked for.
   To be called before the program gives up the right to read its files. */
void ms2_naming_read_all(void);

#endif
