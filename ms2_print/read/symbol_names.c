/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names by symbols and by descriptions. */
#include "read/symbol_names.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/demangle.h"
#include "base/intern.h"
#include "model/names.h"
#include "read/symbol_units.h"

struct symbol_names {
   struct arena *arena;
   struct arena *scratch;
   Dwfl_Module *module;
   Dwarf_Addr elf_bias;
   struct intern *inlined; /* by place of a function's description: number in
                              inlined_names, + 1 */
   const char **inlined_names;
   size_t n_inlined, inlined_room;
};

struct symbol_names *symbol_names_new(struct arena *a, struct arena *scratch,
                                      Dwfl_Module *module, Dwarf_Addr elf_bias)
{
   struct symbol_names *s = arena_alloc(scratch, sizeof *s);

   *s = (struct symbol_names){.arena = a,
                              .scratch = scratch,
                              .module = module,
                              .elf_bias = elf_bias,
                              .inlined = intern_new(scratch)};
   return s;
}

Dwarf_Word symbol_names_number(Dwarf_Die *die, unsigned name)
{
   Dwarf_Attribute attribute;
   Dwarf_Word value;

   return dwarf_formudata(dwarf_attr(die, name, &attribute), &value) == 0
              ? value
              : 0;
}

/* What a description refers to: of what is inlined the function, and of a
   function its declaration, which stands where it belongs. */
static void follow(Dwarf_Die *die)
{
   Dwarf_Attribute attribute;
   Dwarf_Die next;

   /* A bound against damage: two are usual. */
   for (int i = 0; i < SYMBOL_UNITS_MOST_SCOPES; i++) {
      if (!dwarf_formref_die(dwarf_attr(die, DW_AT_abstract_origin, &attribute),
                             &next) &&
          !dwarf_formref_die(dwarf_attr(die, DW_AT_specification, &attribute),
                             &next)) {
         return;
      }
      *die = next;
   }
}

static int language_of(Dwarf_Die *die)
{
   Dwarf_Die unit;

   return dwarf_diecu(die, &unit, NULL, NULL) ? dwarf_srclang(&unit) : -1;
}

static bool is_cxx(int language)
{
   return language == DW_LANG_C_plus_plus ||
          language == DW_LANG_C_plus_plus_03 ||
          language == DW_LANG_C_plus_plus_11 ||
          language == DW_LANG_C_plus_plus_14;
}

/* NULL: it has none.  gcc's lambdas are types of the name "<lambda(int)>", one
   as the other: the line tells them apart. */
static const char *scope_name(const struct symbol_names *s, Dwarf_Die *scope)
{
   const char *name = dwarf_diename(scope);
   const Dwarf_Word line = symbol_names_number(scope, DW_AT_decl_line);

   if (dwarf_tag(scope) == DW_TAG_namespace)
      return name ? name : "(anonymous namespace)";
   if (dwarf_tag(scope) != DW_TAG_structure_type &&
       dwarf_tag(scope) != DW_TAG_class_type) {
      return name;
   }
   return name && name[0] != '<'
              ? name
              : arena_printf(s->arena, "{lambda:%u}", (unsigned)line);
}

/* "shop::(anonymous namespace)::run": a function that no other file can call
   has no name for the linker. */
static const char *name_in_scopes(const struct symbol_names *s,
                                  Dwarf_Die function, const char *name)
{
   Dwarf_Die *scopes = NULL;

   follow(&function);
   const int n = dwarf_getscopes_die(&function, &scopes);
   name = arena_strdup(s->arena, name);

   for (int i = 1; i < n; i++) {
      const char *scope = symbol_units_is_scope(dwarf_tag(&scopes[i]))
                              ? scope_name(s, &scopes[i])
                              : NULL;

      if (scope)
         name = arena_printf(s->arena, "%s::%s", scope, name);
   }
   free(scopes);
   return name;
}

/* Rust's names for the linker have lost what stands in the source: an async
   function is a closure there.  In the older ones "main::{{closure}}" has no
   number, and "Vec<T,A>::push" has the types in the function's own name, as
   "push<Session, Global>". */
static const char *with_rust_words(const struct symbol_names *s,
                                   Dwarf_Die *function, const char *plain)
{
   Dwarf_Attribute attribute;
   const char *name = dwarf_diename(function);
   const char *linkage = dwarf_formstring(
       dwarf_attr_integrate(function, DW_AT_linkage_name, &attribute));

   if (!name || !linkage || language_of(function) != DW_LANG_Rust)
      return plain;
   const bool is_older = strncmp(linkage, "_ZN", 3) == 0;
   const char *last = names_last_word(plain);
   const size_t n = strcspn(name, "<");
   const bool is_same = name[0] == '{' ? strcmp(last, "{{closure}}") == 0 ||
                                             strncmp(last, "{closure#", 9) == 0
                                       : is_older && n == strlen(last) &&
                                             strncmp(name, last, n) == 0;
   return is_same ? arena_printf(s->arena, "%.*s%s", (int)(last - plain), plain,
                                 name)
                  : plain;
}

/* Of a function by its description. */
static const char *whole_name(const struct symbol_names *s, Dwarf_Die *function)
{
   Dwarf_Attribute attribute;
   const char *name = dwarf_diename(function);
   const char *linkage = dwarf_formstring(
       dwarf_attr_integrate(function, DW_AT_linkage_name, &attribute));
   const char *plain = linkage ? demangle(s->arena, linkage) : "";

   if (!name)
      return plain;
   if (linkage && strcmp(plain, linkage) != 0)
      return with_rust_words(s, function, plain);
   return is_cxx(language_of(function)) ? name_in_scopes(s, *function, name)
                                        : arena_strdup(s->arena, name);
}

/* One function is inlined at many places: its name is made once. */
const char *symbol_names_inlined(struct symbol_names *s, Dwarf_Die *inlined)
{
   Dwarf_Die function = *inlined;

   follow(&function);
   const Dwarf_Off place = dwarf_dieoffset(&function);
   uint32_t *number = intern_find(s->inlined, &place, sizeof place);

   if (*number == 0) {
      s->inlined_names =
          arena_grow(s->scratch, s->inlined_names, s->n_inlined,
                     &s->inlined_room, sizeof s->inlined_names[0]);
      s->inlined_names[s->n_inlined++] = whole_name(s, inlined);
      *number = (uint32_t)s->n_inlined;
   }
   return s->inlined_names[*number - 1];
}

/* The function that holds the code: by its symbol, else by its description. */
static const char *function_name(struct symbol_names *s, Dwarf_Addr code,
                                 Dwarf_Die *function)
{
   GElf_Off offset;
   GElf_Sym symbol;
   Dwarf_Attribute attribute;
   const char *name = dwfl_module_addrinfo(s->module, code + s->elf_bias,
                                           &offset, &symbol, NULL, NULL, NULL);

   /* Without a size it is only the nearest before the code. */
   if (name && (symbol.st_size > 0 || !function))
      return symbol.st_size > 0 ? demangle(s->arena, name) : "";
   if (!function)
      return "";
   name = dwarf_formstring(
       dwarf_attr_integrate(function, DW_AT_linkage_name, &attribute));
   if (name)
      return demangle(s->arena, name);
   return symbol_names_inlined(s, function);
}

const char *symbol_names_holder(struct symbol_names *s, Dwarf_Addr code,
                                Dwarf_Die *function, const char *known)
{
   const char *name =
       names_is_unknown(known) ? function_name(s, code, function) : known;

   return function ? with_rust_words(s, function, name) : name;
}
