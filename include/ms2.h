/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests from a program to ms2, the heap profiler: regions, snapshots,
   counters, pause.  For C and C++; this file is all there is to it.

   Copyright (C) 2026, the authors of ms2.

   Redistribution and use in source and binary forms, with or without
   modification, are permitted provided that the following conditions are met:

   1. Redistributions of source code must retain the above copyright notice,
      this list of conditions and the following disclaimer.

   2. Redistributions in binary form must reproduce the above copyright notice,
      this list of conditions and the following disclaimer in the documentation
      and/or other materials provided with the distribution.

   THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
   AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
   IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
   ARE DISCLAIMED.  IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE
   LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
   CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
   SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
   INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
   CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
   ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
   POSSIBILITY OF SUCH DAMAGE. */

/* The manual page ms2.h(3) says what each request does.  In short:

      #include <ms2.h>

      MS2_REGION_BEGIN("parse");       what this thread allocates from here
      ...                              to here shows as region "parse"
      MS2_REGION_END("parse");

      struct ms2_counters now;
      if (MS2_COUNTERS(&now))          false: nobody counts
         printf("%llu bytes live\n", now.live_bytes);

   A request is a few instructions that change nothing; ms2 sees them.  In a
   program that runs by itself or under another tool, each request that has a
   result returns 0, "not recorded", and writes nothing to what it was given.
   The same holds for all of them where MS2_DISABLE is defined, and on
   processors that this file does not know. */
#ifndef MS2_H
#define MS2_H

#include <stddef.h>

#define MS2_H_VERSION 2 /* 2: what is lost, snapshots with owners */

#ifdef __GNUC__
#define MS2_INLINE_ static __inline__ __attribute__((__unused__))
#else
#define MS2_INLINE_ static
#endif

#ifdef __cplusplus
#define MS2_CAST_(type, value) static_cast<type>(value)
#define MS2_WORD_(pointer) reinterpret_cast<size_t>(pointer)
#else
#define MS2_CAST_(type, value) ((type)(value))
#define MS2_WORD_(pointer) ((size_t)(pointer))
#endif

/* C89 and C++98 have no such type, but their compilers do. */
#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wlong-long"
#endif
typedef unsigned long long ms2_u64;
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

/* Sizes are those that were asked for.  A realloc counts as a new block and a
   freed one. */
struct ms2_counters {
   ms2_u64 alloc_bytes; /* since the start, by all threads */
   ms2_u64 alloc_blocks;
   ms2_u64 freed_bytes;
   ms2_u64 freed_blocks;
   ms2_u64 live_bytes; /* now */
   ms2_u64 live_blocks;
   ms2_u64 peak_bytes; /* the most that was live at one moment so far */
   ms2_u64 peak_blocks;
};

/* One entry of a region, from its begin to its end. */
struct ms2_region_result {
   ms2_u64 alloc_bytes; /* by the thread that entered */
   ms2_u64 alloc_blocks;
   ms2_u64 freed_bytes; /* by that thread, whoever allocated */
   ms2_u64 freed_blocks;
   ms2_u64 peak_bytes; /* the most that alloc_bytes was above freed_bytes */
};

/* Blocks that the program can not free any more.  The words are those of
   memcheck: definitely lost is what nothing points to, indirectly lost what
   only lost blocks point to, possibly lost what is pointed to at its inside
   only. */
struct ms2_lost {
   ms2_u64 definitely_bytes;
   ms2_u64 definitely_blocks;
   ms2_u64 indirectly_bytes;
   ms2_u64 indirectly_blocks;
   ms2_u64 possibly_bytes;
   ms2_u64 possibly_blocks;
};

/* By what MS2_REGION_SITES chooses the largest sites. */
enum ms2_order {
   MS2_BY_BYTES = 0,  /* allocated */
   MS2_BY_BLOCKS = 1, /* allocated */
   MS2_BY_KEPT = 2,   /* bytes allocated and not freed */
   MS2_BY_PEAK = 3    /* bytes at the peak of that entry */
};

/* The requests as Valgrind sees them: 'M', '2', number. */
enum ms2_request_ {
   MS2_REQUEST_RUNNING_ = 0x4D320000,
   MS2_REQUEST_SNAPSHOT_,
   MS2_REQUEST_REGION_BEGIN_,
   MS2_REQUEST_REGION_END_,
   MS2_REQUEST_REGION_RESULT_,
   MS2_REQUEST_REGION_SITES_,
   MS2_REQUEST_COUNTERS_,
   MS2_REQUEST_PAUSE_,
   MS2_REQUEST_RESUME_,
   MS2_REQUEST_LOST_,
   MS2_REQUEST_REGION_LOST_
};

/* Instead of a text's length: it ends with a null character. */
#define MS2_TEXT_ (~MS2_CAST_(size_t, 0))

/* For REGION_BEGIN. */
#define MS2_WITH_SITES_ 1

/* For SNAPSHOT. */
#define MS2_WITH_OWNERS_ 1

/* The way to Valgrind: rotations of a register by twice its width altogether,
   then an exchange or an or of another with itself.  No compiler writes this,
   and Valgrind's core knows it: it takes the request from an array of six
   words at one register and puts the result into another, which holds what to
   return if nobody answers. */
#if defined(MS2_DISABLE) || !defined(__GNUC__)
#elif defined(__x86_64__) && !defined(__ILP32__) && !defined(_WIN32)
#define MS2_ASK_(words, result)               \
   __asm__ __volatile__("rolq $3, %%rdi\n\t"  \
                        "rolq $13, %%rdi\n\t" \
                        "rolq $61, %%rdi\n\t" \
                        "rolq $51, %%rdi\n\t" \
                        "xchgq %%rbx, %%rbx"  \
                        : "+d"(result)        \
                        : "a"(words)          \
                        : "cc", "memory")
#elif defined(__i386__) && !defined(_WIN32)
#define MS2_ASK_(words, result)               \
   __asm__ __volatile__("roll $3, %%edi\n\t"  \
                        "roll $13, %%edi\n\t" \
                        "roll $29, %%edi\n\t" \
                        "roll $19, %%edi\n\t" \
                        "xchgl %%ebx, %%ebx"  \
                        : "+d"(result)        \
                        : "a"(words)          \
                        : "cc", "memory")
#elif defined(__aarch64__) && !defined(__ILP32__)
#define MS2_ASK_(words, result)                         \
   do {                                                 \
      register size_t ms2_x3_ __asm__("x3") = (result); \
      register size_t *ms2_x4_ __asm__("x4") = (words); \
      __asm__ __volatile__("ror x12, x12, #3\n\t"       \
                           "ror x12, x12, #13\n\t"      \
                           "ror x12, x12, #51\n\t"      \
                           "ror x12, x12, #61\n\t"      \
                           "orr x10, x10, x10"          \
                           : "+r"(ms2_x3_)              \
                           : "r"(ms2_x4_)               \
                           : "cc", "memory");           \
      (result) = ms2_x3_;                               \
   } while (0)
#endif

#ifdef MS2_ASK_
MS2_INLINE_ size_t ms2_request_(int code, size_t a, size_t b, size_t c)
{
   size_t words[6];
   size_t result = 0;

   words[0] = MS2_CAST_(size_t, code);
   words[1] = a;
   words[2] = b;
   words[3] = c;
   words[4] = 0;
   words[5] = 0;
   MS2_ASK_(words, result);
   return result;
}
#else
MS2_INLINE_ size_t ms2_request_(int code, size_t a, size_t b, size_t c)
{
   (void)code, (void)a, (void)b, (void)c;
   return 0;
}
#endif

/* ---- the requests as functions ------------------------------------------ */

MS2_INLINE_ int ms2_running(void)
{
   return ms2_request_(MS2_REQUEST_RUNNING_, 0, 0, 0) != 0;
}

MS2_INLINE_ void ms2_snapshot(const char *label)
{
   ms2_request_(MS2_REQUEST_SNAPSHOT_, MS2_WORD_(label), MS2_TEXT_, 0);
}

MS2_INLINE_ void ms2_snapshot_with_owners(const char *label)
{
   ms2_request_(MS2_REQUEST_SNAPSHOT_, MS2_WORD_(label), MS2_TEXT_,
                MS2_WITH_OWNERS_);
}

MS2_INLINE_ void ms2_region_begin(const char *name)
{
   ms2_request_(MS2_REQUEST_REGION_BEGIN_, MS2_WORD_(name), MS2_TEXT_, 0);
}

MS2_INLINE_ void ms2_region_begin_with_sites(const char *name)
{
   ms2_request_(MS2_REQUEST_REGION_BEGIN_, MS2_WORD_(name), MS2_TEXT_,
                MS2_WITH_SITES_);
}

MS2_INLINE_ void ms2_region_end(const char *name)
{
   ms2_request_(MS2_REQUEST_REGION_END_, MS2_WORD_(name), MS2_TEXT_, 0);
}

MS2_INLINE_ int ms2_get_region_result(struct ms2_region_result *result)
{
   return ms2_request_(MS2_REQUEST_REGION_RESULT_, MS2_WORD_(result),
                       sizeof *result, 0) != 0;
}

MS2_INLINE_ size_t ms2_get_region_sites(char *buffer, size_t n_bytes,
                                        enum ms2_order order)
{
   return ms2_request_(MS2_REQUEST_REGION_SITES_, MS2_WORD_(buffer), n_bytes,
                       MS2_CAST_(size_t, order));
}

MS2_INLINE_ int ms2_get_counters(struct ms2_counters *counters)
{
   return ms2_request_(MS2_REQUEST_COUNTERS_, MS2_WORD_(counters),
                       sizeof *counters, 0) != 0;
}

MS2_INLINE_ int ms2_get_lost(struct ms2_lost *lost)
{
   return ms2_request_(MS2_REQUEST_LOST_, MS2_WORD_(lost), sizeof *lost, 0) !=
          0;
}

MS2_INLINE_ int ms2_get_region_lost(struct ms2_lost *lost)
{
   return ms2_request_(MS2_REQUEST_REGION_LOST_, MS2_WORD_(lost), sizeof *lost,
                       0) != 0;
}

MS2_INLINE_ ms2_u64 ms2_lost_bytes(void)
{
   struct ms2_lost lost;

   if (!ms2_get_lost(&lost))
      return 0;
   return lost.definitely_bytes + lost.indirectly_bytes;
}

MS2_INLINE_ void ms2_pause(void)
{
   ms2_request_(MS2_REQUEST_PAUSE_, 0, 0, 0);
}

MS2_INLINE_ void ms2_resume(void)
{
   ms2_request_(MS2_REQUEST_RESUME_, 0, 0, 0);
}

/* ---- and under the names to use ----------------------------------------- */

/* Nonzero under ms2. */
#define MS2_RUNNING ms2_running()

/* Takes a snapshot now and writes the label beside it. */
#define MS2_SNAPSHOT(label) ms2_snapshot(label)

/* The same, and writes who holds what then. */
#define MS2_SNAPSHOT_WITH_OWNERS(label) ms2_snapshot_with_owners(label)

/* A region: from BEGIN to END of the same name in the same thread.  Regions
   nest; the numbers of the outer one include those of the inner. */
#define MS2_REGION_BEGIN(name) ms2_region_begin(name)
#define MS2_REGION_END(name) ms2_region_end(name)

/* The same, and the sites of this entry are kept for MS2_REGION_SITES. */
#define MS2_REGION_BEGIN_WITH_SITES(name) ms2_region_begin_with_sites(name)

/* The entry of a region that this thread ended last, into a struct
   ms2_region_result.  Nonzero if recorded. */
#define MS2_REGION_RESULT(result) ms2_get_region_result(result)

/* Its largest sites with their stacks, as text that ends with a null
   character.  Returns its length; 0 if not recorded, or there were none. */
#define MS2_REGION_SITES(buffer, n_bytes, order) \
   ms2_get_region_sites(buffer, n_bytes, order)

/* The heap now, into a struct ms2_counters.  Nonzero if recorded. */
#define MS2_COUNTERS(counters) ms2_get_counters(counters)

/* What is lost now, into a struct ms2_lost.  Nonzero if it was searched for. */
#define MS2_LOST(lost) ms2_get_lost(lost)

/* Bytes that are definitely or indirectly lost now; 0 also if nobody searched.
 */
#define MS2_LOST_BYTES() ms2_lost_bytes()

/* The same as MS2_LOST, of what this thread allocated in the entry of a region
   that it ended last. */
#define MS2_REGION_LOST(lost) ms2_get_region_lost(lost)

/* What is allocated between the two is not recorded, in any thread; what was
   recorded and is freed is.  They nest. */
#define MS2_PAUSE ms2_pause()
#define MS2_RESUME ms2_resume()

/* ---- a region that ends with its scope ---------------------------------- */

#define MS2_JOIN2_(a, b) a##b
#define MS2_JOIN_(a, b) MS2_JOIN2_(a, b)

#ifdef __cplusplus
namespace ms2
{

/* The name has to live as long as the region. */
class region
{
 public:
   explicit region(const char *name) : name_(name)
   {
      ms2_region_begin(name_);
   }
   ~region()
   {
      ms2_region_end(name_);
   }

 private:
   region(const region &);
   region &operator=(const region &);
   const char *name_;
};

} /* namespace ms2 */

#define MS2_REGION_SCOPE(name) \
   const ms2::region MS2_JOIN_(ms2_scope_, __LINE__)(name)

#elif defined(__GNUC__)

MS2_INLINE_ const char *ms2_scope_begin_(const char *name)
{
   ms2_region_begin(name);
   return name;
}

MS2_INLINE_ void ms2_scope_end_(const char **name)
{
   ms2_region_end(*name);
}

/* A declaration: a region from here to the end of the block. */
#define MS2_REGION_SCOPE(name)                                    \
   const char *MS2_JOIN_(ms2_scope_, __LINE__)                    \
       __attribute__((__cleanup__(ms2_scope_end_), __unused__)) = \
           ms2_scope_begin_(name)

#endif

#endif
