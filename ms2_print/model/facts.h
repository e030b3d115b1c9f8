/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The facts of a profile beside the heap's course: churn and sizes of
   contexts, growth by realloc, threads, mapped pages, stacks, regions, marks,
   who held what.

   Files of massif and of heaptrack have none of them: every list is empty
   and every number 0 then.  Lists are in a total order, named at each, so that
   what is wanted is found by halving.  Facts of contexts are packed, since
   there may be 100,000s of them: facts_context() unpacks one. */
#ifndef MS2_PRINT_MODEL_FACTS_H
#define MS2_PRINT_MODEL_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/deltas.h"
#include "base/moment.h"
#include "model/owners.h"
#include "model/records.h"
#include "model/use.h"

/* Numbers of series and kinds of pages: those of the format. */
enum series {
   SERIES_HEAP, /* has records of its own: struct peak of profile.h */
   SERIES_PAGES,
   SERIES_STACKS,
   SERIES_SUM,
   SERIES_COUNT
};

enum page_kind {
   PAGE_UNKNOWN,
   PAGE_ANONYMOUS,
   PAGE_BREAK,
   PAGE_RESERVED,
   PAGE_FILE,
   PAGE_SHARED,
   PAGE_STACK,
   PAGE_READONLY,
   PAGE_GIVEN_BACK,
   PAGE_SHARED_MEMORY,
   PAGE_LEFT_STACK,
   PAGE_KINDS
};

/* Sizes of k bits are in bucket k: 0, 1, 2..3, 4..7, ... */
#define FACTS_BUCKETS 65

/* Calls by size: those of a context are read one by one, as most who ask for
   its facts want none of them. */
struct facts_sizes {
   const unsigned char *packed;
   uint64_t n_left;
};

struct facts_size {
   uint64_t bucket, calls;
};

/* Of one context, over the run: the fields of the format's record, and its
   calls by size. */
struct context_facts {
   MS2_FIELDS_context_facts(RECORD_MEMBER) struct facts_sizes sizes;
};

struct thread {
   const char *name; /* "" if it has none */
   uint32_t node;    /* that stands for it; 0: trees are not separate */
   bool has_facts;   /* false: nothing below but the start is known */
   bool ended;
   uint64_t start_superblocks, start_ms;
   uint64_t last_superblocks, last_ms; /* its end, or when it was seen last */
   struct usage allocated;
   struct usage freed; /* whoever had allocated */
   uint64_t other_freed_blocks;
   uint64_t deepest_bytes; /* of its stack; 0: not measured */
   uint64_t deepest_superblocks;
   uint32_t deepest_node; /* its backtrace there; 0: unknown */
};

/* Pages of one kind that one node mapped, over the run. */
struct mapper {
   uint32_t node; /* 0: unknown */
   enum page_kind kind;
   uint64_t mapped, unmapped; /* bytes; what is mapped still is between */
   uint64_t mapped_blocks, unmapped_blocks; /* mappings, likewise */
};

/* Pages that were mapped at a peak. */
struct mapper_part {
   uint32_t node;
   enum page_kind kind;
   uint64_t bytes;
   uint64_t blocks; /* mappings */
};

/* The stack of a thread at a peak. */
struct stack_part {
   uint32_t thread; /* from 1 */
   uint32_t node;   /* its backtrace; 0: unknown */
   uint64_t bytes;
};

/* The live heap of a context, where a peak differs from a snapshot. */
struct heap_part {
   uint32_t node;
   struct usage live;
};

/* Live blocks of a context that one snapshot was the first to see. */
struct survivors {
   uint32_t node;
   uint32_t snapshot; /* from 1; 0: they were there at the fork */
   struct usage live;
};

/* All of them at one snapshot: of contexts of which some blocks have ended and
   some live. */
struct survivors_look {
   size_t as_of;                 /* the snapshot, from 0 */
   const struct survivors *rows; /* by node, snapshot */
   size_t n;
};

/* The peak of a series other than the heap. */
struct other_peak {
   bool known;
   struct moment when;
   uint64_t bytes; /* of the series, the highest of the run */
   uint64_t heap_bytes, pages_bytes, stack_bytes; /* at that moment */
   const struct mapper_part *pages;               /* by node, kind */
   size_t n_pages;
   const struct stack_part *stacks; /* by thread */
   size_t n_stacks;
   size_t snapshot; /* heap_parts say what differs from it */
   const struct heap_part *heap_parts;
   size_t n_heap_parts;
};

/* Of a region; number 0 is outside of all. */
struct region {
   uint32_t parent; /* 0: none */
   const char *name;
   uint64_t n_calls; /* times entered */
   struct usage allocated, freed;
   uint64_t peak_bytes; /* the most that one entry had and not freed */
};

struct region_site {
   uint32_t region, node;
   struct usage allocated;
   struct usage freed; /* of this context's blocks, inside, whoever's */
};

/* A moment that the program or its user named. */
struct run_mark {
   const char *how;         /* "label", "begin", "end" or "mark" */
   const char *text;        /* may be "" */
   uint32_t region, thread; /* 0: none */
   uint64_t superblocks, ms;
   size_t snapshot; /* taken for it */
};

struct facts {
   const unsigned char *packed; /* facts of contexts */
   const struct packed_place *places;
   size_t n_contexts;        /* by node */
   const uint32_t *place_of; /* by number of context: its place + 1; 0: none */
   /* Facts of contexts of a run that goes on, or was killed, may be older than
      its last snapshot.  They are of this one, and this had been allocated: */
   size_t as_of;
   struct usage as_of_total;
   const struct survivors_look *looks; /* by snapshot */
   size_t n_looks;
   struct survivors_look survivors; /* the last look; of a whole run only one at
                                       its end */
   const struct record_chain *chains;
   size_t n_chains; /* by node */
   const struct heap_part
       *library;     /* what of a context the C library kept until
                        the exit: freed by nobody at the end */
   size_t n_library; /* by node */
   struct usage library_total;
   const struct thread *threads;
   uint32_t n_threads; /* number 0 is no thread, so this is one more than
                          there were; 0 where none are recorded */
   const struct mapper *mappers;
   size_t n_mappers; /* in the order in which they come in the file */
   struct other_peak peaks[SERIES_COUNT]; /* of SERIES_HEAP none is known */
   const struct region *regions;
   uint32_t n_regions; /* as with threads */
   const struct region_site *region_sites;
   size_t n_region_sites; /* by region, node */
   const struct run_mark *marks;
   size_t n_marks; /* in the run's order */
   struct use use;
   const struct root *roots;
   uint32_t n_roots; /* as with threads */
   const struct owner_search *searches;
   size_t n_searches;           /* in the run's order */
   struct record_waited waited; /* of 0 ms: nothing is known */
};

/* Number `index`, from 0 to n_contexts - 1. */
void facts_context(const struct facts *f, size_t index,
                   struct context_facts *to);

/* Blocks that were freed at once, of one context or of all. */
struct usage facts_short_lived(const struct context_facts *c);
struct usage facts_all_short_lived(const struct facts *f);

/* The facts of a node's context; false, and zeroes, if it has none. */
bool facts_context_find(const struct facts *f, uint32_t node,
                        struct context_facts *to);

/* Fetches what facts_context_of() will read, in three steps from 0 on, as each
   has to wait for the one before. */
void facts_expect(const struct facts *f, uint32_t context, unsigned step);

/* The same of a context's number, without a search. */
bool facts_context_of(const struct facts *f, uint32_t context,
                      struct context_facts *to);

/* The same for nodes that are asked for in their order: *next is where the one
   before was found, 0 at first. */
bool facts_context_next(const struct facts *f, size_t *next, uint32_t node,
                        struct context_facts *to);

/* NULL if the node's context has none. */
const struct record_chain *facts_chain_find(const struct facts *f,
                                            uint32_t node);

/* What the C library kept of a node's context; nothing if it has none. */
struct usage facts_library_find(const struct facts *f, uint32_t node);

/* Index of the first survivors of a node, or where they would be. */
size_t facts_survivors_from(const struct facts *f, uint32_t node);

/* Index of the first site of a region, and of the first behind its last one if
   it is asked for the next region. */
size_t facts_sites_from(const struct facts *f, uint32_t region);

/* The last search of that kind: "end", "peak", ...; NULL: there is none. */
const struct owner_search *facts_search_last(const struct facts *f,
                                             const char *how);

/* The bucket of a size. */
unsigned facts_bucket(uint64_t size);

/* The next bucket that has any; false: there is none. */
bool facts_sizes_next(struct facts_sizes *s, struct facts_size *to);

/* Packs all but the buckets into `to`, which has room for FACTS_PACKED_MOST
   bytes; returns how many it took. */
#define FACTS_PACKED_MOST \
   (sizeof(struct record_context_facts) / sizeof(uint64_t) * PACKED_MOST_BYTES)
size_t facts_pack(const struct record_context_facts *c, uint64_t n_buckets,
                  unsigned char *to);
size_t facts_packed_bytes(const unsigned char *packed);

/* "heap", "pages", "stacks", "sum", and what each is in words. */
const char *facts_series_name(enum series series);
const char *facts_series_words(enum series series);

/* The sentences of a word of the format's hints; NULL if there is none. */
const char *facts_hint_text(const char *word);

/* As an option or a heading has it: "anonymous"; "?" of none. */
const char *facts_page_kind_name(enum page_kind kind);

/* What it is, in words: "anonymous: private and writable". */
const char *facts_page_kind_words(enum page_kind kind);

/* Whether the series of pages counts this kind. */
bool facts_page_kind_is_counted(enum page_kind kind);

#endif
