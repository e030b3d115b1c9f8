/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which call stacks hold the heap: now, at its peak, or more of it than at a
   mark.  Asked for by a person now and then; nothing here is on the path of an
   event. */
#ifndef MS2_MODEL_HELD_BY_STACK_H
#define MS2_MODEL_HELD_BY_STACK_H

#include "base/array.h"
#include "base/basics.h"

/* Contexts whose stacks read the same are one; `context` is the oldest. */
typedef struct {
   UInt context;
   Long bytes;  /* above 0 */
   Long blocks; /* may be negative where something has grown */
} Ms2Holder;

/* Arrays of Ms2Holder, the most bytes first, of equal ones the oldest context.
   They are the caller's: ms2_array_free. */
Ms2Array *ms2_held_by_stack_now(void);
Ms2Array *ms2_held_by_stack_at_peak(void);

/* Of an array of Ms2Usage: what of each context i + 1. */
Ms2Array *ms2_held_by_stack_of(Ms2Array *held);

/* What every context holds, as of a moment that has a name. */
typedef struct _Ms2HeldThen Ms2HeldThen;

/* Remembers what is held now; a mark of the same name is replaced.  The last
   one made is the current one. */
void ms2_held_by_stack_remember(const HChar *name);

/* The mark of a name, or the current one for NULL; NULL if there is none. */
const Ms2HeldThen *ms2_held_by_stack_find(const HChar *name);

const HChar *ms2_held_by_stack_name(const Ms2HeldThen *then);

/* The live heap at the mark. */
Ms2Usage ms2_held_by_stack_live(const Ms2HeldThen *then);

/* The tick of the lifetime clock at the mark. */
ULong ms2_held_by_stack_tick(const Ms2HeldThen *then);

/* Contexts that hold more bytes than at the mark, and by how much. */
Ms2Array *ms2_held_by_stack_grown(const Ms2HeldThen *then);

#endif
