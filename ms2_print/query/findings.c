/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings: one function each says it, one table has them all. */
#include "query/findings.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "query/exit_words.h"
#include "query/frame_rules.h"
#include "query/graph.h"
#include "query/hints.h"
#include "query/leak_reasons.h"
#include "query/leak_words.h"
#include "query/leaks.h"
#include "query/owners.h"
#include "query/stacks.h"
#include "query/top.h"
#include "query/unused.h"
#include "query/wrappers.h"

/* Named with the peak: so many functions with so much of it. */
#define MOST_HOLDERS 3
#define LEAST_HOLDER_PCT 5

/* Fewer short-lived blocks are nothing to act upon. */
#define LEAST_SHORT_LIVED_PCT 1

struct search {
   const struct findings_question *question;
   const struct profile *memory;  /* what the page is about */
   const struct profile *profile; /* of the heap alone, where that is more */
   struct arena *arena;
   const struct leaks *leaks; /* NULL if brief */
   struct findings *found;
   size_t room;
   bool no_heap;          /* was seen */
   const struct row *row; /* at work */
};

/* A finding that the table has, or several: a row's function adds them. */
struct row {
   const char *name, *title;
   enum finding_group group;
   const char *rests_on;
   bool brief; /* on a small screen, too */
   void (*find)(struct search *s);
};

/* One more of the row at work: plain and known, until told otherwise. */
static struct finding *add(struct search *s)
{
   struct findings *f = s->found;
   const struct row *row = s->row;

   f->all = arena_grow(s->arena, f->all, f->n, &s->room, sizeof f->all[0]);
   f->all[f->n] = (struct finding){
       .name = row->name,
       .title = row->title,
       .words = sentence_new(s->arena),
       .see = "",
       .brief = {row->title, sentence_new(s->arena)},
       .rests_on = row->rests_on,
       .group = row->group,
       .strength = FINDING_PLAIN,
   };
   return &f->all[f->n++];
}

/* Of the heap: there is none to speak of. */
static void faint_if_empty(const struct search *s, struct finding *f)
{
   if (s->no_heap)
      f->strength = FINDING_FAINT;
}

/* What ran. */

static void say_ran_for(struct sentence *w, const struct profile *p)
{
   const uint64_t ms =
       p->n_snapshots ? p->snapshots[p->n_snapshots - 1].when.on[AXIS_MS] : 0;

   sentence_say(w, "ran for ");
   sentence_figure(w, (struct figure){.name = "ran", .unit = "ms", .value = ms},
                   units_ms(ms));
}

static void say_run(struct sentence *w, const struct profile *p,
                    const struct exit_words *end)
{
   sentence_say(w, "pid %" PRIu64 ", ", p->run.pid);
   say_ran_for(w, p);
   if (p->run.forked_from)
      sentence_say(w, ", forked from %" PRIu64, p->run.forked_from);
   sentence_say(w, ", %s%s", end->text,
                p->finished ? "" : ": this is how far it got");
}

static void find_run(struct search *s)
{
   const struct profile *p = s->profile;
   const struct exit_words end = exit_words_of(p);
   struct finding *f = add(s);

   if (p->kind == PROFILE_MS2) {
      say_run(&f->words, p, &end);
      sentence_say(&f->brief.words, "pid %" PRIu64 ", %s, %s", p->run.pid,
                   units_ms(f->words.figures[0].value).text, end.text);
   } else {
      sentence_say(&f->words, "%s", end.text);
      sentence_say(&f->brief.words, "%s", end.text);
      if (p->kind == PROFILE_HEAPTRACK) {
         sentence_say(&f->words, ", ");
         say_ran_for(&f->words, p);
      }
   }
   if (end.is_warning)
      f->strength = FINDING_WARNING;
}

/* Notes. */

static void find_pages_as_heap(struct search *s)
{
   if (s->profile->run.pages_as_heap) {
      sentence_say(&add(s)->words,
                   "Instead of the heap the mapped pages were recorded "
                   "(--pages-as-heap=yes).");
   }
}

static void find_cut(struct search *s)
{
   if (s->profile->cut_line) {
      sentence_say(&add(s)->words,
                   "The file is cut short; everything up to the cut is shown.");
   }
}

static void find_no_tree(struct search *s)
{
   if (s->profile->peak.known || s->profile->end.bytes == 0)
      return;
   struct finding *f = add(s);
   f->strength = FINDING_WARNING;
   sentence_say(&f->words, "No snapshot of this file has a tree: who held the "
                           "memory is not known.");
}

/* The heap. */

static struct finding_place place_new(struct arena *a, uint32_t site,
                                      uint32_t n_lines)
{
   return (struct finding_place){
       .site = site,
       .n_lines = n_lines,
       .note = "",
       .verdict = "",
       .share = sentence_new(a),
       .lines = {sentence_new(a), sentence_new(a)},
   };
}

static void name_holders(struct search *s, struct finding *f)
{
   const uint64_t whole = s->memory->peak.heap.bytes;
   struct finding_place *places =
       arena_array(s->arena, MOST_HOLDERS, sizeof places[0]);
   size_t n;
   const struct top_row *rows =
       query_top(s->arena, s->question->stacks, s->memory, &top_keys[0], &n);

   f->places = places;
   for (size_t i = 0; i < n && i < MOST_HOLDERS; i++) {
      if (rows[i].peak.bytes * 100 < whole * LEAST_HOLDER_PCT)
         break;
      places[i] = place_new(s->arena, rows[i].site, rows[i].n_lines);
      places[i].note = rows[i].note;
      sentence_share(&places[i].share, rows[i].peak.bytes, whole);
      f->n_places++;
   }
}

/* The page is about more than the heap. */
static bool has_mapped(const struct search *s)
{
   return s->memory->first_mapped > 0;
}

/* "heap and mapped pages" */
static const char *kinds_of(const struct search *s)
{
   const bool stacks = profile_highest(s->profile, SERIES_STACKS) > 0;

   if (!s->memory->has_heap)
      return "mapped pages";
   return stacks ? "heap, mapped pages and stacks" : "heap and mapped pages";
}

static void say_memory_peak(struct search *s)
{
   const struct profile *p = s->memory;
   struct finding *f = add(s);
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

static void find_memory_peak(struct search *s)
{
   if (has_mapped(s) && s->memory->has_heap)
      say_memory_peak(s);
}

static void find_mapped_peak(struct search *s)
{
   if (has_mapped(s) && !s->memory->has_heap)
      say_memory_peak(s);
}

static void find_memory_at_end(struct search *s)
{
   const struct profile *p = s->memory;

   if (!has_mapped(s))
      return;
   struct finding *f = add(s);
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
static void say_peak_briefly(const struct search *s, struct sentence *w)
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

static void find_peak(struct search *s)
{
   const struct profile *p = s->profile;
   const struct options *o = s->question->options;
   struct finding *f = add(s);

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

static void find_live_at_end(struct search *s)
{
   const struct profile *p = s->profile;
   struct finding *f = add(s);

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
static void find_library(struct search *s)
{
   const struct usage library = s->profile->facts.library_total;

   if (library.blocks == 0)
      return;
   struct finding *f = add(s);
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

static void find_allocated(struct search *s)
{
   const struct usage total = s->profile->total;
   const uint64_t mean =
       total.blocks ? (total.bytes + total.blocks / 2) / total.blocks : 0;

   if (!s->profile->has_blocks)
      return;
   struct finding *f = add(s);
   say_total(&f->words, total);
   sentence_say(&f->words, ", ");
   sentence_bytes(&f->words, "mean_bytes", mean);
   sentence_say(&f->words, " each on average");
   say_total(&f->brief.words, total);
   faint_if_empty(s, f);
}

static void find_short_lived(struct search *s)
{
   const struct profile *p = s->profile;
   const uint64_t whole = p->facts.as_of_total.blocks;
   uint64_t blocks = 0;

   for (size_t i = 0; i < p->facts.n_contexts; i++) {
      struct context_facts c;

      facts_context(&p->facts, i, &c);
      blocks += c.short_lived_blocks;
   }
   if (p->facts.n_contexts == 0 || p->run.short_lived == 0 || s->no_heap ||
       blocks * 100 < whole * LEAST_SHORT_LIVED_PCT) {
      return;
   }
   struct finding *f = add(s);
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
static void find_in_use(struct search *s)
{
   const struct unused total = unused_total(s->profile);
   const uint64_t in_use = unused_in_use(&total);
   const uint64_t held = total.held.bytes;
   enum use_when when;

   if (!unused_is_known(s->profile, &when) || held == 0)
      return;
   struct finding *f = add(s);
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

/* Past malloc. */

static void find_mapped_pages(struct search *s)
{
   const struct profile *p = s->profile;
   const uint64_t highest = profile_highest(p, SERIES_PAGES);

   if (highest < MEMORY_LEAST_BYTES || p->run.pages_as_heap)
      return;
   struct finding *f = add(s);
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

static void find_stacks(struct search *s)
{
   const struct facts *facts = &s->profile->facts;
   const uint64_t highest = profile_highest(s->profile, SERIES_STACKS);
   const uint32_t deepest = find_deepest(facts);

   if (s->profile->kind != PROFILE_MS2 || highest == 0)
      return;
   struct finding *f = add(s);
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

static void find_in_all(struct search *s)
{
   const struct profile *p = s->profile;
   const uint64_t highest = profile_highest(p, SERIES_SUM);
   const uint64_t pages = profile_highest(p, SERIES_PAGES);
   const bool stacks = profile_highest(p, SERIES_STACKS) > 0;

   if ((has_mapped(s) && s->memory->has_heap) ||
       highest <= p->peak.heap.bytes || (pages < MEMORY_LEAST_BYTES && !stacks))
      return;
   struct finding *f = add(s);
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

static void find_threads(struct search *s)
{
   const struct profile *p = s->profile;
   uint64_t most = 0;

   if (p->facts.n_threads <= 2)
      return;
   for (size_t i = 0; i < p->n_snapshots; i++) {
      if (p->snapshots[i].n_threads > most)
         most = p->snapshots[i].n_threads;
   }
   struct finding *f = add(s);
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
static void find_wrappers(struct search *s)
{
   const struct wrappers *w = frame_rules_wrappers(s->question->options->rules);
   const char *words = w ? wrappers_words(s->arena, w) : "";

   if (words[0] == '\0')
      return;
   struct finding *f = add(s);
   sentence_say(&f->words, "%s", words);
   sentence_end_lead(&f->words);
   sentence_say(&f->words, ", shown by who calls them");
   f->see = "--wrappers=no";
   f->certainty = FINDING_GUESSED;
}

/* Leaks. */

static struct finding_place place_of(struct arena *a,
                                     const struct leak_group *g)
{
   struct finding_place place = place_new(a, g->site, 1);

   place.verdict = verdict_name(g->verdict);
   return place;
}

/* What was never freed and yet is no suspect. */
static struct finding_place place_of_silent(const struct search *s,
                                            const struct leak_group *g)
{
   struct finding_place place = place_of(s->arena, g);
   struct sentence *w = &place.lines[0];

   sentence_bytes(w, "bytes", g->end.bytes);
   sentence_say(w, ": ");
   sentence_figure(w,
                   (struct figure){.name = "blocks",
                                   .unit = "blocks",
                                   .value = g->end.blocks},
                   units_count(g->end.blocks));
   sentence_say(
       w, " of %s %s",
       leak_words_count(g, g->inherited.blocks + g->allocated.blocks).text,
       leak_words_unfreed(s->profile, g));
   return place;
}

/* " in 12 blocks" */
static void say_held(const struct search *s, struct sentence *w,
                     const struct leak_group *g)
{
   if (!s->profile->has_blocks || g->end.blocks == 0)
      return;
   sentence_say(w, " in ");
   sentence_figure(w,
                   (struct figure){.name = "blocks",
                                   .unit = "blocks",
                                   .value = g->end.blocks},
                   leak_words_count(g, g->end.blocks));
}

static struct finding_place place_of_suspect(const struct search *s,
                                             const struct leak_group *g)
{
   struct finding_place place = place_of(s->arena, g);
   struct sentence *w = &place.lines[0];

   *w = leak_proof_say(s->arena, &g->proof);
   if (!verdict_is_proven(g->verdict)) {
      *w = sentence_new(s->arena);
      sentence_figure(w,
                      (struct figure){.name = "bytes",
                                      .unit = "bytes",
                                      .value = g->end.bytes},
                      units_bytes_exact(g->end.bytes));
      sentence_say(w, " %s", leak_words_unfreed(s->profile, g));
      say_held(s, w, g);
      if (g->proof.known && g->verdict != VERDICT_UNBOUNDED)
         sentence_say(w, "; %s", leak_proof_say(s->arena, &g->proof).text);
   }
   /* The course is that of all its blocks, and says nothing of those lost. */
   if (g->verdict != VERDICT_LOST) {
      sentence_say(&place.lines[1], "%s: %s (%s)", place.verdict,
                   verdict_words(g->verdict),
                   leak_reasons_line(s->arena, s->profile, g));
   }
   return place;
}

/* What only pointers to the inside lead to may be held by chance. */
static const char *nothing_lost(const struct profile *p)
{
   const struct owner_search *search = owners_at_end(p);

   return search && search->by_loss[LOSS_possibly].bytes > 0
              ? ": pointers lead to all that is left"
              : ": all that is left is held";
}

/* No suspect is no proof: what was never freed is named. */
static void say_no_suspect(struct search *s, struct finding *f)
{
   const struct leaks *leaks = s->leaks;
   const enum freeing freeing = exit_words_freeing(s->memory);

   sentence_say(&f->words, "none");
   sentence_end_lead(&f->words);
   if (s->memory->end.bytes > 0) {
      sentence_say(&f->words, "%s; ",
                   leaks->suppressed_suspects > 0 ? " that is not suppressed"
                   : !leaks->was_searched   ? ": nothing large kept growing"
                   : leaks->lost.bytes == 0 ? nothing_lost(s->profile)
                                            : ": hardly anything is lost");
      sentence_bytes(&f->words, "end_bytes", s->memory->end.bytes);
      sentence_say(&f->words, " were %s",
                   exit_words_unfreed(s->profile, freeing));
   } else if (s->memory->total.bytes == 0) {
      sentence_say(&f->words, ": nothing was allocated");
   } else {
      sentence_say(&f->words, ": everything was %s", exit_words_freed(freeing));
   }
   f->strength = leaks->silent ? FINDING_PLAIN : FINDING_GOOD;
   if (!leaks->silent)
      return;
   struct finding_place *place = arena_alloc(s->arena, sizeof *place);
   *place = place_of_silent(s, leaks->silent);
   f->places = place;
   f->n_places = 1;
}

/* A first page has no room for more places of a number. */
#define MOST_FIRST_PLACES 16

static size_t places_shown(const struct search *s, size_t n)
{
   return s->question->extent == FINDINGS_FIRST && n > MOST_FIRST_PLACES
              ? MOST_FIRST_PLACES
              : n;
}

static void say_suspects(struct search *s, struct finding *f)
{
   const size_t n_suspects = s->leaks->n_suspects;
   const size_t n = places_shown(s, n_suspects);
   struct finding_place *places = arena_array(s->arena, n, sizeof places[0]);

   sentence_bytes(&f->words, "bytes", s->leaks->suspect_total.bytes);
   sentence_end_lead(&f->words);
   sentence_say(&f->words, " in ");
   sentence_plural(&f->words, "places", n_suspects, "place");
   for (size_t i = 0; i < n; i++)
      places[i] = place_of_suspect(s, &s->leaks->groups[i]);
   f->places = places;
   f->n_places = n;
   f->n_more_places = n_suspects - n;
   f->is_sum = true;
   f->strength = FINDING_BAD;
}

static void find_leak_suspects(struct search *s)
{
   struct finding *f = add(s);

   f->certainty = FINDING_GUESSED;
   if (s->leaks->n_suspects == 1)
      f->title = "Leak suspect";
   if (s->leaks->n_suspects > 0 && s->leaks->n_proven == s->leaks->n_suspects) {
      f->title = s->leaks->n_suspects == 1 ? "Leak" : "Leaks";
      f->certainty = FINDING_KNOWN;
   }
   if (!s->leaks->known) {
      sentence_say(&f->words, "unknown");
      sentence_end_lead(&f->words);
      sentence_say(&f->words, s->profile->kind == PROFILE_MASSIF
                                  ? ": a massif file does not tell"
                                  : ": the file has no snapshot");
      f->certainty = FINDING_UNKNOWN;
   } else if (s->leaks->n_suspects > 0) {
      say_suspects(s, f);
   } else {
      say_no_suspect(s, f);
   }
   if (s->found->is_empty)
      f->strength = FINDING_FAINT;
}

/* What grows and is held is no leak, but may want a bound. */
static void find_growing(struct search *s)
{
   const struct leaks *l = s->leaks;
   struct usage sum = {0, 0};

   if (l->n_unbounded == 0)
      return;
   struct finding *f = add(s);
   const struct leak_group *groups = &l->groups[l->n_suspects];
   const size_t n = places_shown(s, l->n_unbounded);
   struct finding_place *places = arena_array(s->arena, n, sizeof places[0]);
   for (size_t i = 0; i < n; i++) {
      places[i] = place_of_suspect(s, &groups[i]);
      if (groups[i].proof.holder[0]) {
         sentence_say(&places[i].lines[0], ", held by %s",
                      groups[i].proof.holder);
      }
   }
   for (size_t i = 0; i < l->n_unbounded; i++)
      usage_add(&sum, groups[i].end);
   sentence_bytes(&f->words, "bytes", sum.bytes);
   sentence_end_lead(&f->words);
   sentence_say(&f->words, " in ");
   sentence_plural(&f->words, "places", l->n_unbounded, "place");
   f->places = places;
   f->n_places = n;
   f->is_sum = true;
   f->certainty = FINDING_GUESSED;
   f->see = "--view=owners";
}

/* Beside all suspects: so many more places. */
#define MOST_OTHER_LEAKS 10

/* A pattern that fits this name only, as far as patterns go. */
static const char *pattern_of(struct arena *a, const char *name)
{
   char *pattern = arena_strndup(a, name, strlen(name));

   for (char *c = pattern; *c; c++) {
      if (strchr("*?[]\\'", *c))
         *c = '?';
   }
   return pattern;
}

/* The node of each group's largest stack at the end. */
static const uint32_t *find_largest(const struct search *s)
{
   const struct profile *p = s->memory;
   uint64_t *most = arena_array(s->arena, s->leaks->n_groups, sizeof most[0]);
   uint32_t *largest =
       arena_array(s->arena, s->leaks->n_groups, sizeof largest[0]);

   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const uint32_t c = p->context_of[node];
      const uint32_t group = s->leaks->group_of[c];

      if (group > 0 && p->sums[c].end.bytes > most[group - 1]) {
         most[group - 1] = p->sums[c].end.bytes;
         largest[group - 1] = node;
      }
   }
   return largest;
}

static struct stack stack_of(const struct search *s, uint32_t node)
{
   struct stack stack;

   stacks_get(s->question->stacks, node, &stack);
   uint32_t *sites = arena_array(s->arena, stack.n_sites, sizeof sites[0]);
   memcpy(sites, stack.sites, stack.n_sites * sizeof sites[0]);
   stack.sites = sites;
   return stack;
}

static const char *check_of(const struct search *s, const struct leak_group *g)
{
   const struct site *site = stacks_site(s->question->stacks, g->site);

   return arena_printf(s->arena, "site(%s).%s==0",
                       pattern_of(s->arena, site_label(s->arena, site)),
                       g->suspect ? "leaks" : "growing");
}

static void find_leak(struct search *s, const struct leak_group *g,
                      uint32_t largest)
{
   struct finding_leak *leak = arena_alloc(s->arena, sizeof *leak);
   struct finding_place *place = arena_alloc(s->arena, sizeof *place);
   struct finding *f = add(s);

   *leak = (struct finding_leak){
       .group = g,
       .reasons = leak_reasons_of(s->arena, s->memory, g),
       .advice = verdict_advice(g->verdict),
       .check =
           g->suspect || g->verdict == VERDICT_UNBOUNDED ? check_of(s, g) : "",
       .stack = stack_of(s, largest),
   };
   *place = place_of(s->arena, g);
   place->note = g->note;
   f->leak = leak;
   f->places = place;
   f->n_places = 1;
   f->certainty =
       verdict_is_proven(g->verdict) ? FINDING_KNOWN : FINDING_GUESSED;
   f->strength = g->suspect ? FINDING_BAD : FINDING_PLAIN;
   sentence_bytes(&f->words, "bytes", g->end.bytes);
   sentence_end_lead(&f->words);
   say_held(s, &f->words, g);
   sentence_say(&f->words, ", %s: %s", verdict_name(g->verdict),
                verdict_words(g->verdict));
}

static void find_leaks(struct search *s)
{
   const struct leaks *l = s->leaks;
   const uint32_t *largest = find_largest(s);

   for (size_t i = 0;
        l->known && i < l->n_groups && i < l->n_suspects + MOST_OTHER_LEAKS;
        i++) {
      if (l->groups[i].end.bytes > 0)
         find_leak(s, &l->groups[i], largest[i]);
   }
}

/* With every frame shown most of them have no name, and that is as it was
   asked for. */
static bool wants_hints(const struct search *s)
{
   return s->no_heap || !frame_rules_skip_nothing(s->question->options->rules);
}

static bool was_asked(const struct profile *p, const char *option)
{
   for (size_t i = 0; i < p->run.n_options; i++) {
      if (strcmp(p->run.options[i], option) == 0)
         return true;
   }
   return false;
}

static void say_nothing_seen(struct sentence *w, const struct profile *p)
{
   if (was_asked(p, "--heap=no")) {
      sentence_say(w, "The heap was not recorded (--heap=no).");
   } else {
      sentence_say(w, p->finished || p->kind != PROFILE_MS2
                          ? "No allocation was seen: the program called "
                            "no malloc, calloc, realloc or new. "
                          : "No allocation was seen so far: the program "
                            "has not yet called malloc, calloc, realloc "
                            "or new. ");
      sentence_say(w, "Functions of its own that allocate can be named: "
                      "--malloc-fn and --free-fn.");
   }
}

static void find_hints(struct search *s)
{
   size_t n;
   const struct hint *hints =
       query_hints(s->arena, s->question->stacks, s->profile, &n);

   for (size_t i = 0; i < n && wants_hints(s); i++) {
      struct finding *f = add(s);

      f->name = hints[i].name;
      f->strength = FINDING_WARNING;
      f->certainty = hints[i].is_guess ? FINDING_GUESSED : FINDING_KNOWN;
      sentence_say(&f->words, "%s", hints[i].text);
   }
   if (n == 0 && s->no_heap && s->profile->end.bytes == 0)
      say_nothing_seen(&add(s)->words, s->profile);
}

static const struct row rows[] = {
    {"run", "", FINDING_RUN, "the profile's header and its end", true,
     find_run},
    {"pages_as_heap", "", FINDING_NOTE, "the profile's header", false,
     find_pages_as_heap},
    {"cut", "", FINDING_NOTE, "a file without its end", false, find_cut},
    {"no_tree", "", FINDING_NOTE, "snapshots without a tree", false,
     find_no_tree},
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
    {"leak_suspects", "Leak suspects", FINDING_NUMBER,
     "what each function held at every snapshot", false, find_leak_suspects},
    {"growing", "Grows, held", FINDING_NUMBER,
     "what each function held at every snapshot, and a search at the end",
     false, find_growing},
    {"no_allocation", "", FINDING_HINT,
     "what the recorder and the profile show", false, find_hints},
    {"leak", "", FINDING_LEAK,
     "what the function held at every snapshot, and of what age it is", false,
     find_leaks},
};

/* What has no words of its own for a small screen is there as it is. */
static void complete_brief(struct findings *found)
{
   for (size_t i = 0; i < found->n; i++) {
      struct finding *f = &found->all[i];

      if (f->brief.words.text[0] == '\0')
         f->brief.words = f->words;
   }
}

static bool is_asked_for(const struct row *row, enum findings_extent extent)
{
   return row->brief || extent == FINDINGS_ALL ||
          (extent == FINDINGS_FIRST && row->group != FINDING_LEAK);
}

struct findings *query_findings(const struct findings_question *q)
{
   const struct profile *p = profile_heap(q->profile);
   struct findings *found = arena_alloc(q->arena, sizeof *found);
   struct search s = {q, q->profile, p, q->arena, NULL, found, 0, false, NULL};

   s.no_heap = !p->peak.known || p->peak.heap.bytes == 0;
   found->is_empty =
       !q->profile->peak.known || q->profile->peak.heap.bytes == 0;
   if (q->extent != FINDINGS_BRIEF) {
      s.leaks = found->leaks =
          q->leaks ? q->leaks : query_leaks(q->arena, q->stacks, s.memory);
   }
   for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
      s.row = &rows[i];
      if (is_asked_for(&rows[i], q->extent))
         rows[i].find(&s);
   }
   complete_brief(found);
   return found;
}

const struct finding *findings_find(const struct findings *f, const char *name)
{
   for (size_t i = 0; i < f->n; i++) {
      if (strcmp(f->all[i].name, name) == 0)
         return &f->all[i];
   }
   return NULL;
}

const char *findings_group_name(enum finding_group g)
{
   static const char *const names[] = {[FINDING_RUN] = "run",
                                       [FINDING_NOTE] = "note",
                                       [FINDING_NUMBER] = "number",
                                       [FINDING_HINT] = "hint",
                                       [FINDING_LEAK] = "leak"};
   return names[g];
}

const char *findings_certainty_name(enum finding_certainty c)
{
   static const char *const names[] = {[FINDING_KNOWN] = "known",
                                       [FINDING_GUESSED] = "guessed",
                                       [FINDING_UNKNOWN] = "unknown"};
   return names[c];
}

const char *findings_strength_name(enum finding_strength s)
{
   static const char *const names[] = {
       [FINDING_FAINT] = "faint",     [FINDING_PLAIN] = "plain",
       [FINDING_GOOD] = "good",       [FINDING_STRONG] = "strong",
       [FINDING_WARNING] = "warning", [FINDING_BAD] = "bad"};
   return names[s];
}
