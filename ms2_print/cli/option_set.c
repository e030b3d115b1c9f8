/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an option does with its argument. */
#include "cli/option_set.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/nearest.h"
#include "base/units.h"
#include "cli/option_files.h"
#include "cli/views.h"
#include "query/frame_rules.h"
#include "query/limit.h"
#include "query/measure.h"
#include "query/options.h"
#include "query/suppress.h"
#include "read/symbols.h"
#include "query/top_group.h"
#include "query/top_key.h"

/* For several options each. */

static void *field_of(struct options *o, const struct option_row *row)
{
   return (char *)o + row->field;
}

static void *frame_field_of(struct options *o, const struct option_row *row)
{
   return (char *)o->frame_options + row->frame_field;
}

void option_set_text(struct options *o, const struct option_row *row,
                     const char *arg)
{
   *(const char **)field_of(o, row) = arg;
}

void option_set_flag(struct options *o, const struct option_row *row,
                     const char *arg)
{
   (void)arg;
   *(bool *)field_of(o, row) = true;
}

void option_set_frame_flag(struct options *o, const struct option_row *row,
                           const char *arg)
{
   (void)arg;
   *(bool *)frame_field_of(o, row) = true;
}

void option_set_frame_glob(struct options *o, const struct option_row *row,
                           const char *arg)
{
   words_add(o->arena, frame_field_of(o, row), arg);
}

/* Decimal digits only: no sign, no blanks. */
static bool parse_number(const char *s, uint64_t least, uint64_t most,
                         uint64_t *n)
{
   if (*s < '0' || *s > '9')
      return false;

   errno = 0;
   char *end;
   *n = strtoull(s, &end, 10);
   return !errno && !*end && *n >= least && *n <= most;
}

static uint64_t need_number(const struct option_row *row, const char *arg)
{
   uint64_t n;

   if (!parse_number(arg, row->least, row->most, &n)) {
      die_usage("--%s: expected a number from %" PRIu64 " to %" PRIu64
                ", found '%s'",
                row->name, row->least, row->most, arg);
   }
   return n;
}

/* Digits, with K, M or G behind them or nothing. */
void option_set_size(struct options *o, const struct option_row *row,
                     const char *arg)
{
   static const char suffixes[] = "KMG";
   uint64_t n;
   char *end;
   const char *suffix;

   errno = 0;
   n = strtoull(arg, &end, 10);
   suffix = *end ? strchr(suffixes, *end) : NULL;
   for (const char *s = suffixes; suffix && s <= suffix; s++)
      n = n <= UINT64_MAX / 1024 ? n * 1024 : UINT64_MAX;
   if (*arg < '0' || *arg > '9' || errno || n == 0 ||
       (*end && (!suffix || end[1])))
      die_usage("--%s: expected a size as 500M or 4G, found '%s'", row->name,
                arg);
   *(uint64_t *)field_of(o, row) = n;
}

void option_set_count(struct options *o, const struct option_row *row,
                      const char *arg)
{
   *(size_t *)field_of(o, row) = need_number(row, arg);
}

void option_set_extent(struct options *o, const struct option_row *row,
                       const char *arg)
{
   *(uint32_t *)field_of(o, row) = (uint32_t)need_number(row, arg);
}

/* "peak, end, calls": names so far, and one more. */
static const char *enumerate(struct arena *a, const char *names,
                             const char *name)
{
   return arena_printf(a, "%s%s%s", names, *names ? ", " : "", name);
}

/* Views. */

static const char *view_names(struct arena *a, enum view_kind kind)
{
   const char *names = "";

   for (size_t i = 0; i < n_views; i++) {
      if (views[i]->kind == kind)
         names = enumerate(a, names, views[i]->name);
   }
   return names;
}

/* "did you mean 'graph'? ", or nothing. */
static const char *near_view(struct arena *a, enum view_kind kind,
                             const char *typed)
{
   struct nearest n = nearest_new(typed);

   for (size_t i = 0; i < n_views; i++) {
      if (views[i]->kind == kind)
         nearest_try(&n, views[i]->name);
   }
   return n.word ? arena_printf(a, "did you mean '%s'? ", n.word) : "";
}

static void set_any_view(struct options *o, enum view_kind kind,
                         const char *arg)
{
   const char *word = kind == VIEW_TEXT ? "view" : "format";

   if (o->view && o->view->kind != kind)
      die_usage("expected --view or --to, found both");
   o->view = views_find(kind, arg);
   if (!o->view) {
      const char *near = near_view(o->arena, kind, arg);
      die_usage("unknown %s '%s'; %sthe %ss are %s", word, arg, near, word,
                view_names(o->arena, kind));
   }
}

void option_set_view(struct options *o, const struct option_row *row,
                     const char *arg)
{
   set_any_view(o, VIEW_TEXT, row->view ? row->view : arg);
}

void option_set_export(struct options *o, const struct option_row *row,
                       const char *arg)
{
   set_any_view(o, VIEW_EXPORT, row->view ? row->view : arg);
}

/* A moment that can be no format: "--from=1s --to=2s" is what people write. */
static bool is_plain_moment(const char *arg)
{
   return (*arg >= '0' && *arg <= '9') || strcmp(arg, "start") == 0 ||
          strcmp(arg, "peak") == 0 || strcmp(arg, "end") == 0;
}

void option_set_to(struct options *o, const struct option_row *row,
                   const char *arg)
{
   if (is_plain_moment(arg))
      o->until = arg;
   else
      option_set_export(o, row, arg);
}

/* Words. */

void option_set_at(struct options *o, const struct option_row *row,
                   const char *arg)
{
   static const char *const names[] = {
       [AT_PEAK] = "peak", [AT_END] = "end",   [AT_SUM] = "sum",
       [AT_KEPT] = "kept", [AT_LEFT] = "left", [AT_HELD] = "held",
       [AT_SNAPSHOT] = ""};
   uint64_t n = 0;

   o->at_given = true;
   for (enum at i = 0; i < sizeof names / sizeof names[0]; i++) {
      if (*arg && strcmp(arg, names[i]) == 0) {
         o->at = i;
         return;
      }
   }
   if (!parse_number(arg, 0, SIZE_MAX, &n)) {
      die_usage("--%s: expected peak, end, sum, kept, left, held or the number "
                "of a snapshot, found '%s'",
                row->name, arg);
   }
   o->at = AT_SNAPSHOT;
   o->at_snapshot = (size_t)n;
}

void option_set_memory(struct options *o, const struct option_row *row,
                       const char *arg)
{
   for (enum memory m = MEMORY_AUTO; m <= MEMORY_ALL; m++) {
      if (strcmp(arg, memory_name(m)) == 0) {
         o->memory = m;
         return;
      }
   }
   die_usage("--%s: expected auto, heap, mapped or all, found '%s'", row->name,
             arg);
}

void option_set_measure(struct options *o, const struct option_row *row,
                        const char *arg)
{
   const char *names = "";

   o->measure = measure_find(arg);
   if (o->measure)
      return;
   for (size_t i = 0; i < n_measures; i++)
      names = enumerate(o->arena, names, measures[i].name);
   die_usage("unknown %s '%s'; the %ss are %s", row->name, arg, row->name,
             names);
}

void option_set_sort(struct options *o, const struct option_row *row,
                     const char *arg)
{
   const char *keys = "";

   o->sort = top_key_find(arg);
   if (o->sort)
      return;
   for (size_t i = 0; i < n_top_keys; i++)
      keys = enumerate(o->arena, keys, top_keys[i].key);
   die_usage("--%s: expected one of %s; found '%s'", row->name, keys, arg);
}

void option_set_by(struct options *o, const struct option_row *row,
                   const char *arg)
{
   const char *names = "";

   o->by = top_group_find(arg);
   if (o->by)
      return;
   for (size_t i = 0; i < n_top_groups; i++)
      names = enumerate(o->arena, names, top_groups[i].name);
   die_usage("--%s: expected one of %s; found '%s'", row->name, names, arg);
}

void option_set_series(struct options *o, const struct option_row *row,
                       const char *arg)
{
   for (enum series s = SERIES_HEAP; s < SERIES_COUNT; s++) {
      if (strcmp(arg, facts_series_name(s)) == 0) {
         o->series = s;
         if (s == SERIES_HEAP)
            o->memory = MEMORY_HEAP;
         return;
      }
   }
   die_usage("--%s: expected heap, pages, stacks or sum, found '%s'", row->name,
             arg);
}

void option_set_axis(struct options *o, const struct option_row *row,
                     const char *arg)
{
   const char *words = "";

   if (units_axis_find(arg, &o->axis))
      return;
   for (enum axis i = AXIS_AUTO + 1; i < AXIS_COUNT; i++)
      words = enumerate(o->arena, words, units_axis_word(i));
   die_usage("--%s: expected one of %s; found '%s'", row->name, words, arg);
}

/* ms_print takes the width by this name. */
void option_set_x(struct options *o, const struct option_row *row,
                  const char *arg)
{
   if (*arg >= '0' && *arg <= '9')
      option_set_extent(o, row, arg);
   else
      option_set_axis(o, row, arg);
}

void option_set_color(struct options *o, const struct option_row *row,
                      const char *arg)
{
   static const char *const names[] = {[OUT_COLOR_AUTO] = "auto",
                                       [OUT_COLOR_ALWAYS] = "always",
                                       [OUT_COLOR_NEVER] = "never"};

   for (enum out_color_when i = OUT_COLOR_AUTO; i <= OUT_COLOR_NEVER; i++) {
      if (strcmp(arg, names[i]) == 0) {
         o->color = i;
         return;
      }
   }
   die_usage("--%s: expected auto, always or never, found '%s'", row->name,
             arg);
}

void option_set_skip(struct options *o, const struct option_row *row,
                     const char *arg)
{
   if (strcmp(arg, "qt") != 0)
      die_usage("--%s: expected qt, found '%s'", row->name, arg);
   o->frame_options->qt = true;
}

void option_set_wrappers(struct options *o, const struct option_row *row,
                         const char *arg)
{
   const bool no = strcmp(arg, "no") == 0;

   if (!no && strcmp(arg, "yes") != 0)
      die_usage("--%s: expected yes or no, found '%s'", row->name, arg);
   o->frame_options->keep_wrappers = no;
}

/* Numbers and files. */

void option_set_threshold(struct options *o, const struct option_row *row,
                          const char *arg)
{
   if (!units_bp_parse(arg, &o->threshold_bp)) {
      die_usage("--%s: expected per cent from 0 to 100, found '%s'", row->name,
                arg);
   }
   o->threshold_given = true;
}

void option_set_base_at(struct options *o, const struct option_row *row,
                        const char *arg)
{
   option_set_count(o, row, arg);
   o->base_at_given = true;
}

/* "BASE" or "BASE:PCT"; a name may have colons of its own. */
void option_set_fail_on_increase(struct options *o,
                                 const struct option_row *row, const char *arg)
{
   const char *colon = strrchr(arg, ':');

   o->fail_on_increase = true;
   o->base = arg;
   if (colon && units_bp_parse(colon + 1, &o->increase_bp)) {
      o->base = arena_strndup(o->arena, arg, (size_t)(colon - arg));
   } else if (colon && access(arg, F_OK) != 0) {
      die_usage(
          "--%s: expected BASE or BASE:PCT with a per cent from 0 to 100, "
          "found '%s'",
          row->name, arg);
   }
}

void option_set_check(struct options *o, const struct option_row *row,
                      const char *arg)
{
   (void)row;
   o->checks = arena_grow(o->arena, o->checks, o->n_checks, &o->checks_room,
                          sizeof o->checks[0]);
   o->checks[o->n_checks++] = limit_parse(o->arena, arg);
}

void option_set_skip_file(struct options *o, const struct option_row *row,
                          const char *arg)
{
   (void)row;
   option_files_skip(o->arena, o->frame_options, arg);
}

void option_set_suppressions(struct options *o, const struct option_row *row,
                             const char *arg)
{
   (void)row;
   if (!o->suppressions)
      o->suppressions = suppress_new(o->arena);
   option_files_suppressions(o->arena, o->suppressions, arg);
}

void option_set_symbols(struct options *o, const struct option_row *row,
                        const char *arg)
{
   (void)row;
   if (!o->symbols)
      o->symbols = symbols_new(o->arena);
   symbols_add(o->symbols, arg);
}
