/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line: one table of options, read by argp, --help and the check
   of the manual page. */
#include "cli/options.h"

#include <argp.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/nearest.h"
#include "cli/option_rules.h"
#include "cli/help.h"
#include "cli/option_set.h"
#include "config.h"
#include "query/frame_rules.h"
#include "query/measure.h"
#include "query/top_group.h"
#include "read/line.h"

#define DEFAULT_HEIGHT 20 /* ms_print's */
#define DEFAULT_TOP 10
#define DEFAULT_ROWS 24 /* of a screen, as terminals have been since 1978 */
#define MOST_WIDTH 10000
#define LEAST_HEIGHT 4
#define MOST_HEIGHT 1000
#define LEAST_SNAPSHOTS 8 /* fewer do not show the shape of a run */

const char *argp_program_version = "ms2_print (ms2) " PACKAGE_VERSION;

/* In the order of --help. */
enum group { GROUP_WHAT = 1, GROUP_HOW, GROUP_FRAMES, GROUP_CHECKS };

/* The table.  Options without a letter have the keys FIRST_KEY + row. */

#define IN(member) .field = offsetof(struct options, member)
#define IN_FRAMES(member) .frame_field = offsetof(struct frame_options, member)

static const struct option_row rows[] = {
    {"view", 0, "NAME", "Show this view (below); without it the report",
     GROUP_WHAT, .set = option_set_view},
    {"to", 0, "FORMAT", "Write this format (below) for another program",
     GROUP_WHAT, .set = option_set_to},
    {"output", 'o', "FILE", "Write to FILE instead of standard output",
     GROUP_WHAT, .set = option_set_text, IN(output)},
    {"merge", 0, NULL, "Show all files as one; the same as --view=merge",
     GROUP_WHAT, .set = option_set_view, .view = "merge"},
    {"watch", 0, NULL,
     "Follow FILE on the terminal while it is being written; q quits",
     GROUP_WHAT, .set = option_set_flag, IN(watch)},
    {"at", 0, "WHEN",
     "Look at the heap at its peak, at the end, at the peak of the sum of "
     "heap, pages and stacks, or at the snapshot of this number; of a window, "
     "at what is kept of it, left of it at the end, or held all through",
     GROUP_WHAT, .set = option_set_at},
    {"memory", 0, "WHICH",
     "Show the heap, mapped pages (mapped), or all memory; auto, the default, "
     "shows all where 512 KiB or more were mapped past malloc",
     GROUP_WHAT, .set = option_set_memory},
    {"base", 0, "FILE", "Show what changed against this profile", GROUP_WHAT,
     .set = option_set_text, IN(base)},
    {"base-at", 0, "N", "Show what changed since the snapshot of this number",
     GROUP_WHAT, .set = option_set_base_at, IN(base_at), .most = SIZE_MAX},
    {"measure", 0, "NAME",
     "Weigh stacks by this measure (below) in a format of one number",
     GROUP_WHAT, .set = option_set_measure},
    {"threshold", 0, "PCT", "Leave out what has less than PCT per cent",
     GROUP_WHAT, .set = option_set_threshold},
    {"top", 'n', "N", "Show at most N entries of a list", GROUP_WHAT,
     .set = option_set_count, IN(top_n), .least = 1, .most = UINT32_MAX},
    {"sort", 0, "KEY",
     "Rank functions by this: peak, end, allocated, calls, size, lifetime, ...",
     GROUP_WHAT, .set = option_set_sort},
    {"by", 0, "WHAT",
     "Sum up --view=top by function, file, object, thread or type", GROUP_WHAT,
     .set = option_set_by},
    {"callees", 0, NULL,
     "Show trees from main inwards, not from the blocks out", GROUP_WHAT,
     .set = option_set_flag, IN(callees)},
    {"focus", 0, "GLOB",
     "Look only at stacks that pass through functions whose names match",
     GROUP_WHAT, .set = option_set_text, IN(focus)},
    {"from", 0, "WHEN",
     "Look only at the run from here on: a time (1.5s), the number of a "
     "snapshot, or the name of a mark or region",
     GROUP_WHAT, .set = option_set_text, IN(from)},
    {"until", 0, "WHEN",
     "Look only at the run up to here; --to=WHEN if that begins with a digit",
     GROUP_WHAT, .set = option_set_text, IN(until)},
    {"max-input", 0, "SIZE",
     "Read at most SIZE bytes of text of each file, unpacked (K, M, G); 2G "
     "unless given",
     GROUP_WHAT, .set = option_set_size, IN(max_input)},
    {"series", 0, "NAME", "Draw the graph of heap, pages, stacks or sum",
     GROUP_WHAT, .set = option_set_series},
    {"x", 0, "AXIS",
     "Show the run along work (code blocks executed), instructions, time, "
     "bytes "
     "(allocated) or calls",
     GROUP_HOW, .set = option_set_x, IN(width), .least = OPTIONS_LEAST_WIDTH,
     .most = MOST_WIDTH},
    {"time-unit", 0, "AXIS", NULL, GROUP_HOW, .set = option_set_axis,
     .is_alias = true},
    {"width", 0, "N", "Use N columns", GROUP_HOW, .set = option_set_extent,
     IN(width), .least = OPTIONS_LEAST_WIDTH, .most = MOST_WIDTH},
    {"height", 0, "N", "Give the graph N rows", GROUP_HOW,
     .set = option_set_extent, IN(height), .least = LEAST_HEIGHT,
     .most = MOST_HEIGHT},
    {"y", 0, "N", NULL, GROUP_HOW, .set = option_set_extent, IN(height),
     .least = LEAST_HEIGHT, .most = MOST_HEIGHT, .is_alias = true},
    {"source", 0, NULL, "Show the source lines below the functions", GROUP_HOW,
     .set = option_set_flag, IN(source)},
    {"no-source", 0, NULL, "Put no source lines into a page for a browser",
     GROUP_HOW, .set = option_set_flag, IN(no_source)},
    {"anonymize", 0, NULL, "Write names that tell nothing, with --to=ms2",
     GROUP_HOW, .set = option_set_flag, IN(anonymize)},
    {"snapshots", 0, "N", "Keep about N snapshots, with --to=ms2", GROUP_HOW,
     .set = option_set_count, IN(n_snapshots), .least = LEAST_SNAPSHOTS,
     .most = UINT32_MAX},
    {"detailed-freq", 0, "N",
     "Give one in N snapshots a tree, with --to=massif", GROUP_HOW,
     .set = option_set_count, IN(detailed_freq), .least = 1,
     .most = UINT32_MAX},
    {"color", 0, "WHEN", "Use colour: auto, always or never", GROUP_HOW,
     .set = option_set_color},
    {"symbols", 0, "WHERE",
     "Name code that has no name by this file with its debug information, a "
     "folder of such files, or 'debuginfod'; or 'none': not even by the "
     "program itself",
     GROUP_FRAMES, .set = option_set_symbols},
    {"skip-fn", 0, "GLOB", "Skip functions whose names match", GROUP_FRAMES,
     .set = option_set_frame_glob, IN_FRAMES(skip_fn)},
    {"skip-path", 0, "GLOB", "Skip functions whose source paths match",
     GROUP_FRAMES, .set = option_set_frame_glob, IN_FRAMES(skip_path)},
    {"skip-obj", 0, "GLOB", "Skip functions in objects whose paths match",
     GROUP_FRAMES, .set = option_set_frame_glob, IN_FRAMES(skip_obj)},
    {"skip-file", 0, "FILE",
     "Read such patterns from FILE: a line each, fn:GLOB, path:GLOB or "
     "obj:GLOB",
     GROUP_FRAMES, .set = option_set_skip_file},
    {"skip", 0, "qt", "Skip Qt's own frames, too", GROUP_FRAMES,
     .set = option_set_skip},
    {"wrappers", 0, "yes|no",
     "Show what called functions that allocate for everybody, not these: yes "
     "unless told",
     GROUP_FRAMES, .set = option_set_wrappers},
    {"no-skip", 0, NULL, "Show every frame that was recorded", GROUP_FRAMES,
     .set = option_set_frame_flag, IN_FRAMES(no_skip)},
    {"alloc-fn", 0, "NAME",
     "Count NAME as an allocation function, as massif "
     "does",
     GROUP_FRAMES, .set = option_set_frame_glob, IN_FRAMES(alloc_fn)},
    {"suppressions", 0, "FILE",
     "Leave out leaks that this file of LeakSanitizer's or Valgrind's "
     "suppresses",
     GROUP_CHECKS, .set = option_set_suppressions},
    {"gen-suppressions", 0, NULL,
     "Write a suppression for each leak suspect; the same as --to=supp",
     GROUP_CHECKS, .set = option_set_export, .view = "supp"},
    {"check", 0, "LIMIT",
     "Fail unless this holds, as in 'peak<=10MB', 'site(parse*).end==0' or "
     "'region(load).allocated<=64KB'",
     GROUP_CHECKS, .set = option_set_check},
    {"fail-on-increase", 0, "BASE[:PCT]",
     "Fail if the peak, the end or the total is more than PCT per cent above "
     "that of the profile BASE",
     GROUP_CHECKS, .set = option_set_fail_on_increase},
    {"unfinished", 0, NULL,
     "Let checks pass although the program was killed or still runs",
     GROUP_CHECKS, .set = option_set_flag, IN(unfinished)},
    {"junit", 0, "FILE", "Write the results of checks to FILE, as JUnit does",
     GROUP_CHECKS, .set = option_set_text, IN(junit)},
};

#undef IN
#undef IN_FRAMES

#define N_ROWS (sizeof rows / sizeof rows[0])
#define FIRST_KEY 256

static int row_key(size_t i)
{
   return rows[i].letter ? rows[i].letter : FIRST_KEY + (int)i;
}

static error_t parse_one(int key, char *arg, struct argp_state *state)
{
   struct options *o = state->input;

   if (key == ARGP_KEY_ARG) {
      words_add(o->arena, &o->files, arg);
      return 0;
   }
   for (size_t i = 0; i < N_ROWS; i++) {
      if (row_key(i) == key) {
         rows[i].set(o, &rows[i], arg);
         return 0;
      }
   }
   return ARGP_ERR_UNKNOWN;
}

static const struct option_row *row_of(const char *name, size_t length)
{
   for (size_t i = 0; i < N_ROWS; i++) {
      if (strncmp(rows[i].name, name, length) == 0)
         return &rows[i]; /* or one that it begins: argp takes these */
   }
   return NULL;
}

/* argp says that it does not know an option, but not which one it may be. */
static void check_name(const char *option)
{
   static const char *const of_argp[] = {"help", "usage", "version"};
   const size_t length = strcspn(option, "=");
   char name[64];

   if (length >= sizeof name || row_of(option, length))
      return;
   memcpy(name, option, length);
   name[length] = '\0';
   struct nearest n = nearest_new(name);
   for (size_t i = 0; i < sizeof of_argp / sizeof of_argp[0]; i++) {
      if (strncmp(of_argp[i], name, length) == 0)
         return;
      nearest_try(&n, of_argp[i]);
   }
   for (size_t i = 0; i < N_ROWS; i++)
      nearest_try(&n, rows[i].name);
   if (n.word)
      die_usage("unknown option '--%s'; did you mean '--%s'?", name, n.word);
}

static void check_names(int argc, char **argv)
{
   for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
      if (strncmp(argv[i], "--", 2) != 0)
         continue;
      const char *name = argv[i] + 2;
      const struct option_row *row = row_of(name, strcspn(name, "="));

      check_name(name);
      if (row && row->arg && !strchr(name, '='))
         i++; /* the next word is its argument */
   }
}

static void run_argp(struct options *o, int argc, char **argv)
{
   static const struct argp_option headings[] = {
       {.doc = "What to show:", .group = GROUP_WHAT},
       {.doc = "How to show it:", .group = GROUP_HOW},
       {.doc = "Which functions to see:", .group = GROUP_FRAMES},
       {.doc = "What to check:", .group = GROUP_CHECKS},
   };
   struct argp_option
       options[N_ROWS + sizeof headings / sizeof headings[0] + 1] = {{0}};
   const struct argp argp = {options, parse_one,   "[FILE...]", help_doc,
                             NULL,    help_filter, NULL};

   for (size_t i = 0; i < N_ROWS; i++) {
      options[i].name = rows[i].name;
      options[i].key = row_key(i);
      options[i].arg = rows[i].arg;
      options[i].doc = rows[i].help;
      options[i].group = (int)rows[i].group;
      options[i].flags = rows[i].is_alias ? OPTION_ALIAS : 0;
   }
   for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
      options[N_ROWS + i] = headings[i];
   check_names(argc, argv);
   argp_err_exit_status = EXIT_USAGE;
   if (argp_parse(&argp, argc, argv, 0, NULL, o) != 0)
      die("out of memory");
}

struct options *options_parse(int argc, char **argv)
{
   struct arena *a = arena_new();
   struct options *o = arena_alloc(a, sizeof *o);

   o->arena = a;
   o->frame_options = arena_alloc(a, sizeof *o->frame_options);
   o->height = DEFAULT_HEIGHT;
   o->rows = DEFAULT_ROWS;
   o->top_n = DEFAULT_TOP;
   o->max_input = LINE_MOST_TEXT;
   o->measure = measure_find("live");
   o->by = &top_groups[0];
   run_argp(o, argc, argv);
   option_rules_settle(o);
   return o;
}

void options_free(struct options *o)
{
   arena_free(o->arena);
}
