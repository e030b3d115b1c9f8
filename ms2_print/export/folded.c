/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=folded: a line each stack, "main;parse;new_node 4096", for
   flamegraph.pl, inferno, speedscope and whatever else draws flame graphs.

   The number is the one of --measure.  Readers split at ';', so it becomes ':'
   in a name; stacks that look the same then share a line. */
#include "page/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "query/folded.h"
#include "query/stacks.h"

struct line_sum {
   const char *text;
   uint64_t value;
};

struct lines {
   struct arena *arena;
   struct intern *known; /* from the text to its number + 1 */
   struct line_sum *sums;
   size_t n, room;
   char *text; /* of one stack */
   size_t n_text, text_room;
};

static void add_char(struct lines *l, char c)
{
   l->text = arena_grow(l->arena, l->text, l->n_text, &l->text_room, 1);
   l->text[l->n_text++] = c;
}

static void add_name(struct lines *l, const char *name)
{
   for (; *name; name++) {
      const unsigned char c = (unsigned char)*name;

      add_char(l, c == ';' ? ':' : c < 0x20 || c == 0x7f ? '?' : *name);
   }
}

static void add_line(struct lines *l, uint64_t value)
{
   uint32_t *number = intern_find(l->known, l->text, l->n_text);

   if (*number == 0) {
      l->sums =
          arena_grow(l->arena, l->sums, l->n, &l->room, sizeof l->sums[0]);
      *number = (uint32_t)(l->n + 1);
      l->sums[l->n++].text = arena_strndup(l->arena, l->text, l->n_text);
   }
   l->sums[*number - 1].value += value;
}

static void put_lines(struct out *out, const struct lines *l)
{
   for (size_t i = 0; i < l->n; i++) {
      char number[32];
      const int n =
          snprintf(number, sizeof number, " %" PRIu64 "\n", l->sums[i].value);

      out_raw(out, l->sums[i].text, strlen(l->sums[i].text));
      out_raw(out, number, (size_t)n);
   }
}

static void render(const struct view *v)
{
   struct arena *a = arena_new();
   struct stacks *stacks = stacks_new(a, v->profile, v->options->rules);
   const char *const *labels = stacks_labels(a, stacks);
   const struct folded_question question = {
       v->profile, v->options, stacks, &v->options->measure, 1, NULL, 0};
   const struct folded f = query_folded(a, &question);
   struct lines lines = {.arena = a, .known = intern_new(a)};

   for (size_t i = 0; i < f.n_stacks; i++) {
      const struct folded_stack *s = &f.stacks[i];

      lines.n_text = 0;
      for (size_t k = s->n_sites; k-- > 0;) {
         add_name(&lines, labels[s->sites[k]]);
         if (k > 0)
            add_char(&lines, ';');
      }
      add_line(&lines, s->values[0]);
   }
   put_lines(v->out, &lines);
   arena_free(a);
}

const struct view_row export_folded = {
    .name = "folded",
    .summary = "a line each stack, for flamegraph.pl, inferno, speedscope",
    .kind = VIEW_EXPORT,
    .flags = NEEDS_TREE | TAKES_SELECTION | NEEDS_ONE_FILE | NEEDS_MEASURE,
    .render = render,
};
