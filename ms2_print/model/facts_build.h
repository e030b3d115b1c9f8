/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building the facts of a profile: profile_build's part for what stands beside
   the heap's course, used in the same way.

   Numbers of nodes are checked against the profile being built.  Lines of the
   same key replace earlier ones; differences count from the next snapshot on.
   What needs the totals of the whole run is checked by the seal. */
#ifndef MS2_PRINT_MODEL_FACTS_BUILD_H
#define MS2_PRINT_MODEL_FACTS_BUILD_H

#include "model/facts.h"
#include "model/profile.h"

struct facts_build;

/* `p` is the profile that is being built: its arena and counts are read. */
struct facts_build *facts_build_new(struct profile *p);
void facts_build_free(struct facts_build *f); /* NULL is fine */

/* Why the last one returned false: "expected ..., found ...". */
const char *facts_build_fault(const struct facts_build *f);

/* Calls by size of the context that comes next. */
bool facts_build_sizes(struct facts_build *f, const struct record_sizes *sizes);
bool facts_build_context(struct facts_build *f,
                         const struct record_context_facts *c);
bool facts_build_chain(struct facts_build *f, const struct record_chain *c);

/* What the C library kept of a context. */
bool facts_build_library(struct facts_build *f, const struct heap_part *part);

/* Those that stand behind a later snapshot replace all of before. */
bool facts_build_survivors(struct facts_build *f, const struct survivors *s);

bool facts_build_waited(struct facts_build *f, const struct record_waited *w);

/* A thread starts; `t` has its start only. */
bool facts_build_thread(struct facts_build *f, const struct thread *t);

/* The thread of this number, to be filled in; NULL, and a fault, if there is
   none. */
struct thread *facts_build_thread_get(struct facts_build *f, uint64_t number);

/* The name is copied. */
bool facts_build_thread_name(struct facts_build *f, uint64_t number,
                             const char *name);

/* Its last moment, its sums and whether it ended. */
bool facts_build_thread_facts(struct facts_build *f, uint64_t number,
                              const struct thread *t);
bool facts_build_thread_node(struct facts_build *f, uint64_t node,
                             uint64_t thread);
bool facts_build_deepest(struct facts_build *f,
                         const struct stack_part *deepest,
                         uint64_t superblocks);

/* A difference, of bytes or of blocks. */
bool facts_build_pages(struct facts_build *f, const struct mapper *more);

/* Parts of the peak that comes next.  A heap part also says what the context
   held at the last snapshot. */
bool facts_build_heap_part(struct facts_build *f, const struct heap_part *part,
                           struct usage before);
bool facts_build_page_part(struct facts_build *f, enum series series,
                           const struct mapper_part *part);
bool facts_build_stack_part(struct facts_build *f, enum series series,
                            const struct stack_part *part);

/* The peak of a series: its moment and its sums.  `snapshot` is the last one,
   which the heap's parts are to be added to. */
bool facts_build_peak(struct facts_build *f, enum series series,
                      const struct other_peak *peak,
                      const struct snapshot *snapshot);

bool facts_build_region(struct facts_build *f, uint64_t parent,
                        const char *name);
bool facts_build_region_facts(struct facts_build *f, uint64_t number,
                              const struct region *r);
bool facts_build_site(struct facts_build *f, const struct region_site *site);

/* The texts are in the arena. */
bool facts_build_mark(struct facts_build *f, const struct run_mark *m);

/* What was used of a context at the moment that comes next; then the moment. */
bool facts_build_use_part(struct facts_build *f, enum use_when when,
                          const struct record_use_part *p);
bool facts_build_use(struct facts_build *f, enum use_when when,
                     const struct use_moment *moment);
bool facts_build_accesses(struct facts_build *f,
                          const struct record_accesses *a);

/* Runs of one context, one behind the other. */
bool facts_build_access_run(struct facts_build *f,
                            const struct record_access_run *r);

/* What may hold blocks; its name is in the arena. */
bool facts_build_root(struct facts_build *f, const struct root *root);

/* A search, then what it found.  Of `search` nothing that is found is set; its
   word is in the arena. */
bool facts_build_search(struct facts_build *f,
                        const struct owner_search *search);
bool facts_build_owner(struct facts_build *f, const struct record_owner *r);
bool facts_build_owner_pointers(struct facts_build *f,
                                const struct record_owner_pointers *r);
bool facts_build_owner_total(struct facts_build *f,
                             const struct record_owner_total *r);
bool facts_build_owner_block(struct facts_build *f,
                             const struct record_owner_block *r);

/* All that the last search found has been there. */
bool facts_build_search_end(struct facts_build *f);

/* Puts what came before into force, and notes in the snapshot what it is. */
bool facts_build_snapshot(struct facts_build *f, struct snapshot *s);

/* Checks all against the profile, whose totals are complete, and hands it over
   as p->facts. */
bool facts_build_seal(struct facts_build *f);

/* A kind of pages or a series from its number; false if there is none. */
bool facts_build_is_kind(uint64_t number);
bool facts_build_is_series(uint64_t number);

#endif
