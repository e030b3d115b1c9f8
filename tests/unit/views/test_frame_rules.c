/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which frames of recorded stacks a reader sees, and what is said of the
   others.  The stacks are of Rust 1.63 to 1.97, g++ 12, clang 14 with libc++,
   glib 2.74 and Qt 5.15. */
#include "query/stacks.h"

#include <string.h>

#include "allocators.h"
#include "base/arena.h"
#include "fake.h"
#include "query/frame_rules.h"
#include "tap.h"

#define PRELOAD " @ /usr/libexec/valgrind/vgpreload_ms2-amd64-linux.so\n"
#define HASH "59807616e1fa2540724bfbac14d7976d7e4a3860"
#define LIBRARY "/rustc/" HASH "/library"
#define LIBSTDCXX " @ /usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30\n"
#define LIBC " @ /usr/lib/x86_64-linux-gnu/libc.so.6\n"
#define GLIB " @ /usr/lib/x86_64-linux-gnu/libglib-2.0.so.0.7400.6\n"
#define SQLITE " @ /usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6\n"
#define QT " @ /usr/lib/x86_64-linux-gnu/libQt5Core.so.5.15.8\n"

#define C_BOTTOM                                                        \
   "main | /home/ana/app/main.c:9 @ /home/ana/app/app\n"                \
   "__libc_start_call_main | "                                          \
   "./csu/../sysdeps/nptl/libc_start_call_main.h:58" LIBC               \
   "__libc_start_main@@GLIBC_2.34 | ./csu/../csu/libc-start.c:360" LIBC \
   "_start @ /home/ana/app/app\n"

#define RUST_BOTTOM                                                     \
   "app::main | /home/ana/app/src/main.rs:30 @ /home/ana/app/app\n"     \
   "core::ops::function::FnOnce::call_once | " LIBRARY                  \
   "/core/src/ops/function.rs:250\n"                                    \
   "std::sys::backtrace::__rust_begin_short_backtrace | " LIBRARY       \
   "/std/src/sys/backtrace.rs:152\n"                                    \
   "std::rt::lang_start::{closure#0} | " LIBRARY "/std/src/rt.rs:195\n" \
   "std::rt::lang_start_internal | " LIBRARY "/std/src/rt.rs:169\n"     \
   "main @ /home/ana/app/app\n"                                         \
   "(below main)" LIBC

struct stack_case {
   const char *what;
   const char *stack;
   const char *visible; /* functions, "<-" between */
   const char *via;
   const char *note;
};

static const struct stack_case default_cases[] = {
    {"C: malloc itself is not shown",
     "malloc" PRELOAD "make_list | /home/ana/app/list.c:12\n" C_BOTTOM,
     "make_list<-main", "", ""},
    {"C: strdup is told, not shown",
     "malloc" PRELOAD "strdup | ./string/strdup.c:42" LIBC
     "read_name | /home/ana/app/name.c:7\n" C_BOTTOM,
     "read_name<-main", "strdup", ""},
    {"C: realloc is told",
     "realloc" PRELOAD "grow | /home/ana/app/list.c:20\n" C_BOTTOM,
     "grow<-main", "realloc", ""},
    {"C: a thread shows where it starts, not what is below",
     "malloc" PRELOAD "work | /home/ana/app/work.c:5\n"
     "start_thread | ./nptl/pthread_create.c:442" LIBC
     "clone | ../sysdeps/unix/sysv/linux/x86_64/clone.S:100" LIBC,
     "work<-start_thread", "", ""},
    {"C: a function of the user's called start_thread is no thread's start",
     "malloc" PRELOAD "start_thread | /home/ana/app/pool.c:5\n"
     "work | /home/ana/app/work.c:5\n" C_BOTTOM,
     "start_thread<-work<-main", "", ""},
    {"C: a nameless frame is a place of its own",
     "malloc" PRELOAD " @ /home/ana/app/plugin.so\n"
     "use_plugin | /home/ana/app/use.c:3\n" C_BOTTOM,
     "0x60 in plugin.so<-use_plugin<-main", "", ""},
    {"C: one of the system's libraries stands back behind the user's line",
     "malloc" PRELOAD " @ /usr/lib/libfoo.so.1\n"
     "use_foo | /home/ana/app/foo.c:3\n" C_BOTTOM,
     "use_foo<-main", "libfoo.so.1", ""},
    {"C: nameless frames are told apart",
     "malloc" PRELOAD " @ /usr/bin/ls\n @ /usr/bin/ls\n(below main)" LIBC,
     "0x30 in ls<-0x20 in ls", "", ""},
    {"C: nameless code that an allocator calls is its own",
     "malloc" PRELOAD " @ /home/ana/app/app\nxmalloc @ /home/ana/app/app\n"
     " @ /home/ana/app/app\n(below main)" LIBC,
     "0x20 in app", "xmalloc", ""},
    {"C: nameless frames in no object stand back behind a named one",
     "malloc" PRELOAD " @ \n @ \nrun | /home/ana/app/run.c:3\n" C_BOTTOM,
     "run<-main", "", ""},
    {"C: a function of the user's that has a known one's name",
     "malloc" PRELOAD "allocate_stack | /home/ana/app/stack.c:3 @ "
     "/home/ana/app/app\n" C_BOTTOM,
     "allocate_stack<-main", "", ""},
    {"C: the version of a symbol is no part of its name",
     "malloc" PRELOAD "pthread_getattr_np@@GLIBC_2.32" LIBC C_BOTTOM, "main",
     "pthread_getattr_np", ""},

    {"Rust 1.63: Box::new in a debug build",
     "malloc" PRELOAD "alloc::alloc::alloc | " LIBRARY
     "/alloc/src/alloc.rs:86\n"
     "alloc::alloc::Global::alloc_impl | " LIBRARY "/alloc/src/alloc.rs:166\n"
     "alloc::alloc::exchange_malloc | " LIBRARY "/alloc/src/alloc.rs:317\n"
     "alloc::boxed::Box<T>::new | " LIBRARY "/alloc/src/boxed.rs:215\n"
     "app::leak | /home/ana/app/src/main.rs:4\n" RUST_BOTTOM,
     "app::leak<-app::main", "Box::new", ""},
    {"Rust 1.63: names without paths",
     "malloc" PRELOAD "alloc::raw_vec::finish_grow\n"
     "alloc::raw_vec::RawVec<T,A>::reserve_for_push\n"
     "alloc::vec::Vec<T,A>::push\n"
     "app::fill | /home/ana/app/src/main.rs:8\n" RUST_BOTTOM,
     "app::fill<-app::main", "Vec::push", ""},
    {"Rust 1.85: __rdl_alloc, RawVecInner",
     "malloc" PRELOAD "__rdl_alloc\n"
     "alloc::raw_vec::RawVecInner<A>::grow_amortized | " LIBRARY
     "/alloc/src/raw_vec.rs:674\n"
     "alloc::raw_vec::RawVec<T,A>::grow_one | " LIBRARY
     "/alloc/src/raw_vec.rs:345\n"
     "alloc::vec::Vec<T,A>::push | " LIBRARY "/alloc/src/vec/mod.rs:2416\n"
     "app::fill | /home/ana/app/src/main.rs:8\n" RUST_BOTTOM,
     "app::fill<-app::main", "Vec::push", ""},
    {"Rust 1.95: bare inlined names with a path",
     "malloc" PRELOAD "+__rustc::__rdl_alloc | " LIBRARY
     "/std/src/alloc.rs:429\n"
     "+alloc_impl_runtime | " LIBRARY "/alloc/src/alloc.rs:190\n"
     "+box_new_uninit | " LIBRARY "/alloc/src/boxed.rs:240\n"
     "+new<[u8; 1024]> | " LIBRARY "/alloc/src/boxed.rs:254\n"
     "app::leak | /home/ana/app/src/main.rs:4\n" RUST_BOTTOM,
     "app::leak<-app::main", "Box::new", ""},
    {"Rust 1.97: <alloc::raw_vec::RawVecInner>::finish_grow",
     "malloc" PRELOAD "__rustc::__rdl_alloc\n"
     "<alloc::raw_vec::RawVecInner>::finish_grow\n"
     "<alloc::string::String as core::clone::Clone>::clone\n"
     "app::copy | /home/ana/app/src/main.rs:8\n" RUST_BOTTOM,
     "app::copy<-app::main", "String::clone", ""},
    {"Rust: a user's own global allocator is an allocator",
     "malloc" PRELOAD
     "<app::Counting as core::alloc::global::GlobalAlloc>::alloc | "
     "/home/ana/app/src/counting.rs:11\n"
     "__rustc::__rust_alloc | /home/ana/app/src/counting.rs:20\n"
     "alloc::alloc::alloc | " LIBRARY "/alloc/src/alloc.rs:86\n"
     "app::leak | /home/ana/app/src/main.rs:4\n" RUST_BOTTOM,
     "app::leak<-app::main", "alloc::alloc", ""},
    {"Rust: a user's clone() stays",
     "malloc" PRELOAD "alloc::alloc::alloc\n"
     "<app::Tree as core::clone::Clone>::clone\n"
     "app::copy | /home/ana/app/src/main.rs:8\n" RUST_BOTTOM,
     "<app::Tree as core::clone::Clone>::clone<-app::copy<-app::main",
     "alloc::alloc", ""},
    {"Rust: a slice's method is the library's, a trait's own on u8 is not",
     "malloc" PRELOAD "<[T]>::to_vec\n<u8 as app::Pack>::pack\n" RUST_BOTTOM,
     "<u8 as app::Pack>::pack<-app::main", "[T]::to_vec", ""},
    {"Rust: bare names without a path may be anybody's",
     "malloc" PRELOAD "alloc\n+push\nreserve\n" RUST_BOTTOM,
     "alloc<-push<-reserve<-app::main", "", ""},
    {"Rust: vendored crates of a toolchain are library code",
     "malloc" PRELOAD "hashbrown::raw::RawTable<T,A>::reserve_rehash | "
     "/rust/deps/hashbrown-0.15.2/src/raw/mod.rs:1196\n"
     "app::index | /home/ana/app/src/main.rs:8\n" RUST_BOTTOM,
     "app::index<-app::main", "RawTable::reserve_rehash", ""},
    {"Rust: a distribution's source folder",
     "malloc" PRELOAD "alloc::vec::Vec<T>::push | "
     "/usr/src/rustc-1.63.0/library/alloc/src/vec/mod.rs:10\n"
     "app::index | /home/ana/app/src/main.rs:8\n" RUST_BOTTOM,
     "app::index<-app::main", "Vec::push", ""},
    {"Rust: a thread ends at the user's closure",
     "malloc" PRELOAD "app::main::{closure#0} | /home/ana/app/src/main.rs:12\n"
     "std::sys::backtrace::__rust_begin_short_backtrace\n"
     "std::thread::Builder::spawn_unchecked_::{closure#1}\n"
     "start_thread" LIBC "clone" LIBC,
     "app::main::{closure#0}<-start_thread", "", ""},
    {"Rust: the runtime's own memory is told as such",
     "malloc" PRELOAD "std::thread::Thread::new | " LIBRARY
     "/std/src/thread/mod.rs:1\n"
     "std::rt::lang_start_internal | " LIBRARY "/std/src/rt.rs:171\n"
     "main @ /home/ana/app/app\n",
     "std::rt::lang_start_internal", "Thread::new", ""},

    {"C++: vector::push_back, libstdc++ with paths",
     "operator new(unsigned long)" PRELOAD
     "std::__new_allocator<int>::allocate(unsigned long, void const*) | "
     "/usr/include/c++/12/bits/new_allocator.h:137\n"
     "void std::vector<int, std::allocator<int> >::_M_realloc_insert<int>"
     "(__gnu_cxx::__normal_iterator<int*, std::vector<int, std::allocator<int> "
     "> >, int&&) | /usr/include/c++/12/bits/vector.tcc:459\n"
     "std::vector<int, std::allocator<int> >::push_back(int&&) | "
     "/usr/include/c++/12/bits/stl_vector.h:1294\n"
     "Shop::add(int) | /home/ana/app/shop.cc:14\n" C_BOTTOM,
     "Shop::add(int)<-main", "vector::push_back", ""},
    {"C++: names without paths",
     "operator new(unsigned long)" PRELOAD
     "__gnu_cxx::new_allocator<int>::allocate(unsigned long)\n"
     "std::__cxx11::basic_string<char, std::char_traits<char>, "
     "std::allocator<char> >::_M_create(unsigned long&, unsigned long)\n"
     "Shop::name() const | /home/ana/app/shop.cc:20\n" C_BOTTOM,
     "Shop::name() const<-main", "basic_string::_M_create", ""},
    {"C++: a library without symbols, told by its object",
     "operator new(unsigned long)" PRELOAD
     "std::string::reserve(unsigned long)" LIBSTDCXX
     "Shop::name() const | /home/ana/app/shop.cc:20\n" C_BOTTOM,
     "Shop::name() const<-main", "string::reserve", ""},
    {"C++: libc++",
     "operator new(unsigned long)" PRELOAD
     "void* std::__1::__libcpp_operator_new[abi:v15000]<unsigned long>"
     "(unsigned long)\n"
     "std::__1::vector<int, std::__1::allocator<int> >::push_back(int&&)\n"
     "Shop::add(int) | /home/ana/app/shop.cc:14\n" C_BOTTOM,
     "Shop::add(int)<-main", "vector::push_back", ""},
    {"C++: a user's namespace core and operators stay",
     "operator new(unsigned long)" PRELOAD
     "core::Pool::operator()(int) const\ncore::run(Pool&)\n" C_BOTTOM,
     "core::Pool::operator()(int) const<-core::run(Pool&)<-main", "", ""},
    {"C++: operator new of the user's own",
     "malloc" PRELOAD "operator new(unsigned long)\n"
     "Shop::add(int) | /home/ana/app/shop.cc:14\n" C_BOTTOM,
     "Shop::add(int)<-main", "", ""},
    {"C++: an exception",
     "malloc" PRELOAD "__cxa_allocate_exception" LIBSTDCXX
     "Shop::fail() | /home/ana/app/shop.cc:30\n" C_BOTTOM,
     "Shop::fail()<-main", "__cxa_allocate_exception", ""},
    {"C++: libstdc++'s emergency pool is labelled",
     "malloc" PRELOAD "" LIBSTDCXX
     "call_init | ./elf/dl-init.c:70 @ /usr/lib64/ld-linux-x86-64.so.2\n"
     "_dl_init | ./elf/dl-init.c:117 @ /usr/lib64/ld-linux-x86-64.so.2\n",
     "call_init<-_dl_init", "libstdc++.so.6.0.30",
     "libstdc++'s emergency pool"},
    {"C++: a thread's trampolines are cut off",
     "operator new(unsigned long)" PRELOAD "work() | /home/ana/app/work.cc:7\n"
     "void std::__invoke_impl<void, void (*)()>(std::__invoke_other, void "
     "(*&&)()) | /usr/include/c++/12/bits/invoke.h:61\n"
     " @ /usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30\n"
     "start_thread" LIBC "clone" LIBC,
     "work()<-start_thread", "", ""},

    {"Rust: what iterators do between two functions is left out",
     "malloc" PRELOAD "alloc::boxed::Box<T>::new\n"
     "app::build::{closure#0} | /home/ana/app/src/main.rs:5\n"
     "core::iter::traits::iterator::Iterator::fold | " LIBRARY
     "/core/src/iter/traits/iterator.rs:2647\n"
     "<alloc::vec::Vec<T> as core::iter::FromIterator<T>>::from_iter\n"
     "app::build | /home/ana/app/src/main.rs:5\n" RUST_BOTTOM,
     "app::build::{closure#0}<-app::build<-app::main", "Box::new", ""},

    {"Rust: a closure that was inlined is told by where it lies",
     "malloc" PRELOAD "+{closure#0} | /home/ana/app/src/main.rs:5\n"
     "+call_once<app::build::{closure_env#0}, ()> | " LIBRARY
     "/core/src/ops/function.rs:250\n"
     "app::build | /home/ana/app/src/main.rs:5\n" RUST_BOTTOM,
     "app::build::{closure#0}<-app::build<-app::main", "", ""},
    {"Rust: or by the function that was told about it",
     "malloc" PRELOAD "+{async_fn#1} | /home/ana/app/src/serve.rs:5\n"
     "+{closure#0} | /home/ana/app/src/serve.rs:4\n"
     "core::iter::Iterator::fold<app::serve::{closure_env#0}> | " LIBRARY
     "/core/src/iter.rs:250\n" RUST_BOTTOM,
     "app::serve::{async_fn#1}<-app::serve::{closure#0}<-app::main", "", ""},
    {"C++: a class's operator new, inlined",
     "malloc" PRELOAD "+operator new | /home/ana/app/point.h:4\n"
     "Shop::add(int) | /home/ana/app/shop.cc:14\n" C_BOTTOM,
     "Shop::add(int)<-main", "", ""},
    {"C++: a class's operator new",
     "malloc" PRELOAD
     "Shop::Point::operator new(unsigned long) | /home/ana/app/point.h:4\n"
     "Shop::add(int) | /home/ana/app/shop.cc:14\n" C_BOTTOM,
     "Shop::add(int)<-main", "Point::operator new", ""},

    {"glib: the allocator and the library around it",
     "malloc" PRELOAD "g_malloc" GLIB "g_slice_alloc" GLIB "g_list_append" GLIB
     "load | /home/ana/app/load.c:5\n" C_BOTTOM,
     "load<-main", "g_list_append", ""},
    {"glib: linked statically, by its names",
     "malloc" PRELOAD "g_try_malloc0_n\ng_strdup_printf\n"
     "load | /home/ana/app/load.c:5\n" C_BOTTOM,
     "load<-main", "g_strdup_printf", ""},
    {"Qt: told behind the line that called it",
     "malloc" PRELOAD "QArrayData::allocate(unsigned long, unsigned long)" QT
     "QString::append(QString const&)" QT
     "Window::draw() | /home/ana/app/window.cc:5\n" C_BOTTOM,
     "Window::draw()<-main", "QString::append", ""},
    {"Qt: shown in a distribution's program unless asked for",
     "malloc" PRELOAD "QArrayData::allocate(unsigned long, unsigned long)" QT
     "Window::draw() @ /usr/bin/app\nmain @ /usr/bin/app\n",
     "QArrayData::allocate(unsigned long, unsigned long)<-Window::draw()<-main",
     "", ""},

    {"whose: a library of the system's is told, with lines too",
     "malloc" PRELOAD "pcache1Alloc | ./src/pcache1.c:9" SQLITE
     "sqlite3_open | ./src/main.c:7" SQLITE
     "load | /home/ana/app/load.c:5\n" C_BOTTOM,
     "load<-main", "sqlite3_open", ""},
    {"whose: what the C library's callers call its functions",
     "malloc" PRELOAD "__fopen_internal | ./libio/iofopen.c:65" LIBC
     "load | /home/ana/app/load.c:5\n" C_BOTTOM,
     "load<-main", "fopen", ""},
    {"whose: a library of the reader's own, without lines",
     "malloc" PRELOAD "fill @ /home/ana/app/libplug.so\n"
     "load | /home/ana/app/load.c:5 @ /home/ana/app/app\n" C_BOTTOM,
     "fill<-load<-main", "", ""},
    {"whose: one that was installed, without lines",
     "malloc" PRELOAD "foo_new @ /opt/lib/libfoo.so.2\n"
     "load | /home/ana/app/load.c:5 @ /home/ana/app/app\n" C_BOTTOM,
     "load<-main", "foo_new", ""},
    {"whose: one that was installed, with lines",
     "malloc" PRELOAD
     "foo_new | /home/ana/foo/foo.c:3 @ /usr/local/lib/libfoo.so.2\n"
     "load | /home/ana/app/load.c:5 @ /home/ana/app/app\n" C_BOTTOM,
     "foo_new<-load<-main", "", ""},
    {"whose: an archive without lines within the program",
     "malloc" PRELOAD "zip_open @ /home/ana/app/app\n"
     "load | /home/ana/app/load.c:5 @ /home/ana/app/app\n" C_BOTTOM,
     "load<-main", "zip_open", ""},
    {"whose: headers of the system, compiled into the program",
     "operator new(unsigned long)" PRELOAD
     "+boost::pool<>::malloc() | /usr/include/boost/pool/pool.hpp:90 @ "
     "/home/ana/app/app\n"
     "load | /home/ana/app/load.c:5 @ /home/ana/app/app\n" C_BOTTOM,
     "load<-main", "pool::malloc", ""},
    {"whose: a crate that cargo fetched",
     "malloc" PRELOAD "serde_json::de::from_str | "
     "/home/ana/.cargo/registry/src/index.crates.io-6f17d22bba15001f/"
     "serde_json-1.0.1/src/de.rs:2676 @ /home/ana/app/app\n"
     "app::load | /home/ana/app/src/load.rs:5 @ "
     "/home/ana/app/app\n" RUST_BOTTOM,
     "app::load<-app::main", "de::from_str", ""},
    {"whose: a program of the reader's own, without any lines",
     "malloc" PRELOAD "sqlite3_open" SQLITE "load @ /home/ana/app/app\n"
     "main @ /home/ana/app/app\n",
     "load<-main", "sqlite3_open", ""},
    {"whose: of a distribution's program all is the reader's",
     "malloc" PRELOAD "sqlite3_open" SQLITE "load @ /usr/bin/app\n"
     "main @ /usr/bin/app\n",
     "sqlite3_open<-load<-main", "", ""},
    {"whose: a plugin of the reader's own in a distribution's program",
     "malloc" PRELOAD "sqlite3_open" SQLITE
     "load | /home/ana/plug/plug.c:5 @ /home/ana/plug/plug.so\n"
     "_PyEval_EvalFrameDefault @ /usr/bin/python3.11\n"
     "main @ /usr/bin/python3.11\n",
     "load<-_PyEval_EvalFrameDefault<-main", "sqlite3_open", ""},

    {"a stack that lies in libraries alone shows its outermost frame",
     "malloc" PRELOAD "g_malloc" GLIB "g_type_init" GLIB, "g_type_init",
     "g_malloc", ""},
    {"an inlined function without a name is not skipped",
     "malloc" PRELOAD "+UnknownInlinedFun | /home/ana/app/list.h:9\n"
     "fill | /home/ana/app/list.c:2\n" C_BOTTOM,
     "(nameless)<-fill<-main", "", ""},
};

/* The visible functions with "<-" between them. */
static void join(struct stacks *s, const struct stack *stack, char *to,
                 size_t size)
{
   size_t used = 0;
   to[0] = '\0';
   for (size_t i = 0; i < stack->n_sites && used < size; i++) {
      const struct site *site = stacks_site(s, stack->sites[i]);
      const char *name = site->function;
      used += (size_t)snprintf(to + used, size - used, "%s", i > 0 ? "<-" : "");
      if (used < size && site->address[0]) {
         used += (size_t)snprintf(to + used, size - used, "%s in %s",
                                  site->address, site_base_name(site->object));
      } else if (used < size) {
         used += (size_t)snprintf(to + used, size - used, "%s",
                                  *name ? name : "(nameless)");
      }
   }
}

/* What libstdc++'s pool has. */
#define POOL_BYTES 72704

/* All is of one block. */
static void check_block(const struct stack_case *c,
                        const struct frame_options *o, uint64_t bytes)
{
   struct fake *f = fake_new();
   uint32_t node = fake_stack(f, c->stack);
   fake_alloc(f, node, bytes);
   struct profile *p = fake_end(f);
   struct arena *a = arena_new();
   struct stacks *s = stacks_new(a, p, frame_rules_new(a, o));
   struct stack stack;
   stacks_get(s, node, &stack);
   char visible[2000];
   join(s, &stack, visible, sizeof visible);
   tap_is_str(visible, c->visible, c->what);
   tap_is_str(stack.via, c->via, "  and what it called");
   tap_is_str(stack.note, c->note, "  and what it is known to be");
   arena_free(a);
   profile_free(p);
}

static void check(const struct stack_case *c, const struct frame_options *o)
{
   check_block(c, o, POOL_BYTES);
}

static void check_label(void)
{
   static const struct stack_case c = {
       "C++: another block of libstdc++'s start is not its pool",
       "malloc" PRELOAD "" LIBSTDCXX
       "call_init | ./elf/dl-init.c:70 @ /usr/lib64/ld-linux-x86-64.so.2\n",
       "call_init", "libstdc++.so.6.0.30", ""};
   const struct frame_options o = {.no_skip = false};

   check_block(&c, &o, 100);
}

static void check_options(void)
{
   static const char *functions[] = {"pool_*"};
   static const char *paths[] = {"*/vendor/*"};
   static const char *objects[] = {"*/libfoo.so*"};
   static const struct stack_case cases[] = {
       {"--skip-fn finds C++ names without their parameters",
        "malloc" PRELOAD "pool_get(unsigned long)\n"
        "load | /home/ana/app/load.c:5\n" C_BOTTOM,
        "load<-main", "pool_get", ""},
       {"--skip-path",
        "malloc" PRELOAD "parse | /home/ana/app/vendor/json.c:5\n"
        "load | /home/ana/app/load.c:5\n" C_BOTTOM,
        "load<-main", "parse", ""},
       {"--skip-obj",
        "malloc" PRELOAD "foo_new @ /opt/lib/libfoo.so.2\n"
        "load | /home/ana/app/load.c:5\n" C_BOTTOM,
        "load<-main", "foo_new", ""},
       {"--skip=qt",
        "malloc" PRELOAD "QArrayData::allocate(unsigned long)" QT
        "Window::draw() | /home/ana/app/window.cc:5\n" C_BOTTOM,
        "Window::draw()<-main", "QArrayData::allocate", ""},
   };
   struct frame_options o = {.skip_fn = {functions, 1, 1},
                             .skip_path = {paths, 1, 1},
                             .skip_obj = {objects, 1, 1},
                             .qt = true};
   for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
      check(&cases[i], &o);
   struct frame_options alloc = {.alloc_fn = {functions, 1, 1}};
   check(&cases[0], &alloc);
}

static void check_no_skip(void)
{
   static const struct stack_case c = {"--no-skip shows every frame",
                                       "malloc" PRELOAD "strdup" LIBC C_BOTTOM,
                                       "malloc<-strdup<-main<-__libc_start_"
                                       "call_main<-__libc_start_main<-_start",
                                       "", ""};
   struct frame_options o = {.no_skip = true};
   check(&c, &o);
}

static struct {
   struct frame_rules *rules;
   char shown[1024];
} recorded;

static void look_at(const char *name)
{
   const struct frame f = {.function = name, .dir = "", .file = ""};
   if (frame_rules_judge(recorded.rules, &f, "/home/ana/app/app") != 0)
      return;
   strncat(recorded.shown, " ",
           sizeof recorded.shown - strlen(recorded.shown) - 1);
   strncat(recorded.shown, name,
           sizeof recorded.shown - strlen(recorded.shown) - 1);
}

static void check_allocators(void)
{
   struct arena *a = arena_new();
   struct frame_options o = {.no_skip = false};
   recorded.rules = frame_rules_new(a, &o);
   allocators_each(look_at);
   tap_is_str(recorded.shown, "",
              "what the recorder knows as allocators is skipped");
   arena_free(a);
}

int main(void)
{
   struct frame_options defaults = {.no_skip = false};
   for (size_t i = 0; i < sizeof default_cases / sizeof *default_cases; i++)
      check(&default_cases[i], &defaults);
   check_options();
   check_no_skip();
   check_label();
   check_allocators();
   return tap_done();
}
