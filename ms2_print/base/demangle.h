/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names as programmers write them, from those that compilers make of them.

   All give a copy in the arena, and the name as it is where it is none of what
   they read.  Names of C++, Rust and D cannot be taken for others.  Those of
   Ada and Fortran can, for names of C: whoever asks must know that they are
   none. */
#ifndef MS2_PRINT_BASE_DEMANGLE_H
#define MS2_PRINT_BASE_DEMANGLE_H

#include "base/arena.h"

/* Of C++, Rust and D. */
const char *demangle(struct arena *a, const char *name);

/* "shop.cache.add" of shop__cache__add, by GNAT.  A number that tells functions
   of one name apart stays. */
const char *demangle_ada(struct arena *a, const char *name);

/* "grid.refine" of __grid_MOD_refine, by gfortran.  No function of C has such
   a name by chance. */
const char *demangle_fortran_module(struct arena *a, const char *name);

/* "relax" of relax_, and of relax_it__, as f2c and -fsecond-underscore have
   it. */
const char *demangle_fortran(struct arena *a, const char *name);

#endif
