/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=speedscope: a file for speedscope, with one profile for each measure.

   Its schema: shared.frames lists {name, file, line}; a profile of the type
   "sampled" has samples, each a list of numbers of frames, the outermost
   first, and as many weights. */
#include "page/view.h"

#include "base/arena.h"
#include "config.h"
#include "base/json.h"
#include "query/folded.h"
#include "query/stacks.h"

static void set(json_t *object, const char *name, json_t *value)
{
   json_object_set_new(object, name, value);
}

static json_t *frame_of(struct arena *a, const struct site *s,
                        const char *label)
{
   json_t *frame = json_object();

   set(frame, "name", json_text(label));
   if (s->file[0]) {
      set(frame, "file", json_text(site_path(a, s)));
      set(frame, "line", json_count(s->line));
   }
   return frame;
}

static json_t *shared_of(struct arena *a, const struct stacks *stacks)
{
   const char *const *labels = stacks_labels(a, stacks);
   json_t *shared = json_object(), *frames = json_array();

   for (uint32_t i = 0; i < stacks_n_sites(stacks); i++)
      json_array_append_new(frames,
                            frame_of(a, stacks_site(stacks, i), labels[i]));
   set(shared, "frames", frames);
   return shared;
}

static json_t *sample_of(const struct folded_stack *s)
{
   json_t *sample = json_array();

   for (size_t i = s->n_sites; i-- > 0;)
      json_array_append_new(sample, json_integer(s->sites[i]));
   return sample;
}

static json_t *profile_of(const struct folded *f, size_t column)
{
   const struct measure *m = f->measures[column];
   json_t *o = json_object(), *samples = json_array(), *weights = json_array();

   for (size_t i = 0; i < f->n_stacks; i++) {
      const struct folded_stack *s = &f->stacks[i];

      if (s->values[column] > 0) {
         json_array_append_new(samples, sample_of(s));
         json_array_append_new(weights, json_count(s->values[column]));
      }
   }
   set(o, "type", json_text("sampled"));
   set(o, "name", json_text(m->summary));
   set(o, "unit", json_text(m->unit == MEASURE_BYTES ? "bytes" : "none"));
   set(o, "startValue", json_count(0));
   set(o, "endValue", json_count(folded_sum(f, column)));
   set(o, "samples", samples);
   set(o, "weights", weights);
   return o;
}

static void render(const struct view *v)
{
   struct arena *a = arena_new();
   struct stacks *stacks = stacks_new(a, v->profile, v->options->rules);
   const struct folded f = query_folded_all(a, v->profile, v->options, stacks);
   struct json j;

   json_begin(&j, v->out);
   json_member(&j, "$schema",
               json_text("https://www.speedscope.app/file-format-schema.json"));
   json_member(&j, "exporter", json_text("ms2 " PACKAGE_VERSION));
   json_member(&j, "name", json_text(v->profile->run.command));
   json_member(&j, "activeProfileIndex", json_count(0));
   json_member(&j, "shared", shared_of(a, stacks));
   json_list_begin(&j, "profiles");
   for (size_t i = 0; i < f.n_measures; i++)
      json_list_item(&j, profile_of(&f, i));
   json_list_end(&j);
   json_end(&j);
   arena_free(a);
}

const struct view_row export_speedscope = {
    .name = "speedscope",
    .summary = "for speedscope, with all measures",
    .kind = VIEW_EXPORT,
    .flags = NEEDS_TREE | TAKES_SELECTION | NEEDS_ONE_FILE,
    .render = render,
};
