/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The merged tree of callers: exact sums, order, threshold; sums by function;
   the columns of a graph. */
#include "query/tree.h"

#include <stdlib.h>

#include "base/arena.h"
#include "fake.h"
#include "query/calls.h"
#include "query/focus.h"
#include "query/frame_rules.h"
#include "query/graph.h"
#include "query/top.h"
#include "query/top_group.h"
#include "query/top_key.h"
#include "query/stacks.h"
#include "tap.h"

#define MAIN "\nmain | /src/main.c:1\n(below main)"

static struct stacks *make_stacks(struct arena *a, const struct profile *p)
{
   struct frame_options o = {.no_skip = false};
   return stacks_new(a, p, frame_rules_new(a, &o));
}

static struct usage *end_of(struct arena *a, const struct profile *p)
{
   struct usage *live = arena_array(a, p->n_contexts, sizeof *live);
   for (uint32_t i = 0; i < p->n_contexts; i++)
      live[i] = p->sums[i].end;
   return live;
}

static const char *name(const struct stacks *s, const struct tree_node *n)
{
   return stacks_site(s, n->site)->function;
}

/* f is called by g and by h; k is small. */
static struct profile *small_profile(void)
{
   struct fake *f = fake_new();
   uint32_t fg = fake_stack(f, "malloc @ /lib/vgpreload_ms2.so\n"
                               "f | /src/f.c:3\ng | /src/g.c:5" MAIN);
   uint32_t fh = fake_stack(f, "calloc @ /lib/vgpreload_ms2.so\n"
                               "f | /src/f.c:3\nh | /src/h.c:5" MAIN);
   uint32_t k = fake_stack(f, "k | /src/k.c:3" MAIN);
   uint32_t m = fake_stack(f, "m | /src/m.c:3" MAIN);
   fake_alloc(f, fg, 300);
   fake_alloc(f, fh, 600);
   fake_alloc(f, fh, 90);
   fake_alloc(f, k, 6);
   fake_alloc(f, m, 4);
   return fake_end(f);
}

/* Each node once, and behind its caller. */
static bool is_ordered(const struct calls *c)
{
   uint32_t place[16] = {0};
   bool good = c->order[0] == 0 && c->n_nodes <= 16;

   for (uint32_t i = 1; good && i < c->n_nodes; i++) {
      const uint32_t node = c->order[i];

      good = node > 0 && node < c->n_nodes && place[node] == 0 &&
             place[c->paths->nodes[node].parent] < i;
      place[node] = i;
   }
   return good;
}

/* The weights of f and its callers sum up to 2^64. */
static void check_vast_calls(void)
{
   struct arena *a = arena_new();
   struct fake *f = fake_new();
   uint32_t fg = fake_stack(f, "f | /src/f.c:3\ng | /src/g.c:5" MAIN);
   uint32_t k = fake_stack(f, "k | /src/k.c:3" MAIN);

   fake_alloc(f, fg, UINT64_MAX / 3 * 2);
   fake_alloc(f, k, 100);
   struct profile *p = fake_end(f);
   struct stacks *s = make_stacks(a, p);
   const struct calls *c = query_calls(a, s, p);
   tap_ok(is_ordered(c), "calls are in order, however large");
   tap_is_str(stacks_site(s, c->paths->nodes[c->order[2]].site)->function, "g",
              "the larger one first");
   arena_free(a);
   profile_free(p);
}

static void check_tree(void)
{
   struct arena *a = arena_new();
   struct profile *p = small_profile();
   struct stacks *s = make_stacks(a, p);
   struct tree *t = query_tree(a, s, end_of(a, p), 10);
   const struct tree_node *root = &t->root, *f = &root->children[0];
   tap_is_u64(root->usage.bytes, 1000, "the root is the sum");
   tap_is_u64(root->usage.blocks, 5, "of blocks, too");
   tap_is_u64(root->n_children, 1, "one site is above the threshold");
   tap_is_u64(root->n_hidden, 2, "two are below");
   tap_is_u64(root->hidden.bytes, 10, "with their bytes");
   tap_is_str(name(s, f), "f", "stacks of one site are merged");
   tap_is_u64(f->usage.bytes, 990, "with the sum of their bytes");
   tap_is_u64(f->n_children, 2, "it has two callers");
   tap_is_str(name(s, &f->children[0]), "h", "the larger one first");
   tap_is_u64(f->children[0].usage.bytes, 690, "its bytes");
   tap_is_u64(f->children[0].usage.blocks, 2, "and blocks");
   tap_is_str(name(s, &f->children[0].children[0]), "main", "down to main");
   tap_is_u64(f->children[0].children[0].n_children, 0, "and no further");
   arena_free(a);
   profile_free(p);
}

/* Several trees of one profile: what holds nothing is in none. */
static void check_whole(void)
{
   struct arena *a = arena_new();
   struct profile *p = small_profile();
   struct stacks *s = make_stacks(a, p);
   struct usage *live = end_of(a, p);
   const struct tree *t = query_tree_whole(a, s, live, 10);
   tap_is_u64(t->root.usage.bytes, 1000, "a whole tree is the same");
   tap_is_u64(t->root.n_hidden, 2, "with what is hidden");
   tap_is_u64(t->root.children[0].n_children, 2, "and its callers");
   for (uint32_t i = 0; i < p->n_contexts; i++) {
      if (live[i].bytes > 500)
         live[i] = (struct usage){0, 0};
   }
   t = query_tree_whole(a, s, live, 1);
   tap_is_u64(t->root.usage.bytes, 310, "another one of it is smaller");
   tap_is_u64(t->root.n_children, 3, "with the sites that hold something");
   tap_is_str(name(s, &t->root.children[0].children[0]), "g",
              "and only their callers");
   arena_free(a);
   profile_free(p);
}

static void check_recursion(void)
{
   struct arena *a = arena_new();
   struct fake *f = fake_new();
   uint32_t one = fake_stack(f, "r | /src/r.c:3" MAIN);
   uint32_t two = fake_stack(f, "r | /src/r.c:3\nr | /src/r.c:3" MAIN);
   fake_alloc(f, one, 10);
   fake_alloc(f, two, 20);
   struct profile *p = fake_end(f);
   struct stacks *s = make_stacks(a, p);
   const struct tree *t = query_tree(a, s, end_of(a, p), 1);
   const struct tree_node *r = &t->root.children[0];
   tap_is_u64(t->root.n_children, 1, "a recursion is one site");
   tap_is_u64(r->usage.bytes, 30, "with all its bytes");
   tap_ok(r->recursive, "it is marked");
   tap_is_str(name(s, &r->children[0]), "main", "its caller is another");
   tap_is_u64(r->children[0].usage.bytes, 30, "whatever the depth");
   tap_ok(!r->children[0].recursive, "which is not marked");
   t = query_tree_whole(a, s, end_of(a, p), 1);
   tap_is_u64(t->root.children[0].children[0].usage.bytes, 20,
              "a whole tree has the calls as they were");
   arena_free(a);
   profile_free(p);
}

static void check_callees(void)
{
   struct arena *a = arena_new();
   struct profile *p = small_profile();
   struct stacks *s = make_stacks(a, p);
   const struct tree *t = query_tree_callees(a, s, end_of(a, p), 10);
   const struct tree_node *root = &t->root, *m = &root->children[0];
   tap_is_u64(root->n_children, 1, "callees: all begin at main");
   tap_is_str(name(s, m), "main", "which is the first");
   tap_is_u64(m->usage.bytes, 1000, "with the sum");
   tap_is_u64(m->n_children, 2, "it calls two");
   tap_is_u64(m->n_hidden, 2, "and two below the threshold");
   tap_is_str(name(s, &m->children[0]), "h", "the larger one first");
   tap_is_str(name(s, &m->children[0].children[0]), "f", "inwards");
   tap_is_u64(m->children[0].children[0].self.bytes, 690,
              "to where it is allocated");
   tap_is_u64(m->self.bytes, 0, "main has none of its own");
   arena_free(a);
   profile_free(p);
}

/* r calls itself through q, and at last k. */
static void check_callees_recursion(void)
{
   struct arena *a = arena_new();
   struct fake *f = fake_new();
   uint32_t one = fake_stack(f, "k | /src/k.c:3\nr | /src/r.c:4" MAIN);
   uint32_t two = fake_stack(f, "k | /src/k.c:3\nr | /src/r.c:4\n"
                                "q | /src/r.c:8\nr | /src/r.c:5" MAIN);
   uint32_t self = fake_stack(f, "r | /src/r.c:6" MAIN);
   fake_alloc(f, one, 10);
   fake_alloc(f, two, 20);
   fake_alloc(f, self, 3);
   struct profile *p = fake_end(f);
   struct stacks *s = make_stacks(a, p);
   const struct tree *t = query_tree_callees(a, s, end_of(a, p), 1);
   const struct tree_node *r = &t->root.children[0].children[0];
   tap_is_str(name(s, r), "r", "callees: a recursion is one level");
   tap_is_u64(r->usage.bytes, 33, "with all its bytes");
   tap_ok(r->several_lines, "it is at several lines");
   tap_ok(r->recursive, "and marked");
   tap_is_u64(r->self.bytes, 3, "and allocates itself");
   tap_is_u64(r->n_children, 1, "what it calls is one, too");
   tap_is_u64(r->children[0].usage.bytes, 30, "whatever the depth");
   tap_ok(!r->children[0].several_lines, "at one line");
   arena_free(a);
   profile_free(p);
}

static void check_groups(void)
{
   struct arena *a = arena_new();
   struct profile *p = small_profile();
   struct stacks *s = make_stacks(a, p);
   struct top_question q = {top_group_find("file"), top_key_find("end")};
   struct top top = query_top_by(a, s, p, &q);
   tap_is_u64(top.n_rows, 3, "three files allocate");
   tap_is_str(top.rows[0].name, "/src/f.c", "the largest first");
   tap_is_u64(top.rows[0].end.bytes, 990, "with its bytes");
   q.group = top_group_find("object");
   top = query_top_by(a, s, p, &q);
   tap_is_u64(top.n_rows, 1, "all of one object");
   tap_is_u64(top.rows[0].end.blocks, 5, "with all blocks");
   tap_ok(!top_group_is_known(top_group_find("thread"), p),
          "threads were not recorded apart");
   arena_free(a);
   profile_free(p);
}

static void check_focus(void)
{
   struct arena *a = arena_new();
   struct profile *p = small_profile();
   const struct profile *g = focus_new(a, p, "g");
   const struct profile *f = focus_new(a, p, "f");
   tap_ok(!focus_new(a, p, "nobody"), "focus: no such function");
   tap_is_u64(g->end.bytes, 300, "what passes through g");
   tap_is_u64(g->total.blocks, 1, "and its calls");
   tap_is_u64(g->peak.heap.bytes, 300, "at the peak of the whole");
   tap_is_u64(g->snapshots[g->n_snapshots - 1].heap.bytes, 300,
              "snapshots are of it alone");
   tap_is_u64(f->end.bytes, 990, "f has two callers");
   tap_is_u64(focus_new(a, p, "main")->end.bytes, p->end.bytes,
              "everything passes through main");
   arena_free(a);
   profile_free(p);
}

static void check_top(void)
{
   struct arena *a = arena_new();
   struct profile *p = small_profile();
   struct stacks *s = make_stacks(a, p);
   size_t n;
   struct top_row *rows = query_top(a, s, p, &top_keys[0], &n);
   tap_is_u64(n, 3, "three functions allocate");
   tap_is_str(stacks_site(s, rows[0].site)->function, "f", "f the most");
   tap_is_u64(rows[0].peak.bytes, 990, "at the peak");
   tap_is_u64(rows[0].allocated.blocks, 3, "in three calls");
   tap_is_str(stacks_site(s, rows[2].site)->function, "m", "m the least");
   arena_free(a);
   profile_free(p);
}

/* Of a function's lines, the one with most of what the page is ranked by. */
static void check_top_lines(void)
{
   static const struct {
      const char *key;
      uint32_t line, n_lines;
   } rows[] = {
       {"peak", 3, 2}, {"end", 4, 1}, {"allocated", 5, 3}, {"calls", 5, 3}};
   struct fake *f = fake_new();
   uint32_t big = fake_stack(f, "f | /src/f.c:3" MAIN);
   uint32_t kept = fake_stack(f, "f | /src/f.c:4" MAIN);
   uint32_t churn = fake_stack(f, "f | /src/f.c:5" MAIN);
   for (int i = 0; i < 100; i++) {
      fake_alloc(f, churn, 200);
      fake_free(f, churn, 200);
   }
   fake_alloc(f, kept, 400);
   fake_alloc(f, big, 5000);
   fake_free(f, big, 5000);
   struct arena *a = arena_new();
   struct profile *p = fake_end(f);
   struct stacks *s = make_stacks(a, p);
   for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
      size_t n;
      const struct top_row *row =
          query_top(a, s, p, top_key_find(rows[i].key), &n);
      tap_is_u64(stacks_site(s, row->site)->line, rows[i].line, rows[i].key);
      tap_is_u64(row->n_lines, rows[i].n_lines, "lines that have any of it");
   }
   arena_free(a);
   profile_free(p);
}

/* 1000 bytes from 0 on, a spike to 5000 between two snapshots, then none. */
static void check_graph(void)
{
   struct arena *a = arena_new();
   struct fake *f = fake_new();
   uint32_t node = fake_stack(f, "f | /src/f.c:3" MAIN);
   fake_alloc(f, node, 1000);
   fake_snapshot(f);
   fake_run(f, 350);
   fake_alloc(f, node, 4000);
   fake_run(f, 10);
   fake_free(f, node, 4000);
   fake_run(f, 240);
   fake_snapshot(f);
   fake_run(f, 100);
   fake_free(f, node, 1000);
   fake_snapshot(f);
   fake_run(f, 300);
   struct profile *p = fake_end(f);
   struct graph *g =
       query_graph(a, p, (struct graph_of){AXIS_SUPERBLOCKS, SERIES_HEAP}, 10);
   tap_is_u64(g->x_max, 1000, "the axis ends with the run");
   tap_is_u64(g->y_max, 5000, "the spike counts for the height");
   tap_is_u64(g->columns[3].high, 5000, "the spike is where it was");
   tap_is_u64(g->columns[3].low, 1000, "and does not hide what was below");
   tap_is_u64(g->columns[4].high, 1000, "a column without a snapshot");
   tap_is_u64(g->columns[8].high, 0, "after the last free");
   arena_free(a);
   profile_free(p);
}

int main(void)
{
   check_tree();
   check_whole();
   check_recursion();
   check_callees();
   check_callees_recursion();
   check_focus();
   check_groups();
   check_top();
   check_top_lines();
   check_graph();
   check_vast_calls();
   return tap_done();
}
