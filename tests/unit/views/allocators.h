/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorder's list of allocators' functions, for the printer's tests. */
#ifndef ALLOCATORS_H
#define ALLOCATORS_H

/* Calls `visit` with the name of each function that gives or resizes blocks, as
   a stack has it; without C++'s operators, which are demangled there. */
void allocators_each(void (*visit)(const char *name));

#endif
