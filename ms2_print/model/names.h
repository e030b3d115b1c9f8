/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading demangled function names of C, C++, Rust, D and Ada: what a person
   calls a function. */
#ifndef MS2_PRINT_MODEL_NAMES_H
#define MS2_PRINT_MODEL_NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The qualified name inside `name`: what follows a C++ return type. */
const char *names_qualified(const char *name);

/* The end of a qualified name: its parameter list, or the end of the string. */
const char *names_parameters(const char *qualified);

/* True if the root of the qualified name is Rust's or C++'s standard library.
   A single word is never: "alloc" or "push" may be anybody's. */
bool names_is_std(const char *name);

/* True if nothing but an address or Valgrind's stand-in is known: the name is
   empty or "UnknownInlinedFun". */
bool names_is_unknown(const char *name);

/* The last two words of a name, without template arguments, parameters and
   return type: "Vec::push" of "alloc::vec::Vec<T,A>::push".  Writes at most
   `size` bytes with the final zero. */
void names_brief(const char *name, char *to, size_t size);

/* The last word of a path without parameters, with its template arguments. */
const char *names_last_word(const char *path);

/* True if the shell pattern matches the whole name, the name without its
   parameters, the brief one, or its last word.  The arena is for scratch. */
bool names_match(struct arena *a, const char *glob, const char *name);

#endif
