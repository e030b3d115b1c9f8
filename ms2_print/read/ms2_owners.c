/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of who holds what: checked for their form, and not kept. */
#include "read/ms2.h"

#define SKIP(name)                                                       \
   bool ms2_read_##name(struct reader *r, const struct record_##name *f) \
   {                                                                     \
      return r && f;                                                     \
   }

SKIP(root)
SKIP(search)
SKIP(owner)
SKIP(owner_pointers)
SKIP(owner_total)
SKIP(owner_block)
