/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What holds memory, in words. */
#include "query/owner_words.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/demangle.h"
#include "model/names.h"
#include "query/paths.h"
#include "query/site.h"
#include "query/stacks.h"

/* Of so many, as several may have the same name. */
#define MOST_LOOKED_AT 16

/* As it is written, without the number that a compiler puts behind the name of
   a variable within a function: "cache.0". */
static const char *variable_name(struct arena *a, const char *symbol)
{
   const char *dot = strrchr(symbol, '.');

   if (!dot || dot == symbol || !dot[1] ||
       dot[1 + strspn(dot + 1, "0123456789")] != '\0') {
      return demangle(a, symbol);
   }
   return demangle(a, arena_strndup(a, symbol, (size_t)(dot - symbol)));
}

/* A function's frame: the one that holds the code. */
static const struct frame *frame_of(const struct profile *p, uint32_t address)
{
   const struct address *code = &p->addresses[address];

   return &code->frames[code->n_frames - 1];
}

static const char *code_name(struct arena *a, const struct profile *p,
                             uint32_t address)
{
   const struct frame *f = frame_of(p, address);
   const struct address *code = &p->addresses[address];
   const struct site s = {.function = f->function,
                          .file = f->file,
                          .line = f->line,
                          .object = p->objects[code->object].path,
                          .called = profile_object_name(p, code->object),
                          .address = site_address(a, p, code, f)};

   return site_label(a, &s);
}

static const char *thread_words(struct arena *a, const struct profile *p,
                                uint32_t thread)
{
   const char *name =
       thread < p->facts.n_threads ? p->facts.threads[thread].name : "";

   if (thread == 1)
      return "";
   return name[0] ? arena_printf(a, "thread %" PRIu32 " (%s)", thread, name)
                  : arena_printf(a, "thread %" PRIu32, thread);
}

/* The C library's own functions that ask the kernel. */
static bool only_maps(const struct frame *f)
{
   static const char *const functions[] = {"mmap",  "mmap64", "mremap",
                                           "shmat", "sbrk",   "brk"};

   for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
      if (strcmp(f->function, functions[i]) == 0)
         return true;
   }
   return false;
}

/* Who mapped it, as a page names who allocates. */
static const char *mapper_name(struct arena *a, const struct profile *p,
                               const struct root *root)
{
   uint32_t node = root->node;

   while (only_maps(frame_of(p, p->nodes[node].address)) &&
          p->nodes[node].parent > 0)
      node = p->nodes[node].parent;
   return code_name(a, p, p->nodes[node].address);
}

/* Where its variable is declared, or NULL. */
static const struct frame *variable_of(const struct profile *p,
                                       const struct root *root)
{
   return p->around && p->around->variable_of ? p->around->variable_of(p, root)
                                              : NULL;
}

/* As the debug information has it, which may have come since. */
static const char *late_name(const struct profile *p, const struct root *root)
{
   const struct frame *f = variable_of(p, root);

   return f ? f->function : "";
}

bool owner_words_is_place(const struct profile *p, const struct root *root)
{
   return root->kind == ROOT_data && root->name[0] == '\0' &&
          root->object > 0 && root->address > 0 &&
          late_name(p, root)[0] == '\0';
}

const char *owner_words_root(struct arena *a, const struct profile *p,
                             const struct root *root)
{
   switch (root->kind) {
   case ROOT_data:
      if (root->name[0])
         return variable_name(a, root->name);
      if (late_name(p, root)[0])
         return late_name(p, root);
      if (owner_words_is_place(p, root)) {
         return arena_printf(a, "data of %s+0x%" PRIx64,
                             profile_object_name(p, root->object),
                             root->address - p->objects[root->object].bias);
      }
      return arena_printf(a, "data of %s",
                          profile_object_name(p, root->object));
   case ROOT_tls:
      if (root->name[0])
         return variable_name(a, root->name);
      return root->object > 0
                 ? arena_printf(a, "thread-local storage of %s",
                                profile_object_name(p, root->object))
                 : "thread-local storage";
   case ROOT_stack:
      return root->code > 0 ? code_name(a, p, root->code) : "a stack";
   case ROOT_registers: return "registers";
   case ROOT_mapping:
      return root->node > 0 ? arena_printf(a, "memory mapped by %s",
                                           mapper_name(a, p, root))
                            : "mapped memory";
   default: return root->name[0] ? root->name : "other memory";
   }
}

/* The parts of it, with a comma between. */
static const char *listed(struct arena *a, const char *first,
                          const char *second)
{
   if (!first[0] || !second[0])
      return first[0] ? first : second;
   return arena_printf(a, "%s, %s", first, second);
}

/* Where it is declared; or the object, if it has a name. */
static const char *declared(struct arena *a, const struct profile *p,
                            const struct root *root, const char *what)
{
   const struct frame *f = variable_of(p, root);

   if (f && f->file[0]) {
      return listed(
          a, arena_printf(a, "%s:%" PRIu32, site_base_name(f->file), f->line),
          what);
   }
   if (!root->name[0] || root->object == 0)
      return root->name[0] ? what : "";
   return arena_printf(a, "%s in %s", what,
                       profile_object_name(p, root->object));
}

static const char *line_of(struct arena *a, const struct profile *p,
                           const struct root *root)
{
   const struct frame *f = frame_of(p, root->code);

   return f->file[0]
              ? arena_printf(a, "%s:%" PRIu32, site_base_name(f->file), f->line)
              : "";
}

const char *owner_words_where(struct arena *a, const struct profile *p,
                              const struct root *root)
{
   const char *thread =
       root->thread > 0 ? thread_words(a, p, root->thread) : "";

   switch (root->kind) {
   case ROOT_data: return declared(a, p, root, "global");
   case ROOT_tls:
      return listed(a, declared(a, p, root, "thread-local"), thread);
   case ROOT_stack:
      return listed(a, root->code > 0 ? line_of(a, p, root) : "",
                    thread[0] ? arena_printf(a, "stack of %s", thread)
                              : "on the stack");
   case ROOT_registers: return thread;
   default: return "";
   }
}

const char *owner_words_label(struct arena *a, const struct profile *p,
                              const struct root *root)
{
   const char *name = owner_words_root(a, p, root);
   const char *where = owner_words_where(a, p, root);

   return where[0] ? arena_printf(a, "%s (%s)", name, where) : name;
}

const char *owner_words_node(struct arena *a, struct stacks *s,
                             const struct owners_node *n)
{
   const struct profile *p = stacks_profile(s);
   const struct site *site;
   const char *where;

   switch (n->kind) {
   case OWNER_root: return owner_words_label(a, p, &p->facts.roots[n->number]);
   case OWNER_lost: return "lost: nothing points to it";
   case OWNER_rest: return "smaller ones";
   case OWNER_top: return "all memory";
   default:
      site = stacks_site(s, n->number);
      where = site_is_where(site) ? "" : site_where(a, site, 1);
      return where[0] ? arena_printf(a, "%s (%s)", site_label(a, site), where)
                      : site_label(a, site);
   }
}

/* The words for each, once; returns how many, of which the last may stand for
   others. */
static size_t name_each(struct arena *a, struct stacks *s,
                        const struct owners *o, struct owners_list holders,
                        const char **names)
{
   size_t n = 0;

   for (size_t i = 0; i < holders.room && n <= OWNER_WORDS_BESIDE; i++) {
      const char *name = owner_words_node(a, s, &o->nodes[holders.nodes[i]]);
      size_t k = 0;

      while (k < n && strcmp(names[k], name) != 0)
         k++;
      if (k == n)
         names[n++] = name;
   }
   return n;
}

const char *owner_words_beside(struct arena *a, struct stacks *s,
                               const struct owners *o, uint32_t node)
{
   uint32_t holders[MOST_LOOKED_AT];
   const char *names[OWNER_WORDS_BESIDE + 1];
   const size_t n_holders =
       owners_beside(stacks_profile(s), o, node,
                     (struct owners_list){holders, MOST_LOOKED_AT});
   const size_t n =
       name_each(a, s, o, (struct owners_list){holders, n_holders}, names);
   const char *words = "";

   for (size_t i = 0; i < n; i++) {
      if (i == OWNER_WORDS_BESIDE)
         return arena_printf(a, "%s and others", words);
      words = arena_printf(a, "%s%s%s", words,
                           i == 0                                      ? ""
                           : i + 1 == n && i + 1 <= OWNER_WORDS_BESIDE ? " and "
                                                                       : ", ",
                           names[i]);
   }
   return words;
}
