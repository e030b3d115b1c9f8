/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file with symbols, read with elfutils' libdw.

   The function that holds the code has the name that Valgrind gives it while it
   records: its symbol, demangled by the same demangler (libiberty's).  Of an
   inlined one Valgrind knows the last word only, and nothing of what clang
   inlined for DWARF 5; here its name says what it belongs to. */
#include "read/symbol_file.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/demangle.h"
#include "base/intern.h"
#include "model/names.h"
#include "model/profile.h"

/* Inlined callers of one address; a bound against damage. */
#define MOST_FRAMES 64

/* Code in the file's own addresses, and whose it is. */
struct range {
   Dwarf_Addr begin, end;
   Dwarf_Off die;
};

struct ranges {
   struct range *at; /* sorted, once they are all there */
   size_t n, room;
};

/* A unit's functions, found when one of them is asked for. */
struct unit {
   Dwarf_Off die;
   bool is_read;
   struct ranges functions;
};

struct file {
   struct arena *arena; /* of the profile */
   struct arena *scratch;
   Dwfl_Module *module;
   Dwarf *dwarf;        /* NULL: symbols only */
   Dwarf_Addr elf_bias; /* where libdw puts it */

   struct ranges code; /* of units; `die` is a number of units[] */
   struct unit *units;
   size_t n_units, units_room;

   struct intern *inlined; /* by place of a function's description: number in
                              inlined_names, + 1 */
   const char **inlined_names;
   size_t n_inlined, inlined_room;
};

bool symbol_file_is_wanting(const struct address *a)
{
   const struct frame *f = &a->frames[a->n_frames - 1];

   return a->object > 0 && (f->line == 0 || names_is_unknown(f->function));
}

/* Units and functions.  The file's own index of units (.debug_aranges) is
   missing where clang compiled, and libdw does not find functions in Rust's
   namespaces; so both are looked up here. */

static void add_ranges(const struct file *f, struct ranges *to, Dwarf_Die *die,
                       Dwarf_Off owner)
{
   Dwarf_Addr base, begin, end;
   ptrdiff_t at = 0;

   while ((at = dwarf_ranges(die, at, &base, &begin, &end)) > 0) {
      if (begin >= end)
         continue;
      to->at =
          arena_grow(f->scratch, to->at, to->n, &to->room, sizeof to->at[0]);
      to->at[to->n++] = (struct range){begin, end, owner};
   }
}

static int compare_ranges(const void *left, const void *right)
{
   const struct range *a = left, *b = right;

   return (a->begin > b->begin) - (a->begin < b->begin);
}

static void sort_ranges(struct ranges *r)
{
   if (r->n > 1)
      qsort(r->at, r->n, sizeof r->at[0], compare_ranges);
}

/* NULL if no range has the code. */
static const struct range *find_range(const struct ranges *r, Dwarf_Addr code)
{
   size_t first = 0, end = r->n;

   while (first < end) {
      const size_t middle = first + (end - first) / 2;

      if (r->at[middle].begin <= code)
         first = middle + 1;
      else
         end = middle;
   }
   return first > 0 && code < r->at[first - 1].end ? &r->at[first - 1] : NULL;
}

static void find_units(struct file *f)
{
   Dwarf_Addr bias;

   for (Dwarf_Die *unit = dwfl_module_nextcu(f->module, NULL, &bias); unit;
        unit = dwfl_module_nextcu(f->module, unit, &bias)) {
      f->units = arena_grow(f->scratch, f->units, f->n_units, &f->units_room,
                            sizeof f->units[0]);
      f->units[f->n_units] = (struct unit){.die = dwarf_dieoffset(unit)};
      add_ranges(f, &f->code, unit, f->n_units++);
   }
   sort_ranges(&f->code);
}

/* What may have functions in it. */
static bool is_scope(int tag)
{
   return tag == DW_TAG_namespace || tag == DW_TAG_structure_type ||
          tag == DW_TAG_class_type || tag == DW_TAG_enumeration_type ||
          tag == DW_TAG_union_type || tag == DW_TAG_module ||
          tag == DW_TAG_subprogram;
}

/* Deeper than namespaces and types are nested; a bound against damage. */
#define MOST_SCOPES 64

static void add_functions(const struct file *f, struct ranges *to,
                          Dwarf_Die *scope, int depth)
{
   Dwarf_Die child;

   if (depth > MOST_SCOPES || dwarf_child(scope, &child) != 0)
      return;
   do {
      const int tag = dwarf_tag(&child);

      if (tag == DW_TAG_subprogram)
         add_ranges(f, to, &child, dwarf_dieoffset(&child));
      if (is_scope(tag))
         add_functions(f, to, &child, depth + 1);
   } while (dwarf_siblingof(&child, &child) == 0);
}

static struct unit *find_unit(const struct file *f, Dwarf_Addr code,
                              Dwarf_Die *die)
{
   const struct range *range = find_range(&f->code, code);
   struct unit *unit = range ? &f->units[range->die] : NULL;

   if (!unit || !dwarf_offdie(f->dwarf, unit->die, die))
      return NULL;
   if (!unit->is_read) {
      unit->is_read = true;
      add_functions(f, &unit->functions, die, 0);
      sort_ranges(&unit->functions);
   }
   return unit;
}

/* Names and places. */

static void set_path(struct arena *a, struct frame *to, const char *path)
{
   const char *slash = path ? strrchr(path, '/') : NULL;

   to->dir = slash ? arena_strndup(a, path, (size_t)(slash - path)) : "";
   to->file = path ? arena_strdup(a, slash ? slash + 1 : path) : "";
}

static void set_line(const struct file *f, Dwarf_Die *unit, Dwarf_Addr code,
                     struct frame *to)
{
   Dwarf_Line *line = dwarf_getsrc_die(unit, code);
   int number;

   set_path(f->arena, to, NULL);
   if (line && dwarf_lineno(line, &number) == 0 && number > 0) {
      set_path(f->arena, to, dwarf_linesrc(line, NULL, NULL));
      to->line = (uint32_t)number;
   }
}

static Dwarf_Word number_of(Dwarf_Die *die, unsigned name)
{
   Dwarf_Attribute attribute;
   Dwarf_Word value;

   return dwarf_formudata(dwarf_attr(die, name, &attribute), &value) == 0
              ? value
              : 0;
}

/* Where an inlined function was called. */
static void set_call(const struct file *f, Dwarf_Die *unit, Dwarf_Die *inlined,
                     struct frame *to)
{
   Dwarf_Files *files;
   const Dwarf_Word file = number_of(inlined, DW_AT_call_file);
   size_t n;

   set_path(f->arena, to, NULL);
   if (dwarf_getsrcfiles(unit, &files, &n) == 0 && file < n) {
      set_path(f->arena, to, dwarf_filesrc(files, file, NULL, NULL));
      to->line = (uint32_t)number_of(inlined, DW_AT_call_line);
   }
}

/* What a description refers to: of what is inlined the function, and of a
   function its declaration, which stands where it belongs. */
static void follow(Dwarf_Die *die)
{
   Dwarf_Attribute attribute;
   Dwarf_Die next;

   /* A bound against damage: two are usual. */
   for (int i = 0; i < MOST_SCOPES; i++) {
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
static const char *scope_name(const struct file *f, Dwarf_Die *scope)
{
   const char *name = dwarf_diename(scope);
   const Dwarf_Word line = number_of(scope, DW_AT_decl_line);

   if (dwarf_tag(scope) == DW_TAG_namespace)
      return name ? name : "(anonymous namespace)";
   if (dwarf_tag(scope) != DW_TAG_structure_type &&
       dwarf_tag(scope) != DW_TAG_class_type) {
      return name;
   }
   return name && name[0] != '<'
              ? name
              : arena_printf(f->arena, "{lambda:%u}", (unsigned)line);
}

/* "shop::(anonymous namespace)::run": a function that no other file can call
   has no name for the linker. */
static const char *name_in_scopes(const struct file *f, Dwarf_Die function,
                                  const char *name)
{
   Dwarf_Die *scopes = NULL;

   follow(&function);
   const int n = dwarf_getscopes_die(&function, &scopes);
   name = arena_strdup(f->arena, name);

   for (int i = 1; i < n; i++) {
      const char *scope =
          is_scope(dwarf_tag(&scopes[i])) ? scope_name(f, &scopes[i]) : NULL;

      if (scope)
         name = arena_printf(f->arena, "%s::%s", scope, name);
   }
   free(scopes);
   return name;
}

/* Rust's older names for the linker have lost what stands in the source:
   "Vec<T,A>::push" has the types in the function's own name, as
   "push<Session, Global>", and "main::{{closure}}" its number. */
static const char *with_rust_words(const struct file *f, Dwarf_Die *function,
                                   const char *plain)
{
   Dwarf_Attribute attribute;
   const char *name = dwarf_diename(function);
   const char *linkage = dwarf_formstring(
       dwarf_attr_integrate(function, DW_AT_linkage_name, &attribute));

   if (!name || !linkage || strncmp(linkage, "_ZN", 3) != 0 ||
       language_of(function) != DW_LANG_Rust) {
      return plain;
   }
   const char *last = names_last_word(plain);
   const size_t n = strcspn(name, "<");
   const bool is_same = name[0] == '{'
                            ? strcmp(last, "{{closure}}") == 0
                            : n == strlen(last) && strncmp(name, last, n) == 0;
   return is_same ? arena_printf(f->arena, "%.*s%s", (int)(last - plain), plain,
                                 name)
                  : plain;
}

/* Of a function by its description. */
static const char *whole_name(const struct file *f, Dwarf_Die *function)
{
   Dwarf_Attribute attribute;
   const char *name = dwarf_diename(function);
   const char *linkage = dwarf_formstring(
       dwarf_attr_integrate(function, DW_AT_linkage_name, &attribute));
   const char *plain = linkage ? demangle(f->arena, linkage) : "";

   if (!name)
      return plain;
   if (linkage && strcmp(plain, linkage) != 0)
      return with_rust_words(f, function, plain);
   return is_cxx(language_of(function)) ? name_in_scopes(f, *function, name)
                                        : arena_strdup(f->arena, name);
}

/* One function is inlined at many places. */
static const char *inlined_name(struct file *f, Dwarf_Die *inlined)
{
   Dwarf_Die function = *inlined;

   follow(&function);
   const Dwarf_Off place = dwarf_dieoffset(&function);
   uint32_t *number = intern_find(f->inlined, &place, sizeof place);

   if (*number == 0) {
      f->inlined_names =
          arena_grow(f->scratch, f->inlined_names, f->n_inlined,
                     &f->inlined_room, sizeof f->inlined_names[0]);
      f->inlined_names[f->n_inlined++] = whole_name(f, inlined);
      *number = (uint32_t)f->n_inlined;
   }
   return f->inlined_names[*number - 1];
}

/* The function that holds the code: by its symbol, else by its description. */
static const char *function_name(struct file *f, Dwarf_Addr code,
                                 Dwarf_Die *function)
{
   GElf_Off offset;
   GElf_Sym symbol;
   Dwarf_Attribute attribute;
   const char *name = dwfl_module_addrinfo(f->module, code + f->elf_bias,
                                           &offset, &symbol, NULL, NULL, NULL);

   /* Without a size it is only the nearest before the code. */
   if (name && (symbol.st_size > 0 || !function))
      return symbol.st_size > 0 ? demangle(f->arena, name) : "";
   if (!function)
      return "";
   name = dwarf_formstring(
       dwarf_attr_integrate(function, DW_AT_linkage_name, &attribute));
   if (name)
      return demangle(f->arena, name);
   return inlined_name(f, function);
}

/* The part of a function, or of what lies in it, that has the code: something
   inlined, or a block.  False if none has. */
static bool find_part(Dwarf_Die *die, Dwarf_Addr code, Dwarf_Die *part)
{
   if (dwarf_child(die, part) != 0)
      return false;
   do {
      const int tag = dwarf_tag(part);

      if ((tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block) &&
          dwarf_haspc(part, code) == 1) {
         return true;
      }
   } while (dwarf_siblingof(part, part) == 0);
   return false;
}

/* The function that has the code and what is inlined there, the outermost
   first; returns how many. */
static size_t find_functions(const struct file *f, const struct unit *unit,
                             Dwarf_Addr code, Dwarf_Die found[MOST_FRAMES])
{
   const struct range *range = find_range(&unit->functions, code);
   Dwarf_Die die;
   size_t n = 0;

   if (!range || !dwarf_offdie(f->dwarf, range->die, &die))
      return 0;
   found[n++] = die;
   for (Dwarf_Die part; n < MOST_FRAMES && find_part(&die, code, &part);) {
      die = part;
      if (dwarf_tag(&die) == DW_TAG_inlined_subroutine)
         found[n++] = die;
   }
   return n;
}

/* A function may have several symbols: the one that the recorder took, `known`,
   stays. */
static const char *holder_name(struct file *f, Dwarf_Addr code,
                               Dwarf_Die *function, const char *known)
{
   const char *name =
       names_is_unknown(known) ? function_name(f, code, function) : known;

   return function ? with_rust_words(f, function, name) : name;
}

/* Fills to[], the innermost first; returns how many there are. */
static size_t describe(struct file *f, Dwarf_Addr code, const char *known,
                       struct frame to[MOST_FRAMES])
{
   Dwarf_Die die, functions[MOST_FRAMES];
   const struct unit *unit = f->dwarf ? find_unit(f, code, &die) : NULL;
   const size_t n = unit ? find_functions(f, unit, code, functions) : 0;

   to[0] = (struct frame){"", "", "", 0, false};
   if (unit)
      set_line(f, &die, code, &to[0]);
   if (n == 0) {
      to[0].function = holder_name(f, code, NULL, known);
      return to[0].function[0] ? 1 : 0;
   }
   for (size_t i = 0; i < n; i++) {
      Dwarf_Die *inlined = &functions[n - 1 - i];

      if (i > 0) {
         to[i] = (struct frame){"", "", "", 0, false};
         set_call(f, &die, inlined + 1, &to[i]);
      }
      to[i].inlined = i + 1 < n;
      to[i].function = to[i].inlined ? inlined_name(f, inlined)
                                     : holder_name(f, code, inlined, known);
   }
   return n;
}

/* Whether the recorder's frames are these, or have less, and their names say
   less. */
static bool is_more(const struct address *a, const struct frame *frames,
                    size_t n)
{
   if (n > a->n_frames)
      return frames[0].line == a->frames[0].line;
   bool any = false;
   for (size_t i = 0; i < n; i++) {
      if (n != a->n_frames || frames[i].line != a->frames[i].line)
         return false;
      any |= strcmp(frames[i].function, a->frames[i].function) != 0;
   }
   return any;
}

static bool name_address(struct file *f, const struct object *o,
                         struct address *a)
{
   struct frame frames[MOST_FRAMES];
   const size_t n = describe(f, a->address - o->bias,
                             a->frames[a->n_frames - 1].function, frames);

   if (n == 0 || (!symbol_file_is_wanting(a) && !is_more(a, frames, n)))
      return false;
   struct frame *copy = arena_array(f->arena, n, sizeof copy[0]);
   memcpy(copy, frames, n * sizeof copy[0]);
   a->frames = copy;
   a->n_frames = (uint32_t)n;
   return true;
}

static bool name_all(struct file *f, const struct symbol_question *q)
{
   const struct profile *p = q->profile;
   bool any = false;

   if (f->dwarf)
      find_units(f);
   for (uint32_t i = 1; i < p->n_addresses; i++) {
      if (q->addresses[i].object == q->object)
         any |= name_address(f, &p->objects[q->object], &q->addresses[i]);
   }
   return any;
}

/* Of its debug information what descriptions take. */
static uint64_t info_bytes(Dwarf *dwarf)
{
   Elf *elf = dwarf_getelf(dwarf);
   size_t names;

   if (elf_getshdrstrndx(elf, &names) != 0)
      return 0;
   for (Elf_Scn *s = elf_nextscn(elf, NULL); s; s = elf_nextscn(elf, s)) {
      GElf_Shdr header;
      GElf_Chdr packed;
      const char *name = gelf_getshdr(s, &header)
                             ? elf_strptr(elf, names, header.sh_name)
                             : NULL;

      if (name && strcmp(name, ".debug_info") == 0)
         return gelf_getchdr(s, &packed) ? packed.ch_size : header.sh_size;
   }
   return 0;
}

static bool is_too_much(const struct symbol_question *q, Dwarf *dwarf)
{
   return q->most_bytes > 0 && (!dwarf || info_bytes(dwarf) > q->most_bytes);
}

bool symbol_file_name(const struct symbol_question *q, int fd)
{
   static const Dwfl_Callbacks callbacks = {
       .find_elf = dwfl_build_id_find_elf,
       .find_debuginfo = dwfl_standard_find_debuginfo,
       .section_address = dwfl_offline_section_address};
   /* Asks no server. */
   static const Dwfl_Callbacks local = {
       .find_elf = dwfl_build_id_find_elf,
       .find_debuginfo = dwfl_build_id_find_debuginfo,
       .section_address = dwfl_offline_section_address};
   struct file f = {.arena = q->profile->arena, .scratch = arena_new()};
   Dwfl *dwfl = dwfl_begin(q->most_bytes > 0 ? &local : &callbacks);
   Dwarf_Addr bias;
   bool any = false;

   dwfl_report_begin(dwfl);
   f.module = dwfl_report_offline(dwfl, "", "", fd);
   dwfl_report_end(dwfl, NULL, NULL);
   if (!f.module) {
      close(fd);
   } else if (dwfl_module_getelf(f.module, &f.elf_bias)) {
      f.dwarf = dwfl_module_getdwarf(f.module, &bias);
      f.inlined = intern_new(f.scratch);
      any = !is_too_much(q, f.dwarf) && name_all(&f, q);
   }
   dwfl_end(dwfl);
   arena_free(f.scratch);
   return any;
}
