/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes with what on the command line, and what is meant where nothing was
   said. */
#include "cli/option_rules.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "cli/option_files.h"
#include "cli/views.h"
#include "query/measure.h"
#include "query/top_key.h"

#define DEFAULT_WIDTH 80

static bool has_window(const struct options *o)
{
   return o->from || o->until;
}

/* "--view=tree" */
static const char *as_option(const struct options *o, const struct view_row *v)
{
   return arena_printf(o->arena, "--%s=%s",
                       v->kind == VIEW_TEXT ? "view" : "to", v->name);
}

static const char *option_with(const struct options *o, enum view_flag flag)
{
   return as_option(o, views_with(flag));
}

/* The view that the other options mean if none was named. */
static void choose_view(struct options *o)
{
   const bool compares = (o->base && !o->fail_on_increase) || o->base_at_given;

   o->view_given = o->view || compares;
   if (o->view)
      return;
   if (compares)
      o->view = views_with(COMPARES);
   else if (o->focus || has_window(o))
      o->view = views_with(SELECTION_DEFAULT);
   else
      o->view = views_with(IS_DEFAULT);
}

/* A diff has two sides. */
static void check_base(struct options *o)
{
   const bool is_diff = o->view->flags & COMPARES;

   if (o->base && o->base_at_given)
      die_usage("expected --base or --base-at, found both");
   if (is_diff && !o->base && !o->base_at_given) {
      die_usage("%s: expected --base=FILE or --base-at=N, too",
                as_option(o, o->view));
   }
   if (o->base && !is_diff && !o->fail_on_increase && o->files.n > 1) {
      die_usage("%s: expected one FILE with --base, found %zu",
                as_option(o, o->view), o->files.n);
   }
   if (o->base && !o->fail_on_increase && o->at == AT_SNAPSHOT) {
      die_usage("--base: expected --at=peak, end or sum, found a number: "
                "snapshots of two runs are of different moments");
   }
   if (!is_diff && o->base && !o->fail_on_increase &&
       !(o->view->flags & TAKES_BASE)) {
      die_usage("--base: expected %s, found %s", option_with(o, COMPARES),
                as_option(o, o->view));
   }
   if (!is_diff && o->base_at_given) {
      die_usage("--base-at: expected %s, found %s", option_with(o, COMPARES),
                as_option(o, o->view));
   }
   if (o->base_at_given && !o->at_given)
      o->at = AT_END;
}

/* A window has moments of its own. */
static void check_window(struct options *o)
{
   const bool is_windows =
       o->at == AT_KEPT || o->at == AT_LEFT || o->at == AT_HELD;

   if (!has_window(o) && is_windows) {
      die_usage("--at=kept, --at=left, --at=held: expected --from or --until, "
                "too");
   }
   if (has_window(o) && o->at_given && !is_windows && o->at != AT_PEAK &&
       o->at != AT_END) {
      die_usage("--at: expected kept, left, held, peak or end with --from and "
                "--until");
   }
   if (has_window(o) && !o->at_given)
      o->at = AT_KEPT;
}

static void check_rewriting(const struct options *o)
{
   if ((o->anonymize || o->n_snapshots) && !(o->view->flags & REWRITES)) {
      die_usage("--anonymize and --snapshots: expected %s",
                option_with(o, REWRITES));
   }
}

/* It is no number of a context. */
static void check_measure(const struct options *o)
{
   if ((o->measure->flags & MEASURE_OF_OWNERS) &&
       !(o->view->flags & TAKES_OWNERS)) {
      die_usage(
          "--measure=%s: expected %s or another format of stacks with one "
          "number, found %s",
          o->measure->name, option_with(o, TAKES_OWNERS),
          as_option(o, o->view));
   }
}

static void check_junit(const struct options *o)
{
   if (o->junit && o->n_checks == 0 && !o->fail_on_increase)
      die_usage("--junit: expected --check or --fail-on-increase, too");
}

/* It is a view of its own, and goes nowhere but to the terminal. */
static void choose_watch(struct options *o)
{
   if (!o->watch)
      return;
   if (o->view_given) {
      die_usage("--watch: expected no --view and no --to, found %s",
                o->view->name);
   }
   if (o->output || o->n_checks > 0 || o->fail_on_increase)
      die_usage("--watch: expected no --output and no checks");
   if (o->files.n != 1 || strcmp(o->files.at[0], "-") == 0)
      die_usage("--watch: expected one FILE, and not standard input");
   o->view = views_with(FOLLOWS);
}

static uint32_t terminal_width(void)
{
   struct winsize size;

   if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
      return DEFAULT_WIDTH;
   return options_width_for(size.ws_col);
}

static void choose_file(struct options *o)
{
   const char *newest = option_files_newest(o->arena);

   if (!newest) {
      die_usage("expected a FILE, found none, nor an ms2.out.* in this "
                "folder; see --help");
   }
   warn("showing '%s', the newest ms2.out.* here", newest);
   words_add(o->arena, &o->files, newest);
}

void option_rules_settle(struct options *o)
{
   check_junit(o);
   choose_view(o);
   check_base(o);
   check_rewriting(o);
   check_measure(o);
   check_window(o);
   if (!o->sort)
      o->sort = top_key_find(has_window(o) ? "kept" : "peak");
   if (!o->width)
      o->width = o->output ? DEFAULT_WIDTH : terminal_width();
   if (o->files.n == 0)
      choose_file(o);
   choose_watch(o);
}
