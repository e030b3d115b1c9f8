/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Long pages through a pager. */
#include "cli/pager.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the shell ends with where there is no such command. */
#define NO_COMMAND 127

const char *pager_command(void)
{
   const char *term = getenv("TERM");
   const char *command = getenv("MS2_PAGER");

   if (!command)
      command = getenv("PAGER");
   if (!command)
      command = "less";
   if (!*command || strcmp(command, "cat") == 0 ||
       (term && strcmp(term, "dumb") == 0)) {
      return NULL;
   }
   return command;
}

static size_t n_lines_of(const char *page, size_t length)
{
   size_t n = 0;

   for (size_t i = 0; i < length; i++)
      n += page[i] == '\n';
   return n;
}

/* Whoever leaves the pager before the end has seen enough, and an interrupt is
   for the pager.  False if there is no such command. */
static bool run(const char *command, const char *page, size_t length)
{
   struct sigaction ignore = {.sa_handler = SIG_IGN}, pipe, interrupt;

   setenv("LESS", "FRX", 0);
   fflush(stdout);
   FILE *to = popen(command, "w");
   if (!to)
      return false;
   sigaction(SIGPIPE, &ignore, &pipe);
   sigaction(SIGINT, &ignore, &interrupt);
   fwrite(page, 1, length, to);
   const int status = pclose(to);
   sigaction(SIGPIPE, &pipe, NULL);
   sigaction(SIGINT, &interrupt, NULL);
   return !WIFEXITED(status) || WEXITSTATUS(status) != NO_COMMAND;
}

bool pager_show(const char *command, const char *page, size_t length)
{
   struct winsize size;

   if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
      return false;
   /* One row is the shell's next prompt. */
   return n_lines_of(page, length) >= size.ws_row && run(command, page, length);
}
