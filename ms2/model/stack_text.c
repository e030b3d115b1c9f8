/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A call stack as text for a person.

   Frames are put out from the innermost on.  Those of libraries are left out
   until the first frame of the program's own; behind it all are put out, and
   the text is cut behind the last frame of its own in the end. */
#include "model/stack_text.h"

#include "model/context.h"
#include "base/lines.h"
#include "base/map.h"
#include "model/names.h"

/* It is to show where to look, not everything. */
#define MAX_LINES 12

static Bool starts_with(const HChar *text, const HChar *start)
{
   return ms2_host_strncmp(text, start, ms2_host_strlen(start)) == 0;
}

static const HChar *string_of(UInt number)
{
   return number == 0 ? "???" : ms2_names_string_get(number);
}

static Bool starts_with_any(const HChar *text, const HChar *const *starts)
{
   for (; *starts != NULL; starts++) {
      if (starts_with(text, *starts))
         return True;
   }
   return False;
}

static Bool has_any(const HChar *text, const HChar *const *middles)
{
   for (; *middles != NULL; middles++) {
      if (ms2_host_strstr(text, *middles) != NULL)
         return True;
   }
   return False;
}

/* Code that a test's author did not write: ours, and what the libraries of C++
   and Rust put into the program. */
static Bool is_library(const Ms2Address *address, const Ms2Source *source)
{
   /* Rust's own sources lie in "/rustc/HASH/library/" or where a distribution
      has built it, as in "/usr/src/rustc-1.85.0/library/". */
   static const HChar *const folders[] = {"/rustc/", "/usr/include/", NULL};
   static const HChar *const middles[] = {"library/alloc/", "library/core/",
                                          "library/std/", "library/test/",
                                          NULL};
   static const HChar *const names[] = {
       "alloc::", "<alloc::", "core::", "<core::",
       "std::",   "<std::",   "__rust", NULL};
   const HChar *object =
       address->object == 0 ? "" : ms2_names_object_get(address->object)->path;

   return ms2_host_strstr(object, "/vgpreload_") != NULL ||
          starts_with_any(string_of(source->dir), folders) ||
          has_any(string_of(source->dir), middles) ||
          has_any(string_of(source->file), middles) ||
          starts_with_any(string_of(source->function), names);
}

Bool ms2_stack_text_is_library(const Ms2Address *address)
{
   for (UInt i = 0; i < address->n_sources; i++) {
      if (!is_library(address, &address->sources[i]))
         return False;
   }
   return address->n_sources > 0;
}

static void put_frame(Ms2Lines *sink, const Ms2Address *address,
                      const Ms2Source *source, Bool first)
{
   HChar line[MS2_LINE_BYTES];

   if (source->file == 0 && source->function == 0) {
      HChar place[MS2_LINE_BYTES / 2];
      ms2_names_place(address, place, sizeof place);
      ms2_host_format(line, sizeof line, "   %s %s\n", first ? "at" : "by",
                      place);
   } else if (source->file != 0) {
      ms2_host_format(line, sizeof line, "   %s %.300s (%.100s:%u)\n",
                      first ? "at" : "by", string_of(source->function),
                      string_of(source->file), source->line);
   } else {
      ms2_host_format(line, sizeof line, "   %s %.300s\n", first ? "at" : "by",
                      string_of(source->function));
   }
   ms2_lines_add(sink, line);
}

static const Ms2Address *address_of(UInt node)
{
   return ms2_names_address_get(ms2_context_node_get(node)->address_number);
}

static Bool is_ancestor(UInt node, UInt of)
{
   while (of > node)
      of = ms2_context_node_get(of)->parent; /* made before its children */
   return of == node;
}

/* What calls main is the C library's, and the same in every stack. */
static Bool is_main(const Ms2Source *source)
{
   return ms2_host_strcmp(string_of(source->function), "main") == 0;
}

/* Without the libraries at either end, or with all.  Returns the number of
   frames. */
static UInt put_frames(Ms2Lines *sink, UInt leaf, UInt begin, Bool libraries)
{
   UInt n = 0;
   UInt end = sink->length; /* of the last line to keep */
   Bool is_last = False;

   for (UInt node = leaf; node != 0 && !is_last && !is_ancestor(node, begin);
        node = ms2_context_node_get(node)->parent) {
      const Ms2Address *address = address_of(node);
      for (UInt i = 0; i < address->n_sources && n < MAX_LINES; i++) {
         const Ms2Source *source = &address->sources[i];
         Bool is_own = libraries || !is_library(address, source);
         if (n > 0 || is_own)
            put_frame(sink, address, source, n++ == 0);
         end = is_own ? sink->length : end;
         is_last = is_main(source);
      }
   }
   sink->length = end;
   sink->text[end] = '\0';
   return n;
}

UInt ms2_stack_text_of(UInt leaf, UInt begin, HChar *text, UInt n_bytes)
{
   Ms2Lines sink = {text, n_bytes, 0};

   text[0] = '\0';
   if (put_frames(&sink, leaf, begin, False) == 0)
      put_frames(&sink, leaf, begin, True);
   return sink.length;
}

static Bool is_same_frame(UInt node, UInt other)
{
   const Ms2Address *a = address_of(node), *b = address_of(other);

   return a == b || (a->n_sources > 0 && a->n_sources == b->n_sources &&
                     ms2_host_memcmp(a->sources, b->sources,
                                     a->n_sources * sizeof *a->sources) == 0);
}

Bool ms2_stack_text_is_same(UInt leaf, UInt other)
{
   while (leaf != other && leaf != 0 && other != 0 &&
          is_same_frame(leaf, other)) {
      leaf = ms2_context_node_get(leaf)->parent;
      other = ms2_context_node_get(other)->parent;
   }
   return leaf == other;
}

ULong ms2_stack_text_hash(UInt leaf)
{
   ULong hash = 0;

   for (; leaf != 0; leaf = ms2_context_node_get(leaf)->parent) {
      const Ms2Address *address = address_of(leaf);
      for (UInt i = 0; i < address->n_sources; i++) {
         hash = ms2_map_hash(hash ^ address->sources[i].function,
                             address->sources[i].line);
      }
   }
   return hash;
}
