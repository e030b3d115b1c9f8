/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The programs that children became, and that nobody records.

   A child that becomes another program is out of sight from then on.  Before,
   it notes the program's path in a file without a name, which it got from the
   parent by the fork, and which the parent reads at its end.  A child that has
   no profile of its own hands the file on to its children.

      /usr/bin/cc1 0     a note ends with a zero
      - 0                the one before did not come true: exec failed */
#include "control/children.h"

#include "host/compat.h"
#include "record/fact_hints.h"
#include "record/file.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_mallocfree.h"

/* More is not read: the programs are many and the same. */
#define MOST_BYTES (1 << 20)
#define FAILED "-"

static struct {
   Int own, parents; /* files: its children's notes, and where its own go */
   Bool has_noted;
} notes = {-1, -1, False};

void ms2_children_before_fork(void)
{
   if (VG_(clo_trace_children) || notes.own >= 0 || !ms2_file_is_open())
      return;
   SysRes file = ms2_compat_memfd("ms2-children");
   if (!sr_isError(file)) {
      notes.own = VG_(safe_fd)((Int)sr_Res(file));
      ms2_compat_set_flags(notes.own, VKI_O_APPEND);
   }
}

void ms2_children_forked(void)
{
   if (notes.own >= 0)
      notes.parents = notes.own;
   notes.own = -1;
}

static void write_note(const HChar *text)
{
   if (notes.parents >= 0)
      VG_(write)(notes.parents, text, VG_(strlen)(text) + 1);
}

void ms2_children_note(const HChar *program)
{
   if (VG_(clo_trace_children))
      return;
   notes.has_noted = True;
   write_note(program);
}

void ms2_children_withdraw(void)
{
   if (notes.has_noted)
      write_note(FAILED);
   notes.has_noted = False;
}

static void add_notes(const HChar *text, Int n_bytes)
{
   for (Int at = 0; at < n_bytes;) {
      const HChar *path = text + at;
      at += VG_(strlen)(path) + 1;
      Bool failed = at < n_bytes && VG_(strcmp)(text + at, FAILED) == 0;
      if (!failed && VG_(strcmp)(path, FAILED) != 0)
         ms2_fact_hints_add_program(path);
   }
}

void ms2_children_collect(void)
{
   if (notes.own < 0)
      return;
   HChar *text = VG_(malloc)("ms2.children", MOST_BYTES + 1);
   VG_(lseek)(notes.own, 0, VKI_SEEK_SET);
   Int n = VG_(read)(notes.own, text, MOST_BYTES);
   if (n > 0) {
      text[n] = '\0';
      add_notes(text, n);
   }
   VG_(free)(text);
   VG_(close)(notes.own);
   notes.own = -1;
}
