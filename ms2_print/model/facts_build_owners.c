/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building the facts: who held what.

   Lines of one search stand together behind it.  It is over with the next
   search, snapshot or end: what was found then has to be all that was searched.
   Where the file was cut within it, it does not count. */
#include "model/facts_build.h"
#include "model/facts_build_parts.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/order.h"

void facts_build_owners_init(struct facts_build *f)
{
   vector_init(&f->roots, sizeof(struct root));
   vector_init(&f->searches, sizeof(struct owner_search));
   vector_init(&f->owners, sizeof(struct owner));
   vector_init(&f->owner_pointers, sizeof(struct owner_pointers));
   vector_init(&f->owner_totals, sizeof(struct owner_total));
   vector_init(&f->owner_blocks, sizeof(struct owner_block));
}

void facts_build_owners_free(struct facts_build *f)
{
   free(f->roots.items);
   free(f->searches.items);
   free(f->owners.items);
   free(f->owner_pointers.items);
   free(f->owner_totals.items);
   free(f->owner_blocks.items);
}

bool facts_build_root(struct facts_build *f, const struct root *root)
{
   const struct profile *p = f->profile;

   if (f->roots.n == 0)
      ((struct root *)vector_add(&f->roots, 1))->name = "";
   if (!facts_build_check_number(f, "an object", root->object, p->n_objects) ||
       (root->thread > 0 && !facts_build_thread_get(f, root->thread)) ||
       !facts_build_check_number(f, "an address", root->code, p->n_addresses) ||
       !facts_build_check_node(f, root->node) ||
       !facts_build_check_number(f, "one more root", f->roots.n, UINT32_MAX)) {
      return false;
   }
   *(struct root *)vector_add(&f->roots, 1) = *root;
   return true;
}

static struct owner_search *last_search(struct facts_build *f)
{
   return (struct owner_search *)f->searches.items + (f->searches.n - 1);
}

/* Whether the sums of what was found are what was searched. */
static bool is_whole(struct facts_build *f)
{
   const struct owner_search *s = last_search(f);
   struct usage sum = {0, 0};

   for (size_t i = LOSS_none + 1; i < LOSS_CLASSES; i++)
      usage_add(&sum, s->by_loss[i]);
   return facts_build_equals(f, "the nodes of a search to sum up to",
                             f->owned.bytes, s->heap.bytes) &&
          facts_build_equals(f, "blocks of a search to sum up to",
                             f->owned.blocks, s->heap.blocks) &&
          facts_build_equals(f, "the contexts of a search to sum up to",
                             sum.bytes, s->heap.bytes) &&
          facts_build_equals(f, "blocks of contexts to sum up to", sum.blocks,
                             s->heap.blocks);
}

static int compare_totals(const void *left, const void *right)
{
   const struct owner_total *a = left, *b = right;
   const int c = order_up(a->node, b->node);

   return c ? c : order_up(a->loss, b->loss);
}

static int compare_blocks(const void *left, const void *right)
{
   const struct owner_block *a = left, *b = right;
   const int c = order_down(a->retained.bytes, b->retained.bytes);

   return c ? c : order_up(a->address, b->address);
}

static void forget(struct facts_build *f)
{
   f->owners.n = f->owner_pointers.n = 0;
   f->owner_totals.n = f->owner_blocks.n = 0;
   f->owned = (struct usage){0, 0};
   f->is_searching = false;
}

static void hand_over(struct facts_build *f)
{
   struct arena *arena = f->profile->arena;
   struct owner_search *s = last_search(f);

   owners_sum_retained(f->owners.items, f->owners.n);
   vector_sort(&f->owner_totals, compare_totals);
   vector_sort(&f->owner_blocks, compare_blocks);
   s->owners = vector_copy(&f->owners, arena);
   s->n_owners = (uint32_t)f->owners.n;
   s->pointers = vector_copy(&f->owner_pointers, arena);
   s->n_pointers = f->owner_pointers.n;
   s->totals = vector_copy(&f->owner_totals, arena);
   s->n_totals = f->owner_totals.n;
   s->blocks = vector_copy(&f->owner_blocks, arena);
   s->n_blocks = f->owner_blocks.n;
}

bool facts_build_search_end(struct facts_build *f)
{
   if (!f->is_searching)
      return true;
   if (!is_whole(f))
      return false;
   hand_over(f);
   forget(f);
   return true;
}

void facts_build_owners_seal(struct facts_build *f)
{
   struct facts *to = &f->profile->facts;

   if (!facts_build_search_end(f)) {
      f->fault = NULL;
      f->searches.n--;
      forget(f);
   }
   to->roots = vector_copy(&f->roots, f->profile->arena);
   to->n_roots = (uint32_t)f->roots.n;
   to->searches = vector_copy(&f->searches, f->profile->arena);
   to->n_searches = f->searches.n;
}

bool facts_build_search(struct facts_build *f,
                        const struct owner_search *search)
{
   const size_t n = f->profile->n_snapshots;

   if (n == 0) {
      f->fault = "expected a snapshot before the search, found none";
      return false;
   }
   if (!facts_build_search_end(f))
      return false;
   struct owner_search *s = vector_add(&f->searches, 1);
   *s = *search;
   s->snapshot = n - 1;
   vector_add(&f->owners, 1); /* the top */
   f->is_searching = true;
   return true;
}

/* Lines of a search belong to the last one. */
static bool check_search(struct facts_build *f, uint64_t number)
{
   if (f->is_searching && number == f->searches.n)
      return true;
   if (!f->is_searching) {
      f->fault = "expected a search before what it found, found none";
      return false;
   }
   return facts_build_fail(f, "the number of the last search,", f->searches.n,
                           number);
}

static bool check_owner(struct facts_build *f, uint64_t number)
{
   return facts_build_check_number(f, "a node of the search", number,
                                   f->owners.n);
}

static bool check_loss(struct facts_build *f, uint64_t loss)
{
   if (loss > LOSS_none && loss < LOSS_CLASSES)
      return true;
   return facts_build_fail(f, "a class of blocks from 1 to", LOSS_CLASSES - 1,
                           loss);
}

static bool check_what(struct facts_build *f, const struct record_owner *r)
{
   switch (r->kind) {
   case OWNER_root:
      return (r->number > 0 ||
              facts_build_fail(f, "the number of a root from", 1, 0)) &&
             facts_build_check_number(f, "a root", r->number, f->roots.n);
   case OWNER_blocks:
      return facts_build_check_node(f, r->number) && check_loss(f, r->class);
   case OWNER_lost:
   case OWNER_rest: return true;
   }
   return facts_build_fail(f, "a kind of node of a search from 1 to",
                           OWNER_KINDS - 1, r->kind);
}

bool facts_build_owner(struct facts_build *f, const struct record_owner *r)
{
   const struct usage own = {r->bytes, r->blocks};

   if (!check_search(f, r->search) || !check_owner(f, r->parent) ||
       !check_what(f, r) ||
       !facts_build_check_number(f, "one more node", f->owners.n, UINT32_MAX)) {
      return false;
   }
   if (!usage_add(&f->owned, own)) {
      f->fault = "expected sums of bytes and blocks below 2^64, found more";
      return false;
   }
   *(struct owner *)vector_add(&f->owners, 1) = (struct owner){
       .parent = (uint32_t)r->parent,
       .kind = (enum owner_kind)r->kind,
       .number = (uint32_t)r->number,
       .loss = r->kind == OWNER_blocks ? (enum loss)r->class : LOSS_none,
       .offset = r->offset,
       .own = own};
   return true;
}

bool facts_build_owner_pointers(struct facts_build *f,
                                const struct record_owner_pointers *r)
{
   if (!check_search(f, r->search) || !check_owner(f, r->from) ||
       !check_owner(f, r->to)) {
      return false;
   }
   *(struct owner_pointers *)vector_add(&f->owner_pointers, 1) =
       (struct owner_pointers){(uint32_t)r->from, (uint32_t)r->to, r->pointers};
   return true;
}

bool facts_build_owner_total(struct facts_build *f,
                             const struct record_owner_total *r)
{
   const struct usage blocks = {r->bytes, r->blocks};

   if (!check_search(f, r->search) || !facts_build_check_node(f, r->node) ||
       !check_loss(f, r->class)) {
      return false;
   }
   if (!usage_add(&last_search(f)->by_loss[r->class], blocks)) {
      f->fault = "expected sums of bytes and blocks below 2^64, found more";
      return false;
   }
   *(struct owner_total *)vector_add(&f->owner_totals, 1) =
       (struct owner_total){(uint32_t)r->node, (enum loss)r->class, blocks};
   return true;
}

bool facts_build_owner_block(struct facts_build *f,
                             const struct record_owner_block *r)
{
   if (!check_search(f, r->search) || !check_owner(f, r->n) ||
       !facts_build_check_node(f, r->node)) {
      return false;
   }
   if (r->bytes > r->retained_bytes) {
      return facts_build_fail(f, "a block that retains at least", r->bytes,
                              r->retained_bytes);
   }
   *(struct owner_block *)vector_add(&f->owner_blocks, 1) =
       (struct owner_block){
           .owner = (uint32_t)r->n,
           .node = (uint32_t)r->node,
           .address = r->address,
           .bytes = r->bytes,
           .retained = {r->retained_bytes, r->retained_blocks}};
   return true;
}
