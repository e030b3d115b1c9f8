/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keys of an ms2 file's header. */
#include "model/run_keys.h"

#include "ms2_format.h"

#define TEXT(field) RUN_KEY_TEXT, offsetof(struct run, field), 0
#define NUMBER(field) RUN_KEY_NUMBER, offsetof(struct run, field), 0
#define YES(field) RUN_KEY_YES, offsetof(struct run, field), 0
#define LIST(list) RUN_KEY_LIST, 0, list

const struct run_key run_keys[] = {
    {"pid", NUMBER(pid)},
    {"command", TEXT(command)},
    {"time-unit", RUN_KEY_AXIS, 0, 0},
    {"ppid", NUMBER(ppid)},
    {"forked-from", NUMBER(forked_from)},
    {"run", TEXT(run_id)},
    {"started", NUMBER(started)},
    {"exe", TEXT(exe)},
    {"called", TEXT(called)},
    {"tool", TEXT(tool)},
    {"valgrind", TEXT(valgrind)},
    {"platform", TEXT(platform)},
    {"recorder", TEXT(recorder)},
    {"depth", NUMBER(depth)},
    {"heap-admin", NUMBER(heap_admin)},
    {"threshold", TEXT(threshold)},
    {"alloc-fn", LIST(RUN_ALLOC_FNS)},
    {"ignore-fn", LIST(RUN_IGNORE_FNS)},
    {"option", LIST(RUN_OPTIONS)},
    {"short-lived", NUMBER(short_lived)},
    {"lifetime-unit", TEXT(lifetime_unit)},
    {"stacks", YES(stacks)},
    {"pages-as-heap", YES(pages_as_heap)},
    {"separate-threads", YES(separate_threads)},
    {"toggle-collect", LIST(RUN_TOGGLE_COLLECT)},
    {"malloc-fn", LIST(RUN_MALLOC_FNS)},
    {"free-fn", LIST(RUN_FREE_FNS)},
    {"use", TEXT(use)},
    {"ran", LIST(RUN_RAN)},
    {"hint", LIST(RUN_HINTS)},
};

const size_t n_run_keys = sizeof run_keys / sizeof run_keys[0];

#define COUNT(key, meaning) +1
_Static_assert(sizeof run_keys / sizeof run_keys[0] == MS2_FORMAT_KEYS(COUNT),
               "every key has its row");

struct texts run_keys_list(const struct run *r, enum run_list list)
{
   switch (list) {
   case RUN_OPTIONS: return (struct texts){r->options, r->n_options};
   case RUN_ALLOC_FNS: return (struct texts){r->alloc_fns, r->n_alloc_fns};
   case RUN_IGNORE_FNS: return (struct texts){r->ignore_fns, r->n_ignore_fns};
   case RUN_TOGGLE_COLLECT: return r->toggle_collect;
   case RUN_MALLOC_FNS: return r->malloc_fns;
   case RUN_FREE_FNS: return r->free_fns;
   case RUN_RAN: return r->ran;
   case RUN_HINTS: return r->hints;
   case RUN_LISTS: break;
   }
   return (struct texts){NULL, 0};
}
