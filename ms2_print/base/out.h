/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where views and exports write.

   The first failed write is remembered and later writes do nothing; only
   out_close() reports it, and ends the program with EXIT_BAD.  A view never
   asks whether a write worked.

   Text views use out_printf(), out_name() and out_fit(): what could steer a
   terminal (control characters, bytes that are not UTF-8, characters that
   reverse the writing direction) comes out as \xHH, so a name from a profile
   can do no harm.  Exports use out_raw() and escape by their own rules. */
#ifndef MS2_PRINT_BASE_OUT_H
#define MS2_PRINT_BASE_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct out;

enum out_features {
   OUT_PLAIN = 0,
   OUT_COLOR = 1,  /* escape sequences for colour are understood */
   OUT_UNICODE = 2 /* block and line characters are understood */
};

enum out_color_when { OUT_COLOR_AUTO, OUT_COLOR_ALWAYS, OUT_COLOR_NEVER };

/* What a piece of text is, so that the colours are chosen in one place. */
enum out_style {
   OUT_NORMAL,
   OUT_HEADING,
   OUT_DIM,  /* of less weight: paths, what was left out */
   OUT_GOOD, /* nothing to worry about */
   OUT_WARN,
   OUT_BAD,  /* a leak, a failure */
   OUT_PEAK, /* the peak, wherever it is drawn */
   OUT_STYLE_COUNT
};

/* What the place that `path` names (NULL or "-": standard output) can show:
   asks isatty, TERM, NO_COLOR and the locale's character set.  main calls it,
   views do not. */
unsigned out_find_features(const char *path, enum out_color_when when);

/* Whether what is written there appears on a terminal. */
bool out_is_terminal(const char *path);

/* Opens for writing: NULL or "-" is standard output.  A regular file is
   written beside its final place and renamed by out_close(), so that a failed
   run leaves the old one; anything else (a pipe, a device) is written to
   directly.  Ends the program if it cannot be opened. */
struct out *out_open(const char *path, unsigned features);

/* Writes to a stream of the caller's, who closes it after out_close(). */
struct out *out_open_stream(FILE *stream, unsigned features);

/* Flushes, checks, puts the file in its place and frees; a failed write ends
   the program with a message. */
void out_close(struct out *o);

bool out_has_unicode(const struct out *o);
bool out_has_color(const struct out *o);

/* Newlines are those that the format begins or ends with; it has none inside,
   and those of an argument are escaped as the rest of it is. */
void out_printf(struct out *o, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A name from the profile, on one line whatever it holds. */
void out_name(struct out *o, const char *name);

/* A name in at most n_columns columns: a longer one loses its end to "..".
   Returns the columns used. */
size_t out_fit(struct out *o, const char *name, size_t n_columns);

/* Of `length` bytes of a text as many as have room in n_columns columns, but at
   least a character.  Returns how many bytes that were. */
size_t out_part(struct out *o, const char *text, size_t length,
                size_t n_columns);

/* Columns that out_name() would take, and those of `length` bytes of a text. */
size_t out_columns(const char *name);
size_t out_columns_of(const char *text, size_t length);

void out_repeat(struct out *o, const char *text, size_t n_times);

/* In force until the next call; nothing where there is no colour. */
void out_style(struct out *o, enum out_style style);

/* A number, for exports: its digits and nothing else. */
void out_count(struct out *o, uint64_t n);

/* Bytes as they are. */
void out_raw(struct out *o, const void *bytes, size_t size_bytes);

/* For exports that write many small pieces: where the next bytes go, up to
   OUT_MOST_BYTES of them, and then where they end. */
#define OUT_MOST_BYTES ((size_t)4096)
char *out_room(struct out *o, size_t most_bytes);
void out_filled(struct out *o, const char *end);

/* The digits of a number; returns the place behind them. */
#define OUT_MOST_DIGITS 20
char *out_digits(char *to, uint64_t n);

#endif
