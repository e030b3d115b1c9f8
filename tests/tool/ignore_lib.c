/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A library for the client ignore: stripped, its functions have no names. */
#include <stdlib.h>
#include "client.h"

static CLIENT_FRAME void allocate(void)
{
   client_use(malloc(1000));
   client_use(NULL);
}

void (*nameless)(void) = allocate;

__attribute__((constructor)) static CLIENT_FRAME void start(void)
{
   client_use(malloc(5000));
   client_use(NULL);
}
