/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of allocators by name. */
#include "capture/allocators.h"

#ifdef MS2_GUEST

#include "pub_tool_libcbase.h"

static const Ms2AllocatorRow c_rows[] = {
    {"malloc", ms2_allocator_calls_malloc, 0},
    {"calloc", ms2_allocator_calls_calloc, 0},
    {"realloc", ms2_allocator_calls_realloc, 0},
    {"free", ms2_allocator_calls_free, 0},
    {"cfree", ms2_allocator_calls_free, 0},
    {"memalign", ms2_allocator_calls_memalign, 0},
    {"aligned_alloc", ms2_allocator_calls_memalign, 0},
    {"posix_memalign", ms2_allocator_calls_posix_memalign, 0},
    {"valloc", ms2_allocator_calls_valloc, 0},
    {"pvalloc", ms2_allocator_calls_pvalloc, 0},
    {"reallocarray", ms2_allocator_calls_resizen, 0},
    {"malloc_usable_size", ms2_allocator_calls_usable, 0},
    {"malloc_size", ms2_allocator_calls_usable, 0},
    {"free_sized", ms2_allocator_calls_free, 0},
    {"free_aligned_sized", ms2_allocator_calls_free, 0},
    {NULL, NULL, 0},
};

/* How C++ spells size_t in the name of a function. */
#if defined(VGA_x86)
#define SIZE_T "j"
#else
#define SIZE_T "m"
#endif

static const Ms2AllocatorRow cxx_rows[] = {
    {"_Znw" SIZE_T, ms2_allocator_calls_malloc, 0},
    {"_Zna" SIZE_T, ms2_allocator_calls_malloc, 0},
    {"_Znw" SIZE_T "RKSt9nothrow_t", ms2_allocator_calls_malloc, 0},
    {"_Zna" SIZE_T "RKSt9nothrow_t", ms2_allocator_calls_malloc, 0},
    {"_Znw" SIZE_T "St11align_val_t", ms2_allocator_calls_malloc_aligned, 0},
    {"_Zna" SIZE_T "St11align_val_t", ms2_allocator_calls_malloc_aligned, 0},
    {"_Znw" SIZE_T "St11align_val_tRKSt9nothrow_t",
     ms2_allocator_calls_malloc_aligned, 0},
    {"_Zna" SIZE_T "St11align_val_tRKSt9nothrow_t",
     ms2_allocator_calls_malloc_aligned, 0},
    {"_ZdlPv", ms2_allocator_calls_free, 0},
    {"_ZdaPv", ms2_allocator_calls_free, 0},
    {"_ZdlPv" SIZE_T, ms2_allocator_calls_free, 0},
    {"_ZdaPv" SIZE_T, ms2_allocator_calls_free, 0},
    {"_ZdlPvRKSt9nothrow_t", ms2_allocator_calls_free, 0},
    {"_ZdaPvRKSt9nothrow_t", ms2_allocator_calls_free, 0},
    {"_ZdlPvSt11align_val_t", ms2_allocator_calls_free, 0},
    {"_ZdaPvSt11align_val_t", ms2_allocator_calls_free, 0},
    {"_ZdlPv" SIZE_T "St11align_val_t", ms2_allocator_calls_free, 0},
    {"_ZdaPv" SIZE_T "St11align_val_t", ms2_allocator_calls_free, 0},
    {"_ZdlPvSt11align_val_tRKSt9nothrow_t", ms2_allocator_calls_free, 0},
    {"_ZdaPvSt11align_val_tRKSt9nothrow_t", ms2_allocator_calls_free, 0},
    {NULL, NULL, 0},
};

static const Ms2AllocatorRow jemalloc_rows[] = {
    {"mallocx", ms2_allocator_calls_mallocx, 0},
    {"rallocx", ms2_allocator_calls_rallocx, 0},
    {"xallocx", ms2_allocator_calls_xallocx, 0},
    {"sallocx", ms2_allocator_calls_usable, 0},
    {"dallocx", ms2_allocator_calls_free, 0},
    {"sdallocx", ms2_allocator_calls_free, 0},
    {NULL, NULL, 0},
};

static const Ms2AllocatorRow tcmalloc_rows[] = {
    {"malloc_skip_new_handler", ms2_allocator_calls_malloc, 0},
    {"new", ms2_allocator_calls_malloc, 0},
    {"newarray", ms2_allocator_calls_malloc, 0},
    {"new_nothrow", ms2_allocator_calls_malloc, 0},
    {"newarray_nothrow", ms2_allocator_calls_malloc, 0},
    {"new_aligned", ms2_allocator_calls_malloc_aligned, 0},
    {"newarray_aligned", ms2_allocator_calls_malloc_aligned, 0},
    {"new_aligned_nothrow", ms2_allocator_calls_malloc_aligned, 0},
    {"newarray_aligned_nothrow", ms2_allocator_calls_malloc_aligned, 0},
    {"delete", ms2_allocator_calls_free, 0},
    {"deletearray", ms2_allocator_calls_free, 0},
    {"delete_nothrow", ms2_allocator_calls_free, 0},
    {"deletearray_nothrow", ms2_allocator_calls_free, 0},
    {"delete_sized", ms2_allocator_calls_free, 0},
    {"deletearray_sized", ms2_allocator_calls_free, 0},
    {"delete_aligned", ms2_allocator_calls_free, 0},
    {"deletearray_aligned", ms2_allocator_calls_free, 0},
    {"delete_aligned_nothrow", ms2_allocator_calls_free, 0},
    {"deletearray_aligned_nothrow", ms2_allocator_calls_free, 0},
    {"delete_sized_aligned", ms2_allocator_calls_free, 0},
    {"deletearray_sized_aligned", ms2_allocator_calls_free, 0},
    {NULL, NULL, 0},
};

/* What is in heaps of its own has the heap as first argument. */
#define PLAIN_AND_HEAP(name, handler) \
   {name, handler, 0},                \
   {                                  \
      "heap_" name, handler, 1        \
   }

static const Ms2AllocatorRow mimalloc_rows[] = {
    PLAIN_AND_HEAP("malloc", ms2_allocator_calls_malloc),
    PLAIN_AND_HEAP("malloc_small", ms2_allocator_calls_malloc),
    PLAIN_AND_HEAP("zalloc", ms2_allocator_calls_zalloc),
    PLAIN_AND_HEAP("zalloc_small", ms2_allocator_calls_zalloc),
    PLAIN_AND_HEAP("calloc", ms2_allocator_calls_calloc),
    PLAIN_AND_HEAP("mallocn", ms2_allocator_calls_mallocn),
    PLAIN_AND_HEAP("malloc_aligned", ms2_allocator_calls_malloc_aligned),
    PLAIN_AND_HEAP("zalloc_aligned", ms2_allocator_calls_zalloc_aligned),
    PLAIN_AND_HEAP("calloc_aligned", ms2_allocator_calls_calloc_aligned),
    PLAIN_AND_HEAP("realloc", ms2_allocator_calls_resize),
    PLAIN_AND_HEAP("reallocn", ms2_allocator_calls_resizen),
    PLAIN_AND_HEAP("rezalloc", ms2_allocator_calls_resize_zeroed),
    PLAIN_AND_HEAP("recalloc", ms2_allocator_calls_resizen_zeroed),
    PLAIN_AND_HEAP("realloc_aligned", ms2_allocator_calls_resize_aligned),
    PLAIN_AND_HEAP("rezalloc_aligned",
                   ms2_allocator_calls_resize_zeroed_aligned),
    PLAIN_AND_HEAP("recalloc_aligned",
                   ms2_allocator_calls_resizen_zeroed_aligned),
    PLAIN_AND_HEAP("strdup", ms2_allocator_calls_strdup),
    PLAIN_AND_HEAP("strndup", ms2_allocator_calls_strndup),
    PLAIN_AND_HEAP("reallocf", ms2_allocator_calls_resize_or_free),
    {"mbsdup", ms2_allocator_calls_strdup, 0},
    {"heap_alloc_new", ms2_allocator_calls_malloc, 1},
    {"heap_alloc_new_n", ms2_allocator_calls_mallocn, 1},
    {"heap_destroy", ms2_allocator_calls_heap_destroy, 0},
    {"heap_delete", ms2_allocator_calls_heap_delete, 0},
    {"new", ms2_allocator_calls_malloc, 0},
    {"new_n", ms2_allocator_calls_mallocn, 0},
    {"new_nothrow", ms2_allocator_calls_malloc, 0},
    {"new_aligned", ms2_allocator_calls_malloc_aligned, 0},
    {"new_aligned_nothrow", ms2_allocator_calls_malloc_aligned, 0},
    {"new_realloc", ms2_allocator_calls_resize_or_throw, 0},
    {"new_reallocn", ms2_allocator_calls_resizen_or_throw, 0},
    {"expand", ms2_allocator_calls_expand, 0},
    {"usable_size", ms2_allocator_calls_usable, 0},
    {"free_size", ms2_allocator_calls_free, 0},
    {"free_size_aligned", ms2_allocator_calls_free, 0},
    {"free_aligned", ms2_allocator_calls_free, 0},
    {NULL, NULL, 0},
};

/* The first that fits counts. */
static const struct {
   const HChar *prefix;
   const Ms2AllocatorRow *rows;
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

const Ms2AllocatorRow *ms2_allocators_find(const HChar *name)
{
   for (UInt i = 0; i < sizeof families / sizeof families[0]; i++) {
      SizeT length = VG_(strlen)(families[i].prefix);
      if (VG_(strncmp)(name, families[i].prefix, length) != 0) {
         continue;
      }
      for (const Ms2AllocatorRow *row = families[i].rows; row->name != NULL;
           row++) {
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

static Bool is_in(const HChar *name, const HChar *const *list, UInt n)
{
   for (UInt i = 0; i < n; i++) {
      if (VG_(strcmp)(name, list[i]) == 0) {
         return True;
      }
   }
   return False;
}

void ms2_allocators_tally(Ms2AllocatorTally *tally, const HChar *name)
{
   tally->n_tells += is_in(name, tells, sizeof tells / sizeof tells[0]);
   tally->n_static_tells += is_in(name, static_tells, N_STATIC_TELLS);
}

Bool ms2_allocators_is_there(const Ms2AllocatorTally *tally,
                             const HChar *soname)
{
   return tally->n_tells >= FEWEST_TELLS ||
          (tally->n_static_tells == N_STATIC_TELLS &&
           VG_(strcmp)(soname, "NONE") == 0);
}

#endif
