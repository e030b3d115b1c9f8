/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program's file: an ELF file (System V ABI, chapter "Object Files"), or a
   script that names one (execve(2)).

      ELF header --> program headers: one of them names the dynamic loader
                 `-> section headers --> names of the sections

   Only what stands in the file is told, whatever the program is called. */
#include "capture/executable.h"

#include "host/compat.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_vki.h"

/* Where the fields lie that are read; the same on every system of that word
   size. */
#if VG_WORDSIZE == 8
enum { PHOFF_AT = 32, SHOFF_AT = 40, PHENTSIZE_AT = 54 };
enum { PT_OFFSET_AT = 8, SH_OFFSET_AT = 24 };
#else
enum { PHOFF_AT = 28, SHOFF_AT = 32, PHENTSIZE_AT = 42 };
enum { PT_OFFSET_AT = 4, SH_OFFSET_AT = 16 };
#endif
enum {
   PHNUM_AT = PHENTSIZE_AT + 2,
   SHENTSIZE_AT = PHENTSIZE_AT + 4,
   SHNUM_AT = PHENTSIZE_AT + 6,
   SHSTRNDX_AT = PHENTSIZE_AT + 8,
   SH_NAME_AT = 0,
   SH_TYPE_AT = 4
};
enum { PT_INTERP = 3, SHT_SYMTAB = 2 };

#define ELF_MAGIC "\177ELF"
#define EHDR_BYTES 64
#define ENTRY_BYTES 64 /* no entry of a table is larger */

/* A longer name is none of those that are looked for. */
#define NAME_BYTES 32

/* The first line of a script; Linux reads no more of it.  An interpreter may be
   a script itself, and so on a few times. */
#define LINE_BYTES 256
#define MOST_SCRIPTS 5

/* A table of headers. */
typedef struct {
   Int fd;
   ULong at;
   UInt n, bytes; /* entries, and how large each is */
} Table;

static struct {
   Bool is_read;
   Ms2Executable of_program;
} executable;

static Bool read_at(Int fd, ULong offset, void *to, Int n_bytes)
{
   return VG_(lseek)(fd, offset, VKI_SEEK_SET) >= 0 &&
          VG_(read)(fd, to, n_bytes) == n_bytes;
}

/* As much as there is, ended by a 0. */
static void read_text(Int fd, ULong offset, HChar *to, Int room)
{
   Int n = -1;

   if (VG_(lseek)(fd, offset, VKI_SEEK_SET) >= 0)
      n = VG_(read)(fd, to, room - 1);
   to[n > 0 ? n : 0] = '\0';
}

static UWord word_at(const UChar *bytes)
{
   UWord word;

   VG_(memcpy)(&word, bytes, sizeof word);
   return word;
}

static UInt int_at(const UChar *bytes)
{
   UInt number;

   VG_(memcpy)(&number, bytes, sizeof number);
   return number;
}

static UInt half_at(const UChar *bytes)
{
   UShort half;

   VG_(memcpy)(&half, bytes, sizeof half);
   return half;
}

static Bool table_read(const Table *table, UInt i, UChar *entry)
{
   return i < table->n && table->bytes <= ENTRY_BYTES &&
          read_at(table->fd, table->at + (ULong)i * table->bytes, entry,
                  table->bytes);
}

static void find_loader(const Table *segments, Ms2Executable *of)
{
   UChar entry[ENTRY_BYTES];

   of->is_static = True;
   for (UInt i = 0; table_read(segments, i, entry); i++) {
      if (int_at(entry) == PT_INTERP) {
         of->is_static = False;
         read_text(segments->fd, word_at(entry + PT_OFFSET_AT), of->loader,
                   sizeof of->loader);
         return;
      }
   }
}

/* Go's linker makes sections of its own, which strip leaves alone: the build's
   facts, or where they were left out the table of functions. */
static Bool is_gos(const HChar *name)
{
   static const HChar *const names[] = {".go.buildinfo", ".gopclntab",
                                        ".data.rel.ro.gopclntab"};

   for (UInt i = 0; i < sizeof names / sizeof names[0]; i++) {
      if (VG_(strcmp)(name, names[i]) == 0)
         return True;
   }
   return False;
}

static void look_at_sections(const Table *sections, UInt names_number,
                             Ms2Executable *of)
{
   UChar entry[ENTRY_BYTES];

   if (!table_read(sections, names_number, entry))
      return;
   ULong names_at = word_at(entry + SH_OFFSET_AT);
   for (UInt i = 0; table_read(sections, i, entry); i++) {
      HChar name[NAME_BYTES];
      of->has_symbols |= int_at(entry + SH_TYPE_AT) == SHT_SYMTAB;
      read_text(sections->fd, names_at + int_at(entry + SH_NAME_AT), name,
                sizeof name);
      of->is_go |= is_gos(name);
   }
}

static void read_elf(Int fd, Ms2Executable *of)
{
   UChar elf[EHDR_BYTES];

   if (!read_at(fd, 0, elf, sizeof elf) ||
       VG_(memcmp)(elf, ELF_MAGIC, sizeof ELF_MAGIC - 1) != 0) {
      return;
   }
   of->is_known = True;
   Table segments = {fd, word_at(elf + PHOFF_AT), half_at(elf + PHNUM_AT),
                     half_at(elf + PHENTSIZE_AT)};
   Table sections = {fd, word_at(elf + SHOFF_AT), half_at(elf + SHNUM_AT),
                     half_at(elf + SHENTSIZE_AT)};
   find_loader(&segments, of);
   look_at_sections(&sections, half_at(elf + SHSTRNDX_AT), of);
}

/* Puts what stands behind #! into `path`, without its argument.  False: the
   file is no script. */
static Bool read_interpreter(Int fd, HChar *path, Int room)
{
   HChar line[LINE_BYTES];

   read_text(fd, 0, line, sizeof line);
   if (line[0] != '#' || line[1] != '!')
      return False;
   const HChar *from = line + 2;
   while (*from == ' ' || *from == '\t')
      from++;
   Int n = 0;
   while (n + 1 < room && from[n] != '\0' && !VG_(isspace)(from[n])) {
      path[n] = from[n];
      n++;
   }
   path[n] = '\0';
   return n > 0;
}

/* Older cores keep a script open, newer ones its interpreter. */
static void read_file(Int fd, Ms2Executable *of)
{
   HChar interpreter[MS2_EXECUTABLE_PATH_BYTES];
   Int opened = -1;

   for (UInt i = 0; i < MOST_SCRIPTS &&
                    read_interpreter(fd, interpreter, sizeof interpreter);
        i++) {
      SysRes file = VG_(open)(interpreter, VKI_O_RDONLY, 0);
      if (opened >= 0)
         VG_(close)(opened);
      if (sr_isError(file))
         return;
      fd = opened = (Int)sr_Res(file);
   }
   read_elf(fd, of);
   if (opened >= 0)
      VG_(close)(opened);
}

const Ms2Executable *ms2_executable_get(void)
{
   if (!executable.is_read) {
      executable.is_read = True;
      read_file(VG_(cl_exec_fd), &executable.of_program);
   }
   return &executable.of_program;
}

Bool ms2_executable_is_script(const HChar *path)
{
   HChar interpreter[MS2_EXECUTABLE_PATH_BYTES];
   SysRes file = VG_(open)(path, VKI_O_RDONLY, 0);

   if (sr_isError(file))
      return False;
   Bool is_script =
       read_interpreter((Int)sr_Res(file), interpreter, sizeof interpreter);
   VG_(close)((Int)sr_Res(file));
   return is_script;
}
