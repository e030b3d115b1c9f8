/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of two numbers. */
#include "base/order.h"

int order_up(uint64_t a, uint64_t b)
{
   return a < b ? -1 : a > b;
}

int order_down(uint64_t a, uint64_t b)
{
   return order_up(b, a);
}
