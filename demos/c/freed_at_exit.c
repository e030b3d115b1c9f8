/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demo: memory that is freed, but only at exit.

   A history keeps every command of a session and is torn down by an atexit
   handler.  A leak checker is content with this program: nothing is lost.  Its
   user, whose session lasts a week, is not.

   See it:   ms2 demos/freed_at_exit
   Picture:  a staircase up to 200 KiB, as in the demo "leak", then a vertical
             fall to zero in the last moment: "at exit". */
#include <stdlib.h>
#include "demo.h"

enum { COMMANDS = 400, COMMAND_BYTES = 504 };

struct command {
   struct command *next;
   char text[COMMAND_BYTES];
};

static struct command *history;

static DEMO_FUNCTION void remember_command(void)
{
   struct command *command = malloc(sizeof *command);

   if (!command)
      abort();
   command->next = history;
   history = command;
}

static DEMO_FUNCTION void forget_history(void)
{
   while (history) {
      struct command *next = history->next;

      free(history);
      history = next;
   }
}

int main(void)
{
   if (atexit(forget_history) != 0)
      return 1;
   for (int i = 0; i < COMMANDS; i++) {
      remember_command();
      demo_compute(1000);
   }
   return 0;
}
