/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=processes: what the files are of, as a tree of processes; with several
   files it stands before what was asked for. */
#include "page/page.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "query/exit_words.h"
#include "query/processes.h"
#include "page/table.h"
#include "base/units.h"

#define INDENT 2

static const struct profile *const *profiles_of(const struct page *page,
                                                const struct view *v)
{
   const struct profile **all =
       arena_array(page->arena, v->n_all, sizeof all[0]);

   for (size_t i = 0; i < v->n_all; i++)
      all[i] = v->all[i].profile;
   return all;
}

/* "4711 ./server" with how it came to be, if that is not a plain start. */
static const char *name_of(const struct page *page, const struct profile *p)
{
   if (p->kind != PROFILE_MS2)
      return p->run.command;
   return arena_printf(page->arena, "%" PRIu64 "%s %s", p->run.pid,
                       p->run.forked_from ? " (forked)" : "", p->run.command);
}

/* "child of 4711, exited with status 0, lost 12 B; ms2.out.4712". */
static const char *story_of(const struct page *page, const struct profile *p,
                            struct usage lost)
{
   struct arena *a = page->arena;
   const char *file = site_base_name(p->path);
   const char *born = "";

   if (p->run.forked_from)
      born = arena_printf(a, "forked from %" PRIu64 ", ", p->run.forked_from);
   else if (p->run.ppid)
      born = arena_printf(a, "child of %" PRIu64 ", ", p->run.ppid);
   const char *losses =
       lost.bytes > 0
           ? arena_printf(a, ", lost %s", units_bytes(lost.bytes).text)
           : "";
   return arena_printf(a, "%s%s%s; %s", born, exit_words_of(p).text, losses,
                       file);
}

/* Above other pages, many of which are quick, nobody is judged. */
static bool is_judged(const struct page *page)
{
   return page->options->view->flags & HEADS_SEVERAL;
}

static void add_row(struct table *t, const struct page *page,
                    const struct loaded *file, size_t depth)
{
   const struct profile *p = file->profile;
   struct process_leaks leaks = {0};

   if (is_judged(page))
      leaks = query_processes_leaks(p, file->rules);
   table_cell(t, units_bytes(profile_highest(p, SERIES_HEAP)).text);
   table_cell(t, units_bytes(p->end.bytes).text);
   table_cell(t, p->has_blocks ? units_bytes(p->total.bytes).text : "");
   table_cell(t, leaks.known ? units_bytes(leaks.suspects.bytes).text : "");
   table_name(t, name_of(page, p));
   table_indent(t, depth * INDENT);
   table_note(t, story_of(page, p, leaks.lost));
}

/* The processes of one run from number `from` on; returns where the next run
   begins. */
static size_t put_run(const struct page *page, const struct loaded *files,
                      const struct process *rows, struct snapshot_range range)
{
   const char *const titles[] = {"peak", "at end", "total",
                                 is_judged(page) ? "suspects" : ""};
   const char *run = files[rows[range.from].file].profile->run.run_id;
   struct table *t = table_new(page, titles, 4, "pid and command");
   size_t n = 0;

   for (size_t i = range.from; i < range.to; i++) {
      const struct loaded *file = &files[rows[i].file];

      if (strcmp(file->profile->run.run_id, run) != 0)
         break;
      add_row(t, page, file, rows[i].depth);
      n++;
   }
   if (run[0]) {
      page_heading(page, "Run %s: %s", run,
                   units_plural(n, "process", "processes").text);
   } else {
      page_heading(page, "%s of no known run",
                   units_plural(n, "process", "processes").text);
   }
   table_print(t);
   return range.from + n;
}

static void render(const struct view *v)
{
   struct page page;

   page_open(&page, v);
   const struct process *rows =
       query_processes(page.arena, profiles_of(&page, v), v->n_all);
   for (size_t i = 0; i < v->n_all;) {
      if (i > 0)
         out_printf(v->out, "\n");
      i = put_run(&page, v->all, rows, (struct snapshot_range){i, v->n_all});
   }
   page_close(&page);
}

const struct view_row view_processes = {
    .name = "processes",
    .summary = "which processes the files are of, as a tree",
    .kind = VIEW_TEXT,
    .flags = SHOWS_ALL | HEADS_SEVERAL,
    .render = render,
};
