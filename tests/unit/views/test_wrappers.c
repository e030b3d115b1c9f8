/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions are taken for wrappers of malloc, by their shape. */
#include "query/wrapper_search.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "fake.h"
#include "query/frame_rules.h"
#include "query/stacks.h"
#include "query/wrappers.h"
#include "tap.h"

#define PRELOAD " @ /usr/libexec/valgrind/vgpreload_ms2-amd64-linux.so\n"
#define MAIN "main | /src/main.c:1 @ /src/app\n"

/* Blocks of this size, in a function with such callers. */
static void alloc(struct fake *f, const char *inner, const char *callers,
                  uint64_t bytes)
{
   char stack[1000];

   snprintf(stack, sizeof stack, "malloc" PRELOAD "%s%s" MAIN, inner, callers);
   fake_alloc(f, fake_stack(f, stack), bytes);
}

/* `n` functions call it, each for a size of its own. */
static void alloc_for(struct fake *f, const char *inner, int n, uint64_t step)
{
   for (int i = 0; i < n; i++) {
      char caller[100];

      snprintf(caller, sizeof caller, "user_%d | /src/user.c:%d @ /src/app\n",
               i, 10 * i + 1);
      alloc(f, inner, caller, 100 + step * (uint64_t)i);
   }
}

struct found {
   struct profile *profile;
   struct arena *arena;
   const char *words;
   struct stacks *stacks;
};

static struct found find(struct fake *f)
{
   struct found found = {.profile = fake_end(f), .arena = arena_new()};
   struct wrappers *w = wrappers_new(found.arena);
   struct frame_options none = {.no_skip = false};
   struct frame_options with = {.wrappers = w};

   wrapper_search(w, found.profile, frame_rules_new(found.arena, &none));
   found.words = wrappers_words(found.arena, w);
   found.stacks = stacks_new(found.arena, found.profile,
                             frame_rules_new(found.arena, &with));
   return found;
}

static void check(struct fake *f, const char *words, const char *what)
{
   struct found found = find(f);

   tap_is_str(found.words, words, what);
   arena_free(found.arena);
   profile_free(found.profile);
}

#define XALLOC "xalloc | /src/mem.c:5 @ /src/app\n"
#define YALLOC "yalloc | /src/mem.c:15 @ /src/app\n"

static void one_layer(void)
{
   struct fake *f = fake_new();
   uint32_t node = fake_stack(f, "malloc" PRELOAD XALLOC
                                 "load | /src/load.c:3 @ /src/app\n" MAIN);
   struct stack stack;

   alloc_for(f, XALLOC, 4, 400);
   fake_alloc(f, node, 7);
   struct found found = find(f);
   tap_is_str(found.words, "xalloc (5 callers)", "many callers, many sizes");
   stacks_get(found.stacks, node, &stack);
   tap_is_str(stacks_site(found.stacks, stack.sites[0])->function, "load",
              "its caller is shown");
   tap_is_str(stack.via, "xalloc", "with what it called");
   arena_free(found.arena);
   profile_free(found.profile);
}

static void few(void)
{
   struct fake *f = fake_new();

   alloc_for(f, XALLOC, 3, 400);
   check(f, "", "three callers may be of one module");

   f = fake_new();
   alloc_for(f, XALLOC, 9, 0);
   check(f, "", "what makes things of one size is a factory");

   f = fake_new();
   alloc_for(f, XALLOC, 9, 20);
   check(f, "", "so is what makes things with a name in them");
}

static void several_blocks(void)
{
   struct fake *f = fake_new();

   alloc_for(f, XALLOC, 5, 400);
   alloc_for(f, "xalloc | /src/mem.c:6 @ /src/app\n", 5, 10);
   check(f, "", "what makes something of two blocks is none");

   f = fake_new();
   alloc_for(f, XALLOC, 5, 400);
   alloc_for(f, "realloc" PRELOAD "xalloc | /src/mem.c:6 @ /src/app\n", 5, 10);
   check(f, "xalloc (5 callers)",
         "but a realloc beside its malloc is no other");
}

static void recursive(void)
{
   struct fake *f = fake_new();

   alloc_for(f, XALLOC, 5, 400);
   alloc_for(f, XALLOC "xalloc | /src/mem.c:9 @ /src/app\n", 1, 0);
   check(f, "", "what calls itself is none");
}

static void layers(void)
{
   struct fake *f = fake_new();

   alloc_for(f, "checked | /src/mem.c:2 @ /src/app\n" XALLOC, 6, 400);
   alloc_for(f, "checked | /src/mem.c:2 @ /src/app\n" YALLOC, 5, 400);
   check(f, "checked (2 callers), xalloc (6 callers), yalloc (5 callers)",
         "what serves wrappers only is one");

   f = fake_new();
   alloc_for(f, "checked | /src/mem.c:2 @ /src/app\n" XALLOC, 6, 400);
   check(f, "xalloc (6 callers) and 1 more",
         "what has one caller lies inside of another");

   f = fake_new();
   alloc_for(f, "checked | /src/mem.c:2 @ /src/app\n" XALLOC, 6, 400);
   alloc_for(f, "checked | /src/mem.c:2 @ /src/app\n", 1, 1);
   check(f, "",
         "what serves somebody else, too, is not, nor what is around it");

   f = fake_new();
   alloc_for(f, XALLOC, 12, 400);
   alloc_for(f, XALLOC "make | /src/make.c:5 @ /src/app\n", 5, 400);
   check(f, "xalloc (13 callers)",
         "what makes something of a wrapper's memory is shown");
}

static void templates(void)
{
   struct fake *f = fake_new();

   for (int i = 0; i < 5; i++) {
      char inner[200], caller[100];

      snprintf(
          inner, sizeof inner,
          "Pool<T%d>::allocate(unsigned long) | /src/pool.h:7 @ /src/app\n", i);
      snprintf(caller, sizeof caller,
               "fill_%d() | /src/fill.cc:%d @ /src/app\n", i, i + 1);
      alloc(f, inner, caller, 50 + 300 * (uint64_t)i);
   }
   check(f, "Pool::allocate (5 callers)", "a template's functions are one");
}

static void check_pool(int n, uint64_t bytes, uint64_t step, const char *name,
                       const char *what)
{
   struct fake *f = fake_new();
   struct arena *a = arena_new();
   struct frame_options none = {.no_skip = false};
   struct wrappers *w = wrappers_new(a);

   for (int i = 0; i < n; i++) {
      char caller[100];

      snprintf(caller, sizeof caller, "user_%d | /src/user.c:%d @ /src/app\n",
               i, 10 * i + 1);
      alloc(f, "refill | /src/mem.c:3 @ /src/app\n" XALLOC, caller,
            bytes + step * (uint64_t)i);
   }
   struct profile *p = fake_end(f);
   wrapper_search(w, p, frame_rules_new(a, &none));
   const char *found = wrappers_pool(w, false)->function;
   tap_is_str(found ? found : "none", name, what);
   arena_free(a);
   profile_free(p);
}

static void pools(void)
{
   check_pool(8, 4096, 0, "xalloc", "a pool: large pieces of one size");
   check_pool(7, 4096, 0, "none", "few callers: a module's helper");
   check_pool(8, 900, 0, "none", "small pieces: a thing that is made");
   check_pool(8, 4096, 1, "none", "sizes of the callers' choice: a wrapper");
}

int main(void)
{
   pools();
   one_layer();
   few();
   several_blocks();
   recursive();
   layers();
   templates();
   return tap_done();
}
