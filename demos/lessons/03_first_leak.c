/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 3: the first leak.

   A server says hello to each client.  Something is left behind each time.

   Exercise: find it, and give it back.
   Judge:    --check leaks==0 --check end==0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct session {
   char name[32];
   char notes[992];
};

static struct session *open_session(int client)
{
   struct session *session = malloc(sizeof *session);

   if (!session)
      abort();
   snprintf(session->name, sizeof session->name, "client %d", client);
   memset(session->notes, 0, sizeof session->notes);
   return session;
}

static char *make_greeting(const struct session *session)
{
   char *greeting = malloc(2048);

   if (!greeting)
      abort();
   snprintf(greeting, 2048, "Hello, %s!", session->name);
   return greeting;
}

static size_t serve(int client)
{
   struct session *session = open_session(client);
   char *greeting = make_greeting(session);
   size_t sent = strlen(greeting);

   free(greeting);
   return sent;
}

int main(void)
{
   size_t sent = 0;

   setbuf(stdout, NULL); /* so that printf takes no buffer */
   for (int client = 0; client < 200; client++)
      sent += serve(client);
   printf("%zu bytes sent\n", sent);
   return 0;
}
