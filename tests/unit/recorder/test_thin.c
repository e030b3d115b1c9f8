/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A profile that is written anew: what becomes of a line of each record, and
   which snapshots are left.  The lines are made from the list of records, so
   one that is new is here at once. */
#include "record/thin.h"

#include "host.h"
#include "scratch.h"

#include "record/file.h"

#include "ms2_format.h"

#include "tap.h"

#include <unistd.h>

#define N_NODES 10

/* More marks than keep their snapshots. */
#define MANY_MARKS 1000

static char path[64];
static Ms2Run run = {.path = path, .run_id = "4711-1", .pid = 4711};

static char old_text[500000], new_text[500000];

/* ---- making a file ------------------------------------------------------- */

static void add(const char *line)
{
   strcat(old_text + strlen(old_text), line);
   strcat(old_text + strlen(old_text), "\n");
}

static void begin_file(void)
{
   snprintf(old_text, sizeof old_text, "%s%d.%d\n", MS2_FORMAT_MAGIC,
            MS2_FORMAT_MAJOR, MS2_FORMAT_MINOR);
}

static void snapshot_line(char *line, size_t n_bytes, int superblocks)
{
   snprintf(line, n_bytes, "S %d 0 0 0 0 0 0 0 0 %d", superblocks, superblocks);
}

static void add_snapshot(int superblocks)
{
   char line[100];

   snapshot_line(line, sizeof line, superblocks);
   add(line);
}

/* Writes the file and thins it; what comes out of it is in new_text.  False if
   it is as it was. */
static bool thin(void)
{
   ms2_file_open(&run);
   ms2_file_write(old_text, strlen(old_text));
   bool is_thinned = ms2_thin_profile(N_NODES) != NULL;
   ms2_file_drop();
   scratch_read(path, new_text, sizeof new_text);
   unlink(path);
   return is_thinned;
}

/* How often a whole line stands in the new file, or with NULL any of the
   letter. */
static UInt count(char letter, const char *wanted)
{
   UInt n = 0;

   for (const char *line = new_text; line != NULL && *line != '\0';
        line = strchr(line, '\n'), line += line != NULL) {
      size_t n_bytes = strcspn(line, "\n");
      if (line[0] != letter || line[1] != ' ')
         continue;
      if (wanted == NULL ||
          (strlen(wanted) == n_bytes && strncmp(line, wanted, n_bytes) == 0)) {
         n++;
      }
   }
   return n;
}

/* ---- a line of each record ----------------------------------------------- */

/* The first number of a line is 1, the second 2, and so on: as a node, and as
   the kind of its pages, each is known. */
#define PUT_number(n) snprintf(field, sizeof field, " %d", ++(n));
#define PUT_hex(n) snprintf(field, sizeof field, " ff");
#define PUT_word(n) snprintf(field, sizeof field, " end");
#define PUT_text(n) snprintf(field, sizeof field, " S 1 l\\x0a 2");
#define PUT(name, type, role, unit) PUT_##type(n) strcat(line, field);

/* The line of a record, as if it were written by the recorder. */
#define MAKE(name, letter, kind)                 \
   static const char *make_##name(void)          \
   {                                             \
      static char line[200];                     \
      char field[40];                            \
      int n = 0;                                 \
                                                 \
      snprintf(line, sizeof line, "%c", letter); \
      MS2_FIELDS_##name(PUT)(void) n;            \
      return line;                               \
   }
MS2_FORMAT_RECORDS(MAKE)
#undef MAKE

static const struct {
   const char *name;
   char letter;
   const char *kind;
   const char *(*make)(void);
} records[] = {
#define ROW(name, letter, kind) {#name, letter, #kind, make_##name},
    MS2_FORMAT_RECORDS(ROW)
#undef ROW
};

#define N_RECORDS (sizeof records / sizeof records[0])

/* Peaks, absolute values and the end are for the recorder to write again. */
static bool is_left_out(const char *kind)
{
   return strcmp(kind, "peak") == 0 || strcmp(kind, "absolute") == 0 ||
          strcmp(kind, "end") == 0;
}

/* All lines are in force before the last snapshot, which stays. */
static void test_records(void)
{
   char what[80];

   begin_file();
   for (size_t i = 0; i < N_RECORDS; i++)
      add(records[i].make());
   add_snapshot(50);
   add_snapshot(100);
   if (!tap_ok(thin(), "a file with a line of each record is written anew"))
      return;
   for (size_t i = 0; i < N_RECORDS; i++) {
      if (is_left_out(records[i].kind)) {
         snprintf(what, sizeof what, "'%c', %s: is left out", records[i].letter,
                  records[i].name);
         tap_is_u64(count(records[i].letter, NULL), 0, what);
      } else {
         snprintf(what, sizeof what, "'%c', %s: stays as it is",
                  records[i].letter, records[i].name);
         tap_ok(count(records[i].letter, records[i].make()) > 0, what);
      }
   }
}

/* ---- snapshots ----------------------------------------------------------- */

/* Four snapshots: a mark behind the second, a search behind the last. */
static void begin_marked(void)
{
   begin_file();
   add_snapshot(1);
   add_snapshot(2);
   add("l label 0 1 2 0 mine");
   add_snapshot(3);
   add("R 0 0 40 0 0 0 cache");
   add_snapshot(4);
   add("Q end 4 0 0 0 0 0 0 0 0 0");
   add("N 1 0 1 1 0 0 0 0");
}

/* The first, every second one, the last, and what stands before a mark or a
   search. */
static void test_order(void)
{
   begin_marked();
   for (int i = 5; i <= 8; i++)
      add_snapshot(i);
   tap_ok(thin(), "a mark and a search");
   begin_marked();
   add_snapshot(5);
   add("S 7 0 0 0 0 0 0 0 0 7");
   add("S 8 0 0 0 0 0 0 0 0 8");
   tap_is_str(new_text, old_text, "both keep the snapshots they belong to");
}

static void test_many_marks(void)
{
   char line[100];

   begin_file();
   for (int i = 1; i <= MANY_MARKS; i++) {
      add_snapshot(i);
      add("l label 0 1 2 0 again");
   }
   add_snapshot(MANY_MARKS + 1);
   add_snapshot(MANY_MARKS + 2);
   add("Q mark 4 0 0 0 0 0 0 0 0 0");
   for (int i = 3; i <= 6; i++)
      add_snapshot(MANY_MARKS + i);
   tap_ok(thin(), "many marks");
   tap_is_u64(count('l', NULL), MANY_MARKS, "all of them are left");
   tap_ok(count('S', NULL) < MANY_MARKS, "but not with a snapshot each");
   snapshot_line(line, sizeof line, MANY_MARKS + 2);
   tap_is_u64(count('S', line), 1, "the search behind them keeps its own");
}

/* Then the peak and all else stays, too. */
static void test_nothing_to_leave_out(void)
{
   begin_file();
   for (int i = 1; i <= 20; i++) {
      add_snapshot(i);
      add("P 1 0 0 0 0 0 0 0");
      add("l label 0 1 2 0 again");
   }
   tap_ok(!thin(), "each snapshot has a mark: none can go");
   tap_is_str(new_text, old_text, "the file is as it was");
}

/* ---- damage ---------------------------------------------------------------
 */

/* What is not as the recorder wrote it. */
static void test_damage(void)
{
   static const char *const ends[] = {"d 1 2",   "d x 1 1 1 1\n", "d 1 2 3 4\n",
                                      "s a nam", "c 1 2",         "? 1\n",
                                      "\n"};
   char what[80];

   for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
      begin_file();
      add_snapshot(1);
      strcat(old_text, ends[i]);
      snprintf(what, sizeof what, "damage %zu: the file can not be copied", i);
      tap_ok(!thin(), what);
      tap_is_str(new_text, old_text, "and is as it was");
   }
}

int main(void)
{
   scratch_begin();
   scratch_path(path, sizeof path, "thin");
   test_records();
   test_order();
   test_many_marks();
   test_nothing_to_leave_out();
   test_damage();
   scratch_end();
   return tap_done();
}
