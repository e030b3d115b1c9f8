/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands to a running program about who holds its memory, and what is lost.

   Each searches through the program's memory, which stops for that long. */
#ifndef MS2_CONTROL_MONITOR_OWNERS_H
#define MS2_CONTROL_MONITOR_OWNERS_H

#include "base/basics.h"

/* Each with the text behind its name. */
void ms2_monitor_owners(const HChar *count);
void ms2_monitor_owners_lost(const HChar *since);
void ms2_monitor_owners_who(const HChar *address);

#endif
