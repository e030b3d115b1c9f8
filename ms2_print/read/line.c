/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file as a row of lines.

      buffer   [ given | next line \n | line \n | ... | begun ]   room
                       ^start                  ^searched     ^end

   Newlines are looked for some lines ahead of the line that is given, so that
   a reader may glance at what comes.  What was begun moves to the front when
   the buffer is filled again. */
#include "read/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/units.h"
#include "read/unpack.h"

#define FIRST_ROOM_BYTES ((size_t)256 * 1024)

/* Lines found ahead.  A line is read in some 50 ns and memory answers within
   150; from four to 32 none was faster than another. */
#define LINES_AHEAD ((size_t)16)

struct line_source {
   struct unpack *file;
   const char *path;
   char *buffer;
   size_t room, start, end;
   size_t searched;           /* every newline before has been found */
   size_t found[LINES_AHEAD]; /* newlines from start on: a ring */
   size_t first_found, n_found;
   uint64_t number;
   uint64_t n_read, most_bytes;
   bool at_end;
};

struct line_source *line_open(const char *path, uint64_t most_bytes)
{
   struct unpack *file = unpack_open(path);
   struct line_source *s = calloc(1, sizeof *s);

   if (s)
      s->buffer = malloc(FIRST_ROOM_BYTES);
   if (!s || !s->buffer)
      die("out of memory");
   s->room = FIRST_ROOM_BYTES;
   s->path = strcmp(path, "-") == 0 ? "standard input" : path;
   s->file = file;
   s->most_bytes = most_bytes;
   return s;
}

void line_close(struct line_source *s)
{
   unpack_close(s->file);
   free(s->buffer);
   free(s);
}

static void make_room(struct line_source *s)
{
   memmove(s->buffer, s->buffer + s->start, s->end - s->start);
   s->end -= s->start;
   s->searched -= s->start;
   s->start = 0;
   if (s->end + 1 < s->room)
      return;
   if (s->room > LINE_MAX_BYTES) {
      die("%s:%llu: expected a profile's line, found one of more than %zu "
          "bytes",
          s->path, (unsigned long long)s->number + 1, LINE_MAX_BYTES);
   }
   s->room *= 2;
   s->buffer = realloc(s->buffer, s->room);
   if (!s->buffer)
      die("out of memory");
}

/* One byte of the room is kept for the NUL behind the last piece. */
static void fill(struct line_source *s)
{
   make_room(s);
   size_t n = unpack_read(s->file, s->buffer + s->end, s->room - s->end - 1);
   s->end += n;
   s->at_end = n == 0;
   s->n_read += n;
   if (s->n_read > s->most_bytes)
      die("%s: expected at most %s of text, found more: --max-input=SIZE reads "
          "it",
          s->path, units_bytes(s->most_bytes).text);
}

static size_t slot(const struct line_source *s, size_t ahead)
{
   return (s->first_found + ahead) % LINES_AHEAD;
}

/* Finds lines until so many are known, or the buffer holds no more. */
static void find_lines(struct line_source *s)
{
   while (s->n_found < LINES_AHEAD) {
      const char *newline =
          memchr(s->buffer + s->searched, '\n', s->end - s->searched);

      if (!newline) {
         s->searched = s->end;
         return;
      }
      s->searched = (size_t)(newline - s->buffer) + 1;
      s->found[slot(s, s->n_found++)] = s->searched - 1;
   }
}

bool line_next(struct line_source *s, struct line *line)
{
   find_lines(s);
   while (s->n_found == 0) {
      if (s->at_end)
         return false;
      fill(s);
      find_lines(s);
   }
   size_t newline = s->found[s->first_found];
   line->text = s->buffer + s->start;
   line->length = newline - s->start;
   s->buffer[newline] = '\0';
   s->start = newline + 1;
   s->first_found = slot(s, 1);
   s->n_found--;
   s->number++;
   return true;
}

const char *line_ahead(const struct line_source *s)
{
   /* Line by line one more is found, unless the buffer comes to its end. */
   if (s->n_found < LINES_AHEAD - 1)
      return NULL;
   return s->buffer + s->found[slot(s, s->n_found - 2)] + 1;
}

uint64_t line_number(const struct line_source *s)
{
   return s->number;
}

bool line_was_cut(struct line_source *s, struct line *rest)
{
   rest->text = s->buffer + s->start;
   rest->length = s->end - s->start;
   s->buffer[s->end] = '\0';
   return rest->length > 0 || unpack_was_cut(s->file);
}

const char *line_path(const struct line_source *s)
{
   return s->path;
}
