/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two layers of functions that allocate for everybody, a factory that makes
   things of one size, and one that makes something of two blocks.

   usage: wrappers */
#include <stdlib.h>
#include <string.h>

#define NOINLINE __attribute__((noinline))

static void *volatile kept[1000];
static int n_kept;

static void keep(void *p)
{
   kept[n_kept++] = p;
}

NOINLINE static void *checked(size_t size)
{
   void *p = malloc(size);

   if (!p)
      abort();
   return p;
}

NOINLINE static void *mem_alloc(size_t size)
{
   return checked(size);
}

NOINLINE static void *mem_zalloc(size_t size)
{
   return memset(checked(size), 0, size);
}

NOINLINE static void session_new(void)
{
   keep(mem_alloc(100));
}

struct table {
   char *rows;
   size_t n;
};

NOINLINE static void table_new(size_t n)
{
   struct table *t = mem_alloc(sizeof *t);

   t->rows = mem_zalloc(n);
   t->n = n;
   keep(t);
}

#define USER(name, allocate, size, n)    \
   NOINLINE static void name(void)       \
   {                                     \
      for (int i = 0; i < (n); i++)      \
         keep(allocate((size_t)(size))); \
      session_new();                     \
      table_new(64 * (size_t)(size));    \
   }

USER(load_names, mem_alloc, 20, 50)
USER(load_rows, mem_zalloc, 900, 10)
USER(read_config, mem_alloc, 500, 30)
USER(open_log, mem_zalloc, 4096, 1)
USER(begin, mem_zalloc, 64, 1)
USER(prepare, mem_alloc, 300, 2)
USER(finish, mem_zalloc, 16, 1)
USER(report, mem_alloc, 30, 1)

int main(void)
{
   load_names();
   load_rows();
   read_config();
   open_log();
   begin();
   prepare();
   finish();
   report();
   return 0;
}
