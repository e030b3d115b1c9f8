/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: jemalloc's functions, under their own names or with a prefix.

   Of `work`: 9 calls, 9365 bytes, 3180 left in 3 blocks, if xallocx does not
   find room. */
#include "client.h"

#include <stdint.h>

#ifdef JEMALLOC_OWN
#define JE(name) _rjem_##name
#else
#define JE(name) name
#endif

void *JE(malloc)(size_t size);
void *JE(calloc)(size_t n, size_t size);
void *JE(realloc)(void *block, size_t size);
void JE(free)(void *block);
void *JE(mallocx)(size_t size, int flags);
void *JE(rallocx)(void *block, size_t size, int flags);
size_t JE(xallocx)(void *block, size_t size, size_t extra, int flags);
size_t JE(sallocx)(const void *block, int flags);
size_t JE(nallocx)(size_t size, int flags);
void JE(dallocx)(void *block, int flags);
void JE(sdallocx)(void *block, size_t size, int flags);

#ifdef JEMALLOC_OWN
void *JE(special)(size_t size);
extern int own_n_calls;
#endif

#define PAGE_ALIGNED 12
#define ZERO 0x40

static CLIENT_FRAME int is_zero(const char *block, size_t size)
{
   for (size_t i = 0; i < size; i++) {
      if (block[i] != 0)
         return 0;
   }
   return 1;
}

static CLIENT_FRAME int work(void)
{
   void *plain = JE(malloc)(500);
   char *zeroed = JE(calloc)(10, 10);
   char *aligned = JE(mallocx)(1000, PAGE_ALIGNED | ZERO);
   void *more = JE(mallocx)(64, 0);
   int good = is_zero(zeroed, 100) && is_zero(aligned, 1000);

   plain = JE(realloc)(plain, 700);
   memset(aligned, 'x', 1000);
   aligned = JE(rallocx)(aligned, 3000, PAGE_ALIGNED | ZERO);
   good = good && aligned[999] == 'x' && is_zero(aligned + 1000, 2000);
   good = good && (uintptr_t)aligned % 4096 == 0;
   good = good && JE(sallocx)(aligned, 0) >= 3000;
   more = JE(rallocx)(more, 80, 0);
   good = good && JE(xallocx)(more, 90, 5, 0) >= 80;
   good = good && JE(nallocx)(100, 0) >= 100;
   JE(dallocx)(plain, 0);
   JE(free)(JE(malloc)(3920));
   JE(sdallocx)(JE(mallocx)(1, 0), 1, 0);
   client_use(more);
   return good;
}

int main(void)
{
   int good = work();

#ifdef JEMALLOC_OWN
   void *other = JE(special)(100);

   good = good && JE(sallocx)(other, 0) == 100;
   other = JE(realloc)(other, 200);
   good = good && JE(sallocx)(other, 0) == 200;
   JE(free)(other);
   printf("%d\n", own_n_calls);
#endif
   printf("%s\n", good ? "good" : "bad");
   return good ? 0 : 1;
}
