/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files behind stacks.h share. */
#ifndef MS2_PRINT_QUERY_STACKS_PARTS_H
#define MS2_PRINT_QUERY_STACKS_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/lookup.h"
#include "model/profile.h"
#include "query/site.h"

struct arena;
struct frame_rules;
struct paths;
struct walk;

/* One judged source frame of an address. */
struct stacks_slot {
   uint32_t site;
   uint32_t address;
   uint32_t frame; /* index within the address */
   unsigned marks;
};

struct stacks {
   struct arena *arena;
   const struct profile *profile;
   const struct frame_rules *rules;
   bool show_all;

   size_t *first_slot; /* by address; n_addresses + 1 entries */
   struct stacks_slot *slots;

   struct site *sites;
   size_t n_sites, room_sites;
   struct lookup known_sites;
   uint32_t *functions; /* one site of each, by function_id */
   size_t n_functions, room_functions;
   struct lookup known_functions;

   struct walk *walk; /* for stacks_get() */
   uint32_t *visible; /* of the stack at hand */
   size_t room_visible;
   struct paths *paths[3]; /* by enum walk_kind; NULL: not asked for yet */

   char **via;         /* by slot, made when first asked for */
   const char **types; /* by slot: "" for none; the same */
};

/* What the frame of slot `top` called, if `inner` is the one inside of it. */
const char *via_of(struct stacks *s, size_t inner, size_t top);

/* Marks the frames that are the reader's own, once all are judged. */
void whose_code(struct stacks *s);

/* What the blocks of the context `node` are known to be; inner_object is "" if
   nothing is inside. */
const char *via_note(const struct stacks *s, const char *inner_object,
                     size_t top, uint32_t node);

#endif
