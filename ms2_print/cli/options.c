/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line: one table of options, read by argp, --help and the check
   of the manual page. */
#include "query/options.h"

#include <argp.h>
#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "query/limit.h"
#include "config.h"
#include "base/die.h"
#include "query/frame_rules.h"
#include "read/line.h"
#include "query/measure.h"
#include "query/top.h"
#include "query/suppress.h"
#include "base/units.h"
#include "cli/views.h"

#define DEFAULT_THRESHOLD_BP 100 /* massif's 1 % */
#define DEFAULT_HEIGHT 20        /* ms_print's */
#define DEFAULT_WIDTH 80
#define DEFAULT_TOP 10
#define DEFAULT_ROWS 24 /* of a screen, as terminals have been since 1978 */
#define LEAST_WIDTH 40  /* below it no line of a tree says anything */
#define MOST_WIDTH 10000
#define LEAST_HEIGHT 4
#define MOST_HEIGHT 1000

const char *argp_program_version = "ms2_print (ms2) " PACKAGE_VERSION;

struct list {
   const char **texts;
   size_t n, room;
};

struct parse {
   struct options *o;
   const struct check **checks;
   size_t n_checks, checks_room;
   struct list files, skip_fn, skip_path, skip_obj, alloc_fn;
};

static void list_add(struct parse *p, struct list *l, const char *text)
{
   l->texts =
       arena_grow(p->o->arena, l->texts, l->n, &l->room, sizeof l->texts[0]);
   l->texts[l->n++] = text;
}

/* Values. */

/* Decimal digits only: no sign, no blanks. */
static bool parse_number(const char *s, uint64_t least, uint64_t most,
                         uint64_t *n)
{
   char *end;

   if (*s < '0' || *s > '9')
      return false;
   errno = 0;
   *n = strtoull(s, &end, 10);
   return !errno && !*end && *n >= least && *n <= most;
}

static uint64_t need_number(const char *option, const char *arg, uint64_t least,
                            uint64_t most)
{
   uint64_t n;

   if (!parse_number(arg, least, most, &n))
      die_usage("%s: expected a number from %" PRIu64 " to %" PRIu64
                ", found '%s'",
                option, least, most, arg);
   return n;
}

/* "1", "0.5", "12.25", each with or without a per cent sign. */
static bool parse_threshold(const char *s, uint32_t *bp)
{
   uint64_t n = 0;
   int n_decimals = 0, n_digits = 0;
   bool point = false;

   for (; *s && strcmp(s, "%") != 0; s++) {
      if (*s == '.' && !point) {
         point = true;
      } else if (*s >= '0' && *s <= '9' && n <= 10000) {
         n_digits++;
         if (point && ++n_decimals > 2)
            continue; /* what hundredths do not show */
         n = n * 10 + (uint64_t)(*s - '0');
      } else {
         return false;
      }
   }
   for (; n_decimals < 2; n_decimals++)
      n *= 10;
   *bp = (uint32_t)n;
   return n_digits > 0 && n <= 10000;
}

static const char *view_names(struct arena *a, enum view_kind kind)
{
   const char *names = "";

   for (size_t i = 0; i < n_view_rows; i++) {
      if (view_rows[i]->kind == kind)
         names = arena_printf(a, "%s%s%s", names, *names ? ", " : "",
                              view_rows[i]->name);
   }
   return names;
}

static const char *measure_names(struct arena *a)
{
   const char *names = "";

   for (size_t i = 0; i < n_measures; i++)
      names = arena_printf(a, "%s%s%s", names, *names ? ", " : "",
                           measures[i].name);
   return names;
}

static void set_any_view(struct parse *p, enum view_kind kind, const char *arg)
{
   const char *word = kind == VIEW_TEXT ? "view" : "format";

   if (p->o->view && p->o->view->kind != kind)
      die_usage("expected --view or --to, found both");
   p->o->view = views_find(kind, arg);
   if (!p->o->view)
      die_usage("unknown %s '%s'; the %ss are %s", word, arg, word,
                view_names(p->o->arena, kind));
}

/* One function an option. */

static void set_view(struct parse *p, const char *arg)
{
   set_any_view(p, VIEW_TEXT, arg);
}

static void set_from(struct parse *p, const char *arg)
{
   p->o->from = arg;
}

static void set_until(struct parse *p, const char *arg)
{
   p->o->until = arg;
}

/* A moment that can be no format: "--from=1s --to=2s" is what people write. */
static bool is_plain_moment(const char *arg)
{
   return (*arg >= '0' && *arg <= '9') || strcmp(arg, "start") == 0 ||
          strcmp(arg, "peak") == 0 || strcmp(arg, "end") == 0;
}

static void set_to(struct parse *p, const char *arg)
{
   if (is_plain_moment(arg))
      set_until(p, arg);
   else
      set_any_view(p, VIEW_EXPORT, arg);
}

static void set_output(struct parse *p, const char *arg)
{
   p->o->output = arg;
}

static void set_at(struct parse *p, const char *arg)
{
   uint64_t n = 0;

   p->o->at_given = true;
   if (strcmp(arg, "peak") == 0)
      p->o->at = AT_PEAK;
   else if (strcmp(arg, "end") == 0)
      p->o->at = AT_END;
   else if (strcmp(arg, "sum") == 0)
      p->o->at = AT_SUM;
   else if (strcmp(arg, "kept") == 0)
      p->o->at = AT_KEPT;
   else if (strcmp(arg, "held") == 0)
      p->o->at = AT_HELD;
   else if (parse_number(arg, 0, SIZE_MAX, &n))
      p->o->at = AT_SNAPSHOT;
   else
      die_usage("--at: expected peak, end, sum, kept, held or the number of a "
                "snapshot, found '%s'",
                arg);
   p->o->at_snapshot = (size_t)n;
}

static void set_measure(struct parse *p, const char *arg)
{
   p->o->measure = measure_find(arg);
   if (!p->o->measure)
      die_usage("unknown measure '%s'; the measures are %s", arg,
                measure_names(p->o->arena));
}

static void set_threshold(struct parse *p, const char *arg)
{
   if (!parse_threshold(arg, &p->o->threshold_bp))
      die_usage("--threshold: expected per cent from 0 to 100, found '%s'",
                arg);
   p->o->threshold_given = true;
}

static void set_check(struct parse *p, const char *arg)
{
   p->checks = arena_grow(p->o->arena, p->checks, p->n_checks, &p->checks_room,
                          sizeof p->checks[0]);
   p->checks[p->n_checks++] = limit_parse(p->o->arena, arg);
}

/* "BASE" or "BASE:PCT"; a name may have colons of its own. */
static void set_fail_on_increase(struct parse *p, const char *arg)
{
   const char *colon = strrchr(arg, ':');

   p->o->fail_on_increase = true;
   p->o->base = arg;
   if (colon && parse_threshold(colon + 1, &p->o->increase_bp))
      p->o->base = arena_strndup(p->o->arena, arg, (size_t)(colon - arg));
   else if (colon && access(arg, F_OK) != 0)
      die_usage("--fail-on-increase: expected BASE or BASE:PCT with a per cent "
                "from 0 to 100, found '%s'",
                arg);
}

static void set_base(struct parse *p, const char *arg)
{
   p->o->base = arg;
}

static void set_base_at(struct parse *p, const char *arg)
{
   p->o->base_at_given = true;
   p->o->base_at = need_number("--base-at", arg, 0, SIZE_MAX);
}

static void set_unfinished(struct parse *p, const char *arg)
{
   (void)arg;
   p->o->unfinished = true;
}

static void set_junit(struct parse *p, const char *arg)
{
   p->o->junit = arg;
}

static void set_top(struct parse *p, const char *arg)
{
   p->o->top_n = need_number("--top", arg, 1, UINT32_MAX);
}

static void set_sort(struct parse *p, const char *arg)
{
   const char *keys = "";

   p->o->sort = top_key_find(arg);
   if (p->o->sort)
      return;
   for (size_t i = 0; i < n_top_keys; i++)
      keys = arena_printf(p->o->arena, "%s%s%s", keys, *keys ? ", " : "",
                          top_keys[i].key);
   die_usage("--sort: expected one of %s; found '%s'", keys, arg);
}

static void set_series(struct parse *p, const char *arg)
{
   for (enum series s = SERIES_HEAP; s < SERIES_COUNT; s++) {
      if (strcmp(arg, facts_series_name(s)) == 0) {
         p->o->series = s;
         return;
      }
   }
   die_usage("--series: expected heap, pages, stacks or sum, found '%s'", arg);
}

static void set_time_unit(struct parse *p, const char *arg)
{
   if (!units_axis_parse(arg, &p->o->axis))
      die_usage("--time-unit: expected superblocks, i, ms, B or calls, "
                "found '%s'",
                arg);
}

static void set_width(struct parse *p, const char *arg)
{
   p->o->width = (uint32_t)need_number("--width", arg, LEAST_WIDTH, MOST_WIDTH);
}

/* Fewer do not show the shape of a run. */
#define LEAST_SNAPSHOTS 8

static void set_height(struct parse *p, const char *arg)
{
   p->o->height =
       (uint32_t)need_number("--height", arg, LEAST_HEIGHT, MOST_HEIGHT);
}

static void set_color(struct parse *p, const char *arg)
{
   static const char *const names[] = {[OUT_COLOR_AUTO] = "auto",
                                       [OUT_COLOR_ALWAYS] = "always",
                                       [OUT_COLOR_NEVER] = "never"};

   for (enum out_color_when i = OUT_COLOR_AUTO; i <= OUT_COLOR_NEVER; i++) {
      if (strcmp(arg, names[i]) == 0) {
         p->o->color = i;
         return;
      }
   }
   die_usage("--color: expected auto, always or never, found '%s'", arg);
}

static void set_skip_fn(struct parse *p, const char *arg)
{
   list_add(p, &p->skip_fn, arg);
}

static void set_skip_path(struct parse *p, const char *arg)
{
   list_add(p, &p->skip_path, arg);
}

static void set_skip_obj(struct parse *p, const char *arg)
{
   list_add(p, &p->skip_obj, arg);
}

static void set_alloc_fn(struct parse *p, const char *arg)
{
   list_add(p, &p->alloc_fn, arg);
}

static void set_skip(struct parse *p, const char *arg)
{
   if (strcmp(arg, "qt") != 0)
      die_usage("--skip: expected qt, found '%s'", arg);
   p->o->frame_options->qt = true;
}

static void set_no_skip(struct parse *p, const char *arg)
{
   (void)arg;
   p->o->frame_options->no_skip = true;
}

static void set_merge(struct parse *p, const char *arg)
{
   (void)arg;
   set_any_view(p, VIEW_TEXT, "merge");
}

static void set_watch(struct parse *p, const char *arg)
{
   (void)arg;
   p->o->watch = true;
}

static void set_focus(struct parse *p, const char *arg)
{
   p->o->focus = arg;
}

static void set_callees(struct parse *p, const char *arg)
{
   (void)arg;
   p->o->callees = true;
}

static void set_source(struct parse *p, const char *arg)
{
   (void)arg;
   p->o->source = true;
}

static void set_by(struct parse *p, const char *arg)
{
   const char *names = "";

   p->o->by = top_group_find(arg);
   if (p->o->by)
      return;
   for (size_t i = 0; i < n_top_groups; i++)
      names = arena_printf(p->o->arena, "%s%s%s", names, *names ? ", " : "",
                           top_groups[i].name);
   die_usage("--by: expected one of %s; found '%s'", names, arg);
}

static void set_anonymize(struct parse *p, const char *arg)
{
   (void)arg;
   p->o->anonymize = true;
}

static void set_snapshots(struct parse *p, const char *arg)
{
   p->o->n_snapshots =
       need_number("--snapshots", arg, LEAST_SNAPSHOTS, UINT32_MAX);
}

static void set_no_source(struct parse *p, const char *arg)
{
   (void)arg;
   p->o->no_source = true;
}

static bool is_blank(const char *s)
{
   return s[strspn(s, " \t\r")] == '\0';
}

/* "KIND:GLOB" */
static void add_rule(struct parse *p, const struct line_source *source,
                     const char *text)
{
   const struct {
      const char *start;
      struct list *list;
   } kinds[] = {
       {"fn:", &p->skip_fn}, {"path:", &p->skip_path}, {"obj:", &p->skip_obj}};

   for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
      const size_t length = strlen(kinds[i].start);

      if (strncmp(text, kinds[i].start, length) == 0) {
         list_add(p, kinds[i].list, arena_strdup(p->o->arena, text + length));
         return;
      }
   }
   die("%s:%" PRIu64 ": expected 'fn:', 'path:' or 'obj:' and a pattern, "
       "found '%.40s'",
       line_path(source), line_number(source), text);
}

static char *read_lines(struct arena *a, const char *path)
{
   struct line_source *source = line_open(path);
   struct line line;
   char *text = NULL;
   size_t n = 0, room = 0;
   bool more = true;

   while (more) {
      more = line_next(source, &line);
      if (!more && !line_was_cut(source, &line))
         break;
      for (size_t i = 0; i <= line.length; i++) {
         text = arena_grow(a, text, n, &room, 1);
         text[n++] = i < line.length ? line.text[i] : '\n';
      }
   }
   line_close(source);
   text = arena_grow(a, text, n, &room, 1);
   text[n] = '\0';
   return text;
}

static void set_suppressions(struct parse *p, const char *arg)
{
   char *text = read_lines(p->o->arena, arg);
   const char *fault, *remark;
   size_t line;

   if (!p->o->suppressions)
      p->o->suppressions = suppress_new(p->o->arena);
   fault = suppress_parse(p->o->suppressions, text, &line, &remark);
   if (fault)
      die("%s:%zu: %s", arg, line, fault);
   if (remark)
      warn("%s: %s", arg, remark);
}

static void set_gen_suppressions(struct parse *p, const char *arg)
{
   (void)arg;
   set_any_view(p, VIEW_EXPORT, "supp");
}

static void set_skip_file(struct parse *p, const char *arg)
{
   struct line_source *source = line_open(arg);
   struct line line;

   while (line_next(source, &line)) {
      if (!is_blank(line.text) && line.text[0] != '#')
         add_rule(p, source, line.text);
   }
   if (line_was_cut(source, &line) && !is_blank(line.text) &&
       line.text[0] != '#')
      add_rule(p, source, line.text);
   line_close(source);
}

/* The table.  Options without a letter have the keys FIRST_KEY + row. */

enum group { GROUP_WHAT = 1, GROUP_HOW, GROUP_FRAMES, GROUP_CHECKS };

struct row {
   const char *name;
   char letter; /* 0: none */
   const char *arg;
   const char *help; /* NULL: another name of the row above */
   enum group group;
   void (*set)(struct parse *p, const char *arg);
};

static const struct row rows[] = {
    {"view", 0, "NAME", "Show this view (below); without it the report",
     GROUP_WHAT, set_view},
    {"to", 0, "FORMAT", "Write this format (below) for another program",
     GROUP_WHAT, set_to},
    {"output", 'o', "FILE", "Write to FILE instead of standard output",
     GROUP_WHAT, set_output},
    {"merge", 0, NULL, "Show all files as one; the same as --view=merge",
     GROUP_WHAT, set_merge},
    {"watch", 0, NULL,
     "Follow FILE on the terminal while it is being written; q quits",
     GROUP_WHAT, set_watch},
    {"at", 0, "WHEN",
     "Look at the heap at its peak, at the end, at the peak of the sum of "
     "heap, pages and stacks, or at the snapshot of this number; of a window, "
     "at what is kept of it or held all through",
     GROUP_WHAT, set_at},
    {"base", 0, "FILE", "Show what changed against this profile", GROUP_WHAT,
     set_base},
    {"base-at", 0, "N", "Show what changed since the snapshot of this number",
     GROUP_WHAT, set_base_at},
    {"measure", 0, "NAME",
     "Weigh stacks by this measure (below) in a format of one number",
     GROUP_WHAT, set_measure},
    {"threshold", 0, "PCT", "Leave out what has less than PCT per cent",
     GROUP_WHAT, set_threshold},
    {"top", 'n', "N", "Show at most N entries of a list", GROUP_WHAT, set_top},
    {"sort", 0, "KEY",
     "Rank functions by this: peak, end, allocated, calls, size, lifetime, ...",
     GROUP_WHAT, set_sort},
    {"by", 0, "WHAT", "Sum up --view=top by function, file, object or thread",
     GROUP_WHAT, set_by},
    {"callees", 0, NULL,
     "Show trees from main inwards, not from the blocks out", GROUP_WHAT,
     set_callees},
    {"focus", 0, "GLOB",
     "Look only at stacks that pass through functions whose names match",
     GROUP_WHAT, set_focus},
    {"from", 0, "WHEN",
     "Look only at the run from here on: a time (1.5s), the number of a "
     "snapshot, or the name of a mark or region",
     GROUP_WHAT, set_from},
    {"until", 0, "WHEN",
     "Look only at the run up to here; --to=WHEN if that begins with a digit",
     GROUP_WHAT, set_until},
    {"series", 0, "NAME", "Draw the graph of heap, pages, stacks or sum",
     GROUP_WHAT, set_series},
    {"time-unit", 0, "UNIT",
     "Measure time in superblocks, i (instructions), ms, B (bytes allocated) "
     "or calls",
     GROUP_HOW, set_time_unit},
    {"width", 0, "N", "Use N columns", GROUP_HOW, set_width},
    {"x", 0, "N", NULL, GROUP_HOW, set_width},
    {"height", 0, "N", "Give the graph N rows", GROUP_HOW, set_height},
    {"y", 0, "N", NULL, GROUP_HOW, set_height},
    {"source", 0, NULL, "Show the source lines below the functions", GROUP_HOW,
     set_source},
    {"no-source", 0, NULL, "Put no source lines into a page for a browser",
     GROUP_HOW, set_no_source},
    {"anonymize", 0, NULL, "Write names that tell nothing, with --to=ms2",
     GROUP_HOW, set_anonymize},
    {"snapshots", 0, "N", "Keep about N snapshots, with --to=ms2", GROUP_HOW,
     set_snapshots},
    {"color", 0, "WHEN", "Use colour: auto, always or never", GROUP_HOW,
     set_color},
    {"skip-fn", 0, "GLOB", "Skip functions whose names match", GROUP_FRAMES,
     set_skip_fn},
    {"skip-path", 0, "GLOB", "Skip functions whose source paths match",
     GROUP_FRAMES, set_skip_path},
    {"skip-obj", 0, "GLOB", "Skip functions in objects whose paths match",
     GROUP_FRAMES, set_skip_obj},
    {"skip-file", 0, "FILE",
     "Read such patterns from FILE: a line each, fn:GLOB, path:GLOB or "
     "obj:GLOB",
     GROUP_FRAMES, set_skip_file},
    {"skip", 0, "qt", "Skip Qt's own frames, too", GROUP_FRAMES, set_skip},
    {"no-skip", 0, NULL, "Show every frame that was recorded", GROUP_FRAMES,
     set_no_skip},
    {"alloc-fn", 0, "NAME",
     "Count NAME as an allocation function, as massif "
     "does",
     GROUP_FRAMES, set_alloc_fn},
    {"suppressions", 0, "FILE",
     "Leave out leaks that this file of LeakSanitizer's or Valgrind's "
     "suppresses",
     GROUP_CHECKS, set_suppressions},
    {"gen-suppressions", 0, NULL,
     "Write a suppression for each leak suspect; the same as --to=supp",
     GROUP_CHECKS, set_gen_suppressions},
    {"check", 0, "LIMIT",
     "Fail unless this holds, as in 'peak<=10MB', 'site(parse*).end==0' or "
     "'region(load).allocated<=64KB'",
     GROUP_CHECKS, set_check},
    {"fail-on-increase", 0, "BASE[:PCT]",
     "Fail if the peak, the end or the total is more than PCT per cent above "
     "that of the profile BASE",
     GROUP_CHECKS, set_fail_on_increase},
    {"unfinished", 0, NULL,
     "Let checks pass although the program was killed or still runs",
     GROUP_CHECKS, set_unfinished},
    {"junit", 0, "FILE", "Write the results of checks to FILE, as JUnit does",
     GROUP_CHECKS, set_junit},
};

#define N_ROWS (sizeof rows / sizeof rows[0])
#define FIRST_KEY 256

static int row_key(size_t i)
{
   return rows[i].letter ? rows[i].letter : FIRST_KEY + (int)i;
}

static error_t parse_one(int key, char *arg, struct argp_state *state)
{
   struct parse *p = state->input;

   if (key == ARGP_KEY_ARG) {
      list_add(p, &p->files, arg);
      return 0;
   }
   for (size_t i = 0; i < N_ROWS; i++) {
      if (row_key(i) == key) {
         rows[i].set(p, arg);
         return 0;
      }
   }
   return ARGP_ERR_UNKNOWN;
}

static void put_views(FILE *to, enum view_kind kind)
{
   for (size_t i = 0; i < n_view_rows; i++) {
      const struct view_row *v = view_rows[i];

      if (v->kind == kind)
         fprintf(to, "  %-12s %s\n", v->name, v->summary);
   }
}

/* argp frees what this returns. */
static char *filter_help(int key, const char *text, void *input)
{
   char *views = NULL;
   size_t length;
   FILE *to;

   (void)input;
   if (key != ARGP_KEY_HELP_POST_DOC)
      return (char *)text;
   to = open_memstream(&views, &length);
   if (!to)
      die("out of memory");
   fputs("The views:\n", to);
   put_views(to, VIEW_TEXT);
   fputs("\nThe formats:\n", to);
   put_views(to, VIEW_EXPORT);
   fputs("\nThe measures:\n", to);
   for (size_t i = 0; i < n_measures; i++)
      fprintf(to, "  %-19s %s\n", measures[i].name, measures[i].summary);
   if (fclose(to) != 0)
      die("out of memory");
   return views;
}

static const char doc[] =
    "Show what a program's heap did, as ms2 or massif recorded it.\n\n"
    "Without FILE it is the newest ms2.out.* in the current folder; - is "
    "standard input.  Packed files (gzip, zstd) are unpacked.\v"
    "views";

static void run_argp(struct parse *p, int argc, char **argv)
{
   struct argp_option options[N_ROWS + 1] = {{0}};
   const struct argp argp = {options, parse_one,   "[FILE...]", doc,
                             NULL,    filter_help, NULL};

   for (size_t i = 0; i < N_ROWS; i++) {
      options[i].name = rows[i].name;
      options[i].key = row_key(i);
      options[i].arg = rows[i].arg;
      options[i].doc = rows[i].help;
      options[i].group = (int)rows[i].group;
      if (!rows[i].help)
         options[i].flags = OPTION_ALIAS;
   }
   argp_err_exit_status = EXIT_USAGE;
   if (argp_parse(&argp, argc, argv, 0, NULL, p) != 0)
      die("out of memory");
}

/* What was not given. */

static bool is_newer(const struct stat *a, const struct stat *b)
{
   if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
      return a->st_mtim.tv_sec > b->st_mtim.tv_sec;
   return a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

/* glob() sorts, so that of two files of the same moment the first name is
   taken. */
static const char *find_newest(struct arena *a)
{
   const char *newest = NULL;
   struct stat status, best;
   glob_t found = {0};

   if (glob("ms2.out.*", 0, NULL, &found) == 0) {
      for (size_t i = 0; i < found.gl_pathc; i++) {
         if (stat(found.gl_pathv[i], &status) != 0 || !S_ISREG(status.st_mode))
            continue;
         if (!newest || is_newer(&status, &best)) {
            newest = found.gl_pathv[i];
            best = status;
         }
      }
   }
   if (newest)
      newest = arena_strdup(a, newest);
   globfree(&found);
   return newest;
}

static void choose_file(struct parse *p)
{
   const char *newest = find_newest(p->o->arena);

   if (!newest)
      die_usage("expected a FILE, found none, nor an ms2.out.* in this "
                "folder; see --help");
   warn("showing '%s', the newest ms2.out.* here", newest);
   list_add(p, &p->files, newest);
}

uint32_t options_width_for(uint32_t columns)
{
   return columns < LEAST_WIDTH ? LEAST_WIDTH : columns;
}

static uint32_t terminal_width(void)
{
   struct winsize size;

   if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
      return DEFAULT_WIDTH;
   return options_width_for(size.ws_col);
}

/* A diff has two sides. */
static void check_base(struct options *o)
{
   const bool is_diff = o->view->needs & COMPARES;

   if (o->base && o->base_at_given)
      die_usage("expected --base or --base-at, found both");
   if (is_diff && !o->base && !o->base_at_given)
      die_usage("--view=diff: expected --base=FILE or --base-at=N, too");
   if (o->base && is_diff && o->at == AT_SNAPSHOT)
      die_usage("--base: expected --at=peak, end or sum, found a number: "
                "snapshots of two runs are of different moments");
   if (!is_diff && o->base && !o->fail_on_increase)
      die_usage("--base: expected --view=diff, found --%s=%s",
                o->view->kind == VIEW_TEXT ? "view" : "to", o->view->name);
   if (!is_diff && o->base_at_given)
      die_usage("--base-at: expected --view=diff, found --%s=%s",
                o->view->kind == VIEW_TEXT ? "view" : "to", o->view->name);
   if (o->base_at_given && !o->at_given)
      o->at = AT_END;
}

/* A window has moments of its own. */
static void check_window(struct options *o)
{
   const bool is_windows = o->at == AT_KEPT || o->at == AT_HELD;

   if (!o->from && !o->until && is_windows)
      die_usage("--at=kept, --at=held: expected --from or --until, too");
   if ((o->from || o->until) && o->at_given && !is_windows &&
       o->at != AT_PEAK && o->at != AT_END)
      die_usage("--at: expected kept, held, peak or end with --from and "
                "--until");
   if ((o->from || o->until) && !o->at_given)
      o->at = AT_KEPT;
}

/* It is a view of its own, and goes nowhere but to the terminal. */
static void check_watch(const struct options *o)
{
   if (o->view_given)
      die_usage("--watch: expected no --view and no --to, found %s",
                o->view->name);
   if (o->output || o->checks || o->fail_on_increase)
      die_usage("--watch: expected no --output and no checks");
   if (o->n_files != 1 || strcmp(o->files[0], "-") == 0)
      die_usage("--watch: expected one FILE, and not standard input");
}

static void fill_in(struct parse *p)
{
   struct options *o = p->o;
   struct frame_options *f = o->frame_options;

   o->view_given = o->view != NULL;
   o->checks = p->checks;
   o->n_checks = p->n_checks;
   if (o->junit && p->n_checks == 0 && !o->fail_on_increase)
      die_usage("--junit: expected --check or --fail-on-increase, too");
   if (!o->view && ((o->base && !o->fail_on_increase) || o->base_at_given)) {
      o->view = views_find(VIEW_TEXT, "diff");
      o->view_given = true;
   }
   if (!o->view)
      o->view = views_find(VIEW_TEXT,
                           o->focus || o->from || o->until ? "tree" : "report");
   check_base(o);
   if ((o->anonymize || o->n_snapshots) && !(o->view->needs & REWRITES))
      die_usage("--anonymize and --snapshots: expected --to=ms2");
   check_window(o);
   if (!o->sort)
      o->sort = top_key_find(o->from || o->until ? "kept" : "peak");
   if (!o->width)
      o->width = o->output ? DEFAULT_WIDTH : terminal_width();
   if (p->files.n == 0)
      choose_file(p);
   o->files = p->files.texts;
   o->n_files = p->files.n;
   if (o->watch) {
      check_watch(o);
      o->view = views_find(VIEW_TEXT, "watch");
   }
   f->skip_fn = p->skip_fn.texts;
   f->n_skip_fn = p->skip_fn.n;
   f->skip_path = p->skip_path.texts;
   f->n_skip_path = p->skip_path.n;
   f->skip_obj = p->skip_obj.texts;
   f->n_skip_obj = p->skip_obj.n;
   f->alloc_fn = p->alloc_fn.texts;
   f->n_alloc_fn = p->alloc_fn.n;
}

struct options *options_parse(int argc, char **argv)
{
   struct arena *a = arena_new();
   struct parse p = {.o = arena_alloc(a, sizeof *p.o)};

   p.o->arena = a;
   p.o->frame_options = arena_alloc(a, sizeof *p.o->frame_options);
   p.o->height = DEFAULT_HEIGHT;
   p.o->rows = DEFAULT_ROWS;
   p.o->top_n = DEFAULT_TOP;
   p.o->measure = measure_find("live");
   p.o->by = &top_groups[0];
   run_argp(&p, argc, argv);
   fill_in(&p);
   return p.o;
}

void options_free(struct options *o)
{
   arena_free(o->arena);
}

/* What depends on the profile. */

uint32_t options_threshold_bp(const struct options *o, const struct profile *p)
{
   uint32_t bp;

   if (o->threshold_given)
      return o->threshold_bp;
   return parse_threshold(p->run.threshold, &bp) ? bp : DEFAULT_THRESHOLD_BP;
}

uint64_t options_threshold_bytes(const struct options *o,
                                 const struct profile *p, uint64_t whole)
{
   const uint64_t bp = options_threshold_bp(o, p);
   const uint64_t bytes =
       whole / 10000 * bp + (whole % 10000 * bp + 9999) / 10000;

   return bytes ? bytes : 1;
}

enum axis options_axis(const struct options *o, const struct profile *p)
{
   static const enum axis order[] = {AXIS_SUPERBLOCKS, AXIS_INSTRUCTIONS,
                                     AXIS_MS, AXIS_BYTES};

   if (o->axis != AXIS_AUTO)
      return o->axis;
   if (p->run.axis != AXIS_AUTO)
      return p->run.axis;
   for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
      if (p->n_snapshots > 0 &&
          p->snapshots[p->n_snapshots - 1].when.on[order[i]] > 0)
         return order[i];
   }
   return AXIS_SUPERBLOCKS;
}
