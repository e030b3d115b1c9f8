/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of source files, where they can be read on this machine.

   A profile may come from anywhere, and what is shown may be passed on: so
   only regular files whose names end as sources do are read, and none that is
   very large or holds bytes that no text has. */
#ifndef MS2_PRINT_PAGE_SOURCES_H
#define MS2_PRINT_PAGE_SOURCES_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct sources;

struct source {
   const char *const *lines; /* without their ends; lines[0] is line 1 */
   const size_t *lengths;    /* in bytes; the texts go on behind them */
   uint32_t n_lines;
};

/* Everything is in the arena. */
struct sources *sources_new(struct arena *a);

/* The file `file` of the folder `dir`, as a site names them; NULL if it cannot
   be read.  Each file is read once. */
const struct source *sources_find(struct sources *s, const char *dir,
                                  const char *file);

#endif
