/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocators that are built into an object of the program. */
#include "ms2_replace.h"

#include "ms2_compat.h"
#include "ms2_guest.h"

#ifdef MS2_GUEST

#include "ms2_clock.h"
#include "ms2_malloc.h"
#include "ms2_map.h"

#include "pub_tool_debuginfo.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_threadstate.h"
#include "pub_tool_xarray.h"

/* One call of a replaced function. */
typedef struct {
   Ms2Caller caller;
   const MS2_GUEST *guest;
   UInt skip; /* arguments in front of those that count */
   UWord result;
} Act;

/* What a function does.  False: the function shall do it itself. */
typedef Bool (*Handler)(Act *act);

typedef struct {
   const HChar *name; /* behind the family's prefix */
   Handler handler;
   UInt skip;
} Row;

/* A function found: an element of `functions`. */
typedef struct {
   Addr entry;
   Addr exit; /* a return instruction */
   const DebugInfo *object;
   const Row *row;
} Function;

typedef struct {
   const DebugInfo *info; /* reused by the core: the others tell, too */
   Addr text;
   const HChar *path;
} Object;

static struct {
   XArray *objects;   /* of Object: those looked at */
   XArray *functions; /* of Function *; never dropped, translations use them */
   Ms2Map map;        /* of functions, by entry */
} replaced;

/* ---- what the functions do ---------------------------------------------- */

static UWord argument(const Act *act, UInt number)
{
   return ms2_guest_argument(act->guest, act->skip + number);
}

static void *pointer(const Act *act)
{
   return (void *)argument(act, 1);
}

static Bool give(Act *act, void *block)
{
   act->result = (UWord)block;
   return block != NULL;
}

static Bool is_power_of_two(UWord align)
{
   return align != 0 && (align & (align - 1)) == 0;
}

static Bool give_aligned(Act *act, SizeT size, SizeT align)
{
   SizeT least = ms2_malloc_min_align();

   return is_power_of_two(align) &&
          give(act, ms2_malloc_alloc(act->caller, size,
                                     align > least ? align : least));
}

static Bool give_zeroed(Act *act, SizeT size, SizeT align)
{
   if (!give_aligned(act, size, align)) {
      return False;
   }
   VG_(memset)((void *)act->result, 0, size);
   return True;
}

/* False: too large. */
static Bool product(const Act *act, UInt number, SizeT *size)
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

static Bool change(Act *act, NewSize to)
{
   void *p = pointer(act);
   SizeT old = ms2_malloc_usable_size(p);

   if (!is_power_of_two(to.align) || (p != NULL && ms2_malloc_is_foreign(p)) ||
       !give(act,
             ms2_malloc_realloc_aligned(act->caller, p, to.size, to.align))) {
      return False;
   }
   if (to.zeroed && to.size > old) {
      VG_(memset)((UChar *)act->result + old, 0, to.size - old);
   }
   return True;
}

static Bool do_malloc(Act *act)
{
   return give_aligned(act, argument(act, 1), 1);
}

static Bool do_zalloc(Act *act)
{
   return give_zeroed(act, argument(act, 1), 1);
}

static Bool do_calloc(Act *act)
{
   SizeT size;

   return product(act, 1, &size) && give_zeroed(act, size, 1);
}

static Bool do_mallocn(Act *act)
{
   SizeT size;

   return product(act, 1, &size) && give_aligned(act, size, 1);
}

static Bool do_malloc_aligned(Act *act)
{
   return give_aligned(act, argument(act, 1), argument(act, 2));
}

static Bool do_zalloc_aligned(Act *act)
{
   return give_zeroed(act, argument(act, 1), argument(act, 2));
}

static Bool do_calloc_aligned(Act *act)
{
   SizeT size;

   return product(act, 1, &size) && give_zeroed(act, size, argument(act, 3));
}

static Bool do_memalign(Act *act)
{
   return give_aligned(act, argument(act, 2), argument(act, 1));
}

static Bool do_posix_memalign(Act *act)
{
   if (argument(act, 2) % sizeof(void *) != 0 ||
       !give_aligned(act, argument(act, 3), argument(act, 2))) {
      return False;
   }
   *(UWord *)pointer(act) = act->result;
   act->result = 0;
   return True;
}

static Bool do_valloc(Act *act)
{
   return give_aligned(act, argument(act, 1), VKI_PAGE_SIZE);
}

static Bool do_pvalloc(Act *act)
{
   SizeT size = argument(act, 1);
   SizeT pages = size / VKI_PAGE_SIZE + (size % VKI_PAGE_SIZE != 0);

   return give_aligned(act, (pages + !pages) * VKI_PAGE_SIZE, VKI_PAGE_SIZE);
}

/* C's: size 0 frees. */
static Bool do_realloc(Act *act)
{
   void *p = pointer(act);
   SizeT size = argument(act, 2);

   if (p != NULL && ms2_malloc_is_foreign(p)) {
      return False;
   }
   return give(act, ms2_malloc_realloc(act->caller, p, size)) ||
          (p != NULL && size == 0);
}

static Bool do_resize(Act *act)
{
   NewSize to = {argument(act, 2), 1, False};

   return change(act, to);
}

static Bool do_resize_aligned(Act *act)
{
   NewSize to = {argument(act, 2), argument(act, 3), False};

   return change(act, to);
}

static Bool do_resize_zeroed(Act *act)
{
   NewSize to = {argument(act, 2), 1, True};

   return change(act, to);
}

static Bool do_resize_zeroed_aligned(Act *act)
{
   NewSize to = {argument(act, 2), argument(act, 3), True};

   return change(act, to);
}

static Bool do_resizen(Act *act)
{
   NewSize to = {0, 1, False};

   return product(act, 2, &to.size) && change(act, to);
}

static Bool do_resizen_zeroed(Act *act)
{
   NewSize to = {0, 1, True};

   return product(act, 2, &to.size) && change(act, to);
}

static Bool do_resizen_zeroed_aligned(Act *act)
{
   NewSize to = {0, argument(act, 4), True};

   return product(act, 2, &to.size) && change(act, to);
}

/* In place or not at all: a null pointer says so. */
static Bool do_expand(Act *act)
{
   void *p = pointer(act);

   if (p == NULL || ms2_malloc_is_foreign(p)) {
      return False;
   }
   act->result =
       ms2_malloc_resize(act->caller, p, argument(act, 2)) ? (UWord)p : 0;
   return True;
}

static Bool do_free(Act *act)
{
   void *p = pointer(act);

   if (p == NULL || ms2_malloc_is_foreign(p)) {
      return False;
   }
   ms2_malloc_free(act->caller, p);
   return True;
}

static Bool do_usable(Act *act)
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

static Bool give_text(Act *act, SizeT limit)
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

static Bool do_strdup(Act *act)
{
   return give_text(act, ~(SizeT)0);
}

static Bool do_strndup(Act *act)
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

static Bool do_mallocx(Act *act)
{
   UWord flags = argument(act, 2);
   SizeT size = argument(act, 1);

   return flags & FLAGS_ZERO ? give_zeroed(act, size, align_in(flags))
                             : give_aligned(act, size, align_in(flags));
}

static Bool do_rallocx(Act *act)
{
   UWord flags = argument(act, 3);
   NewSize to = {argument(act, 2), align_in(flags), (flags & FLAGS_ZERO) != 0};

   return change(act, to);
}

static Bool do_xallocx(Act *act)
{
   void *p = pointer(act);
   SizeT old = ms2_malloc_usable_size(p);
   SizeT size = argument(act, 2);
   SizeT most;

   if (ms2_malloc_is_foreign(p)) {
      return False;
   }
   if (__builtin_add_overflow(size, argument(act, 3), &most) ||
       !ms2_malloc_resize(act->caller, p, most)) {
      ms2_malloc_resize(act->caller, p, size);
   }
   act->result = ms2_malloc_usable_size(p);
   if ((argument(act, 4) & FLAGS_ZERO) && act->result > old) {
      VG_(memset)((UChar *)p + old, 0, act->result - old);
   }
   return True;
}

/* mimalloc's heaps end with all their blocks, or hand them over to another.
   The function itself does so for its own. */
static Bool do_heap_destroy(Act *act)
{
   ms2_malloc_free_owned(act->caller, argument(act, 1));
   return False;
}

static Bool do_heap_delete(Act *act)
{
   ms2_malloc_release_owned(argument(act, 1));
   return False;
}

/* ---- their names -------------------------------------------------------- */

static const Row c_rows[] = {
    {"malloc", do_malloc, 0},
    {"calloc", do_calloc, 0},
    {"realloc", do_realloc, 0},
    {"free", do_free, 0},
    {"cfree", do_free, 0},
    {"memalign", do_memalign, 0},
    {"aligned_alloc", do_memalign, 0},
    {"posix_memalign", do_posix_memalign, 0},
    {"valloc", do_valloc, 0},
    {"pvalloc", do_pvalloc, 0},
    {"reallocarray", do_resizen, 0},
    {"malloc_usable_size", do_usable, 0},
    {"malloc_size", do_usable, 0},
    {"free_sized", do_free, 0},
    {"free_aligned_sized", do_free, 0},
    {NULL, NULL, 0},
};

static const Row cxx_rows[] = {
    {"_Znwm", do_malloc, 0},
    {"_Znam", do_malloc, 0},
    {"_ZnwmRKSt9nothrow_t", do_malloc, 0},
    {"_ZnamRKSt9nothrow_t", do_malloc, 0},
    {"_ZnwmSt11align_val_t", do_malloc_aligned, 0},
    {"_ZnamSt11align_val_t", do_malloc_aligned, 0},
    {"_ZnwmSt11align_val_tRKSt9nothrow_t", do_malloc_aligned, 0},
    {"_ZnamSt11align_val_tRKSt9nothrow_t", do_malloc_aligned, 0},
    {"_ZdlPv", do_free, 0},
    {"_ZdaPv", do_free, 0},
    {"_ZdlPvm", do_free, 0},
    {"_ZdaPvm", do_free, 0},
    {"_ZdlPvRKSt9nothrow_t", do_free, 0},
    {"_ZdaPvRKSt9nothrow_t", do_free, 0},
    {"_ZdlPvSt11align_val_t", do_free, 0},
    {"_ZdaPvSt11align_val_t", do_free, 0},
    {"_ZdlPvmSt11align_val_t", do_free, 0},
    {"_ZdaPvmSt11align_val_t", do_free, 0},
    {"_ZdlPvSt11align_val_tRKSt9nothrow_t", do_free, 0},
    {"_ZdaPvSt11align_val_tRKSt9nothrow_t", do_free, 0},
    {NULL, NULL, 0},
};

static const Row jemalloc_rows[] = {
    {"mallocx", do_mallocx, 0},
    {"rallocx", do_rallocx, 0},
    {"xallocx", do_xallocx, 0},
    {"sallocx", do_usable, 0},
    {"dallocx", do_free, 0},
    {"sdallocx", do_free, 0},
    {NULL, NULL, 0},
};

static const Row tcmalloc_rows[] = {
    {"malloc_skip_new_handler", do_malloc, 0},
    {"new", do_malloc, 0},
    {"newarray", do_malloc, 0},
    {"new_nothrow", do_malloc, 0},
    {"newarray_nothrow", do_malloc, 0},
    {"new_aligned", do_malloc_aligned, 0},
    {"newarray_aligned", do_malloc_aligned, 0},
    {"new_aligned_nothrow", do_malloc_aligned, 0},
    {"newarray_aligned_nothrow", do_malloc_aligned, 0},
    {"delete", do_free, 0},
    {"deletearray", do_free, 0},
    {"delete_nothrow", do_free, 0},
    {"deletearray_nothrow", do_free, 0},
    {"delete_sized", do_free, 0},
    {"deletearray_sized", do_free, 0},
    {"delete_aligned", do_free, 0},
    {"deletearray_aligned", do_free, 0},
    {"delete_aligned_nothrow", do_free, 0},
    {"deletearray_aligned_nothrow", do_free, 0},
    {"delete_sized_aligned", do_free, 0},
    {"deletearray_sized_aligned", do_free, 0},
    {NULL, NULL, 0},
};

/* What is in heaps of its own has the heap as first argument. */
#define PLAIN_AND_HEAP(name, handler) \
   {name, handler, 0},                \
   {                                  \
      "heap_" name, handler, 1        \
   }

static const Row mimalloc_rows[] = {
    PLAIN_AND_HEAP("malloc", do_malloc),
    PLAIN_AND_HEAP("malloc_small", do_malloc),
    PLAIN_AND_HEAP("zalloc", do_zalloc),
    PLAIN_AND_HEAP("zalloc_small", do_zalloc),
    PLAIN_AND_HEAP("calloc", do_calloc),
    PLAIN_AND_HEAP("mallocn", do_mallocn),
    PLAIN_AND_HEAP("malloc_aligned", do_malloc_aligned),
    PLAIN_AND_HEAP("zalloc_aligned", do_zalloc_aligned),
    PLAIN_AND_HEAP("calloc_aligned", do_calloc_aligned),
    PLAIN_AND_HEAP("realloc", do_resize),
    PLAIN_AND_HEAP("reallocn", do_resizen),
    PLAIN_AND_HEAP("rezalloc", do_resize_zeroed),
    PLAIN_AND_HEAP("recalloc", do_resizen_zeroed),
    PLAIN_AND_HEAP("realloc_aligned", do_resize_aligned),
    PLAIN_AND_HEAP("rezalloc_aligned", do_resize_zeroed_aligned),
    PLAIN_AND_HEAP("recalloc_aligned", do_resizen_zeroed_aligned),
    PLAIN_AND_HEAP("strdup", do_strdup),
    PLAIN_AND_HEAP("strndup", do_strndup),
    /* Where these fail, the function itself frees nothing of ours. */
    PLAIN_AND_HEAP("reallocf", do_resize),
    {"mbsdup", do_strdup, 0},
    {"heap_alloc_new", do_malloc, 1},
    {"heap_alloc_new_n", do_mallocn, 1},
    {"heap_destroy", do_heap_destroy, 0},
    {"heap_delete", do_heap_delete, 0},
    {"new", do_malloc, 0},
    {"new_n", do_mallocn, 0},
    {"new_nothrow", do_malloc, 0},
    {"new_aligned", do_malloc_aligned, 0},
    {"new_aligned_nothrow", do_malloc_aligned, 0},
    {"new_realloc", do_resize, 0},
    {"new_reallocn", do_resizen, 0},
    {"expand", do_expand, 0},
    {"usable_size", do_usable, 0},
    {"free_size", do_free, 0},
    {"free_size_aligned", do_free, 0},
    {"free_aligned", do_free, 0},
    {NULL, NULL, 0},
};

/* The first that fits counts. */
static const struct {
   const HChar *prefix;
   const Row *rows;
} families[] = {
    {"mi_", mimalloc_rows},
    {"mi_", c_rows},
    {"tc_", tcmalloc_rows},
    {"tc_", c_rows},
    {"_rjem_", jemalloc_rows},
    {"_rjem_", c_rows},
    {"je_", jemalloc_rows},
    {"je_", c_rows},
    {"", jemalloc_rows},
    {"", c_rows},
    {"", cxx_rows},
};

static const Row *row_named(const HChar *name)
{
   for (UInt i = 0; i < sizeof families / sizeof families[0]; i++) {
      SizeT length = VG_(strlen)(families[i].prefix);
      if (VG_(strncmp)(name, families[i].prefix, length) != 0) {
         continue;
      }
      for (const Row *row = families[i].rows; row->name != NULL; row++) {
         if (VG_(strcmp)(name + length, row->name) == 0) {
            return row;
         }
      }
   }
   return NULL;
}

/* Of these an object has at least three if it has an allocator; a program may
   have one by chance. */
#define FEWEST_TELLS 3
static const HChar *const tells[] = {
    "mallocx",
    "rallocx",
    "xallocx",
    "sallocx",
    "dallocx",
    "sdallocx",
    "nallocx",
    "mallctl",
    "je_malloc",
    "je_calloc",
    "je_realloc",
    "je_free",
    "je_mallocx",
    "je_rallocx",
    "je_sdallocx",
    "je_mallctl",
    "_rjem_malloc",
    "_rjem_calloc",
    "_rjem_realloc",
    "_rjem_free",
    "_rjem_mallocx",
    "_rjem_rallocx",
    "_rjem_sdallocx",
    "_rjem_mallctl",
    "_mi_malloc_generic",
    "mi_malloc",
    "mi_zalloc",
    "mi_malloc_aligned",
    "mi_zalloc_aligned",
    "mi_realloc_aligned",
    "mi_heap_malloc",
    "mi_version",
    "tc_cfree",
    "tc_pvalloc",
    "tc_newarray",
    "tc_deletearray",
    "tc_malloc_size",
};

/* A program that holds its C library has these, and no soname. */
static const HChar *const static_tells[] = {"malloc", "free",
                                            "__libc_start_main"};
#define N_STATIC_TELLS 3

/* ---- finding them ------------------------------------------------------- */

typedef void (*OnSymbol)(const DebugInfo *info, Addr address, const HChar *name,
                         void *opaque);

static void each_symbol(const DebugInfo *info, OnSymbol call, void *opaque)
{
   Int n = VG_(DebugInfo_syms_howmany)(info);

   for (Int i = 0; i < n; i++) {
      Ms2CompatSymbol at;
      const HChar *name;
      const HChar **more;
      Bool is_code, is_indirect, unused;

      VG_(DebugInfo_syms_getidx)(info, i, &at, NULL, &name, &more, &is_code,
                                 &is_indirect, &unused);
      if (!is_code || is_indirect) {
         continue;
      }
      call(info, at.address, name, opaque);
      while (more != NULL && *more != NULL) {
         call(info, at.address, *more++, opaque);
      }
   }
}

typedef struct {
   UInt n_tells;
   UInt n_static_tells;
} Tally;

static UInt n_equal(const HChar *name, const HChar *const *list, UInt n)
{
   for (UInt i = 0; i < n; i++) {
      if (VG_(strcmp)(name, list[i]) == 0) {
         return 1;
      }
   }
   return 0;
}

static void tally_symbol(const DebugInfo *info, Addr address, const HChar *name,
                         void *opaque)
{
   Tally *tally = opaque;

   (void)info, (void)address;
   tally->n_tells += n_equal(name, tells, sizeof tells / sizeof tells[0]);
   tally->n_static_tells += n_equal(name, static_tells, N_STATIC_TELLS);
}

static Bool has_allocator(const DebugInfo *info)
{
   Tally tally = {0, 0};

   each_symbol(info, tally_symbol, &tally);
   return tally.n_tells >= FEWEST_TELLS ||
          (tally.n_static_tells == N_STATIC_TELLS &&
           VG_(strcmp)(VG_(DebugInfo_get_soname)(info), "NONE") == 0);
}

/* A byte that is a return instruction when it is jumped to, wherever in the
   function it stands; 0 if there is none near. */
#define RETURN_INSTRUCTION 0xc3
#define NEAR_BYTES 65536

static Addr find_return(const DebugInfo *info, Addr entry)
{
   Addr end =
       VG_(DebugInfo_get_text_avma)(info) + VG_(DebugInfo_get_text_size)(info);

   if (end - entry > NEAR_BYTES) {
      end = entry + NEAR_BYTES;
   }
   for (Addr a = entry + 1; a < end; a++) {
      if (*(const UChar *)a == RETURN_INSTRUCTION) {
         return a;
      }
   }
   return 0;
}

static Function *function_at(Addr entry, const DebugInfo *info)
{
   Ms2MapCursor at;

   for (UInt i = ms2_map_first(&replaced.map, ms2_map_hash(entry, 0), &at);
        i != MS2_MAP_NONE; i = ms2_map_next(&replaced.map, &at)) {
      Function *function = *(Function **)VG_(indexXA)(replaced.functions, i);
      if (function->entry == entry && function->object == info) {
         return function;
      }
   }
   return NULL;
}

static void add_symbol(const DebugInfo *info, Addr address, const HChar *name,
                       void *unused)
{
   const Row *row = row_named(name);
   Function *function;

   (void)unused;
   if (row == NULL || function_at(address, info) != NULL) {
      return;
   }
   function = VG_(malloc)("ms2.replace", sizeof *function);
   function->entry = address;
   function->exit = find_return(info, address);
   function->object = info;
   function->row = row;
   if (function->exit == 0) {
      VG_(free)(function);
      return;
   }
   ms2_map_add(&replaced.map, ms2_map_hash(address, 0),
               VG_(addToXA)(replaced.functions, &function));
}

static Bool is_known(const DebugInfo *info)
{
   for (Word i = 0; i < VG_(sizeXA)(replaced.objects); i++) {
      const Object *object = VG_(indexXA)(replaced.objects, i);
      if (object->info == info &&
          object->text == VG_(DebugInfo_get_text_avma)(info) &&
          VG_(strcmp)(object->path, VG_(DebugInfo_get_filename)(info)) == 0) {
         return True;
      }
   }
   return False;
}

static void look_at(const DebugInfo *info)
{
   Object object = {
       info, VG_(DebugInfo_get_text_avma)(info),
       VG_(strdup)("ms2.replace.path", VG_(DebugInfo_get_filename)(info))};

   VG_(addToXA)(replaced.objects, &object);
   if (has_allocator(info)) {
      /* Arguments are in their registers for sure only where a superblock
         begins. */
      ms2_compat_stop_chasing();
      each_symbol(info, add_symbol, NULL);
   }
}

void ms2_replace_init(void)
{
   replaced.objects =
       VG_(newXA)(VG_(malloc), "ms2.replace", VG_(free), sizeof(Object));
   replaced.functions =
       VG_(newXA)(VG_(malloc), "ms2.replace", VG_(free), sizeof(Function *));
   ms2_map_init(&replaced.map, "ms2.replace.map");
}

void ms2_replace_follow_code(void)
{
   for (const DebugInfo *info = VG_(next_DebugInfo)(NULL); info != NULL;
        info = VG_(next_DebugInfo)(info)) {
      if (VG_(DebugInfo_get_text_avma)(info) != 0 && !is_known(info)) {
         look_at(info);
      }
   }
}

Bool ms2_replace_any(void)
{
   return VG_(sizeXA)(replaced.functions) > 0;
}

/* ---- translated code ---------------------------------------------------- */

/* Returns whether the call is done with. */
static UWord on_entry(MS2_GUEST *guest, const Function *function)
{
   Act act = {{VG_(get_running_tid)(), function->entry, guest->MS2_GUEST_SP,
               guest->MS2_GUEST_FP,
               ms2_clock_superblocks_at(guest->host_EvC_COUNTER)},
              guest,
              function->row->skip,
              0};

   if (!function->row->handler(&act)) {
      return False;
   }
   if (function->row->skip > 0 && act.result != 0) {
      ms2_malloc_own((void *)act.result, ms2_guest_argument(guest, 1));
   }
   guest->MS2_GUEST_RESULT = act.result;
   return True;
}

void ms2_replace_add(IRSB *sb, Addr address)
{
   const DebugInfo *info = VG_(find_DebugInfo)(VG_(current_DiEpoch)(), address);
   Function *function = info != NULL ? function_at(address, info) : NULL;
   IRTemp result, handled;
   IRDirty *call;

   if (function == NULL) {
      return;
   }
   result = newIRTemp(sb->tyenv, MS2_GUEST_WORD);
   handled = newIRTemp(sb->tyenv, Ity_I1);
   call = unsafeIRDirty_1_N(
       result, 0, "ms2_replace_on_entry",
       VG_(fnptr_to_fnentry)((void *)on_entry),
       mkIRExprVec_2(IRExpr_GSPTR(), mkIRExpr_HWord((HWord)function)));
   ms2_guest_declare(call, Ifx_Modify);
   addStmtToIRSB(sb, IRStmt_Dirty(call));
   addStmtToIRSB(sb, IRStmt_WrTmp(handled, IRExpr_Binop(MS2_GUEST_IR(Iop_CmpNE),
                                                        IRExpr_RdTmp(result),
                                                        mkIRExpr_HWord(0))));
   addStmtToIRSB(sb, IRStmt_Exit(IRExpr_RdTmp(handled), Ijk_Boring,
                                 MS2_GUEST_CONST(function->exit),
                                 offsetof(MS2_GUEST, MS2_GUEST_IP)));
}

#else

void ms2_replace_init(void)
{
}

void ms2_replace_follow_code(void)
{
}

Bool ms2_replace_any(void)
{
   return False;
}

void ms2_replace_add(IRSB *sb, Addr address)
{
   (void)sb, (void)address;
}

#endif
