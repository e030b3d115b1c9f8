/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: tcmalloc's functions.

   Of `work`: 8 calls, 4776 bytes, 3588 bytes left in 3 blocks. */
#include "client.h"

#include <stdint.h>
#include <stdlib.h>

void *tc_malloc(size_t size);
void *tc_realloc(void *block, size_t size);
void tc_free(void *block);
void *tc_memalign(size_t align, size_t size);
int tc_posix_memalign(void **to, size_t align, size_t size);
size_t tc_malloc_size(void *block);
void *tc_new(size_t size);
void *tc_newarray(size_t size);
void tc_delete(void *block);
void tc_deletearray(void *block);

static CLIENT_FRAME int work(void)
{
   void *grown = tc_malloc(1000);
   void *aligned = tc_memalign(4096, 500);
   void *one = tc_new(77);
   void *many = tc_newarray(11);
   int good = (uintptr_t)aligned % 4096 == 0;

   grown = tc_realloc(grown, 3000);
   void *posix;
   good = good && tc_posix_memalign(&posix, 64, 88) == 0;
   good = good && (uintptr_t)posix % 64 == 0;
   good = good && tc_malloc_size(grown) >= 3000;
   tc_delete(one);
   tc_deletearray(many);
   tc_free(malloc(60));
   free(tc_malloc(40));
   return good;
}

int main(void)
{
   int good = work();

   printf("%s\n", good ? "good" : "bad");
   return good ? 0 : 1;
}
