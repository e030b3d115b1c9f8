/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings about the run: what ran, what to know before any number, and
   what stands in the way of a good profile. */
#include "query/findings_parts.h"

#include <inttypes.h>
#include <string.h>

#include "query/exit_words.h"
#include "query/frame_rules.h"
#include "query/hints.h"

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

static void find_run(struct findings_search *s)
{
   const struct profile *p = s->profile;
   const struct exit_words end = exit_words_of(p);
   struct finding *f = findings_add(s);

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

static void find_pages_as_heap(struct findings_search *s)
{
   if (s->profile->run.pages_as_heap) {
      sentence_say(&findings_add(s)->words,
                   "Instead of the heap the mapped pages were recorded "
                   "(--pages-as-heap=yes).");
   }
}

static void find_cut(struct findings_search *s)
{
   if (s->profile->cut_line) {
      sentence_say(&findings_add(s)->words,
                   "The file is cut short; everything up to the cut is shown.");
   }
}

static void find_no_tree(struct findings_search *s)
{
   if (s->profile->peak.known || s->profile->end.bytes == 0)
      return;
   struct finding *f = findings_add(s);
   f->strength = FINDING_WARNING;
   sentence_say(&f->words, "No snapshot of this file has a tree: who held the "
                           "memory is not known.");
}

/* With every frame shown most of them have no name, and that is as it was
   asked for. */
static bool wants_hints(const struct findings_search *s)
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

static void find_hints(struct findings_search *s)
{
   size_t n;
   const struct hint *hints =
       query_hints(s->arena, s->question->stacks, s->profile, &n);

   for (size_t i = 0; i < n && wants_hints(s); i++) {
      struct finding *f = findings_add(s);

      f->name = hints[i].name;
      f->strength = FINDING_WARNING;
      f->certainty = hints[i].is_guess ? FINDING_GUESSED : FINDING_KNOWN;
      sentence_say(&f->words, "%s", hints[i].text);
   }
   if (n == 0 && s->no_heap && s->profile->end.bytes == 0)
      say_nothing_seen(&findings_add(s)->words, s->profile);
}

const struct findings_row findings_run_rows[] = {
    {"run", "", FINDING_RUN, "the profile's header and its end", true,
     find_run},
    {"pages_as_heap", "", FINDING_NOTE, "the profile's header", false,
     find_pages_as_heap},
    {"cut", "", FINDING_NOTE, "a file without its end", false, find_cut},
    {"no_tree", "", FINDING_NOTE, "snapshots without a tree", false,
     find_no_tree},
    {"no_allocation", "", FINDING_HINT,
     "what the recorder and the profile show", false, find_hints},
    {0},
};
