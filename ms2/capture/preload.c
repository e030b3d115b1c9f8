/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The object that Valgrind loads into the client: its malloc and kin.

   None of these functions is called by name.  Valgrind reads the encoded names
   that VG_REPLACE_FUNCTION_EZU makes and redirects the client's functions here.
   They run translated, as the client's own code does; the marker in each is
   where ms2_hook calls the recorder.  Everything here is written so that the
   function itself is the caller's callee: one frame, unwindable, no tail call.

   Tags: of two replacements for one function the first four digits must agree;
   aliases in one library (memalign and aligned_alloc in glibc) share them. */
#include <stddef.h>

#include "pub_tool_basics.h"
#include "pub_tool_redir.h"

#include "capture/marker.h"

#if !MS2_INLINE_HOOK
#include "valgrind.h"
#endif

#define ENOMEM 12
#define EINVAL 22

/* In the C library, if the program has one. */
extern int *__errno_location(void) __attribute__((weak));
extern int getpagesize(void) __attribute__((weak));

static size_t page_size(void)
{
   return getpagesize ? (size_t)getpagesize() : 4096;
}

/* Rounds up to whole pages; 0 where that overflows, and for 0: one page. */
static size_t whole_pages(size_t size)
{
   size_t page = page_size();

   return size == 0 ? page : (size + page - 1) / page * page;
}

#if MS2_INLINE_HOOK

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

/* The value of an operation: see capture/marker.h. */
#define ASK(operation, a, b)                                                   \
   ({                                                                          \
      size_t pair_[2];                                                         \
                                                                               \
      pair_[1] = (size_t)(b);                                                  \
      __asm__ volatile(".byte " MS2_MARKER_ASM TEXT(operation) "\n\t"          \
                                                               "movq %1, (%0)" \
                       :                                                       \
                       : "r"(pair_), "r"((size_t)(a))                          \
                       : "memory");                                            \
      pair_[0];                                                                \
   })

#else

/* The recorder's one function for all of them, asked for once. */
static size_t recorder;

#define ASK(operation, a, b) ask(operation, (size_t)(a), (size_t)(b))

static inline __attribute__((always_inline)) size_t ask(size_t operation,
                                                        size_t a, size_t b)
{
   if (recorder == 0) {
      recorder =
          VALGRIND_DO_CLIENT_REQUEST_EXPR(0, MS2_MARKER_REQUEST, 0, 0, 0, 0, 0);
   }
   return VALGRIND_NON_SIMD_CALL3(recorder, operation, a, b);
}

#endif

static inline void *or_enomem(void *block)
{
   if (block == NULL && __errno_location)
      *__errno_location() = ENOMEM;
   return block;
}

static inline void *raw_malloc(size_t size)
{
   return (void *)ASK(MS2_MARKER_MALLOC, size, 0);
}

static inline void *raw_memalign(size_t align, size_t size)
{
   return (void *)ASK(MS2_MARKER_MEMALIGN, align, size);
}

static inline void raw_free(void *p)
{
   (void)ASK(MS2_MARKER_FREE, p, 0);
}

/* glibc takes any alignment and rounds it up to a power of two; 0 if there is
   none.  Not in line: gcc 14 then makes two copies of what follows, each with a
   marker of its own, and one line of a program has two call stacks. */
static __attribute__((noinline)) size_t power_of_two(size_t align)
{
   size_t power = 16;

   while (power < align && power != 0)
      power *= 2;
   return power;
}

static inline void *invalid(void)
{
   if (__errno_location)
      *__errno_location() = EINVAL;
   return NULL;
}

/* ---- C ------------------------------------------------------------------ */

#define MALLOC(so, fn)                                        \
   void *VG_REPLACE_FUNCTION_EZU(10010, so, fn)(size_t size); \
   void *VG_REPLACE_FUNCTION_EZU(10010, so, fn)(size_t size)  \
   {                                                          \
      return or_enomem(raw_malloc(size));                     \
   }

#define CALLOC(so, fn)                                                  \
   void *VG_REPLACE_FUNCTION_EZU(10070, so, fn)(size_t n, size_t size); \
   void *VG_REPLACE_FUNCTION_EZU(10070, so, fn)(size_t n, size_t size)  \
   {                                                                    \
      return or_enomem((void *)ASK(MS2_MARKER_CALLOC, n, size));        \
   }

/* NULL is an error only if there was something to be had. */
#define REALLOC(so, fn)                                                \
   void *VG_REPLACE_FUNCTION_EZU(10090, so, fn)(void *p, size_t size); \
   void *VG_REPLACE_FUNCTION_EZU(10090, so, fn)(void *p, size_t size)  \
   {                                                                   \
      void *block = (void *)ASK(MS2_MARKER_REALLOC, p, size);          \
                                                                       \
      return size == 0 ? block : or_enomem(block);                     \
   }

#define MEMALIGN(so, fn)                                                    \
   void *VG_REPLACE_FUNCTION_EZU(10110, so, fn)(size_t align, size_t size); \
   void *VG_REPLACE_FUNCTION_EZU(10110, so, fn)(size_t align, size_t size)  \
   {                                                                        \
      size_t power = power_of_two(align);                                   \
                                                                            \
      if (power == 0) {                                                     \
         return invalid();                                                  \
      }                                                                     \
      return or_enomem(raw_memalign(power, size));                          \
   }

#define POSIX_MEMALIGN(so, fn)                                         \
   int VG_REPLACE_FUNCTION_EZU(10160, so, fn)(void **to, size_t align, \
                                              size_t size);            \
   int VG_REPLACE_FUNCTION_EZU(10160, so, fn)(void **to, size_t align, \
                                              size_t size)             \
   {                                                                   \
      void *block;                                                     \
                                                                       \
      if (align % sizeof(void *) != 0 || align == 0 ||                 \
          (align & (align - 1)) != 0) {                                \
         return EINVAL;                                                \
      }                                                                \
      block = raw_memalign(power_of_two(align), size);                 \
      if (block == NULL) {                                             \
         return ENOMEM;                                                \
      }                                                                \
      *to = block;                                                     \
      return 0;                                                        \
   }

#define VALLOC(so, fn)                                        \
   void *VG_REPLACE_FUNCTION_EZU(10120, so, fn)(size_t size); \
   void *VG_REPLACE_FUNCTION_EZU(10120, so, fn)(size_t size)  \
   {                                                          \
      return or_enomem(raw_memalign(page_size(), size));      \
   }

#define PVALLOC(so, fn)                                                       \
   void *VG_REPLACE_FUNCTION_EZU(10190, so, fn)(size_t size);                 \
   void *VG_REPLACE_FUNCTION_EZU(10190, so, fn)(size_t size)                  \
   {                                                                          \
      size_t whole = whole_pages(size);                                       \
                                                                              \
      return or_enomem(whole == 0 ? NULL : raw_memalign(page_size(), whole)); \
   }

#define USABLE_SIZE(so, fn)                                \
   size_t VG_REPLACE_FUNCTION_EZU(10180, so, fn)(void *p); \
   size_t VG_REPLACE_FUNCTION_EZU(10180, so, fn)(void *p)  \
   {                                                       \
      return ASK(MS2_MARKER_USABLE, p, 0);                 \
   }

/* free and every delete: what follows the pointer (a size, an alignment, a
   tag) says nothing that the block's header does not. */
#define FREE(so, fn)                                     \
   void VG_REPLACE_FUNCTION_EZU(10050, so, fn)(void *p); \
   void VG_REPLACE_FUNCTION_EZU(10050, so, fn)(void *p)  \
   {                                                     \
      raw_free(p);                                       \
   }

#define C_FUNCTIONS(so)                \
   MALLOC(so, malloc)                  \
   CALLOC(so, calloc)                  \
   REALLOC(so, realloc)                \
   MEMALIGN(so, memalign)              \
   MEMALIGN(so, aligned_alloc)         \
   POSIX_MEMALIGN(so, posix_memalign)  \
   VALLOC(so, valloc)                  \
   PVALLOC(so, pvalloc)                \
   USABLE_SIZE(so, malloc_usable_size) \
   FREE(so, free)                      \
   FREE(so, cfree)                     \
   FREE(so, free_sized)                \
   FREE(so, free_aligned_sized)

C_FUNCTIONS(VG_Z_LIBC_SONAME)
C_FUNCTIONS(SO_SYN_MALLOC)

/* ---- what a program asks about its heap ---------------------------------

   The C library's own numbers would be those of a heap that nobody uses.  What
   is told here is the bytes that the program has asked for and not freed, with
   nothing between or around them: there are no free pieces, and no mapped ones,
   to be told of. */

extern int fprintf(void *file, const char *format, ...) __attribute__((weak));
extern void *stderr __attribute__((weak));

#define INFO(name, number)                                                   \
   struct name {                                                             \
      number arena, ordblks, smblks, hblks, hblkhd;                          \
      number usmblks, fsmblks, uordblks, fordblks, keepcost;                 \
   };                                                                        \
   struct name VG_REPLACE_FUNCTION_EZU(10200, VG_Z_LIBC_SONAME, name)(void); \
   struct name VG_REPLACE_FUNCTION_EZU(10200, VG_Z_LIBC_SONAME, name)(void)  \
   {                                                                         \
      struct name info = {.arena = 0};                                       \
                                                                             \
      info.arena = info.uordblks = (number)ASK(MS2_MARKER_IN_USE, 0, 0);     \
      return info;                                                           \
   }

INFO(mallinfo, int)
INFO(mallinfo2, size_t)

void VG_REPLACE_FUNCTION_EZU(10210, VG_Z_LIBC_SONAME, malloc_stats)(void);
void VG_REPLACE_FUNCTION_EZU(10210, VG_Z_LIBC_SONAME, malloc_stats)(void)
{
   size_t used = ASK(MS2_MARKER_IN_USE, 0, 0);
   static const char *const titles[] = {"Arena 0:", "Total (incl. mmap):"};

   if (!fprintf || !&stderr)
      return;
   for (int i = 0; i < 2; i++) {
      fprintf(stderr,
              "%s\nsystem bytes     = %10zu\nin use bytes     = %10zu\n",
              titles[i], used, used);
   }
   fprintf(stderr, "max mmap regions = %10d\nmax mmap bytes   = %10d\n", 0, 0);
}

/* What is the same for the one heap and for all of them. */
static void print_sums(void *file)
{
   size_t used = ASK(MS2_MARKER_IN_USE, 0, 0);
   size_t most = ASK(MS2_MARKER_MOST_USED, 0, 0);

   fprintf(file,
           "<system type=\"current\" size=\"%zu\"/>\n"
           "<system type=\"max\" size=\"%zu\"/>\n"
           "<aspace type=\"total\" size=\"%zu\"/>\n"
           "<aspace type=\"mprotect\" size=\"%zu\"/>\n",
           used, most, used, used);
}

/* As the C library writes it, without what there is none of: free pieces. */
int VG_REPLACE_FUNCTION_EZU(10220, VG_Z_LIBC_SONAME, malloc_info)(int options,
                                                                  void *file);
int VG_REPLACE_FUNCTION_EZU(10220, VG_Z_LIBC_SONAME, malloc_info)(int options,
                                                                  void *file)
{
   static const char nothing[] =
       "<total type=\"fast\" count=\"0\" size=\"0\"/>\n"
       "<total type=\"rest\" count=\"0\" size=\"0\"/>\n";

   if (options != 0 || !fprintf)
      return EINVAL;
   fprintf(file,
           "<malloc version=\"1\">\n<heap nr=\"0\">\n<sizes>\n</sizes>\n%s",
           nothing);
   print_sums(file);
   fprintf(file, "</heap>\n%s<total type=\"mmap\" count=\"0\" size=\"0\"/>\n",
           nothing);
   print_sums(file);
   fprintf(file, "</malloc>\n");
   return 0;
}

/* ---- C++ ---------------------------------------------------------------- */

/* std::get_new_handler() and std::__throw_bad_alloc(), in libstdc++ and
   libc++ alike; absent in a program without either. */
typedef void (*new_handler)(void);
extern new_handler get_new_handler(void) __asm__("_ZSt15get_new_handlerv")
    __attribute__((weak));
extern void throw_bad_alloc(void) __asm__("_ZSt17__throw_bad_allocv")
    __attribute__((weak, noreturn));

static __attribute__((noinline, noreturn)) void throw_it(void)
{
   if (throw_bad_alloc)
      throw_bad_alloc();
   __builtin_trap();
}

/* What the standard wants when there is no memory: the handler may make some,
   or throw; without one, bad_alloc is thrown.  Returns to try again. */
static __attribute__((noinline)) void make_room_or_throw(void)
{
   new_handler handler = get_new_handler ? get_new_handler() : NULL;

   if (handler)
      handler();
   else
      throw_it();
}

/* Another alignment fails at once, as in libstdc++: no memory would help.  Not
   in line, as power_of_two. */
static __attribute__((noinline)) int is_power_of_two(size_t align)
{
   return align != 0 && (align & (align - 1)) == 0;
}

#define NEW(so, fn)                                           \
   void *VG_REPLACE_FUNCTION_EZU(10030, so, fn)(size_t size); \
   void *VG_REPLACE_FUNCTION_EZU(10030, so, fn)(size_t size)  \
   {                                                          \
      void *block;                                            \
                                                              \
      while ((block = raw_malloc(size)) == NULL) {            \
         make_room_or_throw();                                \
      }                                                       \
      return block;                                           \
   }

#define NEW_ALIGNED(so, fn)                                                 \
   void *VG_REPLACE_FUNCTION_EZU(10030, so, fn)(size_t size, size_t align); \
   void *VG_REPLACE_FUNCTION_EZU(10030, so, fn)(size_t size, size_t align)  \
   {                                                                        \
      void *block;                                                          \
                                                                            \
      if (!is_power_of_two(align))                                          \
         throw_it();                                                        \
      while ((block = raw_memalign(power_of_two(align), size)) == NULL) {   \
         make_room_or_throw();                                              \
      }                                                                     \
      return block;                                                         \
   }

#define NEW_NOTHROW(so, fn)                                   \
   void *VG_REPLACE_FUNCTION_EZU(10010, so, fn)(size_t size); \
   void *VG_REPLACE_FUNCTION_EZU(10010, so, fn)(size_t size)  \
   {                                                          \
      return raw_malloc(size);                                \
   }

#define NEW_ALIGNED_NOTHROW(so, fn)                                         \
   void *VG_REPLACE_FUNCTION_EZU(10010, so, fn)(size_t size, size_t align); \
   void *VG_REPLACE_FUNCTION_EZU(10010, so, fn)(size_t size, size_t align)  \
   {                                                                        \
      if (!is_power_of_two(align))                                          \
         return NULL;                                                       \
      return raw_memalign(power_of_two(align), size);                       \
   }

/* A mangled name in which the letter of size_t stands behind its start. */
#if __SIZEOF_SIZE_T__ == 8
#define SIZED(start, rest) start##m##rest
#else
#define SIZED(start, rest) start##j##rest
#endif

#define CXX_FUNCTIONS(so)                                              \
   NEW(so, SIZED(_Znw, ))                                              \
   NEW(so, SIZED(_Zna, ))                                              \
   NEW_NOTHROW(so, SIZED(_Znw, RKSt9nothrow_t))                        \
   NEW_NOTHROW(so, SIZED(_Zna, RKSt9nothrow_t))                        \
   NEW_ALIGNED(so, SIZED(_Znw, St11align_val_t))                       \
   NEW_ALIGNED(so, SIZED(_Zna, St11align_val_t))                       \
   NEW_ALIGNED_NOTHROW(so, SIZED(_Znw, St11align_val_tRKSt9nothrow_t)) \
   NEW_ALIGNED_NOTHROW(so, SIZED(_Zna, St11align_val_tRKSt9nothrow_t)) \
   FREE(so, _ZdlPv)                                                    \
   FREE(so, _ZdaPv)                                                    \
   FREE(so, SIZED(_ZdlPv, ))                                           \
   FREE(so, SIZED(_ZdaPv, ))                                           \
   FREE(so, _ZdlPvRKSt9nothrow_t)                                      \
   FREE(so, _ZdaPvRKSt9nothrow_t)                                      \
   FREE(so, _ZdlPvSt11align_val_t)                                     \
   FREE(so, _ZdaPvSt11align_val_t)                                     \
   FREE(so, SIZED(_ZdlPv, St11align_val_t))                            \
   FREE(so, SIZED(_ZdaPv, St11align_val_t))                            \
   FREE(so, _ZdlPvSt11align_val_tRKSt9nothrow_t)                       \
   FREE(so, _ZdaPvSt11align_val_tRKSt9nothrow_t)

CXX_FUNCTIONS(VG_Z_LIBSTDCXX_SONAME)
CXX_FUNCTIONS(VG_Z_LIBCXX_SONAME)
CXX_FUNCTIONS(SO_SYN_MALLOC)

/* A program may link libstdc++ statically and keep malloc in it. */
MALLOC(VG_Z_LIBSTDCXX_SONAME, malloc)
FREE(VG_Z_LIBSTDCXX_SONAME, free)
