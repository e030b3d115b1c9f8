/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reader of massif's files.

   A massif tree goes from the allocation site down to its callers:

      n2: 300 (heap allocation functions) malloc/new/new[], ...
       n1: 200 0x1: inner (a.c:1)       what a node has beyond its children
        n0: 180 0x2: outer (a.c:2)      is a context; its stack is the path
       n0: 100 0x3: other (a.c:3)

   so "inner <- outer" holds 180, "inner" alone 20, "other" 100.  A tree is
   the whole truth at its snapshot; the profile wants what changed since the
   last one.  Nothing of a tree counts before its last line is read. */
#include "read/format.h"

#include <string.h>

#include "base/arena.h"
#include "base/intern.h"

/* One line of the tree, its descendants not yet all read. */
struct level {
   uint32_t address;
   uint64_t bytes;      /* of the line */
   uint64_t own_bytes;  /* less what its children took so far */
   uint64_t n_children; /* still to come */
};

/* A context of the tree in hand, or of one before. */
struct holding {
   uint32_t node;
   uint64_t bytes;
};

struct massif {
   struct reader *r;
   struct arena *arena;
   enum axis axis;
   uint64_t n_strings, n_objects, n_addresses, n_nodes;
   struct intern *strings, *objects, *labels, *nodes;

   struct level *levels; /* levels[0] is the root's */
   size_t n_levels, levels_room;

   struct holding *holdings; /* every context ever seen */
   size_t n_holdings, holdings_room;
   struct intern *by_node; /* number of a holding + 1 */
};

static bool starts_with(const char *s, const char *start)
{
   return strncmp(s, start, strlen(start)) == 0;
}

static bool ends_here(struct reader *r)
{
   return r->at == r->line.text + r->line.length ||
          reader_expected(r, "the end of the line");
}

/* Names. */

static uint64_t string_number(struct massif *m, const char *s, size_t length)
{
   if (length == 0)
      return 0;
   uint32_t *number = intern_find(m->strings, s, length);
   if (*number == 0) {
      reader_check(m->r, profile_build_string(m->r->build, s, length));
      *number = (uint32_t)++m->n_strings;
   }
   return *number;
}

static uint64_t object_number(struct massif *m, const char *s, size_t length)
{
   uint32_t *number = intern_find(m->objects, s, length);

   if (*number == 0) {
      reader_check(m->r,
                   profile_build_object(m->r->build, 0,
                                        arena_strndup(m->arena, s, length)));
      *number = (uint32_t)++m->n_objects;
   }
   return *number;
}

/* What a label says: pieces of it, none of them NUL-terminated. */
struct label {
   uint64_t address;
   const char *function, *dir, *file, *object;
   size_t function_length, dir_length, file_length, object_length;
   uint64_t line;
};

static const char *find_last(const char *s, size_t length, char wanted)
{
   while (length-- > 0) {
      if (s[length] == wanted)
         return s + length;
   }
   return NULL;
}

/* "FILE:LINE" or "in OBJECT", from `s` to the end of the label. */
static void parse_place(struct label *l, const char *s, size_t length)
{
   const char *colon = find_last(s, length, ':');

   if (length > 3 && starts_with(s, "in ")) {
      l->object = s + 3;
      l->object_length = length - 3;
      return;
   }
   l->file = s;
   l->file_length = length;
   if (colon) {
      l->file_length = (size_t)(colon - s);
      for (const char *d = colon + 1; *d >= '0' && *d <= '9'; d++)
         l->line = l->line * 10 + (uint64_t)(*d - '0');
      if (l->line > UINT32_MAX)
         l->line = 0;
   }
   const char *slash = find_last(s, l->file_length, '/');
   if (slash) {
      l->dir = s;
      l->dir_length = (size_t)(slash - s);
      l->file = slash + 1;
      l->file_length -= l->dir_length + 1;
   }
}

/* The place follows the last " (": names have that, too ("operator() (int)"),
   but places rarely do.  An object's path may, so " (in " goes first. */
static const char *find_place(const char *s, size_t length)
{
   const char *place = NULL;

   if (length == 0 || s[length - 1] != ')')
      return NULL;
   for (const char *p = strstr(s, " (in /"); p; p = strstr(p + 1, " (in /"))
      place = p;
   if (place)
      return place;
   for (const char *p = strstr(s, " ("); p; p = strstr(p + 1, " ("))
      place = p;
   return place;
}

static int hex_digit(char c)
{
   if (c >= '0' && c <= '9')
      return c - '0';
   if (c >= 'a' && c <= 'f')
      return c - 'a' + 10;
   return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "0xADDR: "; without it the label names no code. */
static const char *parse_address(struct label *l, const char *s)
{
   const char *digits = s + 2;

   if (!starts_with(s, "0x"))
      return s;
   for (s = digits; hex_digit(*s) >= 0; s++)
      l->address = l->address << 4 | (uint64_t)hex_digit(*s);
   if (s == digits || s - digits > 16 || !starts_with(s, ": ")) {
      l->address = 0;
      return digits - 2;
   }
   return s + 2;
}

static struct label parse_label(const char *s, size_t length)
{
   struct label l = {.function = "", .dir = "", .file = "", .object = ""};
   const char *name = parse_address(&l, s);
   const char *end = s + length;
   const char *place =
       l.address ? find_place(name, (size_t)(end - name)) : NULL;

   if (place)
      parse_place(&l, place + 2, (size_t)(end - 1 - (place + 2)));
   l.function = name;
   l.function_length = (size_t)((place ? place : end) - name);
   if (l.function_length == 3 && starts_with(name, "???"))
      l.function_length = 0;
   return l;
}

/* Equal labels are one address. */
static bool address_of_label(struct massif *m, uint32_t *address)
{
   struct reader *r = m->r;
   const size_t length = (size_t)(r->line.text + r->line.length - r->at);
   uint32_t *number = intern_find(m->labels, r->at, length);
   uint64_t object = 0;

   if (*number == 0) {
      struct label l = parse_label(r->at, length);
      if (l.object_length > 0)
         object = object_number(m, l.object, l.object_length);
      struct source s;
      s.function = string_number(m, l.function, l.function_length);
      s.dir = string_number(m, l.dir, l.dir_length);
      s.file = string_number(m, l.file, l.file_length);
      s.line = l.line;
      if (r->fault ||
          !reader_check(r,
                        profile_build_address(r->build, l.address, object)) ||
          !reader_check(r, profile_build_source(r->build, &s))) {
         return false;
      }
      *number = (uint32_t)++m->n_addresses;
   }
   *address = *number;
   return true;
}

/* The tree. */

/* The node whose stack is the path in hand: the profile's tree starts at the
   other end, at the outermost caller. */
static bool node_of_path(struct massif *m, uint32_t *node)
{
   *node = 0;
   for (size_t i = m->n_levels; i-- > 1;) {
      const uint32_t key[2] = {*node, m->levels[i].address};
      uint32_t *number = intern_find(m->nodes, key, sizeof key);

      if (*number == 0) {
         if (!reader_check(m->r,
                           profile_build_node(m->r->build, key[0], key[1]))) {
            return false;
         }
         *number = (uint32_t)++m->n_nodes;
      }
      *node = *number;
   }
   return true;
}

static bool hold(struct massif *m, uint64_t bytes)
{
   if (bytes == 0)
      return true;
   uint32_t node;
   if (!node_of_path(m, &node))
      return false;
   uint32_t *number = intern_find(m->by_node, &node, sizeof node);
   if (*number == 0) {
      m->holdings = arena_grow(m->arena, m->holdings, m->n_holdings,
                               &m->holdings_room, sizeof m->holdings[0]);
      m->holdings[m->n_holdings++].node = node;
      *number = (uint32_t)m->n_holdings;
   }
   m->holdings[*number - 1].bytes += bytes;
   return true;
}

/* Takes a child's bytes from the line above. */
static bool take_from_parent(struct massif *m, uint64_t bytes)
{
   if (m->n_levels == 0)
      return true;
   struct level *parent = &m->levels[m->n_levels - 1];
   parent->n_children--;
   if (bytes > parent->own_bytes)
      return reader_expected(m->r, "children that sum up to their parent");
   parent->own_bytes -= bytes;
   return true;
}

/* Closes the line in hand and those above it that have no more children. */
static bool close_levels(struct massif *m)
{
   while (m->n_levels > 0) {
      const struct level *last = &m->levels[m->n_levels - 1];

      if (last->n_children > 0)
         return true;
      if (!hold(m, last->own_bytes))
         return false;
      m->n_levels--;
   }
   return true;
}

/* " n<children>: <bytes> <label>", a blank more a level. */
static bool read_tree_line(struct massif *m)
{
   struct reader *r = m->r;
   const char *depth_end = r->line.text + m->n_levels;
   struct level level = {0};

   r->at = r->line.text;
   r->at += strspn(r->at, " ");
   if (r->at != depth_end || *r->at != 'n') {
      r->at = r->line.text;
      return reader_expected(r, "a line of the tree at this depth");
   }
   r->at++;
   if (!reader_number(r, &level.n_children))
      return false;
   if (!starts_with(r->at, ": "))
      return reader_expected(r, "': '");
   r->at += 2;
   if (!reader_number(r, &level.bytes))
      return false;
   if (*r->at != ' ')
      return reader_expected(r, "a blank");
   level.own_bytes = level.bytes;
   if (!take_from_parent(m, level.bytes))
      return false;
   r->at++;
   /* The root stands for the allocator, which is no caller. */
   if (m->n_levels > 0 && !address_of_label(m, &level.address))
      return false;
   m->levels = arena_grow(m->arena, m->levels, m->n_levels, &m->levels_room,
                          sizeof m->levels[0]);
   m->levels[m->n_levels++] = level;
   return close_levels(m);
}

/* False at the end of the file as well as at a fault. */
static bool read_tree(struct massif *m)
{
   for (size_t i = 0; i < m->n_holdings; i++)
      m->holdings[i].bytes = 0;
   do {
      if (!line_next(m->r->lines, &m->r->line) || !read_tree_line(m))
         return false;
   } while (m->n_levels > 0);
   return true;
}

static bool add_changes(struct massif *m)
{
   struct profile_build *b = m->r->build;

   for (size_t i = 0; i < m->n_holdings; i++) {
      const struct holding *h = &m->holdings[i];
      const uint64_t before = profile_build_live_bytes(b, h->node);
      struct usage more = {0, 0}, less = {0, 0};

      if (h->bytes == before)
         continue;
      if (h->bytes > before)
         more.bytes = h->bytes - before;
      else
         less.bytes = before - h->bytes;
      if (!reader_check(m->r, profile_build_delta(b, h->node, more, less)))
         return false;
   }
   return true;
}

/* Snapshots. */

/* The line in hand must start with `start`; `at` moves behind it. */
static bool expect_start(struct reader *r, const char *start)
{
   r->at = r->line.text;
   if (!starts_with(r->at, start)) {
      return reader_expected(
          r, arena_printf(profile_build_arena(r->build), "'%s'", start));
   }
   r->at += strlen(start);
   return true;
}

static bool next_start(struct reader *r, const char *start)
{
   return line_next(r->lines, &r->line) && expect_start(r, start);
}

static bool next_number(struct reader *r, const char *start, uint64_t *n)
{
   return next_start(r, start) && reader_number(r, n) && ends_here(r);
}

static bool read_kind(struct reader *r, bool *has_tree)
{
   if (!next_start(r, "heap_tree="))
      return false;
   *has_tree = strcmp(r->at, "empty") != 0;
   return !*has_tree || strcmp(r->at, "detailed") == 0 ||
          strcmp(r->at, "peak") == 0 ||
          reader_expected(r, "empty, detailed or peak");
}

#define RULE "#-----------"

/* The rule above it is the line in hand. */
static bool read_snapshot(struct massif *m)
{
   struct reader *r = m->r;
   struct snapshot s = {0};
   uint64_t number, time;

   if (!expect_start(r, RULE) || !ends_here(r) ||
       !next_number(r, "snapshot=", &number) || !next_start(r, RULE) ||
       !ends_here(r) || !next_number(r, "time=", &time) ||
       !next_number(r, "mem_heap_B=", &s.heap.bytes) ||
       !next_number(r, "mem_heap_extra_B=", &s.admin_bytes) ||
       !next_number(r, "mem_stacks_B=", &s.stack_bytes) ||
       !read_kind(r, &s.has_tree)) {
      return false;
   }
   if (s.has_tree && (!read_tree(m) || !add_changes(m)))
      return false;
   s.when.on[m->axis] = time;
   s.max_heap_bytes = s.heap.bytes;
   return reader_check(r, profile_build_snapshot(r->build, &s));
}

/* The three lines on top. */

static bool read_unit(struct massif *m)
{
   static const enum axis allowed[] = {AXIS_INSTRUCTIONS, AXIS_MS, AXIS_BYTES};
   static const char *const names[] = {"i", "ms", "B"};
   struct reader *r = m->r;

   if (!next_start(r, "time_unit: "))
      return false;
   for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
      if (strcmp(r->at, names[i]) == 0) {
         m->axis = profile_build_run(r->build)->axis = allowed[i];
         return true;
      }
   }
   return reader_expected(r, "i, ms or B");
}

/* The first line is in hand. */
static bool read_top(struct massif *m)
{
   struct reader *r = m->r;

   if (!expect_start(r, "desc: "))
      return false;
   if (strcmp(r->at, "(none)") != 0)
      profile_build_add(r->build, RUN_OPTIONS, r->at);
   if (!next_start(r, "cmd: "))
      return false;
   profile_build_run(r->build)->command = arena_strdup(m->arena, r->at);
   return read_unit(m);
}

void read_massif(struct reader *r)
{
   struct arena *a = profile_build_arena(r->build);
   struct massif m = {
       .r = r,
       .arena = a,
       .strings = intern_new(a),
       .objects = intern_new(a),
       .labels = intern_new(a),
       .nodes = intern_new(a),
       .by_node = intern_new(a),
   };

   if (!read_top(&m))
      return;
   while (line_next(r->lines, &r->line)) {
      if (!read_snapshot(&m))
         return;
   }
   struct line rest;
   if (line_was_cut(r->lines, &rest))
      return;
   r->finished = true;
   profile_build_finished(r->build, "", 0);
}
