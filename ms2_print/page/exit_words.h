/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a recorded process ended, in words. */
#ifndef MS2_PRINT_PAGE_EXIT_WORDS_H
#define MS2_PRINT_PAGE_EXIT_WORDS_H

#include "base/out.h"
#include "model/profile.h"

struct ending {
   char text[80]; /* "exited with status 1", or whose file it is that cannot
                     tell */
   enum out_style style;
};

struct ending exit_words_of(const struct profile *p);

#endif
