/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mapped pages by the function that mapped them and by their kind. */
#ifndef MS2_PRINT_QUERY_PAGES_H
#define MS2_PRINT_QUERY_PAGES_H

#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct stacks;

struct pages_row {
   uint32_t site;    /* 0: unknown code */
   const char *via;  /* what it called to map them; or "" */
   const char *note; /* what they are known to be; or "" */
   enum page_kind kind;
   uint64_t peak;             /* at the peak of the pages; counted kinds only */
   uint64_t end;              /* still mapped */
   uint64_t mapped, unmapped; /* over the run */
};

/* Counted kinds first, then the most at the peak, at the end, in all. */
struct pages_row *query_pages(struct arena *a, struct stacks *stacks,
                              const struct profile *p, size_t *n_rows);

#endif
