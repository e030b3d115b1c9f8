/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to do for the names and lines of code that was recorded without. */
#include "query/missing_names.h"

#include <string.h>

#include "base/arena.h"
#include "model/profile.h"
#include "query/paths.h"
#include "query/stacks.h"

/* So much of a build id tells objects apart. */
#define ID_DIGITS 12

/* The innermost address of a stack that is the site's. */
static uint32_t object_of(const struct profile *p, uint32_t node,
                          const struct site *s)
{
   for (; node != 0; node = p->nodes[node].parent) {
      const uint32_t object = p->addresses[p->nodes[node].address].object;

      if (strcmp(p->objects[object].path, s->object) == 0)
         return object;
   }
   return 0;
}

/* The object with the most bytes at the peak whose first visible frame has no
   line; 0: none. */
static uint32_t find_object(struct arena *a, struct stacks *stacks,
                            const struct profile *p)
{
   uint64_t *sums = arena_array(a, p->n_objects, sizeof sums[0]);
   uint32_t most = 0;

   for (uint32_t i = 1; i < p->n_nodes; i++) {
      const uint64_t bytes = p->peaks[p->context_of[i]].bytes;
      if (p->context_of[i] == 0 || bytes == 0)
         continue;
      const struct site *s = stacks_site(stacks, paths_top_of(stacks, i));
      const uint32_t object = s->line == 0 ? object_of(p, i, s) : 0;
      sums[object] += bytes;
      if (object > 0 && (most == 0 || sums[object] > sums[most]))
         most = object;
   }
   return most;
}

static bool has_lines(const struct profile *p, uint32_t object)
{
   for (uint32_t i = 1; i < p->n_addresses; i++) {
      const struct address *a = &p->addresses[i];

      if (a->object == object && a->frames[a->n_frames - 1].line > 0)
         return true;
   }
   return false;
}

/* How to record it with names. */
static const char *recording(struct arena *a, const struct profile *p,
                             const struct object *o)
{
   const char *package = p->around ? p->around->package_of(a, o) : NULL;

   if (package) {
      return arena_printf(a,
                          "after installing the debug symbols of its package "
                          "(%s-dbgsym, or -dbg)",
                          package);
   }
   return "after compiling it with -g, or installing its debug symbols";
}

const char *missing_names_text(struct arena *a, struct stacks *stacks,
                               const struct profile *p, const char *what)
{
   const uint32_t object = find_object(a, stacks, p);
   const struct object *o = &p->objects[object];
   const bool has_servers = p->around && p->around->has_servers;

   if (!o->build_id[0] || has_lines(p, object))
      return NULL;
   return arena_printf(
       a,
       "%s: %s has no debug information. Record again %s, or with "
       "DEBUGINFOD_URLS %s. Or name its code in this profile%s by "
       "--symbols=FILE: its build id begins with %.*s.",
       what, profile_object_name(p, object), recording(a, p, o),
       has_servers ? "as it is set now" : "set",
       has_servers ? " by --symbols=debuginfod, or" : "", ID_DIGITS,
       o->build_id);
}
