/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Did you mean ...?": the known word that a mistyped one is nearest to. */
#ifndef MS2_PRINT_BASE_NEAREST_H
#define MS2_PRINT_BASE_NEAREST_H

#include <stddef.h>

struct nearest {
   const char *typed;
   const char *word; /* the nearest so far; NULL if none is near */
   size_t distance;
};

struct nearest nearest_new(const char *typed);

/* One more word that is known. */
void nearest_try(struct nearest *n, const char *word);

#endif
