/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of functions that the recorder leaves as compilers make them: D's,
   Ada's and Fortran's.

   A name of D, or of a procedure in a Fortran module, is known by its form.
   Others look like names of C, so something else must say what they are.  A
   source file's name does; and of a function without one, the signs of its
   object: that it has an Ada program's main function or GNAT's own, that it
   calls GNAT's allocator, or is GNAT's library.  But a function that calls
   malloc itself is C's there, as no code of Ada does that.  Of Fortran without
   source lines only names of modules are read: libraries that C programs call,
   as LAPACK's, are known by their names with an underscore. */
#ifndef MS2_PRINT_READ_LANGUAGES_H
#define MS2_PRINT_READ_LANGUAGES_H

struct profile;

/* Of a profile that has just been read. */
void languages_name(struct profile *p);

#endif
