/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The type of what blocks hold, from the names of functions. */
#include "query/types.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "model/names.h"
#include "query/frame_rules.h"
#include "query/stacks_parts.h"

#define N_ELEMENTS(array) (sizeof(array) / sizeof(array)[0])

/* Whose argument is the type: number `argument` of what stands between the
   brackets of `generic`, if the name goes on with `rest` ("": anything). */
static const struct {
   const char *generic;
   unsigned argument;
   const char *rest;
} sources[] = {
    /* C++. */
    {"allocator", 0, "::allocate"},
    {"allocator", 0, "::_S_allocate"},
    {"__allocated_ptr", 0, ""},
    {"make_unique", 0, ""},
    {"make_shared", 0, ""},
    {"allocate_shared", 0, ""},
    {"_Vector_base", 0, ""},
    {"_Deque_base", 0, ""},
    {"_Rb_tree", 1, ""},
    {"_Hashtable", 1, ""},
    {"basic_string", 0, ""},
    {"vector", 0, ""},
    {"deque", 0, ""},
    {"list", 0, ""},
    {"forward_list", 0, ""},
    {"set", 0, ""},
    {"unordered_set", 0, ""},
    {"__split_buffer", 0, ""},
    /* Rust. */
    {"RawVec", 0, ""},
    {"RawTable", 0, ""},
    {"Box", 0, "::new"},
    {"Rc", 0, ""},
    {"Arc", 0, ""},
    {"Vec", 0, ""},
    {"VecDeque", 0, ""},
    {"box_new", 0, ""},
    {"grow_one", 0, ""},
};

/* Rust's inlined functions have lost what they belong to, but not their
   arguments: of which sources these begin with the type, or with those of a
   key and a value. */
static const struct {
   const char *path;
   bool is_map;
} generic_paths[] = {
    {"/map.rs", true},
    {"/alloc/src/vec/", false},
    {"/alloc/src/raw_vec", false},
    {"/alloc/src/boxed", false},
    {"/alloc/src/rc.rs", false},
    {"/alloc/src/sync.rs", false},
    {"/alloc/src/slice.rs", false},
    {"/alloc/src/collections/vec_deque/", false},
    {"/alloc/src/collections/linked_list", false},
    {"/alloc/src/collections/btree/", true},

    {"/hashbrown", false}, /* but its maps are above */
};

/* What a container puts around an element of its own: a node. */
static const char *const nodes[] = {"std::_Rb_tree_node<",
                                    "std::_List_node<",
                                    "std::_Fwd_list_node<",
                                    "std::__detail::_Hash_node<",
                                    "std::_Sp_counted_ptr_inplace<",
                                    "std::__1::__tree_node<",
                                    "std::__1::__list_node<",
                                    "std::__1::__hash_node<",
                                    "alloc::rc::RcBox<",
                                    "alloc::rc::RcInner<",
                                    "alloc::sync::ArcInner<",
                                    "core::mem::maybe_uninit::MaybeUninit<"};

/* The end of the argument that begins at p: a comma or a closing bracket. */
static const char *argument_end(const char *p)
{
   for (int depth = 0; *p; p++) {
      if (p[0] == '-' && p[1] == '>') {
         p++;
         continue;
      }
      if (depth == 0 && (*p == ',' || *p == '>'))
         return p;
      if (strchr("<([{", *p))
         depth++;
      else if (strchr(">)]}", *p))
         depth--;
   }
   return p;
}

/* Argument number n of those that begin at p, without blanks around it; NULL
   if there are fewer. */
static char *argument(struct arena *a, const char *p, unsigned n)
{
   const char *end = argument_end(p);

   for (; n > 0; n--) {
      if (*end != ',')
         return NULL;
      p = end + 1;
      end = argument_end(p);
   }
   while (*p == ' ')
      p++;
   while (end > p && end[-1] == ' ')
      end--;
   return end > p && *end ? arena_strndup(a, p, (size_t)(end - p)) : NULL;
}

/* Debug information of a generic function may have its parameter only, "T"; and
   an allocator is no element. */
static bool is_type(const char *type)
{
   return type && !(isupper((unsigned char)type[0]) && type[1] == '\0') &&
          strcmp(type, "alloc::alloc::Global") != 0;
}

/* The element of a container's node. */
static const char *unwrapped(struct arena *a, const char *type)
{
   for (size_t i = 0; i < N_ELEMENTS(nodes); i++) {
      const size_t length = strlen(nodes[i]);
      const char *inner = strncmp(type, nodes[i], length) == 0
                              ? argument(a, type + length, 0)
                              : NULL;
      if (inner)
         return inner;
   }
   return type;
}

static bool is_word_char(char c)
{
   return isalnum((unsigned char)c) || c == '_';
}

/* Where the arguments of a generic word begin in the name; NULL: nowhere.
   "new_allocator" has the ending of "allocator". */
static const char *find_generic(const char *name, const char *end,
                                const char *word)
{
   const size_t length = strlen(word);
   const bool may_end = strcmp(word, "allocator") == 0;

   for (const char *p = name; (p = strstr(p, word)) && p < end; p += length) {
      const bool begins = p == name || !is_word_char(p[-1]) || may_end;
      const char *open = p + length;

      if (strncmp(open, "::<", 3) == 0)
         open += 2;
      if (begins && *open == '<')
         return open + 1;
   }
   return NULL;
}

/* "Pool<T>::allocate" of anybody's, and "T::operator new". */
static const char *own_allocator(struct arena *a, const char *name,
                                 const char *end)
{
   static const char allocate[] = ">::allocate";
   static const char new[] = "::operator new";
   const char *at = strstr(name, allocate);
   const char *open = at && at < end ? strchr(name, '<') : NULL;

   if (open && open > name && open < at && end == at + strlen(allocate))
      return argument(a, open + 1, 0);
   at = strstr(name, new);
   return at && at < end && at > name
              ? arena_strndup(a, name, (size_t)(at - name))
              : NULL;
}

const char *types_in_name(struct arena *a, const char *function)
{
   const char *name = names_qualified(function);
   const char *end = names_parameters(name);

   for (size_t i = 0; i < N_ELEMENTS(sources); i++) {
      const char *open = find_generic(name, end, sources[i].generic);
      const char *type = open ? argument(a, open, sources[i].argument) : NULL;

      if (is_type(type) && strstr(open, sources[i].rest))
         return unwrapped(a, type);
   }
   const char *type = own_allocator(a, name, end);
   return is_type(type) ? type : NULL;
}

/* "push<Session, alloc::alloc::Global>" of Rust's sources, or what this is the
   last word of. */
static const char *type_of_generic(struct arena *a, const struct site *site)
{
   const char *word = names_last_word(site->function);
   const char *open = strchr(word, '<');
   const char *path = site_path(a, site);
   const size_t n = N_ELEMENTS(generic_paths);
   size_t i = 0;

   if (!open || open == word || memchr(word, ':', (size_t)(open - word)))
      return NULL;
   while (i < n && !strstr(path, generic_paths[i].path))
      i++;
   const char *first = i < n ? argument(a, open + 1, 0) : NULL;
   const char *second = is_type(first) ? argument(a, open + 1, 1) : NULL;
   if (!is_type(first))
      return NULL;
   if (generic_paths[i].is_map)
      return is_type(second) ? arena_printf(a, "(%s, %s)", first, second)
                             : NULL;
   return unwrapped(a, first);
}

/* Frames of a standard library and of allocators tell the type, and the user's
   own if they are one. */
static const char *find_type(struct arena *a, const struct stacks *s,
                             const struct stacks_slot *slot)
{
   const char *function = s->sites[slot->site].function;

   if (slot->marks & FRAME_SKIP) {
      const char *type = types_in_name(a, function);

      return type ? type : type_of_generic(a, &s->sites[slot->site]);
   }
   const char *name = names_qualified(function);
   return own_allocator(a, name, names_parameters(name));
}

/* Looked for once. */
static const char *type_of_slot(struct stacks *s, size_t slot)
{
   if (!s->types) {
      s->types = arena_array(s->arena, s->first_slot[s->profile->n_addresses],
                             sizeof s->types[0]);
   }
   if (!s->types[slot]) {
      const char *type = find_type(s->arena, s, &s->slots[slot]);

      s->types[slot] = type ? type : "";
   }
   return s->types[slot];
}

const char *types_of(struct stacks *s, uint32_t node, uint32_t top)
{
   const struct node *all = s->profile->nodes;

   for (; node != 0; node = all[node].parent) {
      const uint32_t address = all[node].address;

      for (size_t i = s->first_slot[address]; i < s->first_slot[address + 1];
           i++) {
         if (type_of_slot(s, i)[0])
            return type_of_slot(s, i);
         if (s->slots[i].site == top)
            return NULL;
      }
   }
   return NULL;
}
