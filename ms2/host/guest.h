/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The client's registers, as calls of functions use them; amd64 and x86.

   Defined elsewhere is nothing: ask for MS2_GUEST before use. */
#ifndef MS2_HOST_GUEST_H
#define MS2_HOST_GUEST_H

#include "pub_tool_basics.h"
#include "pub_tool_guest.h"

#include <stddef.h>

#if defined(VGA_amd64)

#define MS2_GUEST VexGuestAMD64State
#define MS2_GUEST_IP guest_RIP
#define MS2_GUEST_SP guest_RSP
#define MS2_GUEST_FP guest_RBP
#define MS2_GUEST_RESULT guest_RAX
/* The general registers behind the result: arguments are among them, and what
   may point to a block. */
#define MS2_GUEST_READ_FIRST guest_RCX
#define MS2_GUEST_READ_END guest_CC_OP
#define MS2_GUEST_WORD Ity_I64
#define MS2_GUEST_IR(op) op##64
#define MS2_GUEST_CONST(address) IRConst_U64(address)
#define MS2_GUEST_LESS Iop_CmpLT64U

#elif defined(VGA_x86)

#define MS2_GUEST VexGuestX86State
#define MS2_GUEST_IP guest_EIP
#define MS2_GUEST_SP guest_ESP
#define MS2_GUEST_FP guest_EBP
#define MS2_GUEST_RESULT guest_EAX
#define MS2_GUEST_READ_FIRST guest_ECX
#define MS2_GUEST_READ_END guest_CC_OP
#define MS2_GUEST_WORD Ity_I32
#define MS2_GUEST_IR(op) op##32
#define MS2_GUEST_CONST(address) IRConst_U32(address)
#define MS2_GUEST_LESS Iop_CmpLT32U

#endif

#ifdef MS2_GUEST

#include "libvex_ir.h"

/* An argument of the function that begins now, numbered from 1: an integer or
   pointer of at most a word. */
UWord ms2_guest_argument(const MS2_GUEST *guest, UInt number);

/* Tells VEX what the called function reads: the stack, arguments, and the
   clock; and what it does to the result's register. */
void ms2_guest_declare(IRDirty *call, IREffect on_result);

#endif

#endif
