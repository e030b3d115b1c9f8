/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorder, started in the order of the tool's main, but without the parts
   that ask Valgrind: no function is ignored, no stack is unwound.  What a test
   wants of ms2_options it sets in host_options before. */
#ifndef RECORDER_H
#define RECORDER_H

#include "model/names.h"
#include "model/snapshots.h"
#include "record/run.h"

/* Contexts, the heap, peaks, mapped pages.  Snapshots go to `sink`, or with
   NULL nowhere; it must stay, and `namer`, too. */
void recorder_start_model(const Ms2Namer *namer, const Ms2TimelineSink *sink);

/* All that a profile needs, and the profile, at the path of `run`.  It sets
   the options that every profile has. */
void recorder_start(const Ms2Run *run);

#endif
