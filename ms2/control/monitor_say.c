/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the monitor's commands say alike. */
#include "control/monitor_say.h"

#include "model/context.h"
#include "model/stack_text.h"

#include "pub_tool_gdbserver.h"
#include "pub_tool_libcprint.h"

/* Room for the text of one call stack. */
#define STACK_BYTES 4096

const HChar *ms2_monitor_say_plural(Long n)
{
   return n == 1 ? "" : "s";
}

void ms2_monitor_say_usage(const HChar *label, Ms2Usage usage,
                           const HChar *what)
{
   VG_(gdb_printf)("%s%'llu byte%s in %'llu %s%s\n", label, usage.bytes,
                   ms2_monitor_say_plural(usage.bytes), usage.blocks, what,
                   ms2_monitor_say_plural(usage.blocks));
}

void ms2_monitor_say_stack(UInt context)
{
   HChar text[STACK_BYTES];

   ms2_stack_text_of(ms2_context_get(context)->node, 0, text, sizeof text);
   VG_(gdb_printf)("%s", text);
}

static void say_holder(const Ms2Holder *holder)
{
   VG_(gdb_printf)("%'lld byte%s in %'lld block%s\n", holder->bytes,
                   ms2_monitor_say_plural(holder->bytes), holder->blocks,
                   ms2_monitor_say_plural(holder->blocks));
   ms2_monitor_say_stack(holder->context);
}

void ms2_monitor_say_holders(Ms2Array *holders, UInt n)
{
   UInt n_all = holders->n;
   Long rest_bytes = 0;

   for (UInt i = 0; i < n_all; i++) {
      const Ms2Holder *holder = ms2_array_get(holders, i);
      if (i < n)
         say_holder(holder);
      else
         rest_bytes += holder->bytes;
   }
   if (n_all > n) {
      VG_(gdb_printf)("%'u more call stack%s: %'lld byte%s\n", n_all - n,
                      ms2_monitor_say_plural(n_all - n), rest_bytes,
                      ms2_monitor_say_plural(rest_bytes));
   }
   ms2_array_free(holders);
}
