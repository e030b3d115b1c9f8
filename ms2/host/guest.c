/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The client's registers, as calls of functions use them. */
#include "host/guest.h"

#ifdef MS2_GUEST

#include "pub_tool_libcbase.h"

#if defined(VGA_amd64)

UWord ms2_guest_argument(const MS2_GUEST *guest, UInt number)
{
   const UWord in_registers[] = {guest->guest_RDI, guest->guest_RSI,
                                 guest->guest_RDX, guest->guest_RCX,
                                 guest->guest_R8,  guest->guest_R9};

   return number <= 6 ? in_registers[number - 1]
                      : ((const UWord *)guest->guest_RSP)[number - 6];
}

#else

UWord ms2_guest_argument(const MS2_GUEST *guest, UInt number)
{
   return ((const UWord *)guest->guest_ESP)[number];
}

#endif

static void declare(IRDirty *call, IREffect effect, Int offset, Int size)
{
   Int i = call->nFxState++;

   call->fxState[i].fx = effect;
   call->fxState[i].offset = offset;
   call->fxState[i].size = size;
}

void ms2_guest_declare(IRDirty *call, IREffect on_result)
{
   Int first = offsetof(MS2_GUEST, MS2_GUEST_READ_FIRST);

   VG_(memset)(&call->fxState, 0, sizeof call->fxState);
   call->nFxState = 0;
   declare(call, on_result, offsetof(MS2_GUEST, MS2_GUEST_RESULT),
           sizeof(UWord));
   declare(call, Ifx_Read, first,
           (Int)offsetof(MS2_GUEST, MS2_GUEST_READ_END) - first);
   declare(call, Ifx_Read, offsetof(MS2_GUEST, MS2_GUEST_IP), sizeof(UWord));
   declare(call, Ifx_Read, offsetof(MS2_GUEST, host_EvC_COUNTER), sizeof(UInt));
}

#endif
