/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the reader of ms2's format: one function a kind of record, for
   read/ms2.c's table.  `at` stands behind the letter. */
#ifndef MS2_PRINT_READ_MS2_H
#define MS2_PRINT_READ_MS2_H

#include "read/format.h"

/* read/ms2_facts.c: the facts beside the heap's course. */
bool read_context_facts(struct reader *r);
bool read_chain(struct reader *r);
bool read_thread(struct reader *r);
bool read_thread_name(struct reader *r);
bool read_thread_facts(struct reader *r);
bool read_thread_node(struct reader *r);
bool read_pages(struct reader *r);
bool read_part(struct reader *r);
bool read_page_part(struct reader *r);
bool read_stack_part(struct reader *r);
bool read_other_peak(struct reader *r);
bool read_deepest(struct reader *r);
bool read_region(struct reader *r);
bool read_region_facts(struct reader *r);
bool read_region_site(struct reader *r);
bool read_mark(struct reader *r);

#endif
