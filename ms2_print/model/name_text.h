/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of a demangled name: going along it from bracket to bracket, and
   putting a shorter one together.  For names and names_fit. */
#ifndef MS2_PRINT_MODEL_NAME_TEXT_H
#define MS2_PRINT_MODEL_NAME_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Long enough for the deepest of templates; a longer name is cut in the middle
   without looking at its parts. */
#define NAME_TEXT_MAX_BYTES 8192

/* What C++ demanglers call a namespace without a name: its bracket opens no
   parameters. */
#define NAME_TEXT_ANONYMOUS "(anonymous namespace)"

bool name_text_starts(const char *s, const char *prefix);

/* Of a word of a path, in any of the languages. */
bool name_text_is_word(char c);

/* Steps over one character and keeps count of the open brackets before it.
   The arrow of a function type closes nothing; of what is quoted, as arguments
   of D and operators of Ada are, nothing is a bracket. */
const char *name_text_step(const char *p, int *depth);

/* The bracket that closes the one at `open`, or the end of the string. */
const char *name_text_closing(const char *open);

/* Whether C++'s "operator" stands at p, a place in `name`: its own characters
   must not be taken for brackets. */
bool name_text_at_operator(const char *name, const char *p);

/* A string under construction, in memory of the caller's, that silently stops
   at its size.  It always has its final zero. */
struct name_text {
   char *to;
   size_t size;
   size_t length;
};

void name_text_put(struct name_text *b, const char *from, size_t n);

#endif
