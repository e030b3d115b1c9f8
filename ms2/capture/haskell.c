/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reservation that GHC's run-time system begins with.

   Nothing in the file of a stripped program is certain.  But on 64 bits the
   run-time system begins with a reservation for its heap, at an address that
   nobody else asks for. */
#include "capture/haskell.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"

/* Where GHC wants its heap since 8.0, and how much of that it begins with at
   least: by default 1 TiB, and less where addresses are limited. */
#define HEAP_AT 0x4200000000ULL
#define LEAST_HEAP_BYTES (1ULL << 20)

static struct {
   Bool has_reserved;
} haskell;

void ms2_haskell_after_syscall(UInt syscall, const UWord *args)
{
#if VG_WORDSIZE == 8 && defined(__NR_mmap)
   if (syscall == __NR_mmap && args[0] == HEAP_AT &&
       args[1] >= LEAST_HEAP_BYTES && args[2] == VKI_PROT_NONE) {
      haskell.has_reserved = True;
   }
#else
   (void)syscall, (void)args;
#endif
}

Bool ms2_haskell_has_reserved(void)
{
   return haskell.has_reserved;
}
