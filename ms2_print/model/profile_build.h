/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building a profile: the readers add what a file holds, in its order; this
   module checks that it fits together and sums it up.

   Every function that may find a fault returns false at the first one and
   leaves its description to profile_build_fault(), in the words "expected
   ..., found ..."; the reader adds the file and the line.  Nothing may be
   added after a fault, but what stood before it can still be sealed.

   Changes (allocated, freed, inherited) count from the snapshot that follows
   them; those behind the last snapshot are dropped by the seal. */
#ifndef MS2_PRINT_MODEL_PROFILE_BUILD_H
#define MS2_PRINT_MODEL_PROFILE_BUILD_H

#include "model/profile.h"
#include "model/records.h"

struct facts_build;
struct profile_build;

struct profile_build *profile_build_new(const char *path,
                                        enum profile_kind kind);

/* Of the profile's own; for strings that go into it. */
struct arena *profile_build_arena(struct profile_build *b);

/* The header's facts, to be filled in.  Lists are added to. */
struct run *profile_build_run(struct profile_build *b);

/* The lists among them. */
enum run_list {
   RUN_OPTIONS,
   RUN_ALLOC_FNS,
   RUN_IGNORE_FNS,
   RUN_TOGGLE_COLLECT,
   RUN_MALLOC_FNS,
   RUN_FREE_FNS,
   RUN_RAN,
   RUN_HINTS,
   RUN_LISTS
};

/* Copies the text to the end of a list. */
void profile_build_add(struct profile_build *b, enum run_list list,
                       const char *text);

/* Each adds one and makes its number: 1, 2, ...  `text` is copied. */
bool profile_build_string(struct profile_build *b, const char *text,
                          size_t length);
bool profile_build_object(struct profile_build *b, uint64_t bias,
                          const char *path);

bool profile_build_build_id(struct profile_build *b, uint64_t object,
                            const char *id);

/* A source position whose names are numbers of strings. */
struct source {
   uint64_t function, dir, file, line;
};

/* An address, then its positions, the innermost first.  Without any it gets a
   nameless one. */
bool profile_build_address(struct profile_build *b, uint64_t address,
                           uint64_t object);
bool profile_build_source(struct profile_build *b, const struct source *s);

/* The function around the last address. */
bool profile_build_code(struct profile_build *b, uint64_t start,
                        uint64_t bytes);

bool profile_build_node(struct profile_build *b, uint64_t parent,
                        uint64_t address);

/* Callers beyond this node were not recorded. */
bool profile_build_node_cut(struct profile_build *b, uint64_t node);

bool profile_build_inherited(struct profile_build *b, uint64_t node,
                             struct usage held);

/* A change of this node comes soon, whatever number it is: what is known of it
   is fetched while the lines before it are read. */
void profile_build_expect(struct profile_build *b, uint64_t node);
bool profile_build_delta(struct profile_build *b, uint64_t node,
                         struct usage allocated, struct usage freed);

/* What is beside the heap at the next snapshot.  Without it nothing of that has
   changed. */
void profile_build_levels(struct profile_build *b,
                          const struct record_levels *levels);

/* What is used at the next snapshot. */
void profile_build_use_levels(struct profile_build *b,
                              const struct record_use_levels *levels);

/* Puts the changes into force.  Of `s` the caller fills everything but
   deltas, n_deltas and what is beside the heap.  With counts of blocks (an ms2
   file) the totals and the heap must equal the sums of the changes. */
bool profile_build_snapshot(struct profile_build *b, const struct snapshot *s);

/* Live bytes of a node's context as of the changes so far. */
uint64_t profile_build_live_bytes(const struct profile_build *b, uint32_t node);

/* The peak's tree is that of the last snapshot, but for the parts. */
bool profile_build_peak_part(struct profile_build *b, uint64_t node,
                             struct usage live);
bool profile_build_peak(struct profile_build *b, const struct moment *when,
                        struct usage heap, uint64_t admin_bytes);

/* The facts beside the heap's course; see facts_build.h. */
struct facts_build *profile_build_facts(struct profile_build *b);

/* What a context held at the peak of the sum, where that differs from the last
   snapshot; then the peak of a series, whose moment and sums are in *peak. */
bool profile_build_heap_part(struct profile_build *b, uint64_t node,
                             struct usage live);
bool profile_build_other_peak(struct profile_build *b, enum series series,
                              const struct other_peak *peak);

struct counts {
   uint64_t strings, objects, addresses, nodes, snapshots;
};

/* The end record of an ms2 file: its counts must be ours. */
bool profile_build_end(struct profile_build *b, const struct counts *counts);
void profile_build_finished(struct profile_build *b, const char *how,
                            uint64_t exit_status);

/* More follows an end: the program went on after an exec that failed.  False,
   and nothing is changed, if it ended in another way. */
bool profile_build_reopen(struct profile_build *b);

void profile_build_cut(struct profile_build *b, uint64_t line);

/* Sums up and hands over the profile; the build is gone then.  NULL if the
   parts do not add up to what they are parts of: profile_build_fault() says so,
   and profile_build_drop() is left to do. */
struct profile *profile_build_seal(struct profile_build *b);
void profile_build_drop(struct profile_build *b);

const char *profile_build_fault(const struct profile_build *b);

#endif
