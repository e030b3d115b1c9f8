/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --max-file-size: writing a profile anew with fewer snapshots. */
#include "record/thin.h"

#include "record/file.h"
#include "record/text.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_xarray.h"

#define BUFFER_BYTES (64 * 1024)

/* Records whose values are differences, which add up over snapshots that are
   left out: the keys (a node first), then the values, in the order of
   include/ms2_format.h. */
static const struct {
   HChar letter;
   UInt n_keys; /* 1 or 2; the second is below MAX_SECOND */
   UInt n_values;
} differences[] = {
    {'d', 1, 4},
    {'m', 2, 2},
};

#define N_DIFFERENCES (sizeof differences / sizeof differences[0])
#define MAX_SECOND 16
#define MAX_VALUES 4

/* A record 'S': where its fields are.  Which are the highest of something since
   the last one; that of the heap has its moment behind it.  What is beside the
   heap may be missing, where it has not changed. */
#define MAX_FIELDS 32
#define HEAP_BYTES 5
#define MAX_HEAP 8
#define HEAP_FIELDS 10
#define PAGES 10
#define STACKS 12
#define SUM 14
static const UInt maxima[] = {PAGES + 1, STACKS + 1, SUM + 1};

/* So many snapshots are kept for the mark behind them; a program that sets
   more of them loses snapshots like any other, and the mark stays. */
#define MAX_MARKED 400

/* What one key's differences add up to since the last snapshot kept. */
typedef struct {
   ULong values[MAX_VALUES];
   Bool touched;
} Sums;

/* The place of one key's sums. */
typedef struct {
   UInt kind; /* in the table of differences */
   UInt node;
   UInt second;
} Key;

static struct {
   Int fd;
   HChar bytes[BUFFER_BYTES];
   Int n, at;
   Sums *sums[N_DIFFERENCES][MAX_SECOND]; /* by node; made when needed */
   XArray *touched;                       /* of Key */
   UInt n_nodes;
   ULong last[MAX_FIELDS]; /* the snapshot read last */
   UInt n_fields;          /* of it */
   Bool pending;           /* and it is not written */
   UInt n_read, n_kept, n_marked;
   Bool is_damaged; /* the old file is not what was written */
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

/* Reads the numbers of a line behind its letter; returns how many there are.
   The file is our own and well formed, unless somebody has cut or changed it
   meanwhile: then the copy is given up. */
static UInt read_numbers(ULong numbers[MAX_FIELDS])
{
   UInt n = 0;
   Int c = next_char(); /* the blank */

   while (c == ' ' && n < MAX_FIELDS) {
      numbers[n] = 0;
      while ((c = next_char()) >= '0' && c <= '9') {
         numbers[n] = 10 * numbers[n] + (c - '0');
      }
      n++;
   }
   thin.is_damaged = thin.is_damaged || c != '\n';
   return n;
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

static Sums *sums_of(Key key)
{
   Sums **sums = &thin.sums[key.kind][key.second];

   if (*sums == NULL) {
      *sums = VG_(calloc)("ms2.thin", thin.n_nodes + 1, sizeof **sums);
   }
   return *sums + key.node;
}

static void add_difference(UInt kind)
{
   ULong numbers[MAX_FIELDS] = {0};
   UInt n_keys = differences[kind].n_keys;
   UInt n = read_numbers(numbers);
   Key key = {kind, (UInt)numbers[0], n_keys > 1 ? (UInt)numbers[1] : 0};
   Sums *sums;

   if (n < n_keys + differences[kind].n_values || key.node > thin.n_nodes ||
       key.second >= MAX_SECOND) {
      thin.is_damaged = True;
      return;
   }
   sums = sums_of(key);
   if (!sums->touched) {
      sums->touched = True;
      VG_(addToXA)(thin.touched, &key);
   }
   for (UInt i = 0; i < differences[kind].n_values; i++) {
      sums->values[i] += numbers[n_keys + i];
   }
}

static void write_difference(Key key)
{
   Sums *sums = sums_of(key);

   ms2_text_char(differences[key.kind].letter);
   put_number(key.node);
   if (differences[key.kind].n_keys > 1) {
      put_number(key.second);
   }
   for (UInt i = 0; i < differences[key.kind].n_values; i++) {
      put_number(sums->values[i]);
   }
   ms2_text_char('\n');
   VG_(memset)(sums, 0, sizeof *sums);
}

static void write_snapshot(void)
{
   Word n = VG_(sizeXA)(thin.touched);

   for (Word i = 0; i < n; i++) {
      write_difference(*(Key *)VG_(indexXA)(thin.touched, i));
   }
   VG_(dropTailXA)(thin.touched, n);
   ms2_text_char('S');
   for (UInt i = 0; i < thin.n_fields; i++) {
      put_number(thin.last[i]);
   }
   ms2_text_char('\n');
   thin.pending = False;
   thin.n_kept++;
}

/* The snapshot read last takes over the maxima of the one before it, which is
   left out. */
static void merge_maxima(const ULong before[MAX_FIELDS])
{
   if (before[MAX_HEAP] > thin.last[MAX_HEAP]) {
      thin.last[MAX_HEAP] = before[MAX_HEAP];
      thin.last[MAX_HEAP + 1] = before[MAX_HEAP + 1];
   }
   for (UInt i = 0; i < sizeof maxima / sizeof maxima[0]; i++) {
      UInt field = maxima[i];
      if (field < thin.n_fields && before[field] > thin.last[field]) {
         thin.last[field] = before[field];
      }
   }
}

/* A snapshot that leaves out what is beside the heap: that is as it was. */
static void carry(const ULong before[MAX_FIELDS])
{
   ULong beside = before[PAGES] + before[STACKS];

   for (UInt i = HEAP_FIELDS; i < thin.n_fields; i++) {
      thin.last[i] = before[i];
   }
   thin.last[PAGES + 1] = before[PAGES];
   thin.last[STACKS + 1] = before[STACKS];
   thin.last[SUM] = thin.last[HEAP_BYTES] + beside;
   thin.last[SUM + 1] = thin.last[MAX_HEAP] + beside;
}

/* The first is kept, since it alone may say what was inherited; then every
   second one. */
static void read_snapshot(void)
{
   ULong before[MAX_FIELDS];
   UInt n_fields;

   VG_(memcpy)(before, thin.last, sizeof before);
   n_fields = read_numbers(thin.last);
   if (n_fields > HEAP_FIELDS) {
      thin.n_fields = n_fields;
   } else {
      carry(before);
   }
   if (thin.pending) {
      merge_maxima(before);
   }
   thin.pending = True;
   if (thin.n_read++ % 2 == 0) {
      write_snapshot();
   }
}

static void copy_mark(void)
{
   if (thin.pending && thin.n_marked < MAX_MARKED) {
      thin.n_marked++;
      write_snapshot();
   }
   copy_line('l');
}

/* Peaks with their parts, and absolute values: their owners write them again,
   as they are now. */
static Bool is_written_again(Int letter)
{
   return VG_(strchr)("pPxyKXcrukvzE", letter) != NULL;
}

static void copy_record(Int letter)
{
   for (UInt i = 0; i < N_DIFFERENCES; i++) {
      if (letter == differences[i].letter) {
         add_difference(i);
         return;
      }
   }
   if (letter == 'S') {
      read_snapshot();
   } else if (letter == 'l') {
      copy_mark();
   } else if (is_written_again(letter)) {
      skip_line();
   } else {
      copy_line(letter);
   }
}

static void copy_profile(void)
{
   Int letter;

   copy_line(next_char()); /* the first line is no record */
   while (!thin.is_damaged && (letter = next_char()) >= 0) {
      copy_record(letter);
   }
   if (thin.pending) {
      write_snapshot();
   }
   ms2_text_flush();
}

static void release_sums(void)
{
   for (UInt i = 0; i < N_DIFFERENCES; i++) {
      for (UInt k = 0; k < MAX_SECOND; k++) {
         VG_(free)(thin.sums[i][k]);
      }
   }
   VG_(deleteXA)(thin.touched);
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
   thin.touched = VG_(newXA)(VG_(malloc), "ms2.thin", VG_(free), sizeof(Key));
   copy_profile();
   release_sums();
   n_kept = thin.n_kept;
   return ms2_file_end_copy(!thin.is_damaged) ? n_kept : 0;
}
