/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of two numbers, as a comparison for qsort() returns it. */
#ifndef MS2_PRINT_BASE_ORDER_H
#define MS2_PRINT_BASE_ORDER_H

#include <stdint.h>

int order_up(uint64_t a, uint64_t b);   /* the smaller first */
int order_down(uint64_t a, uint64_t b); /* the larger first */

#endif
