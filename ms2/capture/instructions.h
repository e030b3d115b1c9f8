/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counting the instructions that the program executes: --time-unit=i. */
#ifndef MS2_CAPTURE_INSTRUCTIONS_H
#define MS2_CAPTURE_INSTRUCTIONS_H

#include "base/host.h"

#include "libvex_ir.h"

/* Adds code to `sb` that counts `n` instructions on the clock. */
void ms2_instructions_count(IRSB *sb, UInt n);

#endif
