/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reservation that GHC's run-time system begins with. */
#ifndef MS2_CAPTURE_HASKELL_H
#define MS2_CAPTURE_HASKELL_H

#include "base/basics.h"

/* To be called after each system call, whatever came of it. */
void ms2_haskell_after_syscall(UInt syscall, const UWord *args);

Bool ms2_haskell_has_reserved(void);

#endif
