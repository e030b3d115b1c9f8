/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings about what was not freed: the sum, and each place. */
#include "query/findings_parts.h"

#include <string.h>

#include "base/arena.h"
#include "query/exit_words.h"
#include "query/leak_reasons.h"
#include "query/leak_words.h"
#include "query/leaks.h"
#include "query/owners.h"
#include "query/stacks.h"

static struct finding_place place_of(struct arena *a,
                                     const struct leak_group *g)
{
   struct finding_place place = findings_place_new(a, g->site, 1);

   place.verdict = verdict_name(g->verdict);
   return place;
}

/* What was never freed and yet is no suspect. */
static struct finding_place place_of_silent(const struct findings_search *s,
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
static void say_held(const struct findings_search *s, struct sentence *w,
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

static struct finding_place place_of_suspect(const struct findings_search *s,
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

/* ": 11.0 KiB in 12 blocks are lost, but no place lost much or went on losing"
 */
static void say_little_lost(struct sentence *w, struct usage lost)
{
   sentence_say(w, ": ");
   sentence_bytes(w, "lost_bytes", lost.bytes);
   sentence_say(w, " in ");
   sentence_plural(w, "blocks", lost.blocks, "block");
   sentence_say(w, lost.blocks == 1 ? " is lost" : " are lost");
   sentence_say(w, ", but no place lost much or went on losing");
}

/* No suspect is no proof: what was never freed is named. */
static void say_no_suspect(struct findings_search *s, struct finding *f)
{
   const struct leaks *leaks = s->leaks;
   const enum freeing freeing = exit_words_freeing(s->memory);

   sentence_say(&f->words, "none");
   sentence_end_lead(&f->words);
   if (s->memory->end.bytes > 0) {
      if (leaks->suppressed_suspects == 0 && leaks->was_searched &&
          leaks->lost.bytes > 0) {
         say_little_lost(&f->words, leaks->lost);
      } else {
         sentence_say(&f->words, "%s",
                      leaks->suppressed_suspects > 0 ? " that is not suppressed"
                      : !leaks->was_searched ? ": nothing large kept growing"
                                             : nothing_lost(s->profile));
      }
      sentence_say(&f->words, "; ");
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

static size_t places_shown(const struct findings_search *s, size_t n)
{
   return s->question->extent == FINDINGS_FIRST && n > MOST_FIRST_PLACES
              ? MOST_FIRST_PLACES
              : n;
}

static void say_suspects(struct findings_search *s, struct finding *f)
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

static void find_leak_suspects(struct findings_search *s)
{
   struct finding *f = findings_add(s);

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
static void find_growing(struct findings_search *s)
{
   const struct leaks *l = s->leaks;
   struct usage sum = {0, 0};

   if (l->n_unbounded == 0)
      return;
   struct finding *f = findings_add(s);
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

static struct stack stack_of(const struct findings_search *s, uint32_t node)
{
   struct stack stack;

   stacks_get(s->question->stacks, node, &stack);
   uint32_t *sites = arena_array(s->arena, stack.n_sites, sizeof sites[0]);
   memcpy(sites, stack.sites, stack.n_sites * sizeof sites[0]);
   stack.sites = sites;
   return stack;
}

static const char *check_of(const struct findings_search *s,
                            const struct leak_group *g)
{
   const struct site *site = stacks_site(s->question->stacks, g->site);

   return arena_printf(s->arena, "site(%s).%s==0",
                       pattern_of(s->arena, site_label(s->arena, site)),
                       g->suspect ? "leaks" : "growing");
}

static void find_leak(struct findings_search *s, const struct leak_group *g,
                      uint32_t largest)
{
   struct finding_leak *leak = arena_alloc(s->arena, sizeof *leak);
   struct finding_place *place = arena_alloc(s->arena, sizeof *place);
   struct finding *f = findings_add(s);

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
   f->certainty = verdict_is_fact(g->verdict) ? FINDING_KNOWN : FINDING_GUESSED;
   f->strength = g->suspect ? FINDING_BAD : FINDING_PLAIN;
   sentence_bytes(&f->words, "bytes", g->end.bytes);
   sentence_end_lead(&f->words);
   say_held(s, &f->words, g);
   sentence_say(&f->words, ", %s: %s", verdict_name(g->verdict),
                verdict_words(g->verdict));
}

static void find_leaks(struct findings_search *s)
{
   const struct leaks *l = s->leaks;
   const uint32_t *largest = query_leaks_largest(s->arena, l, s->memory);

   for (size_t i = 0;
        l->known && i < l->n_groups && i < l->n_suspects + MOST_OTHER_LEAKS;
        i++) {
      if (l->groups[i].end.bytes > 0)
         find_leak(s, &l->groups[i], largest[i]);
   }
}

const struct findings_row findings_leaks_rows[] = {
    {"leak_suspects", "Leak suspects", FINDING_NUMBER,
     "what each function held at every snapshot", false, find_leak_suspects},
    {"growing", "Grows, held", FINDING_NUMBER,
     "what each function held at every snapshot, and a search at the end",
     false, find_growing},
    {"leak", "", FINDING_LEAK,
     "what the function held at every snapshot, and of what age it is", false,
     find_leaks},
    {0},
};
