/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=csv: a table for spreadsheets and scripts, with a line for each stack:
   where it allocates, what it sums up to, and its callers.

   As RFC 4180 has it: commas, texts in double quotes, a double quote in them
   doubled, lines end with CR LF; the first line names the columns. */
#include "page/view.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "query/folded.h"
#include "query/stacks.h"

static void put(struct out *out, const char *text)
{
   out_raw(out, text, strlen(text));
}

static void put_text(struct out *out, const char *text)
{
   put(out, "\"");
   for (; *text; text++)
      out_raw(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
   put(out, "\"");
}

static void put_count(struct out *out, uint64_t n)
{
   char digits[24];

   snprintf(digits, sizeof digits, "%" PRIu64, n);
   put(out, digits);
}

static void put_head(struct out *out, const struct folded *f)
{
   put(out, "function,file,line,object");
   for (size_t i = 0; i < f->n_measures; i++) {
      put(out, ",");
      put(out, f->measures[i]->name);
   }
   put(out, ",stack\r\n");
}

/* Callers in one text, the innermost first, so that a table needs no columns
   for them. */
static void put_stack(struct out *out, const struct folded_stack *s,
                      const char *const *labels)
{
   put(out, ",\"");
   for (size_t i = 0; i < s->n_sites; i++) {
      put(out, i > 0 ? " < " : "");
      for (const char *c = labels[s->sites[i]]; *c; c++)
         out_raw(out, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
   }
   put(out, "\"\r\n");
}

static void put_row(struct out *out, struct arena *a, const struct site *site,
                    const char *label)
{
   put_text(out, label);
   put(out, ",");
   put_text(out, site_path(a, site));
   put(out, ",");
   if (site->line > 0)
      put_count(out, site->line);
   put(out, ",");
   put_text(out, site->object);
}

static void render(const struct view *v)
{
   struct arena *a = arena_new();
   struct stacks *stacks = stacks_new(a, v->profile, v->options->rules);
   const char *const *labels = stacks_labels(a, stacks);
   const struct folded f = query_folded_all(a, v->profile, v->options, stacks);

   put_head(v->out, &f);
   for (size_t i = 0; i < f.n_stacks; i++) {
      const struct folded_stack *s = &f.stacks[i];

      put_row(v->out, a, stacks_site(stacks, s->sites[0]), labels[s->sites[0]]);
      for (size_t k = 0; k < f.n_measures; k++) {
         put(v->out, ",");
         put_count(v->out, s->values[k]);
      }
      put_stack(v->out, s, labels);
   }
   arena_free(a);
}

const struct view_row export_csv = {
    .name = "csv",
    .summary = "a table of stacks, for spreadsheets and scripts",
    .kind = VIEW_EXPORT,
    .flags = NEEDS_TREE | TAKES_SELECTION | NEEDS_ONE_FILE,
    .render = render,
};
