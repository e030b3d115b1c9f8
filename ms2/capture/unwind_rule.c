/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How to get from one frame to its caller, as a few numbers. */
#include "capture/unwind_rule.h"

#include "host/compat.h"
#include "base/map.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_vki.h"

/* Rules are kept by a hash of the address; of two with the same, the newer.
   A program's allocating paths go through some thousand places. */
#define N_RULES 8192

static Ms2Rule rules[N_RULES];

void ms2_unwind_rule_forget(void)
{
   VG_(memset)(rules, 0, sizeof rules);
}

#if defined(VGA_amd64)

/* The made up stack: the word at index i is WORD + i.  The stack pointer is
   put near its lower end and the frame pointer near its upper end; a frame of
   more than 3/4 of it has no rule. */
#define N_WORDS 32768
#define SP_AT (N_WORDS / 8)
#define FP_AT (N_WORDS - N_WORDS / 8)
#define WORD 0x5A3C000000000000ULL

static Addr words[N_WORDS];

/* Moves the frame pointer the second time, to see what depends on it. */
#define FP_SHIFT (24 * sizeof(Addr))

/* What the core makes of the made up stack. */
static Bool unwind_words(Addr ip, Addr fp, Ms2CompatRegs *regs)
{
   if (words[1] == 0) {
      for (UInt i = 0; i < N_WORDS; i++)
         words[i] = WORD + i;
   }
   regs->xip = ip;
   regs->xsp = (Addr)&words[SP_AT];
   regs->xbp = fp;
   return VG_(use_CF_info)(regs, (Addr)words, (Addr)&words[N_WORDS]);
}

/* Where in the made up stack a value was read, from the caller's stack
   pointer; False if it is none of its words. */
static Bool offset_of(Addr value, Addr cfa, Int *offset)
{
   if (value < WORD || value >= WORD + N_WORDS)
      return False;
   *offset = (Int)((Addr)&words[value - WORD] - cfa);
   return True;
}

/* An offset from one of the two registers, and not a value that was read. */
static Bool is_near(Addr cfa)
{
   return cfa >= (Addr)words && cfa <= (Addr)&words[N_WORDS] + FP_SHIFT;
}

static void find_rule(Ms2Rule *rule)
{
   Addr fp = (Addr)&words[FP_AT];
   Ms2CompatRegs first, second;

   if (!unwind_words(rule->ip, fp, &first) ||
       !unwind_words(rule->ip, fp + FP_SHIFT, &second)) {
      return;
   }
   rule->cfa_from_fp = second.xsp != first.xsp;
   rule->fp_saved = first.xbp != fp;
   rule->cfa_offset = rule->cfa_from_fp
                          ? (Int)(first.xsp - fp)
                          : (Int)(first.xsp - (Addr)&words[SP_AT]);
   rule->usable =
       is_near(first.xsp) && is_near(second.xsp) &&
       offset_of(first.xip, first.xsp, &rule->return_offset) &&
       (!rule->fp_saved || offset_of(first.xbp, first.xsp, &rule->fp_offset)) &&
       (!rule->cfa_from_fp || second.xsp == first.xsp + FP_SHIFT);
}

#else

static void find_rule(Ms2Rule *rule)
{
   (void)rule;
}

#endif

Ms2Rule *ms2_unwind_rule_find(Addr ip)
{
   Ms2Rule *rule = &rules[(ms2_map_hash(ip, 0) >> 40) % N_RULES];

   if (rule->ip != ip) {
      VG_(memset)(rule, 0, sizeof *rule);
      rule->ip = ip;
      find_rule(rule);
   }
   return rule;
}

#if defined(VGA_x86)

/* mov (%esp),%register; ret.  The bits of the register are left out. */
#define THUNK_BYTES 4
#define LOAD_BYTES 3

static Bool is_thunk(Addr start)
{
   const UChar *code = (const UChar *)start;

   return VG_(am_is_valid_for_client)(start, THUNK_BYTES, VKI_PROT_READ) &&
          code[0] == 0x8b && (code[1] & 0xc7) == 0x04 && code[2] == 0x24 &&
          code[3] == 0xc3;
}

Bool ms2_unwind_rule_in_thunk(ThreadId tid, Ms2Caller *caller)
{
   Addr ip = VG_(get_IP)(tid);
   Addr sp = VG_(get_SP)(tid);

   if ((!is_thunk(ip) && !is_thunk(ip - LOAD_BYTES)) ||
       !VG_(am_is_valid_for_client)(sp, sizeof(Addr), VKI_PROT_READ)) {
      return False;
   }
   caller->ip = *(const Addr *)sp - 1;
   caller->sp = sp + sizeof(Addr);
   return True;
}

#else

Bool ms2_unwind_rule_in_thunk(ThreadId tid, Ms2Caller *caller)
{
   (void)tid, (void)caller;
   return False;
}

#endif
