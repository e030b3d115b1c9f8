/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client requests: blocks that a program's own allocator announces. */
#ifndef MS2_REQUEST_H
#define MS2_REQUEST_H

/* Registers the callback with the core. */
void ms2_request_register(void);

#endif
