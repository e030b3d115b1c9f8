/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings about the memory: how much, when, and of whom. */
#include "query/findings_parts.h"

#include <string.h>

#include "base/arena.h"
#include "query/exit_words.h"
#include "query/frame_rules.h"
#include "query/graph.h"
#include "query/paths.h"
#include "query/top.h"
#include "query/top_key.h"
#include "query/unused.h"
#include "query/wrappers.h"

/* Named with the peak: so many functions with so much of it. */
#define MOST_HOLDERS 3
#define LEAST_HOLDER_PCT 5

/* Fewer short-lived blocks are nothing to act upon. */
#define LEAST_SHORT_LIVED_PCT 1

/* Of the heap: there is none to speak of. */
static void faint_if_empty(const struct findings_search *s, struct finding *f)
{
   if (s->no_heap)
      f->strength = FINDING_FAINT;
}

static bool is_loaders(const struct top_row *row)
{
   return strcmp(row->note, PATHS_LIBRARY) == 0;
}

static bool is_worth_naming(const struct top_row *row, uint64_t whole)
{
   return row->peak.bytes * 100 >= whole * LEAST_HOLDER_PCT;
}

static void name_holder(struct findings_search *s, struct finding *f,
                        struct finding_place *place, const struct top_row *row)
{
   *place = findings_place_new(s->arena, row->site, row->n_lines);
   place->note = row->note;
   sentence_share(&place->share, row->peak.bytes, s->memory->peak.heap.bytes);
   f->n_places++;
}

/* The first of the loader's, or of the others; n if there is none. */
static size_t find_holder(const struct top_row *rows, size_t n, bool loaders,
                          size_t from)
{
   while (from < n && is_loaders(&rows[from]) != loaders)
      from++;
   return from;
}

/* The program's own come first: what the loader maps for libraries is there
   whatever the program does, so the largest of it is named last. */
static void name_holders(struct findings_search *s, struct finding *f)
{
   const uint64_t whole = s->memory->peak.heap.bytes;
   struct finding_place *places =
       arena_array(s->arena, MOST_HOLDERS, sizeof places[0]);
   size_t n;
   const struct top_row *rows =
       query_top(s->arena, s->question->stacks, s->memory, &top_keys[0], &n);

   while (n > 0 && !is_worth_naming(&rows[n - 1], whole))
      n--;
   const size_t loaders = find_holder(rows, n, true, 0);
   const size_t n_own = MOST_HOLDERS - (loaders < n);
   f->places = places;
   for (size_t i = find_holder(rows, n, false, 0); i < n && f->n_places < n_own;
        i = find_holder(rows, n, false, i + 1)) {
      name_holder(s, f, &places[f->n_places], &rows[i]);
   }
   if (loaders < n)
      name_holder(s, f, &places[f->n_places], &rows[loaders]);
}

/* The page is about more than the heap. */
static bool has_mapped(const struct findings_search *s)
{
   return s->memory->first_mapped > 0;
}

/* "heap and mapped pages" */
static const char *kinds_of(const struct findings_search *s)
{
   const bool stacks = profile_highest(s->profile, SERIES_STACKS) > 0;

   if (!s->memory->has_heap)
      return "mapped pages";
   return stacks ? "heap, mapped pages and stacks" : "heap and mapped pages";
}

static void say_memory_peak(struct findings_search *s)
{
   const struct profile *p = s->memory;
   struct finding *f = findings_add(s);
   sentence_bytes(&f->words, "bytes", p->peak.heap.bytes);
   sentence_end_lead(&f->words);
   sentence_say(&f->words, " of %s, ", kinds_of(s));
   sentence_when(&f->words, p, query_graph_axis(s->question->options, p),
                 &p->peak.when);
   f->brief.words = f->words;
   f->strength = FINDING_STRONG;
   if (s->question->extent != FINDINGS_BRIEF)
      name_holders(s, f);
}

/* The growth over the last tenth of the run says where it is heading. */
static struct units recent_change(const struct profile *p, enum axis axis)
{
   const struct snapshot *last = &p->snapshots[p->n_snapshots - 1];
   const uint64_t since = last->when.on[axis] / 10 * 9;
   size_t i = p->n_snapshots - 1;

   while (i > 0 && p->snapshots[i].when.on[axis] > since)
      i--;
   return units_bytes_change(
       (int64_t)(last->heap.bytes - p->snapshots[i].heap.bytes));
}

static void find_memory_peak(struct findings_search *s)
{
   if (has_mapped(s) && s->memory->has_heap)
      say_memory_peak(s);
}

static void find_mapped_peak(struct findings_search *s)
{
   if (has_mapped(s) && !s->memory->has_heap)
      say_memory_peak(s);
}

static void find_memory_at_end(struct findings_search *s)
{
   const struct profile *p = s->memory;

   if (!has_mapped(s))
      return;
   struct finding *f = findings_add(s);
   f->title = p->finished ? "At the end" : "Now";
   f->brief.title = f->title;
   sentence_bytes(&f->words, "bytes", p->end.bytes);
   sentence_end_lead(&f->words);
   sentence_say(&f->words, " of %s", kinds_of(s));
   sentence_bytes(&f->brief.words, "bytes", p->end.bytes);
   if (p->n_snapshots > 0) {
      sentence_say(
          &f->brief.words, ", %s in the last tenth of the run",
          recent_change(p, query_graph_axis(s->question->options, p)).text);
   }
}

/* A small screen shows a run that goes on: what matters is whether the heap
   has been higher since. */
static void say_peak_briefly(const struct findings_search *s,
                             struct sentence *w)
{
   const struct profile *p = s->profile;
   const enum axis axis = query_graph_axis(s->question->options, p);
   const uint64_t highest = profile_highest(p, SERIES_HEAP);

   sentence_usage(w, p, p->peak.heap);
   if (highest > p->peak.heap.bytes) {
      sentence_say(w, "; the heap was at %s since", units_bytes(highest).text);
   } else if (p->kind == PROFILE_MS2) {
      sentence_say(w, ", ");
      sentence_when(w, p, axis, &p->peak.when);
   }
}

static void find_peak(struct findings_search *s)
{
   const struct profile *p = s->profile;
   const struct options *o = s->question->options;
   struct finding *f = findings_add(s);

   if (!p->peak.known) {
      sentence_say(&f->words, "unknown");
      sentence_end_lead(&f->words);
      sentence_say(&f->words, ": the file has no tree");
      f->certainty = FINDING_UNKNOWN;
      return;
   }
   sentence_usage(&f->words, p, p->peak.heap);
   sentence_say(&f->words, has_mapped(s) ? " at its peak, " : ", ");
   sentence_when(&f->words, p, query_graph_axis(o, p), &p->peak.when);
   say_peak_briefly(s, &f->brief.words);
   f->strength = has_mapped(s) ? FINDING_PLAIN : FINDING_STRONG;
   if (has_mapped(s))
      f->title = f->brief.title = "Heap";
   faint_if_empty(s, f);
   if (s->question->extent != FINDINGS_BRIEF && !s->no_heap && !has_mapped(s))
      name_holders(s, f);
}

static void find_live_at_end(struct findings_search *s)
{
   const struct profile *p = s->profile;
   struct finding *f = findings_add(s);

   sentence_usage(&f->words, p, p->end);
   if (p->end.bytes > 0 && p->finished && p->kind != PROFILE_MASSIF)
      sentence_say(&f->words, ", %s", exit_words_unfreed(p, FREEING_BLOCKS));
   f->brief.title = p->finished ? "At the end" : "Now";
   if (has_mapped(s))
      f->title = f->brief.title = p->finished ? "Heap at end" : "Heap now";
   sentence_usage(&f->brief.words, p, p->end);
   if (p->n_snapshots > 0) {
      sentence_say(
          &f->brief.words, ", %s in the last tenth of the run",
          recent_change(p, query_graph_axis(s->question->options, p)).text);
   }
   faint_if_empty(s, f);
}

/* The program could not have freed it. */
static void find_library(struct findings_search *s)
{
   const struct usage library = s->profile->facts.library_total;

   if (library.blocks == 0)
      return;
   struct finding *f = findings_add(s);
   sentence_usage(&f->words, s->profile, library);
   sentence_say(&f->words, " more, held by the C library until the exit");
   f->see = "--view=top --sort=library";
}

static void say_total(struct sentence *w, struct usage total)
{
   sentence_bytes(w, "bytes", total.bytes);
   sentence_end_lead(w);
   sentence_say(w, " in ");
   sentence_plural(w, "calls", total.blocks, "call");
}

static void find_allocated(struct findings_search *s)
{
   const struct usage total = s->profile->total;
   const uint64_t mean =
       total.blocks ? (total.bytes + total.blocks / 2) / total.blocks : 0;

   if (!s->profile->has_blocks)
      return;
   struct finding *f = findings_add(s);
   say_total(&f->words, total);
   sentence_say(&f->words, ", ");
   sentence_bytes(&f->words, "mean_bytes", mean);
   sentence_say(&f->words, " each on average");
   say_total(&f->brief.words, total);
   faint_if_empty(s, f);
}

static void find_short_lived(struct findings_search *s)
{
   const struct profile *p = s->profile;
   const uint64_t whole = p->facts.as_of_total.blocks;
   const uint64_t blocks = facts_all_short_lived(&p->facts).blocks;

   if (p->facts.n_contexts == 0 || p->run.short_lived == 0 || s->no_heap ||
       blocks * 100 < whole * LEAST_SHORT_LIVED_PCT) {
      return;
   }
   struct finding *f = findings_add(s);
   sentence_share(&f->words, blocks, whole);
   sentence_end_lead(&f->words);
   sentence_say(
       &f->words, " of all blocks: freed at most %s later",
       units_plural(p->run.short_lived, "allocation", "allocations").text);
   if (whole < p->total.blocks)
      sentence_say(&f->words, ", as of %s",
                   units_plural(whole, "call", "calls").text);
   f->see = "--view=top --sort=short";
}

/* With more in use there is little to gain, and every program has some. */
#define MOST_IN_USE_PCT 90

/* One line on the page: the view has the places. */
static void find_in_use(struct findings_search *s)
{
   const struct unused total = unused_total(s->profile);
   const uint64_t in_use = unused_in_use(&total);
   const uint64_t held = total.held.bytes;
   enum use_when when;

   if (!unused_is_known(s->profile, &when) || held == 0)
      return;
   struct finding *f = findings_add(s);
   if (when == USE_END)
      f->title = f->brief.title = "In use at the end";
   sentence_share(&f->words, in_use, held);
   sentence_end_lead(&f->words);
   sentence_say(&f->words, " of ");
   sentence_bytes(&f->words, "bytes", held);
   f->see = "--view=use";
   if (in_use / MOST_IN_USE_PCT >= held / 100)
      f->strength = FINDING_FAINT;
}

static void find_mapped_pages(struct findings_search *s)
{
   const struct profile *p = s->profile;
   const uint64_t highest = profile_highest(p, SERIES_PAGES);

   if (highest < MEMORY_LEAST_BYTES || p->run.pages_as_heap)
      return;
   struct finding *f = findings_add(s);
   sentence_bytes(&f->words, "bytes", highest);
   sentence_end_lead(&f->words);
   sentence_say(&f->words, " at their peak, ");
   sentence_bytes(&f->words, "end_bytes",
                  p->snapshots[p->n_snapshots - 1].pages_bytes);
   sentence_say(&f->words, " at the end");
   f->see = "--view=pages";
}

/* The number of the thread with the deepest stack; 0: none was measured. */
static uint32_t find_deepest(const struct facts *f)
{
   uint32_t deepest = 0;

   for (uint32_t i = 1; i < f->n_threads; i++) {
      if (f->threads[i].deepest_bytes > 0 &&
          (deepest == 0 ||
           f->threads[i].deepest_bytes > f->threads[deepest].deepest_bytes)) {
         deepest = i;
      }
   }
   return deepest;
}

static void find_stacks(struct findings_search *s)
{
   const struct facts *facts = &s->profile->facts;
   const uint64_t highest = profile_highest(s->profile, SERIES_STACKS);
   const uint32_t deepest = find_deepest(facts);

   if (s->profile->kind != PROFILE_MS2 || highest == 0)
      return;
   struct finding *f = findings_add(s);
   sentence_bytes(&f->words, "bytes", highest);
   sentence_end_lead(&f->words);
   sentence_say(&f->words, " at their peak");
   if (deepest == 0)
      return;
   sentence_say(&f->words, ", the deepest ");
   sentence_bytes(&f->words, "deepest_bytes",
                  facts->threads[deepest].deepest_bytes);
   sentence_say(&f->words, " in thread %u", (unsigned)deepest);
   f->see = "--view=stacks";
}

static void find_in_all(struct findings_search *s)
{
   const struct profile *p = s->profile;
   const uint64_t highest = profile_highest(p, SERIES_SUM);
   const uint64_t pages = profile_highest(p, SERIES_PAGES);
   const bool stacks = profile_highest(p, SERIES_STACKS) > 0;

   if ((has_mapped(s) && s->memory->has_heap) ||
       highest <= p->peak.heap.bytes || (pages < MEMORY_LEAST_BYTES && !stacks))
      return;
   struct finding *f = findings_add(s);
   sentence_bytes(&f->words, "bytes", highest);
   sentence_end_lead(&f->words);
   sentence_say(&f->words, " at the peak of heap%s%s together",
                pages && stacks ? ", mapped pages"
                : pages         ? " and mapped pages"
                                : "",
                stacks ? " and stacks" : "");
}

static void say_count(struct sentence *w, const char *name, uint64_t n)
{
   sentence_figure(w,
                   (struct figure){.name = name, .unit = "threads", .value = n},
                   units_count(n));
}

static void find_threads(struct findings_search *s)
{
   const struct profile *p = s->profile;
   uint64_t most = 0;

   if (p->facts.n_threads <= 2)
      return;
   for (size_t i = 0; i < p->n_snapshots; i++) {
      if (p->snapshots[i].n_threads > most)
         most = p->snapshots[i].n_threads;
   }
   struct finding *f = findings_add(s);
   say_count(&f->words, "threads", p->facts.n_threads - 1);
   sentence_end_lead(&f->words);
   if (most == 0)
      return;
   sentence_say(&f->words, ", at most ");
   say_count(&f->words, "most_threads", most);
   sentence_say(&f->words, " alive at a time");
   f->see = "--view=threads";
}

/* The page looks past these functions. */
static void find_wrappers(struct findings_search *s)
{
   const struct wrappers *w = frame_rules_wrappers(s->question->options->rules);
   const char *words = w ? wrappers_words(s->arena, w) : "";

   if (words[0] == '\0')
      return;
   struct finding *f = findings_add(s);
   sentence_say(&f->words, "%s", words);
   sentence_end_lead(&f->words);
   sentence_say(&f->words, ", shown by who calls them");
   f->see = "--wrappers=no";
   f->certainty = FINDING_GUESSED;
}

const struct findings_row findings_memory_rows[] = {
    {"in_all", "Peak", FINDING_NUMBER,
     "heap, mapped pages and stacks, added up at every event", true,
     find_memory_peak},
    {"mapped_peak", "Peak", FINDING_NUMBER,
     "every mapping that the program asked the kernel for", true,
     find_mapped_peak},
    {"all_at_end", "At the end", FINDING_NUMBER,
     "heap, mapped pages and stacks at the last snapshot", true,
     find_memory_at_end},
    {"peak", "Peak", FINDING_NUMBER, "the heap at the peak, by stack", true,
     find_peak},
    {"live_at_end", "Live at end", FINDING_NUMBER,
     "the heap at the last snapshot", true, find_live_at_end},
    {"c_library", "C library", FINDING_NUMBER,
     "what the C library's static data led to at the end", false, find_library},
    {"allocated", "Allocated", FINDING_NUMBER, "every call of the run", true,
     find_allocated},
    {"short_lived", "Short-lived", FINDING_NUMBER, "the life of every block",
     false, find_short_lived},
    {"in_use", "In use at the peak", FINDING_NUMBER,
     "every load and store of the program, by lines of 64 bytes", false,
     find_in_use},
    {"mapped_pages", "Mapped pages", FINDING_NUMBER,
     "every mapping that the program asked the kernel for", false,
     find_mapped_pages},
    {"stacks", "Stacks", FINDING_NUMBER, "the stack pointers of all threads",
     false, find_stacks},
    {"in_all", "In all", FINDING_NUMBER,
     "heap, mapped pages and stacks, added up at every event", false,
     find_in_all},
    {"threads", "Threads", FINDING_NUMBER, "the start and end of each thread",
     false, find_threads},
    {"wrappers", "Wrappers", FINDING_NUMBER,
     "who calls what allocates, and for what sizes", false, find_wrappers},
    {0},
};
