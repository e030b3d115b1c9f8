/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a recorded process ended, in words. */
#include "page/exit_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct ending exit_words_of(const struct profile *p)
{
   struct ending e = {"", OUT_NORMAL};

   if (p->kind != PROFILE_MS2) {
      snprintf(e.text, sizeof e.text, "a file of %s",
               p->kind == PROFILE_MASSIF ? "massif" : "heaptrack");
   } else if (!p->finished) {
      e.style = OUT_WARN;
      snprintf(e.text, sizeof e.text, "still running or killed");
   } else if (strcmp(p->how, "exec") == 0) {
      snprintf(e.text, sizeof e.text, "became another program (exec)");
   } else if (strcmp(p->how, "signal") == 0) {
      e.style = OUT_WARN;
      snprintf(e.text, sizeof e.text, "ended by a signal");
   } else {
      e.style = p->exit_status ? OUT_WARN : OUT_NORMAL;
      snprintf(e.text, sizeof e.text, "exited with status %" PRIu64,
               p->exit_status);
   }
   return e;
}
