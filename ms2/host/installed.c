/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The Valgrind that is installed: its version stands in each of its tools. */
#include "host/installed.h"

#include "host/compat.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"

/* What the core says first with -d. */
static const HChar mark[] = "Welcome to Valgrind version ";

/* A version has less, with what a distribution puts behind it. */
#define VERSION_BYTES 64

/* Parts of the file overlap by what the mark and a version have. */
#define OVERLAP_BYTES (sizeof mark + VERSION_BYTES)
#define PART_BYTES (64 * 1024)

/* The smallest of Valgrind's tools, which each Valgrind has. */
static Int open_tool(void)
{
   HChar path[1024];

   if (VG_(libdir) == NULL || VG_(strlen)(VG_(libdir)) > 900)
      return -1;
   VG_(snprintf)(path, sizeof path, "%s/none-" MS2_VALGRIND_PLATFORM,
                 VG_(libdir));
   return VG_(fd_open)(path, VKI_O_RDONLY, 0);
}

/* Where the mark ends in the text, or NULL. */
static const HChar *behind_mark(const HChar *text, SizeT n_bytes)
{
   for (SizeT i = 0; i + OVERLAP_BYTES <= n_bytes; i++) {
      if (text[i] == mark[0] &&
          VG_(memcmp)(text + i, mark, sizeof mark - 1) == 0)
         return text + i + sizeof mark - 1;
   }
   return NULL;
}

/* Reads until the part is full or the file ends, which zeros follow. */
static SizeT fill(Int fd, HChar *part, SizeT from)
{
   SizeT n = from;
   Int got;

   while (n < PART_BYTES &&
          (got = VG_(read)(fd, part + n, (Int)(PART_BYTES - n))) > 0)
      n += (SizeT)got;
   return n;
}

static void copy_version(HChar *to, const HChar *from)
{
   SizeT n = 0;

   while (n < VERSION_BYTES - 1 && from[n] > ' ' && from[n] < 0x7f) {
      to[n] = from[n];
      n++;
   }
   to[n] = '\0';
}

/* The version that stands in the file, or "". */
static void find_version(Int fd, HChar *version)
{
   HChar *const part = VG_(malloc)("ms2.installed", PART_BYTES);
   SizeT kept = 0;

   version[0] = '\0';
   for (;;) {
      const SizeT n = fill(fd, part, kept);
      const HChar *const found = behind_mark(part, n);

      if (found != NULL)
         copy_version(version, found);
      if (found != NULL || n < PART_BYTES)
         break;
      kept = OVERLAP_BYTES;
      VG_(memmove)(part, part + n - kept, kept);
   }
   VG_(free)(part);
}

void ms2_installed_check(void)
{
   HChar version[VERSION_BYTES];
   const Int fd = VG_(clo_verbosity) > 0 ? open_tool() : -1;

   if (fd < 0)
      return;
   find_version(fd, version);
   VG_(close)(fd);
   if (version[0] != '\0' && VG_(strcmp)(version, MS2_VALGRIND_VERSION) != 0)
      VG_(umsg)(
          "ms2: built with Valgrind %s, but Valgrind %s is installed: build ms2"
          " anew\n",
          MS2_VALGRIND_VERSION, version);
}
