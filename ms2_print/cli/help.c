/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --help says besides the options. */
#include "cli/help.h"

#include <argp.h>
#include <stdio.h>

#include "base/die.h"
#include "cli/views.h"
#include "query/measure.h"

const char help_doc[] =
    "Show what a program's heap did, as ms2 or massif recorded it.\n\n"
    "Without FILE it is the newest ms2.out.* in the current folder; - is "
    "standard input.  Packed files (gzip, zstd) are unpacked.\v"
    "views";

static void put_views(FILE *to, enum view_kind kind)
{
   for (size_t i = 0; i < n_views; i++) {
      const struct view_row *v = views[i];

      if (v->kind == kind)
         fprintf(to, "  %-12s %s\n", v->name, v->summary);
   }
}

/* argp frees what this returns. */
char *help_filter(int key, const char *text, void *input)
{
   char *lists = NULL;

   (void)input;
   if (key != ARGP_KEY_HELP_POST_DOC)
      return (char *)text;
   size_t length;
   FILE *to = open_memstream(&lists, &length);
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
   return lists;
}
