/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reader of heaptrack's interpreted files, versions 1 to 3.

   A record a line, a letter and then hexadecimal numbers, counted from 1
   unless said otherwise:

      v heaptrack format              versions
      X text                          the command line
      s [length] text                 a string; the length since version 3
      i address module [function [file line]...]
                                      code: the innermost position first
      t code parent                   a frame under its caller
      a size t                        a size at a stack; counted from 0
      + a    - a                      an allocation, its end
      c ms                            the time from now on

   So frames and code become nodes and addresses of the same numbers, and events
   those of a heap (heaptrack_heap). */
#include "read/format.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/intern.h"
#include "read/field.h"
#include "read/heaptrack_heap.h"

#define VERSION_MAX 3
#define VERSION_SIZED_STRINGS 3

struct allocation {
   uint64_t size;
   uint32_t place;
};

struct text {
   const char *text;
   size_t length;
   uint32_t object; /* of this path; 0: none yet */
};

struct heaptrack {
   struct reader *r;
   struct arena *arena;
   uint64_t version;

   struct text *texts; /* texts[0] is unused */
   size_t n_texts, texts_room;
   struct intern *strings; /* number of a string of the profile */
   uint64_t n_strings;
   uint32_t n_objects, n_nodes;

   struct allocation *allocations;
   size_t n_allocations, allocations_room;
   struct heaptrack_heap *heap;
};

/* A number that must be below n. */
static bool reference(struct heaptrack *h, uint64_t n, uint64_t *number)
{
   struct reader *r = h->r;
   const char *start = r->at;

   if (!field_hex(r, number))
      return false;
   if (*number < n)
      return true;
   r->at = start + 1;
   return reader_expected(r, "the number of something that stands before");
}

/* Events. */

static bool read_time(struct heaptrack *h)
{
   struct reader *r = h->r;
   const char *start = r->at;
   uint64_t ms;

   if (!field_hex(r, &ms))
      return false;
   if (ms < heaptrack_heap_ms(h->heap)) {
      r->at = start + 1;
      return reader_expected(r, "a time that goes on");
   }
   return heaptrack_heap_go_on(h->heap, ms);
}

static bool read_begin(struct heaptrack *h)
{
   uint64_t number;

   if (!reference(h, h->n_allocations, &number))
      return false;
   const struct allocation *a = &h->allocations[number];
   return heaptrack_heap_allocate(h->heap, a->place, a->size);
}

static bool read_finish(struct heaptrack *h)
{
   uint64_t number;

   if (!reference(h, h->n_allocations, &number))
      return false;
   const struct allocation *a = &h->allocations[number];
   return heaptrack_heap_free(h->heap, a->place, a->size);
}

static bool read_allocation(struct heaptrack *h)
{
   uint64_t size, node;

   if (!field_hex(h->r, &size) || !reference(h, h->n_nodes + 1, &node))
      return false;
   h->allocations = arena_grow(h->arena, h->allocations, h->n_allocations,
                               &h->allocations_room, sizeof h->allocations[0]);
   struct allocation *a = &h->allocations[h->n_allocations++];
   *a =
       (struct allocation){size, heaptrack_heap_place(h->heap, (uint32_t)node)};
   return true;
}

/* Names. */

/* The string goes on in the next line: it has a newline. */
static bool append_lines(struct heaptrack *h, struct text *t, uint64_t length)
{
   struct reader *r = h->r;

   while (t->length < length) {
      if (!line_next(r->lines, &r->line))
         return false;
      r->at = r->line.text;
      t->text = arena_printf(h->arena, "%s\n%s", t->text, r->line.text);
      t->length += r->line.length + 1;
   }
   r->at = r->line.text + r->line.length;
   return t->length == length || reader_expected(r, "the end of a string");
}

static bool read_string(struct heaptrack *h)
{
   struct reader *r = h->r;
   uint64_t length = 0;
   struct text t = {"", 0, 0};

   if (h->version >= VERSION_SIZED_STRINGS && !field_hex(r, &length))
      return false;
   if (!field_blank(r))
      return false;
   t.length = (size_t)(r->line.text + r->line.length - r->at);
   t.text = arena_strndup(h->arena, r->at, t.length);
   r->at += t.length;
   if (h->version >= VERSION_SIZED_STRINGS && !append_lines(h, &t, length))
      return false;
   h->texts = arena_grow(h->arena, h->texts, h->n_texts, &h->texts_room,
                         sizeof h->texts[0]);
   h->texts[h->n_texts++] = t;
   return true;
}

static bool string_number(struct heaptrack *h, const char *s, size_t length,
                          uint64_t *to)
{
   *to = 0;
   if (length == 0)
      return true;
   uint32_t *number = intern_find(h->strings, s, length);
   if (*number == 0) {
      if (!reader_check(h->r, profile_build_string(h->r->build, s, length)))
         return false;
      *number = (uint32_t)++h->n_strings;
   }
   *to = *number;
   return true;
}

static bool module_number(struct heaptrack *h, uint64_t text, uint64_t *object)
{
   struct text *t = &h->texts[text];

   if (text > 0 && t->object == 0) {
      if (!reader_check(h->r, profile_build_object(h->r->build, 0, t->text)))
         return false;
      t->object = ++h->n_objects;
   }
   *object = t->object;
   return true;
}

/* Folder and file. */
static bool split_path(struct heaptrack *h, const struct text *t,
                       struct source *s)
{
   const char *slash = memrchr(t->text, '/', t->length);
   const size_t before = slash ? (size_t)(slash - t->text) : 0;
   const size_t start = slash ? before + 1 : 0;

   return string_number(h, t->text, before, &s->dir) &&
          string_number(h, t->text + start, t->length - start, &s->file);
}

/* " function [file line]"; a file may be missing in the end only. */
static bool read_source(struct heaptrack *h)
{
   struct reader *r = h->r;
   struct source s = {0};
   uint64_t function;

   if (!reference(h, h->n_texts, &function))
      return false;
   const struct text *name = &h->texts[function];
   if (!string_number(h, name->text, name->length, &s.function))
      return false;
   uint64_t file;
   if (!field_at_end(r) &&
       (!reference(h, h->n_texts, &file) || !field_hex(r, &s.line) ||
        !split_path(h, &h->texts[file], &s))) {
      return false;
   }
   if (s.file == 0)
      s.line = 0;
   return reader_check(r, profile_build_source(r->build, &s));
}

static bool read_code(struct heaptrack *h)
{
   struct reader *r = h->r;
   uint64_t address, module, object;

   if (!field_hex(r, &address) || !reference(h, h->n_texts, &module) ||
       !module_number(h, module, &object) ||
       !reader_check(r, profile_build_address(r->build, address, object))) {
      return false;
   }
   while (!field_at_end(r)) {
      if (!read_source(h))
         return false;
   }
   return true;
}

static bool read_frame(struct heaptrack *h)
{
   struct reader *r = h->r;
   uint64_t code, parent;

   if (!field_hex(r, &code) || !reference(h, h->n_nodes + 1, &parent) ||
       !reader_check(r, profile_build_node(r->build, parent, code))) {
      return false;
   }
   h->n_nodes++;
   return true;
}

static bool read_command(struct heaptrack *h)
{
   struct reader *r = h->r;

   if (!field_blank(r))
      return false;
   profile_build_run(r->build)->command = arena_strdup(h->arena, r->at);
   r->at = r->line.text + r->line.length;
   return true;
}

/* What no view shows: comments, the machine's pages, resident memory,
   suppressions, the moment of attaching. */
static bool read_nothing(struct heaptrack *h)
{
   h->r->at = h->r->line.text + h->r->line.length;
   return true;
}

static bool read_raw(struct heaptrack *h)
{
   h->r->at = h->r->line.text;
   return reader_expected(h->r, "an interpreted file (heaptrack_interpret "
                                "makes one of a raw one)");
}

/* The letter is the index. */
static bool (*const readers[128])(struct heaptrack *h) = {
    ['#'] = read_nothing,    ['I'] = read_nothing, ['R'] = read_nothing,
    ['S'] = read_nothing,    ['A'] = read_nothing, ['X'] = read_command,
    ['s'] = read_string,     ['i'] = read_code,    ['t'] = read_frame,
    ['a'] = read_allocation, ['+'] = read_begin,   ['-'] = read_finish,
    ['c'] = read_time,       ['m'] = read_raw,     ['x'] = read_raw,
};

static bool read_record(struct heaptrack *h)
{
   struct reader *r = h->r;
   const unsigned char letter = (unsigned char)r->line.text[0];

   r->at = r->line.text;
   if (r->line.length == 0)
      return true;
   if (letter >= 128 || !readers[letter])
      return reader_expected(r, "a record");
   r->at++;
   return readers[letter](h) &&
          (field_at_end(r) || reader_expected(r, "the end of the line"));
}

/* "v 10400 3": each two digits of the first are a part of 1.4.0. */
static void read_version(struct heaptrack *h)
{
   struct reader *r = h->r;

   r->at = r->line.text + 1;
   uint64_t tool;
   if (!field_hex(r, &tool) || !field_hex(r, &h->version))
      die("%s:1: %s", line_path(r->lines), r->fault);
   if (h->version == 0 || h->version > VERSION_MAX) {
      die("%s:1: expected heaptrack's format version 1 to %d, found %" PRIu64,
          line_path(r->lines), VERSION_MAX, h->version);
   }
   profile_build_run(r->build)->tool =
       arena_printf(h->arena, "heaptrack %" PRIu64 ".%" PRIu64 ".%" PRIu64,
                    tool >> 16, tool >> 8 & 0xff, tool & 0xff);
}

void read_heaptrack(struct reader *r)
{
   struct arena *a = profile_build_arena(r->build);
   struct heaptrack h = {.r = r,
                         .arena = a,
                         .strings = intern_new(a),
                         .heap = heaptrack_heap_new(r)};

   read_version(&h);
   h.texts = arena_grow(a, NULL, 0, &h.texts_room, sizeof h.texts[0]);
   h.texts[h.n_texts++] = (struct text){"", 0, 0};
   while (line_next(r->lines, &r->line)) {
      if (!read_record(&h))
         break;
   }
   profile_build_run(r->build)->axis =
       heaptrack_heap_ms(h.heap) > 0 ? AXIS_MS : AXIS_CALLS;
   struct line rest;
   if (r->fault || !heaptrack_heap_end(h.heap) || line_was_cut(r->lines, &rest))
      return;
   r->finished = true;
   profile_build_finished(r->build, "", 0);
}
