/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=csv: a table for spreadsheets and scripts, with a line for each stack:
   where it allocates, what it sums up to, and its callers.

   As RFC 4180 has it: commas, texts in double quotes, a double quote in them
   doubled, lines end with CR LF; the first line names the columns. */
#include "page/view.h"

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
static void put_stack(struct out *out, const struct stack *s,
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

static void put_row(struct out *out, const struct site *site, const char *label,
                    const char *path)
{
   put_text(out, label);
   put(out, ",");
   put_text(out, path);
   put(out, ",");
   if (site->line > 0)
      out_count(out, site->line);
   put(out, ",");
   put_text(out, site->object);
}

/* By number of site. */
static const char *const *site_paths(struct arena *a,
                                     const struct stacks *stacks)
{
   const uint32_t n = stacks_n_sites(stacks);
   const char **paths = arena_array(a, n, sizeof paths[0]);

   for (uint32_t i = 0; i < n; i++)
      paths[i] = site_path(a, stacks_site(stacks, i));
   return paths;
}

static void render(const struct view *v)
{
   struct arena *a = arena_new();
   struct stacks *stacks = stacks_new(a, v->profile, v->options->rules);
   const char *const *labels = stacks_labels(a, stacks);
   const char *const *paths = site_paths(a, stacks);
   const struct folded f = query_folded_all(a, v->profile, v->options, stacks);

   uint64_t *values = arena_array(a, f.n_measures, sizeof values[0]);

   put_head(v->out, &f);
   for (size_t i = 0; i < f.n_stacks; i++) {
      const struct stack s = folded_stack(&f, i);

      folded_values(&f, i, values);
      put_row(v->out, stacks_site(stacks, s.sites[0]), labels[s.sites[0]],
              paths[s.sites[0]]);
      for (size_t k = 0; k < f.n_measures; k++) {
         put(v->out, ",");
         out_count(v->out, values[k]);
      }
      put_stack(v->out, &s, labels);
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
