/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the functions of allocators do, done by the recorder. */
#include "capture/allocator_calls.h"

#ifdef MS2_GUEST

#include "pub_tool_libcbase.h"
#include "pub_tool_vki.h"

static UWord argument(const Ms2Act *act, UInt number)
{
   return ms2_guest_argument(act->guest, act->skip + number);
}

static void *pointer(const Ms2Act *act)
{
   return (void *)argument(act, 1);
}

static Bool give(Ms2Act *act, void *block)
{
   act->result = (UWord)block;
   return block != NULL;
}

static Bool is_power_of_two(UWord align)
{
   return align != 0 && (align & (align - 1)) == 0;
}

static Bool give_aligned(Ms2Act *act, SizeT size, SizeT align)
{
   SizeT least = ms2_malloc_min_align();

   return is_power_of_two(align) &&
          give(act, ms2_malloc_alloc(&act->caller, size,
                                     align > least ? align : least));
}

static Bool give_zeroed(Ms2Act *act, SizeT size, SizeT align)
{
   if (!give_aligned(act, size, align)) {
      return False;
   }
   VG_(memset)((void *)act->result, 0, size);
   return True;
}

/* False: too large. */
static Bool product(const Ms2Act *act, UInt number, SizeT *size)
{
   return !__builtin_mul_overflow(argument(act, number),
                                  argument(act, number + 1), size);
}

/* Another size for a block of ours; the function itself has all others.  What
   the block grows by is zeroed if that is asked for. */
typedef struct {
   SizeT size, align;
   Bool zeroed;
} NewSize;

/* The function knows nothing of our blocks, so it must not see one: what is
   not possible for a block of ours gives a null pointer. */
static Bool change(Ms2Act *act, NewSize to)
{
   void *p = pointer(act);
   SizeT old = ms2_malloc_usable_size(p);

   if (p != NULL && ms2_malloc_is_foreign(p)) {
      return False;
   }
   if (!is_power_of_two(to.align) ||
       !give(act,
             ms2_malloc_realloc_aligned(&act->caller, p, to.size, to.align))) {
      act->result = 0;
      return p != NULL;
   }
   if (to.zeroed && to.size > old) {
      VG_(memset)((UChar *)act->result + old, 0, to.size - old);
   }
   return True;
}

Bool ms2_act_malloc(Ms2Act *act)
{
   return give_aligned(act, argument(act, 1), 1);
}

Bool ms2_act_zalloc(Ms2Act *act)
{
   return give_zeroed(act, argument(act, 1), 1);
}

Bool ms2_act_calloc(Ms2Act *act)
{
   SizeT size;

   return product(act, 1, &size) && give_zeroed(act, size, 1);
}

Bool ms2_act_mallocn(Ms2Act *act)
{
   SizeT size;

   return product(act, 1, &size) && give_aligned(act, size, 1);
}

Bool ms2_act_malloc_aligned(Ms2Act *act)
{
   return give_aligned(act, argument(act, 1), argument(act, 2));
}

Bool ms2_act_zalloc_aligned(Ms2Act *act)
{
   return give_zeroed(act, argument(act, 1), argument(act, 2));
}

Bool ms2_act_calloc_aligned(Ms2Act *act)
{
   SizeT size;

   return product(act, 1, &size) && give_zeroed(act, size, argument(act, 3));
}

Bool ms2_act_memalign(Ms2Act *act)
{
   return give_aligned(act, argument(act, 2), argument(act, 1));
}

Bool ms2_act_posix_memalign(Ms2Act *act)
{
   if (argument(act, 2) % sizeof(void *) != 0 ||
       !give_aligned(act, argument(act, 3), argument(act, 2))) {
      return False;
   }
   *(UWord *)pointer(act) = act->result;
   act->result = 0;
   return True;
}

Bool ms2_act_valloc(Ms2Act *act)
{
   return give_aligned(act, argument(act, 1), VKI_PAGE_SIZE);
}

Bool ms2_act_pvalloc(Ms2Act *act)
{
   SizeT size = argument(act, 1);
   SizeT pages = size / VKI_PAGE_SIZE + (size % VKI_PAGE_SIZE != 0);
   SizeT whole;

   return !__builtin_mul_overflow(pages + !pages, VKI_PAGE_SIZE, &whole) &&
          give_aligned(act, whole, VKI_PAGE_SIZE);
}

/* C's: size 0 frees. */
Bool ms2_act_realloc(Ms2Act *act)
{
   void *p = pointer(act);
   SizeT size = argument(act, 2);

   if (p != NULL && ms2_malloc_is_foreign(p)) {
      return False;
   }
   return give(act, ms2_malloc_realloc(&act->caller, p, size)) || p != NULL;
}

Bool ms2_act_resize(Ms2Act *act)
{
   NewSize to = {argument(act, 2), 1, False};

   return change(act, to);
}

/* A block that can not be resized is freed. */
Bool ms2_act_resize_or_free(Ms2Act *act)
{
   if (!ms2_act_resize(act)) {
      return False;
   }
   if (act->result == 0) {
      ms2_malloc_free(&act->caller, pointer(act));
   }
   return True;
}

/* C++'s: only the function itself can throw. */
Bool ms2_act_resize_or_throw(Ms2Act *act)
{
   return ms2_act_resize(act) && act->result != 0;
}

Bool ms2_act_resizen_or_throw(Ms2Act *act)
{
   return ms2_act_resizen(act) && act->result != 0;
}

Bool ms2_act_resize_aligned(Ms2Act *act)
{
   NewSize to = {argument(act, 2), argument(act, 3), False};

   return change(act, to);
}

Bool ms2_act_resize_zeroed(Ms2Act *act)
{
   NewSize to = {argument(act, 2), 1, True};

   return change(act, to);
}

Bool ms2_act_resize_zeroed_aligned(Ms2Act *act)
{
   NewSize to = {argument(act, 2), argument(act, 3), True};

   return change(act, to);
}

Bool ms2_act_resizen(Ms2Act *act)
{
   NewSize to = {0, 1, False};

   return product(act, 2, &to.size) && change(act, to);
}

Bool ms2_act_resizen_zeroed(Ms2Act *act)
{
   NewSize to = {0, 1, True};

   return product(act, 2, &to.size) && change(act, to);
}

Bool ms2_act_resizen_zeroed_aligned(Ms2Act *act)
{
   NewSize to = {0, argument(act, 4), True};

   return product(act, 2, &to.size) && change(act, to);
}

/* In place or not at all: a null pointer says so. */
Bool ms2_act_expand(Ms2Act *act)
{
   void *p = pointer(act);

   if (p == NULL || ms2_malloc_is_foreign(p)) {
      return False;
   }
   act->result =
       ms2_malloc_resize(&act->caller, p, argument(act, 2)) ? (UWord)p : 0;
   return True;
}

Bool ms2_act_free(Ms2Act *act)
{
   void *p = pointer(act);

   if (p == NULL || ms2_malloc_is_foreign(p)) {
      return False;
   }
   ms2_malloc_free(&act->caller, p);
   return True;
}

Bool ms2_act_usable(Ms2Act *act)
{
   void *p = pointer(act);

   if (p == NULL || ms2_malloc_is_foreign(p)) {
      return False;
   }
   act->result = ms2_malloc_usable_size(p);
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

static Bool give_text(Ms2Act *act, SizeT limit)
{
   const HChar *text = pointer(act);
   SizeT length = text != NULL ? length_of(text, limit) : 0;

   if (text == NULL || !give_aligned(act, length + 1, 1)) {
      return False;
   }
   VG_(memcpy)((void *)act->result, text, length);
   ((HChar *)act->result)[length] = '\0';
   return True;
}

Bool ms2_act_strdup(Ms2Act *act)
{
   return give_text(act, ~(SizeT)0);
}

Bool ms2_act_strndup(Ms2Act *act)
{
   return give_text(act, argument(act, 2));
}

/* jemalloc's: in the flags, the logarithm of the alignment and whether to
   zero; arenas and caches make no difference here. */
#define FLAGS_LG_ALIGN 0x3f
#define FLAGS_ZERO 0x40

static SizeT align_in(UWord flags)
{
   return (SizeT)1 << (flags & FLAGS_LG_ALIGN);
}

Bool ms2_act_mallocx(Ms2Act *act)
{
   UWord flags = argument(act, 2);
   SizeT size = argument(act, 1);

   return flags & FLAGS_ZERO ? give_zeroed(act, size, align_in(flags))
                             : give_aligned(act, size, align_in(flags));
}

Bool ms2_act_rallocx(Ms2Act *act)
{
   UWord flags = argument(act, 3);
   NewSize to = {argument(act, 2), align_in(flags), (flags & FLAGS_ZERO) != 0};

   return change(act, to);
}

Bool ms2_act_xallocx(Ms2Act *act)
{
   void *p = pointer(act);
   SizeT old = ms2_malloc_usable_size(p);
   SizeT size = argument(act, 2);
   SizeT most;

   if (ms2_malloc_is_foreign(p)) {
      return False;
   }
   if (__builtin_add_overflow(size, argument(act, 3), &most) ||
       !ms2_malloc_resize(&act->caller, p, most)) {
      ms2_malloc_resize(&act->caller, p, size);
   }
   act->result = ms2_malloc_usable_size(p);
   if ((argument(act, 4) & FLAGS_ZERO) && act->result > old) {
      VG_(memset)((UChar *)p + old, 0, act->result - old);
   }
   return True;
}

/* mimalloc's heaps end with all their blocks, or hand them over to another.
   The function itself does so for its own. */
Bool ms2_act_heap_destroy(Ms2Act *act)
{
   ms2_malloc_free_owned(&act->caller, argument(act, 1));
   return False;
}

Bool ms2_act_heap_delete(Ms2Act *act)
{
   ms2_malloc_release_owned(argument(act, 1));
   return False;
}

#endif
