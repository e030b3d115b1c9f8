/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Headings, paragraphs and the naming of places on a page. */
#include "page/page.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "model/names_fit.h"
#include "query/frame_rules.h"
#include "query/graph.h"
#include "query/measure.h"
#include "page/sources.h"
#include "base/units.h"
#include "query/window.h"
#include "query/wrappers.h"
#include "query/sentence.h"

/* A function's name is not squeezed below this: rather the label goes. */
#define LEAST_NAME_COLUMNS 24

/* What names_fit() can do; out_fit() cuts the rest. */
#define LEAST_FIT_COLUMNS 8
#define MOST_NAME_BYTES 1023

/* Less than "in lib.." of an object tells none from another. */
#define LEAST_WHERE_COLUMNS 8

void page_open(struct page *page, const struct view *v)
{
   page->profile = v->profile;
   page->options = v->options;
   page->out = v->out;
   page->width = v->options->width;
   page->arena = arena_new();
   page->stacks = stacks_new(page->arena, v->profile, v->options->rules);
   page->sources = v->options->source ? sources_new(page->arena) : NULL;
}

void page_close(struct page *page)
{
   arena_free(page->arena);
}

size_t page_left(const struct page *page, size_t used)
{
   return page->width > used ? page->width - used : 0;
}

void page_title(const struct page *page, const char *title, size_t used)
{
   const size_t left = page_left(page, used);
   const char *bracket = strstr(title, " (");
   if (out_columns(title) > left && bracket)
      title = arena_strndup(page->arena, title, (size_t)(bracket - title));
   out_fit(page->out, title, left);
}

void page_heading(const struct page *page, const char *format, ...)
{
   char text[512];
   va_list args;
   va_start(args, format);
   vsnprintf(text, sizeof(text), format, args);
   va_end(args);
   out_style(page->out, OUT_HEADING);
   page_hanging(page, 0, text);
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
}

/* A number's unit does not begin a line. */
static bool is_unit(const char *word, size_t length)
{
   static const char *const units[] = {"B",   "KiB", "MiB", "GiB", "TiB",
                                       "PiB", "EiB", "%",   "ms",  "s",
                                       "min", "h",   "k",   "M",   "G"};
   while (length > 0 && strchr(",;:.)", word[length - 1]))
      length--;
   for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
      if (strlen(units[i]) == length && strncmp(units[i], word, length) == 0)
         return true;
   return false;
}

/* The first word of a text; a number has its unit with it. */
static size_t word_length(const char *text)
{
   size_t n = strcspn(text, " ");
   if (text[n] == ' ' && n > 0 && isdigit((unsigned char)text[n - 1])) {
      size_t next = strcspn(text + n + 1, " ");
      if (is_unit(text + n + 1, next))
         return n + 1 + next;
   }
   return n;
}

static size_t next_line(const struct page *page, size_t indent)
{
   out_printf(page->out, "\n");
   out_repeat(page->out, " ", indent);
   return indent;
}

struct word {
   const char *text;
   size_t length;
};

/* Over several lines if it has to be.  Returns the column behind it. */
static size_t put_word(const struct page *page, size_t indent, size_t column,
                       struct word w)
{
   for (;;) {
      size_t n = out_part(page->out, w.text, w.length, page_left(page, column));
      if (n == w.length)
         return column + out_columns_of(w.text, n);
      w = (struct word){w.text + n, w.length - n};
      column = next_line(page, indent);
   }
}

void page_hanging(const struct page *page, size_t indent, const char *text)
{
   size_t column = indent;
   for (bool first = true; *text; first = false) {
      size_t word = word_length(text);
      size_t columns = out_columns_of(text, word);
      if (!first && column + 1 + columns > page->width) {
         column = next_line(page, indent);
      } else if (!first) {
         out_printf(page->out, " ");
         column++;
      }
      column = put_word(page, indent, column, (struct word){text, word});
      text += word;
      text += strspn(text, " ");
   }
}

void page_paragraph(const struct page *page, size_t indent, const char *text)
{
   out_repeat(page->out, " ", indent);
   page_hanging(page, indent, text);
   out_printf(page->out, "\n");
}

/* "(file:line)"; of several lines, briefly "(file:line, ...)".  Where it is
   part of the name there are no brackets. */
static void make_where(const struct page *page, const struct site *s,
                       uint32_t n_lines, char *to, size_t size)
{
   const char *where = site_where(page->arena, s, n_lines);

   if (where[0] == '\0')
      to[0] = '\0';
   else
      snprintf(to, size, site_is_where(s) ? "%s" : "(%s)", where);
}

static void make_label(const struct site *s, const struct remark *remark,
                       char *to, size_t size)
{
   to[0] = '\0';
   if (s->thread)
      snprintf(to, size, " [a thread's start]");
   if (!remark)
      return;
   if (remark->note[0])
      snprintf(to, size, " [%s]", remark->note);
   else if (remark->via[0])
      snprintf(to, size, " via %s%s", remark->via,
               remark->via_several ? ", ..." : "");
}

/* The room for a name once `taken` columns are used, or 0 if that is too
   little for it. */
static size_t name_room(const char *name, size_t n_columns, size_t taken)
{
   size_t least = out_columns(name);
   if (least > LEAST_NAME_COLUMNS)
      least = LEAST_NAME_COLUMNS;
   return taken + least <= n_columns ? n_columns - taken : 0;
}

/* What of a place goes into a line beside its name, and in how many columns;
   no columns for the name: it has not been found to fit yet. */
struct fit {
   char where[512], label[256];
   size_t n_columns, where_columns, name_columns;
};

static void fit_name(struct fit *f, const char *name)
{
   const size_t gap = f->where[0] ? 1 : 0;

   f->where_columns = out_columns(f->where);
   f->name_columns = name_room(name, f->n_columns,
                               gap + f->where_columns + out_columns(f->label));
}

/* An address says nothing without its object, which is cut rather than left
   out.  Names of objects and files begin with what tells them apart. */
static void cut_where(struct fit *f, const char *name)
{
   const size_t taken = out_columns(name) + 1 + out_columns(f->label);

   if (taken + LEAST_WHERE_COLUMNS > f->n_columns)
      return;
   f->where_columns = f->n_columns - taken;
   f->name_columns = out_columns(name);
}

/* What the blocks are says more than where. */
static void fit_note(struct fit *f, const struct site *s)
{
   if (site_is_where(s))
      cut_where(f, site_name(s));
   if (f->name_columns > 0)
      return;
   f->where[0] = '\0';
   fit_name(f, site_name(s));
}

/* What fits not goes: first the lines, then the note or where, then the
   label. */
static void fit_site(const struct page *page, struct fit *f,
                     const struct site *s, const struct remark *remark)
{
   const char *name = site_name(s);
   const uint32_t n_lines = remark ? remark->n_lines : 1;

   make_where(page, s, n_lines, f->where, sizeof f->where - 1);
   make_label(s, remark, f->label, sizeof f->label);
   fit_name(f, name);
   if (f->name_columns == 0 && n_lines > 1) {
      make_where(page, s, SITE_SEVERAL_LINES, f->where, sizeof f->where - 1);
      fit_name(f, name);
   }
   if (f->name_columns == 0 && remark && remark->note[0])
      fit_note(f, s);
   if (f->name_columns == 0) {
      f->label[0] = '\0';
      fit_name(f, name);
   }
   if (f->name_columns == 0 && site_is_where(s))
      cut_where(f, name);
   if (f->name_columns == 0) {
      f->where[0] = '\0';
      f->name_columns = f->n_columns;
   }
}

bool page_site(const struct page *page, const struct site *s,
               const struct remark *remark, size_t n_columns)
{
   struct fit f = {.n_columns = n_columns};
   char name[MOST_NAME_BYTES + 1];
   const bool has_via = remark && remark->via[0] && !remark->note[0];

   fit_site(page, &f, s, remark);
   const size_t room = f.name_columns;
   names_fit(site_name(s),
             room < LEAST_FIT_COLUMNS ? LEAST_FIT_COLUMNS
             : room < MOST_NAME_BYTES ? room
                                      : MOST_NAME_BYTES,
             name);
   out_fit(page->out, name, room);
   out_style(page->out, OUT_DIM);
   if (f.where[0]) {
      out_printf(page->out, " ");
      out_fit(page->out, f.where, f.where_columns);
   }
   out_name(page->out, f.label);
   out_style(page->out, OUT_NORMAL);
   return f.label[0] || !has_via;
}

void page_via(const struct page *page, const struct remark *remark,
              size_t indent)
{
   char label[256];

   snprintf(label, sizeof label, "via %s%s", remark->via,
            remark->via_several ? ", ..." : "");
   out_repeat(page->out, " ", indent);
   out_style(page->out, OUT_DIM);
   out_fit(page->out, label, page_left(page, indent));
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
}

/* Without the blanks at both ends. */
static const char *trimmed(struct arena *a, const char *text, size_t length)
{
   while (length > 0 && (*text == ' ' || *text == '\t')) {
      text++;
      length--;
   }
   while (length > 0 && strchr(" \t\r", text[length - 1]))
      length--;
   return arena_strndup(a, text, length);
}

void page_source(const struct page *page, const struct site *s, size_t indent)
{
   const struct source *source;
   const char *text;
   if (!page->sources || s->line == 0)
      return;
   source = sources_find(page->sources, s->dir, s->file);
   if (!source || s->line > source->n_lines)
      return;
   text = trimmed(page->arena, source->lines[s->line - 1],
                  source->lengths[s->line - 1]);
   if (!*text)
      return;
   if (page_left(page, indent) < LEAST_NAME_COLUMNS)
      indent = page_left(page, LEAST_NAME_COLUMNS);
   out_repeat(page->out, " ", indent);
   out_style(page->out, OUT_DIM);
   out_printf(page->out, "| ");
   out_fit(page->out, text, page_left(page, indent + 2));
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
}

static size_t run_of_equals(const struct stack *stack, size_t from)
{
   size_t n = 1;
   while (from + n < stack->n_sites &&
          stack->sites[from + n] == stack->sites[from])
      n++;
   return n;
}

void page_backtrace(const struct page *page, uint32_t node, size_t indent,
                    size_t n_most)
{
   struct stack stack;
   size_t n_lines = 0;
   stacks_get(page->stacks, node, &stack);
   for (size_t i = 0, n; i < stack.n_sites; i += n, n_lines++) {
      char times[48] = "";
      struct remark remark = {"", false, times, 1};
      n = run_of_equals(&stack, i);
      if (n > 1)
         snprintf(times, sizeof(times), "%zu times", n);
      out_repeat(page->out, " ", indent);
      if (n_lines == n_most) {
         out_printf(
             page->out, "<- %s\n",
             units_plural(stack.n_sites - i, "more frame", "more frames").text);
         return;
      }
      out_printf(page->out, "%s", i > 0 ? "<- " : "");
      page_site(page, stacks_site(page->stacks, stack.sites[i]), &remark,
                page_left(page, indent + (i > 0 ? 3 : 0)));
      out_printf(page->out, "\n");
   }
}

void page_moment(const struct page *page, struct usage *heap, char *title)
{
   const struct profile *p = page->profile;
   const struct options *o = page->options;
   if (o->at == AT_SNAPSHOT) {
      *heap = p->snapshots[o->at_snapshot].heap;
      snprintf(title, 80, "snapshot %zu", o->at_snapshot);
   } else if (o->at == AT_KEPT) {
      *heap = p->window->kept_sum;
      snprintf(title, 80, "kept");
   } else if (o->at == AT_LEFT) {
      *heap = p->window->left_sum;
      snprintf(title, 80, "left");
   } else if (o->at == AT_HELD) {
      *heap = p->window->held_sum;
      snprintf(title, 80, "held");
   } else if (o->at == AT_SUM) {
      struct arena *scratch = arena_new();
      const struct usage *live = query_measure_live(scratch, p, o);
      *heap = (struct usage){0, 0};
      for (uint32_t i = 0; i < p->n_contexts; i++)
         usage_add(heap, live[i]);
      arena_free(scratch);
      snprintf(title, 80, "the peak of heap, pages and stacks together");
   } else {
      *heap = o->at == AT_PEAK ? p->peak.heap : p->end;
      snprintf(title, 80, "%s%s", o->at == AT_PEAK ? "the peak" : "the end",
               p->window ? " of the window" : "");
   }
}

const char *page_nothing(const struct profile *p, const char *words)
{
   return p->total.blocks == 0 && p->end.bytes == 0 && p->has_blocks
              ? "The program allocated nothing that ms2 saw; the report, "
                "ms2_print without --view, says what may be behind it."
              : words;
}

enum axis page_axis(const struct page *page)
{
   return query_graph_axis(page->options, page->profile);
}

const char *page_when(const struct page *page, const struct moment *when)
{
   struct sentence w = sentence_new(page->arena);
   sentence_when(&w, page->profile, page_axis(page), when);
   return w.text;
}

struct limits page_no_limits(const struct page *page)
{
   return (struct limits){page->options->top_n, SIZE_MAX, 0};
}

void page_wrappers(const struct page *page)
{
   const struct wrappers *w = frame_rules_wrappers(page->options->rules);
   const char *words = w ? wrappers_words(page->arena, w) : "";

   if (words[0] == '\0')
      return;
   page_paragraph(page, 0,
                  arena_printf(page->arena,
                               "Wrappers, shown by who calls them: %s; "
                               "--wrappers=no shows them",
                               words));
}
