/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The programs that children became, and that nobody records. */
#ifndef MS2_CONTROL_CHILDREN_H
#define MS2_CONTROL_CHILDREN_H

#include "base/basics.h"

/* Around a fork: in the parent before it, and in the child. */
void ms2_children_before_fork(void);
void ms2_children_forked(void);

/* In any process: it is about to become this program, or could not. */
void ms2_children_note(const HChar *program);
void ms2_children_withdraw(void);

/* Adds what the children of this process noted to the facts. */
void ms2_children_collect(void);

#endif
