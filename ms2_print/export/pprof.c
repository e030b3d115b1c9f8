/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=pprof: a gzipped protobuf message for `go tool pprof` and what stores
   such profiles; pprof.proto has the fields.

   One profile with several sample types.  pprof knows the names alloc_* and
   inuse_* from Go's own heap profiles; the others are ours. */
#include "page/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/gzip.h"
#include "base/intern.h"
#include "export/pprof.pb-c.h"
#include "query/folded.h"
#include "query/owner_stacks.h"
#include "query/paths.h"
#include "query/stacks.h"
#include "query/trie.h"
#include "base/utf8.h"

#define NS_PER_SECOND 1000000000
#define NS_PER_MS 1000000

/* More numbers than so many are a message of a megabyte or more, which is
   packed fast: as small as can be takes a tenth of a second for so many. */
#define MANY_NUMBERS 400000

/* A place takes as many bytes as so many numbers: it is a location and a
   function, and mostly has a name of its own. */
#define NUMBERS_A_SITE 10

/* What pprof calls our measures; the first is what it shows at first. */
static const struct {
   const char *measure;
   const char *type;
} types[] = {
    {"peak", "peak_space"},
    {"peak-blocks", "peak_objects"},
    {"end", "inuse_space"},
    {"end-blocks", "inuse_objects"},
    {"allocated", "alloc_space"},
    {"calls", "alloc_objects"},
    {"short-lived", "shortlived_space"},
    {"short-lived-blocks", "shortlived_objects"},
    {"mapped-end", "mapped_space"},
    {"mapped-peak", "peak_mapped_space"},
};

/* And that of who held what. */
static const char owners_type[] = "held_space";

#define N_TYPES (sizeof types / sizeof types[0])
#define MOST_TYPES (N_TYPES + 1)

struct builder {
   const struct view *view;
   struct arena *arena;
   struct stacks *stacks;
   const char *const *labels;
   struct intern *strings; /* from the text to its index + 1 */
   char **table;
   size_t n_table, table_room;
   struct intern *mappings; /* from the object's path to its id */
   Pprof__Mapping **mapping;
   size_t n_mapping, mapping_room;
   struct folded folded;
   struct owner_stacks owners; /* empty: nobody searched */
   size_t n_types;
   Pprof__Profile profile; /* without its samples */
};

/* protobuf takes UTF-8 only, and pprof prints names as they are. */
static char *tamed(struct arena *a, const char *s)
{
   char *to = arena_array(a, 4 * strlen(s) + 1, 1);

   utf8_tame(s, to);
   return to;
}

static int64_t text(struct builder *b, const char *s)
{
   uint32_t *number = intern_find(b->strings, s, strlen(s));

   if (*number == 0) {
      b->table = arena_grow(b->arena, b->table, b->n_table, &b->table_room,
                            sizeof b->table[0]);
      b->table[b->n_table++] = tamed(b->arena, s);
      *number = (uint32_t)b->n_table;
   }
   return *number - 1;
}

/* Of the object with this path that was loaded first. */
static const char *build_id_of(const struct profile *p, const char *object)
{
   for (uint32_t i = 1; i < p->n_objects; i++) {
      if (strcmp(p->objects[i].path, object) == 0)
         return p->objects[i].build_id;
   }
   return "";
}

static uint64_t mapping_of(struct builder *b, const char *object)
{
   uint32_t *id = intern_find(b->mappings, object, strlen(object));

   if (*id > 0)
      return *id;
   Pprof__Mapping *m = arena_alloc(b->arena, sizeof *m);
   pprof__mapping__init(m);
   b->mapping = arena_grow(b->arena, b->mapping, b->n_mapping, &b->mapping_room,
                           sizeof b->mapping[0]);
   b->mapping[b->n_mapping++] = m;
   *id = (uint32_t)b->n_mapping;
   m->id = *id;
   m->filename = text(b, object);
   m->build_id = text(b, build_id_of(b->view->profile, object));
   m->has_functions = m->has_filenames = m->has_line_numbers = true;
   return m->id;
}

/* pprof takes names that equal their system names for mangled, and drops what
   is in brackets: so there are no system names.

   A site, and a label of owners behind them, is one function and one location,
   both with its number i. */
static void add_site(struct builder *b, uint32_t i, const struct site *s,
                     const char *label)
{
   Pprof__Location *location = arena_alloc(b->arena, sizeof *location);
   Pprof__Function *function = arena_alloc(b->arena, sizeof *function);
   Pprof__Line *line = arena_alloc(b->arena, sizeof *line);

   pprof__function__init(function);
   function->id = i + 1;
   function->name = text(b, label);
   function->filename = text(b, site_path(b->arena, s));
   pprof__line__init(line);
   line->function_id = i + 1;
   line->line = s->line;
   pprof__location__init(location);
   location->id = i + 1;
   location->mapping_id = s->object[0] ? mapping_of(b, s->object) : 0;
   location->address = strtoull(s->address, NULL, 0);
   location->n_line = 1;
   location->line = arena_array(b->arena, 1, sizeof location->line[0]);
   location->line[0] = line;
   b->profile.location[i] = location;
   b->profile.function[i] = function;
}

static void add_sites(struct builder *b)
{
   const struct owner_stacks *o = &b->owners;
   const uint32_t n_sites = stacks_n_sites(b->stacks);
   const uint32_t n = n_sites + o->n_labels;

   b->profile.location = arena_array(b->arena, n, sizeof(Pprof__Location *));
   b->profile.function = arena_array(b->arena, n, sizeof(Pprof__Function *));
   for (uint32_t i = 0; i < n_sites; i++)
      add_site(b, i, stacks_site(b->stacks, i), b->labels[i]);
   for (uint32_t i = 0; i < o->n_labels; i++) {
      add_site(b, n_sites + i, stacks_site(b->stacks, o->sites[i]),
               o->labels[i]);
   }
   b->profile.n_location = b->profile.n_function = n;
}

static size_t find_types(const struct profile *p, const struct measure **found,
                         const char **names)
{
   size_t n = 0;

   for (size_t i = 0; i < N_TYPES; i++) {
      found[n] = measure_find(types[i].measure);
      names[n] = types[i].type;
      n += measure_is_known(found[n], p);
   }
   return n;
}

static void add_type(struct builder *b, enum measure_unit unit,
                     const char *name)
{
   Pprof__ValueType *type = arena_alloc(b->arena, sizeof *type);

   pprof__value_type__init(type);
   type->type = text(b, name);
   type->unit = text(b, unit == MEASURE_BYTES ? "bytes" : "count");
   b->profile.sample_type[b->profile.n_sample_type++] = type;
}

/* Types, of which each sample has a value. */
static void add_types(struct builder *b)
{
   const char *names[N_TYPES];
   const struct measure **found =
       arena_array(b->arena, N_TYPES, sizeof found[0]);
   const size_t n = find_types(b->view->profile, found, names);
   const struct folded_question q = {
       b->view->profile, b->view->options, b->stacks, found, n, NULL, 0};

   b->profile.sample_type = arena_array(b->arena, MOST_TYPES, sizeof(void *));
   for (size_t i = 0; i < n; i++)
      add_type(b, found[i]->unit, names[i]);
   if (b->owners.n_nodes > 0)
      add_type(b, MEASURE_BYTES, owners_type);
   b->n_types = b->profile.n_sample_type;
   b->folded = query_folded(b->arena, &q);
}

static void add_run(struct builder *b)
{
   const struct profile *p = b->view->profile;
   const struct snapshot *last =
       p->n_snapshots ? &p->snapshots[p->n_snapshots - 1] : NULL;

   b->profile.time_nanos = (int64_t)(p->run.started * NS_PER_SECOND);
   b->profile.duration_nanos =
       last ? (int64_t)(last->when.on[AXIS_MS] * NS_PER_MS) : 0;
   b->profile.comment = arena_array(b->arena, 1, sizeof(int64_t));
   b->profile.comment[b->profile.n_comment++] = text(b, p->run.command);
   b->profile.default_sample_type = b->profile.sample_type[0]->type;
}

static void put_message(struct gzip *to, const ProtobufCMessage *message)
{
   const size_t size = protobuf_c_message_get_packed_size(message);
   uint8_t *bytes = malloc(size + 1);

   if (!bytes)
      die("out of memory");
   protobuf_c_message_pack(message, bytes);
   gzip_put(to, bytes, size);
   free(bytes);
}

/* The parts of a message may stand one after the other as messages of their
   own, so a sample is a profile with nothing else. */
static void put_sample(struct gzip *to, Pprof__Sample *sample)
{
   Pprof__Profile part = PPROF__PROFILE__INIT;

   part.sample = &sample;
   part.n_sample = 1;
   put_message(to, &part.base);
}

static int64_t signed_of(uint64_t n)
{
   return n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

static void put_samples(const struct builder *b, struct gzip *to)
{
   const struct folded *f = &b->folded;
   int64_t values[MOST_TYPES] = {0};
   uint64_t counts[N_TYPES];
   uint64_t *locations = NULL;
   size_t room = 0;

   for (size_t i = 0; i < f->n_stacks; i++) {
      const struct stack stack = folded_stack(f, i);
      Pprof__Sample sample = PPROF__SAMPLE__INIT;

      for (size_t k = 0; k < stack.n_sites; k++) {
         locations =
             arena_grow(b->arena, locations, k, &room, sizeof locations[0]);
         locations[k] = stack.sites[k] + 1;
      }
      folded_values(f, i, counts);
      for (size_t k = 0; k < f->n_measures; k++)
         values[k] = signed_of(counts[k]);
      sample.location_id = locations;
      sample.n_location_id = stack.n_sites;
      sample.value = values;
      sample.n_value = b->n_types;
      put_sample(to, &sample);
   }
}

/* They have nothing of the other types. */
static void put_owners(const struct builder *b, struct gzip *to)
{
   const struct owner_stacks *o = &b->owners;
   const uint32_t n_sites = stacks_n_sites(b->stacks);
   uint64_t *locations = arena_array(b->arena, o->n_nodes, sizeof locations[0]);
   int64_t values[MOST_TYPES] = {0};

   for (uint32_t i = 0; i < o->n_nodes; i++) {
      Pprof__Sample sample = PPROF__SAMPLE__INIT;

      if (o->bytes[i] == 0)
         continue;
      for (uint32_t node = i; node > 0; node = o->nodes[node].parent)
         locations[sample.n_location_id++] = n_sites + o->nodes[node].site + 1;
      sample.location_id = locations;
      sample.value = values;
      sample.n_value = b->n_types;
      values[b->n_types - 1] = signed_of(o->bytes[i]);
      put_sample(to, &sample);
   }
}

/* By the frames and values of samples, which are counted until it is clear: few
   stacks may be deep. */
static enum gzip_way way_to_pack(const struct builder *b)
{
   const struct folded *f = &b->folded;
   const struct trie_node *nodes = f->paths->nodes;
   size_t n = (size_t)stacks_n_sites(b->stacks) * NUMBERS_A_SITE;

   for (size_t i = 0; i < f->n_stacks && n <= MANY_NUMBERS; i++) {
      n += b->n_types;
      for (uint32_t at = folded_end(f, i); at > 0; at = nodes[at].parent)
         n++;
   }
   return n > MANY_NUMBERS ? GZIP_FASTEST : GZIP_SMALLEST;
}

/* In the order of the numbers of its fields. */
static void put_profile(struct builder *b)
{
   Pprof__Profile head = PPROF__PROFILE__INIT;
   struct gzip *to = gzip_begin(b->view->out, way_to_pack(b));

   head.sample_type = b->profile.sample_type;
   head.n_sample_type = b->profile.n_sample_type;
   put_message(to, &head.base);
   put_samples(b, to);
   put_owners(b, to);
   b->profile.n_sample_type = 0;
   put_message(to, &b->profile.base);
   gzip_end(to);
}

static void render(const struct view *v)
{
   struct builder b = {.view = v, .arena = arena_new()};

   b.stacks = stacks_new(b.arena, v->profile, v->options->rules);
   b.labels = stacks_labels(b.arena, b.stacks);
   b.strings = intern_new(b.arena);
   b.mappings = intern_new(b.arena);
   pprof__profile__init(&b.profile);
   text(&b, "");
   const struct owner_search *search = owners_search(v->profile, v->options);
   if (search)
      b.owners = query_owner_stacks(b.arena, b.stacks, search);
   add_types(&b);
   /* The first mapping is the program, as pprof sees it. */
   if (v->profile->run.exe[0])
      mapping_of(&b, v->profile->run.exe);
   add_sites(&b);
   add_run(&b);
   b.profile.mapping = b.mapping;
   b.profile.n_mapping = b.n_mapping;
   b.profile.string_table = b.table;
   b.profile.n_string_table = b.n_table;
   put_profile(&b);
   arena_free(b.arena);
}

const struct view_row export_pprof = {
    .name = "pprof",
    .summary = "for go tool pprof and stores of such profiles",
    .kind = VIEW_EXPORT,
    .flags = NEEDS_TREE | TAKES_SELECTION | NEEDS_ONE_FILE | NEEDS_NO_TERMINAL,
    .render = render,
};
