/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of what the program used of its memory. */
#include "read/ms2.h"

#include "model/facts_build.h"
#include "read/field.h"

static struct facts_build *facts(struct reader *r)
{
   return profile_build_facts(r->build);
}

static bool find_when(struct reader *r, const struct record_text *word,
                      enum use_when *when)
{
   for (*when = 0; *when < USE_MOMENTS; ++*when) {
      if (field_word_is(word, use_when_name(*when)))
         return true;
   }
   r->at = word->start;
   return reader_expected(r, "peak, end or all");
}

bool ms2_read_use_levels(struct reader *r, const struct record_use_levels *f)
{
   profile_build_use_levels(r->build, f);
   return true;
}

bool ms2_read_use_part(struct reader *r, const struct record_use_part *f)
{
   enum use_when when;

   return find_when(r, &f->when, &when) &&
          reader_check(r, facts_build_use_part(facts(r), when, f));
}

bool ms2_read_use(struct reader *r, const struct record_use *f)
{
   const struct use_moment moment = {.superblocks = f->superblocks,
                                     .ms = f->ms,
                                     .heap = {f->heap_bytes, f->heap_blocks}};
   enum use_when when;

   return find_when(r, &f->when, &when) &&
          reader_check(r, facts_build_use(facts(r), when, &moment));
}

bool ms2_read_accesses(struct reader *r, const struct record_accesses *f)
{
   return reader_check(r, facts_build_accesses(facts(r), f));
}

bool ms2_read_access_run(struct reader *r, const struct record_access_run *f)
{
   return reader_check(r, facts_build_access_run(facts(r), f));
}
