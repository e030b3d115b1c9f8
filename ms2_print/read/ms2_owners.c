/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of who holds what. */
#include "read/ms2.h"

#include "base/arena.h"
#include "model/facts_build.h"
#include "read/field.h"

static struct facts_build *facts(struct reader *r)
{
   return profile_build_facts(r->build);
}

/* See ms2_facts.c. */
static uint32_t reference(uint64_t number)
{
   return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

/* A kind that a newer minor version added is none of those known here. */
bool ms2_read_root(struct reader *r, const struct record_root *f)
{
   const struct root root = {
       .kind = f->kind < ROOT_KINDS ? (enum root_kind)f->kind : ROOT_other,
       .name = arena_strndup(profile_build_arena(r->build), f->text.start,
                             f->text.length),
       .address = f->address,
       .object = reference(f->object),
       .thread = reference(f->thread),
       .code = reference(f->code),
       .node = reference(f->node)};

   return reader_check(r, facts_build_root(facts(r), &root));
}

bool ms2_read_search(struct reader *r, const struct record_search *f)
{
   const struct owner_search search = {
       .how = arena_strndup(profile_build_arena(r->build), f->how.start,
                            f->how.length),
       .when = READ_MOMENT(f),
       .heap = {f->heap_bytes, f->heap_blocks},
       .roots_bytes = f->roots_bytes,
       .pools_bytes = f->pools_bytes,
       .search_us = f->search_us};

   if (!field_word_is(&f->how, "end") && !field_word_is(&f->how, "peak") &&
       !field_word_is(&f->how, "mark") && !field_word_is(&f->how, "command")) {
      r->at = f->how.start;
      return reader_expected(r, "end, peak, mark or command");
   }
   return reader_check(r, facts_build_search(facts(r), &search));
}

#define READ_BY_BUILD(name)                                              \
   bool ms2_read_##name(struct reader *r, const struct record_##name *f) \
   {                                                                     \
      return reader_check(r, facts_build_##name(facts(r), f));           \
   }

READ_BY_BUILD(owner)
READ_BY_BUILD(owner_pointers)
READ_BY_BUILD(owner_total)
READ_BY_BUILD(owner_block)
