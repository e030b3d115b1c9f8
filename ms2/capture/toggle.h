/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --toggle-collect: recording only inside functions, each of them a region. */
#ifndef MS2_CAPTURE_TOGGLE_H
#define MS2_CAPTURE_TOGGLE_H

#include "base/basics.h"

/* Tracks the functions of the options. */
void ms2_toggle_init(void);

/* Says which of them never began. */
void ms2_toggle_print_unused(void);

#endif
