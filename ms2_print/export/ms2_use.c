/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=ms2: the records of what was used. */
#include "export/ms2_use.h"

#include "export/record.h"
#include "model/use.h"

#define OF(field, type, role, unit) , p->field

/* A part's first field is the word that it is a part of. */
static void put_part(struct out *out, const char *when,
                     const struct record_use_part *p)
{
   record_put_use_part(out, when, p->node, p->blocks, p->bytes,
                       p->never_touched, p->never_read, p->never_rewritten,
                       p->idle_half, p->idle_quarter, p->idle_eighth,
                       p->not_again, p->tail_bytes, p->tail_blocks);
}

static void put_moment(struct out *out, const char *when,
                       const struct use_moment *m)
{
   for (size_t i = 0; i < m->n_parts; i++) {
      struct record_use_part part;

      use_part(m, i, &part);
      put_part(out, when, &part);
   }
   record_put_use(out, when, m->superblocks, m->ms, RECORD_USAGE(m->heap));
}

void export_ms2_use(struct out *out, const struct use *use)
{
   for (enum use_when w = 0; w < USE_MOMENTS; w++) {
      if (use->at[w].known)
         put_moment(out, use_when_name(w), &use->at[w]);
   }
   for (size_t i = 0; i < use->n_accesses; i++) {
      const struct record_accesses *p = &use->accesses[i];

      record_put_accesses(out MS2_FIELDS_accesses(OF));
   }
   for (size_t i = 0; i < use->n_runs; i++) {
      const struct record_access_run *p = &use->runs[i];

      record_put_access_run(out MS2_FIELDS_access_run(OF));
   }
}
