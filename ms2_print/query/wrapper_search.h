/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that allocate for everybody: xmalloc, zmalloc, palloc.

   A page that leads to them says nothing, as what counts is who called them.
   They are known by their shape, from the numbers of a profile, since their
   names are anybody's:

   - many functions call them;
   - what they return comes from one place: of each caller's blocks none was
     allocated at another line of theirs, realloc apart.  A function that makes
     something of several blocks is none;
   - the sizes are the callers' choice, so they differ widely.  A function that
     makes one thing, of one size, is none.

   A pool has many callers and one place, too, but what it takes has one size,
   and a large one, whoever calls.

   Wrappers may have layers: a function that allocates for wrappers only is one
   as well, and so is one around a wrapper that has half as many callers as
   that. */
#ifndef MS2_PRINT_QUERY_WRAPPER_SEARCH_H
#define MS2_PRINT_QUERY_WRAPPER_SEARCH_H

struct frame_rules;
struct profile;
struct wrappers;

/* Adds those of a profile; of one that does not know the sizes of blocks, none.
   The rules are those that will be in force, without any wrappers yet. */
void wrapper_search(struct wrappers *to, const struct profile *p,
                    const struct frame_rules *rules);

#endif
