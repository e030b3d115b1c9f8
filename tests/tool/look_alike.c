/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: functions of its own that have an allocator's names. */
#include "client.h"

CLIENT_FRAME const char *mi_malloc(size_t size)
{
   client_hide_size(size);
   return "mine";
}

CLIENT_FRAME const char *tc_new(size_t size)
{
   client_hide_size(size);
   return "mine";
}

int main(void)
{
   printf("%s %s\n", mi_malloc(1), tc_new(2));
   return 0;
}
