/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=supp: a suppression for each leak suspect, as Valgrind and ms2_print
   read them.

   The frames go from the allocation out to the function that is the suspect,
   whoever calls it; a function that allocates in several ways has several. */
#include "page/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/intern.h"
#include "base/order.h"
#include "query/leaks.h"
#include "query/paths.h"
#include "query/stacks.h"
#include "base/units.h"

/* Valgrind takes 24 lines. */
#define MOST_FRAMES 20

struct writer {
   struct arena *arena;
   struct out *out;
   const struct profile *profile;
   struct stacks *stacks;
   struct intern *known; /* what has been written */
   char *text;           /* of the stack at hand */
   size_t n, room;
};

static void add_char(struct writer *w, char c)
{
   w->text = arena_grow(w->arena, w->text, w->n, &w->room, 1);
   w->text[w->n++] = c;
}

static void add(struct writer *w, const char *text)
{
   while (*text)
      add_char(w, *text++);
}

/* A name cannot end its line or steer a terminal: for each byte of what could
   do so a pattern has '?', which is any byte. */
static void add_name(struct writer *w, const char *name)
{
   while (*name) {
      bool harmless;
      const char *const end = name + utf8_step(name, &harmless);

      while (name < end) {
         add_char(w, harmless ? *name : '?');
         name++;
      }
   }
}

static void add_frame(struct writer *w, const struct frame *f,
                      const char *object)
{
   if (f->function[0] && strcmp(f->function, "UnknownInlinedFun") != 0) {
      add(w, "   fun:");
      add_name(w, f->function);
   } else if (f->file[0]) {
      char line[32];
      snprintf(line, sizeof line, ":%u", f->line);
      add(w, "   src:");
      add_name(w, site_base_name(f->file));
      add(w, line);
   } else if (object[0]) {
      add(w, "   obj:");
      add_name(w, object);
   } else {
      add(w, "   ...");
   }
   add(w, "\n");
}

static bool is_at(const struct site *s, const struct frame *f,
                  const char *address)
{
   const size_t length = strlen(s->function);

   if (strcmp(s->address, address) != 0)
      return false;
   /* A site's name may have lost the version that a linker put behind it. */
   return strncmp(s->function, f->function, length) == 0 &&
          strcmp(s->file, f->file) == 0 && s->line == f->line;
}

/* From the block out to the site. */
static void add_frames(struct writer *w, uint32_t node, const struct site *end)
{
   const struct profile *p = w->profile;
   size_t n = 0;

   w->n = 0;
   for (; node != 0; node = p->nodes[node].parent) {
      const struct address *a = &p->addresses[p->nodes[node].address];

      for (uint32_t i = 0; i < a->n_frames; i++) {
         const struct frame *f = &a->frames[i];
         const bool is_last = is_at(end, f, site_address(w->arena, p, a, f));

         if (n < MOST_FRAMES || is_last)
            add_frame(w, &a->frames[i], p->objects[a->object].path);
         else if (n == MOST_FRAMES)
            add(w, "   ...\n");
         n++;
         if (is_last)
            return;
      }
   }
}

static void put(struct writer *w, const char *text)
{
   out_raw(w->out, text, strlen(text));
}

static void put_suppression(struct writer *w, const struct leak_group *g,
                            const struct site *site)
{
   uint32_t *known = intern_find(w->known, w->text, w->n);

   if (*known)
      return;
   *known = 1;
   put(w, "{\n   ");
   out_name(w->out, site_name(site));
   put(w, ": ");
   put(w, units_bytes_exact(g->end.bytes).text);
   put(w, " in ");
   put(w, units_plural(g->end.blocks, "block", "blocks").text);
   put(w, "\n   Memcheck:Leak\n   match-leak-kinds: all\n");
   out_raw(w->out, w->text, w->n);
   put(w, "   ...\n}\n");
}

/* A stack of a suspect. */
struct suspect {
   uint32_t group, node;
};

/* By group, then by node. */
static int compare(const void *left, const void *right)
{
   const struct suspect *a = left, *b = right;
   const int c = order_up(a->group, b->group);

   return c ? c : order_up(a->node, b->node);
}

static struct suspect *find_suspects(const struct writer *w,
                                     const struct leaks *leaks, size_t *n)
{
   const struct profile *p = w->profile;
   struct suspect *all = arena_array(w->arena, p->n_contexts, sizeof all[0]);

   *n = 0;
   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const uint32_t context = p->context_of[node];
      const uint32_t group = leaks->group_of[context];

      if (group > 0 && group <= leaks->n_suspects &&
          p->sums[context].end.bytes > 0) {
         all[(*n)++] = (struct suspect){group - 1, node};
      }
   }
   if (*n > 1)
      qsort(all, *n, sizeof all[0], compare);
   return all;
}

static void put_suspect(struct writer *w, const struct leaks *leaks,
                        const struct suspect *s)
{
   const uint32_t context = w->profile->context_of[s->node];
   const struct site *site =
       stacks_site(w->stacks, paths_top(paths_tops(w->stacks), context));

   add_frames(w, s->node, site);
   put_suppression(w, &leaks->groups[s->group], site);
}

static void render(const struct view *v)
{
   struct arena *a = arena_new();
   struct stacks *stacks = stacks_new(a, v->profile, v->options->rules);
   const struct leaks *leaks = query_leaks(a, stacks, v->profile);
   struct writer w = {.arena = a,
                      .out = v->out,
                      .profile = v->profile,
                      .stacks = stacks,
                      .known = intern_new(a)};
   size_t n;

   const struct suspect *suspects = find_suspects(&w, leaks, &n);
   for (size_t i = 0; i < n; i++)
      put_suspect(&w, leaks, &suspects[i]);
   arena_free(a);
}

const struct view_row export_supp = {
    .name = "supp",
    .summary =
        "suppressions of the leak suspects, for Valgrind and --suppressions",
    .kind = VIEW_EXPORT,
    .flags = NEEDS_TREE | TAKES_SELECTION,
    .render = render,
};
