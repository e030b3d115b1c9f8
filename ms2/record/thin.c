/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --max-file-size: writing a profile anew with fewer snapshots. */
#include "record/thin.h"

#include "record/file.h"
#include "record/text.h"

#include "ms2_format.h"

#define BUFFER_BYTES (64 * 1024)

/* The file is rewritten by the list of records: what becomes of a line is
   decided by its kind, and how numbers of lines that become one are put
   together by the roles of their fields.  A kind or a role that is not known
   here does not compile. */

typedef enum {
   NONE, /* no record */
   KIND_definition,
   KIND_difference,
   KIND_level,
   KIND_snapshot,
   KIND_mark,
   KIND_peak,
   KIND_absolute,
   KIND_end
} Kind;

typedef enum {
   ROLE_key,
   ROLE_value,
   ROLE_sum,
   ROLE_most,
   ROLE_when,
   ROLE_ended
} Role;

/* Of the fields of one record. */
enum { IS_number = 1, IS_hex = 0, IS_word = 0, IS_text = 0 };
#define ONE(name, type, role, unit) +1
#define IF_NUMBER(name, type, role, unit) +IS_##type
#define IF_KEY(name, type, role, unit) +(ROLE_##role == ROLE_key)
#define IF_SUM(name, type, role, unit) +(ROLE_##role == ROLE_sum)
#define N_FIELDS(record) (0 MS2_FIELDS_##record(ONE))
#define N_NUMBERS(record) (0 MS2_FIELDS_##record(IF_NUMBER))
#define N_KEYS(record) (0 MS2_FIELDS_##record(IF_KEY))
#define N_SUMS(record) (0 MS2_FIELDS_##record(IF_SUM))

enum {
#define ROW(name, letter, kind) LETTER_##name = letter,
   MS2_FORMAT_RECORDS(ROW)
#undef ROW
};

#define N_LETTERS 128

static const struct {
   UChar kind, n_keys, n_sums;
} records[N_LETTERS] = {
#define ROW(name, letter, kind) \
   [letter] = {KIND_##kind, N_KEYS(name), N_SUMS(name)},
    MS2_FORMAT_RECORDS(ROW)
#undef ROW
};

/* Differences add up over snapshots that are left out.  They have one or two
   keys, a node and a number below MAX_SECOND, then sums. */
#define MAX_SECOND 16
#define MAX_KEYS 2
#define MAX_SUMS 4

#define ROW(name, letter, kind)                                                \
   _Static_assert(KIND_##kind != KIND_difference ||                            \
                      (N_KEYS(name) <= MAX_KEYS && N_SUMS(name) <= MAX_SUMS && \
                       N_KEYS(name) + N_SUMS(name) == N_NUMBERS(name) &&       \
                       N_NUMBERS(name) == N_FIELDS(name)),                     \
                  #name " can be added up");
MS2_FORMAT_RECORDS(ROW)
#undef ROW

_Static_assert(N_NUMBERS(snapshot) == N_FIELDS(snapshot) &&
                   N_NUMBERS(levels) == N_FIELDS(levels) &&
                   N_NUMBERS(use_levels) == N_FIELDS(use_levels),
               "a snapshot and what is beside it are numbers");

/* The snapshot and what is beside it: numbers as they are read, and their
   names. */
#define MEMBER(name, type, role, unit) ULong name;
#define ROLE(name, type, role, unit) ROLE_##role,

typedef union {
   struct {
      MS2_FIELDS_snapshot(MEMBER)
   } is;
   ULong numbers[N_FIELDS(snapshot)];
} Snapshot;

typedef union {
   struct {
      MS2_FIELDS_levels(MEMBER)
   } is;
   ULong numbers[N_FIELDS(levels)];
} Levels;

static const UChar snapshot_roles[] = {MS2_FIELDS_snapshot(ROLE)};
static const UChar level_roles[] = {MS2_FIELDS_levels(ROLE)};
static const UChar use_roles[] = {MS2_FIELDS_use_levels(ROLE)};

#define IF_LEVEL(name, letter, kind) +(KIND_##kind == KIND_level)
_Static_assert((0 MS2_FORMAT_RECORDS(IF_LEVEL)) == 2,
               "levels and use_levels are all that is beside a snapshot");

/* So many snapshots are kept for the mark behind them; a program that sets
   more of them loses snapshots like any other, and the mark stays. */
#define MAX_MARKED 400

/* What one key's differences add up to since the last snapshot kept. */
typedef struct {
   ULong sums[MAX_SUMS];
   Bool touched;
} Sums;

/* The place of one key's sums. */
typedef struct {
   HChar letter;
   UInt node;
   UInt second;
} Key;

static struct {
   Int fd;
   HChar bytes[BUFFER_BYTES];
   Int n, at;
   Sums *sums[N_LETTERS][MAX_SECOND]; /* by node; made when needed */
   Ms2Array *touched;                 /* of Key */
   UInt n_nodes;
   Snapshot last;                   /* the snapshot read last */
   Levels levels;                   /* beside it */
   Levels before;                   /* beside the one before that */
   ULong use[N_FIELDS(use_levels)]; /* of the snapshot that comes */
   Bool has_use;                    /* there is such a line */
   Bool has_levels;                 /* they were written so far */
   Bool levels_are_new;             /* they belong to the next one */
   Bool pending;                    /* the last one is not written */
   UInt n_read, n_marked;
   Bool is_damaged; /* the old file is not what was written */
} thin;

static Ms2Array
    *kept; /* of UInt: the snapshots written, as they were numbered */

/* The next character of the old file, or -1 at its end.  What can not be read
   is no end. */
static Int next_char(void)
{
   if (thin.at == thin.n) {
      thin.n = ms2_host_read(thin.fd, thin.bytes, BUFFER_BYTES);
      thin.at = 0;
      if (thin.n <= 0) {
         thin.is_damaged = thin.is_damaged || thin.n < 0;
         thin.n = 0;
         return -1;
      }
   }
   return (UChar)thin.bytes[thin.at++];
}

/* Reads the numbers of a line behind its letter.  The file is our own and well
   formed, unless somebody has cut or changed it meanwhile: then the copy is
   given up. */
static void read_numbers(ULong *numbers, UInt n)
{
   Int c = next_char(); /* the blank */

   for (UInt i = 0; i < n; i++) {
      UInt n_digits = 0;
      numbers[i] = 0;
      thin.is_damaged = thin.is_damaged || c != ' ';
      while ((c = next_char()) >= '0' && c <= '9') {
         numbers[i] = 10 * numbers[i] + (c - '0');
         n_digits++;
      }
      thin.is_damaged = thin.is_damaged || n_digits == 0;
   }
   thin.is_damaged = thin.is_damaged || c != '\n';
}

static void write_numbers(HChar letter, const ULong *numbers, UInt n)
{
   ms2_text_char(letter);
   for (UInt i = 0; i < n; i++) {
      ms2_text_char(' ');
      ms2_text_decimal(numbers[i]);
   }
   ms2_text_char('\n');
}

/* A line without its end is none of ours. */
static void copy_line(Int c)
{
   for (; c >= 0; c = next_char()) {
      ms2_text_char(c);
      if (c == '\n')
         return;
   }
   thin.is_damaged = True;
}

static void skip_line(void)
{
   Int c;

   do {
      c = next_char();
   } while (c >= 0 && c != '\n');
   thin.is_damaged = thin.is_damaged || c < 0;
}

static Sums *sums_of(Key key)
{
   Sums **sums = &thin.sums[(UChar)key.letter][key.second];

   if (*sums == NULL) {
      *sums =
          ms2_host_alloc_zeroed("ms2.thin", thin.n_nodes + 1, sizeof **sums);
   }
   return *sums + key.node;
}

static void add_difference(HChar letter)
{
   ULong numbers[MAX_KEYS + MAX_SUMS];
   UInt n_keys = records[(UChar)letter].n_keys;
   UInt n_sums = records[(UChar)letter].n_sums;
   Key key = {letter, 0, 0};

   read_numbers(numbers, n_keys + n_sums);
   key.node = (UInt)numbers[0];
   key.second = n_keys > 1 ? (UInt)numbers[1] : 0;
   if (numbers[0] > thin.n_nodes || key.second >= MAX_SECOND) {
      thin.is_damaged = True;
      return;
   }
   Sums *sums = sums_of(key);
   if (!sums->touched) {
      sums->touched = True;
      *(Key *)ms2_array_add(thin.touched) = key;
   }
   for (UInt i = 0; i < n_sums; i++)
      sums->sums[i] += numbers[n_keys + i];
}

static void write_difference(Key key)
{
   Sums *sums = sums_of(key);
   ULong numbers[MAX_KEYS + MAX_SUMS] = {key.node, key.second};
   UInt n_keys = records[(UChar)key.letter].n_keys;
   UInt n_sums = records[(UChar)key.letter].n_sums;

   for (UInt i = 0; i < n_sums; i++)
      numbers[n_keys + i] = sums->sums[i];
   write_numbers(key.letter, numbers, n_keys + n_sums);
   ms2_host_memset(sums, 0, sizeof *sums);
}

static void write_snapshot(void)
{
   UInt n = thin.touched->n;

   for (UInt i = 0; i < n; i++)
      write_difference(*(Key *)ms2_array_get(thin.touched, i));
   ms2_array_clear(thin.touched);
   if (thin.has_levels)
      write_numbers(LETTER_levels, thin.levels.numbers, N_FIELDS(levels));
   if (thin.has_use)
      write_numbers(LETTER_use_levels, thin.use, N_FIELDS(use_levels));
   thin.has_use = False;
   write_numbers(LETTER_snapshot, thin.last.numbers, N_FIELDS(snapshot));
   thin.pending = False;
   *(UInt *)ms2_array_add(kept) = thin.n_read - 1;
}

/* A line takes over the highest values of the one before it, which is left
   out, and their moments with them. */
static void merge(ULong *now, const ULong *before, const UChar *roles, UInt n)
{
   for (UInt i = 0; i < n; i++) {
      if (roles[i] != ROLE_most || before[i] <= now[i])
         continue;
      now[i] = before[i];
      for (UInt k = i + 1; k < n && roles[k] == ROLE_when; k++)
         now[k] = before[k];
   }
}

/* A snapshot without a line of levels: they are as they were, and were not
   higher since.  A highest value stands behind the value. */
static void carry_levels(void)
{
   for (UInt i = 1; i < N_FIELDS(levels); i++) {
      if (level_roles[i] == ROLE_most)
         thin.levels.numbers[i] = thin.levels.numbers[i - 1];
   }
   ULong beside = thin.levels.is.pages_bytes + thin.levels.is.stack_bytes;
   thin.levels.is.sum_bytes = thin.last.is.heap_bytes + beside;
   thin.levels.is.max_sum_bytes = thin.last.is.max_heap_bytes + beside;
}

/* Those before belong to a snapshot that was read, and that needs them until
   the next one is. */
static void read_levels(void)
{
   thin.before = thin.levels;
   read_numbers(thin.levels.numbers, N_FIELDS(levels));
   thin.has_levels = True;
   thin.levels_are_new = True;
}

/* Of a snapshot that is left out it goes over to the next one. */
static void read_use_levels(void)
{
   ULong before[N_FIELDS(use_levels)];

   ms2_host_memcpy(before, thin.use, sizeof before);
   read_numbers(thin.use, N_FIELDS(use_levels));
   if (thin.has_use)
      merge(thin.use, before, use_roles, N_FIELDS(use_levels));
   thin.has_use = True;
}

/* The first is kept, since it alone may say what was inherited; then every
   second one. */
static void read_snapshot(void)
{
   Snapshot before = thin.last;

   read_numbers(thin.last.numbers, N_FIELDS(snapshot));
   if (!thin.levels_are_new) {
      thin.before = thin.levels;
      carry_levels();
   }
   thin.levels_are_new = False;
   if (thin.pending) {
      merge(thin.last.numbers, before.numbers, snapshot_roles,
            N_FIELDS(snapshot));
      merge(thin.levels.numbers, thin.before.numbers, level_roles,
            N_FIELDS(levels));
   }
   thin.pending = True;
   if (thin.n_read++ % 2 == 0)
      write_snapshot();
}

/* What a search found, which stays, is many times its snapshot: that one stays
   whatever the number. */
static Bool keeps_snapshot(Int letter)
{
   return letter != LETTER_mark || thin.n_marked++ < MAX_MARKED;
}

static void copy_mark(Int letter)
{
   if (thin.pending && keeps_snapshot(letter))
      write_snapshot();
   copy_line(letter);
}

/* Peaks with their parts, and absolute values, are left out: their owners write
   them again, as they are now. */
static void copy_record(Int letter)
{
   switch (letter < N_LETTERS ? (Kind)records[letter].kind : NONE) {
   case KIND_definition: copy_line(letter); return;
   case KIND_difference: add_difference(letter); return;
   case KIND_level:
      if (letter == LETTER_levels)
         read_levels();
      else
         read_use_levels();
      return;
   case KIND_snapshot: read_snapshot(); return;
   case KIND_mark: copy_mark(letter); return;
   case KIND_peak:
   case KIND_absolute:
   case KIND_end: skip_line(); return;
   case NONE: thin.is_damaged = True; return;
   }
}

static void copy_profile(void)
{
   copy_line(next_char()); /* the first line is no record */
   Int letter;
   while (!thin.is_damaged && (letter = next_char()) >= 0)
      copy_record(letter);
   if (thin.pending)
      write_snapshot();
   ms2_text_flush();
}

static void release_sums(void)
{
   for (UInt i = 0; i < N_LETTERS; i++) {
      for (UInt k = 0; k < MAX_SECOND; k++)
         ms2_host_free(thin.sums[i][k]);
   }
   ms2_array_free(thin.touched);
}

const Ms2Array *ms2_thin_profile(UInt n_nodes)
{
   ms2_host_memset(&thin, 0, sizeof thin);
   thin.fd = ms2_file_begin_copy();
   if (thin.fd < 0)
      return NULL;
   if (kept == NULL)
      kept = ms2_array_new("ms2.thin", sizeof(UInt));
   ms2_array_clear(kept);
   thin.n_nodes = n_nodes;
   thin.touched = ms2_array_new("ms2.thin", sizeof(Key));
   copy_profile();
   release_sums();
   Bool is_good = !thin.is_damaged && kept->n < thin.n_read;
   return ms2_file_end_copy(is_good) ? kept : NULL;
}
