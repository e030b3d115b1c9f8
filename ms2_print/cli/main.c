/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ms2_print: loads the profiles, then renders one view of each. */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "cli/checks.h"
#include "base/die.h"
#include "query/frame_rules.h"
#include "html/page.h"
#include "export/junit.h"
#include "cli/options.h"
#include "cli/pager.h"
#include "base/out.h"
#include "base/progress.h"
#include "cli/selection.h"
#include "model/profile.h"
#include "query/measure.h"
#include "query/owners.h"
#include "read/languages.h"
#include "read/packages.h"
#include "read/reader.h"
#include "read/symbols.h"
#include "read/variables.h"
#include "query/suppress.h"
#include "query/wrapper_search.h"
#include "query/wrappers.h"
#include "base/units.h"
#include "cli/views.h"
#include "cli/watch.h"

static bool has_clock(const struct profile *p, enum axis axis)
{
   if (axis == AXIS_AUTO || p->n_snapshots == 0)
      return true;
   return profile_has_clock(p, axis);
}

/* A program that never allocated has no blocks that could have lived. */
static bool has_lifetimes(const struct profile *p)
{
   return p->facts.n_contexts > 0 ||
          (p->run.short_lived > 0 && p->n_contexts <= 1);
}

/* Checks alone need nothing: one that can not be made fails. */
static bool has_view(const struct options *o)
{
   return o->view_given || !checks_are_asked(o);
}

static bool needs_owners(const struct options *o)
{
   return (o->view->flags & NEEDS_OWNERS) ||
          ((o->view->flags & NEEDS_MEASURE) &&
           (o->measure->flags & MEASURE_OF_OWNERS));
}

/* A format of all measures needs the one that it is to begin with. */
static bool needs_measure(const struct options *o)
{
   return (o->view->flags & NEEDS_MEASURE) ||
          ((o->view->flags & TAKES_BASE) && o->base && !o->fail_on_increase);
}

static void check_needs(const struct options *o, const struct profile *p)
{
   const struct view_row *v = o->view;

   if (has_view(o) && (v->flags & NEEDS_TREE) && !p->peak.known)
      die("%s: expected a snapshot with a tree, found none to show", p->path);
   if (has_view(o) && (v->flags & NEEDS_MS2) && p->kind != PROFILE_MS2) {
      die("%s: expected a profile of ms2, found one of another tool, which "
          "does not hold all that --to=%s writes",
          p->path, v->name);
   }
   if (has_view(o) && (v->flags & NEEDS_LIFETIMES) && !has_lifetimes(p)) {
      die("%s: expected a profile with lifetimes, found one of another tool or "
          "of an older ms2",
          p->path);
   }
   if (has_view(o) && needs_owners(o) && !owners_search(p, o)) {
      die("%s: expected a profile with a search for who holds what%s, found "
          "none",
          p->path, o->at_given ? " at the moment of --at" : "");
   }
   if (has_view(o) && needs_measure(o) && !measure_is_known(o->measure, p)) {
      die("%s: expected a profile that knows --measure=%s (%s), found one that "
          "did not record it",
          p->path, o->measure->name, o->measure->summary);
   }
   if (!has_clock(p, o->axis)) {
      die("%s: expected a profile along --x=%s, found one that did "
          "not record it",
          p->path, units_axis_word(o->axis));
   }
   if (o->at == AT_SNAPSHOT && o->at_snapshot >= p->n_snapshots) {
      die("%s: expected --at below %zu, the number of its snapshots, found "
          "%zu",
          p->path, p->n_snapshots, o->at_snapshot);
   }
   if (o->base_at_given && o->base_at >= p->n_snapshots) {
      die("%s: expected --base-at below %zu, the number of its snapshots, "
          "found %zu",
          p->path, p->n_snapshots, o->base_at);
   }
   if (o->at == AT_SUM && !p->facts.peaks[SERIES_SUM].known) {
      die("%s: expected a profile with mapped pages or stacks for --at=sum, "
          "found one that did not record them",
          p->path);
   }
}

/* What a page begins with has to be there on both sides. */
static void check_base(const struct options *o, const struct profile *base)
{
   if (has_view(o) && (o->view->flags & TAKES_BASE) && needs_measure(o) &&
       !measure_is_known(o->measure, base)) {
      die("%s: expected a profile that knows --measure=%s (%s), found one that "
          "did not record it",
          base->path, o->measure->name, o->measure->summary);
   }
}

/* The rules know the options as well as the recording's --alloc-fn. */
static struct frame_rules *make_rules(const struct options *o,
                                      const struct profile *p,
                                      const struct wrappers *wrappers)
{
   struct arena *a = o->arena;
   struct frame_options *all = arena_alloc(a, sizeof *all);
   const struct words *given = &o->frame_options->alloc_fn;

   *all = *o->frame_options;
   all->wrappers = wrappers;
   all->alloc_fn = (struct words){0};
   for (size_t i = 0; i < given->n; i++)
      words_add(a, &all->alloc_fn, given->at[i]);
   for (size_t i = 0; i < p->run.n_alloc_fns; i++)
      words_add(a, &all->alloc_fn, p->run.alloc_fns[i]);
   return frame_rules_new(a, all);
}

static bool wants_wrappers(const struct options *o)
{
   return !o->frame_options->keep_wrappers && !o->frame_options->no_skip;
}

/* With several files each page says whose it is. */
static void put_file_heading(struct out *out, const struct options *o, size_t i)
{
   if (o->files.n == 1 || o->view->kind != VIEW_TEXT)
      return;
   out_style(out, OUT_HEADING);
   out_repeat(out, "\n", i > 0);
   out_printf(out, "== ");
   out_name(out, o->files.at[i]);
   out_style(out, OUT_NORMAL);
   out_printf(out, "\n\n");
}

/* What a run of the printer works on. */
struct work {
   struct options *options;
   struct profile **profiles; /* one for each of the options' files */
   struct loaded *loaded;     /* the same, as views know them */
   struct profile *base;      /* or NULL */
};

/* The rules fit the profile, and stay in force until the next one. */
static struct view view_of(const struct work *w, size_t i, struct out *out)
{
   struct options *o = w->options;

   const struct profile *p = w->loaded[i].profile;

   o->rules = w->loaded[i].rules;
   if (o->view->flags & OF_HEAP)
      p = profile_heap(p);
   return (struct view){p, w->base, o, out, w->loaded, o->files.n};
}

/* What was asked for, of each file. */
static void put_each(const struct work *w, struct out *out)
{
   const struct options *o = w->options;

   for (size_t i = 0; i < o->files.n; i++) {
      const struct view v = view_of(w, i, out);

      put_file_heading(out, o, i);
      if (o->view->kind == VIEW_TEXT)
         selection_put_heading(out, o, w->profiles[i], v.profile);
      o->view->render(&v);
   }
}

static void write_views(const struct work *w, struct out *out)
{
   const struct options *o = w->options;
   const struct view first = view_of(w, 0, out);
   const struct view_row *heading = views_with(HEADS_SEVERAL);

   if (o->view->kind == VIEW_TEXT && o->files.n > 1 && o->view != heading) {
      heading->render(&first);
      out_printf(out, "\n");
   }
   if (o->view->flags & SHOWS_ALL)
      o->view->render(&first);
   else
      put_each(w, out);
   out_close(out);
}

/* The page is made first: its length decides. */
static void put_paged(const struct work *w, const char *pager)
{
   const unsigned features = out_find_features(NULL, w->options->color);
   char *page;
   size_t length;
   FILE *to = open_memstream(&page, &length);

   if (!to)
      die("out of memory");
   write_views(w, out_open_stream(to, features));
   if (fclose(to) != 0)
      die("out of memory");
   progress_end();
   if (!pager_show(pager, page, length)) {
      struct out *out = out_open(NULL, features);
      out_raw(out, page, length);
      out_close(out);
   }
   free(page);
}

static void put_views(const struct work *w)
{
   const struct options *o = w->options;
   const bool is_text = o->view->kind == VIEW_TEXT;
   const char *pager = pager_command();

   progress_stage("making the %s %s", o->view->name, is_text ? "page" : "file");
   if (is_text && pager && out_is_terminal(o->output))
      put_paged(w, pager);
   else
      write_views(w,
                  out_open(o->output, out_find_features(o->output, o->color)));
}

/* On standard output, unless a view goes there.  Returns how many failed. */
static size_t put_checks(const struct work *w)
{
   const struct options *o = w->options;
   const bool taken =
       o->view_given && (!o->output || strcmp(o->output, "-") == 0);
   struct out *out = taken ? out_open_stream(stderr, OUT_PLAIN)
                           : out_open(NULL, out_find_features(NULL, o->color));
   struct junit *junit = o->junit ? junit_new() : NULL;
   size_t n_failed = 0;

   for (size_t i = 0; i < o->files.n; i++) {
      struct view v = view_of(w, i, out);

      v.profile = w->profiles[i]; /* limits are for the whole */
      put_file_heading(out, o, i);
      n_failed += checks_run(&v, junit);
   }
   out_close(out);
   if (junit)
      junit_write(junit, o->junit);
   return n_failed;
}

static struct profile *read_file(const struct options *o, const char *path)
{
   struct profile *p = reader_load(path, o->max_input);

   struct surroundings *around = arena_alloc(o->arena, sizeof *around);

   *around =
       (struct surroundings){packages_find, symbols_has_servers(),
                             variables_find, variables_new(p, o->symbols)};
   p->around = around;
   return p;
}

/* Names for profiles that are shown together. */
static void name_all(const struct options *o, struct profile *const *all,
                     size_t n)
{
   for (size_t i = 0; i < n && o->symbols; i++)
      symbols_name(o->symbols, all[i]);
   symbols_name_at_hand(o->symbols, all, n);
   for (size_t i = 0; i < n; i++)
      languages_name(all[i]);
}

/* A profile with the user's suppressions. */
static struct profile *with_suppressions(const struct options *o,
                                         struct profile *p)
{
   if (!o->suppressions)
      return p;
   struct profile *with = arena_alloc(o->arena, sizeof *with);
   *with = *p;
   with->suppressed = suppress_nodes(o->arena, o->suppressions, p);
   return with;
}

/* What is shown together is about the same memory. */
static void choose_memory(const struct work *w)
{
   struct options *o = w->options;

   for (size_t i = 0; i < o->files.n && o->memory == MEMORY_AUTO; i++) {
      if (memory_of(w->profiles[i]) == MEMORY_ALL)
         o->memory = MEMORY_ALL;
   }
   if (o->memory == MEMORY_AUTO)
      o->memory = w->base ? memory_of(w->base) : MEMORY_HEAP;
}

static void add_wrappers(const struct options *o, struct wrappers *to,
                         const struct profile *p)
{
   if (p && wants_wrappers(o))
      wrapper_search(to, p, make_rules(o, p, NULL));
}

/* What is compared is seen through the same rules. */
static void make_all_rules(struct work *w)
{
   const struct options *o = w->options;
   const bool each = (o->view->flags & SHOWS_EACH) && !w->base;
   struct wrappers *wrappers = wrappers_new(o->arena);

   for (size_t i = 0; i < o->files.n && !each; i++)
      add_wrappers(o, wrappers, w->profiles[i]);
   add_wrappers(o, wrappers, w->base);
   for (size_t i = 0; i < o->files.n; i++) {
      if (each) {
         wrappers = wrappers_new(o->arena);
         add_wrappers(o, wrappers, w->profiles[i]);
      }
      w->loaded[i].rules = make_rules(o, w->profiles[i], wrappers);
   }
}

/* All input is read before any output begins: a bad file leaves none. */
static void load(struct work *w)
{
   const struct options *o = w->options;

   /* Behind those to be shown the one that they are compared with. */
   w->profiles = arena_array(o->arena, o->files.n + 1, sizeof w->profiles[0]);
   w->loaded = arena_array(o->arena, o->files.n, sizeof w->loaded[0]);
   for (size_t i = 0; i < o->files.n; i++) {
      w->profiles[i] = read_file(o, o->files.at[i]);
      check_needs(o, w->profiles[i]);
   }
   if (o->base) {
      w->base = w->profiles[o->files.n] = read_file(o, o->base);
      check_base(o, w->base);
   }
   name_all(o, w->profiles, o->files.n + (w->base != NULL));
   choose_memory(w);
   for (size_t i = 0; i < o->files.n; i++) {
      w->profiles[i] =
          with_suppressions(o, memory_new(w->profiles[i], o->memory));
      w->loaded[i].profile =
          has_view(o) ? selection_of(o, w->profiles[i]) : w->profiles[i];
   }
   if (w->base)
      w->base = memory_new(w->base, o->memory);
   if (o->symbols)
      symbols_check(o->symbols);
   make_all_rules(w);
}

static void unload(struct work *w)
{
   for (size_t i = 0; i < w->options->files.n; i++)
      profile_free(w->profiles[i]);
   if (w->base)
      profile_free(w->base);
   options_free(w->options);
}

/* In a process of its own: see watch.h. */
static void put_watched(void *context, struct screen_size size, FILE *to)
{
   struct options *o = context;
   struct profile *p = read_file(o, o->files.at[0]);

   name_all(o, &p, 1);
   p = memory_new(p, o->memory == MEMORY_AUTO ? memory_of(p) : o->memory);
   struct loaded loaded = {p, NULL};
   struct work w = {o, &p, &loaded, NULL};
   struct out *out = out_open_stream(to, out_find_features(NULL, o->color));

   o->width = options_width_for(size.columns);
   o->rows = size.rows - 1; /* the last one is the screen's own */
   make_all_rules(&w);
   struct view v = view_of(&w, 0, out);
   o->view->render(&v);
   out_close(out);
}

static int follow(struct options *o)
{
   const struct watch_source source = {o->files.at[0], put_watched, o};

   watch(&source);
   options_free(o);
   return EXIT_GOOD;
}

static void check_view(const struct options *o)
{
   if (has_view(o) && selection_is_asked(o) &&
       !(o->view->flags & TAKES_SELECTION)) {
      die_usage(
          "--focus, --from, --until: expected a view or a format of stacks, "
          "as --view=%s, found %s",
          views_with(SELECTION_DEFAULT)->name, o->view->name);
   }
   if ((o->view->flags & NEEDS_ONE_FILE) && o->files.n > 1) {
      die_usage("--to=%s: expected one FILE, found %zu", o->view->name,
                o->files.n);
   }
   if (has_view(o) && (o->view->flags & NEEDS_NO_TERMINAL) &&
       out_is_terminal(o->output)) {
      die_usage("--to=%s: expected -o FILE, or a pipe, as it is nothing to "
                "read on a terminal",
                o->view->name);
   }
   if ((o->view->flags & NEEDS_HTML_PAGE) && html_page_size == 0) {
      die("--to=%s: this ms2_print was built without the page (%s); --to=json "
          "has the same numbers",
          o->view->name, html_page_missing);
   }
}

/* Large arrays come and go.  Left to itself the C library would keep what is
   given back, up to 32 MB each: of a million stacks that was a tenth of all
   memory. */
#define MAPPED_BYTES (1024 * 1024)

int main(int argc, char **argv)
{
   mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
   /* --help and --version end the program within argp. */
   atexit(die_if_output_is_lost);
   struct work w = {.options = options_parse(argc, argv)};
   size_t n_failed = 0;

   if (w.options->watch)
      return follow(w.options);
   check_view(w.options);
   progress_begin();
   load(&w);
   if (has_view(w.options))
      put_views(&w);
   if (checks_are_asked(w.options))
      n_failed = put_checks(&w);
   progress_end();
   unload(&w);
   return n_failed > 0 ? EXIT_BAD : EXIT_GOOD;
}
