/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What code lies at an address, by debug information.

   VG_(describe_IP) is the one public way to inlined frames in every supported
   Valgrind.  It prints for people, or, when VG_(clo_xml) is set, as XML with
   object, function, directory, file and line apart; so that flag is set around
   the call.  Another keeps the core from renaming what lies below main. */
#include "capture/naming.h"

#include "capture/elf_image.h"

#include "pub_tool_debuginfo.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"

UInt ms2_naming_epoch(void)
{
   return VG_(current_DiEpoch)().n;
}

void ms2_naming_read_all(void)
{
   DiEpoch now = VG_(current_DiEpoch)();

   for (const DebugInfo *info = VG_(next_DebugInfo)(NULL); info != NULL;
        info = VG_(next_DebugInfo)(info)) {
      const HChar *unused;
      VG_(get_fnname)(now, VG_(DebugInfo_get_text_avma)(info), &unused);
   }
}

static UInt object_at(Addr address)
{
   DiEpoch now = VG_(current_DiEpoch)();
   const DebugInfo *info = VG_(find_DebugInfo)(now, address);
   const Ms2ElfImage *image = ms2_elf_image_find(address);
   const HChar *build_id = image != NULL ? image->build_id : "";

   if (info != NULL) {
      return ms2_names_object(VG_(DebugInfo_get_filename)(info),
                              VG_(DebugInfo_get_text_bias)(info), build_id);
   }
   const HChar *path;
   if (VG_(get_objname)(now, address, &path))
      return ms2_names_object(path, image != NULL ? image->bias : 0, build_id);
   return 0;
}

/* Undoes in place what the core's XML printer escapes: &lt; &gt; &amp;. */
static void unescape(HChar *text)
{
   static const struct {
      const HChar *name;
      HChar is;
   } entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};
   HChar *to = text;

   while (*text != '\0') {
      HChar c = *text;
      SizeT length = 1;
      for (UInt i = 0; c == '&' && i < 3; i++) {
         SizeT n = VG_(strlen)(entities[i].name);
         if (VG_(strncmp)(text, entities[i].name, n) == 0) {
            *to = entities[i].is;
            length = n;
            break;
         }
      }
      *to = length == 1 ? c : *to;
      to++;
      text += length;
   }
   *to = '\0';
}

/* The string number of the text between <tag> and </tag>, or 0. */
static UInt field_of(const HChar *xml, const HChar *open, const HChar *close)
{
   const HChar *begin = VG_(strstr)(xml, open);
   const HChar *end = begin ? VG_(strstr)(begin, close) : NULL;

   if (end == NULL)
      return 0;
   begin += VG_(strlen)(open);
   SizeT length = end - begin;
   HChar *text = VG_(malloc)("ms2.naming", length + 1);
   VG_(memcpy)(text, begin, length);
   text[length] = '\0';
   unescape(text);
   UInt number = ms2_names_string(VG_(strcmp)(text, "???") == 0 ? "" : text);
   VG_(free)(text);
   return number;
}

static UInt line_in(const HChar *xml)
{
   const HChar *begin = VG_(strstr)(xml, "<line>");

   return begin ? (UInt)VG_(strtoll10)(begin + VG_(strlen)("<line>"), NULL) : 0;
}

static Ms2Source source_from(const HChar *xml)
{
   Ms2Source source;

   source.function = field_of(xml, "<fn>", "</fn>");
   source.dir = field_of(xml, "<dir>", "</dir>");
   source.file = field_of(xml, "<file>", "</file>");
   source.line = line_in(xml);
   return source;
}

/* Fills at[] with the source positions of an address; returns their number. */
static UInt describe(Addr address, Ms2Source at[MS2_NAMES_MAX_SOURCES])
{
   DiEpoch now = VG_(current_DiEpoch)();
   InlIPCursor *cursor = VG_(new_IIPC)(now, address);
   Bool xml = VG_(clo_xml);
   Bool below_main = VG_(clo_show_below_main);
   UInt n = 0;

   VG_(clo_xml) = True;
   VG_(clo_show_below_main) = True;
   do {
      at[n++] = source_from(VG_(describe_IP)(now, address, cursor));
   } while (VG_(next_IIPC)(cursor) && n < MS2_NAMES_MAX_SOURCES);
   VG_(clo_xml) = xml;
   VG_(clo_show_below_main) = below_main;
   VG_(delete_IIPC)(cursor);
   return n;
}

static Ms2Extent extent(Addr address)
{
   const Ms2ElfImage *image = ms2_elf_image_find(address);
   Ms2Extent function;

   if (image == NULL || !ms2_elf_image_function(image, address, &function))
      return (Ms2Extent){0, 0};
   return function;
}

const Ms2Namer ms2_naming = {ms2_naming_epoch, object_at, describe, extent};
