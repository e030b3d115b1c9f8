/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=heapsnapshot: who held what, as a heap snapshot of V8, which the Memory
   panel of Chrome's DevTools, VS Code and memlab open.

   One object: "snapshot" says what the numbers of "nodes" and "edges" are,
   "strings" has what they name.  Nodes are written one a line; the edges that
   leave a node stand together, in the order of the nodes.

      (root) --> (GC roots) --> cache (app.c:12) --> blocks --> ...
        |             '------> what several roots hold together
        '------> (lost memory) --> blocks that nothing points to --> ...

   Readers find the dominators themselves, and from them what a node retains.
   They find what the recorder found: a node's holder has an edge to it, and a
   pointer from elsewhere comes from what that holder holds, so it opens no
   other way.  One that would, as its ends were folded into others
   (query/owners.h), is a weak edge: readers show it and do not follow it. */
#include "page/view.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "base/json.h"
#include "base/units.h"
#include "query/owner_words.h"
#include "query/owners.h"
#include "query/stacks.h"

/* Readers keep a size in 32 bits: what a node has more goes to nodes below. */
#define MOST_SELF_BYTES ((uint64_t)4000000000)

#define NODE_FIELDS 6

/* Numbers of types are places in lists of V8's, which some readers know by
   heart. */
static const char *const node_types[] = {
    "hidden",
    "array",
    "string",
    "object",
    "code",
    "closure",
    "regexp",
    "number",
    "native",
    "synthetic",
    "concatenated string",
    "sliced string",
    "symbol",
    "bigint",
};
enum node_type { NODE_NATIVE = 8, NODE_SYNTHETIC = 9 };

static const char *const edge_types[] = {
    "context", "element", "property", "internal", "hidden", "shortcut", "weak",
};
enum edge_type { EDGE_PROPERTY = 2, EDGE_INTERNAL = 3, EDGE_WEAK = 6 };

/* Places of nodes.  V8's own numbers are odd. */
enum { ROOT, GC_ROOTS };
#define ID_OF(place) (2 * (uint64_t)(place) + 1)

struct arrow {
   uint32_t from, to; /* places */
   enum edge_type type;
   uint32_t name; /* a string */
};

struct point {
   enum node_type type;
   uint32_t name; /* a string */
   uint64_t self_bytes;
   uint32_t n_edges;
};

struct graph {
   struct arena *arena;
   struct stacks *stacks;
   const struct owners *owners;
   uint32_t *place; /* by number of an owner */
   struct point *nodes;
   size_t n_nodes, nodes_room;
   struct arrow *edges;
   size_t n_edges, edges_room;
   struct intern *known; /* of a string: its number + 1 */
   const char **strings;
   size_t n_strings, strings_room;
};

static uint32_t string(struct graph *g, const char *text)
{
   uint32_t *number = intern_find(g->known, text, strlen(text));

   if (*number == 0) {
      g->strings = arena_grow(g->arena, g->strings, g->n_strings,
                              &g->strings_room, sizeof g->strings[0]);
      g->strings[g->n_strings++] = text;
      *number = (uint32_t)g->n_strings;
   }
   return *number - 1;
}

static uint32_t add_node(struct graph *g, enum node_type type, const char *name,
                         uint64_t self_bytes)
{
   g->nodes = arena_grow(g->arena, g->nodes, g->n_nodes, &g->nodes_room,
                         sizeof g->nodes[0]);
   g->nodes[g->n_nodes] = (struct point){type, string(g, name), self_bytes, 0};
   return (uint32_t)g->n_nodes++;
}

static void add_edge(struct graph *g, enum edge_type type, uint32_t from,
                     uint32_t to, const char *name)
{
   g->edges = arena_grow(g->arena, g->edges, g->n_edges, &g->edges_room,
                         sizeof g->edges[0]);
   g->edges[g->n_edges++] = (struct arrow){from, to, type, string(g, name)};
   g->nodes[from].n_edges++;
}

static const char *name_of(struct graph *g, const struct owners_node *n)
{
   const char *words = owner_words_node(g->arena, g->stacks, n);

   if (n->kind == OWNER_lost)
      return "(lost memory)";
   if (n->kind == OWNER_root)
      return words;
   return arena_printf(g->arena, "%s \u00d7%s", words,
                       units_count(n->own.blocks).text);
}

/* One node, and below it others if it is too large for one. */
static uint32_t add_owner(struct graph *g, const struct owners_node *n)
{
   const enum node_type type =
       n->kind == OWNER_lost ? NODE_SYNTHETIC : NODE_NATIVE;
   const char *name = name_of(g, n);
   uint64_t left = n->own.bytes;
   const uint32_t first = (uint32_t)g->n_nodes;

   do {
      const uint64_t self = left < MOST_SELF_BYTES ? left : MOST_SELF_BYTES;
      const uint32_t place = add_node(g, type, name, self);

      if (place > first)
         add_edge(g, EDGE_INTERNAL, place - 1, place, "more of the same");
      left -= self;
   } while (left > 0);
   return first;
}

/* Where there is no one offset. */
static const char *how_held(const struct graph *g, uint32_t number)
{
   const struct owners_node *n = &g->owners->nodes[number];

   if (n->kind == OWNER_rest)
      return "small";
   if (owners_is_shared(g->owners, number))
      return "several roots";
   return n->loss == LOSS_definitely ? "no pointer" : "several offsets";
}

/* The edge from the holder: named by where in it the pointer lies. */
static void add_holder(struct graph *g, uint32_t number)
{
   const struct owners_node *n = &g->owners->nodes[number];
   const uint32_t holder = g->place[n->parent], place = g->place[number];
   const struct profile *p = stacks_profile(g->stacks);

   if (n->has_offset) {
      add_edge(g, EDGE_PROPERTY, holder, place,
               arena_printf(g->arena, "+%" PRIu64, n->offset));
   } else if (n->kind == OWNER_lost) {
      add_edge(g, EDGE_INTERNAL, ROOT, place, "lost");
   } else if (n->kind == OWNER_root) {
      add_edge(g, EDGE_PROPERTY, holder, place,
               owners_root_kind_name(p->facts.roots[n->number].kind));
   } else {
      add_edge(g, EDGE_INTERNAL, holder, place, how_held(g, number));
   }
}

static void add_pointers(struct graph *g, const struct owner_pointers *e)
{
   const uint32_t from = g->owners->of[e->from], to = g->owners->of[e->to];
   const uint32_t holder = g->owners->nodes[to].parent;
   const bool is_held = from >= holder && from < g->owners->nodes[holder].end;

   if (from == to || to == 0)
      return;
   add_edge(g, is_held ? EDGE_INTERNAL : EDGE_WEAK, g->place[from],
            g->place[to],
            arena_printf(g->arena, "%s",
                         units_plural(e->n, "pointer", "pointers").text));
}

static void add_all(struct graph *g)
{
   const struct owners *o = g->owners;

   add_node(g, NODE_SYNTHETIC, "", 0);
   add_node(g, NODE_SYNTHETIC, "(GC roots)", 0);
   add_edge(g, EDGE_PROPERTY, ROOT, GC_ROOTS, "held");
   g->place = arena_array(g->arena, o->n_nodes, sizeof g->place[0]);
   g->place[0] = GC_ROOTS;
   for (uint32_t i = 1; i < o->n_nodes; i++) {
      g->place[i] = add_owner(g, &o->nodes[i]);
      add_holder(g, i);
   }
   for (size_t i = 0; i < o->search->n_pointers; i++)
      add_pointers(g, &o->search->pointers[i]);
}

static void append(json_t *list, const char *const *words, size_t n)
{
   for (size_t i = 0; i < n; i++)
      json_array_append_new(list, json_text(words[i]));
}

#define N(array) (sizeof(array) / sizeof(array)[0])

/* A list of words, or of a list of types and of words behind it. */
static json_t *list_of(const char *const *words, size_t n, json_t *types)
{
   json_t *list = json_array();

   if (types)
      json_array_append_new(list, types);
   append(list, words, n);
   return list;
}

static json_t *meta(void)
{
   static const char *const node_fields[NODE_FIELDS] = {
       "type", "name", "id", "self_size", "edge_count", "trace_node_id"};
   static const char *const node_kinds[] = {"string", "number", "number",
                                            "number", "number"};
   static const char *const edge_fields[] = {"type", "name_or_index",
                                             "to_node"};
   static const char *const edge_kinds[] = {"string_or_number", "node"};
   json_t *o = json_object();

   json_set(o, "node_fields", list_of(node_fields, N(node_fields), NULL));
   json_set(o, "node_types",
            list_of(node_kinds, N(node_kinds),
                    list_of(node_types, N(node_types), NULL)));
   json_set(o, "edge_fields", list_of(edge_fields, N(edge_fields), NULL));
   json_set(o, "edge_types",
            list_of(edge_kinds, N(edge_kinds),
                    list_of(edge_types, N(edge_types), NULL)));
   return o;
}

static json_t *snapshot(const struct graph *g)
{
   json_t *o = json_object();

   json_set(o, "meta", meta());
   json_set(o, "node_count", json_count(g->n_nodes));
   json_set(o, "edge_count", json_count(g->n_edges));
   json_set(o, "trace_function_count", json_count(0));
   return o;
}

static void put_node(struct json *j, const struct point *n, size_t place)
{
   json_item(j);
   json_put_count(j, n->type);
   json_put_count(j, n->name);
   json_put_count(j, ID_OF(place));
   json_put_count(j, n->self_bytes);
   json_put_count(j, n->n_edges);
   json_put_count(j, 0);
}

/* The first edge of each node. */
static size_t *find_firsts(const struct graph *g)
{
   size_t *first = arena_array(g->arena, g->n_nodes + 1, sizeof first[0]);

   for (size_t i = 0; i < g->n_nodes; i++)
      first[i + 1] = first[i] + g->nodes[i].n_edges;
   return first;
}

static void put_edges(struct json *j, const struct graph *g)
{
   size_t *next = find_firsts(g);
   const struct arrow **sorted =
       arena_array(g->arena, g->n_edges, sizeof sorted[0]);

   for (size_t i = 0; i < g->n_edges; i++)
      sorted[next[g->edges[i].from]++] = &g->edges[i];
   for (size_t i = 0; i < g->n_edges; i++) {
      json_item(j);
      json_put_count(j, sorted[i]->type);
      json_put_count(j, sorted[i]->name);
      json_put_count(j, (uint64_t)sorted[i]->to * NODE_FIELDS);
   }
}

static void put_graph(struct out *out, const struct graph *g)
{
   struct json j;

   json_begin(&j, out);
   json_member(&j, "snapshot", snapshot(g));
   json_list_begin(&j, "nodes");
   for (size_t i = 0; i < g->n_nodes; i++)
      put_node(&j, &g->nodes[i], i);
   json_list_end(&j);
   json_list_begin(&j, "edges");
   put_edges(&j, g);
   json_list_end(&j);
   json_list_begin(&j, "strings");
   for (size_t i = 0; i < g->n_strings; i++) {
      json_item(&j);
      json_put_text(&j, g->strings[i]);
   }
   json_list_end(&j);
   json_end(&j);
}

static void render(const struct view *v)
{
   struct graph g = {.arena = arena_new()};

   g.stacks = stacks_new(g.arena, v->profile, v->options->rules);
   g.owners =
       query_owners(g.arena, g.stacks, owners_search(v->profile, v->options));
   g.known = intern_new(g.arena);
   add_all(&g);
   put_graph(v->out, &g);
   arena_free(g.arena);
}

const struct view_row export_heapsnapshot = {
    .name = "heapsnapshot",
    .summary = "who held what, for the DevTools of Chrome, VS Code, memlab",
    .kind = VIEW_EXPORT,
    .flags = NEEDS_OWNERS | OF_HEAP | NEEDS_ONE_FILE,
    .render = render,
};
