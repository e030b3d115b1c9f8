/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mapped pages of the client: who mapped them, as what.

   A mapping is a range with the node that mapped it; node and kind together
   are a site, which carries the numbers, as contexts do for the heap.  The
   bytes of the counted kinds are the series of pages.  What was mapped before
   the client ran is unknown here, and so is what ms2 itself uses.

   An event may change several sites (a munmap over many mappings), and is
   still one step for every maximum and peak. */
#ifndef MS2_MODEL_MAPPINGS_H
#define MS2_MODEL_MAPPINGS_H

#include "model/peak.h"
#include "base/ranges.h"

/* What a mapping is; together with its protection this gives its kind.  Of a
   range: `owner` is the node, `sort` one of these, `access` VKI_PROT_*. */
typedef enum {
   MS2_PAGES_ANONYMOUS,
   MS2_PAGES_BREAK,
   MS2_PAGES_FILE,
   MS2_PAGES_SHARED,
   MS2_PAGES_STACK
} Ms2PagesSort;

/* The peaks of which a site carries its share. */
enum { MS2_PAGES_OF_PAGES, MS2_PAGES_OF_SUM, MS2_PAGES_N_SHARES };

/* One node and kind. */
typedef struct {
   UInt node;
   UInt kind;                             /* MS2_KIND_* */
   ULong mapped_bytes;                    /* since the start or the fork */
   ULong unmapped_bytes;                  /* likewise */
   ULong written_mapped;                  /* as of the last snapshot */
   ULong written_unmapped;                /* likewise */
   UInt peak_numbers[MS2_PAGES_N_SHARES]; /* of the peaks of at_peak */
   ULong at_peak[MS2_PAGES_N_SHARES];
   Bool changed; /* since the last snapshot */
} Ms2PageSite;

void ms2_pages_init(void);

/* A mapping takes the place of whatever was there. */
void ms2_pages_map(const Ms2Range *range, ULong superblocks);

void ms2_pages_unmap(Addr start, Addr end, ULong superblocks);

/* The known pages of [start, end) get another protection. */
void ms2_pages_protect(const Ms2Range *range, ULong superblocks);

/* `to` is mapped and [start, end) goes, in one step. */
void ms2_pages_move(Addr start, Addr end, const Ms2Range *to,
                    ULong superblocks);

/* The mapping at an address, or NULL. */
const Ms2Range *ms2_pages_find(Addr address);

/* For the writer.  Calls visit for each site that has changed since the last
   ms2_pages_set_written. */
void ms2_pages_each_changed(void (*visit)(const Ms2PageSite *site));
void ms2_pages_set_written(void);

/* Calls visit for each site of a counted kind and the bytes that it had at the
   peak of the pages or of the sum, if any. */
void ms2_pages_each_at_peak(Ms2PeakOf of, void (*visit)(const Ms2PageSite *site,
                                                        ULong bytes));

/* Bytes that were ever mapped without access. */
ULong ms2_pages_reserved_bytes(void);

/* All that is mapped counts as mapped anew: in a forked child. */
void ms2_pages_restart(void);

#endif
