/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of threads: t w T u. */
#ifndef MS2_OUT_THREADS_H
#define MS2_OUT_THREADS_H

#include "ms2_facts.h"

extern const Ms2Facts ms2_out_threads;

#endif
