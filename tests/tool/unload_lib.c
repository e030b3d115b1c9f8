/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library that unload.c loads, built twice: ALLOCATE is the name of its
   function, BYTES the size of its block. */
#include <stdlib.h>

void ALLOCATE(void);

void ALLOCATE(void)
{
   void *block = malloc(BYTES);

   __asm__ volatile("" : : "r"(block) : "memory");
}
