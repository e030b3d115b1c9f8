/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of frames to skip, and the matching of one frame against them. */
#include "query/frame_rules.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "model/names.h"

enum subject { FUNCTION, PATH, OBJECT };

enum how {
   IS,     /* the whole subject */
   STARTS, /* its beginning */
   HAS,    /* anywhere in it */
   GLOB    /* fnmatch(3) on the whole */
};

enum condition { ALWAYS, IF_QT };

struct rule {
   enum subject subject;
   enum how how;
   const char *pattern;
   unsigned marks; /* of enum frame_mark */
   enum condition condition;
};

#define SKIP(subject, how, pattern)             \
   {                                            \
      subject, how, pattern, FRAME_SKIP, ALWAYS \
   }
#define STANDARD(subject, how, pattern)                          \
   {                                                             \
      subject, how, pattern, FRAME_SKIP | FRAME_STANDARD, ALWAYS \
   }
#define ENTRY(pattern)                                  \
   {                                                    \
      FUNCTION, IS, pattern, FRAME_SKIP_THROUGH, ALWAYS \
   }
#define BOTTOM(how, pattern, mark)         \
   {                                       \
      FUNCTION, how, pattern, mark, ALWAYS \
   }
#define QT(subject, how, pattern)              \
   {                                           \
      subject, how, pattern, FRAME_SKIP, IF_QT \
   }

/* A path is "/" + directory + "/" + file, so a pattern may start at any of its
   parts.  Rules that need more than a pattern (the standard library by name)
   are in names_is_std(). */
static const struct rule rules[] = {
    /* R0: Valgrind's replacements of malloc and the like. */
    {OBJECT, HAS, "/vgpreload_", FRAME_SKIP | FRAME_PRELOAD, ALWAYS},

    /* R1: the entries of Rust's allocator.  What lies inside of them may be a
       user's own GlobalAlloc: it is an allocator too. */
    ENTRY("__rust_alloc"),
    ENTRY("__rust_alloc_zeroed"),
    ENTRY("__rust_realloc"),
    ENTRY("__rdl_alloc"),
    ENTRY("__rdl_alloc_zeroed"),
    ENTRY("__rdl_realloc"),
    ENTRY("__rg_alloc"),
    ENTRY("__rg_alloc_zeroed"),
    ENTRY("__rg_realloc"),
    ENTRY("__rustc::__rust_alloc"),
    ENTRY("__rustc::__rust_alloc_zeroed"),
    ENTRY("__rustc::__rust_realloc"),
    ENTRY("__rustc::__rdl_alloc"),
    ENTRY("__rustc::__rdl_alloc_zeroed"),
    ENTRY("__rustc::__rdl_realloc"),
    ENTRY("__rustc::__rg_alloc"),
    ENTRY("__rustc::__rg_alloc_zeroed"),
    ENTRY("__rustc::__rg_realloc"),
    ENTRY("alloc::alloc::exchange_malloc"),

    /* R2: sources of the standard libraries. */
    STANDARD(PATH, GLOB,
             "*/rustc/[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]"
             "[0-9a-f]*/library/*"),
    STANDARD(PATH, HAS, "/library/alloc/src/"),
    STANDARD(PATH, HAS, "/library/core/src/"),
    STANDARD(PATH, HAS, "/library/std/src/"),
    STANDARD(PATH, HAS, "/library/proc_macro/src/"),
    STANDARD(PATH, HAS, "/library/test/src/"),
    STANDARD(PATH, HAS, "/library/panic_unwind/src/"),
    STANDARD(PATH, HAS, "/library/unwind/src/"),
    STANDARD(PATH, HAS, "/library/backtrace/src/"),
    STANDARD(PATH, GLOB, "*/rustc-[0-9]*/library/*"),
    STANDARD(PATH, GLOB, "*/rustc-[0-9]*/vendor/*"),
    STANDARD(PATH, HAS, "/lib/rustlib/src/rust/library/"),
    STANDARD(PATH, HAS, "/rust/deps/"),
    STANDARD(PATH, HAS, "/include/c++/"),
    STANDARD(PATH, HAS, "/libstdc++-v3/"),
    STANDARD(PATH, HAS, "/libcxx/"),
    STANDARD(PATH, HAS, "/libcxxabi/"),
    STANDARD(OBJECT, HAS, "/libstdc++.so"),
    STANDARD(OBJECT, HAS, "/libc++.so"),
    STANDARD(OBJECT, HAS, "/libc++abi.so"),
    STANDARD(OBJECT, HAS, "/libsupc++.so"),

    /* Of D and Ada, whose templates and generics the program is compiled
       with. */
    STANDARD(PATH, HAS, "/include/d/"),
    STANDARD(PATH, HAS, "/adainclude/"),

    /* C. */
    SKIP(FUNCTION, IS, "malloc"),
    SKIP(FUNCTION, IS, "calloc"),
    SKIP(FUNCTION, IS, "realloc"),
    SKIP(FUNCTION, IS, "memalign"),
    SKIP(FUNCTION, IS, "posix_memalign"),
    SKIP(FUNCTION, IS, "aligned_alloc"),
    SKIP(FUNCTION, IS, "valloc"),
    SKIP(FUNCTION, IS, "pvalloc"),
    SKIP(FUNCTION, IS, "reallocarray"),
    SKIP(FUNCTION, IS, "strdup"),
    SKIP(FUNCTION, IS, "__strdup"),
    SKIP(FUNCTION, IS, "strndup"),
    SKIP(FUNCTION, IS, "__strndup"),
    SKIP(FUNCTION, IS, "asprintf"),
    SKIP(FUNCTION, IS, "__asprintf"),
    SKIP(FUNCTION, IS, "__asprintf_chk"),
    SKIP(FUNCTION, IS, "vasprintf"),
    SKIP(FUNCTION, IS, "__vasprintf_chk"),
    SKIP(FUNCTION, IS, "__vasprintf_internal"),
    SKIP(FUNCTION, IS, "getline"),
    SKIP(FUNCTION, IS, "getdelim"),
    SKIP(FUNCTION, IS, "__getdelim"),

    /* C's ways to map pages. */
    SKIP(FUNCTION, IS, "mmap"),
    SKIP(FUNCTION, IS, "mmap64"),
    SKIP(FUNCTION, IS, "__mmap"),
    SKIP(FUNCTION, IS, "__mmap64"),
    SKIP(FUNCTION, IS, "mremap"),
    SKIP(FUNCTION, IS, "mprotect"),
    SKIP(FUNCTION, IS, "__mprotect"),
    SKIP(FUNCTION, IS, "munmap"),
    SKIP(FUNCTION, IS, "__munmap"),
    SKIP(FUNCTION, IS, "brk"),
    SKIP(FUNCTION, IS, "__brk"),
    SKIP(FUNCTION, IS, "sbrk"),
    SKIP(FUNCTION, IS, "__sbrk"),
    SKIP(FUNCTION, IS, "shmat"),
    /* jemalloc, mimalloc and tcmalloc under names of their own. */
    SKIP(FUNCTION, IS, "mallocx"),
    SKIP(FUNCTION, IS, "rallocx"),
    SKIP(FUNCTION, IS, "xallocx"),
    SKIP(FUNCTION, GLOB, "_rjem_*alloc*"),
    SKIP(FUNCTION, IS, "_rjem_posix_memalign"),
    SKIP(FUNCTION, IS, "_rjem_memalign"),
    SKIP(FUNCTION, GLOB, "je_*alloc*"),
    SKIP(FUNCTION, IS, "je_posix_memalign"),
    SKIP(FUNCTION, IS, "je_memalign"),
    SKIP(FUNCTION, GLOB, "mi_*alloc*"),
    SKIP(FUNCTION, STARTS, "mi_new"),
    SKIP(FUNCTION, IS, "mi_heap_alloc_new"),
    SKIP(FUNCTION, GLOB, "mi_*expand"),
    SKIP(FUNCTION, IS, "mi_memalign"),
    SKIP(FUNCTION, IS, "mi_posix_memalign"),
    SKIP(FUNCTION, GLOB, "mi_*dup*"),
    SKIP(FUNCTION, GLOB, "tc_*alloc*"),
    SKIP(FUNCTION, STARTS, "tc_new"),
    SKIP(FUNCTION, IS, "tc_memalign"),
    SKIP(FUNCTION, IS, "tc_posix_memalign"),
    /* C++'s, where it is not the preload object's. */
    SKIP(FUNCTION, STARTS, "operator new("),
    SKIP(FUNCTION, STARTS, "operator new[]("),
    /* A class's own, of which inlining leaves the last word. */
    SKIP(FUNCTION, IS, "operator new"),
    SKIP(FUNCTION, IS, "operator new[]"),
    SKIP(FUNCTION, GLOB, "*::operator new(*"),
    SKIP(FUNCTION, GLOB, "*::operator new\\[\\](*"),

    /* glib. */
    SKIP(OBJECT, HAS, "/libglib-2.0.so"),
    SKIP(OBJECT, HAS, "/libgobject-2.0.so"),
    SKIP(OBJECT, HAS, "/libgio-2.0.so"),
    SKIP(OBJECT, HAS, "/libgmodule-2.0.so"),
    SKIP(FUNCTION, IS, "g_malloc"),
    SKIP(FUNCTION, IS, "g_malloc0"),
    SKIP(FUNCTION, IS, "g_realloc"),
    SKIP(FUNCTION, IS, "g_malloc_n"),
    SKIP(FUNCTION, IS, "g_malloc0_n"),
    SKIP(FUNCTION, IS, "g_realloc_n"),
    SKIP(FUNCTION, IS, "g_try_malloc"),
    SKIP(FUNCTION, IS, "g_try_malloc0"),
    SKIP(FUNCTION, IS, "g_try_realloc"),
    SKIP(FUNCTION, IS, "g_try_malloc_n"),
    SKIP(FUNCTION, IS, "g_try_malloc0_n"),
    SKIP(FUNCTION, IS, "g_try_realloc_n"),
    SKIP(FUNCTION, IS, "g_memdup"),
    SKIP(FUNCTION, IS, "g_memdup2"),
    SKIP(FUNCTION, STARTS, "g_slice_"),
    SKIP(FUNCTION, STARTS, "g_strdup"),
    SKIP(FUNCTION, STARTS, "g_strndup"),

    /* What GNU programs call the function that allocates or gives up. */
    SKIP(FUNCTION, IS, "xmalloc"),
    SKIP(FUNCTION, IS, "xzalloc"),
    SKIP(FUNCTION, IS, "xcalloc"),
    SKIP(FUNCTION, IS, "xrealloc"),
    SKIP(FUNCTION, IS, "xmemdup"),
    SKIP(FUNCTION, IS, "xstrdup"),
    SKIP(FUNCTION, IS, "xstrndup"),

    /* Allocators of interpreters and data bases: what they are called for is
       one frame further out. */
    SKIP(FUNCTION, STARTS, "Perl_safesys"),
    SKIP(FUNCTION, STARTS, "PyMem_"),
    SKIP(FUNCTION, STARTS, "_PyMem_"),
    SKIP(FUNCTION, STARTS, "PyObject_Malloc"),
    SKIP(FUNCTION, STARTS, "PyObject_Calloc"),
    SKIP(FUNCTION, STARTS, "PyObject_Realloc"),
    SKIP(FUNCTION, STARTS, "_PyObject_Malloc"),
    SKIP(FUNCTION, STARTS, "_PyObject_Calloc"),
    SKIP(FUNCTION, STARTS, "_PyObject_Realloc"),
    SKIP(FUNCTION, STARTS, "sqlite3_malloc"),
    SKIP(FUNCTION, STARTS, "sqlite3_realloc"),
    SKIP(FUNCTION, STARTS, "sqlite3Malloc"),
    SKIP(FUNCTION, STARTS, "sqlite3Realloc"),
    SKIP(FUNCTION, STARTS, "sqlite3MemMalloc"),
    SKIP(FUNCTION, STARTS, "sqlite3MemRealloc"),
    SKIP(FUNCTION, STARTS, "sqlite3DbMalloc"),
    SKIP(FUNCTION, STARTS, "sqlite3DbRealloc"),

    QT(OBJECT, HAS, "/libQt5Core.so"),
    QT(OBJECT, HAS, "/libQt6Core.so"),
    QT(PATH, HAS, "/qt5/"),
    QT(PATH, HAS, "/qt6/"),

    /* The bottom of a stack. */
    BOTTOM(IS, "main", FRAME_MAIN),
    BOTTOM(IS, "_Dmain", FRAME_INNER_MAIN), /* D's */
    BOTTOM(IS, "(below main)", FRAME_BELOW_MAIN),
    BOTTOM(IS, "_start", FRAME_BELOW_MAIN),
    BOTTOM(STARTS, "__libc_start_main", FRAME_BELOW_MAIN),
    BOTTOM(STARTS, "__libc_start_call_main", FRAME_BELOW_MAIN),
    BOTTOM(HAS, "__rust_begin_short_backtrace", FRAME_BELOW_MAIN),
    BOTTOM(STARTS, "std::rt::lang_start", FRAME_BELOW_MAIN),
    BOTTOM(IS, "start_thread", FRAME_THREAD),
    BOTTOM(STARTS, "clone3", FRAME_BELOW_MAIN),
    BOTTOM(IS, "clone", FRAME_BELOW_MAIN),
};

struct frame_rules {
   struct frame_options options;
};

struct frame_rules *frame_rules_new(struct arena *a,
                                    const struct frame_options *o)
{
   struct frame_rules *r = arena_alloc(a, sizeof *r);
   r->options = *o;
   return r;
}

const struct wrappers *frame_rules_wrappers(const struct frame_rules *r)
{
   return r->options.wrappers;
}

bool frame_rules_skip_nothing(const struct frame_rules *r)
{
   return r->options.no_skip;
}

static bool matches(const struct rule *rule, const char *subject)
{
   switch (rule->how) {
   case IS: return strcmp(subject, rule->pattern) == 0;
   case STARTS:
      return strncmp(subject, rule->pattern, strlen(rule->pattern)) == 0;
   case HAS: return strstr(subject, rule->pattern) != NULL;
   case GLOB: return fnmatch(rule->pattern, subject, 0) == 0;
   }
   return false;
}

static bool matches_any(const struct words *globs, const char *subject)
{
   for (size_t i = 0; i < globs->n; i++) {
      if (fnmatch(globs->at[i], subject, 0) == 0)
         return true;
   }
   return false;
}

/* A shell pattern of the user's for "foo" shall find "foo(int)" as well: few
   people know how a demangler spells parameters. */
static bool matches_function(const struct words *globs, const char *function)
{
   if (globs->n == 0 || *function == '\0')
      return false;
   char bare[1024];
   const char *q = names_qualified(function);
   const char *parameters = names_parameters(q);
   snprintf(bare, sizeof bare, "%.*s", (int)(parameters - q), q);
   return matches_any(globs, function) || matches_any(globs, bare);
}

static bool user_skips(const struct frame_options *o, const struct frame *f,
                       const char *path, const char *object_path)
{
   return matches_function(&o->skip_fn, f->function) ||
          matches_function(&o->alloc_fn, f->function) ||
          matches_any(&o->skip_path, path) ||
          matches_any(&o->skip_obj, object_path);
}

unsigned frame_rules_judge(const struct frame_rules *r, const struct frame *f,
                           const char *object_path)
{
   char path[4096];
   snprintf(path, sizeof path, "/%s/%s", f->dir, f->file);
   char object[4096];
   snprintf(object, sizeof object, "/%s", object_path);
   const char *const subjects[] = {f->function, path, object};
   unsigned marks = 0;
   for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
      if ((rules[i].condition == ALWAYS || r->options.qt) &&
          matches(&rules[i], subjects[rules[i].subject])) {
         marks |= rules[i].marks;
      }
   }
   if (f->dir[0] == '\0' && names_is_std(f->function)) { /* R3 */
      marks |= FRAME_SKIP | FRAME_STANDARD;
   }
   if (user_skips(&r->options, f, path + (f->dir[0] == '/'), object_path))
      marks |= FRAME_SKIP;
   return marks;
}
