/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be done at a peak of the heap, while all of it is still there. */
#ifndef MS2_CAPTURE_BEFORE_FALL_H
#define MS2_CAPTURE_BEFORE_FALL_H

/* Before a block is freed, or made smaller: while it is among the live ones. */
void ms2_before_fall(void);

#endif
