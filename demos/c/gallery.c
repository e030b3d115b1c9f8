/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demo: all shapes at once, as a program of a better size has them.

   A server reads its tables, fills a cache, serves clients, makes a report
   once, and forgets one session in four.  The pictures of the documents are
   made of it.

   See it:   ms2 demos/gallery
   Picture:  a step at the start (the tables), a rise that ends (the cache), a
             needle past the middle (the report), and below all that a stair
             that does not end: the sessions. */
#include <stdlib.h>
#include "demo.h"

enum {
   TABLES = 24,
   TABLE_BYTES = 8192,
   SLOTS = 96,
   PAGE_BYTES = 4096,
   CLIENTS = 800,
   SESSION_BYTES = 2048,
   REQUEST_BYTES = 6000,
   REPORT_BYTES = 900 * 1024,
   REPORT_AT = 500
};

static void *tables[TABLES];
static void *pages[SLOTS];

static DEMO_FUNCTION void *get(size_t bytes)
{
   void *memory = malloc(bytes);

   if (!memory)
      abort();
   demo_use(memory);
   return memory;
}

static DEMO_FUNCTION void read_tables(void)
{
   for (int i = 0; i < TABLES; i++) {
      tables[i] = get(TABLE_BYTES);
      demo_compute(400);
   }
}

static DEMO_FUNCTION void *render_page(void)
{
   void *scratch = get(2 * PAGE_BYTES);
   void *page = get(PAGE_BYTES);

   demo_compute(300);
   free(scratch);
   return page;
}

static DEMO_FUNCTION void *look_up(int key)
{
   void **slot = &pages[key % SLOTS];

   if (!*slot)
      *slot = render_page();
   return *slot;
}

static DEMO_FUNCTION void *open_session(void)
{
   return get(SESSION_BYTES);
}

static DEMO_FUNCTION void close_session(void *session, int client)
{
   if (client %
       4) /* the fault: one client in four says goodbye in its own way */
      free(session);
}

static DEMO_FUNCTION void serve(int client)
{
   void *session = open_session();
   void *request = get(REQUEST_BYTES);

   demo_use(tables[client % TABLES]);
   demo_use(look_up(client * 7 / 3));
   demo_compute(600);
   free(request);
   close_session(session, client);
}

static DEMO_FUNCTION void write_report(void)
{
   void *rows = get(REPORT_BYTES / 3 * 2);
   void *text = get(REPORT_BYTES / 3);

   demo_compute(9000);
   free(text);
   free(rows);
}

int main(void)
{
   read_tables();
   for (int client = 0; client < CLIENTS; client++) {
      serve(client);
      if (client == REPORT_AT)
         write_report();
   }
   return 0;
}
