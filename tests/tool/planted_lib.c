/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library that loses memory in planted.c. */
#include "client.h"

#include <stdlib.h>

CLIENT_FRAME void plant_in_library(void);
void plant_in_library(void)
{
   void **record = calloc(1, 80);

   record[2] = calloc(1, 48);
   client_use(record);
}
