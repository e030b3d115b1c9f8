/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page of several files: which processes they are of, as --view=processes
   says it, and the report of each. */
#include "html/processes.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/json.h"
#include "base/pack.h"
#include "html/parts.h"
#include "query/exit_words.h"
#include "query/processes.h"

static json_t *row_of(const struct profile *p, const struct process *process,
                      const struct process_leaks *leaks)
{
   const struct exit_words ended = exit_words_of(p);
   json_t *o = html_parts_profile(p);

   json_set(o, "part", json_count(process->file + 1));
   json_set(o, "depth", json_count(process->depth));
   json_set(o, "run", json_text(p->run.run_id));
   json_set(o, "pid", json_count_if(p->kind == PROFILE_MS2, p->run.pid));
   json_set(o, "parent",
            json_count(p->run.forked_from ? p->run.forked_from : p->run.ppid));
   json_set(o, "forked", json_boolean(p->run.forked_from != 0));
   json_set(o, "peak", json_count(profile_highest(p, SERIES_HEAP)));
   json_set(o, "end", json_count(p->end.bytes));
   json_set(o, "total", json_count_if(p->has_blocks, p->total.bytes));
   json_set(o, "suspects", json_count_if(leaks->known, leaks->suspects.bytes));
   json_set(o, "lost", json_count(leaks->lost.bytes));
   json_set(o, "exit", json_text(ended.text));
   json_set(o, "warning", json_boolean(ended.is_warning));
   return o;
}

static json_t *rows_of(struct arena *a, const struct view *v,
                       const struct process_leaks *leaks)
{
   const struct profile **all = arena_array(a, v->n_all, sizeof all[0]);
   json_t *list = json_array();

   for (size_t i = 0; i < v->n_all; i++)
      all[i] = v->all[i].profile;
   const struct process *rows = query_processes(a, all, v->n_all);
   for (size_t i = 0; i < v->n_all; i++)
      json_array_append_new(
          list, row_of(all[rows[i].file], &rows[i], &leaks[rows[i].file]));
   return list;
}

static void put_rows(const struct view *v, json_t *rows)
{
   char *text = json_dumps(rows, JSON_COMPACT);

   if (!text)
      die("out of memory");
   html_parts_begin(v->out, "processes");
   struct pack *pack = pack_begin(v->out);
   pack_text(pack, text);
   pack_end(pack);
   free(text);
}

/* The reports first: to judge a process is dear, and they do it anyway. */
void html_processes_write(const struct view *v)
{
   struct arena *a = arena_new();
   struct process_leaks *leaks = arena_array(a, v->n_all, sizeof leaks[0]);

   for (size_t i = 0; i < v->n_all; i++)
      leaks[i] = html_parts_report(v, i + 1, &v->all[i]);
   json_t *rows = rows_of(a, v, leaks);
   put_rows(v, rows);
   json_decref(rows);
   arena_free(a);
}
