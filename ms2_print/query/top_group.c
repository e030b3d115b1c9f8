/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of groups, and the text of each. */
#include "query/top_group.h"

#include <string.h>

#include "base/arena.h"
#include "query/stacks.h"
#include "query/types.h"

static const char *file_of(struct arena *a, struct stacks *stacks,
                           const struct top_place *place)
{
   const struct site *s = stacks_site(stacks, place->site);
   if (s->file[0])
      return site_path(a, s);
   return arena_printf(a, "(no source) in %s",
                       s->object[0] ? s->called : "???");
}

static const char *object_of(struct arena *a, struct stacks *stacks,
                             const struct top_place *place)
{
   const struct site *s = stacks_site(stacks, place->site);
   (void)a;
   return s->object[0] ? s->object : "(unknown)";
}

/* The outermost frame stands for it: see stacks.c. */
static const char *thread_of(struct arena *a, struct stacks *stacks,
                             const struct top_place *place)
{
   struct stack stack;
   (void)a;
   stacks_get(stacks, place->node, &stack);
   const struct site *s = stacks_site(stacks, stack.sites[stack.n_sites - 1]);
   return strncmp(s->function, "thread ", 7) == 0 ? s->function : "(unknown)";
}

static const char *type_of(struct arena *a, struct stacks *stacks,
                           const struct top_place *place)
{
   const char *type = types_of(stacks, place->node, place->site);
   (void)a;
   return type ? type : TYPES_UNKNOWN;
}

const struct top_group top_groups[] = {
    {"function", "function (file:line)", "Functions", "more function",
     "more functions", NULL, false},
    {"file", "file", "Files", "more file", "more files", file_of, false},
    {"object", "object", "Objects", "more object", "more objects", object_of,
     false},
    {"thread", "thread", "Threads", "more thread", "more threads", thread_of,
     true},
    {"type", "type", "Types", "more type", "more types", type_of, true},
};

const size_t n_top_groups = sizeof top_groups / sizeof *top_groups;

const struct top_group *top_group_find(const char *name)
{
   for (size_t i = 0; i < n_top_groups; i++) {
      if (strcmp(top_groups[i].name, name) == 0)
         return &top_groups[i];
   }
   return NULL;
}

bool top_group_is_known(const struct top_group *g, const struct profile *p)
{
   return g->text != thread_of || p->run.separate_threads;
}
