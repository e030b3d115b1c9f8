/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose code a frame is: of those who read the page, who can change it, or of
   a library.

   It is told by what is there, not by names: where the object lies, and
   whether source lines are known.  What a package manager installed is not the
   reader's, debug information or not; what has lines is; and so is an object
   of the reader's folders none of whose own lines are known, as nothing in it
   is more theirs than the rest. */
#include "query/stacks_parts.h"

#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "model/names.h"
#include "query/frame_rules.h"

/* Where the loader finds the system's libraries. */
static const char *const library_folders[] = {
    "/lib/",       "/lib32/",     "/lib64/",      "/libx32/",
    "/usr/lib/",   "/usr/lib32/", "/usr/lib64/",  "/usr/libx32/",
    "/nix/store/", "/gnu/store/", "/usr/libexec/"};

/* Where else lies what was installed.  Who installs a library there with debug
   information may well have built it. */
static const char *const installed_folders[] = {"/usr/", "/bin/", "/sbin/",
                                                "/opt/"};

/* Source of libraries, compiled into the reader's objects: headers of the
   system, crates that cargo fetched. */
static const char *const library_sources[] = {
    "/usr/include/",   "/usr/local/include/", "/usr/lib/",
    "/usr/share/",     "/.cargo/registry/",   "/.cargo/git/",
    "/usr/src/debug/", "/nix/store/",         "/gnu/store/"};

#define N_ELEMENTS(array) (sizeof(array) / sizeof(array)[0])

static bool lies_in(const char *path, const char *const *folders, size_t n)
{
   for (size_t i = 0; i < n; i++) {
      if (strncmp(path, folders[i], strlen(folders[i])) == 0)
         return true;
   }
   return false;
}

/* A file that does not name the program's executable leaves it to the name. */
static bool is_executable(const struct profile *p, const char *path)
{
   return p->run.exe[0] ? strcmp(path, p->run.exe) == 0
                        : strstr(site_base_name(path), ".so") == NULL;
}

static bool is_system_library(const struct profile *p, const char *path)
{
   return lies_in(path, library_folders, N_ELEMENTS(library_folders)) &&
          !is_executable(p, path);
}

static bool is_installed(const char *path)
{
   return lies_in(path, library_folders, N_ELEMENTS(library_folders)) ||
          lies_in(path, installed_folders, N_ELEMENTS(installed_folders));
}

static bool is_library_source(struct arena *a, const struct site *s)
{
   const char *path = site_path(a, s);

   for (size_t i = 0; i < N_ELEMENTS(library_sources); i++) {
      const char *folder = library_sources[i];
      const char *at = strstr(path, folder);

      /* Folders of cargo lie in somebody's home. */
      if (at && (at == path || folder[1] == '.'))
         return true;
   }
   return false;
}

/* Source lines are known, and they are no library's. */
static bool has_own_line(struct stacks *s, const struct stacks_slot *slot)
{
   const struct site *site = &s->sites[slot->site];

   return site->file[0] && !(slot->marks & (FRAME_SKIP | FRAME_BELOW_MAIN)) &&
          !is_library_source(s->arena, site);
}

/* What holds for all frames of an object. */
struct object_facts {
   uint32_t same;  /* the first of its path: loaded again, it is another */
   bool system;    /* a library of the system's */
   bool installed; /* by a package manager, or as by one */
   bool has_lines; /* of its own */
};

static void judge_objects(const struct profile *p, struct object_facts *objects,
                          struct arena *scratch)
{
   struct intern *known = intern_new(scratch);

   for (uint32_t i = 0; i < p->n_objects; i++) {
      const char *path = p->objects[i].path;
      uint32_t *first = intern_find(known, path, strlen(path));

      if (*first == 0)
         *first = i + 1;
      objects[i].same = *first - 1;
      objects[i].system = is_system_library(p, path);
      objects[i].installed = is_installed(path);
   }
}

/* Of a frame whose object is unknown nobody can say that it is a library's. */
static unsigned marks_of(const struct object_facts *object, bool has_line)
{
   if (object->system)
      return 0;
   if (has_line)
      return FRAME_OWN;
   if (object->installed)
      return 0;
   return object->has_lines ? FRAME_PROGRAM : FRAME_OWN;
}

static struct object_facts *object_of(const struct stacks *s,
                                      struct object_facts *objects, size_t slot)
{
   const struct address *a = &s->profile->addresses[s->slots[slot].address];

   return &objects[objects[a->object].same];
}

void whose_code(struct stacks *s)
{
   const struct profile *p = s->profile;
   const size_t n = s->first_slot[p->n_addresses];
   struct arena *scratch = arena_new();
   struct object_facts *objects =
       arena_array(scratch, p->n_objects, sizeof objects[0]);
   bool *has_line = arena_array(scratch, n, sizeof has_line[0]);

   judge_objects(p, objects, scratch);
   for (size_t i = 0; i < n; i++) {
      struct object_facts *object = object_of(s, objects, i);

      has_line[i] = has_own_line(s, &s->slots[i]);
      if (p->objects[object->same].path[0])
         object->has_lines |= has_line[i];
   }
   for (size_t i = 0; i < n; i++)
      s->slots[i].marks |= marks_of(object_of(s, objects, i), has_line[i]);
   arena_free(scratch);
}
