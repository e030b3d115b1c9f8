/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reader of ms2's own format: docs/ms2-format.5 in code.

   One function a kind of record, read_NAME; the table that finds it by its
   letter is expanded from MS2_FORMAT_RECORDS, so a record that the header
   has and this file has not does not compile. */
#include "read/ms2.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "ms2_format.h"
#include "read/field.h"
#include "model/run_keys.h"
#include "base/units.h"

/* The header. */

/* `at` is behind the value: it moves back only to name a fault. */
static bool set_number(struct reader *r, uint64_t *to, const char *value)
{
   r->at = value;
   return reader_number(r, to) &&
          (field_at_end(r) || reader_expected(r, "the end of the line"));
}

static bool set_axis(struct reader *r, const char *value)
{
   if (units_axis_parse(value, &profile_build_run(r->build)->axis))
      return true;
   r->at = value;
   return reader_expected(r, "superblocks, i, ms, B or calls");
}

static bool set_key(struct reader *r, const struct run_key *key,
                    const char *value)
{
   char *field = (char *)profile_build_run(r->build) + key->offset;

   switch (key->kind) {
   case RUN_KEY_TEXT:
      *(const char **)field =
          arena_strdup(profile_build_arena(r->build), value);
      return true;
   case RUN_KEY_NUMBER: return set_number(r, (uint64_t *)field, value);
   case RUN_KEY_AXIS: return set_axis(r, value);
   case RUN_KEY_YES: *(bool *)field = strcmp(value, "yes") == 0; return true;
   case RUN_KEY_LIST:
      profile_build_add(r->build, key->list, value);
      return true;
   }
   return false;
}

/* Every fact of the header, new or known, is "KEY TEXT"; an unknown key says
   nothing that a view reads. */
static bool read_header(struct reader *r)
{
   const char *name;
   size_t length;
   char *value;

   if (!field_blank(r))
      return false;
   name = r->at;
   length = strcspn(name, " ");
   r->at += length;
   if (!field_text(r, &value, &(size_t){0}))
      return false;
   for (size_t i = 0; i < n_run_keys; i++) {
      if (field_word_is(name, length, run_keys[i].name))
         return set_key(r, &run_keys[i], value);
   }
   return true;
}

/* Names and stacks. */

static bool read_string(struct reader *r)
{
   char *start;
   size_t length;

   return field_text(r, &start, &length) &&
          reader_check(r, profile_build_string(r->build, start, length));
}

static bool read_object(struct reader *r)
{
   uint64_t bias;
   char *path;

   return field_hex(r, &bias) && field_text(r, &path, &(size_t){0}) &&
          reader_check(r, profile_build_object(r->build, bias, path));
}

static bool read_address(struct reader *r)
{
   uint64_t address, object;
   struct source s;

   if (!field_hex(r, &address) || !field_number(r, &object) ||
       !reader_check(r, profile_build_address(r->build, address, object)))
      return false;
   while (!field_at_end(r)) {
      if (!field_number(r, &s.function) || !field_number(r, &s.dir) ||
          !field_number(r, &s.file) || !field_number(r, &s.line) ||
          !reader_check(r, profile_build_source(r->build, &s)))
         return false;
   }
   return true;
}

static bool read_node(struct reader *r)
{
   uint64_t f[2], cut = 0;

   return field_numbers(r, f, 2) &&
          (field_at_end(r) || field_number(r, &cut)) &&
          reader_check(r, profile_build_node(r->build, f[0], f[1], cut != 0));
}

/* Changes, snapshots and the peak. */

static bool read_inherited(struct reader *r)
{
   uint64_t node;
   struct usage held;

   return field_number(r, &node) && field_usage(r, &held) &&
          reader_check(r, profile_build_inherited(r->build, node, held));
}

/* Where another change comes some lines later, its node is known by now. */
static void expect_delta(const struct reader *r)
{
   const char *s = line_ahead(r->lines);
   uint64_t node = 0;

   if (!s || s[0] != r->line.text[0] || s[1] != ' ')
      return;
   for (s += 2; *s >= '0' && *s <= '9'; s++)
      node = node * 10 + (uint64_t)(*s - '0');
   profile_build_expect(r->build, node);
}

static bool read_delta(struct reader *r)
{
   uint64_t f[5];

   expect_delta(r);
   return field_numbers(r, f, 5) &&
          reader_check(r, profile_build_delta(r->build, f[0],
                                              (struct usage){f[1], f[2]},
                                              (struct usage){f[3], f[4]}));
}

static bool moment(struct reader *r, struct moment *m)
{
   return field_number(r, &m->on[AXIS_SUPERBLOCKS]) &&
          field_number(r, &m->on[AXIS_MS]) &&
          field_number(r, &m->on[AXIS_BYTES]) &&
          field_number(r, &m->on[AXIS_CALLS]) &&
          field_number(r, &m->on[AXIS_INSTRUCTIONS]);
}

/* What version 1.1 put behind the heap's numbers: all of it or nothing, where
   nothing has changed. */
static bool more_of_snapshot(struct reader *r, struct snapshot *s)
{
   uint64_t f[7];

   if (field_at_end(r))
      return true;
   if (!field_numbers(r, f, 7))
      return false;
   s->has_series = true;
   s->pages_bytes = f[0];
   s->max_pages_bytes = f[1];
   s->stack_bytes = f[2];
   s->max_stack_bytes = f[3];
   s->sum_bytes = f[4];
   s->max_sum_bytes = f[5];
   s->n_threads = f[6];
   return true;
}

static bool read_snapshot(struct reader *r)
{
   struct snapshot s = {.has_tree = true};

   return moment(r, &s.when) && field_usage(r, &s.heap) &&
          field_number(r, &s.admin_bytes) &&
          field_number(r, &s.max_heap_bytes) &&
          field_number(r, &s.max_superblocks) && more_of_snapshot(r, &s) &&
          reader_check(r, profile_build_snapshot(r->build, &s));
}

static bool read_peak_part(struct reader *r)
{
   uint64_t node;
   struct usage live;

   return field_number(r, &node) && field_usage(r, &live) &&
          reader_check(r, profile_build_peak_part(r->build, node, live));
}

static bool read_peak(struct reader *r)
{
   struct moment when = {{0}};
   struct usage heap;
   uint64_t admin_bytes;

   return moment(r, &when) && field_usage(r, &heap) &&
          field_number(r, &admin_bytes) &&
          reader_check(r,
                       profile_build_peak(r->build, &when, heap, admin_bytes));
}

static bool read_end(struct reader *r)
{
   struct counts c;
   uint64_t status;
   const char *how;
   size_t length;

   if (!field_blank(r))
      return false;
   how = r->at;
   length = strcspn(how, " ");
   if (!field_word_is(how, length, "exit") &&
       !field_word_is(how, length, "signal") &&
       !field_word_is(how, length, "exec"))
      return reader_expected(r, "exit, signal or exec");
   r->at += length;
   if (!field_number(r, &status) || !field_number(r, &c.strings) ||
       !field_number(r, &c.objects) || !field_number(r, &c.addresses) ||
       !field_number(r, &c.nodes) || !field_number(r, &c.snapshots) ||
       !reader_check(r, profile_build_end(r->build, &c)))
      return false;
   profile_build_finished(
       r->build, arena_strndup(profile_build_arena(r->build), how, length),
       status);
   r->finished = true;
   return true;
}

/* The letter is the index. */
static bool (*const readers[128])(struct reader *r) = {
#define ROW(name, letter, least, fields) [letter] = read_##name,
    MS2_FORMAT_RECORDS(ROW)
#undef ROW
};

struct version {
   uint64_t major, minor;
};

static bool is_newer(struct version v)
{
   return v.minor > MS2_FORMAT_MINOR;
}

static bool read_version(struct reader *r, struct version *v)
{
   r->at = r->line.text + strlen(MS2_FORMAT_MAGIC);
   if (!reader_number(r, &v->major))
      return false;
   if (*r->at != '.')
      return reader_expected(r, "'.' and the minor version");
   r->at++;
   if (!reader_number(r, &v->minor))
      return false;
   return field_at_end(r) || reader_expected(r, "the end of the line");
}

/* A file of another major version cannot be read at all, so this is no fault
   among others. */
static void check_version(const struct reader *r, struct version v)
{
   if (v.major != MS2_FORMAT_MAJOR)
      die("%s:1: expected format version %d.%d, found %" PRIu64 ".%" PRIu64
          "%s",
          line_path(r->lines), MS2_FORMAT_MAJOR, MS2_FORMAT_MINOR, v.major,
          v.minor,
          v.major > MS2_FORMAT_MAJOR ? ": a newer ms2_print reads it" : "");
}

/* Records behind an end: an exec that failed, or a fault. */
static bool reopen(struct reader *r)
{
   if (!profile_build_reopen(r->build))
      return reader_expected(r, "nothing behind the end record");
   r->finished = false;
   return true;
}

/* What a newer minor version added is skipped: *n_unknown counts it. */
static bool read_record(struct reader *r, struct version v, uint64_t *n_unknown)
{
   const unsigned char letter = (unsigned char)r->line.text[0];

   r->at = r->line.text;
   if (letter >= 128 || !readers[letter]) {
      if (!is_newer(v))
         return reader_expected(r, "a record");
      ++*n_unknown;
      return true;
   }
   if (r->finished && !reopen(r))
      return false;
   r->at++;
   if (!readers[letter](r))
      return false;
   return field_at_end(r) || is_newer(v) ||
          reader_expected(r, "the end of the line");
}

void reader_ms2(struct reader *r)
{
   struct version v;
   uint64_t n_unknown = 0;

   if (!read_version(r, &v))
      die("%s:1: %s", line_path(r->lines), r->fault);
   check_version(r, v);
   while (line_next(r->lines, &r->line)) {
      if (!read_record(r, v, &n_unknown))
         break;
   }
   if (n_unknown > 0)
      warn("%s: format version %" PRIu64 ".%" PRIu64
           " is newer than %d.%d: unknown records skipped: %" PRIu64,
           line_path(r->lines), v.major, v.minor, MS2_FORMAT_MAJOR,
           MS2_FORMAT_MINOR, n_unknown);
   if (r->finished && !r->fault && line_was_cut(r->lines, &r->line)) {
      r->at = r->line.text;
      reopen(r);
   }
}

bool reader_ms2_finds_end(struct reader *r)
{
   bool found = r->finished || r->line.text[0] == 'E';

   while (line_next(r->lines, &r->line)) {
      if (r->line.text[0] == 'E' && r->line.text[1] == ' ')
         found = true;
   }
   return found;
}
