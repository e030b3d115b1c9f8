/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client requests: blocks that a program's own allocator announces. */
#ifndef MS2_CAPTURE_BLOCK_REQUESTS_H
#define MS2_CAPTURE_BLOCK_REQUESTS_H

#include "pub_tool_basics.h"

/* Answers a request if it is of this kind, as the core's callback does. */
Bool ms2_block_requests_handle(ThreadId tid, UWord *args, UWord *result);

#endif
