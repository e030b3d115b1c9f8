/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who started whom: order, images of one process, numbers used again. */
#include "query/processes.h"

#include "base/arena.h"
#include "tap.h"

#define MOST 8

static struct profile make(uint64_t pid, uint64_t ppid, uint64_t started)
{
   struct profile p = {.kind = PROFILE_MS2, .how = "exit"};

   p.run.run_id = "run";
   p.run.pid = pid;
   p.run.ppid = ppid;
   p.run.started = started;
   return p;
}

/* The tree as text: "0 1.2 ..3": the files, a dot for each level. */
static const char *tree(struct arena *a, const struct profile *files, size_t n)
{
   const struct profile *all[MOST] = {NULL};
   const char *text = "";

   for (size_t i = 0; i < n; i++)
      all[i] = &files[i];
   const struct process *rows = query_processes(a, all, n);
   for (size_t i = 0; i < n; i++) {
      text = arena_printf(a, "%s%s%.*s%zu", text, i ? " " : "",
                          (int)rows[i].depth, "........", rows[i].file);
   }
   return text;
}

static void check_tree(struct arena *a)
{
   struct profile files[] = {make(12, 11, 3), make(10, 1, 1), make(11, 10, 2),
                             make(13, 10, 2)};

   tap_is_str(tree(a, files, 4), "1 .2 ..0 .3", "children behind parents");
   files[0].run.run_id = "other";
   tap_is_str(tree(a, files, 4), "0 1 .2 .3", "runs are apart");
   files[2].run.run_id = files[3].run.run_id = files[1].run.run_id = "";
   tap_is_str(tree(a, files, 4), "1 2 3 0", "no run, no kinship");
}

static void check_images(struct arena *a)
{
   struct profile files[] = {make(11, 10, 5), make(11, 10, 5), make(10, 1, 5),
                             make(9, 11, 5)};

   files[1].how = "exec";
   files[1].run.forked_from = 10;
   tap_is_str(tree(a, files, 4), "2 .1 .0 ..3",
              "a child is of the later image, whatever its number");
}

static void check_circle(struct arena *a)
{
   struct profile files[] = {make(10, 11, 5), make(11, 10, 5)};

   tap_is_str(tree(a, files, 2), "1 .0", "two that claim each other");
   files[0].run.started = 9;
   tap_is_str(tree(a, files, 2), "1 .0", "a parent is there before");
}

int main(void)
{
   struct arena *a = arena_new();

   check_tree(a);
   check_images(a);
   check_circle(a);
   arena_free(a);
   return tap_done();
}
