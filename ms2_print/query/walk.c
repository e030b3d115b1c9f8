/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A walk through the stacks of a profile. */
#include "query/walk.h"

#include <string.h>

#include "base/arena.h"
#include "query/frame_rules.h"
#include "query/stacks_parts.h"

/* What is seen of a stack up to a frame. */
struct seen {
   uint32_t end;      /* in the trie */
   uint32_t n_levels; /* functions, without loops */
};

/* A frame of the path, and what holds with all outside of it. */
struct frame_on_path {
   size_t slot;
   uint32_t user;  /* the nearest from here outwards that is not skipped ... */
   uint32_t named; /* ... and has a name: position + 1; 0: none; ... */
   uint32_t own;   /* ... and is the reader's own; ... */
   uint32_t program; /* ... and is the program's */
   uint32_t start;   /* the first position that is the user's */
   uint32_t main;    /* position + 1 of main, where the user's begin; or 0 */
   bool allocators;  /* it is an allocator's, or such a one's own code */
   bool leading;     /* from start to here all only hand over to the user's */
   /* Of the first n_seen frames only, as most ends of paths are an allocator's
      that nobody sees; and of those only what is known, as what lies outside of
      the user's is seldom seen. */
   bool known;
   struct seen seen;
   size_t n_undo; /* changes of levels before this frame */
};

struct node_on_path {
   uint32_t node;
   uint32_t n_frames; /* of the path up to here */
   bool cut;
};

/* A level of a path without loops. */
struct level {
   uint32_t function; /* function_id */
   uint32_t node;     /* of the trie */
};

/* What a step changed, to be put back. */
struct undo {
   uint32_t at, level_of;
   struct level was;
   uint32_t function;
};

struct walk {
   struct stacks *stacks;
   enum walk_kind kind;
   struct trie trie;

   struct node_on_path *nodes;
   size_t n_nodes, nodes_room;
   struct frame_on_path *frames;
   size_t n_frames, n_seen, frames_room;

   uint32_t *inside; /* nodes on the way to one */
   size_t inside_room;

   struct level *levels;
   size_t levels_room;
   uint32_t *level_of; /* by function_id; true if that level has the function */
   struct undo *undo;
   size_t n_undo, undo_room;
};

struct walk *walk_new(struct stacks *s, enum walk_kind kind)
{
   struct walk *w = arena_alloc(s->arena, sizeof *w);

   w->stacks = s;
   w->kind = kind;
   trie_init(&w->trie, s->arena);
   if (kind == WALK_LOOPLESS)
      w->level_of = arena_array(s->arena, s->n_functions, sizeof(uint32_t));
   return w;
}

struct trie *walk_trie(struct walk *w)
{
   return &w->trie;
}

static const struct stacks_slot *slot_at(const struct walk *w, size_t position)
{
   return &w->stacks->slots[w->frames[position].slot];
}

static bool is_nameless(const struct walk *w, uint32_t site)
{
   const struct site *s = &w->stacks->sites[site];

   return s->function[0] == '\0' && s->file[0] == '\0' && s->address[0] == '\0';
}

/* Puts the function on its level; of one that is there already what lies
   inside goes. */
static void see_level(struct walk *w, struct seen *seen, uint32_t site)
{
   const uint32_t function = w->stacks->sites[site].function_id;
   uint32_t at = w->level_of[function];
   const bool again = at < seen->n_levels && w->levels[at].function == function;

   if (!again)
      at = seen->n_levels;
   w->levels = arena_grow(w->stacks->arena, w->levels, at, &w->levels_room,
                          sizeof w->levels[0]);
   w->undo = arena_grow(w->stacks->arena, w->undo, w->n_undo, &w->undo_room,
                        sizeof w->undo[0]);
   w->undo[w->n_undo++] =
       (struct undo){at, w->level_of[function], w->levels[at], function};
   seen->end = trie_add(
       &w->trie,
       (struct trie_node){at > 0 ? w->levels[at - 1].node : 0, site, again});
   seen->n_levels = at + 1;
   w->levels[at] = (struct level){function, seen->end};
   w->level_of[function] = at;
}

static void put_back(struct walk *w, size_t n_undo)
{
   while (w->n_undo > n_undo) {
      const struct undo *u = &w->undo[--w->n_undo];

      w->levels[u->at] = u->was;
      w->level_of[u->function] = u->level_of;
   }
}

/* Nameless frames in a row that are in no object are one: there is nothing to
   tell them apart by. */
static void see_site(struct walk *w, struct seen *seen, uint32_t site)
{
   if (w->kind == WALK_TOPS) {
      seen->end = site;
   } else if (seen->end > 0 && w->trie.nodes[seen->end].site == site &&
              is_nameless(w, site)) {
      return;
   } else if (w->kind == WALK_LOOPLESS) {
      see_level(w, seen, site);
   } else {
      seen->end = trie_add(&w->trie, (struct trie_node){seen->end, site, 0});
   }
}

/* The outermost frame stands for a thread: "thread 2". */
static bool has_thread_node(const struct walk *w)
{
   static const char start[] = "thread ";

   return w->stacks->profile->run.separate_threads &&
          strncmp(w->stacks->sites[slot_at(w, 0)->site].function, start,
                  strlen(start)) == 0;
}

/* Of what lies outside of the user's frames, those are seen that say which
   thread it is. */
static struct seen see_outside(struct walk *w, size_t start)
{
   struct seen seen = {0, 0};

   if (start > 0 && has_thread_node(w))
      see_site(w, &seen, slot_at(w, 0)->site);
   for (size_t i = 0; i < start && i < FRAME_THREAD_DEPTH; i++) {
      if (slot_at(w, i)->marks & FRAME_THREAD)
         see_site(w, &seen, slot_at(w, i)->site);
   }
   return seen;
}

static void restart(struct frame_on_path *f, uint32_t start)
{
   f->start = start;
   f->leading = start > 0;
}

static unsigned marks_of(const struct walk *w, size_t slot)
{
   return w->stacks->show_all ? 0 : w->stacks->slots[slot].marks;
}

/* The same if it is one that the rules leave. */
static void judge_user(const struct walk *w, struct frame_on_path *f,
                       uint32_t position)
{
   const struct stacks_slot *slot = &w->stacks->slots[f->slot];

   f->user = position + 1;
   if (is_nameless(w, slot->site))
      return;
   f->named = position + 1;
   if (slot->marks & FRAME_OWN)
      f->own = position + 1;
   if (slot->marks & FRAME_PROGRAM)
      f->program = position + 1;
}

/* Code without a name that an allocator of the same object calls is that
   allocator's own: the malloc behind sqlite3Malloc. */
static bool is_allocators(const struct walk *w, const struct frame_on_path *f,
                          uint32_t position, unsigned marks)
{
   const struct site *site = &w->stacks->sites[w->stacks->slots[f->slot].site];

   if (marks & FRAME_SKIP)
      return !(marks & FRAME_STANDARD);
   return position > 0 && f->allocators && site->address[0] &&
          strcmp(site->object,
                 w->stacks->sites[slot_at(w, position - 1)->site].object) == 0;
}

/* A frame is the path's next, at `position`: what it changes. */
static void judge(const struct walk *w, struct frame_on_path *f,
                  uint32_t position)
{
   const unsigned marks = marks_of(w, f->slot);

   f->allocators = is_allocators(w, f, position, marks);
   if (!(marks & FRAME_SKIP) && !f->allocators)
      judge_user(w, f, position);
   if ((marks & FRAME_BELOW_MAIN) ||
       ((marks & FRAME_THREAD) && position < FRAME_THREAD_DEPTH)) {
      f->main = 0;
      restart(f, position + 1);
      return;
   }
   if ((marks & FRAME_INNER_MAIN) || ((marks & FRAME_MAIN) && f->main == 0)) {
      f->main = position + 1;
      restart(f, position);
   }
   /* Library code that only hands over to the user's: between a thread's or a
      runtime's start and the first function of the user. */
   f->leading = f->leading && (marks & FRAME_SKIP);
}

static void enter_frame(struct walk *w, size_t slot)
{
   struct frame_on_path f = {0};

   if (w->n_frames > 0)
      f = w->frames[w->n_frames - 1];
   f.slot = slot;
   judge(w, &f, (uint32_t)w->n_frames);
   w->frames = arena_grow(w->stacks->arena, w->frames, w->n_frames,
                          &w->frames_room, sizeof w->frames[0]);
   w->frames[w->n_frames++] = f;
}

static void see_frame(struct walk *w, size_t position)
{
   struct frame_on_path *f = &w->frames[position];

   f->seen = position > f->start ? f[-1].seen : see_outside(w, f->start);
   if (position >= f->start && !f->leading &&
       !(marks_of(w, f->slot) & FRAME_STANDARD)) {
      see_site(w, &f->seen, w->stacks->slots[f->slot].site);
   }
}

static void forget_frames(struct walk *w, size_t n)
{
   if (w->n_seen > n) {
      put_back(w, w->frames[n].n_undo);
      w->n_seen = n;
   }
}

/* Sees the frames of [start, n), which are those of one start; the levels are
   those of exactly n frames then. */
static void see_frames(struct walk *w, size_t start, size_t n)
{
   size_t first = w->n_seen < n ? w->n_seen : n;

   while (first > start && !w->frames[first - 1].known)
      first--;
   forget_frames(w, first);
   for (; w->n_seen < n; w->n_seen++) {
      struct frame_on_path *f = &w->frames[w->n_seen];

      f->n_undo = w->n_undo;
      f->known = w->n_seen >= start;
      if (f->known)
         see_frame(w, w->n_seen);
   }
}

static void enter(struct walk *w, uint32_t node)
{
   const struct stacks *s = w->stacks;
   const struct node *n = &s->profile->nodes[node];
   const bool cut = n->cut || (w->n_nodes > 0 && w->nodes[w->n_nodes - 1].cut);

   /* The frames of an address begin with the innermost. */
   for (size_t i = s->first_slot[n->address + 1]; i > s->first_slot[n->address];
        i--) {
      enter_frame(w, i - 1);
   }
   w->nodes = arena_grow(s->arena, w->nodes, w->n_nodes, &w->nodes_room,
                         sizeof w->nodes[0]);
   w->nodes[w->n_nodes++] =
       (struct node_on_path){node, (uint32_t)w->n_frames, cut};
}

static void leave(struct walk *w)
{
   const size_t n = w->n_nodes > 1 ? w->nodes[w->n_nodes - 2].n_frames : 0;

   forget_frames(w, n);
   w->n_frames = n;
   w->n_nodes--;
}

/* A parent has a lower number than its children, so what has a higher one than
   a node is not outside of it. */
void walk_to(struct walk *w, uint32_t node)
{
   const struct node *nodes = w->stacks->profile->nodes;
   size_t n = 0;

   for (;; node = nodes[node].parent) {
      while (w->n_nodes > 0 && w->nodes[w->n_nodes - 1].node > node)
         leave(w);
      if (node == 0 ||
          (w->n_nodes > 0 && w->nodes[w->n_nodes - 1].node == node)) {
         break;
      }
      w->inside = arena_grow(w->stacks->arena, w->inside, n, &w->inside_room,
                             sizeof w->inside[0]);
      w->inside[n++] = node;
   }
   while (n > 0)
      enter(w, w->inside[--n]);
}

/* The user's innermost frame behind the allocator's, and what is outside of
   it; NULL: none. */
static const struct frame_on_path *find_user(const struct walk *w)
{
   const size_t n = w->n_frames;
   size_t top = n;

   for (size_t i = 0; i < n && i < FRAME_SKIP_THROUGH_DEPTH; i++) {
      if (slot_at(w, n - 1 - i)->marks & FRAME_SKIP_THROUGH)
         top = n - 1 - i;
   }
   if (top == 0 || w->frames[top - 1].user == 0)
      return NULL;
   return &w->frames[w->frames[top - 1].user - 1];
}

/* Of a user's frame and those outside of it the one to show, position + 1; 0:
   none.  The reader's own code comes first, then the program's.  A frame of
   which nothing is known, as of code that was made at run time, says less than
   its caller: the first frame of which something is and that is not skipped,
   if there is one, stands for it. */
static uint32_t find_best(const struct frame_on_path *user, uint32_t start)
{
   const uint32_t best[] = {user->own, user->program, user->named, user->user};

   for (size_t i = 0; i < sizeof best / sizeof best[0]; i++) {
      if (best[i] > start)
         return best[i];
   }
   return 0;
}

/* Where no frame is the user's it is the outermost. */
static uint32_t find_top(const struct walk *w, uint32_t start)
{
   const struct frame_on_path *user = find_user(w);

   uint32_t best = user ? find_best(user, start) : 0;

   if (best > 0)
      return best - 1;
   return start > 0 ? start - 1 : 0;
}

/* What is seen of the frames outside of the top, and the top. */
static uint32_t see_top(struct walk *w, uint32_t top, uint32_t start)
{
   struct seen seen = {0, 0};

   if (w->kind != WALK_TOPS && top > start)
      see_frames(w, start, top);
   size_t n_undo = w->n_undo;
   if (w->kind != WALK_TOPS)
      seen = top > start ? w->frames[top - 1].seen : see_outside(w, top);
   see_site(w, &seen, slot_at(w, top)->site);
   put_back(w, n_undo);
   return seen.end;
}

/* Every frame that was recorded. */
static uint32_t see_all(struct walk *w)
{
   if (w->kind == WALK_TOPS)
      return slot_at(w, w->n_frames - 1)->site;
   see_frames(w, 0, w->n_frames);
   return w->frames[w->n_frames - 1].seen.end;
}

struct walk_stack walk_see(struct walk *w)
{
   struct stacks *s = w->stacks;
   const size_t n = w->n_frames;
   struct walk_stack stack = {.via = "", .note = ""};
   struct seen none = {0, 0};
   const char *inside = "";

   if (n == 0) {
      see_site(w, &none, 0);
      stack.end = none.end;
      return stack;
   }
   stack.cut = w->nodes[w->n_nodes - 1].cut;
   uint32_t start = w->frames[n - 1].start;
   uint32_t top = s->show_all ? (uint32_t)n - 1 : find_top(w, start);
   stack.end = s->show_all ? see_all(w) : see_top(w, top, start);
   if (s->show_all)
      return stack;
   if (top + 1 < n) {
      stack.via = via_of(s, w->frames[top + 1].slot, w->frames[top].slot);
      inside = s->sites[slot_at(w, top + 1)->site].object;
   }
   stack.note =
       via_note(s, inside, w->frames[top].slot, w->nodes[w->n_nodes - 1].node);
   return stack;
}

size_t walk_users(const struct walk *w, struct walk_user *users, size_t n_most)
{
   const size_t n = w->n_frames;
   const struct frame_on_path *user = n > 0 ? find_user(w) : NULL;
   size_t n_users = 0;

   while (user && n_users < n_most) {
      const uint32_t best = find_best(user, w->frames[n - 1].start);

      if (best == 0)
         break;
      users[n_users++] = (struct walk_user){
          w->frames[best - 1].slot, best < n ? w->frames[best].slot : SIZE_MAX};
      user = best > 1 ? &w->frames[best - 2] : NULL;
   }
   return n_users;
}
