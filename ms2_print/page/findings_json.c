/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings as JSON. */
#include "page/findings_json.h"

#include <string.h>

#include "base/arena.h"
#include "query/site.h"
#include "query/stacks.h"

static json_t *value_of(const struct figure *f)
{
   if (strcmp(f->unit, "change_bytes") == 0)
      return json_integer((int64_t)f->value);
   return json_count(f->value);
}

/* A moment as it is on each axis. */
static json_t *clocks_of(const struct moment *when)
{
   json_t *o = json_object();

   for (enum axis axis = AXIS_AUTO + 1; axis < AXIS_COUNT; axis++)
      json_set(o, units_axis_name(axis), json_count(when->on[axis]));
   return o;
}

static void add_figures(json_t *list, struct arena *a, const struct sentence *w)
{
   for (size_t i = 0; i < w->n_figures; i++) {
      const struct figure *f = &w->figures[i];
      json_t *o = json_object();

      json_set(o, "name", json_text(f->name));
      json_set(o, "unit", json_text(f->unit));
      json_set(o, "value", value_of(f));
      json_set(o, "text",
               json_text(arena_strndup(a, w->text + f->begin, f->length)));
      if (f->when)
         json_set(o, "clocks", clocks_of(f->when));
      json_array_append_new(list, o);
   }
}

static void add_words(json_t *place, struct arena *a,
                      const struct finding_place *p)
{
   const struct sentence *all[] = {&p->share, &p->lines[0], &p->lines[1]};
   json_t *words = json_array(), *figures = json_array();

   for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
      if (all[i]->text[0])
         json_array_append_new(words, json_text(all[i]->text));
      add_figures(figures, a, all[i]);
   }
   json_set(place, "words", words);
   json_set(place, "figures", figures);
}

static json_t *place(struct arena *a, const struct site *s,
                     const struct finding_place *p)
{
   json_t *o = json_object();

   json_set(o, "function", json_text(site_name(s)));
   json_set(o, "where", json_text(site_where(a, s, p->n_lines)));
   json_set(o, "file", json_text(site_path(a, s)));
   json_set(o, "line", json_count(s->line));
   json_set(o, "object", json_text(s->object));
   json_set(o, "note", json_text(p->note));
   json_set(o, "verdict", json_text(p->verdict));
   add_words(o, a, p);
   return o;
}

static json_t *reasons_of(const struct leak_reasons *r)
{
   json_t *list = json_array();

   for (size_t i = 0; i < r->n; i++)
      json_array_append_new(list, json_text(r->of[i].text));
   return list;
}

static json_t *stack_of(struct arena *a, const struct findings_question *q,
                        const struct stack *stack)
{
   json_t *list = json_array();

   for (size_t i = 0; i < stack->n_sites; i++) {
      const struct site *s = stacks_site(q->stacks, stack->sites[i]);
      const char *where = site_where(a, s, 1);

      json_array_append_new(
          list,
          json_text(where[0] ? arena_printf(a, "%s (%s)", site_name(s), where)
                             : site_name(s)));
   }
   return list;
}

/* The generations that a verdict is from: what was born in each, and lives. */
static json_t *generations_of(const struct findings_question *q,
                              const struct generations *life)
{
   json_t *list = json_array();

   for (size_t i = 0; life && life->known && i < GENERATIONS; i++) {
      const struct generation *g = &life->of[i];
      const uint64_t until =
          g->until > 0
              ? q->profile->snapshots[g->until - 1].when.on[AXIS_SUPERBLOCKS]
              : 0;
      json_t *o = json_object();

      json_set(o, "until_superblocks", json_count(until));
      json_set(o, "born_bytes", json_count(g->born.bytes));
      json_set(o, "born_blocks", json_count(g->born.blocks));
      json_set(o, "live_bytes", json_count(g->alive.bytes));
      json_set(o, "live_blocks", json_count(g->alive.blocks));
      json_array_append_new(list, o);
   }
   return list;
}

static void put(struct json *j, const char *name, json_t *value)
{
   json_name(j, name);
   json_put_value(j, value);
}

/* What a function that holds memory has beside its words. */
static void put_leak(struct json *j, struct arena *a,
                     const struct findings_question *q,
                     const struct finding_leak *leak)
{
   const struct leak_group *g = leak->group;

   put(j, "verdict", json_text(verdict_name(g->verdict)));
   put(j, "suspect", json_boolean(g->suspect));
   put(j, "bytes", json_count(g->end.bytes));
   put(j, "blocks", json_count(g->end.blocks));
   put(j, "reasons", reasons_of(&leak->reasons));
   put(j, "try", json_text(leak->advice));
   put(j, "check", leak->check[0] ? json_text(leak->check) : json_null());
   put(j, "stack", stack_of(a, q, &leak->stack));
   put(j, "generations", generations_of(q, g->life));
}

/* What kind of value it is, and the value: the first of its figures. */
static void put_value(struct json *j, const struct sentence *w)
{
   put(j, "value", w->n_figures ? value_of(&w->figures[0]) : json_null());
   put(j, "unit", json_text(w->n_figures ? w->figures[0].unit : ""));
}

static void put_figures(struct json *j, struct arena *a,
                        const struct sentence *w)
{
   json_t *figures = json_array();

   add_figures(figures, a, w);
   put(j, "figures", figures);
}

static void put_places(struct json *j, const struct findings_question *q,
                       const struct finding *f)
{
   json_name(j, "places");
   json_open(j, '[');
   for (size_t i = 0; i < f->n_places; i++) {
      struct arena *scratch = arena_new();
      const struct site *s = stacks_site(q->stacks, f->places[i].site);

      json_put_value(j, place(scratch, s, &f->places[i]));
      arena_free(scratch);
   }
   json_close(j, ']');
}

void findings_json_put(struct json *j, const struct findings_question *q,
                       const struct finding *f)
{
   struct arena *a = arena_new();

   json_open(j, '{');
   put(j, "name", json_text(f->name));
   put(j, "title", json_text(f->title));
   put(j, "kind", json_text(findings_group_name(f->group)));
   put(j, "group", json_text(findings_group_name(f->group)));
   put_value(j, &f->words);
   put(j, "words", json_text(f->words.text));
   put(j, "lead", json_text(arena_strndup(a, f->words.text, f->words.lead)));
   put(j, "strength", json_text(findings_strength_name(f->strength)));
   put(j, "certainty", json_text(findings_certainty_name(f->certainty)));
   put(j, "rests_on", json_text(f->rests_on));
   put(j, "see", json_text(f->see));
   put_figures(j, a, &f->words);
   put_places(j, q, f);
   if (f->leak) {
      put_leak(j, a, q, f->leak);
   } else {
      put(j, "verdict", json_null());
      put(j, "suspect", json_false());
   }
   json_close(j, '}');
   arena_free(a);
}
