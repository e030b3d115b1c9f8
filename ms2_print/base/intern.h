/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Equal keys, one number: a hash table from bytes to a 32-bit value. */
#ifndef MS2_PRINT_BASE_INTERN_H
#define MS2_PRINT_BASE_INTERN_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct intern;

struct intern *intern_new(struct arena *a);

/* The value of a key, for reading and writing; 0 when the key is new.  Valid
   until the next call.  The key is copied. */
uint32_t *intern_find(struct intern *t, const void *key, size_t size_bytes);

#endif
