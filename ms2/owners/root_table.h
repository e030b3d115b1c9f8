/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What roots are: each one once in a run, however many searches meet it. */
#ifndef MS2_OWNERS_ROOT_TABLE_H
#define MS2_OWNERS_ROOT_TABLE_H

#include "base/array.h"

/* See include/ms2_format.h, record 'R'.  What does not apply is 0. */
typedef struct {
   UInt kind;
   UInt object; /* of ms2_names */
   Addr address;
   UInt thread; /* its number in the profile */
   UInt code;   /* an address of ms2_names */
   UInt node;   /* of ms2_context */
   const HChar *text;
} Ms2Root;

void ms2_root_table_init(void);

/* The number of a root, from 0; its text is copied if it is new. */
UInt ms2_root_table_number(const Ms2Root *root);

UInt ms2_root_table_n(void);
const Ms2Root *ms2_root_table_get(UInt number);

#endif
