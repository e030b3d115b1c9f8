/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The largest sites of one entry of a region, as text. */
#include "ms2_sites.h"

#include "ms2_context.h"
#include "ms2_names.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"

/* A failed test is to show where to look, not everything. */
#define MAX_SITES 3
#define MAX_LINES 12

/* Room for the longest line but for names, which are cut to fit. */
#define LINE_BYTES 512

typedef struct {
   HChar *text;
   UInt n_bytes;
   UInt length;
} Sink;

/* Appends a line as a whole or not at all. */
static void put_line(Sink *sink, const HChar *line)
{
   UInt length = VG_(strlen)(line);

   if (sink->length + length < sink->n_bytes) {
      VG_(memcpy)(sink->text + sink->length, line, length + 1);
      sink->length += length;
   }
}

/* ---- which sites -------------------------------------------------------- */

static Long value_of(const Ms2Watch *watch, const Ms2WatchSite *site,
                     Ms2SitesOrder order)
{
   switch (order) {
   case MS2_SITES_BY_BLOCKS: return site->allocated.blocks;
   case MS2_SITES_BY_KEPT: return site->allocated.bytes - site->freed.bytes;
   case MS2_SITES_BY_PEAK: return ms2_watch_at_peak(watch, site);
   default: return site->allocated.bytes;
   }
}

/* True if site a goes before site b; of equal ones the older. */
static Bool goes_before(Long a_value, UInt a, Long b_value, UInt b)
{
   return a_value > b_value || (a_value == b_value && a < b);
}

/* The largest site behind `last`; MAX where there is none above 0. */
static UInt next_site(const Ms2Watch *watch, Ms2SitesOrder order, Long *last,
                      UInt last_number)
{
   UInt best = ms2_watch_n(watch);
   Long best_value = 0;

   for (UInt i = 0; i < ms2_watch_n(watch); i++) {
      Long value = value_of(watch, ms2_watch_get(watch, i), order);
      if (value > 0 && goes_before(*last, last_number, value, i) &&
          (best == ms2_watch_n(watch) ||
           goes_before(value, i, best_value, best))) {
         best = i;
         best_value = value;
      }
   }
   *last = best_value;
   return best;
}

/* ---- stacks ------------------------------------------------------------- */

static Bool starts_with(const HChar *text, const HChar *start)
{
   return VG_(strncmp)(text, start, VG_(strlen)(start)) == 0;
}

static const HChar *string_of(UInt number)
{
   return number == 0 ? "???" : ms2_names_string_get(number);
}

static Bool starts_with_any(const HChar *text, const HChar *const *starts)
{
   for (; *starts != NULL; starts++) {
      if (starts_with(text, *starts)) {
         return True;
      }
   }
   return False;
}

/* Code that a test's author did not write: ours, and what the libraries of C++
   and Rust put into the program. */
static Bool is_library(const Ms2Address *address, const Ms2Source *source)
{
   static const HChar *const folders[] = {"/rustc/",        "/usr/include/",
                                          "library/alloc/", "library/core/",
                                          "library/std/",   NULL};
   static const HChar *const names[] = {
       "alloc::", "<alloc::", "core::", "<core::",
       "std::",   "<std::",   "__rust", NULL};
   const HChar *object =
       address->object == 0 ? "" : ms2_names_object_get(address->object)->path;

   return VG_(strstr)(object, "/vgpreload_") != NULL ||
          starts_with_any(string_of(source->dir), folders) ||
          starts_with_any(string_of(source->file), folders) ||
          starts_with_any(string_of(source->function), names);
}

static void put_frame(Sink *sink, const Ms2Source *source, Bool first)
{
   HChar line[LINE_BYTES];

   if (source->file != 0) {
      VG_(snprintf)(line, sizeof line, "   %s %.300s (%.100s:%u)\n",
                    first ? "at" : "by", string_of(source->function),
                    string_of(source->file), source->line);
   } else {
      VG_(snprintf)(line, sizeof line, "   %s %.300s\n", first ? "at" : "by",
                    string_of(source->function));
   }
   put_line(sink, line);
}

static Bool is_ancestor(UInt node, UInt of)
{
   while (of > node) {
      of = ms2_context_node_get(of)->parent; /* made before its children */
   }
   return of == node;
}

/* The frames from `leaf` out, down to the last that `begin` does not share;
   without the libraries at either end, or with all.  Returns their number. */
static UInt put_frames(Sink *sink, UInt leaf, UInt begin, Bool libraries)
{
   UInt n = 0;
   UInt end = sink->length; /* of the last line to keep */

   for (UInt node = leaf; node != 0 && !is_ancestor(node, begin);
        node = ms2_context_node_get(node)->parent) {
      const Ms2Address *address =
          ms2_names_address_get(ms2_context_node_get(node)->address_number);
      for (UInt i = 0; i < address->n_sources && n < MAX_LINES; i++) {
         const Ms2Source *source = &address->sources[i];
         Bool is_own = libraries || !is_library(address, source);
         if (n > 0 || is_own) {
            put_frame(sink, source, n++ == 0);
         }
         end = is_own ? sink->length : end;
      }
   }
   sink->length = end;
   sink->text[end] = '\0';
   return n;
}

static const HChar *plural(ULong n)
{
   return n == 1 ? "" : "s";
}

static void put_site(Sink *sink, const Ms2WatchSite *site, Long value,
                     Ms2SitesOrder order)
{
   static const HChar *const what[] = {
       [MS2_SITES_BY_BYTES] = " allocated",
       [MS2_SITES_BY_BLOCKS] = " allocated",
       [MS2_SITES_BY_KEPT] = " not freed",
       [MS2_SITES_BY_PEAK] = " at the peak",
   };
   HChar line[LINE_BYTES];

   if (order == MS2_SITES_BY_BYTES || order == MS2_SITES_BY_BLOCKS) {
      VG_(sprintf)(line, "%'llu byte%s in %'llu block%s%s\n",
                   site->allocated.bytes, plural(site->allocated.bytes),
                   site->allocated.blocks, plural(site->allocated.blocks),
                   what[order]);
   } else {
      VG_(sprintf)(line, "%'lld byte%s%s\n", value, plural(value), what[order]);
   }
   put_line(sink, line);
}

UInt ms2_sites_text(const Ms2Watch *watch, Ms2SitesOrder order, HChar *text,
                    UInt n_bytes)
{
   Sink sink = {text, n_bytes, 0};
   Long value = (Long)(~0ULL >> 1);
   UInt number = 0;

   text[0] = '\0';
   for (UInt n = 0; n < MAX_SITES; n++) {
      const Ms2WatchSite *site;
      UInt leaf;

      number = next_site(watch, order, &value, number);
      if (number == ms2_watch_n(watch)) {
         break;
      }
      site = ms2_watch_get(watch, number);
      leaf = ms2_context_get(site->context)->node;
      put_site(&sink, site, value, order);
      if (put_frames(&sink, leaf, ms2_watch_node(watch), False) == 0) {
         put_frames(&sink, leaf, ms2_watch_node(watch), True);
      }
   }
   return sink.length;
}
