/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of facts_build share.

   Every kind of fact is a vector in the file's order.  Where lines of the same
   key replace each other, the seal sorts by key and place in the file and keeps
   the last; where they are differences it adds them up.  So a line costs one
   store, whatever its key. */
#ifndef MS2_PRINT_MODEL_FACTS_BUILD_PARTS_H
#define MS2_PRINT_MODEL_FACTS_BUILD_PARTS_H

#include "model/facts.h"
#include "model/profile.h"
#include "base/lookup.h"
#include "base/vector.h"

/* Parts of the peaks of one series: of the last one, and behind `n_*` of it
   those of one that has not come yet. */
struct parts {
   struct vector pages, stacks, heap;
   size_t n_pages, n_stacks, n_heap;
   struct usage more, less; /* what the heap parts change */
};

/* The use at one moment: of its parts the first are in force, and those behind
   them are of one that has not come yet. */
struct use_build {
   struct use_moment moment;
   struct vector packed; /* bytes */
   struct vector places; /* of packed */
   size_t n_in_force, n_bytes_in_force;
};

struct chain_line {
   struct record_chain chain;
   uint64_t line;
};

struct site_line {
   struct region_site site;
   uint64_t line;
};

struct facts_build {
   struct profile *profile;
   const char *fault;
   struct vector sizes;        /* of the next context: bytes, packed */
   uint64_t n_sizes;           /* of them */
   uint64_t next_bucket;       /* the least that may follow */
   size_t n_before;            /* snapshots before the last context */
   struct vector packed;       /* bytes */
   struct vector places;       /* of packed */
   struct vector chains;       /* struct chain_line */
   struct vector region_sites; /* struct site_line */
   struct vector library;      /* struct heap_part */
   struct vector survivors;    /* struct survivors, of one moment: */
   size_t n_before_survivors;  /* there were so many snapshots */
   struct vector looks;        /* struct survivors_look: earlier ones */
   struct vector threads, regions, marks;
   struct vector mappers; /* of all changes so far */
   struct lookup known_mappers;
   struct deltas *page_deltas;  /* by mapper */
   size_t pages_place, n_pages; /* of the next snapshot: not in force yet */
   uint64_t counted_mapped, counted_unmapped; /* pages of counted kinds */
   struct parts parts[SERIES_COUNT];
   struct use_build use[USE_MOMENTS];
   struct vector accesses, access_runs; /* lines: facts_build_use.c's */
   struct vector roots, searches;
   bool is_searching; /* what follows is of the last search */
   struct vector owners, owner_pointers, owner_totals, owner_blocks;
   struct usage owned; /* the sum of the owners */
};

/* Each notes what was expected and found, and returns whether it is fine. */
bool facts_build_at_most(struct facts_build *f, const char *what,
                         uint64_t found, uint64_t limit);
bool facts_build_equals(struct facts_build *f, const char *what, uint64_t found,
                        uint64_t sum);
bool facts_build_check_number(struct facts_build *f, const char *what,
                              uint64_t number, uint64_t n);
bool facts_build_check_node(struct facts_build *f, uint64_t node);

/* Notes a fault; returns false. */
bool facts_build_fail(struct facts_build *f, const char *expected,
                      uint64_t limit, uint64_t found);

void facts_build_pages_init(struct facts_build *f);

void facts_build_use_init(struct facts_build *f);
void facts_build_use_free(struct facts_build *f);
void facts_build_use_hand_over(struct facts_build *f);

/* What no snapshot put into force does not count. */
void facts_build_pages_take_back(struct facts_build *f);

/* Hands them over. */
bool facts_build_survivors_seal(struct facts_build *f);

void facts_build_owners_init(struct facts_build *f);
void facts_build_owners_free(struct facts_build *f);

/* Hands over the searches. */
void facts_build_owners_seal(struct facts_build *f);

#endif
