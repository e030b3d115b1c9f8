/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cells of the whole address space (--use), and what system calls touch. */
#ifndef MS2_CAPTURE_TOUCH_MEMORY_H
#define MS2_CAPTURE_TOUCH_MEMORY_H

#include "pub_tool_basics.h"

/* The core is to tell what system calls read and write: before options are
   known to be right, as it takes no such wish later. */
void ms2_touch_memory_register(void);

/* Reserves the cells.  False: there are no addresses for them. */
Bool ms2_touch_memory_init(void);

#endif
