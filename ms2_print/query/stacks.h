/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stacks of a profile as its reader wants to see them: inlined frames
   spread out, allocators and library code skipped, cut off below main; what a
   language's standard library does between two of the user's functions is left
   out as well.

   An address becomes one or more sites (source positions); equal sites of
   different addresses are one.  Judging is done once for each address, so a
   profile of 100,000s of nodes costs one walk of each stack. */
#ifndef MS2_PRINT_QUERY_STACKS_H
#define MS2_PRINT_QUERY_STACKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct frame_rules;
struct stacks;

/* A place in the source, or the best that is known of it.  Site 0 stands for
   a stack of which nothing was recorded. */
struct site {
   const char *function; /* "" if unknown */
   const char *dir;
   const char *file; /* "" if unknown; then line is 0 */
   uint32_t line;
   const char *object; /* path, "" if unknown */
   bool inlined;
   bool thread;          /* where a thread starts */
   uint32_t function_id; /* equal for all sites of one function */
};

/* One stack, the innermost visible site first.  Never empty. */
struct stack {
   const uint32_t *sites; /* valid until the next stacks_get() */
   size_t n_sites;
   const char *via;  /* what the first site called to allocate; or "" */
   const char *note; /* what these blocks are known to be; or "" */
   bool cut;         /* outer callers were not recorded */
};

/* Everything is in the arena `a`; the profile must live as long. */
struct stacks *stacks_new(struct arena *a, const struct profile *p,
                          const struct frame_rules *rules);

/* The stack from `node` outwards.  O(its depth). */
void stacks_get(struct stacks *s, uint32_t node, struct stack *to);

/* Every frame that was recorded is asked for. */
bool stacks_show_all(const struct stacks *s);

const struct site *stacks_site(const struct stacks *s, uint32_t site);
uint32_t stacks_n_functions(const struct stacks *s);
uint32_t stacks_n_sites(const struct stacks *s); /* site 0 counts */

/* What every site is called where its position stands elsewhere or is not
   shown: the function, "(inlined) file:line", "(in object)" or "???"; by
   number of site, in the arena. */
const char *const *stacks_labels(struct arena *a, const struct stacks *s);

/* A total order of sites by what a reader sees: function, file, line. */
int site_compare(const struct site *a, const struct site *b);

/* Code inlined without a name is known by its line alone. */
bool site_is_nameless_inlined(const struct site *s);

/* The function, "(inlined)", or "???". */
const char *site_name(const struct site *s);

/* "dir/file", "file", or "" if the file is unknown; in the arena. */
const char *site_path(struct arena *a, const struct site *s);

/* The last part of a path. */
const char *site_base_name(const char *path);

#endif
