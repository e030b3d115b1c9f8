/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an ms2 file holds beside the heap's course, written anew: a part of
   export/ms2.c, which calls these functions in this order. */
#ifndef MS2_PRINT_EXPORT_MS2_FACTS_H
#define MS2_PRINT_EXPORT_MS2_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/profile.h"

struct anonymize;
struct arena;
struct out;
struct export_ms2_facts;

/* names: NULL, or what names become. */
struct export_ms2_facts *export_ms2_facts_new(struct arena *a,
                                              const struct profile *p,
                                              struct out *out,
                                              struct anonymize *names);

/* Threads and regions, behind all nodes. */
void export_ms2_facts_names(struct export_ms2_facts *f);

/* Before the record of snapshot number `index`. */
void export_ms2_facts_before(struct export_ms2_facts *f, size_t index);

/* Behind the record of snapshot number `index`, which stands for all from
   number `from` on. */
void export_ms2_facts_after(struct export_ms2_facts *f, size_t from,
                            size_t index);

/* Behind the last snapshot. */
void export_ms2_facts_end(struct export_ms2_facts *f);

#endif
