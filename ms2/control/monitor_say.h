/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the monitor's commands say alike: numbers, and who holds them. */
#ifndef MS2_CONTROL_MONITOR_SAY_H
#define MS2_CONTROL_MONITOR_SAY_H

#include "model/held_by_stack.h"

/* Call stacks that are shown unless a command says how many. */
#define MS2_MONITOR_SAY_STACKS 5

/* "s", or for 1 nothing. */
const HChar *ms2_monitor_say_plural(Long n);

/* A line: the label, bytes, and how many of what. */
void ms2_monitor_say_usage(const HChar *label, Ms2Usage usage,
                           const HChar *what);

/* The stack of a context, a frame a line. */
void ms2_monitor_say_stack(UInt context);

/* The first n of them, and what the others sum up to; lets go of the array. */
void ms2_monitor_say_holders(Ms2Array *holders, UInt n);

#endif
