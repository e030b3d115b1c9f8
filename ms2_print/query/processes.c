/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Profiles as a tree of processes. */
#include "query/processes.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "query/leaks.h"
#include "query/stacks.h"

#define NO_PARENT SIZE_MAX

/* A file in the order of the start. */
struct started {
   const struct profile *profile;
   size_t file;
   size_t parent; /* in the same order; or NO_PARENT */
};

struct forest {
   struct started *all;
   size_t n;
   struct process *rows;
   size_t n_rows;
};

/* An exec keeps the pid, and a second is long: the image that became another
   one was there before. */
static int image_rank(const struct profile *p)
{
   return strcmp(p->how, "exec") == 0 ? 0 : 1;
}

static int compare(const void *left, const void *right)
{
   const struct started *a = left, *b = right;
   const struct run *x = &a->profile->run, *y = &b->profile->run;
   const int c = strcmp(x->run_id, y->run_id);

   if (c != 0)
      return c;
   if (x->started != y->started)
      return x->started < y->started ? -1 : 1;
   if (x->pid != y->pid)
      return x->pid < y->pid ? -1 : 1;
   if (image_rank(a->profile) != image_rank(b->profile))
      return image_rank(a->profile) - image_rank(b->profile);
   return a->file < b->file ? -1 : 1;
}

static bool is_parent(const struct profile *p, const struct profile *child)
{
   const struct run *x = &p->run, *y = &child->run;
   const uint64_t pid = y->forked_from ? y->forked_from : y->ppid;

   return pid != 0 && x->pid == pid && x->pid != y->pid && x->run_id[0] &&
          strcmp(x->run_id, y->run_id) == 0 &&
          (x->started <= y->started || y->started == 0);
}

static bool is_below(const struct forest *f, size_t i, size_t ancestor)
{
   while (i != ancestor && i != NO_PARENT)
      i = f->all[i].parent;
   return i == ancestor;
}

/* Of several images of one process the latest that was there before the child.
   Numbers of processes are used again, so circles have to be kept out. */
static size_t find_parent(const struct forest *f, size_t child)
{
   for (size_t i = f->n; i-- > 0;) {
      if (is_parent(f->all[i].profile, f->all[child].profile) &&
          !is_below(f, i, child)) {
         return i;
      }
   }
   return NO_PARENT;
}

static void put_below(struct forest *f, size_t parent, size_t depth)
{
   for (size_t i = 0; i < f->n; i++) {
      if (f->all[i].parent != parent)
         continue;
      f->rows[f->n_rows++] = (struct process){f->all[i].file, depth};
      put_below(f, i, depth + 1);
   }
}

const struct process *query_processes(struct arena *a,
                                      const struct profile *const *files,
                                      size_t n_files)
{
   struct forest f = {.all = arena_array(a, n_files, sizeof f.all[0]),
                      .n = n_files,
                      .rows = arena_array(a, n_files, sizeof f.rows[0])};

   for (size_t i = 0; i < n_files; i++)
      f.all[i] = (struct started){files[i], i, NO_PARENT};
   if (n_files > 1)
      qsort(f.all, n_files, sizeof f.all[0], compare);
   for (size_t i = 0; i < n_files; i++)
      f.all[i].parent = find_parent(&f, i);
   put_below(&f, NO_PARENT, 0);
   return f.rows;
}

struct process_leaks processes_leaks_of(const struct leaks *l)
{
   struct process_leaks sum = {.known = l->known, .suspects = l->suspect_total};

   if (l->was_searched)
      sum.lost = l->lost;
   return sum;
}

struct process_leaks query_processes_leaks(const struct profile *p,
                                           const struct frame_rules *rules)
{
   struct arena *scratch = arena_new();
   const struct process_leaks sum = processes_leaks_of(
       query_leaks(scratch, stacks_new(scratch, p, rules), p));

   arena_free(scratch);
   return sum;
}
