/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the user's function came to allocate, and what is known of such blocks:
   said behind the place that allocates. */
#include "query/stacks_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "model/names.h"
#include "query/frame_rules.h"
#include "query/paths.h"

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

/* Where a function must lie to be the one of that name: the beginning of its
   object's name.  The dynamic loader is ld-linux-x86-64.so.2, ld-musl-..., or
   the C library that a static program is linked with. */
#define LOADER "ld"
#define LIBC "libc.so"
#define LIBPTHREAD "libpthread"
#define PERL "perl"
#define LIBPERL "libperl"
#define ANY ""

/* Beyond what a library's static objects usually are; libstdc++'s pool has had
   18,944 to 73,728 bytes. */
#define LEAST_POOL_BYTES 16384

/* Memory that many programs have and whose reason is known: the innermost
   visible function, its object, the object of the frame inside of it, and the
   least that its one block has; 0: any number of any size. */
static const struct {
   const char *function, *object, *inner_object;
   uint64_t one_block_bytes;
   const char *note;
} notes[] = {
    {"call_init", LOADER, "libstdc++.so", LEAST_POOL_BYTES,
     "libstdc++'s emergency pool"},
    {"_dl_init", LOADER, "libstdc++.so", LEAST_POOL_BYTES,
     "libstdc++'s emergency pool"},
    {"_dl_map_segment", LOADER, ANY, 0, PATHS_LIBRARY},
    {"_dl_map_segments", LOADER, ANY, 0, PATHS_LIBRARY},
    {"__minimal_malloc", LOADER, ANY, 0, "the loader's"},
    {"allocate_stack", LIBC, ANY, 0, "a thread's stack"},
    {"allocate_stack", LIBPTHREAD, ANY, 0, "a thread's stack"},
    {"Perl_more_bodies", PERL, ANY, 0, "perl's arena of values"},
    {"Perl_more_sv", PERL, ANY, 0, "perl's arena of values"},
    {"Perl_more_bodies", LIBPERL, ANY, 0, "perl's arena of values"},
    {"Perl_more_sv", LIBPERL, ANY, 0, "perl's arena of values"},
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
      return s->slots[inner].marks & FRAME_WRAPPER ? called->address : "";
   }
   if (!s->via[inner])
      s->via[inner] = make_via(s, inner);
   return s->via[inner];
}

static bool is_object(const char *path, const char *start)
{
   return strncmp(site_base_name(path), start, strlen(start)) == 0;
}

static bool is_one_block(const struct profile *p, uint32_t node,
                         uint64_t least_bytes)
{
   const struct usage allocated = profile_totals(p, node).allocated;

   return allocated.blocks == 1 && allocated.bytes >= least_bytes;
}

const char *via_note(const struct stacks *s, const char *inner_object,
                     size_t top, uint32_t node)
{
   const struct site *site = &s->sites[s->slots[top].site];

   for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
      if (strcmp(site->function, notes[i].function) == 0 &&
          is_object(site->object, notes[i].object) &&
          is_object(inner_object, notes[i].inner_object) &&
          (notes[i].one_block_bytes == 0 ||
           is_one_block(s->profile, node, notes[i].one_block_bytes))) {
         return notes[i].note;
      }
   }
   return "";
}
