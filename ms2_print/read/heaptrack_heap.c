/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums by place, the peak, and snapshots.

   The peak is exact.  Its tree is that of the snapshot before, but for the
   places that changed up to it:

      snapshot ... + - + ... peak ... - - + ... snapshot
                   live         saved at the first change behind the peak  */
#include "read/heaptrack_heap.h"

#include "base/arena.h"
#include "base/intern.h"
#include "read/format.h"

/* A snapshot is due when this part of the time so far has passed since the
   last, so that an hour has some thousands and not 360,000. */
#define SNAPSHOTS_PER_TIME 500

/* A stack that allocates. */
struct place {
   uint32_t node;
   bool changed; /* since the last snapshot */
   struct usage live;
   struct usage allocated, freed; /* since the last snapshot */
   struct usage at_peak;
   uint64_t peak_number; /* of the peak that at_peak belongs to */
};

struct heaptrack_heap {
   struct reader *r;
   struct arena *arena;

   struct place *places;
   size_t n_places, places_room;
   struct intern *by_node; /* number of a place + 1 */
   uint32_t *changed;      /* numbers of places */
   size_t n_changed, changed_room;

   uint64_t ms;
   struct usage heap, total;
   uint64_t highest_bytes; /* since the last snapshot */
   struct peak peak;
   uint64_t peak_number;
   bool peak_is_new; /* since the last snapshot */
   uint64_t n_snapshots;
   struct snapshot last;
   uint64_t quiet_ms; /* nothing changed between the last one and then */
};

struct heaptrack_heap *heaptrack_heap_new(struct reader *r)
{
   struct arena *a = profile_build_arena(r->build);
   struct heaptrack_heap *h = arena_alloc(a, sizeof *h);

   *h = (struct heaptrack_heap){
       .r = r, .arena = a, .by_node = intern_new(a), .peak_number = 1};
   return h;
}

uint32_t heaptrack_heap_place(struct heaptrack_heap *h, uint32_t node)
{
   uint32_t *number = intern_find(h->by_node, &node, sizeof node);

   if (*number == 0) {
      h->places = arena_grow(h->arena, h->places, h->n_places, &h->places_room,
                             sizeof h->places[0]);
      h->places[h->n_places++] = (struct place){.node = node};
      *number = (uint32_t)h->n_places;
   }
   return *number - 1;
}

static struct moment now(const struct heaptrack_heap *h)
{
   return (struct moment){.on = {[AXIS_MS] = h->ms,
                                 [AXIS_BYTES] = h->total.bytes,
                                 [AXIS_CALLS] = h->total.blocks}};
}

static bool put_peak(struct heaptrack_heap *h)
{
   struct profile_build *b = h->r->build;

   for (size_t i = 0; i < h->n_changed; i++) {
      const struct place *p = &h->places[h->changed[i]];
      const bool is_saved = p->peak_number == h->peak_number;

      if (!reader_check(
              h->r, profile_build_peak_part(b, p->node,
                                            is_saved ? p->at_peak : p->live))) {
         return false;
      }
   }
   return reader_check(h->r,
                       profile_build_peak(b, &h->peak.when, h->peak.heap, 0));
}

static bool put_changes(struct heaptrack_heap *h)
{
   for (size_t i = 0; i < h->n_changed; i++) {
      struct place *p = &h->places[h->changed[i]];

      if (!reader_check(h->r, profile_build_delta(h->r->build, p->node,
                                                  p->allocated, p->freed))) {
         return false;
      }
      p->allocated = p->freed = (struct usage){0, 0};
      p->changed = false;
   }
   h->n_changed = 0;
   return true;
}

static bool put_snapshot(struct heaptrack_heap *h, const struct snapshot *s)
{
   h->n_snapshots++;
   h->last = *s;
   return reader_check(h->r, profile_build_snapshot(h->r->build, s));
}

static uint64_t last_ms(const struct heaptrack_heap *h)
{
   return h->last.when.on[AXIS_MS];
}

/* Another one, of a moment up to which nothing has changed since the last. */
static bool put_same(struct heaptrack_heap *h, uint64_t ms)
{
   struct snapshot s = h->last;

   s.has_tree = true;
   s.when.on[AXIS_MS] = ms;
   s.max_heap_bytes = s.heap.bytes;
   return put_snapshot(h, &s);
}

/* The first one is of the start, before anything was allocated: the tree of a
   peak needs one to differ from.  After a pause there is one, too: else the
   heap would seem to change all through it. */
static bool take_snapshot(struct heaptrack_heap *h)
{
   struct snapshot s = {.when = now(h),
                        .heap = h->heap,
                        .max_heap_bytes = h->highest_bytes,
                        .has_tree = true};

   if ((h->n_snapshots == 0 && !put_same(h, 0)) ||
       (h->quiet_ms > last_ms(h) && !put_same(h, h->quiet_ms))) {
      return false;
   }
   if (h->n_changed == 0 && h->ms <= last_ms(h))
      return true;
   if ((h->peak_is_new && !put_peak(h)) || !put_changes(h))
      return false;
   h->peak_is_new = false;
   h->highest_bytes = h->heap.bytes;
   return put_snapshot(h, &s);
}

uint64_t heaptrack_heap_ms(const struct heaptrack_heap *h)
{
   return h->ms;
}

bool heaptrack_heap_go_on(struct heaptrack_heap *h, uint64_t ms)
{
   h->ms = ms;
   if (h->n_changed == 0)
      h->quiet_ms = ms;
   if (h->n_changed == 0 ||
       ms - last_ms(h) <
           (last_ms(h) + SNAPSHOTS_PER_TIME - 1) / SNAPSHOTS_PER_TIME) {
      return true;
   }
   return take_snapshot(h);
}

bool heaptrack_heap_end(struct heaptrack_heap *h)
{
   return take_snapshot(h);
}

static struct place *touch(struct heaptrack_heap *h, uint32_t place)
{
   struct place *p = &h->places[place];

   if (p->peak_number != h->peak_number) {
      p->peak_number = h->peak_number;
      p->at_peak = p->live;
   }
   if (!p->changed) {
      h->changed = arena_grow(h->arena, h->changed, h->n_changed,
                              &h->changed_room, sizeof h->changed[0]);
      h->changed[h->n_changed++] = place;
      p->changed = true;
   }
   return p;
}

static void add(struct usage *u, uint64_t bytes)
{
   u->bytes += bytes;
   u->blocks++;
}

static void subtract(struct usage *u, uint64_t bytes)
{
   u->bytes -= bytes;
   u->blocks--;
}

static bool refuse(const struct heaptrack_heap *h, const char *expected)
{
   h->r->at = h->r->line.text;
   return reader_expected(h->r, expected);
}

bool heaptrack_heap_allocate(struct heaptrack_heap *h, uint32_t place,
                             uint64_t bytes)
{
   uint64_t sum;

   if (__builtin_add_overflow(h->total.bytes, bytes, &sum))
      return refuse(h, "bytes allocated below 2^64");
   struct place *p = touch(h, place);
   add(&p->live, bytes);
   add(&p->allocated, bytes);
   add(&h->total, bytes);
   add(&h->heap, bytes);
   if (h->heap.bytes > h->highest_bytes)
      h->highest_bytes = h->heap.bytes;
   if (h->heap.bytes > h->peak.heap.bytes) {
      h->peak = (struct peak){true, now(h), h->heap, 0};
      h->peak_number++;
      h->peak_is_new = true;
   }
   return true;
}

bool heaptrack_heap_free(struct heaptrack_heap *h, uint32_t place,
                         uint64_t bytes)
{
   struct place *p = touch(h, place);

   if (p->live.blocks == 0 || p->live.bytes < bytes)
      return refuse(h, "an end of what is live");
   subtract(&p->live, bytes);
   add(&p->freed, bytes);
   subtract(&h->heap, bytes);
   return true;
}
