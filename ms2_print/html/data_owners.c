/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes who held what: the part of the HTML page's data. */
#include "base/arena.h"
#include "html/data_parts.h"
#include "query/owner_words.h"
#include "query/owners.h"
#include "query/stacks.h"

/* Its name, and what stands beside it. */
static void put_root(struct writer *w, uint32_t number)
{
   const struct root *root = &w->profile->facts.roots[number];

   html_data_put_name(w, owner_words_root(w->arena, w->profile, root));
   html_data_put_name(w, owner_words_where(w->arena, w->profile, root));
}

static void put_node(struct writer *w, const struct owners_node *n)
{
   html_data_put_number(w, n->depth);
   html_data_put_number(w, n->kind);
   if (n->kind == OWNER_blocks)
      html_data_put_site(w, n->number);
   else if (n->kind == OWNER_root)
      put_root(w, n->number);
   else
      html_data_put_name(w, owner_words_node(w->arena, w->stacks, n));
   html_data_put_number(w, n->loss);
   html_data_put_number(w, n->has_offset ? n->offset + 1 : 0);
   html_data_put_usage(w, n->own);
}

static void put_search(struct writer *w, const struct owner_search *search)
{
   const struct owners *o = query_owners(w->arena, w->stacks, search);

   html_data_put_name(w, search->how);
   for (enum axis axis = AXIS_AUTO + 1; axis < AXIS_COUNT; axis++)
      html_data_put_number(w, search->when.on[axis]);
   for (enum loss loss = LOSS_none + 1; loss < LOSS_CLASSES; loss++)
      html_data_put_usage(w, search->by_loss[loss]);
   html_data_put_number(w, o->n_nodes - 1);
   for (uint32_t i = 1; i < o->n_nodes; i++)
      put_node(w, &o->nodes[i]);
   html_data_put_number(w, search->n_pointers);
   for (size_t i = 0; i < search->n_pointers; i++) {
      html_data_put_number(w, o->of[search->pointers[i].from]);
      html_data_put_number(w, o->of[search->pointers[i].to]);
      html_data_put_number(w, search->pointers[i].n);
   }
}

void html_data_owners_put(struct writer *w)
{
   const struct facts *f = &w->profile->facts;

   html_data_put_number(w, f->n_searches);
   for (size_t i = 0; i < f->n_searches; i++)
      put_search(w, &f->searches[i]);
}
