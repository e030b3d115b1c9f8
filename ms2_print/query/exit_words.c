/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a recorded process ended, in words. */
#include "query/exit_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct exit_words exit_words_of(const struct profile *p)
{
   struct exit_words e = {"", false};

   if (p->kind != PROFILE_MS2) {
      snprintf(e.text, sizeof e.text, "a %s file",
               p->kind == PROFILE_MASSIF ? "massif" : "heaptrack");
   } else if (!p->finished) {
      e.is_warning = true;
      snprintf(e.text, sizeof e.text, "still running or killed");
   } else if (strcmp(p->how, "exec") == 0) {
      snprintf(e.text, sizeof e.text, "became another program (exec)");
   } else if (strcmp(p->how, "signal") == 0) {
      e.is_warning = true;
      snprintf(e.text, sizeof e.text, "ended by a signal");
   } else {
      e.is_warning = p->exit_status > 0;
      snprintf(e.text, sizeof e.text, "exited with status %" PRIu64,
               p->exit_status);
   }
   return e;
}
