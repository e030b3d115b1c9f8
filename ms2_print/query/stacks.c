/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks seen through the frame rules; sites are interned here. */
#include "query/stacks.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "model/names.h"
#include "query/frame_rules.h"
#include "query/stacks_parts.h"
#include "query/walk.h"
#include "query/wrappers.h"

static uint64_t hash_text(uint64_t h, const char *s)
{
   return lookup_mix_bytes(h, s, strlen(s) + 1);
}

/* An object tells sites apart only where the source does not. */
static const char *site_object(const struct site *s)
{
   return s->file[0] ? "" : s->object;
}

static uint64_t hash_function(const struct site *s)
{
   uint64_t h = hash_text(0, s->function);

   h = hash_text(h, s->dir);
   h = hash_text(h, s->file);
   h = hash_text(h, site_object(s));
   h = hash_text(h, s->address);
   return names_is_unknown(s->function) ? lookup_mix(h, s->line) : h;
}

static bool same_function(const struct site *a, const struct site *b)
{
   return strcmp(a->function, b->function) == 0 &&
          strcmp(a->dir, b->dir) == 0 && strcmp(a->file, b->file) == 0 &&
          strcmp(site_object(a), site_object(b)) == 0 &&
          strcmp(a->address, b->address) == 0 &&
          (!names_is_unknown(a->function) || a->line == b->line);
}

static uint64_t hash_site(const struct site *s)
{
   return lookup_mix(hash_function(s), (uint64_t)s->line * 2 + s->inlined);
}

/* Site 0, which is none, stands outside of both tables. */

static uint64_t site_hash_of(const void *owner, uint32_t number)
{
   return hash_site(&((const struct stacks *)owner)->sites[number + 1]);
}

static bool is_site(const void *owner, uint32_t number, const void *wanted)
{
   const struct site *a = &((const struct stacks *)owner)->sites[number + 1];
   const struct site *b = wanted;

   return a->line == b->line && a->inlined == b->inlined && same_function(a, b);
}

static const struct site *function_site(const struct stacks *s, uint32_t number)
{
   return &s->sites[s->functions[number + 1]];
}

static uint64_t function_hash_of(const void *owner, uint32_t number)
{
   return hash_function(function_site(owner, number));
}

static bool is_function(const void *owner, uint32_t number, const void *wanted)
{
   return same_function(function_site(owner, number), wanted);
}

static const struct lookup_things site_things = {site_hash_of, is_site};
static const struct lookup_things function_things = {function_hash_of,
                                                     is_function};

/* Adds a function that is new and has this site. */
static uint32_t add_function(struct stacks *s, size_t site)
{
   s->functions = arena_grow(s->arena, s->functions, s->n_functions,
                             &s->room_functions, sizeof s->functions[0]);
   s->functions[s->n_functions] = (uint32_t)site;
   return (uint32_t)s->n_functions++;
}

static void add_site(struct stacks *s, const struct site *site)
{
   s->sites = arena_grow(s->arena, s->sites, s->n_sites, &s->room_sites,
                         sizeof s->sites[0]);
   s->sites[s->n_sites++] = *site;
}

static uint32_t intern_site(struct stacks *s, struct site site)
{
   uint32_t number = lookup_find(&s->known_sites, hash_site(&site), &site);

   if (number != LOOKUP_NONE)
      return number + 1;
   number = lookup_find(&s->known_functions, hash_function(&site), &site);
   site.function_id =
       number == LOOKUP_NONE ? add_function(s, s->n_sites) : number + 1;
   add_site(s, &site);
   return (uint32_t)s->n_sites - 1;
}

/* A linker's symbol version, as in "realloc@@GLIBC_2.2.5", is no part of what a
   person calls a function. */
static struct frame without_version(struct arena *a, struct frame f)
{
   const char *at = strchr(f.function, '@');
   if (at && at != f.function &&
       isupper((unsigned char)at[at[1] == '@' ? 2 : 1])) {
      f.function = arena_strndup(a, f.function, (size_t)(at - f.function));
   }
   return f;
}

/* "app::serve" of "<...Map<..., app::serve::{closure_env#0}>...>::fold": the
   function whose closure is an argument; "" if none is. */
static const char *closure_owner(struct arena *a, const char *function)
{
   const char *end = strstr(function, "::{closure_env#");
   const char *start = end;

   while (start && start > function &&
          (isalnum((unsigned char)start[-1]) || strchr("_:{}#", start[-1]))) {
      start--;
   }
   return end ? arena_strndup(a, start, (size_t)(end - start)) : "";
}

/* Of a closure or an async function that was inlined its number alone may be
   left, "{closure#0}".  What a closure belongs to is the function of the same
   file that it was inlined into, or the one that was told about it.  The first
   is not so of an async function: it is inlined into whoever waits for it. */
static struct frame with_owner(struct arena *a, struct frame f,
                               const struct address *address, uint32_t index)
{
   const bool is_async = strncmp(f.function, "{async_fn#", 10) == 0;

   if (f.function[0] != '{')
      return f;
   for (uint32_t i = index + 1; i < address->n_frames; i++) {
      const struct frame *outer = &address->frames[i];
      const bool is_near = !is_async && strcmp(outer->file, f.file) == 0 &&
                           strcmp(outer->dir, f.dir) == 0 &&
                           !names_is_unknown(outer->function) &&
                           outer->function[0] != '{';
      const char *owner =
          is_near ? outer->function : closure_owner(a, outer->function);

      if (owner[0]) {
         f.function = arena_printf(a, "%s::%s", owner, f.function);
         return f;
      }
   }
   return f;
}

static struct site site_of(const struct stacks *s, const struct address *a,
                           const struct frame *f, unsigned marks)
{
   const struct profile *p = s->profile;

   return (struct site){
       .function = names_is_unknown(f->function) ? "" : f->function,
       .dir = f->dir,
       .file = f->file,
       .line = f->line,
       .object = p->objects[a->object].path,
       .called = profile_object_name(p, a->object),
       .address = site_address(s->arena, p, a, f),
       .code = a->address,
       .inlined = f->inlined,
       .thread = (marks & FRAME_THREAD) != 0,
   };
}

static void judge_address(struct stacks *s, uint32_t index)
{
   const struct profile *p = s->profile;
   const struct address *a = &p->addresses[index];
   struct stacks_slot *slot = &s->slots[s->first_slot[index]];
   for (uint32_t i = 0; i < a->n_frames; i++, slot++) {
      struct frame f =
          with_owner(s->arena, without_version(s->arena, a->frames[i]), a, i);
      slot->marks = frame_rules_judge(s->rules, &f, p->objects[a->object].path);
      slot->site = intern_site(s, site_of(s, a, &f, slot->marks));
      slot->address = index;
      slot->frame = i;
   }
}

/* By function: 0 not asked yet. */
enum { IS_WRAPPER = 1, IS_NONE };

static void mark_wrappers(struct stacks *s, const struct wrappers *wrappers)
{
   struct arena *scratch = arena_new();
   char *answers = arena_array(scratch, s->n_functions, sizeof answers[0]);

   for (size_t i = 0; i < s->first_slot[s->profile->n_addresses]; i++) {
      const struct site *site = &s->sites[s->slots[i].site];
      char *answer = &answers[site->function_id];

      if (*answer == 0)
         *answer = wrappers_has(wrappers, scratch, site) ? IS_WRAPPER : IS_NONE;
      if (*answer == IS_WRAPPER)
         s->slots[i].marks |= FRAME_SKIP | FRAME_WRAPPER;
   }
   arena_free(scratch);
}

static void number_slots(struct stacks *s)
{
   const struct profile *p = s->profile;
   size_t n = 0;

   s->first_slot = arena_array(s->arena, (size_t)p->n_addresses + 1,
                               sizeof s->first_slot[0]);
   for (uint32_t i = 0; i < p->n_addresses; i++) {
      s->first_slot[i] = n;
      n += p->addresses[i].n_frames;
   }
   s->first_slot[p->n_addresses] = n;
   s->slots = arena_array(s->arena, n, sizeof s->slots[0]);
   s->via = arena_array(s->arena, n, sizeof s->via[0]);
}

struct stacks *stacks_new(struct arena *a, const struct profile *p,
                          const struct frame_rules *rules)
{
   struct stacks *s = arena_alloc(a, sizeof *s);
   const struct site none = {.function = "",
                             .dir = "",
                             .file = "",
                             .object = "",
                             .called = "",
                             .address = ""};

   s->arena = a;
   s->profile = p;
   s->rules = rules;
   s->show_all = frame_rules_skip_nothing(rules);
   number_slots(s);
   lookup_init(&s->known_sites, a, &site_things, s);
   lookup_init(&s->known_functions, a, &function_things, s);
   add_function(s, 0);
   add_site(s, &none);
   for (uint32_t i = 0; i < p->n_addresses; i++)
      judge_address(s, i);
   whose_code(s);
   if (frame_rules_wrappers(rules))
      mark_wrappers(s, frame_rules_wrappers(rules));
   lookup_end(&s->known_sites);
   lookup_end(&s->known_functions);
   return s;
}

const struct frame_rules *stacks_rules(const struct stacks *s)
{
   return s->rules;
}

const struct profile *stacks_profile(const struct stacks *s)
{
   return s->profile;
}

bool stacks_show_all(const struct stacks *s)
{
   return s->show_all;
}

const struct site *stacks_site(const struct stacks *s, uint32_t site)
{
   return &s->sites[site];
}

uint32_t stacks_n_functions(const struct stacks *s)
{
   return (uint32_t)s->n_functions;
}

uint32_t stacks_n_sites(const struct stacks *s)
{
   return (uint32_t)s->n_sites;
}

const char *const *stacks_labels(struct arena *a, const struct stacks *s)
{
   const char **labels = arena_array(a, s->n_sites, sizeof labels[0]);

   for (size_t i = 0; i < s->n_sites; i++)
      labels[i] = site_label(a, &s->sites[i]);
   return labels;
}

void stacks_get(struct stacks *s, uint32_t node, struct stack *to)
{
   if (!s->walk)
      s->walk = walk_new(s, WALK_WHOLE);
   walk_to(s->walk, node);
   struct walk_stack seen = walk_see(s->walk);
   *to = (struct stack){.via = seen.via, .note = seen.note, .cut = seen.cut};
   stacks_spell(s, walk_trie(s->walk)->nodes, seen.end, to);
}

bool stacks_pass(const struct stacks *s, uint32_t node, uint32_t top,
                 const struct stacks_wish *wish)
{
   const struct node *nodes = s->profile->nodes;

   for (; node != 0; node = nodes[node].parent) {
      const uint32_t address = nodes[node].address;

      for (size_t i = s->first_slot[address]; i < s->first_slot[address + 1];
           i++) {
         const struct stacks_slot *slot = &s->slots[i];
         const bool is_users =
             !(slot->marks & FRAME_SKIP) || (slot->marks & FRAME_WRAPPER);

         if (slot->site == top)
            return false;
         if (is_users && wish->fits(wish->context, slot->site))
            return true;
      }
   }
   return false;
}

void stacks_spell(struct stacks *s, const struct trie_node *nodes, uint32_t end,
                  struct stack *to)
{
   uint32_t *visible = s->visible;
   size_t n = 0;

   for (; end != 0; end = nodes[end].parent) {
      if (n == s->room_visible) {
         s->visible = visible = arena_grow(s->arena, visible, n,
                                           &s->room_visible, sizeof visible[0]);
      }
      visible[n++] = nodes[end].site;
   }
   to->sites = visible;
   to->n_sites = n;
}
