/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file as a row of lines.

      buffer   [ given | next line \n | ... | begun ]   room
                       ^start                       ^end

   What was begun moves to the front when the buffer is filled again. */
#include "line.h"

#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "unpack.h"

#define FIRST_ROOM_BYTES ((size_t)256 * 1024)

struct line_source {
   struct unpack *file;
   const char *path;
   char *buffer;
   size_t room, start, end;
   size_t searched; /* no newline between start and here */
   uint64_t number;
   bool at_end;
};

struct line_source *line_open(const char *path)
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
   if (s->room > LINE_MAX_BYTES)
      die("%s:%llu: expected a profile's line, found one of more than %zu "
          "bytes",
          s->path, (unsigned long long)s->number + 1, LINE_MAX_BYTES);
   s->room *= 2;
   s->buffer = realloc(s->buffer, s->room);
   if (!s->buffer)
      die("out of memory");
}

/* One byte of the room is kept for the NUL behind the last piece. */
static void fill(struct line_source *s)
{
   size_t n;

   make_room(s);
   n = unpack_read(s->file, s->buffer + s->end, s->room - s->end - 1);
   s->end += n;
   s->at_end = n == 0;
}

bool line_next(struct line_source *s, struct line *line)
{
   for (;;) {
      char *newline =
          memchr(s->buffer + s->searched, '\n', s->end - s->searched);

      if (newline) {
         line->text = s->buffer + s->start;
         line->length = (size_t)(newline - line->text);
         *newline = '\0';
         s->start = s->searched = s->start + line->length + 1;
         s->number++;
         return true;
      }
      s->searched = s->end;
      if (s->at_end)
         return false;
      fill(s);
   }
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
