/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lost, or held by whom. */
#include "query/leak_proof.h"

#include <inttypes.h>

#include "base/arena.h"
#include "query/owner_words.h"
#include "query/owners.h"
#include "query/stacks.h"

struct leak_proofs {
   struct stacks *stacks;
   const struct owners *owners;
   struct usage *dragged; /* by site */
   uint32_t *largest;     /* by site: its largest node that is held; or 0 */
   uint32_t *largest_indirect; /* likewise of what is indirectly lost */
};

struct usage leak_proof_lost(const struct leak_proof *proof)
{
   struct usage lost = proof->by_loss[LOSS_definitely];

   usage_add(&lost, proof->dragged);
   return lost;
}

bool leak_proof_is_mostly(const struct leak_proof *proof, enum loss loss)
{
   uint64_t sum = 0;

   for (enum loss i = LOSS_none; i < LOSS_CLASSES; i++)
      sum += proof->by_loss[i].bytes;
   return proof->by_loss[loss].blocks > 0 &&
          proof->by_loss[loss].bytes >= sum - proof->by_loss[loss].bytes;
}

bool leak_proof_is_held(const struct leak_proof *proof)
{
   const uint64_t held = proof->by_loss[LOSS_reachable].bytes +
                         proof->by_loss[LOSS_possibly].bytes;

   return held > 0 && held >= leak_proof_lost(proof).bytes;
}

static void see_node(struct leak_proofs *all, uint32_t i)
{
   const struct owners_node *n = &all->owners->nodes[i];
   uint32_t *largest = n->loss == LOSS_indirectly
                           ? &all->largest_indirect[n->number]
                           : &all->largest[n->number];

   if (n->loss == LOSS_definitely) {
      usage_add(&all->dragged[n->number], usage_minus(n->retained, n->own));
   } else if (*largest == 0 ||
              n->own.bytes > all->owners->nodes[*largest].own.bytes) {
      *largest = i;
   }
}

struct leak_proofs *leak_proofs_new(struct arena *a, struct stacks *s)
{
   const struct owner_search *search = owners_at_end(stacks_profile(s));

   if (!search)
      return NULL;
   struct leak_proofs *all = arena_alloc(a, sizeof *all);
   all->stacks = s;
   all->owners = query_owners(a, s, search);
   all->dragged = arena_array(a, stacks_n_sites(s), sizeof all->dragged[0]);
   all->largest = arena_array(a, stacks_n_sites(s), sizeof all->largest[0]);
   all->largest_indirect =
       arena_array(a, stacks_n_sites(s), sizeof all->largest_indirect[0]);
   for (uint32_t i = 1; i < all->owners->n_nodes; i++) {
      if (all->owners->nodes[i].kind == OWNER_blocks)
         see_node(all, i);
   }
   return all;
}

void leak_proofs_add(const struct leak_proofs *all, struct leak_proof_of proof)
{
   const struct owner_search *s = all->owners->search;

   for (size_t i = 0; i < s->n_totals; i++) {
      struct leak_proof *to = proof.find(proof.context, s->totals[i].node);

      if (!to)
         continue;
      to->known = true;
      usage_add(&to->by_loss[s->totals[i].loss], s->totals[i].blocks);
   }
}

/* By several roots together; where what an object's data holds is held by
   blocks, its name says more than theirs. */
static bool is_held_by_variables(const struct leak_proofs *all, uint32_t node)
{
   const struct profile *p = stacks_profile(all->stacks);
   uint32_t first;

   if (!owners_is_shared(all->owners, node))
      return false;
   return all->owners->nodes[node].parent == 0 ||
          (owners_beside(p, all->owners, node,
                         (struct owners_list){&first, 1}) > 0 &&
           all->owners->nodes[first].kind == OWNER_root);
}

/* "cache (app.c:12, global), through fill_cache (app.c:21)" */
static const char *way_to(const struct leak_proofs *all, struct arena *a,
                          uint32_t node)
{
   const struct owners_node *nodes = all->owners->nodes;
   uint32_t top = node; /* the outermost that is no root */

   while (nodes[top].parent > 0 && nodes[nodes[top].parent].kind != OWNER_root)
      top = nodes[top].parent;
   const uint32_t holder = nodes[top].parent;
   const bool is_shared = is_held_by_variables(all, top);
   const char *root =
       is_shared ? owner_words_beside(a, all->stacks, all->owners, top) : "";
   if (root[0] == '\0' && holder > 0)
      root = owner_words_node(a, all->stacks, &nodes[holder]);
   if (top == node || root[0] == '\0')
      return root;
   return arena_printf(a, "%s, through %s%s", root,
                       owner_words_node(a, all->stacks, &nodes[top]),
                       nodes[node].parent == top || is_shared ? ""
                                                              : " and others");
}

/* What is definitely lost and leads to a node. */
static const struct owners_node *leader_of(const struct leak_proofs *all,
                                           uint32_t node)
{
   const struct owners_node *nodes = all->owners->nodes;

   while (nodes[node].parent > 0 &&
          nodes[nodes[node].parent].kind == OWNER_blocks)
      node = nodes[node].parent;
   return &nodes[node];
}

void leak_proofs_complete(const struct leak_proofs *all, struct arena *a,
                          uint32_t site, struct leak_proof *proof)
{
   if (!proof->known)
      return;
   proof->holder = "";
   if (proof->by_loss[LOSS_definitely].blocks > 0)
      proof->dragged = all->dragged[site];
   if (all->largest[site] > 0) {
      proof->holder = way_to(all, a, all->largest[site]);
   } else if (all->largest_indirect[site] > 0) {
      const struct owners_node *leader =
          leader_of(all, all->largest_indirect[site]);

      proof->n_leaders = leader->own.blocks;
      proof->holder = owner_words_node(a, all->stacks, leader);
   }
}

static void say_bytes(struct sentence *w, const char *name, uint64_t bytes)
{
   sentence_figure(
       w, (struct figure){.name = name, .unit = "bytes", .value = bytes},
       units_bytes_exact(bytes));
}

static void say_lost(struct sentence *w, const struct leak_proof *proof)
{
   const struct usage lost = proof->by_loss[LOSS_definitely];

   sentence_say(w, "lost: nothing points to ");
   sentence_plural(w, "blocks", lost.blocks, "block");
   sentence_say(w, " (");
   say_bytes(w, "lost_bytes", lost.bytes);
   sentence_say(w, ")");
   if (proof->dragged.blocks == 0)
      return;
   sentence_say(w, " and what %s held (", lost.blocks == 1 ? "it" : "they");
   say_bytes(w, "lost_with_bytes", proof->dragged.bytes);
   sentence_say(w, ")");
}

static void say_possibly(struct sentence *w, const struct leak_proof *proof)
{
   sentence_say(w, "possibly lost: only pointers to the inside lead to ");
   sentence_plural(w, "blocks", proof->by_loss[LOSS_possibly].blocks, "block");
}

struct sentence leak_proof_say(struct arena *a, const struct leak_proof *proof)
{
   struct sentence w = sentence_new(a);

   if (!proof->known)
      return w;
   if (proof->by_loss[LOSS_definitely].blocks > 0)
      say_lost(&w, proof);
   else if (leak_proof_is_mostly(proof, LOSS_indirectly))
      sentence_say(&w,
                   proof->holder[0] ? "lost with what held it: %s"
                                    : "lost with what held it",
                   proof->holder);
   else if (leak_proof_is_mostly(proof, LOSS_possibly))
      say_possibly(&w, proof);
   else if (proof->holder[0])
      sentence_say(&w, "held by %s", proof->holder);
   return w;
}
