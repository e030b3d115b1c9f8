/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a verdict is what it is. */
#include "query/leak_reasons.h"

#include "base/arena.h"
#include "base/units.h"
#include "query/graph.h"

/* A shorter rest at the end is not worth a word. */
#define LEAST_LEVEL_PCT 10

static struct sentence *add(struct arena *a, struct leak_reasons *r)
{
   r->of[r->n] = sentence_new(a);
   return &r->of[r->n++];
}

static void say_count(struct sentence *w, const char *name, uint64_t n)
{
   sentence_figure(
       w, (struct figure){.name = name, .unit = "generations", .value = n},
       units_count(n));
}

static void say_pct(struct sentence *w, const char *name, unsigned pct)
{
   sentence_figure(
       w, (struct figure){.name = name, .unit = "bp", .value = pct * 100u},
       units_count(pct));
}

/* "18 of 20 generations kept 9 to 11 % of their blocks" */
static void say_generations(struct sentence *w, const struct leak_evidence *e)
{
   say_count(w, "generations_kept", e->n_kept);
   sentence_say(w, " of ");
   say_count(w, "generations", e->n_born);
   sentence_say(w, " generations kept ");
   if (e->least_pct == 0) {
      sentence_say(w, "up to ");
   } else if (e->least_pct < e->most_pct) {
      say_pct(w, "least_kept", e->least_pct);
      sentence_say(w, " to ");
   }
   say_pct(w, "most_kept", e->most_pct);
   sentence_say(w, " %%");
}

static void say_fall(struct sentence *w, const struct leak_course *c)
{
   if (c->longest_fall_bytes == 0) {
      sentence_say(w, "never fell");
      return;
   }
   sentence_say(w, "longest fall ");
   sentence_bytes(w, "fall_bytes", c->longest_fall_bytes);
}

static unsigned level_pct(const struct profile *p, enum axis axis,
                          const struct leak_course *c)
{
   return units_pct(leak_course_span(p, axis, c->reached, p->n_snapshots),
                    leak_course_span(p, axis, c->born, p->n_snapshots));
}

/* For how much of its life it has been level at the end, also by a watch. */
static void say_level(struct arena *a, struct leak_reasons *r,
                      const struct profile *p, const struct leak_course *c)
{
   unsigned pct = level_pct(p, leak_course_clock(p), c);

   if (query_graph_has_waited(p) && level_pct(p, AXIS_MS, c) > pct)
      pct = level_pct(p, AXIS_MS, c);
   if (pct < LEAST_LEVEL_PCT)
      return;
   struct sentence *w = add(a, r);
   sentence_say(w, "level for the last ");
   say_pct(w, "level", pct);
   sentence_say(w, " %% of its life");
}

/* "500 of 800 blocks born in the window live at its end" */
static void say_kept(struct sentence *w, const struct leak_group *g)
{
   const bool is_exact = usage_equal(g->kept, g->kept_most);

   if (!is_exact)
      sentence_say(w, "at least ");
   sentence_figure(w,
                   (struct figure){.name = "kept_blocks",
                                   .unit = "blocks",
                                   .value = g->kept.blocks},
                   units_count(g->kept.blocks));
   sentence_say(w, " of ");
   sentence_figure(w,
                   (struct figure){.name = "born_blocks",
                                   .unit = "blocks",
                                   .value = g->allocated.blocks},
                   g->has_mappings
                       ? units_plural(g->allocated.blocks, "block or mapping",
                                      "blocks and mappings")
                       : units_plural(g->allocated.blocks, "block", "blocks"));
   sentence_say(w, " born in the window live at its end");
}

/* Of what grows: whether what is old in it is still used. */
static void say_use(struct arena *a, struct leak_reasons *r,
                    const struct leak_use *u)
{
   const bool is_busy = leak_use_is_busy(u);

   if (!is_busy && !leak_use_is_quiet(u))
      return;
   struct sentence *w = add(a, r);
   say_pct(
       w, "old",
       units_pct(is_busy ? u->touched_bytes : u->quiet_bytes, u->old_bytes));
   sentence_say(w, " %% of its older bytes %s in the last quarter of the run",
                is_busy ? "touched" : "not touched");
}

struct leak_reasons leak_reasons_of(struct arena *a, const struct profile *p,
                                    const struct leak_group *g)
{
   struct leak_reasons r = {.n = 0};

   if (usage_is_zero(g->end) || p->kind == PROFILE_MASSIF)
      return r;
   const struct sentence proof = leak_proof_say(a, &g->proof);
   if (proof.text[0])
      r.of[r.n++] = proof;
   r.n_proofs = r.n;
   if (p->window && p->has_blocks)
      say_kept(add(a, &r), g);
   if (g->evidence.known && g->evidence.n_born > 0)
      say_generations(add(a, &r), &g->evidence);
   say_fall(add(a, &r), g->course);
   if (g->verdict == VERDICT_STAIRCASE || g->verdict == VERDICT_GROWING ||
       g->verdict == VERDICT_IN_USE) {
      say_use(a, &r, &g->use);
   }
   if (g->verdict == VERDICT_PLATEAU || g->verdict == VERDICT_ONE_OFF)
      say_level(a, &r, p, g->course);
   return r;
}

/* Those from number `from` on. */
static const char *joined(struct arena *a, const struct leak_reasons *r,
                          size_t from)
{
   const char *line = "";

   for (size_t i = from; i < r->n; i++) {
      line =
          arena_printf(a, "%s%s%s", line, i > from ? ", " : "", r->of[i].text);
   }
   return line;
}

const char *leak_reasons_line(struct arena *a, const struct profile *p,
                              const struct leak_group *g)
{
   const struct leak_reasons r = leak_reasons_of(a, p, g);

   return joined(a, &r, r.n_proofs);
}

const char *leak_reasons_verdict(struct arena *a, const struct profile *p,
                                 const struct leak_group *g)
{
   const struct leak_reasons r = leak_reasons_of(a, p, g);

   return arena_printf(a, "%s: %s", verdict_name(g->verdict), joined(a, &r, 0));
}
