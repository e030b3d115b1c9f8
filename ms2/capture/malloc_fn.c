/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --malloc-fn, --realloc-fn, --free-fn, --free-all-fn. */
#include "capture/malloc_fn.h"

#include "capture/announced_blocks.h"
#include "capture/executable.h"
#include "capture/tracked_calls.h"
#include "capture/call_stack.h"
#include "capture/owned_blocks.h"
#include "base/options.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"
#include "pub_tool_vki.h"

/* Which arguments of a function tell what it does; numbered from 1, 0: none. */
typedef struct {
   UInt pointer;
   UInt size;
   UInt times; /* another that the size is multiplied with */
} Arguments;

/* What a function does. */
typedef enum { MALLOC, REALLOC, FREE, FREE_ALL } Kind;

/* One function that is tracked, or all that match. */
typedef struct {
   HChar *glob;
   const HChar *option; /* the name of its option */
   Kind kind;
   Arguments arguments; /* of FREE_ALL: the pool is the pointer, 0: all */
   UInt tracked;        /* its number in ms2_tracked_calls */
} Function;

/* What a thread's outermost call is about. */
typedef struct {
   UInt depth; /* calls within each other */
   UWord pointer;
   UWord pool;
   SizeT bytes;
   UInt context;
} Thread;

static struct {
   Ms2Array *threads; /* of Thread, by thread */
   Ms2Array *all;     /* of Function * */
   Bool have_pools;   /* there is a function that frees all of a pool: */
   Ms2OwnedBlocks by_pool;
   Ms2OwnedBlocks of_any; /* the same blocks, as of one pool */
   ULong n_seen;
   Bool said_impossible, said_go;
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
static Bool read_arguments(const HChar *at, Kind kind, Arguments *to)
{
   Bool is_allocation = kind == MALLOC || kind == REALLOC;

   *to = (Arguments){0, 0, 0};
   if (kind == FREE_ALL && VG_(strcmp)(at, ":0") == 0)
      return True;
   if (kind != MALLOC && !read_number(&at, ':', &to->pointer))
      return False;
   if (is_allocation &&
       !read_number(&at, kind == MALLOC ? ':' : ',', &to->size))
      return False;
   if (is_allocation)
      read_number(&at, '*', &to->times);
   return *at == '\0';
}

static Arguments default_arguments(const HChar *name, Kind kind)
{
   static const Arguments defaults[] = {[MALLOC] = {0, 1, 0},
                                        [REALLOC] = {1, 2, 0},
                                        [FREE] = {1, 0, 0},
                                        [FREE_ALL] = {1, 0, 0}};

   for (UInt i = 0; kind <= REALLOC && i < sizeof known / sizeof known[0];
        i++) {
      if (VG_(strcmp)(name, known[i].name) == 0)
         return known[i].arguments;
   }
   return defaults[kind];
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
   SizeT size = ms2_tracked_calls_argument(call, arguments.size);

   if (arguments.times != 0 &&
       __builtin_mul_overflow(
           size, ms2_tracked_calls_argument(call, arguments.times), &size)) {
      return ~(SizeT)0;
   }
   return size;
}

/* The pool that a block is taken from: the first argument that is nothing
   else. */
static UInt pool_argument(Arguments arguments)
{
   UInt number = 1;

   while (number == arguments.pointer || number == arguments.size ||
          number == arguments.times)
      number++;
   return number;
}

static void note_pool(Addr block, UWord pool)
{
   if (functions.have_pools) {
      ms2_owned_blocks_set(&functions.by_pool, block, pool);
      ms2_owned_blocks_set(&functions.of_any, block, 0);
   }
}

static void forget_pool(Addr block)
{
   if (functions.have_pools) {
      ms2_owned_blocks_forget(&functions.by_pool, block);
      ms2_owned_blocks_forget(&functions.of_any, block);
   }
}

static void remove_block(Addr block, const Ms2Caller *caller)
{
   forget_pool(block);
   ms2_announced_blocks_remove(block, caller);
}

static void free_all(const Function *function, const Ms2Call *call)
{
   UInt number = function->arguments.pointer;
   UInt n = 0;
   Addr *blocks = number == 0
                      ? ms2_owned_blocks_find(&functions.of_any, 0, &n)
                      : ms2_owned_blocks_find(
                            &functions.by_pool,
                            ms2_tracked_calls_argument(call, number), &n);

   for (UInt i = 0; i < n; i++)
      remove_block(blocks[i], &call->function);
   VG_(free)(blocks);
}

/* Go's functions take arguments in registers of Go's choice; only they have a
   dot in their name, which begins with that of the package. */
static Bool is_gos(const Function *function, const Ms2Call *call)
{
   if (!ms2_executable_get()->is_go || VG_(strchr)(call->name, '.') == NULL)
      return False;
   if (!functions.said_go) {
      functions.said_go = True;
      VG_(umsg)("ms2: %s=%s: %s is a function of Go's, which takes its"
                " arguments in a way of its own: not recorded\n",
                function->option, function->glob, call->name);
   }
   return True;
}

/* The arguments and the stack are there only when the function begins. */
static void enter(void *opaque, Ms2Call *call)
{
   const Function *function = opaque;
   ThreadId tid = call->function.tid;
   Thread *thread = thread_get(tid);
   Arguments arguments = function->arguments;

   if (is_gos(function, call)) {
      call->is_done = True;
      return;
   }
   if (thread->depth++ > 0)
      return;
   call->note = True;
   thread->pointer = arguments.pointer
                         ? ms2_tracked_calls_argument(call, arguments.pointer)
                         : 0;
   switch (function->kind) {
   case FREE_ALL: free_all(function, call); break;
   case FREE: remove_block(thread->pointer, &call->function); break;
   case MALLOC:
   case REALLOC:
      thread->bytes = size_argument(call, arguments);
      thread->context = ms2_call_stack_context(&call->function);
      if (functions.have_pools)
         thread->pool =
             ms2_tracked_calls_argument(call, pool_argument(arguments));
   }
   ms2_call_stack_set_silent(tid, True);
}

/* A block lies in memory that the program has.  One that does not comes of a
   wrong argument, and would be the largest number of the page. */
static Bool is_possible(const Function *function, const Ms2Call *call,
                        SizeT bytes)
{
   if (bytes == 0 ||
       VG_(am_is_valid_for_client)(call->result, bytes, VKI_PROT_NONE)) {
      return True;
   }
   if (!functions.said_impossible) {
      functions.said_impossible = True;
      VG_(umsg)("ms2: %s=%s: %s gave a block of %'lu bytes at %#lx, where the"
                " program has no such memory: not recorded; is the size"
                " another argument?\n",
                function->option, function->glob, call->name, bytes,
                call->result);
   }
   return False;
}

static void returned(const Function *function, const Thread *thread,
                     const Ms2Call *call)
{
   const Ms2Caller *caller = &call->function;
   Ms2ForeignBlocksMove move = {thread->pointer, call->result, thread->bytes,
                                thread->context};

   functions.n_seen++;
   if (call->result == 0) {
      if (thread->pointer != 0 && thread->bytes == 0)
         remove_block(thread->pointer, caller);
      return;
   }
   if (!is_possible(function, call, thread->bytes))
      return;
   if (thread->pointer == 0 || !ms2_announced_blocks_move(&move, caller))
      ms2_announced_blocks_add(move.to, move.bytes, move.context, caller);
   forget_pool(thread->pointer);
   note_pool(move.to, thread->pool);
}

static void leave(void *opaque, Ms2Call *call)
{
   const Function *function = opaque;
   Thread *thread = thread_get(call->function.tid);

   thread->depth--;
   if (!call->note)
      return;
   ms2_call_stack_set_silent(call->function.tid, False);
   if (call->returned && function->kind <= REALLOC)
      returned(function, thread, call);
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
static void track(const HChar *option, const HChar *text, Kind kind)
{
   Function *function = VG_(malloc)("ms2.functions", sizeof *function);
   SizeT length = arguments_of(text) - text;

   function->option = option;
   function->kind = kind;
   function->glob = VG_(strdup)("ms2.functions.name", text);
   function->glob[length] = '\0';
   function->arguments = default_arguments(function->glob, kind);
   if (length == 0 || text[0] == ':')
      refuse(option, text, "wanted: a name, found nothing");
   if (text[length] != '\0' &&
       !read_arguments(text + length, kind, &function->arguments)) {
      refuse(option, text,
             "wanted: a name, and the numbers of arguments as"
             " the manual has them");
   }
   if (!ms2_tracked_calls_possible())
      refuse(option, text, "not on this architecture");
   if (kind <= REALLOC)
      *(const HChar **)ms2_array_add(ms2_options->alloc_fns) = function->glob;
   function->tracked =
       ms2_tracked_calls_track(function->glob, enter, leave, function);
   *(Function **)ms2_array_add(functions.all) = function;
}

static void track_all(const HChar *option, const Ms2Array *names, Kind kind)
{
   for (UInt i = 0; i < names->n; i++)
      track(option, *(const HChar **)ms2_array_get(names, i), kind);
}

void ms2_malloc_fn_init(void)
{
   functions.threads = ms2_array_new("ms2.functions", sizeof(Thread));
   functions.all = ms2_array_new("ms2.functions", sizeof(Function *));
   functions.have_pools = ms2_options->free_all_fns->n > 0;
   track_all("--malloc-fn", ms2_options->malloc_fns, MALLOC);
   track_all("--realloc-fn", ms2_options->realloc_fns, REALLOC);
   track_all("--free-fn", ms2_options->free_fns, FREE);
   track_all("--free-all-fn", ms2_options->free_all_fns, FREE_ALL);
}

ULong ms2_malloc_fn_n_seen(void)
{
   return functions.n_seen;
}

void ms2_malloc_fn_print_unused(void)
{
   for (UInt i = 0; i < functions.all->n; i++) {
      const Function *function =
          *(const Function **)ms2_array_get(functions.all, i);
      if (!ms2_tracked_calls_was_found(function->tracked)) {
         VG_(umsg)("ms2: %s=%s: no function of that name was called\n",
                   function->option, function->glob);
      }
   }
}
