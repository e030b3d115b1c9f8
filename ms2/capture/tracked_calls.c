/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Start and return of the client's functions, by name. */
#include "capture/tracked_calls.h"

#include "base/clock.h"
#include "host/event_counter.h"
#include "host/compat.h"
#include "host/guest.h"
#include "capture/naming.h"
#include "capture/object_symbols.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_debuginfo.h"
#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_seqmatch.h"
#include "pub_tool_threadstate.h"
#include "pub_tool_tooliface.h"
#include "pub_tool_vki.h"
#include "pub_tool_xarray.h"

typedef struct {
   const HChar *glob; /* NULL: its functions are known by their addresses */
   Ms2CallsEvent enter, leave;
   void *opaque;
   Bool found; /* one of its functions has begun */
} Tracked;

/* A function's beginning in translated code; never freed. */
struct _Ms2CallsStart {
   Addr address;
   const HChar *name;
   const void *what;
   UInt tracked;
};
typedef Ms2CallsStart Start;

/* A tracked function by a name that the core does not show: symbols of one
   address have one name for people, and others. */
typedef struct {
   Addr address;
   const HChar *name;
   UInt tracked;
} Alias;

/* A call that has not returned. */
typedef struct {
   const Start *start;
   Addr sp, fp, return_address;
   UWord note;
   Addr lowest; /* the lowest sp of this and all outer calls */
} Pending;

static struct {
   XArray *tracked; /* of Tracked; NULL as long as there is none */
   XArray *aliases; /* of Alias */
   UInt aliases_epoch;
   XArray *threads; /* of XArray * of Pending, by thread; NULL where unused */
   Addr awaited;    /* `lowest` of the running thread's innermost call, or the
                       highest address: read by translated code */
} calls;

#define NO_CALL (~(Addr)0)

Bool ms2_tracked_calls_any(void)
{
   return calls.tracked != NULL;
}

#ifdef MS2_GUEST

Bool ms2_tracked_calls_possible(void)
{
   return True;
}

UWord ms2_tracked_calls_argument(const Ms2Call *call, UInt number)
{
   return ms2_guest_argument(call->registers, number);
}

/* ---- watching ----------------------------------------------------------- */

static Tracked *tracked_get(UInt number)
{
   return VG_(indexXA)(calls.tracked, number);
}

static UInt n_tracked(void)
{
   return calls.tracked ? VG_(sizeXA)(calls.tracked) : 0;
}

static UInt add_tracked(Tracked tracked)
{
   if (calls.tracked == NULL) {
      calls.tracked =
          VG_(newXA)(VG_(malloc), "ms2.calls", VG_(free), sizeof(Tracked));
      calls.aliases =
          VG_(newXA)(VG_(malloc), "ms2.calls", VG_(free), sizeof(Alias));
      calls.threads =
          VG_(newXA)(VG_(malloc), "ms2.calls", VG_(free), sizeof(XArray *));
      calls.awaited = NO_CALL;
      /* Arguments are in their registers for sure only where a superblock
         begins; so none may run on into the function that it calls. */
      ms2_compat_stop_chasing();
   }
   return VG_(addToXA)(calls.tracked, &tracked);
}

UInt ms2_tracked_calls_track(const HChar *glob, Ms2CallsEvent enter,
                             Ms2CallsEvent leave, void *opaque)
{
   Tracked tracked = {glob, enter, leave, opaque, False};

   return add_tracked(tracked);
}

UInt ms2_tracked_calls_track_known(Ms2CallsEvent enter, Ms2CallsEvent leave)
{
   Tracked tracked = {NULL, enter, leave, NULL, False};

   return add_tracked(tracked);
}

Ms2CallsStart *ms2_tracked_calls_start_new(UInt tracked, Addr address,
                                           const HChar *name, const void *what)
{
   Start *start = VG_(malloc)("ms2.calls.start", sizeof *start);

   start->address = address;
   start->name = name;
   start->what = what;
   start->tracked = tracked;
   return start;
}

Bool ms2_tracked_calls_was_found(UInt tracked)
{
   return tracked_get(tracked)->found;
}

static Bool matches(const Tracked *tracked, const HChar *name)
{
   return tracked->glob != NULL && (VG_(strcmp)(tracked->glob, name) == 0 ||
                                    VG_(string_match)(tracked->glob, name));
}

/* ---- names -------------------------------------------------------------- */

static Bool collect_alias(const Ms2ObjectSymbol *symbol, void *unused)
{
   (void)unused;
   for (UInt i = 0; i < n_tracked(); i++) {
      if (matches(tracked_get(i), symbol->name)) {
         Alias alias = {symbol->address,
                        VG_(strdup)("ms2.calls.name", symbol->name), i};
         VG_(addToXA)(calls.aliases, &alias);
      }
   }
   return True;
}

static void forget_aliases(void)
{
   for (Word i = 0; i < VG_(sizeXA)(calls.aliases); i++) {
      Alias *alias = VG_(indexXA)(calls.aliases, i);
      VG_(free)((void *)alias->name);
   }
   VG_(deleteXA)(calls.aliases);
   calls.aliases =
       VG_(newXA)(VG_(malloc), "ms2.calls", VG_(free), sizeof(Alias));
}

static void follow_epoch(void)
{
   UInt epoch = ms2_naming_epoch();

   if (epoch == calls.aliases_epoch)
      return;
   calls.aliases_epoch = epoch;
   forget_aliases();
   for (const DebugInfo *info = VG_(next_DebugInfo)(NULL); info != NULL;
        info = VG_(next_DebugInfo)(info)) {
      ms2_object_symbols_each(info, collect_alias, NULL);
   }
}

/* The name by which the function at `address` matches, or NULL.  `shown` is
   the core's name of it. */
static const HChar *name_for(UInt tracked, Addr address, const HChar *shown)
{
   if (matches(tracked_get(tracked), shown))
      return shown;
   for (Word i = 0; i < VG_(sizeXA)(calls.aliases); i++) {
      const Alias *alias = VG_(indexXA)(calls.aliases, i);
      if (alias->address == address && alias->tracked == tracked)
         return alias->name;
   }
   return NULL;
}

/* ---- the calls of a thread ---------------------------------------------- */

static XArray *pending_of(ThreadId tid)
{
   XArray *none = NULL;

   while (VG_(sizeXA)(calls.threads) <= (Word)tid)
      VG_(addToXA)(calls.threads, &none);
   XArray **slot = VG_(indexXA)(calls.threads, tid);
   if (*slot == NULL) {
      *slot = VG_(newXA)(VG_(malloc), "ms2.calls.pending", VG_(free),
                         sizeof(Pending));
   }
   return *slot;
}

static Addr lowest_at(XArray *pending, Word i)
{
   return i < 0 ? NO_CALL : ((Pending *)VG_(indexXA)(pending, i))->lowest;
}

static void await(XArray *pending)
{
   calls.awaited = lowest_at(pending, VG_(sizeXA)(pending) - 1);
}

static void push(XArray *pending, Pending call)
{
   Addr outer = lowest_at(pending, VG_(sizeXA)(pending) - 1);

   call.lowest = call.sp < outer ? call.sp : outer;
   VG_(addToXA)(pending, &call);
}

static void remove_at(XArray *pending, Word i)
{
   VG_(removeIndexXA)(pending, i);
   for (; i < VG_(sizeXA)(pending); i++) {
      Pending *call = VG_(indexXA)(pending, i);
      Addr outer = lowest_at(pending, i - 1);
      call->lowest = call->sp < outer ? call->sp : outer;
   }
}

static Ms2Call call_from(ThreadId tid, const Pending *pending,
                         ULong superblocks)
{
   Ms2Call call = {.function = {tid, pending->start->address, pending->sp,
                                pending->fp, superblocks},
                   .name = pending->start->name,
                   .what = pending->start->what,
                   .note = pending->note};

   return call;
}

static void leave(const Pending *pending, Ms2Call *call)
{
   Tracked *tracked = tracked_get(pending->start->tracked);

   tracked->leave(tracked->opaque, call);
}

/* Two mappings never share a page. */
static Bool on_one_stack(Addr a, Addr b)
{
   return a / VKI_PAGE_SIZE == b / VKI_PAGE_SIZE ||
          VG_(am_find_nsegment)(a) == VG_(am_find_nsegment)(b);
}

/* True if this function was entered with this stack pointer: it jumps to its
   own beginning, in a loop or by a tail call. */
static Bool is_entered(XArray *pending, const Start *start, Addr sp)
{
   for (Word i = VG_(sizeXA)(pending) - 1; i >= 0; i--) {
      const Pending *call = VG_(indexXA)(pending, i);
      if (call->sp != sp)
         return False;
      if (call->start->tracked == start->tracked)
         return True;
   }
   return False;
}

/* ---- called from translated code ---------------------------------------- */

static void on_enter(const MS2_GUEST *guest, const Start *start)
{
   ThreadId tid = VG_(get_running_tid)();
   XArray *pending = pending_of(tid);
   Tracked *tracked = tracked_get(start->tracked);
   Pending entered = {start, guest->MS2_GUEST_SP, guest->MS2_GUEST_FP, 0, 0, 0};

   if (is_entered(pending, start, guest->MS2_GUEST_SP))
      return;
   entered.return_address = *(const UWord *)guest->MS2_GUEST_SP;
   Ms2Call call = call_from(
       tid, &entered, ms2_event_counter_superblocks(guest->host_EvC_COUNTER));
   call.registers = guest;
   tracked->found = True;
   tracked->enter(tracked->opaque, &call);
   if (call.is_done)
      return;
   entered.note = call.note;
   push(pending, entered);
   await(pending);
}

/* The stack pointer is above a call's: that call has ended. */
static void on_leave(const MS2_GUEST *guest, Addr target, UWord is_return)
{
   ThreadId tid = VG_(get_running_tid)();
   XArray *pending = pending_of(tid);
   ULong now = ms2_event_counter_superblocks(guest->host_EvC_COUNTER);

   for (Word i = VG_(sizeXA)(pending) - 1; i >= 0; i--) {
      Pending ended = *(Pending *)VG_(indexXA)(pending, i);
      if (!on_one_stack(ended.sp, guest->MS2_GUEST_SP))
         continue;
      if (ended.sp >= guest->MS2_GUEST_SP)
         break;
      remove_at(pending, i);
      Ms2Call call = call_from(tid, &ended, now);
      call.returned = is_return && target == ended.return_address;
      call.result = guest->MS2_GUEST_RESULT;
      leave(&ended, &call);
   }
   await(pending);
}

/* ---- threads ------------------------------------------------------------ */

void ms2_tracked_calls_run(ThreadId tid)
{
   await(pending_of(tid));
}

void ms2_tracked_calls_end_thread(ThreadId tid)
{
   XArray *pending = pending_of(tid);
   ULong now = ms2_clock_last_superblocks();

   for (Word i = VG_(sizeXA)(pending) - 1; i >= 0; i--) {
      Pending ended = *(Pending *)VG_(indexXA)(pending, i);
      Ms2Call call = call_from(tid, &ended, now);
      VG_(dropTailXA)(pending, 1);
      leave(&ended, &call);
   }
}

void ms2_tracked_calls_forked(ThreadId tid)
{
   for (Word i = 0; i < VG_(sizeXA)(calls.threads); i++) {
      XArray **slot = VG_(indexXA)(calls.threads, i);
      if (i != (Word)tid && *slot != NULL)
         ms2_tracked_calls_end_thread(i);
   }
}

/* ---- translation -------------------------------------------------------- */

static void add_enter(IRSB *sb, const Start *start)
{
   IRDirty *call = unsafeIRDirty_0_N(
       0, "ms2_tracked_calls_on_enter", VG_(fnptr_to_fnentry)((void *)on_enter),
       mkIRExprVec_2(IRExpr_GSPTR(), mkIRExpr_HWord((HWord)start)));

   ms2_guest_declare(call, Ifx_Read);
   addStmtToIRSB(sb, IRStmt_Dirty(call));
}

void ms2_tracked_calls_add_enter(IRSB *sb, Addr address)
{
   const HChar *shown;

   if (!VG_(get_fnname_if_entry)(VG_(current_DiEpoch)(), address, &shown))
      return;
   follow_epoch();
   for (UInt i = 0; i < n_tracked(); i++) {
      const HChar *name = name_for(i, address, shown);
      if (name != NULL) {
         name = VG_(strdup)("ms2.calls.name", name);
         add_enter(sb, ms2_tracked_calls_start_new(i, address, name, NULL));
      }
   }
}

void ms2_tracked_calls_add_known(IRSB *sb, const Ms2CallsStart *start)
{
   add_enter(sb, start);
}

/* Only where the stack pointer changes can it rise; and a function is left by
   a return or a jump to an address that was computed. */
static Bool may_leave(const IRSB *sb)
{
   if (sb->next->tag == Iex_Const)
      return False;
   for (Int i = 0; i < sb->stmts_used; i++) {
      const IRStmt *stmt = sb->stmts[i];
      if (stmt->tag == Ist_Put &&
          stmt->Ist.Put.offset == offsetof(MS2_GUEST, MS2_GUEST_SP)) {
         return True;
      }
   }
   return False;
}

void ms2_tracked_calls_add_leave(IRSB *sb)
{
   if (!may_leave(sb))
      return;
   IRTemp awaited = newIRTemp(sb->tyenv, MS2_GUEST_WORD);
   IRTemp sp = newIRTemp(sb->tyenv, MS2_GUEST_WORD);
   IRTemp above = newIRTemp(sb->tyenv, Ity_I1);
   addStmtToIRSB(
       sb, IRStmt_WrTmp(awaited,
                        IRExpr_Load(Iend_LE, MS2_GUEST_WORD,
                                    mkIRExpr_HWord((HWord)&calls.awaited))));
   addStmtToIRSB(sb,
                 IRStmt_WrTmp(sp, IRExpr_Get(offsetof(MS2_GUEST, MS2_GUEST_SP),
                                             MS2_GUEST_WORD)));
   addStmtToIRSB(sb, IRStmt_WrTmp(above, IRExpr_Binop(MS2_GUEST_LESS,
                                                      IRExpr_RdTmp(awaited),
                                                      IRExpr_RdTmp(sp))));
   IRDirty *call = unsafeIRDirty_0_N(
       0, "ms2_tracked_calls_on_leave", VG_(fnptr_to_fnentry)((void *)on_leave),
       mkIRExprVec_3(IRExpr_GSPTR(), deepCopyIRExpr(sb->next),
                     mkIRExpr_HWord(sb->jumpkind == Ijk_Ret)));
   call->guard = IRExpr_RdTmp(above);
   ms2_guest_declare(call, Ifx_Read);
   addStmtToIRSB(sb, IRStmt_Dirty(call));
}

#else

Bool ms2_tracked_calls_possible(void)
{
   return False;
}

UInt ms2_tracked_calls_track(const HChar *glob, Ms2CallsEvent enter,
                             Ms2CallsEvent leave, void *opaque)
{
   (void)glob, (void)enter, (void)leave, (void)opaque;
   return 0;
}

UInt ms2_tracked_calls_track_known(Ms2CallsEvent enter, Ms2CallsEvent leave)
{
   (void)enter, (void)leave;
   return 0;
}

Ms2CallsStart *ms2_tracked_calls_start_new(UInt tracked, Addr address,
                                           const HChar *name, const void *what)
{
   (void)tracked, (void)address, (void)name, (void)what;
   return NULL;
}

void ms2_tracked_calls_add_known(IRSB *sb, const Ms2CallsStart *start)
{
   (void)sb, (void)start;
}

Bool ms2_tracked_calls_was_found(UInt tracked)
{
   (void)tracked;
   return False;
}

UWord ms2_tracked_calls_argument(const Ms2Call *call, UInt number)
{
   (void)call, (void)number;
   return 0;
}

void ms2_tracked_calls_add_enter(IRSB *sb, Addr address)
{
   (void)sb, (void)address;
}

void ms2_tracked_calls_add_leave(IRSB *sb)
{
   (void)sb;
}

void ms2_tracked_calls_run(ThreadId tid)
{
   (void)tid;
}

void ms2_tracked_calls_end_thread(ThreadId tid)
{
   (void)tid;
}

void ms2_tracked_calls_forked(ThreadId tid)
{
   (void)tid;
}

#endif
