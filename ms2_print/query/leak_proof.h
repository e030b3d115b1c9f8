/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the search at the end says of a place that holds memory: lost, or held
   and by whom. */
#ifndef MS2_PRINT_QUERY_LEAK_PROOF_H
#define MS2_PRINT_QUERY_LEAK_PROOF_H

#include <stdbool.h>
#include <stdint.h>

#include "model/owners.h"
#include "query/sentence.h"

struct arena;
struct stacks;

/* Of the contexts of one group. */
struct leak_proof {
   bool known; /* false: nobody searched; nothing below is */
   struct usage by_loss[LOSS_CLASSES];
   struct usage dragged; /* indirectly lost, with what is definitely lost */
   const char *holder;   /* of the largest part: "cache (app.c:12, global)" and
                            what lies between; "" where nobody knows */
   uint64_t n_leaders;   /* definitely lost blocks that held the largest part
                            of what is indirectly lost */
};

/* Definitely lost, and what is lost with it. */
struct usage leak_proof_lost(const struct leak_proof *proof);

/* Most of it is of that class. */
bool leak_proof_is_mostly(const struct leak_proof *proof, enum loss loss);

/* Pointers lead to most of it from what is held.  That they lead to the inside
   is as good: one block may be held by chance, by a word that looks like a
   pointer, but not most blocks of a place.  So do pools, and strings behind
   their lengths. */
bool leak_proof_is_held(const struct leak_proof *proof);

/* "lost: nothing points to 300 blocks (19,200 bytes) and what they held (12,000
   bytes)", "held by cache (app.c:12, global)"; or "". */
struct sentence leak_proof_say(struct arena *a, const struct leak_proof *proof);

/* The search at the end of a whole run, ready to be asked by site. */
struct leak_proofs;

/* NULL: there was none. */
struct leak_proofs *leak_proofs_new(struct arena *a, struct stacks *s);

/* Adds to proof[] what each context is; proof_of() finds that of a node, or
   NULL. */
struct leak_proof_of {
   struct leak_proof *(*find)(void *context, uint32_t node);
   void *context;
};
void leak_proofs_add(const struct leak_proofs *all, struct leak_proof_of proof);

/* What the site's lost blocks held, and who holds those that are held. */
void leak_proofs_complete(const struct leak_proofs *all, struct arena *a,
                          uint32_t site, struct leak_proof *proof);

#endif
