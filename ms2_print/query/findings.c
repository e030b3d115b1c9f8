/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All findings of a profile, in their order. */
#include "query/findings.h"

#include <string.h>

#include "base/arena.h"
#include "query/findings_parts.h"
#include "query/leaks.h"

/* One more of the row at work: plain and known, until told otherwise. */
struct finding *findings_add(struct findings_search *s)
{
   struct findings *f = s->found;
   const struct findings_row *row = s->row;

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

struct finding_place findings_place_new(struct arena *a, uint32_t site,
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

/* What has no words of its own for a small screen is there as it is. */
static void complete_brief(struct findings *found)
{
   for (size_t i = 0; i < found->n; i++) {
      struct finding *f = &found->all[i];

      if (f->brief.words.text[0] == '\0')
         f->brief.words = f->words;
   }
}

static bool is_asked_for(const struct findings_row *row,
                         enum findings_extent extent)
{
   return row->brief || extent == FINDINGS_ALL ||
          (extent == FINDINGS_FIRST && row->group != FINDING_LEAK);
}

static void find_group(struct findings_search *s, enum finding_group group)
{
   static const struct findings_row *const tables[] = {
       findings_run_rows, findings_memory_rows, findings_leaks_rows};

   for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
      for (const struct findings_row *row = tables[i]; row->name; row++) {
         s->row = row;
         if (row->group == group && is_asked_for(row, s->question->extent))
            row->find(s);
      }
   }
}

struct findings *query_findings(const struct findings_question *q)
{
   const struct profile *p = profile_heap(q->profile);
   struct findings *found = arena_alloc(q->arena, sizeof *found);
   struct findings_search s = {
       .question = q,
       .memory = q->profile,
       .profile = p,
       .arena = q->arena,
       .found = found,
       .no_heap = !p->peak.known || p->peak.heap.bytes == 0,
   };

   found->is_empty =
       !q->profile->peak.known || q->profile->peak.heap.bytes == 0;
   if (q->extent != FINDINGS_BRIEF) {
      s.leaks = found->leaks =
          q->leaks ? q->leaks : query_leaks(q->arena, q->stacks, s.memory);
   }
   for (enum finding_group group = 0; group < FINDING_GROUPS; group++)
      find_group(&s, group);
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
