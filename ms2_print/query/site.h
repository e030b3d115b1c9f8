/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A place in the source, and what it is called.

   This is the one place that names a site: pages of text, the HTML page,
   exports and checks all show what site_name(), site_label() and site_where()
   say, also of code without a name. */
#ifndef MS2_PRINT_QUERY_SITE_H
#define MS2_PRINT_QUERY_SITE_H

#include <stdbool.h>
#include <stdint.h>

struct address;
struct arena;
struct frame;
struct profile;

/* A place in the source, or the best that is known of it.  Site 0 stands for
   a stack of which nothing was recorded. */
struct site {
   const char *function; /* "" if unknown */
   const char *dir;
   const char *file; /* "" if unknown; then line is 0 */
   uint32_t line;
   const char *object;  /* path, "" if unknown */
   const char *called;  /* what a page calls the object */
   const char *address; /* "0x11c9", if that is all there is to tell it from
                           others of its object; or "" */
   uint64_t code;       /* an address at this line: the first one; 0: none */
   bool inlined;
   bool thread;          /* where a thread starts */
   uint32_t function_id; /* equal for all sites of one function */
};

/* More than one line, of several profiles: nobody knows how many. */
#define SITE_SEVERAL_LINES UINT32_MAX

/* What stands in site.address: the beginning of the function that holds the
   code, if that is known, else the code itself; in the object, as addr2line
   wants it.  "" for code that has a name or a line, or no object.  In the
   arena. */
const char *site_address(struct arena *a, const struct profile *p,
                         const struct address *code, const struct frame *f);

/* The function, "(inlined)", "0x11c9", or "???". */
const char *site_name(const struct site *s);

/* The name where the place does not stand beside it: the function,
   "(inlined) file.c:12", "0x11c9 in libx.so" or "???"; may be in the arena. */
const char *site_label(struct arena *a, const struct site *s);

/* The place beside the name, in the arena: "file.c:12", "file.c", "in libx.so",
   or "".  Of a function that is there with several lines, of which this is the
   largest: "file.c:12 and 2 more lines". */
const char *site_where(struct arena *a, const struct site *s, uint32_t n_lines);

/* "dir/file", "file", or "" if the file is unknown; may be in the arena. */
const char *site_path(struct arena *a, const struct site *s);

/* The last part of a path. */
const char *site_base_name(const char *path);

/* Where the place is part of the name: code inlined without a name, and code
   without one in an object. */
bool site_is_where(const struct site *s);

/* Code inlined without a name is known by its line alone. */
bool site_is_nameless_inlined(const struct site *s);

/* A total order of sites by what a reader sees: function, file, line. */
int site_compare(const struct site *a, const struct site *b);

#endif
