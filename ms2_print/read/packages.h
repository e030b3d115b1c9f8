/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which package of the system an object of a profile is of. */
#ifndef MS2_PRINT_READ_PACKAGES_H
#define MS2_PRINT_READ_PACKAGES_H

struct arena;
struct object;

/* The package that installed this very file, by Debian's dpkg; NULL if nobody
   knows: the file with that path has another build id, or is of no package. */
const char *packages_find(struct arena *a, const struct object *object);

#endif
