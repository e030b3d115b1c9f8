/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which pages of the client have memory, as the kernel says. */
#include "capture/residence.h"

#include "base/array.h"
#include "host/compat.h"
#include "model/mappings.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"

/* So many pages are asked about at once. */
#define PAGES_A_QUESTION 16384

/* What a line of smaps may have; of a longer one only the beginning counts. */
#define LINE_BYTES 256
#define CHUNK_BYTES 4096

/* A mapping of the process, and what of it is given up. */
typedef struct {
   Addr start, end;
   ULong bytes;
} Lazy;

static struct {
   UChar has_memory[PAGES_A_QUESTION]; /* in its lowest bit */
   Ms2Array *lazy;                     /* of Lazy, those with any */
   Bool is_read;
} residence;

/* ---- mincore ------------------------------------------------------------ */

/* The first pages of [start, end) that have memory, by one question. */
static Bool find_in_part(Addr start, Addr end, Ms2Range *found)
{
   SizeT n = (end - start + VKI_PAGE_SIZE - 1) / VKI_PAGE_SIZE;
   SizeT first = 0;

   if (sr_isError(VG_(do_syscall)(__NR_mincore, start, end - start,
                                  (UWord)residence.has_memory, 0, 0, 0, 0,
                                  0))) {
      return False;
   }
   while (first < n && !(residence.has_memory[first] & 1))
      first++;
   SizeT last;
   for (last = first; last < n && (residence.has_memory[last] & 1);)
      last++;
   found->start = start + first * VKI_PAGE_SIZE;
   found->end = start + last * VKI_PAGE_SIZE;
   found->end = found->end < end ? found->end : end;
   return first < n;
}

static Bool find_memory(Addr start, Addr end, Ms2Range *found)
{
   const SizeT most = (SizeT)PAGES_A_QUESTION * VKI_PAGE_SIZE;

   while (start < end) {
      SizeT bytes = end - start < most ? end - start : most;
      if (find_in_part(start, start + bytes, found))
         return True;
      start += bytes;
   }
   return False;
}

static ULong bytes_with_memory(Addr start, Addr end)
{
   Ms2Range found = {.end = start};
   ULong bytes = 0;

   while (find_memory(found.end, end, &found))
      bytes += found.end - found.start;
   return bytes;
}

/* ---- smaps -------------------------------------------------------------- */

/* "55d0-55d8 rw-p ..." begins a mapping, "LazyFree:  12 kB" is of it. */
static void read_line(const HChar *line, Lazy *mapping)
{
   static const HChar key[] = "LazyFree:";
   HChar *end;
   ULong start = VG_(strtoull16)(line, &end);

   if (*end == '-') {
      mapping->start = (Addr)start;
      mapping->end = (Addr)VG_(strtoull16)(end + 1, NULL);
   } else if (VG_(strncmp)(line, key, sizeof key - 1) == 0) {
      line += sizeof key - 1;
      while (*line == ' ')
         line++;
      mapping->bytes = VG_(strtoull10)(line, NULL) * 1024;
      if (mapping->bytes > 0)
         *(Lazy *)ms2_array_add(residence.lazy) = *mapping;
   }
}

static void read_smaps(void)
{
   HChar chunk[CHUNK_BYTES], line[LINE_BYTES];
   Lazy mapping = {0, 0, 0};
   SizeT n_line = 0;
   Int fd = VG_(fd_open)("/proc/self/smaps", VKI_O_RDONLY, 0);
   Int n;

   while (fd >= 0 && (n = VG_(read)(fd, chunk, sizeof chunk)) > 0) {
      for (Int i = 0; i < n; i++) {
         if (chunk[i] == '\n') {
            line[n_line] = '\0';
            read_line(line, &mapping);
            n_line = 0;
         } else if (n_line < sizeof line - 1) {
            line[n_line++] = chunk[i];
         }
      }
   }
   if (fd >= 0)
      VG_(close)(fd);
}

/* The mapping with pages that are given up at this place, or NULL. */
static Lazy *lazy_at(Addr address)
{
   if (residence.lazy == NULL)
      residence.lazy = ms2_array_new("ms2.residence", sizeof(Lazy));
   if (!residence.is_read) {
      residence.is_read = True;
      ms2_array_clear(residence.lazy);
      read_smaps();
   }
   for (UInt i = 0; i < residence.lazy->n; i++) {
      Lazy *lazy = ms2_array_get(residence.lazy, i);
      if (address >= lazy->start && address < lazy->end)
         return lazy;
   }
   return NULL;
}

/* Which of the pages with memory are still given up is not known, but how many
   are: the first that can be are taken to be touched. */
static Bool find_touched(const Ms2Range *piece, Ms2Range *found)
{
   Lazy *lazy = lazy_at(piece->start);
   ULong bytes;

   if (lazy != NULL) {
      bytes = bytes_with_memory(piece->start, piece->end);
      if (bytes <= lazy->bytes) {
         lazy->bytes -= bytes;
         return False;
      }
      bytes -= lazy->bytes;
   }
   if (!find_memory(piece->start, piece->end, found))
      return False;
   if (lazy != NULL && found->end - found->start > bytes)
      found->end = found->start + bytes;
   return True;
}

void ms2_residence_forget(void)
{
   residence.is_read = False;
}

Bool ms2_residence_find(const Ms2Range *piece, Ms2Range *found)
{
   return piece->access == MS2_MAPPINGS_GIVEN_UP
              ? find_touched(piece, found)
              : find_memory(piece->start, piece->end, found);
}
