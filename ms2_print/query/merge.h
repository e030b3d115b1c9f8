/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many profiles as one: the processes of a tree, the ranks of an MPI job.

   Each process has a peak of its own, at a moment of its own, so a sum of
   peaks is what they would need together at worst.  What a forked process
   inherited is its parent's as well. */
#ifndef MS2_PRINT_QUERY_MERGE_H
#define MS2_PRINT_QUERY_MERGE_H

#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"
#include "query/top.h"
#include "query/top_key.h"

struct arena;
struct site;
struct stacks;

struct merge_file {
   const struct profile *profile;
   struct stacks *stacks;
};

/* One number of all files. */
struct merge_number {
   uint64_t sum, mean, least, most;
   size_t least_file, most_file; /* the first with it */
};

/* A function, of whatever files it is in. */
struct merge_row {
   const struct site *site; /* of the file where it has most of the key */
   struct top_row sums;     /* its site is not used */
   size_t n_files;
   size_t most_file;
   uint64_t most; /* of the key, in that file */
};

struct merge {
   struct merge_number peak_bytes, end_bytes, total_bytes, n_calls;
   struct merge_row *rows; /* ranked by the key, then by name */
   size_t n_rows;
};

/* Functions are the same if name and source file, or object, are. */
struct merge query_merge(struct arena *a, const struct merge_file *files,
                         size_t n_files, const struct top_key *by);

#endif
