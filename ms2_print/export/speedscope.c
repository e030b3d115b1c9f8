/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=speedscope: a file for speedscope, with one profile for each measure.

   Its schema: shared.frames lists {name, file, line}; a profile of the type
   "sampled" has samples, each a list of numbers of frames, the outermost
   first, and as many weights. */
#include "page/view.h"

#include <string.h>

#include "base/arena.h"
#include "config.h"
#include "base/json.h"
#include "query/folded.h"
#include "query/owner_stacks.h"
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

static json_t *shared_of(struct arena *a, const struct stacks *stacks,
                         const struct owner_stacks *owners)
{
   const char *const *labels = stacks_labels(a, stacks);
   json_t *shared = json_object(), *frames = json_array();

   for (uint32_t i = 0; i < stacks_n_sites(stacks); i++) {
      json_array_append_new(frames,
                            frame_of(a, stacks_site(stacks, i), labels[i]));
   }
   for (uint32_t i = 0; i < owners->n_labels; i++) {
      json_array_append_new(frames,
                            frame_of(a, stacks_site(stacks, owners->sites[i]),
                                     owners->labels[i]));
   }
   set(shared, "frames", frames);
   return shared;
}

/* Nearly all stacks have some of each measure, so what each looks like is kept
   where there is room: so many bytes a stack, which is a quarter of what it
   took in the file. Longer ones are spelled out each time. */
#define TEXT_BYTES_A_STACK 32u

/* A site's number, and a comma. */
#define MOST_SITE_BYTES (OUT_MOST_DIGITS + 1)

struct samples {
   const struct folded *folded;
   char *text;
   size_t n_bytes, room;
   uint32_t *begins; /* by stack: where its text begins, + 1; 0: nowhere */
};

static struct samples samples_new(struct arena *a, const struct folded *f)
{
   struct samples s = {.folded = f, .room = f->n_stacks * TEXT_BYTES_A_STACK};

   s.text = arena_array(a, s.room, 1);
   s.begins = arena_array(a, f->n_stacks, sizeof s.begins[0]);
   return s;
}

/* Keeps the text of stack number i, if there is room for it. */
static void keep(struct samples *s, size_t i, const struct stack *stack)
{
   const size_t most_bytes = 1 + stack->n_sites * MOST_SITE_BYTES;
   char *to = s->text + s->n_bytes;

   if (most_bytes > s->room - s->n_bytes || s->n_bytes >= UINT32_MAX)
      return;
   s->begins[i] = (uint32_t)s->n_bytes + 1;
   for (size_t k = stack->n_sites; k-- > 0;) {
      *to++ = k + 1 == stack->n_sites ? '[' : ',';
      to = out_digits(to, stack->sites[k]);
   }
   *to++ = ']';
   s->n_bytes = (size_t)(to - s->text);
}

static void put_spelled(struct json *j, const struct stack *s)
{
   json_open(j, '[');
   for (size_t i = s->n_sites; i-- > 0;)
      json_put_count(j, s->sites[i]);
   json_close(j, ']');
}

static void put_sample(struct json *j, struct samples *s, size_t i)
{
   if (s->begins[i] == 0) {
      const struct stack stack = folded_stack(s->folded, i);

      keep(s, i, &stack);
      if (s->begins[i] == 0) {
         put_spelled(j, &stack);
         return;
      }
   }
   const char *text = s->text + s->begins[i] - 1;
   const char *end = memchr(text, ']', s->n_bytes - s->begins[i] + 1);
   json_put_made(j, text, (size_t)(end + 1 - text));
}

/* The stacks that have any of a measure, or how much each has. */
static void put_samples(struct json *j, struct samples *s, size_t column,
                        bool weights)
{
   json_open(j, '[');
   for (size_t i = 0; i < s->folded->n_stacks; i++) {
      const uint64_t value = folded_value(s->folded, i, column);

      if (value > 0 && weights)
         json_put_count(j, value);
      else if (value > 0)
         put_sample(j, s, i);
   }
   json_close(j, ']');
}

static void begin_profile(struct json *j, const char *name,
                          enum measure_unit unit, uint64_t sum)
{
   json_item(j);
   json_open(j, '{');
   json_name(j, "type");
   json_put_text(j, "sampled");
   json_name(j, "name");
   json_put_text(j, name);
   json_name(j, "unit");
   json_put_text(j, unit == MEASURE_BYTES ? "bytes" : "none");
   json_name(j, "startValue");
   json_put_count(j, 0);
   json_name(j, "endValue");
   json_put_count(j, sum);
}

static void put_profile(struct json *j, struct samples *s, size_t column,
                        uint64_t sum)
{
   const struct measure *m = s->folded->measures[column];

   begin_profile(j, m->summary, m->unit, sum);
   json_name(j, "samples");
   put_samples(j, s, column, false);
   json_name(j, "weights");
   put_samples(j, s, column, true);
   json_close(j, '}');
}

/* From the root to the node; owners' frames stand behind those of sites. */
static void put_owner(struct json *j, const struct owner_stacks *o,
                      uint32_t node, uint32_t n_sites, uint32_t *path)
{
   size_t n = 0;

   for (; node > 0; node = o->nodes[node].parent)
      path[n++] = n_sites + o->nodes[node].site;
   json_open(j, '[');
   while (n-- > 0)
      json_put_count(j, path[n]);
   json_close(j, ']');
}

static void put_owners(struct json *j, struct arena *a, const char *name,
                       const struct owner_stacks *o, uint32_t n_sites)
{
   uint32_t *path = arena_array(a, o->n_nodes, sizeof path[0]);
   uint64_t sum = 0;

   for (uint32_t i = 0; i < o->n_nodes; i++)
      sum += o->bytes[i];
   begin_profile(j, name, MEASURE_BYTES, sum);
   json_name(j, "samples");
   json_open(j, '[');
   for (uint32_t i = 0; i < o->n_nodes; i++) {
      if (o->bytes[i] > 0)
         put_owner(j, o, i, n_sites, path);
   }
   json_close(j, ']');
   json_name(j, "weights");
   json_open(j, '[');
   for (uint32_t i = 0; i < o->n_nodes; i++) {
      if (o->bytes[i] > 0)
         json_put_count(j, o->bytes[i]);
   }
   json_close(j, ']');
   json_close(j, '}');
}

static void render(const struct view *v)
{
   struct arena *a = arena_new();
   struct stacks *stacks = stacks_new(a, v->profile, v->options->rules);
   const struct folded f = query_folded_all(a, v->profile, v->options, stacks);
   uint64_t *sums = arena_array(a, f.n_measures, sizeof sums[0]);
   const struct owner_search *search = owners_search(v->profile, v->options);
   struct owner_stacks owners = {.n_nodes = 0};
   struct json j;

   if (search)
      owners = query_owner_stacks(a, stacks, search);

   json_begin(&j, v->out);
   json_member(&j, "$schema",
               json_text("https://www.speedscope.app/file-format-schema.json"));
   json_member(&j, "exporter", json_text("ms2 " PACKAGE_VERSION));
   json_member(&j, "name", json_text(v->profile->run.command));
   json_member(&j, "activeProfileIndex", json_count(0));
   json_member(&j, "shared", shared_of(a, stacks, &owners));
   json_list_begin(&j, "profiles");
   folded_sums(&f, sums);
   struct samples samples = samples_new(a, &f);
   for (size_t i = 0; i < f.n_measures; i++)
      put_profile(&j, &samples, i, sums[i]);
   if (search)
      put_owners(&j, a, owner_stacks_words(a, search), &owners,
                 stacks_n_sites(stacks));
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
