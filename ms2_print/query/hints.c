/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hints: one function each finds whether the profile shows it, one table
   has them all. */
#include "query/hints.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/units.h"
#include "model/names.h"
#include "query/frame_rules.h"
#include "query/missing_names.h"
#include "query/paths.h"
#include "query/stacks.h"
#include "query/wrappers.h"

/* Address space, far beyond what programs ask for that mean to use it. */
#define HUGE_RESERVATION ((uint64_t)16 << 30)

/* Pages that are worth a word. */
#define LEAST_OWN_PAGES ((uint64_t)4 << 20)

/* Calls whose stacks were cut that are worth a word. */
#define LEAST_CUT_PCT 1

struct subject {
   const struct profile *profile;
   struct stacks *stacks;
   struct arena *arena;
};

static bool is_in_file(const struct profile *p, const char *word)
{
   for (size_t i = 0; i < p->run.hints.n; i++) {
      if (strcmp(p->run.hints.texts[i], word) == 0)
         return true;
   }
   return false;
}

/* The heap of such a program is that of some C code beside its own memory. */
static bool has_own_runtime(const struct profile *p)
{
   return is_in_file(p, "go") || is_in_file(p, "haskell");
}

/* Most bytes at the peak are of stacks whose first visible frame has no source
   line. */
static bool lacks_lines(const struct subject *s)
{
   const struct profile *p = s->profile;
   uint64_t without = 0;
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint64_t bytes = p->peaks[p->context_of[i]].bytes;
      if (bytes > 0 &&
          stacks_site(s->stacks, paths_top_of(s->stacks, i))->line == 0) {
         without += bytes;
      }
   }
   return without > p->peak.heap.bytes / 2 && !has_own_runtime(p);
}

static bool is_rust(const struct profile *p)
{
   for (uint32_t i = 0; i < p->n_addresses; i++) {
      for (uint32_t k = 0; k < p->addresses[i].n_frames; k++) {
         if (strstr(p->addresses[i].frames[k].function, "std::rt::lang_start"))
            return true;
      }
   }
   return false;
}

static bool lacks_lines_rust(const struct subject *s)
{
   return lacks_lines(s) && is_rust(s->profile);
}

static bool lacks_lines_other(const struct subject *s)
{
   return lacks_lines(s) && !is_rust(s->profile);
}

/* A parent stands before its children, so one pass tells of each stack whether
   its outermost frame is cut off. */
static bool is_deep(const struct subject *s)
{
   const struct profile *p = s->profile;
   struct arena *scratch = arena_new();
   bool *cut = arena_array(scratch, p->n_nodes, sizeof *cut);
   uint64_t calls = 0;
   for (uint32_t i = 1; i < p->n_nodes; i++) {
      cut[i] = p->nodes[i].cut || cut[p->nodes[i].parent];
      if (cut[i])
         calls += profile_totals(p, i).allocated.blocks;
   }
   arena_free(scratch);
   return calls > 0 && calls >= p->total.blocks / 100 * LEAST_CUT_PCT;
}

static uint64_t mapped(const struct profile *p, enum page_kind kind)
{
   uint64_t sum = 0;
   for (size_t i = 0; i < p->facts.n_mappers; i++) {
      if (p->facts.mappers[i].kind == kind)
         sum += p->facts.mappers[i].mapped;
   }
   return sum;
}

static bool has_huge_reservation(const struct subject *s)
{
   return mapped(s->profile, PAGE_RESERVED) >= HUGE_RESERVATION &&
          !has_own_runtime(s->profile);
}

/* Interpreters and collectors whose pages the recorder knows. */
static bool has_runtime(const struct profile *p)
{
   static const char *const words[] = {
       "php", "pymalloc", "ruby", "javascript", "java", "collector", "d"};

   for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
      if (is_in_file(p, words[i]))
         return true;
   }
   return false;
}

/* Pages at their peak that an allocator may cut blocks from: private ones, and
   not those whose reason is known, as the data of libraries that the loader
   maps.  What is shared with other programs is no allocator's, nor is a stack
   that a thread has left. */
static uint64_t private_pages(const struct subject *s)
{
   const struct other_peak *peak = &s->profile->facts.peaks[SERIES_PAGES];
   uint64_t bytes = 0;

   for (size_t i = 0; peak->known && i < peak->n_pages; i++) {
      const struct mapper_part *part = &peak->pages[i];
      struct stack stack;

      stacks_get(s->stacks, part->node, &stack);
      if (!stack.note[0] &&
          (part->kind == PAGE_ANONYMOUS || part->kind == PAGE_BREAK)) {
         bytes += part->bytes;
      }
   }
   return bytes;
}

static bool has_own_allocator(const struct subject *s)
{
   const struct profile *p = s->profile;
   const uint64_t pages = private_pages(s);
   return pages >= LEAST_OWN_PAGES && !p->run.pages_as_heap &&
          p->run.toggle_collect.n == 0 && p->run.malloc_fns.n == 0 &&
          pages > p->peak.heap.bytes && !is_in_file(p, "static") &&
          !is_in_file(p, "musl") && !has_own_runtime(p) && !has_runtime(p);
}

/* The function that gives out pieces, as far as its shape tells. */
static const struct pool *pool_of(const struct subject *s, bool maps)
{
   static const struct pool none;
   const struct wrappers *w = frame_rules_wrappers(stacks_rules(s->stacks));
   const struct profile *p = s->profile;

   return w && p->run.malloc_fns.n == 0 ? wrappers_pool(w, maps) : &none;
}

static bool has_pool(const struct subject *s)
{
   return pool_of(s, false)->function != NULL;
}

static const char *pool_words(const struct subject *s, const struct pool *pool)
{
   const struct units piece =
       units_bytes(pool->taken.bytes / pool->taken.blocks);
   /* A C++ function's parameters are many words. */
   const char *name = names_qualified(pool->function);
   const char *end = names_parameters(name);
   const char *option =
       arena_printf(s->arena, "%.*s%s", (int)(end - pool->function),
                    pool->function, end[0] ? "(*" : "");

   name = arena_strndup(s->arena, name, (size_t)(end - name));
   return arena_printf(
       s->arena,
       "%s takes %s at a time, for %s: is it a pool that gives out pieces of "
       "that? --malloc-fn='%s' records each, if its first argument is the size "
       "(%s:2 for the second), with --free-fn for the end of each.",
       name, piece.text,
       units_plural(pool->n_callers, "caller", "callers").text, option, option);
}

static const char *make_pool_text(const struct subject *s)
{
   return pool_words(s, pool_of(s, false));
}

/* With the function's name, where the shape tells it. */
static const char *make_own_allocator_text(const struct subject *s)
{
   const struct pool *pool = pool_of(s, true);
   const char *text = facts_hint_text("own-allocator");

   return pool->function
              ? arena_printf(s->arena, "%s %s", text, pool_words(s, pool))
              : text;
}

/* Nothing was to be recorded until a function is entered. */
static bool waits_for_toggle(const struct subject *s)
{
   return s->profile->run.toggle_collect.n > 0 && s->profile->total.blocks == 0;
}

static const char *make_toggle_text(const struct subject *s)
{
   const struct texts *names = &s->profile->run.toggle_collect;
   const char *list = names->texts[0];
   for (size_t i = 1; i < names->n; i++)
      list = arena_printf(s->arena, "%s, %s", list, names->texts[i]);
   return arena_printf(
       s->arena,
       "Nothing was recorded because of --toggle-collect=%s: no function of "
       "that name was called, or none that allocates. It must have a symbol, "
       "and must not be inlined.",
       list);
}

/* So many programs are named. */
#define MOST_NAMED 5

static const char *make_children_text(const struct subject *s)
{
   const struct texts *ran = &s->profile->run.ran;
   const char *list = "";

   for (size_t i = 0; i < ran->n && i < MOST_NAMED; i++) {
      const char *path = strchr(ran->texts[i], ' ');
      const uint64_t n = strtoull(ran->texts[i], NULL, 10);
      path = path ? path + 1 : ran->texts[i];
      list = arena_printf(s->arena, "%s%s%s", list, i > 0 ? ", " : "", path);
      if (n > 1)
         list = arena_printf(s->arena, "%s (%" PRIu64 " times)", list, n);
   }
   if (ran->n > MOST_NAMED)
      list =
          arena_printf(s->arena, "%s and %zu more", list, ran->n - MOST_NAMED);
   return arena_printf(s->arena,
                       "The program ran others that were not recorded: %s. "
                       "--trace-children=yes records them, too, each in a file "
                       "of its own.",
                       list);
}

/* A word of the file, or what the profile shows; both where there are both.
   Sentences without a word come from here. */
static const struct {
   const char *name; /* of the finding, for programs */
   const char *word;
   bool (*is_shown)(const struct subject *s); /* NULL: the recorder knows */
   bool is_guess;                             /* where it is shown */
   const char *text;                          /* NULL: the format's */
} rows[] = {
    {"toggle_collect", "", waits_for_toggle, false, NULL},
    {"static", "static", NULL, false, NULL},
    {"musl", "musl", NULL, false, NULL},
    {"go", "go", NULL, false, NULL},
    {"haskell", "haskell", NULL, false, NULL},
    {"php", "php", NULL, false, NULL},
    {"pymalloc", "pymalloc", NULL, false, NULL},
    {"ruby", "ruby", NULL, false, NULL},
    {"javascript", "javascript", NULL, false, NULL},
    {"java", "java", NULL, false, NULL},
    {"collector", "collector", NULL, false, NULL},
    {"d", "d", NULL, false, NULL},
    {"own_allocator", "own-allocator", has_own_allocator, true, NULL},
    {"pool", "", has_pool, true, NULL},
    {"no_lines", "no-lines", lacks_lines_other, false,
     "Most memory has no source line: compile with -g, or install the debug "
     "symbols of the libraries."},
    {"no_lines", "no-lines", lacks_lines_rust, false,
     "Source lines are missing: build with debug information, in Cargo.toml: "
     "[profile.release] debug = 1"},
    {"unfair_threads", "unfair-threads", NULL, false, NULL},
    {"reservation", "reservation", has_huge_reservation, true, NULL},
    {"refused", "refused", NULL, false, NULL},
    {"children", "children", NULL, false, NULL},
    {"deep", "deep", is_deep, false, NULL},
};

#define N_ROWS (sizeof(rows) / sizeof(*rows))

static bool is_known(const struct hint *hints, size_t n, const char *word)
{
   for (size_t i = 0; i < n; i++) {
      if (word[0] && strcmp(hints[i].word, word) == 0)
         return true;
   }
   return false;
}

/* What only the recorder saw is not said in words about the profile, but for
   the remedy that a Rust program wants. */
static const char *text_of(const struct subject *s, size_t row, bool shown)
{
   if (rows[row].is_shown == waits_for_toggle)
      return make_toggle_text(s);
   if (rows[row].is_shown == has_pool)
      return make_pool_text(s);
   if (rows[row].is_shown == has_own_allocator)
      return make_own_allocator_text(s);
   if (strcmp(rows[row].word, "children") == 0)
      return make_children_text(s);
   if (rows[row].is_shown == lacks_lines_other) {
      const char *text = missing_names_text(
          s->arena, s->stacks, s->profile,
          shown ? "Most memory has no source line"
                : "More than half of the frames have no source line");
      if (text)
         return text;
   }
   if (rows[row].text && (shown || rows[row].is_shown == lacks_lines_rust))
      return rows[row].text;
   return facts_hint_text(rows[row].word);
}

struct hint *query_hints(struct arena *a, struct stacks *stacks,
                         const struct profile *p, size_t *n_hints)
{
   struct hint *hints = arena_array(a, N_ROWS, sizeof *hints);
   struct subject subject = {p, stacks, a};
   size_t n = 0;
   for (size_t i = 0; i < N_ROWS; i++) {
      const char *word = rows[i].word;
      bool shown = rows[i].is_shown && rows[i].is_shown(&subject);
      bool told = word[0] && is_in_file(p, word) &&
                  !(rows[i].is_shown == lacks_lines_other && is_rust(p));
      if ((shown || told) && !is_known(hints, n, word)) {
         hints[n++] =
             (struct hint){rows[i].name, word, text_of(&subject, i, shown),
                           rows[i].is_guess && !told};
      }
   }
   *n_hints = n;
   return hints;
}
