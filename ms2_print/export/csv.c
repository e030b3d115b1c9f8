/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=csv: a table for spreadsheets and scripts, with a line for each stack:
   where it allocates, what it sums up to, and its callers.

   As RFC 4180 has it: commas, texts in double quotes, a double quote in them
   doubled, lines end with CR LF; the first line names the columns.  A text that
   a spreadsheet would take for a formula has a single quote before it. */
#include "page/view.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "query/folded.h"
#include "query/owners.h"
#include "query/stacks.h"
#include "query/types.h"

static void put(struct out *out, const char *text)
{
   out_raw(out, text, strlen(text));
}

/* Part of a cell: without what could steer a terminal. */
static void put_part(struct out *out, const char *text)
{
   for (const char *quote; (quote = strchr(text, '"')); text = quote + 1) {
      out_part(out, text, (size_t)(quote - text), SIZE_MAX);
      put(out, "\"\"");
   }
   out_name(out, text);
}

/* Spreadsheets calculate what begins like that, the wide forms of East Asia
   included. */
static bool is_formula(const char *text)
{
   static const char *const starts[] = {"=",      "+",      "-",      "@",
                                        "\uff1d", "\uff0b", "\uff0d", "\uff20"};

   for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
      if (strncmp(text, starts[i], strlen(starts[i])) == 0)
         return true;
   }
   return false;
}

/* The start of a cell; the single quote is how spreadsheets mark a text. */
static void begin_cell(struct out *out, const char *text)
{
   put(out, is_formula(text) ? "\"'" : "\"");
   put_part(out, text);
}

static void put_text(struct out *out, const char *text)
{
   begin_cell(out, text);
   put(out, "\"");
}

/* What the search at the end found: columns behind those of the measures,
   named as in JSON's summary. */
static const struct {
   enum loss loss;
   const char *name;
} classes[] = {
    {LOSS_definitely, "definitely_lost_bytes"},
    {LOSS_indirectly, "indirectly_lost_bytes"},
    {LOSS_possibly, "possibly_lost_bytes"},
    {LOSS_reachable, "reachable_bytes"},
};
#define N_CLASSES (sizeof classes / sizeof classes[0])

/* Bytes of a class, by number of context. */
static const uint64_t *class_bytes(struct arena *a, const struct profile *p,
                                   const struct owner_search *s, enum loss loss)
{
   uint64_t *bytes = arena_array(a, p->n_contexts, sizeof bytes[0]);

   for (size_t i = 0; i < s->n_totals; i++) {
      if (s->totals[i].loss == loss)
         bytes[p->context_of[s->totals[i].node]] += s->totals[i].blocks.bytes;
   }
   /* Nothing is the number of what is no context. */
   bytes[0] = 0;
   return bytes;
}

/* A run that was not searched has no such columns. */
static void add_classes(struct arena *a, struct folded *f)
{
   const struct owner_search *s = owners_at_end(f->profile);

   if (!s)
      return;
   const uint64_t **columns = arena_array(a, N_CLASSES, sizeof columns[0]);
   for (size_t i = 0; i < N_CLASSES; i++)
      columns[i] = class_bytes(a, f->profile, s, classes[i].loss);
   f->extra = columns;
   f->n_extra = N_CLASSES;
}

static void put_head(struct out *out, const struct folded *f)
{
   put(out, "function,file,line,object");
   for (size_t i = 0; i < f->n_measures; i++) {
      put(out, ",");
      put(out, f->measures[i]->name);
   }
   for (size_t i = 0; i < f->n_extra; i++) {
      put(out, ",");
      put(out, classes[i].name);
   }
   put(out, ",type,stack\r\n");
}

/* Callers in one text, the innermost first, so that a table needs no columns
   for them. */
static void put_stack(struct out *out, const struct stack *s,
                      const char *const *labels)
{
   put(out, ",");
   begin_cell(out, labels[s->sites[0]]);
   for (size_t i = 1; i < s->n_sites; i++) {
      put(out, " < ");
      put_part(out, labels[s->sites[i]]);
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

/* The type of all that a stack holds; "" if nobody knows, or there are
   several. */
static const char *type_of(const struct folded *f, size_t i, uint32_t top)
{
   const char *type = NULL;
   uint32_t node = f->first[i];

   do {
      const char *other = types_of(f->stacks, node, top);

      if (!other || (type && strcmp(type, other) != 0))
         return "";
      type = other;
      node = f->next[f->profile->context_of[node]];
   } while (node != 0);
   return type;
}

static void render(const struct view *v)
{
   struct arena *a = arena_new();
   struct stacks *stacks = stacks_new(a, v->profile, v->options->rules);
   const char *const *labels = stacks_labels(a, stacks);
   const char *const *paths = site_paths(a, stacks);
   struct folded f = query_folded_all(a, v->profile, v->options, stacks);

   add_classes(a, &f);
   uint64_t *values =
       arena_array(a, f.n_measures + f.n_extra, sizeof values[0]);
   put_head(v->out, &f);
   for (size_t i = 0; i < f.n_stacks; i++) {
      const struct stack s = folded_stack(&f, i);

      folded_values(&f, i, values);
      put_row(v->out, stacks_site(stacks, s.sites[0]), labels[s.sites[0]],
              paths[s.sites[0]]);
      for (size_t k = 0; k < f.n_measures + f.n_extra; k++) {
         put(v->out, ",");
         out_count(v->out, values[k]);
      }
      put(v->out, ",");
      put_text(v->out, type_of(&f, i, s.sites[0]));
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
