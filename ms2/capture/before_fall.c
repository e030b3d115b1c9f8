/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be done at a peak of the heap. */
#include "capture/before_fall.h"

#include "model/heap.h"
#include "use/block_use.h"

void ms2_before_fall(void)
{
   ms2_heap_before_fall();
   ms2_block_use_before_fall();
}
