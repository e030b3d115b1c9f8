/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The units and functions of a file's debug information, by the code that they
   describe.  The file's own index of units (.debug_aranges) is missing where
   clang compiled, and libdw does not find functions in Rust's namespaces; so
   both are looked up here. */
#ifndef MS2_PRINT_READ_SYMBOL_UNITS_H
#define MS2_PRINT_READ_SYMBOL_UNITS_H

#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct symbol_unit;
struct symbol_units;

/* Deeper than namespaces and types are nested; a bound against damage. */
#define SYMBOL_UNITS_MOST_SCOPES 64

/* Inlined callers of one address; a bound against damage. */
#define SYMBOL_UNITS_MOST_FRAMES 64

/* In the arena; the module, and its debug information, stay the caller's. */
struct symbol_units *symbol_units_new(struct arena *a, Dwfl_Module *module,
                                      Dwarf *dwarf);

/* The unit that has the code, and its description; NULL if none has. */
const struct symbol_unit *symbol_units_find(struct symbol_units *u,
                                            Dwarf_Addr code, Dwarf_Die *die);

/* The function of a unit that has the code and what is inlined there, the
   outermost first; returns how many. */
size_t symbol_units_functions(const struct symbol_units *u,
                              const struct symbol_unit *unit, Dwarf_Addr code,
                              Dwarf_Die found[SYMBOL_UNITS_MOST_FRAMES]);

/* What may have functions in it: whether a description's tag is that of a
   namespace, a type or a function. */
bool symbol_units_is_scope(int tag);

#endif
