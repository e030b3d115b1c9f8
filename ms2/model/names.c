/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of code addresses.

   VG_(describe_IP) is the one public way to inlined frames in every supported
   Valgrind.  It prints for people, or, when VG_(clo_xml) is set, as XML with
   object, function, directory, file and line apart; so that flag is set around
   the call.  Another keeps the core from renaming what lies below main. */
#include "model/names.h"

#include "base/map.h"
#include "base/pool.h"

#include "pub_tool_debuginfo.h"
#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"

/* More inlined callers than any optimiser makes; a bound against damage. */
#define MAX_SOURCES 64

static struct {
   Ms2Pool strings; /* of HChar * */
   Ms2Pool objects;
   Ms2Pool addresses;
   Ms2Map string_map;
   Ms2Map address_map;
} names;

void ms2_names_init(void)
{
   ms2_pool_init(&names.strings, "ms2.names.string", sizeof(HChar *));
   ms2_pool_init(&names.objects, "ms2.names.object", sizeof(Ms2Object));
   ms2_pool_init(&names.addresses, "ms2.names.address", sizeof(Ms2Address));
   ms2_map_init(&names.string_map, "ms2.names.map");
   ms2_map_init(&names.address_map, "ms2.names.map");
   /* Number 0 of each is "none". */
   ms2_pool_add(&names.strings);
   ms2_pool_add(&names.objects);
   ms2_pool_add(&names.addresses);
}

UInt ms2_names_epoch(void)
{
   return VG_(current_DiEpoch)().n;
}

static ULong hash_text(const HChar *text)
{
   ULong hash = 0;

   for (; *text != '\0'; text++) {
      hash = (hash ^ (UChar)*text) * 0x100000001B3ULL;
   }
   return ms2_map_hash(hash, 0);
}

static UInt intern_string(const HChar *text)
{
   ULong hash = hash_text(text);
   Ms2MapCursor at;
   HChar **slot;

   if (text[0] == '\0') {
      return 0;
   }
   for (UInt i = ms2_map_first(&names.string_map, hash, &at); i != MS2_MAP_NONE;
        i = ms2_map_next(&names.string_map, &at)) {
      if (VG_(strcmp)(ms2_names_string_get(i), text) == 0) {
         return i;
      }
   }
   slot = ms2_pool_add(&names.strings);
   *slot = VG_(strdup)("ms2.names.text", text);
   ms2_map_add(&names.string_map, hash, names.strings.n - 1);
   return names.strings.n - 1;
}

/* Objects are few: a search from the newest is quick enough. */
static UInt intern_object(const HChar *path, Addr bias)
{
   Ms2Object *object;

   for (UInt i = names.objects.n - 1; i > 0; i--) {
      object = ms2_pool_get(&names.objects, i);
      if (object->bias == bias && VG_(strcmp)(object->path, path) == 0) {
         return i;
      }
   }
   object = ms2_pool_add(&names.objects);
   object->path = VG_(strdup)("ms2.names.path", path);
   object->bias = bias;
   return names.objects.n - 1;
}

static UInt object_at(Addr address)
{
   DiEpoch epoch = VG_(current_DiEpoch)();
   const DebugInfo *info = VG_(find_DebugInfo)(epoch, address);
   const HChar *path;

   if (info != NULL) {
      return intern_object(VG_(DebugInfo_get_filename)(info),
                           VG_(DebugInfo_get_text_bias)(info));
   }
   if (VG_(get_objname)(epoch, address, &path)) {
      return intern_object(path, 0);
   }
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
static UInt intern_field(const HChar *xml, const HChar *open,
                         const HChar *close)
{
   const HChar *begin = VG_(strstr)(xml, open);
   const HChar *end = begin ? VG_(strstr)(begin, close) : NULL;
   HChar *text;
   SizeT length;
   UInt number;

   if (end == NULL) {
      return 0;
   }
   begin += VG_(strlen)(open);
   length = end - begin;
   text = VG_(malloc)("ms2.names.field", length + 1);
   VG_(memcpy)(text, begin, length);
   text[length] = '\0';
   unescape(text);
   number = intern_string(VG_(strcmp)(text, "???") == 0 ? "" : text);
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

   source.function = intern_field(xml, "<fn>", "</fn>");
   source.dir = intern_field(xml, "<dir>", "</dir>");
   source.file = intern_field(xml, "<file>", "</file>");
   source.line = line_in(xml);
   return source;
}

/* Fills at[] with the source positions of an address; returns their number. */
static UInt describe(Addr address, Ms2Source at[MAX_SOURCES])
{
   DiEpoch epoch = VG_(current_DiEpoch)();
   InlIPCursor *cursor = VG_(new_IIPC)(epoch, address);
   Bool xml = VG_(clo_xml);
   Bool below_main = VG_(clo_show_below_main);
   UInt n = 0;

   VG_(clo_xml) = True;
   VG_(clo_show_below_main) = True;
   do {
      at[n++] = source_from(VG_(describe_IP)(epoch, address, cursor));
   } while (VG_(next_IIPC)(cursor) && n < MAX_SOURCES);
   VG_(clo_xml) = xml;
   VG_(clo_show_below_main) = below_main;
   VG_(delete_IIPC)(cursor);
   return n;
}

static UInt add_address(Addr address, UInt object)
{
   Ms2Source at[MAX_SOURCES];
   UInt n = describe(address, at);
   Ms2Source *sources = VG_(malloc)("ms2.names.sources", n * sizeof *sources);
   Ms2Address *named = ms2_pool_add(&names.addresses);

   VG_(memcpy)(sources, at, n * sizeof *sources);
   named->address = address;
   named->object = object;
   named->n_sources = n;
   named->sources = sources;
   named->epoch = ms2_names_epoch();
   return names.addresses.n - 1;
}

UInt ms2_names_address(Addr address)
{
   ULong hash = ms2_map_hash(address, 1);
   UInt epoch = ms2_names_epoch();
   Ms2MapCursor at;
   UInt number, object;

   for (number = ms2_map_first(&names.address_map, hash, &at);
        number != MS2_MAP_NONE;
        number = ms2_map_next(&names.address_map, &at)) {
      Ms2Address *named = ms2_pool_get(&names.addresses, number);
      if (named->address != address) {
         continue;
      }
      if (named->epoch == epoch) {
         return number;
      }
      object = object_at(address);
      if (object == named->object) {
         named->epoch = epoch;
         return number;
      }
      number = add_address(address, object);
      ms2_map_replace(&names.address_map, &at, number);
      return number;
   }
   number = add_address(address, object_at(address));
   ms2_map_add(&names.address_map, hash, number);
   return number;
}

void ms2_names_make_up(Addr address, const HChar *function)
{
   Ms2Source *source = VG_(calloc)("ms2.names.sources", 1, sizeof *source);
   Ms2Address *named = ms2_pool_add(&names.addresses);

   source->function = intern_string(function);
   named->address = address;
   named->n_sources = 1;
   named->sources = source;
   named->epoch = ms2_names_epoch();
   ms2_map_add(&names.address_map, ms2_map_hash(address, 1),
               names.addresses.n - 1);
}

UInt ms2_names_n_strings(void)
{
   return names.strings.n - 1;
}

UInt ms2_names_n_objects(void)
{
   return names.objects.n - 1;
}

UInt ms2_names_n_addresses(void)
{
   return names.addresses.n - 1;
}

const HChar *ms2_names_string_get(UInt number)
{
   HChar **slot = ms2_pool_get(&names.strings, number);

   return *slot ? *slot : "";
}

const Ms2Object *ms2_names_object_get(UInt number)
{
   return ms2_pool_get(&names.objects, number);
}

const Ms2Address *ms2_names_address_get(UInt number)
{
   return ms2_pool_get(&names.addresses, number);
}
