/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the functions of allocators do, done by the recorder. */
#include "capture/allocator_calls.h"

#ifdef MS2_GUEST

#include "pub_tool_libcbase.h"
#include "pub_tool_vki.h"

static UWord argument(const Ms2AllocatorCall *call, UInt number)
{
   return ms2_guest_argument(call->guest, call->skip + number);
}

static void *pointer(const Ms2AllocatorCall *call)
{
   return (void *)argument(call, 1);
}

static Bool give(Ms2AllocatorCall *call, void *block)
{
   call->result = (UWord)block;
   return block != NULL;
}

static Bool is_power_of_two(UWord align)
{
   return align != 0 && (align & (align - 1)) == 0;
}

static Bool give_aligned(Ms2AllocatorCall *call, SizeT size, SizeT align)
{
   SizeT least = ms2_malloc_min_align();

   return is_power_of_two(align) &&
          give(call, ms2_malloc_alloc(&call->caller, size,
                                      align > least ? align : least));
}

static Bool give_zeroed(Ms2AllocatorCall *call, SizeT size, SizeT align)
{
   if (!give_aligned(call, size, align)) {
      return False;
   }
   VG_(memset)((void *)call->result, 0, size);
   return True;
}

/* False: too large. */
static Bool product(const Ms2AllocatorCall *call, UInt number, SizeT *size)
{
   return !__builtin_mul_overflow(argument(call, number),
                                  argument(call, number + 1), size);
}

/* Another size for a block of ours; the function itself has all others.  What
   the block grows by is zeroed if that is asked for. */
typedef struct {
   SizeT size, align;
   Bool zeroed;
} NewSize;

/* The function knows nothing of our blocks, so it must not see one: what is
   not possible for a block of ours gives a null pointer. */
static Bool change(Ms2AllocatorCall *call, NewSize to)
{
   void *p = pointer(call);
   SizeT old = ms2_malloc_usable_size(p);

   if (p != NULL && ms2_malloc_is_foreign(p)) {
      return False;
   }
   if (!is_power_of_two(to.align) ||
       !give(call,
             ms2_malloc_realloc_aligned(&call->caller, p, to.size, to.align))) {
      call->result = 0;
      return p != NULL;
   }
   if (to.zeroed && to.size > old) {
      VG_(memset)((UChar *)call->result + old, 0, to.size - old);
   }
   return True;
}

Bool ms2_allocator_calls_malloc(Ms2AllocatorCall *call)
{
   return give_aligned(call, argument(call, 1), 1);
}

Bool ms2_allocator_calls_zalloc(Ms2AllocatorCall *call)
{
   return give_zeroed(call, argument(call, 1), 1);
}

Bool ms2_allocator_calls_calloc(Ms2AllocatorCall *call)
{
   SizeT size;

   return product(call, 1, &size) && give_zeroed(call, size, 1);
}

Bool ms2_allocator_calls_mallocn(Ms2AllocatorCall *call)
{
   SizeT size;

   return product(call, 1, &size) && give_aligned(call, size, 1);
}

Bool ms2_allocator_calls_malloc_aligned(Ms2AllocatorCall *call)
{
   return give_aligned(call, argument(call, 1), argument(call, 2));
}

Bool ms2_allocator_calls_zalloc_aligned(Ms2AllocatorCall *call)
{
   return give_zeroed(call, argument(call, 1), argument(call, 2));
}

Bool ms2_allocator_calls_calloc_aligned(Ms2AllocatorCall *call)
{
   SizeT size;

   return product(call, 1, &size) && give_zeroed(call, size, argument(call, 3));
}

Bool ms2_allocator_calls_memalign(Ms2AllocatorCall *call)
{
   return give_aligned(call, argument(call, 2), argument(call, 1));
}

Bool ms2_allocator_calls_posix_memalign(Ms2AllocatorCall *call)
{
   if (argument(call, 2) % sizeof(void *) != 0 ||
       !give_aligned(call, argument(call, 3), argument(call, 2))) {
      return False;
   }
   *(UWord *)pointer(call) = call->result;
   call->result = 0;
   return True;
}

Bool ms2_allocator_calls_valloc(Ms2AllocatorCall *call)
{
   return give_aligned(call, argument(call, 1), VKI_PAGE_SIZE);
}

Bool ms2_allocator_calls_pvalloc(Ms2AllocatorCall *call)
{
   SizeT size = argument(call, 1);
   SizeT pages = size / VKI_PAGE_SIZE + (size % VKI_PAGE_SIZE != 0);
   SizeT whole;

   return !__builtin_mul_overflow(pages + !pages, VKI_PAGE_SIZE, &whole) &&
          give_aligned(call, whole, VKI_PAGE_SIZE);
}

/* C's: size 0 frees. */
Bool ms2_allocator_calls_realloc(Ms2AllocatorCall *call)
{
   void *p = pointer(call);
   SizeT size = argument(call, 2);

   if (p != NULL && ms2_malloc_is_foreign(p)) {
      return False;
   }
   return give(call, ms2_malloc_realloc(&call->caller, p, size)) || p != NULL;
}

Bool ms2_allocator_calls_resize(Ms2AllocatorCall *call)
{
   NewSize to = {argument(call, 2), 1, False};

   return change(call, to);
}

/* A block that can not be resized is freed. */
Bool ms2_allocator_calls_resize_or_free(Ms2AllocatorCall *call)
{
   if (!ms2_allocator_calls_resize(call)) {
      return False;
   }
   if (call->result == 0) {
      ms2_malloc_free(&call->caller, pointer(call));
   }
   return True;
}

/* C++'s: only the function itself can throw. */
Bool ms2_allocator_calls_resize_or_throw(Ms2AllocatorCall *call)
{
   return ms2_allocator_calls_resize(call) && call->result != 0;
}

Bool ms2_allocator_calls_resizen_or_throw(Ms2AllocatorCall *call)
{
   return ms2_allocator_calls_resizen(call) && call->result != 0;
}

Bool ms2_allocator_calls_resize_aligned(Ms2AllocatorCall *call)
{
   NewSize to = {argument(call, 2), argument(call, 3), False};

   return change(call, to);
}

Bool ms2_allocator_calls_resize_zeroed(Ms2AllocatorCall *call)
{
   NewSize to = {argument(call, 2), 1, True};

   return change(call, to);
}

Bool ms2_allocator_calls_resize_zeroed_aligned(Ms2AllocatorCall *call)
{
   NewSize to = {argument(call, 2), argument(call, 3), True};

   return change(call, to);
}

Bool ms2_allocator_calls_resizen(Ms2AllocatorCall *call)
{
   NewSize to = {0, 1, False};

   return product(call, 2, &to.size) && change(call, to);
}

Bool ms2_allocator_calls_resizen_zeroed(Ms2AllocatorCall *call)
{
   NewSize to = {0, 1, True};

   return product(call, 2, &to.size) && change(call, to);
}

Bool ms2_allocator_calls_resizen_zeroed_aligned(Ms2AllocatorCall *call)
{
   NewSize to = {0, argument(call, 4), True};

   return product(call, 2, &to.size) && change(call, to);
}

/* In place or not at all: a null pointer says so. */
Bool ms2_allocator_calls_expand(Ms2AllocatorCall *call)
{
   void *p = pointer(call);

   if (p == NULL || ms2_malloc_is_foreign(p)) {
      return False;
   }
   call->result =
       ms2_malloc_resize(&call->caller, p, argument(call, 2)) ? (UWord)p : 0;
   return True;
}

Bool ms2_allocator_calls_free(Ms2AllocatorCall *call)
{
   void *p = pointer(call);

   if (p == NULL || ms2_malloc_is_foreign(p)) {
      return False;
   }
   ms2_malloc_free(&call->caller, p);
   return True;
}

Bool ms2_allocator_calls_usable(Ms2AllocatorCall *call)
{
   void *p = pointer(call);

   if (p == NULL || ms2_malloc_is_foreign(p)) {
      return False;
   }
   call->result = ms2_malloc_usable_size(p);
   return True;
}

/* Length of a string, at most `limit`. */
static SizeT length_of(const HChar *text, SizeT limit)
{
   SizeT n = 0;

   while (n < limit && text[n] != '\0') {
      n++;
   }
   return n;
}

static Bool give_text(Ms2AllocatorCall *call, SizeT limit)
{
   const HChar *text = pointer(call);
   SizeT length = text != NULL ? length_of(text, limit) : 0;

   if (text == NULL || !give_aligned(call, length + 1, 1)) {
      return False;
   }
   VG_(memcpy)((void *)call->result, text, length);
   ((HChar *)call->result)[length] = '\0';
   return True;
}

Bool ms2_allocator_calls_strdup(Ms2AllocatorCall *call)
{
   return give_text(call, ~(SizeT)0);
}

Bool ms2_allocator_calls_strndup(Ms2AllocatorCall *call)
{
   return give_text(call, argument(call, 2));
}

/* jemalloc's: in the flags, the logarithm of the alignment and whether to
   zero; arenas and caches make no difference here. */
#define FLAGS_LG_ALIGN 0x3f
#define FLAGS_ZERO 0x40

static SizeT align_in(UWord flags)
{
   return (SizeT)1 << (flags & FLAGS_LG_ALIGN);
}

Bool ms2_allocator_calls_mallocx(Ms2AllocatorCall *call)
{
   UWord flags = argument(call, 2);
   SizeT size = argument(call, 1);

   return flags & FLAGS_ZERO ? give_zeroed(call, size, align_in(flags))
                             : give_aligned(call, size, align_in(flags));
}

Bool ms2_allocator_calls_rallocx(Ms2AllocatorCall *call)
{
   UWord flags = argument(call, 3);
   NewSize to = {argument(call, 2), align_in(flags), (flags & FLAGS_ZERO) != 0};

   return change(call, to);
}

Bool ms2_allocator_calls_xallocx(Ms2AllocatorCall *call)
{
   void *p = pointer(call);
   SizeT old = ms2_malloc_usable_size(p);
   SizeT size = argument(call, 2);
   SizeT most;

   if (ms2_malloc_is_foreign(p)) {
      return False;
   }
   if (__builtin_add_overflow(size, argument(call, 3), &most) ||
       !ms2_malloc_resize(&call->caller, p, most)) {
      ms2_malloc_resize(&call->caller, p, size);
   }
   call->result = ms2_malloc_usable_size(p);
   if ((argument(call, 4) & FLAGS_ZERO) && call->result > old) {
      VG_(memset)((UChar *)p + old, 0, call->result - old);
   }
   return True;
}

/* mimalloc's heaps end with all their blocks, or hand them over to another.
   The function itself does so for its own. */
Bool ms2_allocator_calls_heap_destroy(Ms2AllocatorCall *call)
{
   ms2_malloc_free_owned(&call->caller, argument(call, 1));
   return False;
}

Bool ms2_allocator_calls_heap_delete(Ms2AllocatorCall *call)
{
   ms2_malloc_release_owned(argument(call, 1));
   return False;
}

#endif
