/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Profiles made by hand. */
#include "fake.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/facts_build.h"
#include "model/profile_build.h"

#define MAX_FRAMES 64
#define MAX_NODES 256
#define SUPERBLOCKS_A_MS 10000

struct fake {
   struct profile_build *build;
   uint64_t n_strings, n_objects, n_addresses, n_nodes, n_snapshots;
   struct moment now;
   uint64_t waited_ms;
   struct usage heap;
   uint64_t max_bytes, max_superblocks; /* since the last snapshot */
   struct usage live[MAX_NODES];

   /* The highest heap of the run, if it came after the last snapshot. */
   bool new_peak;
   struct moment peak_when;
   struct usage peak_heap;
   struct usage at_peak[MAX_NODES];
   bool has_use[USE_MOMENTS];
   const char *how; /* NULL: "exit" */
};

/* Aborts where the hand-made profile is not a good one. */
static void must(struct fake *f, bool good)
{
   if (!good) {
      fprintf(stderr, "%s\n", profile_build_fault(f->build));
      abort();
   }
}

struct fake *fake_new(void)
{
   struct fake *f = calloc(1, sizeof *f);
   assert(f);
   f->build = profile_build_new("fake", PROFILE_MS2);
   profile_build_run(f->build)->command = "fake";
   return f;
}

/* The number of a new string; 0 for an empty one. */
static uint64_t string(struct fake *f, const char *text, size_t length)
{
   if (length == 0)
      return 0;
   must(f, profile_build_string(f->build, text, length));
   return ++f->n_strings;
}

/* One line of a stack, taken apart; the parts are not terminated. */
struct line {
   bool inlined;
   const char *function, *path, *object;
   size_t n_function, n_path, n_object;
};

static size_t length_to(const char *p, const char *stop, const char *end)
{
   size_t n = strlen(stop);
   for (const char *q = p; q < end; q++) {
      if ((size_t)(end - q) >= n && memcmp(q, stop, n) == 0)
         return (size_t)(q - p);
   }
   return (size_t)(end - p);
}

static struct line take_apart(const char *p, const char *end)
{
   struct line l = {.function = "", .path = "", .object = ""};
   if (*p == '+') {
      l.inlined = true;
      p++;
   }
   size_t n = length_to(p, " @ ", end);
   if (p + n < end) {
      l.object = p + n + 3;
      l.n_object = (size_t)(end - l.object);
      end = p + n;
   }
   n = length_to(p, " | ", end);
   if (p + n < end) {
      l.path = p + n + 3;
      l.n_path = (size_t)(end - l.path);
   }
   l.function = p;
   l.n_function = n;
   return l;
}

static void add_source(struct fake *f, const struct line *l)
{
   struct source s = {0, 0, 0, 0};
   size_t colon = length_to(l->path, ":", l->path + l->n_path);
   size_t slash = colon;
   while (slash > 0 && l->path[slash - 1] != '/')
      slash--;
   s.function = string(f, l->function, l->n_function);
   if (slash > 0)
      s.dir = string(f, l->path, slash - 1);
   if (l->n_path > 0) {
      s.file = string(f, l->path + slash, colon - slash);
      s.line = strtoul(l->path + colon + 1, NULL, 10);
   }
   must(f, profile_build_source(f->build, &s));
}

static uint64_t add_object(struct fake *f, const struct line *l)
{
   if (l->n_object == 0)
      return 0;
   char path[256];
   assert(l->n_object < sizeof path);
   memcpy(path, l->object, l->n_object);
   path[l->n_object] = '\0';
   must(f, profile_build_object(f->build, 0, path));
   return ++f->n_objects;
}

/* Adds lines[begin .. end), the last of which is not inlined, as one address
   and its node. */
static uint32_t add_node(struct fake *f, const struct line *lines, size_t n,
                         uint32_t parent)
{
   uint64_t object = add_object(f, &lines[n - 1]);
   /* Strings come before the address that uses them. */
   f->n_addresses++;
   must(f, profile_build_address(f->build, f->n_addresses * 16, object));
   for (size_t i = 0; i < n; i++)
      add_source(f, &lines[i]);
   must(f, profile_build_node(f->build, parent, f->n_addresses));
   f->n_nodes++;
   assert(f->n_nodes < MAX_NODES);
   return (uint32_t)f->n_nodes;
}

uint32_t fake_stack(struct fake *f, const char *stack)
{
   struct line lines[MAX_FRAMES];
   size_t n = 0;
   while (*stack) {
      size_t length = strcspn(stack, "\n");
      assert(n < MAX_FRAMES);
      lines[n++] = take_apart(stack, stack + length);
      stack += length + (stack[length] == '\n');
   }
   uint32_t node = 0;
   for (size_t end = n; end > 0;) {
      size_t begin = end - 1;
      while (begin > 0 && lines[begin - 1].inlined)
         begin--;
      node = add_node(f, lines + begin, end - begin, node);
      end = begin;
   }
   return node;
}

static void note_maximum(struct fake *f)
{
   if (f->heap.bytes > f->max_bytes) {
      f->max_bytes = f->heap.bytes;
      f->max_superblocks = f->now.on[AXIS_SUPERBLOCKS];
   }
   if (f->heap.bytes > f->peak_heap.bytes) {
      f->new_peak = true;
      f->peak_when = f->now;
      f->peak_heap = f->heap;
      memcpy(f->at_peak, f->live, sizeof f->at_peak);
   }
}

void fake_alloc(struct fake *f, uint32_t node, uint64_t bytes)
{
   struct usage block = {bytes, 1}, none = {0, 0};
   must(f, profile_build_delta(f->build, node, block, none));
   f->now.on[AXIS_CALLS]++;
   f->now.on[AXIS_BYTES] += bytes;
   f->heap.bytes += bytes;
   f->heap.blocks++;
   f->live[node].bytes += bytes;
   f->live[node].blocks++;
   note_maximum(f);
}

void fake_free(struct fake *f, uint32_t node, uint64_t bytes)
{
   struct usage block = {bytes, 1}, none = {0, 0};
   must(f, profile_build_delta(f->build, node, none, block));
   f->heap.bytes -= bytes;
   f->heap.blocks--;
   f->live[node].bytes -= bytes;
   f->live[node].blocks--;
}

void fake_run(struct fake *f, uint64_t superblocks)
{
   f->now.on[AXIS_SUPERBLOCKS] += superblocks;
   f->now.on[AXIS_MS] =
       f->waited_ms + f->now.on[AXIS_SUPERBLOCKS] / SUPERBLOCKS_A_MS;
}

void fake_wait(struct fake *f, uint64_t ms)
{
   f->waited_ms += ms;
   fake_run(f, 0);
}

static void put_peak(struct fake *f)
{
   for (uint32_t i = 1; i <= f->n_nodes; i++)
      must(f, profile_build_peak_part(f->build, i, f->at_peak[i]));
   must(f, profile_build_peak(f->build, &f->peak_when, f->peak_heap, 0));
}

void fake_snapshot(struct fake *f)
{
   struct snapshot s = {
       .when = f->now,
       .heap = f->heap,
       .max_heap_bytes = f->max_bytes,
       .max_superblocks = f->max_superblocks,
       .has_tree = true,
   };
   must(f, profile_build_snapshot(f->build, &s));
   f->n_snapshots++;
   if (f->new_peak)
      put_peak(f);
   f->new_peak = false;
   f->max_bytes = f->heap.bytes;
   f->max_superblocks = f->now.on[AXIS_SUPERBLOCKS];
}

void fake_use(struct fake *f, enum use_when when,
              const struct record_use_part *part)
{
   f->has_use[when] = true;
   must(f, facts_build_use_part(profile_build_facts(f->build), when, part));
}

static void put_use(struct fake *f)
{
   const struct usage held[] = {
       [USE_PEAK] = f->peak_heap, [USE_END] = f->heap, [USE_ALL] = f->heap};
   const uint64_t when[] = {[USE_PEAK] = f->peak_when.on[AXIS_SUPERBLOCKS],
                            [USE_END] = f->now.on[AXIS_SUPERBLOCKS],
                            [USE_ALL] = f->now.on[AXIS_SUPERBLOCKS]};

   for (enum use_when w = 0; w < USE_MOMENTS; w++) {
      const struct use_moment m = {.superblocks = when[w], .heap = held[w]};

      if (f->has_use[w])
         must(f, facts_build_use(profile_build_facts(f->build), w, &m));
   }
}

void fake_ends_by(struct fake *f, const char *how)
{
   f->how = how;
}

struct profile *fake_end(struct fake *f)
{
   fake_snapshot(f);
   put_use(f);
   struct counts counts = {f->n_strings, f->n_objects, f->n_addresses,
                           f->n_nodes, f->n_snapshots};
   must(f, profile_build_end(f->build, &counts));
   profile_build_finished(f->build, f->how ? f->how : "exit", 0);
   struct profile *p = profile_build_seal(f->build);
   must(f, p != NULL);
   free(f);
   return p;
}
