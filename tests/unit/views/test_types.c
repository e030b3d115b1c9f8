/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The types of what blocks hold, from the frames of C++ and Rust. */
#include "query/types.h"

#include "base/arena.h"
#include "fake.h"
#include "query/frame_rules.h"
#include "query/paths.h"
#include "query/stacks.h"
#include "tap.h"

#define NEW                         \
   "operator new(unsigned long) @ " \
   "/usr/libexec/valgrind/vgpreload_ms2-amd64-linux.so\n"
#define MAIN "main | /home/ana/app/main.cc:9 @ /home/ana/app/app\n"
#define RUST "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library"

static const struct {
   const char *what, *stack, *type;
} cases[] = {
    {"C++: a vector's element",
     NEW "std::__new_allocator<Session>::allocate(unsigned long, void const*) "
         "| /usr/include/c++/12/bits/new_allocator.h:137\n" MAIN,
     "Session"},
    {"C++: a map's, without its node",
     NEW "std::__new_allocator<std::_Rb_tree_node<std::pair<int const, "
         "Session> > >::allocate(unsigned long, void const*)\n" MAIN,
     "std::pair<int const, Session>"},
    {"C++: a shared pointer's, without what counts",
     NEW "std::__new_allocator<std::_Sp_counted_ptr_inplace<Session, "
         "std::allocator<void>, (__gnu_cxx::_Lock_policy)2> >::allocate("
         "unsigned long, void const*)\n" MAIN,
     "Session"},
    {"C++: where only the container is left",
     NEW "void std::vector<Session, std::allocator<Session> >::"
         "_M_realloc_insert<Session const&>(Session*)\n" MAIN,
     "Session"},
    {"C++: a function type",
     NEW "std::allocator<void (*)(int, char)>::allocate(unsigned long)\n" MAIN,
     "void (*)(int, char)"},
    {"C++: a class's own operator new",
     NEW "Shop::Point::operator new(unsigned long) | "
         "/home/ana/app/point.h:4 @ /home/ana/app/app\n" MAIN,
     "Shop::Point"},
    {"C++: an allocator of the program's own",
     NEW "Arena<Session>::allocate(unsigned long) | "
         "/home/ana/app/arena.h:4 @ /home/ana/app/app\n" MAIN,
     "Session"},
    {"C++: new alone says nothing", NEW MAIN, NULL},
    {"C++: nor does a container further out",
     NEW "load(std::vector<int, std::allocator<int> >&) | "
         "/home/ana/app/load.cc:4 @ /home/ana/app/app\n" MAIN,
     NULL},
    {"Rust: by the name of a function",
     NEW "<alloc::raw_vec::RawVec<app::Session>>::grow_one | " RUST
         "/alloc/src/raw_vec/mod.rs:345\n" MAIN,
     "app::Session"},
    {"Rust: a parameter is no type",
     NEW "alloc::raw_vec::RawVec<T,A>::grow_one | " RUST
         "/alloc/src/raw_vec/mod.rs:345\n" MAIN,
     NULL},
    {"Rust: inlined, by its arguments",
     NEW "+push<app::Session, alloc::alloc::Global> | " RUST
         "/alloc/src/vec/mod.rs:2500\n" MAIN,
     "app::Session"},
    {"Rust: an allocator is none",
     NEW "+try_allocate_in<alloc::alloc::Global> | " RUST
         "/alloc/src/raw_vec/mod.rs:12\n" MAIN,
     NULL},
    {"Rust: a map's key and value",
     NEW "+new<u32, app::Session, alloc::alloc::Global> | " RUST
         "/alloc/src/collections/btree/node.rs:87\n" MAIN,
     "(u32, app::Session)"},
    {"Rust: Global's own method is none",
     NEW "<alloc::alloc::Global as core::alloc::Allocator>::allocate | " RUST
         "/alloc/src/alloc.rs:429\n" MAIN,
     NULL},
};

int main(void)
{
   const struct frame_options defaults = {.no_skip = false};

   for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
      struct fake *f = fake_new();
      const uint32_t node = fake_stack(f, cases[i].stack);

      fake_alloc(f, node, 100);
      struct profile *p = fake_end(f);
      struct arena *a = arena_new();
      struct stacks *s = stacks_new(a, p, frame_rules_new(a, &defaults));
      const char *type = types_of(s, node, paths_top_of(s, node));
      tap_is_str(type ? type : "none", cases[i].type ? cases[i].type : "none",
                 cases[i].what);
      arena_free(a);
      profile_free(p);
   }
   return tap_done();
}
