/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every view of every good profile at every width: none crashes, not even on
   a page that is narrower than --width allows, and from there on no line is
   longer than the page. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "cli/options.h"
#include "cli/views.h"
#include "page/view.h"
#include "query/frame_rules.h"
#include "query/measure.h"
#include "read/reader.h"
#include "tap.h"

/* All widths that people have; beyond, a few. */
#define DENSE_WIDTHS 130
#define MOST_WIDTH 300
#define SPARSE_STEP 17

/* How a view is asked for. */
struct manner {
   const char *name;
   unsigned features;
   size_t step; /* of the width */
   const char *arguments[4];
};

static const struct manner manners[] = {
    {"plain", OUT_PLAIN, 1, {NULL}},
    {"in full, with lines",
     OUT_UNICODE,
     7,
     {"--no-skip", "--threshold=0", "--top=1000"}},
    {"callees", OUT_PLAIN, 11, {"--callees", "--threshold=0", "--height=4"}},
};

#define N_MANNERS (sizeof manners / sizeof manners[0])

static char *path_of(struct arena *a, const char *name)
{
   const char *folder = getenv("MS2_SRCDIR");

   return arena_printf(a, "%s/tests/files/%s", folder ? folder : ".", name);
}

static struct options *parse(struct arena *a, const struct manner *m,
                             const struct view_row *v, char *path)
{
   char *argv[8] = {(char *)"ms2_print", arena_printf(a, "--view=%s", v->name)};
   int argc = 2;

   for (size_t i = 0; m->arguments[i]; i++)
      argv[argc++] = (char *)m->arguments[i];
   if (v->flags & COMPARES)
      argv[argc++] = arena_printf(a, "--base=%s", path_of(a, "good-leak.ms2"));
   argv[argc++] = path;
   return options_parse(argc, argv);
}

/* The first line that is longer than the page, or NULL. */
static const char *overlong(char *text, size_t width)
{
   char *rest = text;

   for (char *line; (line = strsep(&rest, "\n"));) {
      if (out_columns(line) > width)
         return line;
   }
   return NULL;
}

/* What is rendered again and again, with another width each time. */
struct subject {
   const struct view_row *row;
   struct view view;
   struct options *options;
   const struct manner *manner;
};

static bool fits(const struct subject *s, const char *file, size_t width)
{
   char *text;
   size_t length;
   FILE *stream = open_memstream(&text, &length);
   struct view v = s->view;

   s->options->width = (uint32_t)width;
   v.out = out_open_stream(stream, s->manner->features);
   s->row->render(&v);
   out_close(v.out);
   fclose(stream);
   const char *line =
       width < OPTIONS_LEAST_WIDTH ? NULL : overlong(text, width);
   if (line) {
      printf("# --view=%s of %s, %s, has a line of %zu columns at "
             "--width=%zu:\n",
             s->row->name, file, s->manner->name, out_columns(line), width);
      tap_diag(line);
   }
   free(text);
   return !line;
}

static bool fits_all(const struct subject *s, const char *file)
{
   for (size_t w = 1; w <= MOST_WIDTH;) {
      if (!fits(s, file, w))
         return false;
      w += w < DENSE_WIDTHS ? s->manner->step : SPARSE_STEP;
   }
   return true;
}

static bool is_shown(const struct view_row *v, const struct options *o,
                     const struct profile *p)
{
   return v->kind == VIEW_TEXT && (!(v->flags & NEEDS_TREE) || p->peak.known) &&
          (!(v->flags & NEEDS_MEASURE) || measure_is_known(o->measure, p));
}

static bool try_view(const struct manner *m, const struct view_row *row,
                     char *path)
{
   struct arena *a = arena_new();
   struct options *o = parse(a, m, row, path);
   struct profile *p = reader_load(path, o->max_input);
   struct profile *base = o->base ? reader_load(o->base, o->max_input) : NULL;
   struct loaded loaded = {p, frame_rules_new(o->arena, o->frame_options)};
   bool good = true;

   o->rules = loaded.rules;
   const struct subject s = {row, {p, base, o, NULL, &loaded, 1}, o, m};
   if (is_shown(row, o, p))
      good = fits_all(&s, strrchr(path, '/') + 1);
   profile_free(p);
   if (base)
      profile_free(base);
   options_free(o);
   arena_free(a);
   return good;
}

static void try_file(const char *name)
{
   struct arena *a = arena_new();
   char *path = path_of(a, name);
   bool good = true;

   for (size_t m = 0; m < N_MANNERS; m++) {
      for (size_t i = 0; i < n_views; i++) {
         if (views[i]->kind == VIEW_TEXT)
            good &= try_view(&manners[m], views[i], path);
      }
   }
   tap_ok(good, arena_printf(a, "%s fits the page in all views", name));
   arena_free(a);
}

/* Packed files have the same in them as others. */
static int is_good(const struct dirent *entry)
{
   const char *dot = strrchr(entry->d_name, '.');

   return strncmp(entry->d_name, "good-", 5) == 0 && dot &&
          strcmp(dot, ".gz") != 0 && strcmp(dot, ".zst") != 0;
}

int main(void)
{
   struct arena *a = arena_new();
   char *folder = path_of(a, "");
   struct dirent **files;
   const int n = scandir(folder, &files, is_good, alphasort);

   tap_ok(n > 0, "there are good files");
   for (int i = 0; i < n; i++) {
      try_file(files[i]->d_name);
      free(files[i]);
   }
   if (n > 0)
      free(files);
   arena_free(a);
   return tap_done();
}
