/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorder's options: their values, their table, and reading one. */
#include "control/options.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"
#include "pub_tool_replacemalloc.h"

/* 256 frames hold what real programs nest (a Rust stack has about 30, an
   interpreter's about 100), so that trees have their root; stacks share their
   outer frames, so that depth costs little. */
#define DEFAULT_DEPTH 256

/* 64 MB hold some 7,000 snapshots of a program as large as a compiler, more
   than a page has columns, and are read in a third of a second. */
#define DEFAULT_MAX_FILE_MB 64

static Ms2Options options = {
    .heap = True,
    .heap_admin_bytes = 8, /* massif's */
    .depth = DEFAULT_DEPTH,
    .short_lived = 1,
    .max_file_mb = DEFAULT_MAX_FILE_MB,
    .owners = "end",
    .time_unit = "superblocks",
    .use = "no",
    .out_file = "ms2.out.%p",
};
const Ms2Options *const ms2_options = &options;

static const HChar *const time_units[] = {"superblocks", "i", "ms", "B", NULL};

static const HChar *const uses[] = {"no", "yes", "counts", NULL};
static const HChar *const owner_moments[] = {"end", "peaks", "no", NULL};

/* In the order of --help. */
const Ms2OptionRow ms2_options_rows[] = {
    {"--ms2-out-file",
     MS2_OPTION_TEXT,
     {.text = &options.out_file},
     .value = "<file>",
     .help = "where the profile goes (%p: process id, %q{VAR}: environment)"},
    {"--max-file-size",
     MS2_OPTION_NUMBER,
     {.number = &options.max_file_mb},
     .value = "<MB>",
     .help = "above it the file is written anew with fewer snapshots; 0: no "
             "limit",
     .most = 1000000,
     .unit = "MB"},
    {"--depth",
     MS2_OPTION_NUMBER,
     {.number = &options.depth},
     .help = "frames kept of a stack",
     .least = 1,
     .most = MS2_MAX_DEPTH,
     .unit = "frames"},
    {"--time-unit",
     MS2_OPTION_CHOICE,
     {.text = &options.time_unit},
     .help = "the graph's default axis; i: instructions, counted only when "
             "asked for; every other axis is always recorded",
     .choices = time_units},
    {"--short-lived",
     MS2_OPTION_NUMBER,
     {.number = &options.short_lived},
     .help = "a block is short-lived if it is freed at most so many "
             "allocations of its thread later",
     .most = 1000000000,
     .unit = "allocations"},
    {"--separate-threads",
     MS2_OPTION_FLAG,
     {.flag = &options.separate_threads},
     .help = "keep the stacks of each thread apart"},
    {"--ignore-fn",
     MS2_OPTION_NAMES,
     {.names = &options.ignore_fns},
     .help = "do not record what is allocated directly in this function (* "
             "and ? match)"},
    {"--toggle-collect",
     MS2_OPTION_NAMES,
     {.names = &options.toggle_fns},
     .help = "record only while this function runs (* and ? match); each is a "
             "region"},
    {"--malloc-fn",
     MS2_OPTION_NAMES,
     {.names = &options.malloc_fns},
     .value = "<name>[:<size>[*<times>]]",
     .help = "this function of the program allocates; numbers of its "
             "arguments [:1]"},
    {"--realloc-fn",
     MS2_OPTION_NAMES,
     {.names = &options.realloc_fns},
     .value = "<name>[:<pointer>,<size>[*<times>]]",
     .help = "this one changes the size of a block [:1,2]"},
    {"--free-fn",
     MS2_OPTION_NAMES,
     {.names = &options.free_fns},
     .value = "<name>[:<pointer>]",
     .help = "this one frees a block [:1]"},
    {"--free-all-fn",
     MS2_OPTION_NAMES,
     {.names = &options.free_all_fns},
     .value = "<name>[:<pool>]",
     .help = "this one frees all blocks of a pool, or with :0 of all [:1]"},
    {"--heap-admin",
     MS2_OPTION_NUMBER,
     {.number = &options.heap_admin_bytes},
     .value = "<bytes>",
     .help = "an allocator's own bytes a block",
     .most = 1024,
     .unit = "bytes"},
    {"--heap",
     MS2_OPTION_FLAG,
     {.flag = &options.heap},
     .help = "record the heap"},
    {"--stacks",
     MS2_OPTION_FLAG,
     {.flag = &options.stacks},
     .help = "measure how deep each thread's stack is"},
    {"--use",
     MS2_OPTION_CHOICE,
     {.text = &options.use},
     .help =
         "note which memory of the heap is read and written, and when last; "
         "counts: how often, too",
     .choices = uses},
    {"--owners",
     MS2_OPTION_CHOICE,
     {.text = &options.owners},
     .help = "when to search the program's memory for who holds what, and what "
             "is lost",
     .choices = owner_moments},
    {"--pages-as-heap",
     MS2_OPTION_FLAG,
     {.flag = &options.pages_as_heap},
     .help = "the heap is the mapped pages of every kind, and malloc is not "
             "looked at"},

    {"--alloc-fn",
     MS2_OPTION_NAMES,
     {.names = &options.alloc_fns},
     .help = "this function counts as an allocator",
     .group = MS2_OPTION_SHARED},
    {"--threshold",
     MS2_OPTION_DECIMAL,
     {.text = &options.threshold},
     .value = "<per cent>",
     .help = "hide what is smaller in trees [1.0]",
     .most = 100,
     .unit = "per cent",
     .group = MS2_OPTION_SHARED},

    /* Every snapshot has its tree, the peak is exact, and snapshots are not
       limited in number. */
    {"--massif-out-file",
     MS2_OPTION_TEXT,
     {.text = &options.out_file},
     .group = MS2_OPTION_NEEDLESS},
    {"--peak-inaccuracy", MS2_OPTION_DECIMAL, .group = MS2_OPTION_NEEDLESS},
    {"--detailed-freq", MS2_OPTION_NUMBER, .least = 1, .most = 1000000,
     .unit = "snapshots", .group = MS2_OPTION_NEEDLESS},
    {"--max-snapshots", MS2_OPTION_NUMBER, .least = 10, .most = 1000000,
     .unit = "snapshots", .group = MS2_OPTION_NEEDLESS},

    {"--check-unwind",
     MS2_OPTION_FLAG,
     {.flag = &options.check_unwind},
     .help = "unwind every stack both ways, and say how many differ",
     .group = MS2_OPTION_DEBUG},
    {"--ms2-run",
     MS2_OPTION_TEXT,
     {.text = &options.run_id},
     .help = "the name of the run, as ms2 hands it to the programs that it "
             "follows",
     .group = MS2_OPTION_DEBUG},
};

const UInt ms2_options_n_rows =
    sizeof ms2_options_rows / sizeof ms2_options_rows[0];

void ms2_options_init(void)
{
   for (UInt i = 0; i < ms2_options_n_rows; i++) {
      const Ms2OptionRow *row = &ms2_options_rows[i];

      if (row->kind == MS2_OPTION_NAMES)
         *row->to.names = ms2_array_new("ms2.options", sizeof(const HChar *));
   }
}

/* ---- one kind of value each: False if it is none ---- */

static Bool read_flag(const Ms2OptionRow *row, const HChar *value)
{
   Bool yes = VG_STREQ(value, "yes");

   if (!yes && !VG_STREQ(value, "no"))
      return False;
   *row->to.flag = yes;
   return True;
}

/* A Long holds any number of so many digits; no bound has more. */
#define MOST_DIGITS 18

static Bool read_number(const Ms2OptionRow *row, const HChar *value)
{
   HChar *end;
   Long number = VG_(strtoll10)(value, &end);

   if (*value == '\0' || *end != '\0' || VG_(strlen)(value) > MOST_DIGITS ||
       number < row->least || number > row->most) {
      return False;
   }
   if (row->to.number != NULL)
      *row->to.number = number;
   return True;
}

static Bool read_decimal(const Ms2OptionRow *row, const HChar *value)
{
   HChar *end;
   double number = VG_(strtod)(value, &end);

   if (*value == '\0' || *end != '\0')
      return False;
   if (row->unit != NULL && (number < row->least || number > row->most))
      return False;
   if (row->to.text != NULL)
      *row->to.text = value;
   return True;
}

static Bool read_choice(const Ms2OptionRow *row, const HChar *value)
{
   for (UInt i = 0; row->choices[i] != NULL; i++) {
      if (VG_STREQ(value, row->choices[i])) {
         *row->to.text = row->choices[i];
         return True;
      }
   }
   return False;
}

static Bool read_value(const Ms2OptionRow *row, const HChar *value)
{
   switch (row->kind) {
   case MS2_OPTION_FLAG: return read_flag(row, value);
   case MS2_OPTION_NUMBER: return read_number(row, value);
   case MS2_OPTION_DECIMAL: return read_decimal(row, value);
   case MS2_OPTION_CHOICE: return read_choice(row, value);
   case MS2_OPTION_TEXT: *row->to.text = value; return True;
   case MS2_OPTION_NAMES:
      *(const HChar **)ms2_array_add(*row->to.names) = value;
      return True;
   }
   return False;
}

/* ---- what was expected ---- */

/* "superblocks, i, ms or B" */
static void list_choices(const HChar *const *choices, HChar *text)
{
   VG_(strcpy)(text, "");
   for (UInt i = 0; choices[i] != NULL; i++) {
      if (i > 0)
         VG_(strcat)(text, choices[i + 1] != NULL ? ", " : " or ");
      VG_(strcat)(text, choices[i]);
   }
}

static void refuse(const Ms2OptionRow *row, const HChar *arg,
                   const HChar *value)
{
   HChar expected[100] = "yes or no";

   if (row->choices != NULL)
      list_choices(row->choices, expected);
   else if (row->unit != NULL)
      VG_(sprintf)(expected, "%d to %d %s", row->least, row->most, row->unit);
   else if (row->kind == MS2_OPTION_DECIMAL)
      VG_(strcpy)(expected, "a number");
   VG_(fmsg_bad_option)(arg, "expected %s, found '%s'\n", expected, value);
}

/* The core also asks at other times than when options are read, for instance
   which ones a running program takes; check_clom says no for us then. */
static Bool begins_with(const HChar *arg, const HChar *name, SizeT length)
{
   Bool same = VG_STREQN(length, arg, name) && arg[length] == '=';

   return VG_(check_clom)(cloP, arg, name, same);
}

static Bool uses_marks(void)
{
   return !VG_STREQ(options.use, "no");
}

/* Stacks lie in mapped pages, and would count twice.  What is used is known of
   blocks, of which there are none where pages are the heap. */
static void check_together(const HChar *arg)
{
   if (uses_marks() && options.pages_as_heap) {
      VG_(fmsg_bad_option)(arg, "--use and --pages-as-heap=yes do not go"
                                " together\n");
   }
   if (options.stacks && options.pages_as_heap) {
      VG_(fmsg_bad_option)(arg, "--stacks=yes and --pages-as-heap=yes do not"
                                " go together\n");
   }
}

Bool ms2_options_process(const HChar *arg)
{
   for (UInt i = 0; i < ms2_options_n_rows; i++) {
      const Ms2OptionRow *row = &ms2_options_rows[i];
      SizeT length = VG_(strlen)(row->name);

      if (begins_with(arg, row->name, length)) {
         if (!read_value(row, arg + length + 1))
            refuse(row, arg, arg + length + 1);
         check_together(arg);
         return True;
      }
   }
   return VG_(replacement_malloc_process_cmd_line_option)(arg);
}

/* As in massif, pages have no admin, and without a heap there are none. */
void ms2_options_settle(void)
{
   options.count_instructions = VG_STREQ(options.time_unit, "i");
   options.touches = uses_marks();
   options.access_counts = VG_STREQ(options.use, "counts");
   options.pages_as_heap = options.pages_as_heap && options.heap;
   if (options.pages_as_heap)
      options.heap_admin_bytes = 0;
   options.owners_at_end = options.heap && !options.pages_as_heap &&
                           !VG_STREQ(options.owners, "no");
   options.owners_at_peaks =
       options.owners_at_end && VG_STREQ(options.owners, "peaks");
}
