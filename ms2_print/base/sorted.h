/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of an array that are sorted by a number in them: finding by halves. */
#ifndef MS2_PRINT_BASE_SORTED_H
#define MS2_PRINT_BASE_SORTED_H

#include <stddef.h>
#include <stdint.h>

struct sorted {
   const void *rows;
   size_t n, row_bytes;
   /* In a row: a uint32_t or a uint64_t, which never falls from row to row. */
   size_t key_at, key_bytes;
};

#define SORTED(rows, n, row_type, key)                                      \
   ((struct sorted){(rows), (n), sizeof(row_type), offsetof(row_type, key), \
                    sizeof((rows)->key)})

/* Index of the first row whose number is `key`, or where it would be. */
size_t sorted_from(struct sorted s, uint32_t key);

/* That row, or NULL if none has the number. */
const void *sorted_find(struct sorted s, uint32_t key);

#endif
