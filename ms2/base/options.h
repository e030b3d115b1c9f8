/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of the recorder's options, read by everybody.  control/options.c
   sets them from the command line; from then on only alloc_fns grows, by the
   functions of --malloc-fn and --realloc-fn, before the program begins. */
#ifndef MS2_BASE_OPTIONS_H
#define MS2_BASE_OPTIONS_H

#include "base/array.h"

/* Most frames of one stack that --depth may ask for. */
#define MS2_MAX_DEPTH 500

typedef struct {
   Bool heap;               /* record the heap at all */
   Bool pages_as_heap;      /* the heap is the mapped pages */
   Int heap_admin_bytes;    /* admin a block, for the admin series */
   Int depth;               /* frames kept of a stack */
   Bool count_instructions; /* --time-unit=i */
   Int short_lived;         /* allocations later that a block is freed */
   Bool separate_threads;   /* each stack lies under its thread */
   Bool stacks;             /* measure the depth of stacks */
   Bool touches;            /* --use: what is read and written is noted */
   Bool access_counts;      /* --use=counts: and how often */
   Bool owners_at_end;      /* search for who holds what */
   Bool owners_at_peaks;    /* also at peaks */
   Bool check_unwind;       /* unwind every stack both ways, and compare */
   Int max_file_mb;         /* millions of bytes; 0: no limit */
   const HChar *owners;     /* end, peaks or no */
   const HChar *time_unit;  /* superblocks, i, ms or B: the default axis */
   const HChar *use;        /* no, yes or counts */
   const HChar *out_file;   /* a format with %p, %q{VAR}, %n */
   const HChar *threshold;  /* as given, handed on to the views; or NULL */
   const HChar *run_id;     /* from the parent of a traced child; or NULL */
   Ms2Array *alloc_fns;     /* of const HChar *; handed on to the views */
   Ms2Array *ignore_fns;    /* of const HChar *; globs */
   Ms2Array *toggle_fns;    /* of const HChar *; for ms2_toggle */
   Ms2Array *malloc_fns;    /* of const HChar *; for ms2_malloc_fn */
   Ms2Array *realloc_fns;
   Ms2Array *free_fns;
   Ms2Array *free_all_fns;
} Ms2Options;

extern const Ms2Options *const ms2_options;

#endif
