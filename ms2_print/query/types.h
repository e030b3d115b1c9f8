/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The type of what blocks hold, where it stands in the frames: as the argument
   of the template or generic function that allocated them, one of the standard
   library's containers and pointers, or an allocator of the program's own.
   What is left says nothing of its type: malloc, and new where it is not a
   class's own. */
#ifndef MS2_PRINT_QUERY_TYPES_H
#define MS2_PRINT_QUERY_TYPES_H

#include <stdint.h>

struct arena;
struct stacks;

/* "Session" of std::__new_allocator<Session>::allocate; NULL if nobody knows.
   Of a node's stack, whose innermost visible site is `top`.  Valid as long as
   the stacks. */
const char *types_of(struct stacks *s, uint32_t node, uint32_t top);

/* The type that the name of one function tells; NULL: none. */
const char *types_in_name(struct arena *a, const char *function);

/* What stands in lists for blocks whose type nobody knows. */
#define TYPES_UNKNOWN "(type not known)"

#endif
