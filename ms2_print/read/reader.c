/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a path to a profile: tells the formats apart, and turns faults and
   cuts into the one line that the user sees. */
#include "read/reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "ms2_format.h"
#include "read/format.h"
#include "base/units.h"

/* Bytes of a faulty line that a message quotes. */
#define QUOTED_BYTES 40

struct format {
   const char *name;
   const char *begins; /* the first line */
   enum profile_kind kind;
   void (*read)(struct reader *r);
   /* What is left of a faulty file holds its end; NULL: cannot tell. */
   bool (*finds_end)(struct reader *r);
};

static const struct format formats[] = {
    {"an ms2 profile", MS2_FORMAT_MAGIC, PROFILE_MS2, read_ms2,
     read_ms2_finds_end},
    {"a massif file", "desc: ", PROFILE_MASSIF, read_massif, NULL},
    {"a heaptrack file", "v ", PROFILE_HEAPTRACK, read_heaptrack, NULL},
};

/* The start of what a line has, in quotes. */
struct quote {
   char text[4 * QUOTED_BYTES + sizeof "''.."];
};

/* die() escapes what is odd, but a NUL would end the message. */
static struct quote quote(const char *s, size_t length)
{
   const size_t n = length < QUOTED_BYTES ? length : QUOTED_BYTES;
   struct quote q = {"'"};
   char *to = q.text + 1;

   for (size_t i = 0; i < n; i++) {
      if (s[i])
         *to++ = s[i];
      else
         to = stpcpy(to, "\\x00");
   }
   strcpy(to, length > n ? "'.." : "'");
   return q;
}

bool reader_expected(struct reader *r, const char *what)
{
   struct arena *a = profile_build_arena(r->build);
   const size_t n_left = (size_t)(r->line.text + r->line.length - r->at);

   if (!r->fault) {
      r->fault = arena_printf(a, "expected %s, found %s", what,
                              n_left > 0 ? quote(r->at, n_left).text
                                         : "the end of the line");
   }
   return false;
}

bool reader_check(struct reader *r, bool fine)
{
   if (!fine && !r->fault)
      r->fault = profile_build_fault(r->build);
   return fine;
}

bool reader_number(struct reader *r, uint64_t *number)
{
   const char *s = r->at;
   uint64_t n = 0;

   if (*s < '0' || *s > '9')
      return reader_expected(r, "a number");
   for (; *s >= '0' && *s <= '9'; s++) {
      const uint64_t digit = (uint64_t)(*s - '0');

      if (n >= UINT64_MAX / 10 &&
          (n > UINT64_MAX / 10 || digit > UINT64_MAX % 10)) {
         return reader_expected(r, "a number below 2^64");
      }
      n = n * 10 + digit;
   }
   r->at = s;
   *number = n;
   return true;
}

/* The first line was cut, or is no profile's. */
static noreturn void die_of_format(const struct reader *r, const char *found)
{
   die("%s:1: expected %s ('" MS2_FORMAT_MAGIC "%d.%d'), %s ('%s...') or "
       "%s ('%s...'), found %s",
       line_path(r->lines), formats[0].name, MS2_FORMAT_MAJOR, MS2_FORMAT_MINOR,
       formats[1].name, formats[1].begins, formats[2].name, formats[2].begins,
       found);
}

static noreturn void die_of_start(struct reader *r)
{
   const bool was_cut = line_was_cut(r->lines, &r->line);

   if (r->line.length > 0)
      die_of_format(r, quote(r->line.text, r->line.length).text);
   die_of_format(r, was_cut ? "packed data that stop before the first line"
                            : "an empty file");
}

static const struct format *find_format(struct reader *r)
{
   if (!line_next(r->lines, &r->line))
      die_of_start(r);
   for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
      const char *begins = formats[i].begins;

      if (strncmp(r->line.text, begins, strlen(begins)) == 0)
         return &formats[i];
   }
   die_of_format(r, quote(r->line.text, r->line.length).text);
}

/* With a fault: is it the torn end of a file, or damage in a whole one? */
static void handle_fault(struct reader *r, const struct format *format)
{
   const uint64_t number = line_number(r->lines);

   if (!format->finds_end || format->finds_end(r))
      die("%s:%" PRIu64 ": %s", line_path(r->lines), number, r->fault);
   warn("%s:%" PRIu64 ": %s; the file has no end record: shown is what "
        "stands before this line",
        line_path(r->lines), number, r->fault);
   profile_build_cut(r->build, number);
}

/* A file that stops between two lines has simply not been written on. */
static void handle_cut(struct reader *r)
{
   struct line rest;

   if (line_was_cut(r->lines, &rest))
      profile_build_cut(r->build, line_number(r->lines) + 1);
}

/* The highest heap that a snapshot speaks of. */
static uint64_t highest_heap(const struct profile *p)
{
   uint64_t highest = 0;

   for (size_t i = 0; i < p->n_snapshots; i++) {
      if (p->snapshots[i].max_heap_bytes > highest)
         highest = p->snapshots[i].max_heap_bytes;
   }
   return highest;
}

static void tell_of_cut(const struct profile *p, const char *path)
{
   const uint64_t highest = highest_heap(p);

   if (p->n_snapshots == 0) {
      warn("%s: the file ends before its first snapshot", path);
      return;
   }
   const struct snapshot *last = &p->snapshots[p->n_snapshots - 1];
   if (p->kind == PROFILE_MASSIF) {
      warn("%s: the file ends within a snapshot: shown are the %zu before it",
           path, p->n_snapshots);
   } else if (p->kind == PROFILE_HEAPTRACK) {
      warn("%s: the file is cut short: shown is its first %s", path,
           units_ms(last->when.on[AXIS_MS]).text);
   } else if (highest > p->peak.heap.bytes) {
      warn("%s: no end record: the program still runs or was killed; shown "
           "is its first %s; the heap reached %s, of which no tree is there",
           path, units_ms(last->when.on[AXIS_MS]).text,
           units_bytes_exact(highest).text);
   } else {
      warn("%s: no end record: the program still runs or was killed; shown "
           "is its first %s",
           path, units_ms(last->when.on[AXIS_MS]).text);
   }
}

struct profile *reader_load(const char *path, uint64_t most_bytes)
{
   struct reader r = {.lines = line_open(path, most_bytes)};
   const struct format *format = find_format(&r);

   r.build = profile_build_new(path, format->kind);
   r.at = r.line.text;
   format->read(&r);
   if (r.fault)
      handle_fault(&r, format);
   else if (!r.finished)
      handle_cut(&r);
   struct profile *p = profile_build_seal(r.build);
   if (!p) {
      die("%s:%" PRIu64 ": %s", line_path(r.lines), line_number(r.lines),
          profile_build_fault(r.build));
   }
   if (!r.finished && !r.fault)
      tell_of_cut(p, line_path(r.lines));
   line_close(r.lines);
   return p;
}
