/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cells of the whole address space (--use), and what system calls touch. */
#ifndef MS2_CAPTURE_TOUCH_MEMORY_H
#define MS2_CAPTURE_TOUCH_MEMORY_H

#include "pub_tool_basics.h"

/* Reserves the cells, and has the core tell what system calls read and write.
   False: there are no addresses for the cells. */
Bool ms2_touch_memory_init(void);

#endif
