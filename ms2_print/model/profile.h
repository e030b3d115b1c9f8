/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A loaded profile: what every query and view reads.

   The reader fills it through profile_build.h; after that it is immutable and
   free of the file's encoding: files of all formats look the same here.  All
   memory belongs to the profile's arena and lives until profile_free().

   Numbers: strings, objects, addresses and nodes are plain array indices.
   Index 0 of each array is the "none" entry: the empty string, the unknown
   object, an address without source lines, the root of the tree. */
#ifndef MS2_PRINT_MODEL_PROFILE_H
#define MS2_PRINT_MODEL_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/deltas.h"
#include "model/facts.h"
#include "base/moment.h"

struct arena;
struct profile;
struct variables;
struct window;

enum profile_kind { PROFILE_MS2, PROFILE_MASSIF, PROFILE_HEAPTRACK };

struct object {
   const char *path;
   uint64_t bias;        /* load address minus link address */
   const char *build_id; /* hexadecimal, or "" */
};

/* One source position.  Unknown names are "", an unknown line is 0. */
struct frame {
   const char *function;
   const char *dir;
   const char *file;
   uint32_t line;
   bool inlined; /* its code was inlined into the next frame of the address */
};

/* A code address: n_frames source positions, the innermost inlined function
   first; at least one, nameless if nothing is known. */
struct address {
   uint64_t address;
   uint32_t object;
   uint32_t n_frames;
   const struct frame *frames;
   /* The function around it, if that has no name; 0 bytes: unknown. */
   uint64_t function_start, function_bytes;
};

/* One frame of the calling context tree under its caller.  There may be
   millions, so this is packed. */
struct node {
   uint32_t parent; /* the caller; 0 = root */
   uint32_t address : 31;
   uint32_t cut : 1; /* callers beyond this one were not recorded */
};

/* What one context holds. */
struct context_usage {
   uint32_t node;
   struct usage live;
};

struct snapshot {
   struct moment when;
   struct usage heap;
   uint64_t admin_bytes;
   uint64_t max_heap_bytes;         /* highest heap since the snapshot before */
   uint64_t max_superblocks;        /* and when that was */
   uint64_t stack_bytes;            /* of all threads */
   bool has_series;                 /* what follows was recorded */
   uint64_t pages_bytes, sum_bytes; /* mapped pages; heap, pages and stacks */
   uint64_t max_pages_bytes, max_stack_bytes, max_sum_bytes;
   uint64_t n_threads;           /* alive */
   bool has_use;                 /* what follows was recorded */
   uint64_t in_use_bytes;        /* touched since the snapshot before */
   uint64_t first_touched_bytes; /* live, and touched at any time */
   bool has_tree;                /* false: massif wrote totals only */
   size_t deltas;                /* what changed: see profile_deltas() */
   size_t n_deltas;
   size_t pages; /* the same of mapped pages: see profile_page_deltas() */
   size_t n_pages;
};

/* What one context allocated over the whole run and holds at its end. */
struct context_sums {
   struct usage allocated;
   struct usage end;
};

/* The totals of one context over the whole run and at two moments. */
struct context_totals {
   struct usage allocated;
   struct usage freed;
   struct usage peak; /* live at the peak */
   struct usage end;  /* live at the last snapshot */
};

struct peak {
   bool known; /* false: the file holds no snapshot with a tree */
   struct moment when;
   struct usage heap;
   uint64_t admin_bytes;
};

struct texts {
   const char *const *texts;
   size_t n;
};

/* The header's facts; texts are "" and numbers 0 where the file has none. */
struct run {
   const char *command;
   const char *exe;
   const char *called; /* the executable, if not by its file's name */
   const char *tool;
   const char *valgrind;
   const char *platform;
   const char *recorder;
   const char *run_id;
   const char *threshold; /* per cent, as given when recording */
   uint64_t pid, ppid, forked_from;
   uint64_t started; /* seconds since 1970 */
   uint64_t depth;
   uint64_t heap_admin;
   enum axis axis; /* asked for when recording, else AXIS_AUTO */
   const char *const *alloc_fns;
   size_t n_alloc_fns;
   const char *const *ignore_fns;
   size_t n_ignore_fns;
   const char *const *options;
   size_t n_options;
   uint64_t short_lived;      /* allocations; 0: not recorded */
   const char *lifetime_unit; /* "superblocks" or "instructions" */
   bool stacks, pages_as_heap, separate_threads;
   struct texts toggle_collect, malloc_fns, free_fns;
   const char *use;    /* "yes" or "counts": it is known what was used */
   struct texts ran;   /* programs not recorded: how often, and the path */
   struct texts hints; /* words of the format */
};

/* What only the system that prints knows; it is asked where a page needs it. */
struct surroundings {
   /* The package that installed an object, or NULL. */
   const char *(*package_of)(struct arena *a, const struct object *object);
   bool has_servers; /* of debug information: DEBUGINFOD_URLS */

   /* Where the variable of a root is declared, or NULL. */
   const struct frame *(*variable_of)(const struct profile *p,
                                      const struct root *root);
   struct variables *variables; /* what is known of that so far */
};

struct profile {
   const struct surroundings *around; /* NULL: nothing is known */
   const char *path;                  /* of the file, as the user gave it */
   enum profile_kind kind;
   struct run run;

   bool finished;   /* the file has its end record */
   const char *how; /* "exit", "signal", "exec", or "" when not finished */
   uint64_t exit_status;
   uint64_t cut_line; /* 0, or the line at which reading had to stop */
   bool has_blocks;   /* false: massif counts no blocks and no totals */
   bool has_instructions;

   const struct object *objects;
   uint32_t n_objects;
   const struct address *addresses;
   uint32_t n_addresses;
   const struct node *nodes;
   uint32_t n_nodes;
   const struct snapshot *snapshots;
   size_t n_snapshots;
   const struct deltas *deltas;
   const struct deltas *page_deltas;      /* by mapper, for its node */
   const struct context_usage *inherited; /* at a fork, ahead of all deltas; a
                                       context may come several times */
   size_t n_inherited;

   /* Read through profile_totals().  Most nodes of a deep tree are callers that
      hold nothing themselves, so sums are kept by context: their numbers are in
      the order in which they first changed; number 0 means "no context". */
   const uint32_t *context_of; /* n_nodes entries: the number of a context */
   const struct context_sums *sums;
   const struct usage *peaks;
   const struct usage *held; /* inherited; NULL if nothing was */
   uint32_t n_contexts;

   struct usage total; /* allocated over the run: calls */
   struct usage end;   /* live at the last snapshot */
   struct peak peak;
   bool has_series; /* snapshots tell of pages, stacks and their sum */
   struct facts facts;

   /* Where mapped pages are contexts (query/memory.h): the first of the nodes
      that mapped pages or are stacks, which are the last ones, whether there
      is the heap as well, and the profile of the heap alone unless this is a
      part of a run.  Else 0 and NULL. */
   uint32_t first_mapped;
   bool has_heap;
   const struct profile *heap;

   const bool *suppressed;      /* by node: leaks that the user does not want to
                                   see; NULL: none */
   const struct window *window; /* what it is a window of a run; or NULL */
   struct arena *arena;
};

/* The totals of a node's context; zeros if it is none. */
struct context_totals profile_totals(const struct profile *p, uint32_t node);

/* The profile of the heap alone: itself, or what it was made from. */
const struct profile *profile_heap(const struct profile *p);

/* Whether the context of the node is mapped pages or stacks, not blocks. */
bool profile_is_mapped(const struct profile *p, uint32_t node);

/* Whether the profile was recorded along this clock. */
bool profile_has_clock(const struct profile *p, enum axis axis);

/* What changed between snapshot number `index` (from 0) and the one before, in
   the file's order. */
/* What a page calls an object: its file, or the executable as the user did. */
const char *profile_object_name(const struct profile *p, uint32_t object);

/* For who gives code other names, before anybody else sees the profile: its
   addresses, which may be changed from then on. */
struct address *profile_copy_addresses(struct profile *p);

struct delta_cursor profile_deltas(const struct profile *p, size_t index);

/* The same of mapped pages of all kinds: a change's node is the index of a
   mapper of the facts. */
struct delta_cursor profile_page_deltas(const struct profile *p, size_t index);

/* Live bytes and blocks of every context at snapshot number `index`: fills
   live[0 .. p->n_contexts).  O(deltas from there to the nearer end). */
void profile_live_at(const struct profile *p, size_t index, struct usage *live);

/* The same in steps: live[] is as of snapshot number `from`, and becomes that
   of `to`, a later one.  O(deltas between them). */
struct snapshot_range {
   size_t from, to;
};
void profile_live_move(const struct profile *p, struct snapshot_range range,
                       struct usage *live);

/* The same at the peak of a series other than the heap. */
void profile_live_at_peak(const struct profile *p, enum series series,
                          struct usage *live);

/* The highest that the series was; for the heap its own peak.  Above the known
   peak only where the file was cut before that was written. */
uint64_t profile_highest(const struct profile *p, enum series series);

void profile_free(struct profile *p);

#endif
