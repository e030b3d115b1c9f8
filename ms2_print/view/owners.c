/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=owners: from what holds memory to what it holds, and what is lost.

      share  retained       own  blocks  holder, and below it what it holds
     79.8 %  390.6 KiB       0 B   2,000  cache (app.c:12, global)
     79.8 %  390.6 KiB  46.9 KiB   2,000    fill_cache (app.c:21)
     70.3 %  343.8 KiB 343.8 KiB   1,000      fill_cache (app.c:22) [+0]      */
#include "page/page.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/units.h"
#include "page/table.h"
#include "query/owner_words.h"
#include "query/owners.h"

/* So many holders have a line, however little each retains. */
#define LEAST_TOP 10

/* What lies below another one is so many columns to the right. */
#define STEP_COLUMNS 2

/* A holder whose children are being written, and those that are too small. */
struct level {
   uint32_t node;
   size_t n_hidden;
   struct usage hidden;
};

struct printer {
   const struct page *page;
   const struct owners *owners;
   struct table *table;
   uint64_t least_bytes; /* a node that retains less has no line */
   size_t n_top;         /* seen at the top */
   struct level *levels;
   size_t n_levels, levels_room;
   bool has_offsets, has_rest, has_possibly, has_shared; /* were shown */
   const struct root *place; /* so was this one, which has no name */
};

static const struct owners_node *node_at(const struct printer *t, uint32_t i)
{
   return &t->owners->nodes[i];
}

static uint64_t searched(const struct printer *t)
{
   return t->owners->search->heap.bytes;
}

static void put_numbers(const struct printer *t, struct usage retained,
                        struct usage own)
{
   table_cell(t->table, units_share(retained.bytes, searched(t)).text);
   table_cell(t->table, units_bytes(retained.bytes).text);
   table_cell(t->table, units_bytes(own.bytes).text);
   table_cell(t->table, units_count(retained.blocks).text);
}

/* Where the pointer lies, and whether it is one to the inside. */
static const char *note_of(struct printer *t, const struct owners_node *n)
{
   const bool possibly = n->loss == LOSS_possibly;
   const char *note = possibly ? "possibly lost" : "";

   t->has_possibly |= possibly;
   if (!n->has_offset || n->parent == 0)
      return note;
   t->has_offsets = true;
   return arena_printf(t->page->arena, "+%" PRIu64 "%s%s", n->offset,
                       note[0] ? ", " : "", note);
}

static void see_place(struct printer *t, const struct owners_node *n)
{
   const struct root *root =
       n->kind == OWNER_root ? &t->page->profile->facts.roots[n->number] : NULL;

   if (root && !t->place && owner_words_is_place(t->page->profile, root))
      t->place = root;
}

/* What lies below several holders is said to be held by the first few. */
static void put_beside(struct printer *t, uint32_t number)
{
   const struct page *page = t->page;
   uint32_t holders[OWNER_WORDS_BESIDE];
   const char *words =
       owner_words_beside(page->arena, page->stacks, t->owners, number);

   if (!words[0])
      return;
   table_note(t->table, arena_printf(page->arena, "held by %s", words));
   const size_t n =
       owners_beside(page->profile, t->owners, number,
                     (struct owners_list){holders, OWNER_WORDS_BESIDE});
   for (size_t i = 0; i < n; i++)
      see_place(t, node_at(t, holders[i]));
}

static void put_node(struct printer *t, uint32_t number, size_t depth)
{
   const struct owners_node *n = node_at(t, number);
   struct remark remark = {"", false, "", 1};

   put_numbers(t, n->retained, n->own);
   if (n->kind == OWNER_blocks) {
      remark.note = note_of(t, n);
      table_site(t->table, n->number, remark);
   } else {
      t->has_rest |= n->kind == OWNER_rest;
      see_place(t, n);
      table_name(t->table,
                 owner_words_node(t->page->arena, t->page->stacks, n));
   }
   table_indent(t->table, depth * STEP_COLUMNS);
   if (n->kind != OWNER_blocks && n->kind != OWNER_root)
      table_style(t->table, OUT_DIM);
}

static void open_level(struct printer *t, uint32_t node)
{
   t->levels = arena_grow(t->page->arena, t->levels, t->n_levels,
                          &t->levels_room, sizeof t->levels[0]);
   t->levels[t->n_levels++] = (struct level){.node = node};
}

static void close_level(struct printer *t, size_t base_depth)
{
   const struct level l = t->levels[--t->n_levels];

   if (l.n_hidden == 0)
      return;
   put_numbers(t, l.hidden, l.hidden);
   table_name(t->table,
              units_plural(l.n_hidden, "smaller one", "smaller ones").text);
   table_indent(t->table, (base_depth + t->n_levels) * STEP_COLUMNS);
   table_style(t->table, OUT_DIM);
}

/* What is to be shown of the nodes at the top. */
typedef bool wish(const struct owners_node *n);

static bool is_wanted(const struct printer *t, uint32_t i, wish *fits)
{
   return t->n_levels > 1 || fits(node_at(t, i));
}

/* At the top the first few have a line however little they retain, and so has
   what is most of its holder. */
static bool is_shown(struct printer *t, uint32_t i)
{
   const struct owners_node *n = node_at(t, i);

   if (t->n_levels == 1 && n->retained.blocks > 0 && t->n_top++ < LEAST_TOP)
      return true;
   return n->retained.bytes >= t->least_bytes ||
          (t->n_levels > 1 &&
           n->retained.bytes > node_at(t, n->parent)->retained.bytes / 2);
}

static void hide(struct printer *t, uint32_t i)
{
   struct level *l = &t->levels[t->n_levels - 1];

   if (node_at(t, i)->retained.blocks == 0)
      return;
   l->n_hidden++;
   usage_add(&l->hidden, node_at(t, i)->retained);
}

/* Those children of `holder` that fit, with all below them. */
static void put_below(struct printer *t, uint32_t holder, size_t depth,
                      wish *fits)
{
   const uint32_t end = node_at(t, holder)->end;

   open_level(t, holder);
   for (uint32_t i = holder + 1; i < end;) {
      while (i >= node_at(t, t->levels[t->n_levels - 1].node)->end)
         close_level(t, depth);
      if (is_wanted(t, i, fits) && is_shown(t, i)) {
         put_node(t, i, depth + t->n_levels - 1);
         if (owners_is_shared(t->owners, i))
            put_beside(t, i);
         open_level(t, i++);
         continue;
      }
      if (is_wanted(t, i, fits))
         hide(t, i);
      i = node_at(t, i)->end;
   }
   while (t->n_levels > 0)
      close_level(t, depth);
}

static struct table *new_table(const struct page *page, const char *name)
{
   static const char *const titles[] = {"share", "retained", "own", "blocks"};

   return table_new(page, titles, 4, name);
}

static bool is_root(const struct owners_node *n)
{
   return n->kind == OWNER_root || n->kind == OWNER_rest;
}

static bool is_shared(const struct owners_node *n)
{
   return n->kind == OWNER_blocks;
}

static bool is_any(const struct owners_node *n)
{
   return n->kind != OWNER_top;
}

static uint64_t most_of_a_root(const struct printer *t)
{
   uint64_t most = 0;

   for (uint32_t i = 1; i < t->owners->n_nodes; i = node_at(t, i)->end) {
      const struct owners_node *n = node_at(t, i);
      if (is_root(n) && n->retained.bytes > most)
         most = n->retained.bytes;
   }
   return most;
}

static struct usage sum_of_shared(const struct printer *t)
{
   struct usage sum = {0, 0};

   for (uint32_t i = 1; i < t->owners->n_nodes; i = node_at(t, i)->end) {
      if (is_shared(node_at(t, i)))
         usage_add(&sum, node_at(t, i)->retained);
   }
   return sum;
}

/* What several roots hold, as if one holder had it all. */
static void put_shared(struct printer *t, struct usage sum)
{
   if (sum.blocks == 0)
      return;
   t->has_shared = true;
   put_numbers(t, sum, (struct usage){0, 0});
   table_name(t->table, "several holders together");
   put_below(t, 0, 1, is_shared);
}

/* What matters most comes first: no variable alone may hold much of it. */
static void put_held(struct printer *t)
{
   const struct usage sum = sum_of_shared(t);
   const bool is_first = sum.bytes > most_of_a_root(t);

   t->table = new_table(t->page, "holder, and below it what it holds");
   if (is_first) {
      t->n_top = LEAST_TOP; /* the lines for little are the roots' */
      put_shared(t, sum);
      t->n_top = 0;
   }
   put_below(t, 0, 0, is_root);
   if (!is_first)
      put_shared(t, sum);
   table_print(t->table);
}

static uint32_t find_lost(const struct owners *o)
{
   for (uint32_t i = 1; i < o->n_nodes; i = o->nodes[i].end) {
      if (o->nodes[i].kind == OWNER_lost)
         return i;
   }
   return 0;
}

static void put_lost(struct printer *t)
{
   const struct page *page = t->page;
   const struct usage *by = t->owners->search->by_loss;
   const uint32_t lost = find_lost(t->owners);
   struct usage sum = by[LOSS_definitely];

   usage_add(&sum, by[LOSS_indirectly]);
   if (sum.blocks == 0) {
      page_heading(page, "Lost: nothing");
      return;
   }
   const char *held = "";
   if (by[LOSS_indirectly].blocks > 0) {
      held = arena_printf(
          page->arena, ", and %s in %s that they held",
          units_bytes(by[LOSS_indirectly].bytes).text,
          units_plural(by[LOSS_indirectly].blocks, "block", "blocks").text);
   }
   page_heading(
       page, "Lost: %s in %s, which nothing points to%s",
       units_bytes(by[LOSS_definitely].bytes).text,
       units_plural(by[LOSS_definitely].blocks, "block", "blocks").text, held);
   t->table = new_table(page, "allocated by, and below it what it held");
   t->least_bytes = 1; /* none of it is too little to be told */
   put_below(t, lost, 0, is_any);
   table_print(t->table);
}

static void put_blocks(const struct printer *t)
{
   static const char *const titles[] = {"retained", "own", "blocks", "address"};
   const struct owner_search *s = t->owners->search;
   const struct page *page = t->page;
   struct table *table = table_new(page, titles, 4, "function (file:line)");
   size_t n_shown = 0;

   for (size_t i = 0; i < s->n_blocks; i++) {
      const struct owner_block *b = &s->blocks[i];
      const struct owners_node *n = &t->owners->nodes[t->owners->of[b->owner]];

      if (b->retained.blocks < 2)
         continue;
      n_shown++;
      table_cell(table, units_bytes(b->retained.bytes).text);
      table_cell(table, units_bytes(b->bytes).text);
      table_cell(table, units_count(b->retained.blocks).text);
      table_cell(table, arena_printf(page->arena, "0x%" PRIx64, b->address));
      if (n->kind == OWNER_blocks)
         table_site(table, n->number, (struct remark){"", false, "", 1});
      else
         table_name(table, "");
   }
   if (n_shown == 0)
      return;
   page_heading(page, "The blocks that retain most, beside themselves");
   table_print(table);
   out_printf(page->out, "\n");
}

/* As a shell takes it for one word. */
static const char *shell_word(struct arena *a, const char *text)
{
   static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ_/.+-,:@%";
   const char *word = "'";

   if (text[strspn(text, plain)] == '\0')
      return text;
   for (const char *quote; (quote = strchr(text, '\'')); text = quote + 1)
      word = arena_printf(a, "%s%.*s'\\''", word, (int)(quote - text), text);
   return arena_printf(a, "%s%s'", word, text);
}

/* Where a reader learns its name: a command to be copied, in a line of its
   own. */
static void put_place(const struct printer *t)
{
   const struct profile *p = t->page->profile;
   struct arena *a = t->page->arena;
   const struct object *o = &p->objects[t->place->object];

   page_paragraph(
       t->page, 2,
       arena_printf(a,
                    "%s: a variable or a table that %s has no name for, by its "
                    "address in that file. Where the debug symbols are "
                    "installed, this names it:",
                    owner_words_root(a, p, t->place),
                    profile_object_name(p, t->place->object)));
   page_paragraph(
       t->page, 4,
       arena_printf(a, "gdb -batch -ex 'info symbol 0x%" PRIx64 "' %s",
                    t->place->address - o->bias, shell_word(a, o->path)));
}

static void put_meaning(const struct printer *t)
{
   const struct page *page = t->page;

   page_paragraph(page, 2,
                  "retained: what would be lost if this holder were gone: its "
                  "own blocks and all that they alone lead to.");
   if (t->has_offsets) {
      page_paragraph(page, 2,
                     "[+8]: the pointer lies 8 bytes into each block that "
                     "holds them.");
   }
   if (t->has_shared) {
      page_paragraph(page, 2,
                     "several holders together: were one of them gone, another "
                     "would still hold it.");
   }
   if (t->has_possibly) {
      page_paragraph(page, 2,
                     "possibly lost: only pointers to the inside of the block "
                     "lead to it, which may be chance.");
   }
   if (t->place)
      put_place(t);
   if (t->has_rest) {
      page_paragraph(page, 2,
                     "smaller ones without a number: too small to be told "
                     "apart when the program was recorded.");
   }
}

static void put_title(const struct page *page, const struct owner_search *s)
{
   const char *when =
       strcmp(s->how, "end") == 0 ? "at the end" : page_when(page, &s->when);
   struct usage held = s->by_loss[LOSS_reachable];

   usage_add(&held, s->by_loss[LOSS_possibly]);
   page_heading(page, "Who held the memory %s: %s in %s are held", when,
                units_bytes(held.bytes).text,
                units_plural(held.blocks, "block", "blocks").text);
}

/* The moments that were searched, to be asked for. */
static const char *moments(const struct page *page)
{
   const struct facts *f = &page->profile->facts;
   const char *list = "";

   for (size_t i = 0; i < f->n_searches; i++) {
      const struct owner_search *s = &f->searches[i];

      list = strcmp(s->how, "end") == 0
                 ? arena_printf(page->arena, "%s --at=end", list)
                 : arena_printf(page->arena, "%s --at=%zu (%s)", list,
                                s->snapshot, s->how);
   }
   return list;
}

static void put_none(const struct page *page)
{
   const struct options *o = page->options;

   page_heading(page, "Who held the memory");
   if (!o->at_given || o->at == AT_END)
      page_paragraph(page, 2, owners_why_none(page->profile));
   else
      page_paragraph(page, 2, "Nobody searched at that moment.");
   if (page->profile->facts.n_searches > 0) {
      page_paragraph(
          page, 2,
          arena_printf(page->arena, "Searched were:%s.", moments(page)));
   }
}

static void put_all(const struct page *page, const struct owner_search *s)
{
   struct printer t = {.page = page,
                       .owners = query_owners(page->arena, page->stacks, s),
                       .least_bytes = options_threshold_bytes(
                           page->options, page->profile, s->heap.bytes)};

   if (!page->options->at_given && strcmp(s->how, "end") != 0) {
      page_paragraph(page, 0, owners_why_none(page->profile));
      out_printf(page->out, "\n");
   }
   put_title(page, s);
   put_held(&t);
   out_printf(page->out, "\n");
   put_lost(&t);
   out_printf(page->out, "\n");
   put_blocks(&t);
   put_meaning(&t);
   if (page->profile->facts.n_searches > 1) {
      page_paragraph(
          page, 2,
          arena_printf(page->arena, "Searched were:%s.", moments(page)));
   }
}

static void render(const struct view *v)
{
   const struct owner_search *s = owners_search(v->profile, v->options);
   struct page page;

   page_open(&page, v);
   if (s)
      put_all(&page, s);
   else
      put_none(&page);
   page_close(&page);
}

const struct view_row view_owners = {
    .name = "owners",
    .summary = "who holds the memory, from variables on; what is lost",
    .kind = VIEW_TEXT,
    .flags = OF_HEAP | TAKES_SELECTION,
    .render = render,
};
