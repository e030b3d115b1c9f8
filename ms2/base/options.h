/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorder's options: one table of values, read by everybody, written
   only while the command line is processed. */
#ifndef MS2_BASE_OPTIONS_H
#define MS2_BASE_OPTIONS_H

#include "pub_tool_basics.h"
#include "pub_tool_xarray.h"

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
   Bool check_unwind;       /* unwind every stack both ways, and compare */
   Int max_file_mb;         /* millions of bytes; 0: no limit */
   const HChar *time_unit;  /* superblocks, i, ms or B: the default axis */
   const HChar *out_file;   /* a format with %p, %q{VAR}, %n */
   const HChar *threshold;  /* as given, handed on to the views; or NULL */
   const HChar *run_id;     /* from the parent of a traced child; or NULL */
   XArray *alloc_fns;       /* of const HChar *; handed on to the views */
   XArray *ignore_fns;      /* of const HChar *; globs */
   XArray *toggle_fns;      /* of const HChar *; for ms2_toggle */
   XArray *malloc_fns;      /* of const HChar *; for ms2_functions */
   XArray *realloc_fns;
   XArray *free_fns;
} Ms2Options;

/* Valid after ms2_options_init; constant once the client runs. */
extern const Ms2Options *const ms2_options;

void ms2_options_init(void);

/* The callbacks that the core wants for command line options. */
Bool ms2_options_process(const HChar *arg);
void ms2_options_print_usage(void);

/* All options are read: what one of them means for another. */
void ms2_options_settle(void);
void ms2_options_print_debug_usage(void);

#endif
