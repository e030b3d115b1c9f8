/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demo: a leak, the shape of a staircase.

   A server keeps 1 KiB for every client that logs in and forgets it when the
   client leaves.  What a request needs while it is handled is freed properly.

   See it:   ms2 demos/leak
   Picture:  the graph climbs evenly from zero to a little over 200 KiB, step
             after step, and is highest in the last step.  The height belongs
             to new_session: 204,800 bytes in 200 blocks, none freed, verdict
             "leak".  handle_request allocates three times as much in
             total and holds nothing. */
#include <stdlib.h>
#include <string.h>
#include "demo.h"

enum { CLIENTS = 200, SESSION_BYTES = 1024, REQUEST_BYTES = 3072 };

static DEMO_FUNCTION char *new_session(void)
{
   char *session = malloc(SESSION_BYTES);

   if (session)
      memset(session, 's', SESSION_BYTES);
   demo_use(session);
   return session;
}

static DEMO_FUNCTION void handle_request(const char *session)
{
   char *request = malloc(REQUEST_BYTES);

   demo_use(request);
   demo_use(session);
   demo_compute(2000);
   free(request);
}

static DEMO_FUNCTION void serve_client(void)
{
   char *session = new_session();

   handle_request(session);
   demo_use(session); /* and here free(session) is missing */
}

int main(void)
{
   for (int i = 0; i < CLIENTS; i++)
      serve_client();
   return 0;
}
