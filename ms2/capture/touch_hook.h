/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Marks of what translated code touches (--use).

   Behind each load and store of the program stand three instructions that write
   the epoch of now to the cell of the line: use/touches.h.  Behind it, so that
   an access that faults does so before anything of ours. */
#ifndef MS2_CAPTURE_TOUCH_HOOK_H
#define MS2_CAPTURE_TOUCH_HOOK_H

#include "pub_tool_basics.h"
#include "pub_tool_tooliface.h"

/* Before the statements of a superblock. */
void ms2_touch_hook_begin(const IRSB *in, const VexGuestLayout *layout,
                          IRType guest_word);

/* Behind each statement that was copied. */
void ms2_touch_hook_after(IRSB *sb, const IRStmt *stmt);

/* Behind a call of the recorder that was added: what was loaded or marked may
   not be right any more. */
void ms2_touch_hook_forget(void);

#endif
