/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of allocators by name. */
#include "capture/allocator_functions.h"

#include "pub_tool_libcbase.h"

/* The numbers of a row's arguments: what is left out is 0. */
#define ROW(name, ...)  \
   {                    \
      name, __VA_ARGS__ \
   }
#define SIZE(n) .does = MS2_ALLOCATES, .size = n
#define PRODUCT(n, m) .does = MS2_ALLOCATES, .size = n, .times = m
#define TEXT .does = MS2_COPIES_TEXT
#define RESIZE(p, n) .does = MS2_RESIZES, .pointer = p, .size = n
#define RESIZE_PRODUCT(p, n, m) RESIZE(p, n), .times = m
#define FREE .does = MS2_FREES, .pointer = 1
#define END         \
   {                \
      .name = NULL, \
   }

static const Ms2Allocator c_rows[] = {
    ROW("malloc", SIZE(1)),
    ROW("calloc", PRODUCT(1, 2)),
    ROW("realloc", RESIZE(1, 2)),
    ROW("free", FREE),
    ROW("cfree", FREE),
    ROW("memalign", SIZE(2)),
    ROW("aligned_alloc", SIZE(2)),
    ROW("posix_memalign", .does = MS2_ALLOCATES_TO, .pointer = 1, .size = 3),
    ROW("valloc", SIZE(1)),
    ROW("pvalloc", SIZE(1)),
    ROW("reallocarray", RESIZE_PRODUCT(1, 2, 3)),
    ROW("free_sized", FREE),
    ROW("free_aligned_sized", FREE),
    END,
};

/* How C++ spells size_t in the name of a function. */
#if defined(VGA_x86)
#define SIZE_T "j"
#else
#define SIZE_T "m"
#endif
#define NOTHROW "RKSt9nothrow_t"
#define ALIGN "St11align_val_t"

static const Ms2Allocator cxx_rows[] = {
    ROW("_Znw" SIZE_T, SIZE(1)),
    ROW("_Zna" SIZE_T, SIZE(1)),
    ROW("_Znw" SIZE_T NOTHROW, SIZE(1)),
    ROW("_Zna" SIZE_T NOTHROW, SIZE(1)),
    ROW("_Znw" SIZE_T ALIGN, SIZE(1)),
    ROW("_Zna" SIZE_T ALIGN, SIZE(1)),
    ROW("_Znw" SIZE_T ALIGN NOTHROW, SIZE(1)),
    ROW("_Zna" SIZE_T ALIGN NOTHROW, SIZE(1)),
    ROW("_ZdlPv", FREE),
    ROW("_ZdaPv", FREE),
    ROW("_ZdlPv" SIZE_T, FREE),
    ROW("_ZdaPv" SIZE_T, FREE),
    ROW("_ZdlPv" NOTHROW, FREE),
    ROW("_ZdaPv" NOTHROW, FREE),
    ROW("_ZdlPv" ALIGN, FREE),
    ROW("_ZdaPv" ALIGN, FREE),
    ROW("_ZdlPv" SIZE_T ALIGN, FREE),
    ROW("_ZdaPv" SIZE_T ALIGN, FREE),
    ROW("_ZdlPv" ALIGN NOTHROW, FREE),
    ROW("_ZdaPv" ALIGN NOTHROW, FREE),
    END,
};

static const Ms2Allocator jemalloc_rows[] = {
    ROW("mallocx", SIZE(1), .flags = 2),
    ROW("rallocx", RESIZE(1, 2), .flags = 3),
    ROW("xallocx", .does = MS2_EXPANDS_TO, .pointer = 1, .size = 2, .more = 3),
    ROW("dallocx", FREE),
    ROW("sdallocx", FREE),
    ROW("mallctl", .does = MS2_CONTROLS),
    ROW("mallctlnametomib", .does = MS2_LOOKS_UP, .pointer = 1),
    ROW("mallctlbymib", .does = MS2_CONTROLS_BY_MIB),
    END,
};

static const Ms2Allocator tcmalloc_rows[] = {
    ROW("malloc_skip_new_handler", SIZE(1)),
    ROW("new", SIZE(1)),
    ROW("newarray", SIZE(1)),
    ROW("new_nothrow", SIZE(1)),
    ROW("newarray_nothrow", SIZE(1)),
    ROW("new_aligned", SIZE(1)),
    ROW("newarray_aligned", SIZE(1)),
    ROW("new_aligned_nothrow", SIZE(1)),
    ROW("newarray_aligned_nothrow", SIZE(1)),
    ROW("delete", FREE),
    ROW("deletearray", FREE),
    ROW("delete_nothrow", FREE),
    ROW("deletearray_nothrow", FREE),
    ROW("delete_sized", FREE),
    ROW("deletearray_sized", FREE),
    ROW("delete_aligned", FREE),
    ROW("deletearray_aligned", FREE),
    ROW("delete_aligned_nothrow", FREE),
    ROW("deletearray_aligned_nothrow", FREE),
    ROW("delete_sized_aligned", FREE),
    ROW("deletearray_sized_aligned", FREE),
    END,
};

/* What is in heaps of its own has the heap as first argument. */
#define PLAIN_AND_HEAP(name, kind, p, n, m)                                  \
   {name, .does = kind, .pointer = p, .size = n, .times = m},                \
   {                                                                         \
      "heap_" name, .does = kind, .pointer = p ? p + 1 : 0,                  \
                    .size = n ? n + 1 : 0, .times = m ? m + 1 : 0, .heap = 1 \
   }
#define BOTH_SIZE(name) PLAIN_AND_HEAP(name, MS2_ALLOCATES, 0, 1, 0)
#define BOTH_PRODUCT(name) PLAIN_AND_HEAP(name, MS2_ALLOCATES, 0, 1, 2)
#define BOTH_TEXT(name) PLAIN_AND_HEAP(name, MS2_COPIES_TEXT, 0, 0, 0)
#define BOTH_RESIZE(name) PLAIN_AND_HEAP(name, MS2_RESIZES, 1, 2, 0)
#define BOTH_RESIZE_PRODUCT(name) PLAIN_AND_HEAP(name, MS2_RESIZES, 1, 2, 3)

/* Version 3 has a part of a heap for each thread, too: theap. */
static const Ms2Allocator mimalloc_rows[] = {
    BOTH_SIZE("malloc"),
    BOTH_SIZE("malloc_small"),
    BOTH_SIZE("zalloc"),
    BOTH_SIZE("zalloc_small"),
    BOTH_PRODUCT("calloc"),
    BOTH_PRODUCT("mallocn"),
    BOTH_SIZE("malloc_aligned"),
    BOTH_SIZE("malloc_aligned_at"),
    BOTH_SIZE("zalloc_aligned"),
    BOTH_SIZE("zalloc_aligned_at"),
    BOTH_PRODUCT("calloc_aligned"),
    BOTH_PRODUCT("calloc_aligned_at"),
    BOTH_RESIZE("realloc"),
    BOTH_RESIZE("realloc_aligned"),
    BOTH_RESIZE("realloc_aligned_at"),
    BOTH_RESIZE("rezalloc"),
    BOTH_RESIZE("rezalloc_aligned"),
    BOTH_RESIZE("rezalloc_aligned_at"),
    BOTH_RESIZE_PRODUCT("reallocn"),
    BOTH_RESIZE_PRODUCT("recalloc"),
    BOTH_RESIZE_PRODUCT("recalloc_aligned"),
    BOTH_RESIZE_PRODUCT("recalloc_aligned_at"),
    PLAIN_AND_HEAP("reallocf", MS2_RESIZES_OR_FREES, 1, 2, 0),
    BOTH_TEXT("strdup"),
    BOTH_TEXT("strndup"),
    ROW("mbsdup", TEXT),
    ROW("wcsdup", .does = MS2_COPIES_WIDE),
    ROW("dupenv_s", .does = MS2_COPIES_TEXT_TO, .pointer = 1),
    ROW("aligned_recalloc", RESIZE_PRODUCT(1, 2, 3)),
    ROW("aligned_offset_recalloc", RESIZE_PRODUCT(1, 2, 3)),
    ROW("reallocarr", .does = MS2_RESIZES_AT, .pointer = 1, .size = 2,
        .times = 3),
    ROW("expand", .does = MS2_EXPANDS, .pointer = 1, .size = 2),
    ROW("_expand", .does = MS2_EXPANDS, .pointer = 1, .size = 2),
    ROW("new", SIZE(1)),
    ROW("new_n", PRODUCT(1, 2)),
    ROW("new_nothrow", SIZE(1)),
    ROW("new_aligned", SIZE(1)),
    ROW("new_aligned_nothrow", SIZE(1)),
    ROW("new_realloc", RESIZE(1, 2)),
    ROW("new_reallocn", RESIZE_PRODUCT(1, 2, 3)),
    ROW("heap_alloc_new", SIZE(2), .heap = 1),
    ROW("heap_alloc_new_n", PRODUCT(2, 3), .heap = 1),
    ROW("theap_malloc", SIZE(2), .heap = 1),
    ROW("theap_malloc_small", SIZE(2), .heap = 1),
    ROW("theap_malloc_aligned", SIZE(2), .heap = 1),
    ROW("theap_zalloc", SIZE(2), .heap = 1),
    ROW("theap_zalloc_small", SIZE(2), .heap = 1),
    ROW("theap_calloc", PRODUCT(2, 3), .heap = 1),
    ROW("theap_realloc", RESIZE(2, 3), .heap = 1),
    ROW("umalloc", SIZE(1)),
    ROW("umalloc_small", SIZE(1)),
    ROW("umalloc_aligned", SIZE(1)),
    ROW("uzalloc_small", SIZE(1)),
    ROW("uzalloc_aligned", SIZE(1)),
    ROW("ucalloc", PRODUCT(1, 2)),
    ROW("urealloc", RESIZE(1, 2)),
    ROW("free_size", FREE),
    ROW("free_size_aligned", FREE),
    ROW("free_aligned", FREE),
    ROW("free_small", FREE),
    ROW("ufree", FREE),
    ROW("heap_new", .does = MS2_MAKES_HEAP),
    ROW("heap_new_ex", .does = MS2_MAKES_HEAP),
    ROW("heap_new_in_arena", .does = MS2_MAKES_HEAP),
    ROW("heap_theap", .does = MS2_FINDS_HEAP, .heap = 1),
    ROW("heap_set_default", .does = MS2_SETS_HEAP, .heap = 1),
    ROW("theap_set_default", .does = MS2_SETS_HEAP, .heap = 1),
    ROW("heap_destroy", .does = MS2_DESTROYS_HEAP, .heap = 1),
    ROW("heap_delete", .does = MS2_DELETES_HEAP, .heap = 1),
    END,
};

/* The first that fits counts. */
static const struct {
   const HChar *prefix;
   const Ms2Allocator *rows;
   Ms2AllocatorSet set;
} sets[] = {
    {"mi_", mimalloc_rows, MS2_ALLOCATORS_MIMALLOC},
    {"mi_", c_rows, MS2_ALLOCATORS_MIMALLOC},
    {"tc_", tcmalloc_rows, MS2_ALLOCATORS_TCMALLOC},
    {"tc_", c_rows, MS2_ALLOCATORS_TCMALLOC},
    {"_rjem_", jemalloc_rows, MS2_ALLOCATORS_RUST_JEMALLOC},
    {"_rjem_", c_rows, MS2_ALLOCATORS_RUST_JEMALLOC},
    {"je_", jemalloc_rows, MS2_ALLOCATORS_JE_JEMALLOC},
    {"je_", c_rows, MS2_ALLOCATORS_JE_JEMALLOC},
    {"", jemalloc_rows, MS2_ALLOCATORS_JEMALLOC},
    {"", c_rows, MS2_ALLOCATORS_MALLOC},
    {"", cxx_rows, MS2_ALLOCATORS_NEW},
};

const Ms2Allocator *ms2_allocator_functions_find(const HChar *name,
                                                 Ms2AllocatorSet *set)
{
   for (UInt i = 0; i < sizeof sets / sizeof sets[0]; i++) {
      SizeT length = VG_(strlen)(sets[i].prefix);
      if (VG_(strncmp)(name, sets[i].prefix, length) != 0)
         continue;
      for (const Ms2Allocator *row = sets[i].rows; row->name != NULL; row++) {
         if (VG_(strcmp)(name + length, row->name) == 0) {
            *set = sets[i].set;
            return row;
         }
      }
   }
   return NULL;
}

/* A program may have one or two functions with a family's names by chance. */
#define FEWEST_OF_FAMILY 3

/* Of malloc and its kin, and of C++'s operators, an object has all that matter
   if it has both of these; if a block comes from one object and is freed by
   another, neither knows its life. */
static const struct {
   const HChar *name;
   Ms2AllocatorSet set;
} keys[] = {
    {"malloc", MS2_ALLOCATORS_MALLOC},
    {"free", MS2_ALLOCATORS_MALLOC},
    {"_Znw" SIZE_T, MS2_ALLOCATORS_NEW},
    {"_ZdlPv", MS2_ALLOCATORS_NEW},
};
#define N_KEYS_OF_SET 2

void ms2_allocator_functions_tally(Ms2AllocatorTally *tally, const HChar *name)
{
   Ms2AllocatorSet set;

   if (ms2_allocator_functions_find(name, &set) == NULL)
      return;
   tally->n_of_set[set]++;
   for (UInt i = 0; i < sizeof keys / sizeof keys[0]; i++)
      tally->n_keys[set] += VG_(strcmp)(name, keys[i].name) == 0;
}

Bool ms2_allocator_functions_has(const Ms2AllocatorTally *tally,
                                 Ms2AllocatorSet set)
{
   return set == MS2_ALLOCATORS_MALLOC || set == MS2_ALLOCATORS_NEW
              ? tally->n_keys[set] >= N_KEYS_OF_SET
              : tally->n_of_set[set] >= FEWEST_OF_FAMILY;
}

Bool ms2_allocator_functions_has_static(const Ms2AllocatorTally *tally,
                                        Ms2AllocatorSet set)
{
   return ms2_allocator_functions_has(tally, set) ||
          (set == MS2_ALLOCATORS_MALLOC && tally->n_keys[set] > 0);
}
