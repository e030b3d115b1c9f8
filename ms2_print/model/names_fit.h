/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a long demangled name is shortened so that it stays recognisable. */
#ifndef MS2_PRINT_MODEL_NAMES_FIT_H
#define MS2_PRINT_MODEL_NAMES_FIT_H

#include <stddef.h>

/* Writes `name` in at most `width` characters (width >= 8): as it is if it
   fits; else without parameters; with the last words of types in template
   arguments, and without those that nearly all have, or D's repeated name;
   without return type; without its first words, as long as the last have all
   their arguments; with template arguments collapsed to "<...>", D's to
   "!(...)", from the innermost outwards; and at last cut in the middle.  `to`
   holds at least `width` + 1 bytes. */
void names_fit(const char *name, size_t width, char *to);

#endif
