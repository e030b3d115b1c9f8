/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file with symbols, read with elfutils' libdw. */
#include "read/symbol_file.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "model/names.h"
#include "model/profile.h"
#include "read/symbol_names.h"
#include "read/symbol_units.h"

struct file {
   struct arena *arena;        /* of the profile */
   struct symbol_units *units; /* NULL: symbols only */
   struct symbol_names *names;
};

bool symbol_file_is_wanting(const struct address *a)
{
   const struct frame *f = &a->frames[a->n_frames - 1];

   return a->object > 0 && (f->line == 0 || names_is_unknown(f->function));
}

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

/* Where an inlined function was called. */
static void set_call(const struct file *f, Dwarf_Die *unit, Dwarf_Die *inlined,
                     struct frame *to)
{
   Dwarf_Files *files;
   const Dwarf_Word file = symbol_names_number(inlined, DW_AT_call_file);
   size_t n;

   set_path(f->arena, to, NULL);
   if (dwarf_getsrcfiles(unit, &files, &n) == 0 && file < n) {
      set_path(f->arena, to, dwarf_filesrc(files, file, NULL, NULL));
      to->line = (uint32_t)symbol_names_number(inlined, DW_AT_call_line);
   }
}

/* Fills to[], the innermost first; returns how many there are. */
static size_t describe(struct file *f, Dwarf_Addr code, const char *known,
                       struct frame to[SYMBOL_UNITS_MOST_FRAMES])
{
   Dwarf_Die die, functions[SYMBOL_UNITS_MOST_FRAMES];
   const struct symbol_unit *unit =
       f->units ? symbol_units_find(f->units, code, &die) : NULL;
   const size_t n =
       unit ? symbol_units_functions(f->units, unit, code, functions) : 0;

   to[0] = (struct frame){"", "", "", 0, false};
   if (unit)
      set_line(f, &die, code, &to[0]);
   if (n == 0) {
      to[0].function = symbol_names_holder(f->names, code, NULL, known);
      return to[0].function[0] ? 1 : 0;
   }
   for (size_t i = 0; i < n; i++) {
      Dwarf_Die *inlined = &functions[n - 1 - i];

      if (i > 0) {
         to[i] = (struct frame){"", "", "", 0, false};
         set_call(f, &die, inlined + 1, &to[i]);
      }
      to[i].inlined = i + 1 < n;
      to[i].function =
          to[i].inlined ? symbol_names_inlined(f->names, inlined)
                        : symbol_names_holder(f->names, code, inlined, known);
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
   struct frame frames[SYMBOL_UNITS_MOST_FRAMES];
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

static bool name_module(const struct symbol_question *q, Dwfl_Module *module,
                        struct arena *scratch)
{
   struct arena *a = q->profile->arena;
   Dwarf_Addr elf_bias, bias;

   if (!dwfl_module_getelf(module, &elf_bias))
      return false;
   Dwarf *dwarf = dwfl_module_getdwarf(module, &bias);
   if (is_too_much(q, dwarf))
      return false;
   struct file f = {.arena = a,
                    .units =
                        dwarf ? symbol_units_new(scratch, module, dwarf) : NULL,
                    .names = symbol_names_new(a, scratch, module, elf_bias)};
   return name_all(&f, q);
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
   struct arena *scratch = arena_new();
   Dwfl *dwfl = dwfl_begin(q->most_bytes > 0 ? &local : &callbacks);
   bool any = false;

   dwfl_report_begin(dwfl);
   Dwfl_Module *module = dwfl_report_offline(dwfl, "", "", fd);
   dwfl_report_end(dwfl, NULL, NULL);
   if (module)
      any = name_module(q, module, scratch);
   else
      close(fd);
   dwfl_end(dwfl);
   arena_free(scratch);
   return any;
}
