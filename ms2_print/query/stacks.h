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
#include "query/site.h"

struct arena;
struct frame_rules;
struct stacks;
struct trie_node;

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

const struct profile *stacks_profile(const struct stacks *s);
const struct frame_rules *stacks_rules(const struct stacks *s);

/* The stack from `node` outwards.  O(its depth).  Of all contexts: paths.h. */
void stacks_get(struct stacks *s, uint32_t node, struct stack *to);

/* The sites of a stack that ends at this node of a trie. */
void stacks_spell(struct stacks *s, const struct trie_node *nodes, uint32_t end,
                  struct stack *to);

/* Whether the stack of a node leads through such a site inside of its top one:
   a library's or a wrapper's, that stand behind `via`. */
struct stacks_wish {
   bool (*fits)(const void *context, uint32_t site);
   const void *context;
};
bool stacks_pass(const struct stacks *s, uint32_t node, uint32_t top,
                 const struct stacks_wish *wish);

/* Every frame that was recorded is asked for. */
bool stacks_show_all(const struct stacks *s);

const struct site *stacks_site(const struct stacks *s, uint32_t site);
uint32_t stacks_n_functions(const struct stacks *s);
uint32_t stacks_n_sites(const struct stacks *s); /* site 0 counts */

/* The labels of all sites, by number; see site_label(). */
const char *const *stacks_labels(struct arena *a, const struct stacks *s);

#endif
