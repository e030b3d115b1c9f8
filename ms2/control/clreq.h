/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client requests: one dispatch for those of include/ms2.h and for blocks that
   the program announces. */
#ifndef MS2_CONTROL_CLREQ_H
#define MS2_CONTROL_CLREQ_H

/* Registers the callback with the core. */
void ms2_clreq_register(void);

#endif
