/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stood between the user and a good profile. */
#include "control/hints.h"

#include "host/compat.h"
#include "capture/allocator_calls.h"
#include "capture/executable.h"
#include "capture/haskell.h"
#include "model/context.h"
#include "capture/malloc_fn.h"
#include "model/heap.h"
#include "capture/malloc.h"
#include "capture/runtimes.h"
#include "model/names.h"
#include "capture/tracked_calls.h"
#include "base/options.h"
#include "record/fact_hints.h"
#include "model/mappers.h"
#include "model/peak.h"
#include "model/stack_text.h"
#include "control/fairness.h"
#include "control/refusals.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_mallocfree.h"

/* The printer finds the same from a profile, by the same limits:
   ms2_print/query/hints.c. */
#define HUGE_RESERVATION (16ULL << 30)
#define LEAST_OWN_PAGES (4ULL << 20)
#define LEAST_CUT_PCT 1

/* Programs try out less than this, and do with what they get. */
#define LEAST_REFUSED (1ULL << 20)

/* Times a fair wait.  The kernel hands the core's lock on, and does not keep
   to the order in which threads came. */
#define UNFAIR_TIMES 20

/* What was counted, for the line that is printed. */
static struct {
   UInt n_addresses, n_without_line;
   ULong cut_calls;
} found;

/* ---- which are true ----------------------------------------------------- */

static ULong n_calls(void)
{
   return ms2_malloc_n_seen() + ms2_allocator_calls_n_seen();
}

Bool ms2_hints_saw_nothing(void)
{
   return n_calls() == 0 && ms2_malloc_fn_n_seen() == 0 &&
          ms2_heap_get()->live.blocks == 0;
}

/* A static program that was not stripped called no malloc, or one that is not
   called so. */
static Bool is_static(void)
{
   const Ms2Executable *program = ms2_executable_get();

   return ms2_options->heap && ms2_hints_saw_nothing() && program->is_known &&
          program->is_static && !program->has_symbols && !program->is_go;
}

/* Cores before 3.21 know musl's loader as no C library; where functions can be
   tracked, its malloc is found all the same. */
static Bool is_musl(void)
{
   return ms2_options->heap && ms2_hints_saw_nothing() &&
          !ms2_tracked_calls_possible() &&
          VG_(strstr)(ms2_executable_get()->loader, "ld-musl") != NULL;
}

static Bool is_go(void)
{
   return ms2_executable_get()->is_go;
}

static Bool has_name(const HChar *name)
{
   for (UInt i = 1; i <= ms2_names_n_strings(); i++) {
      if (VG_(strcmp)(ms2_names_string_get(i), name) == 0)
         return True;
   }
   return False;
}

/* Where there are symbols, the run-time system allocates below the function
   that starts it. */
static Bool is_haskell(void)
{
   return ms2_haskell_has_reserved() || has_name("hs_main") ||
          has_name("hs_init_ghc");
}

/* Then the heap is that of some C code beside the program's own memory. */
static Bool has_own_runtime(void)
{
   return is_go() || is_haskell();
}

static ULong most_of_heap(void)
{
   return ms2_peak_get(MS2_PEAK_HEAP, ms2_heap_get()).heap.live.bytes;
}

static Bool starts_with(const HChar *text, const HChar *start)
{
   return VG_(strncmp)(text, start, VG_(strlen)(start)) == 0;
}

/* Libraries of the system come without line information, and those of Rust with
   it, whatever the user does.  The program itself is what is asked about. */
static Bool is_users(const Ms2Address *address)
{
   static const HChar *const folders[] = {"/lib/", "/lib32/", "/lib64/",
                                          "/usr/lib"};

   if (address->object == 0)
      return False;
   const HChar *path = ms2_names_object_get(address->object)->path;
   for (UInt i = 0; i < sizeof folders / sizeof folders[0]; i++) {
      if (starts_with(path, folders[i]))
         return False;
   }
   return !ms2_stack_text_is_library(address);
}

static Bool has_line(const Ms2Address *address)
{
   for (UInt i = 0; i < address->n_sources; i++) {
      if (address->sources[i].line != 0)
         return True;
   }
   return False;
}

static Bool lacks_lines(void)
{
   found.n_addresses = found.n_without_line = 0;
   for (UInt i = 1; i <= ms2_names_n_addresses(); i++) {
      const Ms2Address *address = ms2_names_address_get(i);
      if (is_users(address)) {
         found.n_addresses++;
         found.n_without_line += !has_line(address);
      }
   }
   if (ms2_executable_get()->is_static &&
       found.n_without_line < found.n_addresses) {
      return False; /* the others are the C library's */
   }
   return ms2_heap_get()->allocated.blocks > 0 && !has_own_runtime() &&
          found.n_without_line > found.n_addresses / 2;
}

static Bool is_unfair(void)
{
   return VG_(clo_fair_sched) == MS2_COMPAT_NOT_FAIR &&
          ms2_fairness_longest() >= UNFAIR_TIMES;
}

static Bool has_huge_reservation(void)
{
   return ms2_mappers_reserved_bytes() >= HUGE_RESERVATION &&
          !has_own_runtime();
}

static Bool was_refused(void)
{
   return ms2_refusals_bytes() >= LEAST_REFUSED;
}

/* A parent has a lower number than its children. */
static Bool is_deep(void)
{
   UInt n = ms2_context_n_nodes();
   UChar *cut = VG_(calloc)("ms2.hints", n + 1, 1);

   found.cut_calls = 0;
   for (UInt i = 1; i <= n; i++) {
      const Ms2Node *node = ms2_context_node_get(i);
      cut[i] = node->cut || cut[node->parent];
      if (cut[i] && node->context != 0)
         found.cut_calls += ms2_context_get(node->context)->allocated.blocks;
   }
   VG_(free)(cut);
   return found.cut_calls > 0 &&
          found.cut_calls >=
              ms2_heap_get()->allocated.blocks / 100 * LEAST_CUT_PCT;
}

static Bool has_run_others(void)
{
   return ms2_fact_hints_n_programs() > 0;
}

/* The words whose memory ms2_runtimes knows, and what to do to see it. */
static const struct {
   const HChar *word, *line;
} runtimes[] = {
    {"php", "PHP's values lie in pages that it maps; malloc gets them with"
            " USE_ZEND_ALLOC=0 in the environment"},
    {"pymalloc", "Python's small objects lie in pages that it maps; malloc gets"
                 " them with PYTHONMALLOC=malloc in the environment"},
    {"ruby", "Ruby's objects lie in pages that it maps, and are not seen one by"
             " one; its library objspace shows them"},
    {"javascript",
     "JavaScript's objects lie in pages that V8 maps, and are not seen"
     " one by one; node --heap-prof shows them"},
    {"java", "Java's objects lie in pages that its virtual machine maps, and"
             " are not seen one by one; jcmd PID GC.class_histogram shows"
             " them"},
    {"collector", "a garbage collector's objects lie in pages that it maps;"
                  " --malloc-fn='GC_malloc*' records them"},
    {"d", "D's objects lie in pages that its collector maps; malloc gets them"
          " with --DRT-gcopt=gc:manual behind the program, which then collects"
          " nothing"},
};

#define N_RUNTIMES (sizeof runtimes / sizeof runtimes[0])

static Bool has_runtime(void)
{
   for (UInt i = 0; i < N_RUNTIMES; i++) {
      if (ms2_fact_hints_has(runtimes[i].word))
         return True;
   }
   return False;
}

/* Where functions are named, the pages are what their blocks are cut from. */
static void find_runtimes(void)
{
   if (!ms2_options->heap || ms2_malloc_fn_n_seen() > 0)
      return;
   for (UInt i = 0; i < N_RUNTIMES; i++) {
      if (ms2_runtimes_maps(runtimes[i].word))
         ms2_fact_hints_add(runtimes[i].word);
   }
}

/* Memory to share holds what programs share, and no allocator's blocks. */
static ULong own_pages(void)
{
   return ms2_runtimes_private_bytes();
}

/* To be asked when the runtimes are known. */
static Bool has_own_allocator(void)
{
   return ms2_options->heap && ms2_options->toggle_fns->n == 0 &&
          ms2_malloc_fn_n_seen() == 0 && own_pages() >= LEAST_OWN_PAGES &&
          own_pages() > most_of_heap() && !is_static() && !is_musl() &&
          !has_own_runtime() && !has_runtime();
}

/* ---- what is said ------------------------------------------------------- */

static void say_static(void)
{
   VG_(umsg)("ms2 saw no allocation: the program is statically linked and"
             " stripped: do not strip it, or link it dynamically\n");
}

static void say_musl(void)
{
   VG_(umsg)("ms2 saw no allocation: the program uses musl; run it with"
             " --soname-synonyms=somalloc=NONE\n");
}

static void say_go(void)
{
   VG_(umsg)("ms2: a Go program: its objects lie in pages of Go's own, and are"
             " not seen one by one; Go's own heap profile shows them:"
             " runtime/pprof\n");
}

static void say_haskell(void)
{
   VG_(umsg)("ms2: a Haskell program: its objects lie in pages of GHC's own,"
             " and are not seen one by one; GHC's own heap profile shows them:"
             " +RTS -hT\n");
}

static void say_own_allocator(void)
{
   VG_(umsg)("ms2: at most %'llu bytes of private mapped pages, %'llu of"
             " heap: an allocator of its own? Name its functions: --malloc-fn,"
             " --free-fn\n",
             own_pages(), most_of_heap());
}

static Bool is_rust(void)
{
   for (UInt i = 1; i <= ms2_names_n_strings(); i++) {
      if (VG_(strstr)(ms2_names_string_get(i), "std::rt::lang_start") != NULL)
         return True;
   }
   return False;
}

static void say_no_lines(void)
{
   VG_(umsg)("ms2: %'u of %'u places in the program have no source line: %s\n",
             found.n_without_line, found.n_addresses,
             is_rust() ? "Cargo.toml: [profile.release] debug = 1"
                       : "compile with -g, or install debug symbols");
}

static void say_unfair(void)
{
   VG_(umsg)("ms2: a thread waited for its turn %'llu times as long as its"
             " share: try --fair-sched=try\n",
             ms2_fairness_longest());
}

static void say_reservation(void)
{
   VG_(umsg)("ms2: %'llu GiB of address space were reserved; they are no"
             " memory: not counted, see ms2_print --view=pages\n",
             ms2_mappers_reserved_bytes() >> 30);
}

static void say_refused(void)
{
   ULong limit = ms2_refusals_limit();

   if (limit != 0) {
      VG_(umsg)("ms2: the program did not get %'llu bytes: the limit on its"
                " address space (ulimit -v) of %'llu counts Valgrind's part,"
                " too: raise it\n",
                ms2_refusals_bytes(), limit);
   } else {
      VG_(umsg)("ms2: the program did not get %'llu bytes of address space;"
                " without Valgrind there is more, and it may do something"
                " else\n",
                ms2_refusals_bytes());
   }
}

static void say_deep(void)
{
   VG_(umsg)("ms2: the stacks of %'llu calls are cut at --depth=%d: their"
             " callers need a larger one, at most %d\n",
             found.cut_calls, ms2_options->depth, MS2_MAX_DEPTH);
}

static void say_children(void)
{
   UInt n = ms2_fact_hints_n_programs();

   VG_(umsg)("ms2: it ran other programs, which were not recorded: %s%s:"
             " --trace-children=yes\n",
             ms2_fact_hints_program(0), n > 1 ? " and others" : "");
}

static const struct {
   const HChar *word;
   Bool (*is_true)(void);
   void (*say)(void);
} rows[] = {
    {"static", is_static, say_static},
    {"musl", is_musl, say_musl},
    {"go", is_go, say_go},
    {"haskell", is_haskell, say_haskell},
    {"own-allocator", has_own_allocator, say_own_allocator},
    {"no-lines", lacks_lines, say_no_lines},
    {"unfair-threads", is_unfair, say_unfair},
    {"reservation", has_huge_reservation, say_reservation},
    {"refused", was_refused, say_refused},
    {"children", has_run_others, say_children},
    {"deep", is_deep, say_deep},
};

#define N_ROWS (sizeof rows / sizeof rows[0])

void ms2_hints_find(void)
{
   find_runtimes();
   for (UInt i = 0; i < N_ROWS; i++) {
      if (rows[i].is_true())
         ms2_fact_hints_add(rows[i].word);
   }
}

void ms2_hints_print(void)
{
   for (UInt i = 0; i < N_RUNTIMES; i++) {
      if (ms2_fact_hints_has(runtimes[i].word))
         VG_(umsg)("ms2: %s\n", runtimes[i].line);
   }
   for (UInt i = 0; i < N_ROWS; i++) {
      if (ms2_fact_hints_has(rows[i].word))
         rows[i].say();
   }
}

Bool ms2_hints_explain_nothing(void)
{
   return ms2_fact_hints_has("static") || ms2_fact_hints_has("musl") ||
          ms2_fact_hints_has("go") || ms2_fact_hints_has("haskell");
}
