/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interpreters and collectors that map pages for their objects.

   Each is known by a function that every program needs which embeds it, so it
   exports that function; names of files and programs say nothing.  Pages are
   its own if code of the same object mapped them. */
#include "capture/runtimes.h"

#include "capture/object_symbols.h"
#include "model/context.h"
#include "model/mappers.h"
#include "model/names.h"

#include "pub_tool_debuginfo.h"
#include "pub_tool_libcbase.h"

static const struct {
   const HChar *word;
   const HChar *function; /* as in the symbol table */
} rows[] = {
    {"php", "start_memory_manager"},
    {"pymalloc", "PyObject_Malloc"},
    {"ruby", "ruby_init"},
    {"javascript", "_ZN2v87Isolate3NewERKNS0_12CreateParamsE"},
    {"java", "JNI_CreateJavaVM"},
    {"collector", "GC_malloc"},
    {"d", "_d_run_main"},
};

/* Less is an arena or two, which any of them has from its start. */
#define LEAST_PAGES (1ULL << 20)

/* The code that maps pages calls mmap, by at most two functions around it that
   may lie elsewhere. */
#define MOST_FRAMES 4

/* What is asked of all mappings. */
static struct {
   const HChar *path;       /* of the object */
   UInt n_frames;           /* that it may be among, from the innermost */
   ULong bytes;             /* by code of the object */
   ULong private_bytes;     /* of these, what is the program's alone */
   ULong all_private_bytes; /* whoever mapped them */
} sum;

/* Goes on until it is found. */
static Bool is_other(const Ms2ObjectSymbol *symbol, void *function)
{
   return VG_(strcmp)(symbol->name, function) != 0;
}

static Bool has_function(const DebugInfo *info, const HChar *function)
{
   return !ms2_object_symbols_each(info, is_other, (void *)function);
}

static Bool lies_in(const Ms2Node *node, const HChar *path)
{
   UInt object = ms2_names_address_get(node->address_number)->object;

   return object != 0 &&
          VG_(strcmp)(ms2_names_object_get(object)->path, path) == 0;
}

static void add_mapper(const Ms2Mapper *mapper, ULong bytes, ULong blocks)
{
   UInt number = mapper->node;
   const ULong private = ms2_mappers_is_private(mapper->kind) ? bytes : 0;

   (void)blocks;
   sum.all_private_bytes += private;
   for (UInt i = 0; i < sum.n_frames && number != 0; i++) {
      const Ms2Node *node = ms2_context_node_get(number);
      if (lies_in(node, sum.path)) {
         sum.bytes += bytes;
         sum.private_bytes += private;
         return;
      }
      number = node->parent;
   }
}

/* At the peak of the pages. */
static ULong bytes_mapped_by(const HChar *path, UInt n_frames)
{
   sum.path = path;
   sum.n_frames = n_frames;
   sum.bytes = sum.private_bytes = sum.all_private_bytes = 0;
   ms2_mappers_each_at_peak(MS2_PEAK_PAGES, add_mapper);
   return sum.bytes;
}

static const HChar *function_of(const HChar *word)
{
   UInt i = 0;

   while (i < sizeof rows / sizeof rows[0] &&
          VG_(strcmp)(rows[i].word, word) != 0) {
      i++;
   }
   MS2_ASSERT(i < sizeof rows / sizeof rows[0], "it is a word of the table");
   return rows[i].function;
}

/* Few objects map pages, so those come first, and their symbols after. */
Bool ms2_runtimes_maps(const HChar *word)
{
   const HChar *function = function_of(word);

   for (const DebugInfo *info = VG_(next_DebugInfo)(NULL); info != NULL;
        info = VG_(next_DebugInfo)(info)) {
      if (bytes_mapped_by(VG_(DebugInfo_get_filename)(info), MOST_FRAMES) >=
              LEAST_PAGES &&
          has_function(info, function)) {
         return True;
      }
   }
   return False;
}

static Bool is_loader(const DebugInfo *info)
{
   static const HChar *const starts[] = {"ld-linux", "ld64.so.", "ld.so."};
   const HChar *soname = VG_(DebugInfo_get_soname)(info);

   for (UInt i = 0; soname != NULL && i < sizeof starts / sizeof starts[0];
        i++) {
      if (VG_(strncmp)(soname, starts[i], VG_(strlen)(starts[i])) == 0)
         return True;
   }
   return False;
}

/* It has an mmap of its own; around what it calls lies other code. */
ULong ms2_runtimes_private_bytes(void)
{
   const HChar *loader = "";

   for (const DebugInfo *info = VG_(next_DebugInfo)(NULL); info != NULL;
        info = VG_(next_DebugInfo)(info)) {
      if (is_loader(info))
         loader = VG_(DebugInfo_get_filename)(info);
   }
   bytes_mapped_by(loader, 1);
   return sum.all_private_bytes - sum.private_bytes;
}
