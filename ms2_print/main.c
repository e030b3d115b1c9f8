/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ms2_print: loads the profiles, then renders one view of each. */
#include <stdlib.h>

#include "arena.h"
#include "die.h"
#include "frame_rules.h"
#include "html_page.h"
#include "options.h"
#include "out.h"
#include "profile.h"
#include "reader.h"
#include "units.h"
#include "views.h"

static bool has_clock(const struct profile *p, enum axis axis)
{
   if (axis == AXIS_AUTO || p->n_snapshots == 0)
      return true;
   if (p->kind == PROFILE_MASSIF)
      return axis == p->run.axis;
   return axis != AXIS_INSTRUCTIONS || p->has_instructions;
}

static void check_needs(const struct options *o, const struct profile *p)
{
   const struct view_row *v = o->view;

   if ((v->needs & NEEDS_TREE) && !p->peak.known)
      die("%s: expected a snapshot with a tree, found none to show", p->path);
   if (!has_clock(p, o->axis))
      die("%s: expected a profile along --time-unit=%s, found one that did "
          "not record it",
          p->path, units_axis_name(o->axis));
   if (o->at == AT_SNAPSHOT && o->at_snapshot >= p->n_snapshots)
      die("%s: expected --at below %zu, the number of its snapshots, found "
          "%zu",
          p->path, p->n_snapshots, o->at_snapshot);
   if (o->at == AT_SUM && !p->facts.peaks[SERIES_SUM].known)
      die("%s: expected a profile with mapped pages or stacks for --at=sum, "
          "found one that did not record them",
          p->path);
}

/* The rules know the options as well as the recording's --alloc-fn. */
static struct frame_rules *make_rules(struct arena *a, const struct options *o,
                                      const struct profile *p)
{
   struct frame_options *all = arena_alloc(a, sizeof *all);
   const struct run *run = &p->run;
   const char **names;

   *all = *o->frame_options;
   names = arena_array(a, all->n_alloc_fn + run->n_alloc_fns, sizeof names[0]);
   for (size_t i = 0; i < all->n_alloc_fn; i++)
      names[i] = all->alloc_fn[i];
   for (size_t i = 0; i < run->n_alloc_fns; i++)
      names[all->n_alloc_fn + i] = run->alloc_fns[i];
   all->alloc_fn = names;
   all->n_alloc_fn += run->n_alloc_fns;
   return frame_rules_new(a, all);
}

/* With several files each page says whose it is. */
static void put_file_heading(struct out *out, const struct options *o, size_t i)
{
   if (o->n_files == 1 || o->view->kind != VIEW_TEXT)
      return;
   out_style(out, OUT_HEADING);
   out_printf(out, "%s== ", i > 0 ? "\n" : "");
   out_name(out, o->files[i]);
   out_style(out, OUT_NORMAL);
   out_printf(out, "\n\n");
}

static void render(struct options *o, const struct profile *p, struct out *out)
{
   const struct view v = {p, o, out};
   struct arena *a = arena_new();

   o->rules = make_rules(a, o, p);
   o->view->render(&v);
   o->rules = NULL;
   arena_free(a);
}

int main(int argc, char **argv)
{
   struct options *o = options_parse(argc, argv);
   struct profile **profiles = calloc(o->n_files, sizeof profiles[0]);
   struct out *out;

   if (!profiles)
      die("out of memory");
   if ((o->view->needs & NEEDS_ONE_FILE) && o->n_files > 1)
      die_usage("--to=%s: expected one FILE, found %zu", o->view->name,
                o->n_files);
   if ((o->view->needs & NEEDS_HTML_PAGE) && html_page_size == 0)
      die("--to=%s: this ms2_print was built without the page (%s); --to=json "
          "has the same numbers",
          o->view->name, html_page_missing);
   /* All input is read before any output begins: a bad file leaves none. */
   for (size_t i = 0; i < o->n_files; i++) {
      profiles[i] = reader_load(o->files[i]);
      check_needs(o, profiles[i]);
   }
   out = out_open(o->output, out_find_features(o->output, o->color));
   for (size_t i = 0; i < o->n_files; i++) {
      put_file_heading(out, o, i);
      render(o, profiles[i], out);
      profile_free(profiles[i]);
   }
   out_close(out);
   free(profiles);
   options_free(o);
   return EXIT_GOOD;
}
