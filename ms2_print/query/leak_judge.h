/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict on a group, from its own life: the course of what it held, and
   what of each generation of its blocks survived. */
#ifndef MS2_PRINT_QUERY_LEAK_JUDGE_H
#define MS2_PRINT_QUERY_LEAK_JUDGE_H

#include "model/profile.h"
#include "query/leak_group.h"

struct site;

/* Fewer blocks of one stack are not "many separate allocations": a program that
   starts allocates a little in many places. */
#define LEAK_JUDGE_MANY 8

/* What a verdict rests on. */
struct leak_case {
   const struct profile *profile;
   const struct leak_group *group; /* its sums, course and life are known */
   const struct site *site;
   struct usage at_end; /* of all groups */
   uint64_t
       most_blocks;     /* at the end, of those of its stacks that look alike */
   uint64_t most_bytes; /* likewise */
};

enum verdict leak_judge(const struct leak_case *c);

/* Whether a staircase is more than the growth that a start-up may have. */
bool leak_judge_is_grave(const struct leak_case *c);

/* What the search at the end says against a verdict from the course alone, or
   for it; whether it is a suspect, too. */
void leak_judge_by_proof(const struct leak_case *c, struct leak_group *g);

#endif
