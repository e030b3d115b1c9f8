/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reader of ms2's own format: docs/ms2-format.5 in code.

   From the list of records in include/ms2_format.h comes a function for each,
   parse_NAME, that reads its fields and gives them to ms2_read_NAME; the table
   that finds it by its letter comes from there, too. */
#include "read/ms2.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
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
bool ms2_read_header(struct reader *r, const struct record_header *f)
{
   for (size_t i = 0; i < n_run_keys; i++) {
      if (field_word_is(&f->key, run_keys[i].name))
         return set_key(r, &run_keys[i], f->text.start);
   }
   return true;
}

/* Names and stacks. */

bool ms2_read_string(struct reader *r, const struct record_string *f)
{
   return reader_check(
       r, profile_build_string(r->build, f->text.start, f->text.length));
}

bool ms2_read_object(struct reader *r, const struct record_object *f)
{
   return reader_check(r,
                       profile_build_object(r->build, f->bias, f->path.start));
}

bool ms2_read_build_id(struct reader *r, const struct record_build_id *f)
{
   return reader_check(
       r, profile_build_build_id(r->build, f->object, f->id.start));
}

bool ms2_read_address(struct reader *r, const struct record_address *f)
{
   return reader_check(r,
                       profile_build_address(r->build, f->address, f->object));
}

bool ms2_read_frame(struct reader *r, const struct record_frame *f)
{
   const struct source s = {f->function, f->dir, f->file, f->line};

   return reader_check(r, profile_build_source(r->build, &s));
}

bool ms2_read_code(struct reader *r, const struct record_code *f)
{
   return reader_check(r, profile_build_code(r->build, f->start, f->bytes));
}

bool ms2_read_node(struct reader *r, const struct record_node *f)
{
   return reader_check(r, profile_build_node(r->build, f->parent, f->address));
}

bool ms2_read_cut(struct reader *r, const struct record_cut *f)
{
   return reader_check(r, profile_build_node_cut(r->build, f->node));
}

/* Changes, snapshots and the peak. */

bool ms2_read_inherited(struct reader *r, const struct record_inherited *f)
{
   return reader_check(
       r, profile_build_inherited(r->build, f->node,
                                  (struct usage){f->bytes, f->blocks}));
}

/* Where another change comes some lines later, its node is known by now. */
static void expect_delta(const struct reader *r)
{
   const char *s = line_ahead(r->lines);
   uint64_t node = 0;

   if (!s || s[0] != RECORD_LETTER_delta || s[1] != ' ')
      return;
   for (s += 2; *s >= '0' && *s <= '9'; s++)
      node = node * 10 + (uint64_t)(*s - '0');
   profile_build_expect(r->build, node);
}

bool ms2_read_delta(struct reader *r, const struct record_delta *f)
{
   expect_delta(r);
   return reader_check(
       r, profile_build_delta(r->build, f->node,
                              (struct usage){f->alloc_bytes, f->alloc_blocks},
                              (struct usage){f->freed_bytes, f->freed_blocks}));
}

bool ms2_read_levels(struct reader *r, const struct record_levels *f)
{
   profile_build_levels(r->build, f);
   return true;
}

bool ms2_read_snapshot(struct reader *r, const struct record_snapshot *f)
{
   const struct snapshot s = {.has_tree = true,
                              .when = READ_MOMENT(f),
                              .heap = {f->heap_bytes, f->heap_blocks},
                              .admin_bytes = f->admin_bytes,
                              .max_heap_bytes = f->max_heap_bytes,
                              .max_superblocks = f->max_superblocks};

   return reader_check(r, profile_build_snapshot(r->build, &s));
}

bool ms2_read_peak_part(struct reader *r, const struct record_peak_part *f)
{
   return reader_check(
       r, profile_build_peak_part(r->build, f->node,
                                  (struct usage){f->bytes, f->blocks}));
}

bool ms2_read_peak(struct reader *r, const struct record_peak *f)
{
   const struct moment when = READ_MOMENT(f);

   return reader_check(
       r, profile_build_peak(r->build, &when,
                             (struct usage){f->heap_bytes, f->heap_blocks},
                             f->admin_bytes));
}

bool ms2_read_end(struct reader *r, const struct record_end *f)
{
   const struct counts c = {f->strings, f->objects, f->addresses, f->nodes,
                            f->snapshots};

   if (!field_word_is(&f->how, "exit") && !field_word_is(&f->how, "signal") &&
       !field_word_is(&f->how, "exec")) {
      r->at = f->how.start;
      return reader_expected(r, "exit, signal or exec");
   }
   if (!reader_check(r, profile_build_end(r->build, &c)))
      return false;
   profile_build_finished(r->build,
                          arena_strndup(profile_build_arena(r->build),
                                        f->how.start, f->how.length),
                          f->status);
   r->finished = true;
   return true;
}

/* From the list. */

#define FIELD(name, type, role, unit) &&field_##type(r, &f.name)
#define PARSE(name, letter, kind)                                     \
   static bool parse_##name(struct reader *r)                         \
   {                                                                  \
      struct record_##name f;                                         \
                                                                      \
      return true MS2_FIELDS_##name(FIELD) && ms2_read_##name(r, &f); \
   }
MS2_FORMAT_RECORDS(PARSE)
#undef PARSE
#undef FIELD

/* The letter is the index. */
static bool (*const parsers[128])(struct reader *r) = {
#define ROW(name, letter, kind) [letter] = parse_##name,
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
   if (v.major != MS2_FORMAT_MAJOR) {
      die("%s:1: expected format version %d.%d, found %" PRIu64 ".%" PRIu64
          "%s",
          line_path(r->lines), MS2_FORMAT_MAJOR, MS2_FORMAT_MINOR, v.major,
          v.minor,
          v.major > MS2_FORMAT_MAJOR ? ": a newer ms2_print reads it" : "");
   }
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
   if (letter >= 128 || !parsers[letter]) {
      if (!is_newer(v))
         return reader_expected(r, "a record");
      ++*n_unknown;
      return true;
   }
   if (r->finished && !reopen(r))
      return false;
   r->at++;
   if (!parsers[letter](r))
      return false;
   return field_at_end(r) || is_newer(v) ||
          reader_expected(r, "the end of the line");
}

void read_ms2(struct reader *r)
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
   if (n_unknown > 0) {
      warn("%s: format version %" PRIu64 ".%" PRIu64
           " is newer than %d.%d: unknown records skipped: %" PRIu64,
           line_path(r->lines), v.major, v.minor, MS2_FORMAT_MAJOR,
           MS2_FORMAT_MINOR, n_unknown);
   }
   if (r->finished && !r->fault && line_was_cut(r->lines, &r->line)) {
      r->at = r->line.text;
      reopen(r);
   }
}

bool read_ms2_finds_end(struct reader *r)
{
   bool found = r->finished || r->line.text[0] == RECORD_LETTER_end;

   while (line_next(r->lines, &r->line)) {
      if (r->line.text[0] == RECORD_LETTER_end && r->line.text[1] == ' ')
         found = true;
   }
   return found;
}
