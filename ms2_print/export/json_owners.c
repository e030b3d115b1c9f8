/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who held what, for scripts: what may hold memory, and for each search the
   graph of its holders. */
#include "export/json_owners.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "query/owner_words.h"
#include "query/owners.h"

static void set_classes(json_t *o, const struct owner_search *s)
{
   const struct usage *by = s->by_loss;

   json_set(o, "definitely_lost_bytes", json_count(by[LOSS_definitely].bytes));
   json_set(o, "definitely_lost_blocks",
            json_count(by[LOSS_definitely].blocks));
   json_set(o, "indirectly_lost_bytes", json_count(by[LOSS_indirectly].bytes));
   json_set(o, "indirectly_lost_blocks",
            json_count(by[LOSS_indirectly].blocks));
   json_set(o, "possibly_lost_bytes", json_count(by[LOSS_possibly].bytes));
   json_set(o, "possibly_lost_blocks", json_count(by[LOSS_possibly].blocks));
   json_set(o, "reachable_bytes", json_count(by[LOSS_reachable].bytes));
   json_set(o, "reachable_blocks", json_count(by[LOSS_reachable].blocks));
}

void json_owners_set_summary(json_t *summary, const struct profile *p)
{
   const struct owner_search *s = owners_at_end(p);

   if (s)
      set_classes(summary, s);
}

static json_t *address_of(uint64_t address)
{
   char text[24];

   snprintf(text, sizeof text, "0x%" PRIx64, address);
   return address > 0 ? json_text(text) : json_null();
}

static json_t *root_of(struct arena *a, const struct profile *p,
                       uint32_t number)
{
   const struct root *r = &p->facts.roots[number];
   json_t *o = json_object();

   json_set(o, "number", json_count(number));
   json_set(o, "kind", json_text(owners_root_kind_name(r->kind)));
   json_set(o, "name", json_text(owner_words_root(a, p, r)));
   json_set(o, "where", json_text(owner_words_where(a, p, r)));
   json_set(o, "symbol", json_text(r->name));
   json_set(o, "object", json_text(p->objects[r->object].path));
   json_set(o, "address", address_of(r->address));
   json_set(o, "thread", json_count(r->thread));
   return o;
}

static void put_own(struct json *j, struct usage u)
{
   json_put_member(j, "bytes", u.bytes);
   json_put_member(j, "blocks", u.blocks);
}

static void put_retained(struct json *j, struct usage u)
{
   json_put_member(j, "retained_bytes", u.bytes);
   json_put_member(j, "retained_blocks", u.blocks);
}

static void put_word(struct json *j, const char *name, const char *word)
{
   json_name(j, name);
   json_put_text(j, word);
}

static const char *kind_name(enum owner_kind kind)
{
   static const char *const names[] = {[OWNER_top] = "top",
#define ROW(name, number, words) [OWNER_##name] = #name,
                                       MS2_FORMAT_OWNER_KINDS(ROW)
#undef ROW
   };

   return names[kind];
}

static void put_node(struct json *j, const struct json_profile *p,
                     const struct owner *o)
{
   json_open(j, '{');
   json_put_member(j, "parent", o->parent);
   put_word(j, "kind", kind_name(o->kind));
   if (o->kind == OWNER_root)
      json_put_member(j, "root", o->number);
   if (o->kind == OWNER_blocks) {
      put_word(j, "class", owners_loss_name(o->loss));
      json_facts_put_stack(j, p, "stack", o->number);
   }
   if (o->offset > 0)
      json_put_member(j, "offset", o->offset - 1);
   put_own(j, o->own);
   put_retained(j, o->retained);
   json_close(j, '}');
}

static void put_pointers(struct json *j, const struct owner_search *s)
{
   json_name(j, "pointers");
   json_open(j, '[');
   for (size_t i = 0; i < s->n_pointers; i++) {
      json_open(j, '{');
      json_put_member(j, "from", s->pointers[i].from);
      json_put_member(j, "to", s->pointers[i].to);
      json_put_member(j, "pointers", s->pointers[i].n);
      json_close(j, '}');
   }
   json_close(j, ']');
}

static void put_totals(struct json *j, const struct json_profile *p,
                       const struct owner_search *s)
{
   json_name(j, "contexts");
   json_open(j, '[');
   for (size_t i = 0; i < s->n_totals; i++) {
      json_open(j, '{');
      json_facts_put_stack(j, p, "stack", s->totals[i].node);
      put_word(j, "class", owners_loss_name(s->totals[i].loss));
      put_own(j, s->totals[i].blocks);
      json_close(j, '}');
   }
   json_close(j, ']');
}

static void put_blocks(struct json *j, const struct json_profile *p,
                       const struct owner_search *s)
{
   json_name(j, "blocks");
   json_open(j, '[');
   for (size_t i = 0; i < s->n_blocks; i++) {
      const struct owner_block *b = &s->blocks[i];

      json_open(j, '{');
      json_put_member(j, "node", b->owner);
      json_facts_put_stack(j, p, "stack", b->node);
      json_name(j, "address");
      json_put_value(j, address_of(b->address));
      json_put_member(j, "bytes", b->bytes);
      put_retained(j, b->retained);
      json_close(j, '}');
   }
   json_close(j, ']');
}

static json_t *classes_of(const struct owner_search *s)
{
   json_t *o = json_object();

   set_classes(o, s);
   return o;
}

static void put_search(struct json *j, const struct json_profile *p,
                       const struct owner_search *s)
{
   json_item(j);
   json_open(j, '{');
   put_word(j, "how", s->how);
   json_put_member(j, "snapshot", s->snapshot);
   json_put_member(j, "heap_bytes", s->heap.bytes);
   json_put_member(j, "heap_blocks", s->heap.blocks);
   json_put_member(j, "roots_bytes", s->roots_bytes);
   json_put_member(j, "pools_bytes", s->pools_bytes);
   json_put_member(j, "search_us", s->search_us);
   json_name(j, "classes");
   json_put_value(j, classes_of(s));
   json_name(j, "nodes");
   json_open(j, '[');
   for (uint32_t i = 0; i < s->n_owners; i++)
      put_node(j, p, &s->owners[i]);
   json_close(j, ']');
   put_pointers(j, s);
   put_totals(j, p, s);
   put_blocks(j, p, s);
   json_close(j, '}');
}

void json_owners_put(struct json *j, const struct json_profile *p)
{
   const struct facts *f = &p->profile->facts;
   struct arena *a = arena_new();

   if (f->n_searches > 0) {
      json_list_begin(j, "roots");
      for (uint32_t i = 1; i < f->n_roots; i++)
         json_list_item(j, root_of(a, p->profile, i));
      json_list_end(j);
      json_list_begin(j, "searches");
      for (size_t i = 0; i < f->n_searches; i++)
         put_search(j, p, &f->searches[i]);
      json_list_end(j);
   }
   arena_free(a);
}
