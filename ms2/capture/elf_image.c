/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a mapped executable or library says of itself.

      the first page   ELF header, program headers
                          PT_LOAD of offset 0   -> where it was linked to
                          PT_TLS                -> its thread-local storage
                          PT_NOTE               -> the build id
                          PT_GNU_EH_FRAME       -> .eh_frame_hdr: a sorted table
                                                   of functions and their
                                                   unwind information

   (System V ABI, chapter "Object Files"; Linux Standard Base, "Exception
   Frames".)  The program may have overwritten any of it, so each piece is
   looked at only where it can be read. */
#include "capture/elf_image.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_debuginfo.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_vki.h"

/* Both word sizes have their fields in this order, but for a program header's
   flags. */
typedef struct {
   UChar ident[16];
   UShort type, machine;
   UInt version;
   UWord entry, phoff, shoff;
   UInt flags;
   UShort ehsize, phentsize, phnum;
} Header;

typedef struct {
   UInt type;
#if VG_WORDSIZE == 8
   UInt flags;
#endif
   UWord offset, vaddr, paddr, filesz, memsz;
} Segment;

#define PT_LOAD 1
#define PT_DYNAMIC 2
#define PT_INTERP 3
#define PT_NOTE 4
#define PT_TLS 7
#define PT_GNU_EH_FRAME 0x6474e550
#define PT_GNU_RELRO 0x6474e552
#define NT_GNU_BUILD_ID 3

typedef struct {
   UInt name_bytes, bytes, type;
} Note;

/* The encodings that linkers write: a table of pairs of 32 bits, both relative
   to its start. */
#define UDATA4 0x03
#define PCREL_SDATA4 0x1b
#define DATAREL_SDATA4 0x3b

typedef struct {
   UChar version, frame_encoding, count_encoding, table_encoding;
   Int frame;
   UInt n;
} UnwindTable;

typedef struct {
   Int function, description;
} UnwindRow;

static struct {
   Ms2ElfImage image;
   Bool found;
   /* Of the segment with this start, in this epoch. */
   Addr code_start;
   UInt epoch;
} last;

static Bool read(void *to, Addr from, SizeT n_bytes)
{
   if (!VG_(am_is_valid_for_client)(from, n_bytes, VKI_PROT_READ))
      return False;
   VG_(memcpy)(to, (const void *)from, n_bytes);
   return True;
}

/* ---- where the object begins -------------------------------------------- */

static Bool is_start_of(const NSegment *segment, const NSegment *code)
{
   return segment != NULL && segment->kind == SkFileC && segment->offset == 0 &&
          segment->dev == code->dev && segment->ino == code->ino;
}

/* So many segments can be looked through; programs with more of them are
   rare, and have most behind the one that is sought. */
#define MAX_SEGMENTS 8192

/* The last mapping of the file's first page up to its code; or 0. */
static Addr find_base(const NSegment *code)
{
   static Addr starts[MAX_SEGMENTS];
   Int n = VG_(am_get_segment_starts)(SkFileC, starts, MAX_SEGMENTS);

   for (Int i = n - 1; i >= 0; i--) {
      if (starts[i] <= code->start &&
          is_start_of(VG_(am_find_nsegment)(starts[i]), code)) {
         return starts[i];
      }
   }
   return 0;
}

/* ---- program headers ---------------------------------------------------- */

static void put_hex(HChar *to, const UChar *bytes, UInt n)
{
   for (UInt i = 0; i < n; i++)
      VG_(sprintf)(&to[2 * i], "%02x", (UInt)bytes[i]);
}

static void read_notes(Ms2ElfImage *image, Addr at, Addr end)
{
   Note note;
   HChar name[4];
   UChar id[MS2_BUILD_ID_MAX_BYTES];

   while (at < end && end - at >= sizeof note && read(&note, at, sizeof note)) {
      Addr text = at + sizeof note;
      Addr bytes = text + VG_ROUNDUP((Addr)note.name_bytes, 4);
      if (note.type == NT_GNU_BUILD_ID && note.name_bytes == sizeof name &&
          note.bytes <= sizeof id && read(name, text, sizeof name) &&
          VG_(memcmp)(name, "GNU", sizeof name) == 0 &&
          read(id, bytes, note.bytes)) {
         put_hex(image->build_id, id, note.bytes);
         return;
      }
      at = bytes + VG_ROUNDUP((Addr)note.bytes, 4);
   }
}

static Bool read_header(Addr base, Header *header)
{
   return read(header, base, sizeof *header) &&
          VG_(memcmp)(header->ident, "\177ELF", 4) == 0 &&
          header->ident[4] == (VG_WORDSIZE == 8 ? 2 : 1) &&
          header->phentsize >= sizeof(Segment);
}

static Bool read_segment(Addr base, const Header *header, UInt i,
                         Segment *segment)
{
   return read(segment, base + header->phoff + i * (Addr)header->phentsize,
               sizeof *segment);
}

static Bool find_bias(Addr base, const Header *header, Addr *bias)
{
   Segment segment;

   for (UInt i = 0; i < header->phnum; i++) {
      if (read_segment(base, header, i, &segment) && segment.type == PT_LOAD &&
          VG_PGROUNDDN(segment.offset) == 0) {
         *bias = base - (segment.vaddr - segment.offset);
         return True;
      }
   }
   return False;
}

static void see_load(Ms2ElfImage *image, Addr start, SizeT bytes)
{
   if (image->hi == 0 || start < image->lo)
      image->lo = start;
   if (start + bytes > image->hi)
      image->hi = start + bytes;
}

static Bool read_image(Addr base, Ms2ElfImage *image)
{
   Header header;
   Segment segment;

   VG_(memset)(image, 0, sizeof *image);
   if (!read_header(base, &header) || !find_bias(base, &header, &image->bias))
      return False;
   for (UInt i = 0; i < header.phnum; i++) {
      if (!read_segment(base, &header, i, &segment))
         break;
      Addr at = image->bias + segment.vaddr;
      if (segment.type == PT_NOTE && image->build_id[0] == '\0') {
         read_notes(image, at, at + segment.filesz);
      } else if (segment.type == PT_GNU_EH_FRAME) {
         image->unwind_table = at;
         image->unwind_bytes = segment.memsz;
      } else if (segment.type == PT_LOAD) {
         see_load(image, at, segment.memsz);
      } else if (segment.type == PT_TLS) {
         image->tls_bytes = segment.memsz;
      } else if (segment.type == PT_GNU_RELRO) {
         image->relro = at;
         image->relro_bytes = segment.memsz;
      } else if (segment.type == PT_DYNAMIC) {
         image->dynamic = at;
      } else if (segment.type == PT_INTERP) {
         image->asks_for_loader = True;
      }
   }
   return True;
}

const Ms2ElfImage *ms2_elf_image_find(Addr address)
{
   const NSegment *segment = VG_(am_find_nsegment)(address);

   if (segment == NULL || segment->kind != SkFileC)
      return NULL;
   UInt epoch = VG_(current_DiEpoch)().n;
   if (segment->start != last.code_start || epoch != last.epoch) {
      last.code_start = segment->start;
      last.epoch = epoch;
      Addr base = find_base(segment);
      last.found = base != 0 && read_image(base, &last.image);
   }
   return last.found ? &last.image : NULL;
}

/* ---- functions ---------------------------------------------------------- */

static Bool read_row(const Ms2ElfImage *image, UInt i, UnwindRow *row)
{
   return read(
       row, image->unwind_table + sizeof(UnwindTable) + i * (Addr)sizeof *row,
       sizeof *row);
}

/* The last row whose function does not begin behind the code. */
static Bool find_row(const Ms2ElfImage *image, UInt n, Addr code,
                     UnwindRow *row)
{
   UInt first = 0;
   Int offset = (Int)(code - image->unwind_table);

   while (first < n) {
      UInt middle = first + (n - first) / 2;
      if (!read_row(image, middle, row))
         return False;
      if (row->function <= offset)
         first = middle + 1;
      else
         n = middle;
   }
   return first > 0 && read_row(image, first - 1, row);
}

/* A description begins with its length and a word that leads to what it has in
   common with others, which says how wide the next two are.  Of the two ways
   it is that by which the first one leads to the function. */
static SizeT function_bytes(Addr description, Addr function)
{
   Addr at = description + 2 * sizeof(UInt);
   struct {
      Int start;
      UInt bytes;
   } narrow;
   struct {
      Long start;
      ULong bytes;
   } wide;

   if (read(&narrow, at, sizeof narrow) && at + narrow.start == function)
      return narrow.bytes;
   if (read(&wide, at, sizeof wide) && at + (Addr)wide.start == function)
      return wide.bytes;
   return 0;
}

Bool ms2_elf_image_function(const Ms2ElfImage *image, Addr code,
                            Ms2Extent *function)
{
   UnwindTable table;
   UnwindRow row;

   if (image->unwind_table == 0 ||
       !read(&table, image->unwind_table, sizeof table) || table.version != 1 ||
       table.frame_encoding != PCREL_SDATA4 || table.count_encoding != UDATA4 ||
       table.table_encoding != DATAREL_SDATA4 ||
       table.n > image->unwind_bytes / sizeof row ||
       !find_row(image, table.n, code, &row)) {
      return False;
   }
   function->start = image->unwind_table + (Addr)(Word)row.function;
   function->n_bytes = function_bytes(
       image->unwind_table + (Addr)(Word)row.description, function->start);
   return code - function->start < function->n_bytes;
}
