/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The signal that ended the program. */
#ifndef MS2_HOST_FATAL_SIGNAL_H
#define MS2_HOST_FATAL_SIGNAL_H

#include "pub_tool_basics.h"

/* Its number, at the end of a run that the program did not ask for; 0: it can
   not be told. */
Int ms2_fatal_signal_find(void);

#endif
