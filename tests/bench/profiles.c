/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Large profiles to measure the printer with: docs/PERFORMANCE.md says how.

   usage: profiles KIND [MEGABYTES] > FILE

   The same arguments make the same bytes on every machine.  What is written
   fits together, as ms2_print checks it: sums, the peak and the counts of the
   end record. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kind {
   const char *name;
   uint32_t n_nodes, n_addresses;
   uint64_t megabytes;
   uint32_t n_changes; /* a snapshot, on average */
   unsigned leaf_pct;  /* of the nodes: contexts */
   unsigned near_pct;  /* of the changes: near the one before */
   unsigned many_pct;  /* ... of up to 300 blocks instead of 4 */
   /* ... by what is freed: all of it, nothing, only older blocks; the rest
      is of all sorts */
   unsigned equal_pct, allocated_pct, freed_pct;
};

static const struct kind kinds[] = {
    {"cc1", 28000, 5000, 500, 400, 45, 75, 10, 87, 9, 2},
    {"mixed", 28000, 5000, 500, 400, 45, 65, 33, 45, 23, 12},
    {"wide", 300000, 20000, 500, 400, 45, 65, 33, 45, 23, 12},
    {"nodes", 758000, 10000, 19, 280, 14, 75, 10, 87, 9, 2},
};

#define N_KINDS (sizeof kinds / sizeof kinds[0])
#define N_FILES 300
#define MOST_DEPTH 50

struct context {
   uint32_t node;
   uint64_t size_bytes; /* of a block */
   uint64_t bytes, blocks;
   uint64_t changed_at; /* the snapshot, from 1 */
};

struct sums {
   uint64_t bytes, blocks;
};

struct writer {
   const struct kind *kind;
   uint64_t seed, written_bytes;
   uint32_t n_strings, n_contexts;
   uint64_t n_snapshots, superblocks;
   struct context *contexts;
   struct sums allocated, heap, peak;
};

/* xorshift, with Marsaglia's 13, 7 and 17. */
static uint64_t random_below(struct writer *w, uint64_t n)
{
   w->seed ^= w->seed << 13;
   w->seed ^= w->seed >> 7;
   w->seed ^= w->seed << 17;
   return w->seed % n;
}

static bool chance(struct writer *w, unsigned pct)
{
   return random_below(w, 100) < pct;
}

static void *array(size_t n, size_t size)
{
   void *result = calloc(n, size);

   if (!result)
      exit(1);
   return result;
}

#define PUT(w, ...) ((w)->written_bytes += (uint64_t)printf(__VA_ARGS__))

static void put_strings(struct writer *w)
{
   const uint32_t n_functions = w->kind->n_addresses / 3;

   for (uint32_t i = 0; i < n_functions; i++) {
      PUT(w, "s %s_function_%" PRIu32 "(tree_node*, int)\n",
          i % 3 ? "gimple" : "expand", i);
   }
   for (uint32_t i = 0; i < N_FILES; i++)
      PUT(w, "s file-%" PRIu32 ".c\n", i);
   PUT(w, "s /usr/src/gcc/gcc\ns main\ns malloc\n");
   w->n_strings = n_functions + N_FILES + 3;
}

/* Address 1 is main, 2 is malloc. */
static void put_addresses(struct writer *w)
{
   const uint32_t n_functions = w->kind->n_addresses / 3;
   const uint32_t dir = w->n_strings - 2;

   PUT(w, "o 400000 /usr/lib/gcc/cc1\n"
          "o 4800000 /usr/libexec/valgrind/vgpreload_ms2.so\n");
   PUT(w, "a 401000 1\nf %" PRIu32 " %" PRIu32 " %" PRIu32 " 10\n", dir + 1,
       dir, n_functions + 1);
   PUT(w, "a 4841000 2\nf %" PRIu32 " 0 0 0\n", dir + 2);
   for (uint32_t i = 3; i <= w->kind->n_addresses; i++) {
      PUT(w, "a %" PRIx32 " 1\n", 0x403000 + i * 48);
      for (uint64_t n = random_below(w, 5) == 0 ? 2 : 1; n > 0; n--) {
         const uint32_t f = (uint32_t)random_below(w, n_functions);

         PUT(w, "f %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu64 "\n", f + 1,
             dir, n_functions + 1 + f % N_FILES, random_below(w, 3000) + 1);
      }
   }
}

static void add_context(struct writer *w, uint32_t node)
{
   const bool small = random_below(w, 4) > 0;

   w->contexts[w->n_contexts++] =
       (struct context){.node = node,
                        .size_bytes = small ? 8 * (1 + random_below(w, 40))
                                            : 16 * (1 + random_below(w, 2000))};
}

/* A node's caller: mostly one of the last forty nodes, and never malloc. */
static uint32_t choose_parent(struct writer *w, uint32_t node,
                              const unsigned char *depth)
{
   uint64_t parent;

   do {
      if (random_below(w, 3) > 0)
         parent = node - 1 - random_below(w, node <= 40 ? node - 1 : 40);
      else
         parent = 1 + random_below(w, node - 1);
   } while (depth[parent] > MOST_DEPTH);
   return (uint32_t)parent;
}

static void put_nodes(struct writer *w)
{
   const struct kind *k = w->kind;
   unsigned char *depth = array((size_t)k->n_nodes + 1, 1);

   w->contexts = array((size_t)k->n_nodes + 1, sizeof w->contexts[0]);
   PUT(w, "n 0 1\n");
   for (uint32_t i = 2; i <= k->n_nodes; i++) {
      const uint32_t parent = choose_parent(w, i, depth);
      const bool is_leaf = i > 10 && chance(w, k->leaf_pct);
      uint64_t address = 2;

      depth[i] = (unsigned char)(depth[parent] + 1);
      if (is_leaf) {
         depth[i] = MOST_DEPTH + 1;
         add_context(w, i);
      } else {
         address = 3 + random_below(w, k->n_addresses - 2);
      }
      PUT(w, "n %" PRIu32 " %" PRIu64 "\n", parent, address);
   }
   free(depth);
}

/* Bytes of n of the context's blocks, which are all alike but for the last. */
static uint64_t part_of(const struct context *c, uint64_t n)
{
   return n == c->blocks ? c->bytes : c->bytes / c->blocks * n;
}

static void put_change(struct writer *w, struct context *c)
{
   const struct kind *k = w->kind;
   const uint64_t sort = random_below(w, 100);
   const bool older = sort >= k->equal_pct + k->allocated_pct &&
                      sort < k->equal_pct + k->allocated_pct + k->freed_pct &&
                      c->blocks > 0;
   struct sums came = {0, 0}, went = {0, 0};

   if (!older) {
      came.blocks = 1 + random_below(w, chance(w, k->many_pct) ? 300 : 4);
      came.bytes = came.blocks * c->size_bytes;
      came.bytes += chance(w, 20) ? random_below(w, 1000) : 0;
   }
   c->bytes += came.bytes;
   c->blocks += came.blocks;
   if (sort < k->equal_pct)
      went = came;
   else if (older || sort >= k->equal_pct + k->allocated_pct)
      went.blocks = older + random_below(w, c->blocks);
   if (sort >= k->equal_pct && went.blocks > 0)
      went.bytes = part_of(c, went.blocks);
   c->bytes -= went.bytes;
   c->blocks -= went.blocks;
   w->allocated.bytes += came.bytes;
   w->allocated.blocks += came.blocks;
   w->heap.bytes += came.bytes - went.bytes;
   w->heap.blocks += came.blocks - went.blocks;
   PUT(w, "d %" PRIu32 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
       c->node, came.bytes, came.blocks, went.bytes, went.blocks);
}

static void put_moment(struct writer *w, char letter)
{
   PUT(w,
       "%c %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " 0 %" PRIu64
       " %" PRIu64 " %" PRIu64,
       letter, w->superblocks, w->superblocks / 3000, w->allocated.bytes,
       w->allocated.blocks, w->heap.bytes, w->heap.blocks, w->heap.blocks * 15);
}

static void put_snapshot(struct writer *w)
{
   const uint32_t half = w->kind->n_changes / 2;
   const uint64_t n = half + random_below(w, w->kind->n_changes);
   uint64_t at = 0;

   w->n_snapshots++;
   for (uint64_t i = 0; i < n; i++) {
      if (i > 0 && chance(w, w->kind->near_pct))
         at = (at + 1 + random_below(w, 3)) % w->n_contexts;
      else
         at = random_below(w, w->n_contexts);
      if (w->contexts[at].changed_at == w->n_snapshots)
         continue;
      w->contexts[at].changed_at = w->n_snapshots;
      put_change(w, &w->contexts[at]);
   }
   w->superblocks += 20000 + random_below(w, 20000);
   put_moment(w, 'S');
   PUT(w, " %" PRIu64 " %" PRIu64 "\n", w->heap.bytes, w->superblocks);
   if (w->heap.bytes > w->peak.bytes) {
      w->peak = w->heap;
      put_moment(w, 'P');
      PUT(w, "\n");
   }
}

static void put_profile(struct writer *w, uint64_t megabytes)
{
   PUT(w, "ms2 2.0\nh pid 4242\nh command cc1 -quiet -O2 big.c -o big.s\n"
          "h time-unit superblocks\nh depth 256\nh heap-admin 8\n"
          "h threshold 1.0\nh platform amd64-linux\nh recorder inline\n");
   put_strings(w);
   put_addresses(w);
   put_nodes(w);
   while (w->written_bytes < megabytes * 1000000)
      put_snapshot(w);
   PUT(w, "E exit 0 %" PRIu32 " 2 %" PRIu32 " %" PRIu32 " %" PRIu64 "\n",
       w->n_strings, w->kind->n_addresses, w->kind->n_nodes, w->n_snapshots);
}

static const struct kind *find_kind(const char *name)
{
   for (size_t i = 0; i < N_KINDS; i++) {
      if (strcmp(kinds[i].name, name) == 0)
         return &kinds[i];
   }
   return NULL;
}

int main(int argc, char **argv)
{
   struct writer w = {.seed = UINT64_C(88172645463325252)};

   w.kind = argc > 1 ? find_kind(argv[1]) : NULL;
   if (!w.kind) {
      fprintf(stderr, "usage: profiles cc1|mixed|wide|nodes [MEGABYTES]\n");
      return 2;
   }
   put_profile(&w, argc > 2 ? strtoull(argv[2], NULL, 10) : w.kind->megabytes);
   free(w.contexts);
   return fflush(stdout) != 0 || ferror(stdout);
}
