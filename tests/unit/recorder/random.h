/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random numbers, the same ones in each run of a test. */
#ifndef RANDOM_H
#define RANDOM_H

#include "base/host.h"

/* From 0 on; n > 0. */
UInt random_below(UInt n);

#endif
