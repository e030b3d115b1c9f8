/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --malloc-fn, --realloc-fn, --free-fn. */
#include "capture/functions.h"

#include "capture/foreign_blocks.h"
#include "capture/calls.h"
#include "capture/frames.h"
#include "base/options.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"

/* Which arguments of a function tell what it does; numbered from 1, 0: none. */
typedef struct {
   UInt pointer;
   UInt size;
   UInt times; /* another that the size is multiplied with */
} Arguments;

/* One function that is tracked, or all that match. */
typedef struct {
   HChar *glob;
   const HChar *option; /* the name of its option */
   Arguments arguments;
   UInt tracked; /* its number in ms2_calls */
} Function;

/* What a thread's outermost call is about. */
typedef struct {
   UInt depth; /* calls within each other */
   UWord pointer;
   SizeT bytes;
   UInt context;
} Thread;

static struct {
   Ms2Array *threads; /* of Thread, by thread */
   Ms2Array *all;     /* of Function * */
   ULong n_seen;
} functions;

/* ---- the text of an option ---------------------------------------------- */

/* Functions of C whose first argument is not the size. */
static const struct {
   const HChar *name;
   Arguments arguments;
} known[] = {
    {"calloc", {0, 1, 2}},
    {"memalign", {0, 2, 0}},
    {"aligned_alloc", {0, 2, 0}},
    {"reallocarray", {1, 2, 3}},
};

/* The text behind the name: the last colon that a digit follows, or the end.
   A name of C++ has colons of its own. */
static const HChar *arguments_of(const HChar *text)
{
   const HChar *colon = VG_(strrchr)(text, ':');

   return colon != NULL && VG_(isdigit)(colon[1]) ? colon
                                                  : text + VG_(strlen)(text);
}

/* Reads a number from 1 to 99 that `before` precedes.  False: there is none. */
static Bool read_number(const HChar **at, HChar before, UInt *number)
{
   if (**at != before || !VG_(isdigit)((*at)[1]))
      return False;
   HChar *end;
   Long value = VG_(strtoll10)(*at + 1, &end);
   if (value < 1 || value > 99)
      return False;
   *number = (UInt)value;
   *at = end;
   return True;
}

/* ":1" ":1*2", or with a pointer ":1,2" ":1,2*3", or for free ":1". */
static Bool read_arguments(const HChar *at, UInt n_arguments, Arguments *to)
{
   if (n_arguments == 2) {
      if (!read_number(&at, ':', &to->pointer) ||
          !read_number(&at, ',', &to->size)) {
         return False;
      }
   } else if (!read_number(&at, ':', &to->size)) {
      return False;
   }
   to->times = 0;
   read_number(&at, '*', &to->times);
   return *at == '\0';
}

static Arguments default_arguments(const HChar *name, UInt n_arguments)
{
   static const Arguments allocation = {0, 1, 0};
   static const Arguments reallocation = {1, 2, 0};

   for (UInt i = 0; i < sizeof known / sizeof known[0]; i++) {
      if (VG_(strcmp)(name, known[i].name) == 0)
         return known[i].arguments;
   }
   return n_arguments == 2 ? reallocation : allocation;
}

/* ---- calls -------------------------------------------------------------- */

static Thread *thread_get(ThreadId tid)
{
   return ms2_array_reach(functions.threads, tid);
}

/* More than can be allocated stands for a product that overflows: the call
   fails. */
static SizeT size_argument(const Ms2Call *call, Arguments arguments)
{
   SizeT size = ms2_calls_argument(call, arguments.size);

   if (arguments.times != 0 &&
       __builtin_mul_overflow(size, ms2_calls_argument(call, arguments.times),
                              &size)) {
      return ~(SizeT)0;
   }
   return size;
}

/* The arguments and the stack are there only when the function begins. */
static void enter(void *opaque, Ms2Call *call)
{
   const Function *function = opaque;
   ThreadId tid = call->function.tid;
   Thread *thread = thread_get(tid);
   Arguments arguments = function->arguments;

   if (thread->depth++ > 0)
      return;
   call->note = True;
   thread->pointer =
       arguments.pointer ? ms2_calls_argument(call, arguments.pointer) : 0;
   if (arguments.size == 0) {
      ms2_foreign_blocks_remove(thread->pointer, &call->function);
   } else {
      thread->bytes = size_argument(call, arguments);
      thread->context = ms2_frames_context(&call->function);
   }
   ms2_frames_set_silent(tid, True);
}

static void returned(const Thread *thread, const Ms2Call *call)
{
   const Ms2Caller *caller = &call->function;
   Ms2ForeignBlocksMove move = {thread->pointer, call->result, thread->bytes,
                                thread->context};

   functions.n_seen++;
   if (call->result == 0) {
      if (thread->pointer != 0 && thread->bytes == 0)
         ms2_foreign_blocks_remove(thread->pointer, caller);
   } else if (thread->pointer == 0 || !ms2_foreign_blocks_move(&move, caller)) {
      ms2_foreign_blocks_add(move.to, move.bytes, move.context, caller);
   }
}

static void leave(void *opaque, Ms2Call *call)
{
   const Function *function = opaque;
   Thread *thread = thread_get(call->function.tid);

   thread->depth--;
   if (!call->note)
      return;
   ms2_frames_set_silent(call->function.tid, False);
   if (call->returned && function->arguments.size != 0) {
      returned(thread, call);
   }
}

/* ---- setting up --------------------------------------------------------- */

static void refuse(const HChar *option, const HChar *text, const HChar *why)
{
   HChar *given = VG_(malloc)("ms2.functions",
                              VG_(strlen)(option) + VG_(strlen)(text) + 2);

   VG_(sprintf)(given, "%s=%s", option, text);
   VG_(fmsg_bad_option)(given, "%s\n", why);
   VG_(exit)(1); /* the core does so itself only while it reads options */
}

/* A function that allocates is an allocator in the report, too. */
static void track(const HChar *option, const HChar *text, UInt n_arguments)
{
   Function *function = VG_(malloc)("ms2.functions", sizeof *function);
   SizeT length = arguments_of(text) - text;

   function->option = option;
   function->glob = VG_(strdup)("ms2.functions.name", text);
   function->glob[length] = '\0';
   function->arguments = default_arguments(function->glob, n_arguments);
   if (length == 0 || text[0] == ':')
      refuse(option, text, "wanted: a name, found nothing");
   if (text[length] != '\0' &&
       !read_arguments(text + length, n_arguments, &function->arguments)) {
      refuse(option, text,
             "wanted: a name, and the numbers of arguments as"
             " the manual has them");
   }
   if (!ms2_calls_possible())
      refuse(option, text, "not on this architecture");
   if (n_arguments == 0) {
      function->arguments.pointer = function->arguments.size;
      function->arguments.size = 0;
   }
   if (n_arguments > 0)
      *(const HChar **)ms2_array_add(ms2_options->alloc_fns) = function->glob;
   function->tracked = ms2_calls_track(function->glob, enter, leave, function);
   *(Function **)ms2_array_add(functions.all) = function;
}

static void track_all(const HChar *option, const Ms2Array *names,
                      UInt n_arguments)
{
   for (UInt i = 0; i < names->n; i++)
      track(option, *(const HChar **)ms2_array_get(names, i), n_arguments);
}

void ms2_functions_init(void)
{
   functions.threads = ms2_array_new("ms2.functions", sizeof(Thread));
   functions.all = ms2_array_new("ms2.functions", sizeof(Function *));
   track_all("--malloc-fn", ms2_options->malloc_fns, 1);
   track_all("--realloc-fn", ms2_options->realloc_fns, 2);
   track_all("--free-fn", ms2_options->free_fns, 0);
}

ULong ms2_functions_n_seen(void)
{
   return functions.n_seen;
}

void ms2_functions_print_unused(void)
{
   for (UInt i = 0; i < functions.all->n; i++) {
      const Function *function =
          *(const Function **)ms2_array_get(functions.all, i);
      if (!ms2_calls_was_found(function->tracked)) {
         VG_(umsg)("ms2: %s=%s: no function of that name was called\n",
                   function->option, function->glob);
      }
   }
}
