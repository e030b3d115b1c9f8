/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The Valgrind that is installed, which may have been exchanged since ms2 was
   built: the tool has its core in it, while the command, the object that is
   loaded into each program and the suppressions are the installed one's. */
#ifndef MS2_HOST_INSTALLED_H
#define MS2_HOST_INSTALLED_H

#include "base/basics.h"

/* Says in one line if its version is not the one that ms2 was built with.  The
   version is that in Valgrind's own tool "none"; without it nothing is said. */
void ms2_installed_check(void);

#endif
