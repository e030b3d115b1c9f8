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

/* So many holders of what several hold have a name. */
#define MOST_BESIDE 3

static const char *object_name(const struct profile *p, uint32_t object)
{
   return site_base_name(p->objects[object].path);
}

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

/* The function whose frame it is: the one that holds the code. */
static const struct frame *frame_of(const struct profile *p,
                                    const struct root *root)
{
   const struct address *code = &p->addresses[root->code];

   return &code->frames[code->n_frames - 1];
}

static const char *function_name(struct arena *a, const struct profile *p,
                                 const struct root *root)
{
   const struct frame *f = frame_of(p, root);
   const struct address *code = &p->addresses[root->code];
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

/* Who mapped it, as a page names who allocates. */
static const char *mapper_name(struct arena *a, const struct profile *p,
                               const struct root *root)
{
   const struct address *code = &p->addresses[p->nodes[root->node].address];
   const struct frame *f = &code->frames[code->n_frames - 1];

   return names_is_unknown(f->function)
              ? arena_printf(a, "code of %s", object_name(p, code->object))
              : f->function;
}

const char *owner_words_root(struct arena *a, const struct profile *p,
                             const struct root *root)
{
   switch (root->kind) {
   case ROOT_data:
      if (root->name[0])
         return variable_name(a, root->name);
      return arena_printf(a, "data of %s", object_name(p, root->object));
   case ROOT_tls:
      if (root->name[0])
         return variable_name(a, root->name);
      return root->object > 0 ? arena_printf(a, "thread-local storage of %s",
                                             object_name(p, root->object))
                              : "thread-local storage";
   case ROOT_stack:
      return root->code > 0 ? function_name(a, p, root) : "a stack";
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
   const struct frame *f = p->around && p->around->variable_of
                               ? p->around->variable_of(p, root)
                               : NULL;

   if (f && f->file[0]) {
      return listed(
          a, arena_printf(a, "%s:%" PRIu32, site_base_name(f->file), f->line),
          what);
   }
   if (!root->name[0] || root->object == 0)
      return root->name[0] ? what : "";
   return arena_printf(a, "%s in %s", what, object_name(p, root->object));
}

static const char *line_of(struct arena *a, const struct profile *p,
                           const struct root *root)
{
   const struct frame *f = frame_of(p, root);

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

const char *owner_words_beside(struct arena *a, struct stacks *s,
                               const struct owners *o, uint32_t node)
{
   uint32_t holders[MOST_BESIDE + 1];
   const size_t n =
       owners_beside(stacks_profile(s), o, node,
                     (struct owners_list){holders, MOST_BESIDE + 1});
   const char *words = "";

   for (size_t i = 0; i < n; i++) {
      if (i == MOST_BESIDE)
         return arena_printf(a, "%s and others", words);
      words = arena_printf(a, "%s%s%s", words,
                           i == 0                               ? ""
                           : i + 1 == n && i + 1 <= MOST_BESIDE ? " and "
                                                                : ", ",
                           owner_words_node(a, s, &o->nodes[holders[i]]));
   }
   return words;
}
