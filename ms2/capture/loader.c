/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program's dynamic loader. */
#include "capture/loader.h"

#include "host/compat.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_vki.h"

/* The parts of an ELF file that tell how it is linked (System V ABI, chapter
   "Object Files"); the same on every system of that word size. */
#if VG_WORDSIZE == 8
#define PHOFF_AT 32
#define PHENTSIZE_AT 54
#else
#define PHOFF_AT 28
#define PHENTSIZE_AT 42
#endif
#define PHNUM_AT (PHENTSIZE_AT + 2)
#define PT_INTERP 3
#define PT_INTERP_OFFSET_AT (VG_WORDSIZE == 8 ? 8 : 4)
#define EHDR_BYTES 64
#define PHDR_BYTES 64

static Bool read_at(Int fd, ULong offset, void *to, Int n_bytes)
{
   return VG_(lseek)(fd, offset, VKI_SEEK_SET) >= 0 &&
          VG_(read)(fd, to, n_bytes) == n_bytes;
}

static UWord word_at(const UChar *bytes)
{
   UWord word;

   VG_(memcpy)(&word, bytes, sizeof word);
   return word;
}

static UShort half_at(const UChar *bytes)
{
   UShort half;

   VG_(memcpy)(&half, bytes, sizeof half);
   return half;
}

Bool ms2_loader_find(HChar *path, Int path_bytes)
{
   path[0] = '\0';
   UChar elf[EHDR_BYTES];
   UChar header[PHDR_BYTES];
   if (!read_at(VG_(cl_exec_fd), 0, elf, sizeof elf) ||
       half_at(elf + PHENTSIZE_AT) > sizeof header) {
      return False;
   }
   ULong at = word_at(elf + PHOFF_AT);
   for (UInt i = 0; i < half_at(elf + PHNUM_AT); i++) {
      if (!read_at(VG_(cl_exec_fd), at, header, half_at(elf + PHENTSIZE_AT)))
         return False;
      UInt kind;
      VG_(memcpy)(&kind, header, sizeof kind);
      if (kind == PT_INTERP) {
         Bool ok =
             read_at(VG_(cl_exec_fd), word_at(header + PT_INTERP_OFFSET_AT),
                     path, path_bytes - 1);
         path[path_bytes - 1] = '\0';
         return ok;
      }
      at += half_at(elf + PHENTSIZE_AT);
   }
   return True;
}
