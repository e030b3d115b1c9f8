/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file as a row of lines, whatever it is packed in.

   Plain text, gzip and zstd are told apart by their first bytes, never by the
   file's name.  A line lies in the source's buffer: it is valid until the
   next call, may be written to, and costs no allocation.

   A file that stops within a line, or within packed data, was cut: the lines
   before are good, and line_was_cut() says so in the end.  A file that cannot
   be read, or whose packed data is damaged, ends the program. */
#ifndef MS2_PRINT_READ_LINE_H
#define MS2_PRINT_READ_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longer lines are refused: no record of a profile comes near it, and a file
   of something else should not fill the memory. */
#define LINE_MAX_BYTES ((size_t)16 * 1024 * 1024)

/* Of a packed file nobody knows how large it gets, nor of a pipe: more text is
   refused, unless more is asked for.  The largest recordings that anybody has
   looked at are a quarter of it, and take twice as much memory as text. */
#define LINE_MOST_TEXT ((uint64_t)2 << 30)

struct line_source;

/* One line without its newline, with a NUL behind it. */
struct line {
   char *text;
   size_t length;
};

/* "-" is standard input.  More than so many bytes of text end the program. */
struct line_source *line_open(const char *path, uint64_t most_bytes);
void line_close(struct line_source *s);

/* The next whole line; false at the end. */
bool line_next(struct line_source *s, struct line *line);

/* The start of a line that comes some lines later, to fetch early what it will
   need; NULL where none is in sight.  It ends with a newline. */
const char *line_ahead(const struct line_source *s);

/* Of the line that line_next() gave last, from 1; 0 before the first. */
uint64_t line_number(const struct line_source *s);

/* After the end: the file was cut.  What stands behind its last newline is
   then in *rest (length 0 if nothing does). */
bool line_was_cut(struct line_source *s, struct line *rest);

/* The path for messages: "standard input" for "-". */
const char *line_path(const struct line_source *s);

#endif
