/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Just enough of Valgrind's core for the recorder's levels 2 to 4 to run as an
   ordinary program.  VG_(x) is the plain symbol vgPlain_x. */
#include "core_stubs.h"

#include "host/clock.h"
#include "model/names.h"
#include "base/options.h"

#include "pub_tool_hashtable.h"
#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_xarray.h"

/* The C library's, which those headers hide behind names of their own. */
extern void *malloc(SizeT n);
extern void *calloc(SizeT n, SizeT size);
extern void *realloc(void *p, SizeT n);
extern void free(void *p);
extern void *memset(void *p, int c, SizeT n);
extern void *memcpy(void *to, const void *from, SizeT n);
extern int strcmp(const char *a, const char *b);
extern char *strdup(const char *text);
extern char *strncpy(char *to, const char *from, SizeT n);
extern void abort(void) __attribute__((noreturn));
extern int printf(const char *format, ...);

Ms2Options stub_options;
const Ms2Options *const ms2_options = &stub_options;
ULong stub_superblocks;
ULong ms2_clock_origin;
UInt stub_epoch;

void *VG_(malloc)(const HChar *cc, SizeT n)
{
   (void)cc;
   return malloc(n);
}

void *VG_(calloc)(const HChar *cc, SizeT n, SizeT size)
{
   (void)cc;
   return calloc(n, size);
}

void *VG_(realloc)(const HChar *cc, void *p, SizeT n)
{
   (void)cc;
   return realloc(p, n);
}

void VG_(free)(void *p)
{
   free(p);
}

void *VG_(memset)(void *p, Int c, SizeT n)
{
   return memset(p, c, n);
}

Int VG_(strcmp)(const HChar *a, const HChar *b)
{
   return strcmp(a, b);
}

HChar *VG_(strdup)(const HChar *cc, const HChar *text)
{
   (void)cc;
   return strdup(text);
}

void *VG_(memcpy)(void *to, const void *from, SizeT n)
{
   return memcpy(to, from, n);
}

HChar *VG_(strncpy)(HChar *to, const HChar *from, SizeT n)
{
   return strncpy(to, from, n);
}

void VG_(assert_fail)(Bool is_core, const HChar *expr, const HChar *file,
                      Int line, const HChar *fn, const HChar *format, ...)
{
   (void)is_core, (void)fn;
   printf("Bail out! %s:%d: %s (%s)\n", file, line, expr, format);
   abort();
}

/* An array of elements of one size, as the core's XArray. */
struct _XArray {
   UChar *elements;
   Word n, n_slots, element_bytes;
};

XArray *VG_(newXA)(Alloc_Fn_t alloc, const HChar *cc, Free_Fn_t release,
                   Word element_bytes)
{
   XArray *xa = calloc(1, sizeof *xa);

   (void)alloc, (void)cc, (void)release;
   xa->element_bytes = element_bytes;
   return xa;
}

void VG_(deleteXA)(XArray *xa)
{
   free(xa->elements);
   free(xa);
}

Word VG_(addToXA)(XArray *xa, const void *element)
{
   if (xa->n == xa->n_slots) {
      xa->n_slots = 2 * xa->n_slots + 8;
      xa->elements = realloc(xa->elements, xa->n_slots * xa->element_bytes);
   }
   memcpy(xa->elements + xa->n * xa->element_bytes, element, xa->element_bytes);
   return xa->n++;
}

Word VG_(sizeXA)(const XArray *xa)
{
   return xa->n;
}

void *VG_(indexXA)(const XArray *xa, Word i)
{
   return xa->elements + i * xa->element_bytes;
}

void VG_(dropTailXA)(XArray *xa, Word n)
{
   xa->n -= n;
}

/* The core's hash table, as one list: tests keep few nodes. */
struct _VgHashTable {
   VgHashNode *first;
};

VgHashTable *VG_(HT_construct)(const HChar *name)
{
   (void)name;
   return calloc(1, sizeof(VgHashTable));
}

void VG_(HT_add_node)(VgHashTable *table, void *node)
{
   ((VgHashNode *)node)->next = table->first;
   table->first = node;
}

static VgHashNode **find_link(VgHashTable *table, UWord key)
{
   VgHashNode **link = &table->first;

   while (*link != NULL && (*link)->key != key) {
      link = &(*link)->next;
   }
   return link;
}

void *VG_(HT_lookup)(const VgHashTable *table, UWord key)
{
   return *find_link((VgHashTable *)table, key);
}

void *VG_(HT_remove)(VgHashTable *table, UWord key)
{
   VgHashNode **link = find_link(table, key);
   VgHashNode *node = *link;

   if (node != NULL) {
      *link = node->next;
   }
   return node;
}

/* ---- the recorder's lower levels ---------------------------------------- */

/* In each epoch every address is another one. */
UInt ms2_names_address(Addr address)
{
   return (UInt)address * 16 + stub_epoch;
}

UInt ms2_names_epoch(void)
{
   return stub_epoch;
}

ULong ms2_clock_last_superblocks(void)
{
   return stub_superblocks;
}

ULong ms2_clock_last_ms(void)
{
   return stub_superblocks / 100000;
}

ULong ms2_clock_read_ms(void)
{
   return ms2_clock_last_ms();
}

ULong ms2_clock_instructions_ever(void)
{
   return 0;
}

ULong ms2_clock_instructions(void)
{
   return 0;
}
