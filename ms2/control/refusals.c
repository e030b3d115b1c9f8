/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Address space that the program asked for and did not get. */
#include "control/refusals.h"

#include "capture/malloc.h"

#include "pub_tool_libcproc.h"
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"

/* RLIMIT_AS, the same on all processors that Valgrind has; not among its
   constants. */
#define LIMIT_ADDRESS_SPACE 9

/* MAP_HUGETLB, which is not among its constants either. */
#if defined(VGA_mips32) || defined(VGA_mips64) || defined(VGA_nanomips)
#define MAP_HUGE_PAGES 0x80000
#else
#define MAP_HUGE_PAGES 0x40000
#endif

/* The addresses that processes have without Valgrind. */
#define ALL_ADDRESSES (1ULL << (sizeof(void *) == 8 ? 47 : 32))

static struct {
   ULong mapping_bytes;
} refused;

static void note(ULong bytes)
{
   if (bytes < ALL_ADDRESSES && bytes > refused.mapping_bytes)
      refused.mapping_bytes = bytes;
}

/* Memory in huge pages is refused where the system has none to spare, whatever
   the addresses: a program asks again without them. */
static Bool wants_huge_pages(const UWord *args)
{
   return (args[3] & MAP_HUGE_PAGES) != 0;
}

/* The core says "invalid argument" where it has no place for a mapping; the
   kernel may say so of one at an address of the program's choice. */
static Bool is_refusal(UWord error, const UWord *args)
{
   return error == VKI_ENOMEM || (error == VKI_EINVAL && args[0] == 0);
}

void ms2_refusals_after_syscall(UInt syscall, const UWord *args, SysRes result)
{
   if (!sr_isError(result) || !is_refusal(sr_Err(result), args))
      return;
   switch (syscall) {
#ifdef __NR_mmap
   case __NR_mmap:
#endif
#ifdef __NR_mmap2
   case __NR_mmap2:
#endif
      if (!wants_huge_pages(args))
         note(args[1]);
      break;
   case __NR_mremap: note(args[2]); break;
   default: break;
   }
}

ULong ms2_refusals_bytes(void)
{
   ULong block = ms2_malloc_most_refused();

   return block > refused.mapping_bytes ? block : refused.mapping_bytes;
}

ULong ms2_refusals_limit(void)
{
   struct vki_rlimit limit;

   if (VG_(getrlimit)(LIMIT_ADDRESS_SPACE, &limit) != 0 ||
       limit.rlim_cur == (UWord)-1) {
      return 0;
   }
   return limit.rlim_cur;
}
