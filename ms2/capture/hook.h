/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The in-line hook: the recorder called from translated code.

   The stock replacement leaves translated code for the scheduler at every
   allocation.  Here the preload object's functions hold a marker, and the
   translation of the marker is a direct call.  On amd64 Linux only; elsewhere
   there are no markers, and nothing is found. */
#ifndef MS2_CAPTURE_HOOK_H
#define MS2_CAPTURE_HOOK_H

#include "pub_tool_basics.h"
#include "pub_tool_tooliface.h"

/* The core's instrumentation callback: puts the calls in, and the counting of
   instructions where that is asked for. */
IRSB *ms2_hook_instrument(VgCallbackClosure *closure, IRSB *in,
                          const VexGuestLayout *layout,
                          const VexGuestExtents *extents,
                          const VexArchInfo *arch, IRType guest_word,
                          IRType host_word);

#endif
