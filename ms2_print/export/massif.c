/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=massif: a file that ms_print, massif-visualizer and scripts take for
   massif's own.

   What their readers ask for, beyond the form of the lines:
   - A massif file has about a hundred snapshots, so ours are thinned; the
     lowest and the highest of each group stay.
   - The peak is a snapshot of its own, at its exact moment, and no other one
     with a tree is as large: massif-visualizer looks for the largest.
   - A label is the same, byte for byte, wherever its site shows up, and is
     plain ASCII without '#' (ms_print takes it for a comment) and '"'.
   - Time is in i, ms or B: every other count is given as i. */
#include "page/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "model/names.h"
#include "query/tree.h"
#include "query/stacks.h"

/* With the first, the last and the peak, 99 at most. */
#define THINNED_GROUPS 48

/* massif details one in ten unless told otherwise. */
#define DETAILED_EVERY 10

/* Readers have fixed line buffers of 64 KiB; no name of a person's needs
   more than this. */
#define NAME_BYTES 2000

enum tree_kind { TREE_EMPTY, TREE_DETAILED, TREE_PEAK };

/* One snapshot to be written. */
struct entry {
   const struct snapshot *snapshot;
   size_t index; /* in the profile, unless it is the peak */
   enum tree_kind tree;
};

struct massif {
   const struct profile *profile;
   const struct options *options;
   struct out *out;
   struct arena *arena;
   struct stacks *stacks;
   struct intern *addresses; /* by what a site shows; number + 1 */
   enum axis axis;
   struct snapshot peak;
   struct entry *entries;
   size_t n_entries;
   /* As of snapshot number live_at, if has_live: the changes between one tree
      and the next are added, so that all are read once and not for each. */
   struct usage *live;
   size_t live_at;
   bool has_live;
};

static void put(struct massif *m, const char *text)
{
   out_raw(m->out, text, strlen(text));
}

/* Text of the profile, in plain ASCII. */
static void put_name(struct massif *m, const char *name)
{
   char plain[NAME_BYTES];
   size_t n = 0;

   for (; *name && n < sizeof plain; name++) {
      const unsigned char c = (unsigned char)*name;

      if (c < 0x20 || c > 0x7e)
         plain[n++] = '?';
      else if (c == '#')
         plain[n++] = '@';
      else
         plain[n++] = c == '"' ? '\'' : (char)c;
   }
   out_raw(m->out, plain, n);
}

static void put_count(struct massif *m, const char *before, uint64_t n)
{
   put(m, before);
   char digits[24];
   snprintf(digits, sizeof digits, "%" PRIu64, n);
   put(m, digits);
}

/* Labels. */

/* What makes a site: two code addresses that share it share a label, which
   carries the address met first. */
static uint32_t *find_address(struct massif *m, const struct site *s)
{
   const char *key = arena_printf(
       m->arena, "%s\n%s\n%s\n%s\n%s\n%u\n%d", s->function, s->dir, s->file,
       s->file[0] ? "" : s->object, s->address, s->line, s->inlined);

   return intern_find(m->addresses, key, strlen(key));
}

static void number_addresses(struct massif *m)
{
   const struct profile *p = m->profile;

   m->addresses = intern_new(m->arena);
   for (uint32_t i = 0; i < p->n_addresses; i++) {
      const struct address *a = &p->addresses[i];

      for (uint32_t k = 0; k < a->n_frames; k++) {
         const struct frame *f = &a->frames[k];
         const bool unknown = names_is_unknown(f->function);
         const struct site s = {.function = unknown ? "" : f->function,
                                .dir = f->dir,
                                .file = f->file,
                                .line = f->line,
                                .object = p->objects[a->object].path,
                                .address = site_address(m->arena, p, a, f),
                                .inlined = f->inlined};
         uint32_t *number = find_address(m, &s);

         if (*number == 0)
            *number = i + 1;
      }
   }
}

static uint64_t address_of(struct massif *m, const struct site *s)
{
   const uint32_t number = *find_address(m, s);

   return number ? m->profile->addresses[number - 1].address : 0;
}

/* " 0xADDR: function (file:line)", always with a place: readers split the
   label at its last " (". */
static void put_label(struct massif *m, uint32_t site)
{
   const struct site *s = stacks_site(m->stacks, site);
   char address[32];

   snprintf(address, sizeof address, " 0x%" PRIX64 ": ", address_of(m, s));
   put(m, address);
   put_name(m, s->function[0] ? s->function : "???");
   put(m, s->file[0] ? " (" : " (in ");
   if (s->file[0]) {
      put_name(m, site_base_name(s->file));
      put_count(m, ":", s->line);
   } else {
      put_name(m, s->object[0] ? s->object : "???");
   }
   put(m, ")\n");
}

/* The tree. */

static void put_tree_start(struct massif *m, size_t depth,
                           const struct tree_node *n)
{
   out_repeat(m->out, " ", depth);
   put_count(m, "n", n->n_children + (n->n_hidden > 0));
   put_count(m, ": ", n->usage.bytes);
}

static void put_hidden(struct massif *m, size_t depth,
                       const struct tree_node *n)
{
   const uint32_t bp = options_threshold_bp(m->options, m->profile);

   if (n->n_hidden == 0)
      return;
   out_repeat(m->out, " ", depth);
   put_count(m, "n0: ", n->hidden.bytes);
   put_count(m, " in ", n->n_hidden);
   char share[48];
   snprintf(share, sizeof share, "massif's threshold (%u.%02u%%)\n", bp / 100,
            bp % 100);
   put(m, n->n_hidden == 1 ? " place, below " : " places, all below ");
   put(m, share);
}

/* A node whose children are being written. */
struct level {
   const struct tree_node *node;
   size_t next;
};

/* Each child with all that lies below it, which may be as deep as a stack. */
static void put_children(struct massif *m, struct arena *a,
                         const struct tree_node *root)
{
   struct level *levels = NULL;
   size_t n = 0, room = 0;
   const struct tree_node *node = root;

   do {
      if (node) {
         levels = arena_grow(a, levels, n, &room, sizeof levels[0]);
         levels[n++] = (struct level){node, 0};
      }
      node = NULL;
      if (levels[n - 1].next < levels[n - 1].node->n_children) {
         node = &levels[n - 1].node->children[levels[n - 1].next++];
         put_tree_start(m, n, node);
         put_label(m, node->site);
      } else {
         put_hidden(m, n, levels[n - 1].node);
         n--;
      }
   } while (n > 0);
}

/* Entries come in their order in time. */
static const struct usage *live_at(struct massif *m, size_t index)
{
   const struct snapshot_range range = {m->live_at, index};

   if (m->has_live)
      profile_live_move(m->profile, range, m->live);
   else
      profile_live_at(m->profile, index, m->live);
   m->live_at = index;
   m->has_live = true;
   return m->live;
}

static void put_tree(struct massif *m, const struct entry *e)
{
   const struct profile *p = m->profile;
   struct arena *a = arena_new();
   const struct usage *live =
       e->tree == TREE_PEAK ? p->peaks : live_at(m, e->index);
   const struct tree *tree = query_tree_whole(
       a, m->stacks, live,
       options_threshold_bytes(m->options, p, e->snapshot->heap.bytes));

   put_tree_start(m, 0, &tree->root);
   put(m, " (heap allocation functions) malloc/new/new[], --alloc-fns, "
          "etc.\n");
   put_children(m, a, &tree->root);
   arena_free(a);
}

/* Which snapshots. */

static uint64_t size_of(const struct snapshot *s)
{
   return s->heap.bytes + s->stack_bytes;
}

static void add_entry(struct massif *m, size_t index)
{
   m->entries[m->n_entries++] =
       (struct entry){&m->profile->snapshots[index], index, TREE_EMPTY};
}

/* The lowest and the highest of snapshots[begin .. end), in their order. */
static void add_extremes(struct massif *m, size_t begin, size_t end)
{
   const struct snapshot *s = m->profile->snapshots;
   size_t low = begin, high = begin;

   if (begin == end)
      return;
   for (size_t i = begin; i < end; i++) {
      if (size_of(&s[i]) < size_of(&s[low]))
         low = i;
      if (size_of(&s[i]) > size_of(&s[high]))
         high = i;
   }
   add_entry(m, low < high ? low : high);
   if (low != high)
      add_entry(m, low < high ? high : low);
}

static void choose_entries(struct massif *m)
{
   const size_t n = m->profile->n_snapshots;

   /* One more for the peak. */
   m->entries =
       arena_array(m->arena, 2 * THINNED_GROUPS + 3, sizeof m->entries[0]);
   if (n <= 2 * THINNED_GROUPS + 2) {
      for (size_t i = 0; i < n; i++)
         add_entry(m, i);
      return;
   }
   add_entry(m, 0);
   for (size_t g = 0; g < THINNED_GROUPS; g++) {
      add_extremes(m, 1 + (n - 2) * g / THINNED_GROUPS,
                   1 + (n - 2) * (g + 1) / THINNED_GROUPS);
   }
   add_entry(m, n - 1);
}

/* A massif file's peak is one of its snapshots and has its stacks, too. */
static const struct snapshot *find_peak(const struct profile *p)
{
   for (size_t i = 0; i < p->n_snapshots; i++) {
      const struct snapshot *s = &p->snapshots[i];

      if (s->has_tree && s->heap.bytes == p->peak.heap.bytes &&
          memcmp(&s->when, &p->peak.when, sizeof s->when) == 0) {
         return s;
      }
   }
   return NULL;
}

static bool is_later(const struct snapshot *a, const struct snapshot *b)
{
   for (enum axis i = AXIS_AUTO + 1; i < AXIS_COUNT; i++) {
      if (a->when.on[i] > b->when.on[i])
         return true;
   }
   return false;
}

/* In its place in time; where it is one of the snapshots, instead of it. */
static void add_peak(struct massif *m)
{
   const struct profile *p = m->profile;
   const struct snapshot *same = find_peak(p);
   size_t at = 0;

   m->peak.when = p->peak.when;
   m->peak.heap = p->peak.heap;
   m->peak.admin_bytes = p->peak.admin_bytes;
   m->peak.stack_bytes = same ? same->stack_bytes : 0;
   while (at < m->n_entries && m->entries[at].snapshot != same &&
          !is_later(m->entries[at].snapshot, &m->peak)) {
      at++;
   }
   if (at == m->n_entries || m->entries[at].snapshot != same) {
      memmove(&m->entries[at + 1], &m->entries[at],
              (m->n_entries - at) * sizeof m->entries[0]);
      m->n_entries++;
   }
   m->entries[at] = (struct entry){&m->peak, 0, TREE_PEAK};
}

static void choose_trees(struct massif *m)
{
   const size_t every =
       m->options->detailed_freq ? m->options->detailed_freq : DETAILED_EVERY;

   for (size_t i = 0; i < m->n_entries; i++) {
      struct entry *e = &m->entries[i];

      if (e->tree == TREE_EMPTY && e->snapshot->has_tree &&
          size_of(e->snapshot) < size_of(&m->peak) &&
          (i % every == every - 1 || i == m->n_entries - 1)) {
         e->tree = TREE_DETAILED;
      }
   }
}

/* The file. */

static void put_snapshot(struct massif *m, size_t number)
{
   static const char *const kinds[] = {[TREE_EMPTY] = "empty",
                                       [TREE_DETAILED] = "detailed",
                                       [TREE_PEAK] = "peak"};
   const struct entry *e = &m->entries[number];
   const struct snapshot *s = e->snapshot;

   put_count(m, "#-----------\nsnapshot=", number);
   put_count(m, "\n#-----------\ntime=", s->when.on[m->axis]);
   put_count(m, "\nmem_heap_B=", s->heap.bytes);
   put_count(m, "\nmem_heap_extra_B=", s->admin_bytes);
   put_count(m, "\nmem_stacks_B=", m->profile->has_heap ? 0 : s->stack_bytes);
   put(m, "\nheap_tree=");
   put(m, kinds[e->tree]);
   put(m, "\n");
   if (e->tree != TREE_EMPTY)
      put_tree(m, e);
}

static void put_top(struct massif *m)
{
   const struct run *run = &m->profile->run;

   put(m, "desc: ");
   for (size_t i = 0; i < run->n_options; i++) {
      put(m, i > 0 ? " " : "");
      put_name(m, run->options[i]);
   }
   put(m, run->n_options > 0 ? "\ncmd: " : "(none)\ncmd: ");
   put_name(m, run->command[0] ? run->command : "(unknown)");
   put(m, m->axis == AXIS_MS      ? "\ntime_unit: ms\n"
          : m->axis == AXIS_BYTES ? "\ntime_unit: B\n"
                                  : "\ntime_unit: i\n");
}

static void render(const struct view *v)
{
   struct massif m = {.profile = v->profile,
                      .options = v->options,
                      .out = v->out,
                      .arena = arena_new(),
                      .axis = options_axis(v->options, v->profile)};

   m.stacks = stacks_new(m.arena, v->profile, v->options->rules);
   m.live = arena_array(m.arena, v->profile->n_contexts, sizeof m.live[0]);
   number_addresses(&m);
   choose_entries(&m);
   add_peak(&m);
   choose_trees(&m);
   put_top(&m);
   for (size_t i = 0; i < m.n_entries; i++)
      put_snapshot(&m, i);
   arena_free(m.arena);
}

const struct view_row export_massif = {
    .name = "massif",
    .summary = "a massif file, for ms_print and massif-visualizer",
    .kind = VIEW_EXPORT,
    .flags = NEEDS_TREE | NEEDS_ONE_FILE,
    .render = render,
};
