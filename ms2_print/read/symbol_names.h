/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of functions in a file with symbols.

   The function that holds the code has the name that Valgrind gives it while it
   records: its symbol, demangled by the same demangler (libiberty's).  Of an
   inlined one Valgrind knows the last word only, and nothing of what clang
   inlined for DWARF 5; here its name says what it belongs to. */
#ifndef MS2_PRINT_READ_SYMBOL_NAMES_H
#define MS2_PRINT_READ_SYMBOL_NAMES_H

#include <elfutils/libdwfl.h>

struct arena;
struct symbol_names;

/* Names last as long as `a`, the rest as long as `scratch`.  `elf_bias` is
   where libdw puts the file's addresses. */
struct symbol_names *symbol_names_new(struct arena *a, struct arena *scratch,
                                      Dwfl_Module *module, Dwarf_Addr elf_bias);

/* Of an inlined function, by its description. */
const char *symbol_names_inlined(struct symbol_names *s, Dwarf_Die *inlined);

/* Of the function that holds the code, by its symbol or else by its
   description, which may be NULL; "" if there is none.  It may have several
   symbols: the name that the recorder took, `known`, stays. */
const char *symbol_names_holder(struct symbol_names *s, Dwarf_Addr code,
                                Dwarf_Die *function, const char *known);

/* A number that a description has as an attribute; 0 if it has none. */
Dwarf_Word symbol_names_number(Dwarf_Die *die, unsigned name);

#endif
