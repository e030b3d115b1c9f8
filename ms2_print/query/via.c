/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the user's function came to allocate, and what is known of such blocks:
   said behind the place that allocates. */
#include "query/stacks_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "model/names.h"
#include "query/frame_rules.h"

/* A Rust module whose inlined functions lost their type. */
static const struct {
   const char *module, *type;
} rust_types[] = {{"boxed", "Box"},
                  {"vec", "Vec"},
                  {"string", "String"},
                  {"rc", "Rc"},
                  {"sync", "Arc"}};

/* Calls that say no more than that memory was asked for. */
static const char *const plain_calls[] = {
    "malloc", "calloc", "operator new", "operator new[]", "std::malloc",
};

/* Memory that many programs have and whose reason is known: the innermost
   visible function, and the object of the frame inside of it ("": any). */
static const struct {
   const char *function_prefix, *inner_object, *note;
} notes[] = {
    {"call_init", "/libstdc++.so", "libstdc++'s emergency pool"},
    {"_dl_init", "/libstdc++.so", "libstdc++'s emergency pool"},
    {"_dl_map_segment", "", "a library"},
    {"__minimal_malloc", "", "the loader's"},
    {"allocate_stack", "", "a thread's stack"},
    {"Perl_more_bodies", "", "perl's arena of values"},
    {"Perl_more_sv", "", "perl's arena of values"},
};

static bool is_plain_call(const char *brief)
{
   for (size_t i = 0; i < sizeof plain_calls / sizeof *plain_calls; i++) {
      if (strcmp(brief, plain_calls[i]) == 0)
         return true;
   }
   return false;
}

/* The name of the folder that the frame's file lies in; the file itself may
   hold some of its path. */
static void parent_name(const struct site *f, char *to, size_t size)
{
   char path[4096];
   snprintf(path, sizeof path, "%s/%s", f->dir, f->file);
   char *slash = strrchr(path, '/');
   *slash = '\0';
   snprintf(to, size, "%.*s", (int)size - 1, site_base_name(path));
}

/* "push" of ".../alloc/src/vec/mod.rs" is called "Vec::push". */
static const char *rust_type(const struct site *f, char *to, size_t size)
{
   const char *file = site_base_name(f->file);
   size_t length = strlen(file);
   if (length < 4 || strcmp(file + length - 3, ".rs") != 0)
      return "";
   char module[64];
   snprintf(module, sizeof module, "%.*s", (int)(length - 3), file);
   if (strcmp(module, "mod") == 0 || strcmp(module, "lib") == 0)
      parent_name(f, module, sizeof module);
   const char *type = module;
   for (size_t i = 0; i < sizeof rust_types / sizeof *rust_types; i++) {
      if (strcmp(module, rust_types[i].module) == 0)
         type = rust_types[i].type;
   }
   snprintf(to, size, "%s::", type);
   return to;
}

/* What its callers call a function of the C library: "fopen" of
   "__fopen_internal". */
static const char *public_name(const struct site *f, char *to, size_t size)
{
   static const char internal[] = "_internal";
   const char *object = site_base_name(f->object);

   if (strncmp(object, "libc.so", 7) != 0 ||
       strncmp(f->function, "__", 2) != 0) {
      return f->function;
   }
   size_t length = strlen(f->function) - 2;
   if (length > strlen(internal) &&
       strcmp(f->function + 2 + length - strlen(internal), internal) == 0) {
      length -= strlen(internal);
   }
   snprintf(to, size, "%.*s", (int)length, f->function + 2);
   return to;
}

static char *make_via(struct stacks *s, size_t slot_index)
{
   const struct stacks_slot *slot = &s->slots[slot_index];
   const struct site *f = &s->sites[slot->site];
   if (names_is_unknown(f->function))
      return arena_strdup(s->arena, site_base_name(f->object));
   if (strcmp(f->function, "alloc::alloc::exchange_malloc") == 0)
      return arena_strdup(s->arena, "Box::new");
   char public[128], brief[128];
   names_brief(public_name(f, public, sizeof public), brief, sizeof brief);
   if (is_plain_call(brief) || (slot->marks & FRAME_SKIP_THROUGH))
      return arena_strdup(s->arena, "");
   bool bare = f->inlined && strchr(brief, ':') == NULL;
   char type[80];
   const char *prefix = bare ? rust_type(f, type, sizeof type) : "";
   return arena_printf(s->arena, "%s%s", prefix, brief);
}

/* A nameless function of its own object is nothing to tell. */
const char *via_of(struct stacks *s, size_t inner, size_t top)
{
   const struct site *called = &s->sites[s->slots[inner].site];
   const struct site *caller = &s->sites[s->slots[top].site];

   if (called->function[0] == '\0' &&
       strcmp(called->object, caller->object) == 0) {
      return "";
   }
   if (!s->via[inner])
      s->via[inner] = make_via(s, inner);
   return s->via[inner];
}

const char *via_note(const struct stacks *s, const char *inner_object,
                     size_t top)
{
   const char *function = s->sites[s->slots[top].site].function;

   for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
      if (strncmp(function, notes[i].function_prefix,
                  strlen(notes[i].function_prefix)) == 0 &&
          strstr(inner_object, notes[i].inner_object)) {
         return notes[i].note;
      }
   }
   return "";
}
