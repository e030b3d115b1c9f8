/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose a name is, and what it is in that language: see languages.h. */
#include "read/languages.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/demangle.h"
#include "base/intern.h"
#include "model/profile.h"

struct signs {
   bool *is_ada;         /* by object: code of it is Ada's */
   struct intern *names; /* of functions that call malloc themselves: 1 */
};

static bool starts(const char *text, const char *start)
{
   return strncmp(text, start, strlen(start)) == 0;
}

static const char *base_name(const char *path)
{
   const char *slash = strrchr(path, '/');

   return slash ? slash + 1 : path;
}

static bool is_among(const char *word, const char *const *list, size_t n)
{
   for (size_t i = 0; i < n; i++) {
      if (strcasecmp(word, list[i]) == 0)
         return true;
   }
   return false;
}

static bool is_ada_source(const char *file)
{
   static const char *const endings[] = {".adb", ".ads", ".ada"};
   const char *dot = strrchr(file, '.');

   return dot && is_among(dot, endings, sizeof endings / sizeof endings[0]);
}

static bool is_fortran_source(const char *file)
{
   static const char *const endings[] = {".f",   ".for", ".ftn", ".f77", ".f90",
                                         ".f95", ".f03", ".f08", ".f18"};
   const char *dot = strrchr(file, '.');

   return dot && is_among(dot, endings, sizeof endings / sizeof endings[0]);
}

/* The function that holds the code. */
static const struct frame *holder(const struct profile *p, uint32_t address)
{
   const struct address *a = &p->addresses[address];

   return &a->frames[a->n_frames - 1];
}

static bool is_malloc(const char *function)
{
   static const char *const all[] = {"malloc",         "calloc",
                                     "realloc",        "memalign",
                                     "posix_memalign", "aligned_alloc"};

   return is_among(function, all, sizeof all / sizeof all[0]);
}

/* What a called function tells of its caller. */
enum tells { TELLS_NOTHING, TELLS_ADA, TELLS_MALLOC };

static enum tells told_by(const char *called)
{
   if (starts(called, "__gnat_"))
      return TELLS_ADA;
   return is_malloc(called) ? TELLS_MALLOC : TELLS_NOTHING;
}

/* The calls of all stacks.  There may be millions, of few addresses, so each
   name is looked at once. */
static void note_calls(struct arena *a, struct signs *s,
                       const struct profile *p)
{
   unsigned char *tells = arena_array(a, p->n_addresses, 1);
   bool *calls = arena_array(a, p->n_addresses, sizeof calls[0]);

   for (uint32_t i = 1; i < p->n_addresses; i++)
      tells[i] = told_by(holder(p, i)->function);
   for (uint32_t i = 1; i < p->n_nodes; i++) {
      const enum tells told = tells[p->nodes[i].address];
      const uint32_t parent = p->nodes[i].parent;

      if (told == TELLS_NOTHING || parent == 0)
         continue;
      if (told == TELLS_ADA)
         s->is_ada[p->addresses[p->nodes[parent].address].object] = true;
      else
         calls[p->nodes[parent].address] = true;
   }
   for (uint32_t i = 0; i < p->n_addresses; i++) {
      const char *name = holder(p, i)->function;

      if (!calls[i])
         continue;
      if (!s->names)
         s->names = intern_new(a);
      *intern_find(s->names, name, strlen(name)) = 1;
   }
}

static struct signs find_signs(struct arena *a, const struct profile *p)
{
   struct signs s = {.is_ada =
                         arena_array(a, p->n_objects, sizeof s.is_ada[0])};

   for (uint32_t i = 1; i < p->n_objects; i++) {
      const char *name = base_name(p->objects[i].path);

      s.is_ada[i] = starts(name, "libgnat-") || starts(name, "libgnarl-");
   }
   for (uint32_t i = 1; i < p->n_addresses; i++) {
      const char *name = holder(p, i)->function;

      if (starts(name, "_ada_") || starts(name, "__gnat_"))
         s.is_ada[p->addresses[i].object] = true;
   }
   note_calls(a, &s, p);
   s.is_ada[0] = false; /* where it is not known */
   return s;
}

static bool calls_malloc(const struct signs *s, const char *name)
{
   return s->names && *intern_find(s->names, name, strlen(name)) == 1;
}

/* Frames that are not known, and most of those that are, need nothing. */
static bool may_be_made(const char *name)
{
   return name[0] == '_' || strstr(name, "__") ||
          (name[0] && name[strlen(name) - 1] == '_');
}

static const char *written(struct arena *a, const struct signs *s,
                           const struct frame *f, uint32_t object)
{
   const char *name = f->function;
   const bool has_file = f->file[0] != '\0';

   if (starts(name, "_D"))
      return demangle(a, name);
   if (is_fortran_source(f->file))
      return demangle_fortran(a, name);
   if (is_ada_source(f->file) ||
       (!has_file && s->is_ada[object] && !calls_malloc(s, name))) {
      return demangle_ada(a, name);
   }
   return demangle_fortran_module(a, name);
}

/* The frames of an address with these names; its own if all stay. */
static const struct frame *name_frames(struct arena *a, const struct signs *s,
                                       const struct address *of)
{
   struct frame *frames = NULL;

   for (uint32_t i = 0; i < of->n_frames; i++) {
      const char *name = of->frames[i].function;
      const char *other =
          may_be_made(name) ? written(a, s, &of->frames[i], of->object) : name;

      if (strcmp(name, other) == 0)
         continue;
      if (!frames) {
         frames = arena_array(a, of->n_frames, sizeof frames[0]);
         memcpy(frames, of->frames, of->n_frames * sizeof frames[0]);
      }
      frames[i].function = other;
   }
   return frames ? frames : of->frames;
}

void languages_name(struct profile *p)
{
   struct arena *scratch = arena_new();
   const struct signs s = find_signs(scratch, p);
   struct address *changed = NULL; /* in most programs none is */

   for (uint32_t i = 1; i < p->n_addresses; i++) {
      const struct frame *frames = name_frames(p->arena, &s, &p->addresses[i]);

      if (frames == p->addresses[i].frames)
         continue;
      if (!changed)
         changed = profile_copy_addresses(p);
      changed[i].frames = frames;
   }
   arena_free(scratch);
}
