/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that options name or that are meant without one. */
#include "cli/option_files.h"

#include <glob.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/words.h"
#include "query/frame_rules.h"
#include "query/suppress.h"
#include "read/line.h"

static bool is_blank(const char *s)
{
   return s[strspn(s, " \t\r")] == '\0';
}

/* "KIND:GLOB" */
static void add_rule(struct arena *a, struct frame_options *to,
                     const struct line_source *source, const char *text)
{
   const struct {
      const char *start;
      struct words *list;
   } kinds[] = {{"fn:", &to->skip_fn},
                {"path:", &to->skip_path},
                {"obj:", &to->skip_obj}};

   for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
      const size_t length = strlen(kinds[i].start);

      if (strncmp(text, kinds[i].start, length) == 0) {
         words_add(a, kinds[i].list, arena_strdup(a, text + length));
         return;
      }
   }
   die("%s:%" PRIu64 ": expected 'fn:', 'path:' or 'obj:' and a pattern, "
       "found '%.40s'",
       line_path(source), line_number(source), text);
}

/* The last line of a file may have no end. */
static bool next_line(struct line_source *source, struct line *line)
{
   return line_next(source, line) || line_was_cut(source, line);
}

void option_files_skip(struct arena *a, struct frame_options *to,
                       const char *path)
{
   struct line_source *source = line_open(path, LINE_MOST_TEXT);
   struct line line;

   while (next_line(source, &line)) {
      if (!is_blank(line.text) && line.text[0] != '#')
         add_rule(a, to, source, line.text);
   }
   line_close(source);
}

static char *read_all(struct arena *a, const char *path)
{
   struct line_source *source = line_open(path, LINE_MOST_TEXT);
   char *text = NULL;
   size_t n = 0, room = 0;

   for (struct line line; next_line(source, &line);) {
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

void option_files_suppressions(struct arena *a, struct suppressions *to,
                               const char *path)
{
   const char *remark;
   size_t line;
   const char *fault = suppress_parse(to, read_all(a, path), &line, &remark);

   if (fault)
      die("%s:%zu: %s", path, line, fault);
   if (remark)
      warn("%s: %s", path, remark);
}

static bool is_newer(const struct stat *a, const struct stat *b)
{
   if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
      return a->st_mtim.tv_sec > b->st_mtim.tv_sec;
   return a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

/* glob() sorts, so that of two files of the same moment the first name is
   taken. */
const char *option_files_newest(struct arena *a)
{
   const char *newest = NULL;
   glob_t found = {0};

   if (glob("ms2.out.*", 0, NULL, &found) == 0) {
      struct stat best;
      struct stat status;
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
