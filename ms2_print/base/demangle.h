/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names as programmers write them, from those that compilers make of them. */
#ifndef MS2_PRINT_BASE_DEMANGLE_H
#define MS2_PRINT_BASE_DEMANGLE_H

#include "base/arena.h"

/* Of C++, Rust, D and Ada; any other name as it is.  A copy in the arena. */
const char *demangle(struct arena *a, const char *name);

#endif
