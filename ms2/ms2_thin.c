/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --max-file-size: writing a profile anew with fewer snapshots. */
#include "ms2_thin.h"

#include "ms2_file.h"
#include "ms2_text.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_mallocfree.h"

#include "../include/ms2_format.h"

#define BUFFER_BYTES (64 * 1024)

/* Fields of a record 'd' behind the node, and of a record 'S': the order of
   include/ms2_format.h. */
#define DELTA_FIELDS 4
#define SNAPSHOT_FIELDS 10
#define MAX_HEAP 8 /* of a snapshot: max_heap_bytes, then when that was */

/* What one node's differences add up to since the last snapshot kept. */
typedef struct {
   ULong sums[DELTA_FIELDS];
   Bool touched;
} Sums;

static struct {
   Int fd;
   HChar bytes[BUFFER_BYTES];
   Int n, at;
   Sums *sums; /* by node */
   UInt *touched;
   UInt n_touched;
   UInt n_nodes;
   ULong last[SNAPSHOT_FIELDS]; /* the snapshot read last */
   Bool pending;                /* and it is not written */
   UInt n_read, n_kept;
} thin;

/* The next character of the old file, or -1 at its end. */
static Int next_char(void)
{
   if (thin.at == thin.n) {
      thin.n = VG_(read)(thin.fd, thin.bytes, BUFFER_BYTES);
      thin.at = 0;
      if (thin.n <= 0) {
         thin.n = 0;
         return -1;
      }
   }
   return (UChar)thin.bytes[thin.at++];
}

/* The next number of a line.  The file is our own, so it is well formed. */
static ULong next_number(void)
{
   ULong number = 0;
   Int c;

   while ((c = next_char()) >= '0' && c <= '9') {
      number = 10 * number + (c - '0');
   }
   return number;
}

static void put_number(ULong number)
{
   ms2_text_char(' ');
   ms2_text_decimal(number);
}

static void copy_line(Int c)
{
   for (; c >= 0; c = next_char()) {
      ms2_text_char(c);
      if (c == '\n') {
         return;
      }
   }
}

static void skip_line(void)
{
   Int c;

   do {
      c = next_char();
   } while (c >= 0 && c != '\n');
}

static void add_delta(void)
{
   ULong node;
   Sums *sums;

   next_char(); /* the blank */
   node = next_number();
   tl_assert2(node <= thin.n_nodes, "a node is defined before its use");
   sums = &thin.sums[node];
   if (!sums->touched) {
      sums->touched = True;
      thin.touched[thin.n_touched++] = (UInt)node;
   }
   for (UInt i = 0; i < DELTA_FIELDS; i++) {
      sums->sums[i] += next_number();
   }
}

static void write_deltas(void)
{
   for (UInt t = 0; t < thin.n_touched; t++) {
      Sums *sums = &thin.sums[thin.touched[t]];
      ms2_text_char('d');
      put_number(thin.touched[t]);
      for (UInt i = 0; i < DELTA_FIELDS; i++) {
         put_number(sums->sums[i]);
      }
      ms2_text_char('\n');
      VG_(memset)(sums, 0, sizeof *sums);
   }
   thin.n_touched = 0;
}

static void write_snapshot(void)
{
   write_deltas();
   ms2_text_char('S');
   for (UInt i = 0; i < SNAPSHOT_FIELDS; i++) {
      put_number(thin.last[i]);
   }
   ms2_text_char('\n');
   thin.pending = False;
   thin.n_kept++;
}

/* The first is kept, since it alone may say what was inherited; then every
   second one. */
static void read_snapshot(void)
{
   ULong max_bytes = thin.last[MAX_HEAP];
   ULong max_when = thin.last[MAX_HEAP + 1];

   next_char(); /* the blank */
   for (UInt i = 0; i < SNAPSHOT_FIELDS; i++) {
      thin.last[i] = next_number();
   }
   if (thin.pending && max_bytes > thin.last[MAX_HEAP]) {
      thin.last[MAX_HEAP] = max_bytes;
      thin.last[MAX_HEAP + 1] = max_when;
   }
   thin.pending = True;
   if (thin.n_read++ % 2 == 0) {
      write_snapshot();
   }
}

static void copy_profile(void)
{
   Int c;

   while ((c = next_char()) >= 0) {
      switch (c) {
      case 'd': add_delta(); break;
      case 'S': read_snapshot(); break;
      case 'p':
      case 'P':
      case 'E': skip_line(); break;
      default: copy_line(c);
      }
   }
   if (thin.pending) {
      write_snapshot();
   }
   ms2_text_flush();
}

UInt ms2_thin_profile(UInt n_nodes)
{
   UInt n_kept;

   VG_(memset)(&thin, 0, sizeof thin);
   thin.fd = ms2_file_begin_copy();
   if (thin.fd < 0) {
      return 0;
   }
   thin.n_nodes = n_nodes;
   thin.sums = VG_(calloc)("ms2.thin", n_nodes + 1, sizeof *thin.sums);
   thin.touched = VG_(calloc)("ms2.thin", n_nodes + 1, sizeof *thin.touched);
   copy_profile();
   VG_(free)(thin.sums);
   VG_(free)(thin.touched);
   n_kept = thin.n_kept;
   return ms2_file_end_copy() ? n_kept : 0;
}
