/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of code addresses.

      address 12   0x4011d6 -> object 2, and its source lines, the innermost
                               first: function 31, dir 7, file 8, line 20
                                      function 33, dir 7, file 8, line 41
      object 2     "/usr/bin/app", and where it was loaded
      string 31    "parse"

   Pools keep them by number; maps find strings and addresses again.  The map
   has the newest of several addresses of one value: those before it are of
   libraries that are gone. */
#include "model/names.h"

#include "base/map.h"
#include "base/pool.h"

static struct {
   const Ms2Namer *namer;
   Ms2Pool strings; /* of HChar * */
   Ms2Pool objects;
   Ms2Pool addresses;
   Ms2Map string_map;
   Ms2Map address_map;
} names;

void ms2_names_init(const Ms2Namer *namer)
{
   names.namer = namer;
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

static ULong hash_text(const HChar *text)
{
   ULong hash = 0;

   for (; *text != '\0'; text++)
      hash = (hash ^ (UChar)*text) * 0x100000001B3ULL;
   return ms2_map_hash(hash, 0);
}

UInt ms2_names_string(const HChar *text)
{
   ULong hash = hash_text(text);

   if (text[0] == '\0')
      return 0;
   Ms2MapCursor at;
   for (UInt i = ms2_map_first(&names.string_map, hash, &at); i != MS2_MAP_NONE;
        i = ms2_map_next(&names.string_map, &at)) {
      if (ms2_host_strcmp(ms2_names_string_get(i), text) == 0)
         return i;
   }
   HChar **slot = ms2_pool_add(&names.strings);
   *slot = ms2_host_strdup("ms2.names.text", text);
   ms2_map_add(&names.string_map, hash, names.strings.n - 1);
   return names.strings.n - 1;
}

/* Objects are few: a search from the newest is quick enough. */
UInt ms2_names_object(const HChar *path, Addr bias, const HChar *build_id)
{
   Ms2Object *object;

   for (UInt i = names.objects.n - 1; i > 0; i--) {
      object = ms2_pool_get(&names.objects, i);
      if (object->bias == bias && ms2_host_strcmp(object->path, path) == 0 &&
          ms2_host_strcmp(object->build_id, build_id) == 0) {
         return i;
      }
   }
   object = ms2_pool_add(&names.objects);
   object->path = ms2_host_strdup("ms2.names.path", path);
   object->bias = bias;
   object->build_id = ms2_host_strdup("ms2.names.build_id", build_id);
   return names.objects.n - 1;
}

static UInt add_address(Addr address, UInt object)
{
   Ms2Source at[MS2_NAMES_MAX_SOURCES];
   UInt n = names.namer->describe(address, at);
   Ms2Source *sources =
       ms2_host_alloc("ms2.names.sources", n * sizeof *sources);
   Ms2Address *named = ms2_pool_add(&names.addresses);

   ms2_host_memcpy(sources, at, n * sizeof *sources);
   named->address = address;
   named->object = object;
   named->n_sources = n;
   named->sources = sources;
   named->epoch = names.namer->epoch();
   if (sources[n - 1].function == 0)
      named->function = names.namer->extent(address);
   return names.addresses.n - 1;
}

UInt ms2_names_address(Addr address)
{
   ULong hash = ms2_map_hash(address, 1);
   UInt epoch = names.namer->epoch();
   Ms2MapCursor at;
   UInt number;

   for (number = ms2_map_first(&names.address_map, hash, &at);
        number != MS2_MAP_NONE;
        number = ms2_map_next(&names.address_map, &at)) {
      Ms2Address *named = ms2_pool_get(&names.addresses, number);
      if (named->address != address)
         continue;
      if (named->epoch == epoch)
         return number;
      UInt object = names.namer->object_at(address);
      if (object == named->object) {
         named->epoch = epoch;
         return number;
      }
      number = add_address(address, object);
      ms2_map_replace(&names.address_map, &at, number);
      return number;
   }
   number = add_address(address, names.namer->object_at(address));
   ms2_map_add(&names.address_map, hash, number);
   return number;
}

void ms2_names_make_up(Addr address, const HChar *function)
{
   Ms2Source *source =
       ms2_host_alloc_zeroed("ms2.names.sources", 1, sizeof *source);
   Ms2Address *named = ms2_pool_add(&names.addresses);

   source->function = ms2_names_string(function);
   named->address = address;
   named->n_sources = 1;
   named->sources = source;
   named->epoch = names.namer->epoch();
   ms2_map_add(&names.address_map, ms2_map_hash(address, 1),
               names.addresses.n - 1);
}

void ms2_names_place(const Ms2Address *address, HChar *text, UInt n_bytes)
{
   if (address->object == 0) {
      ms2_host_format(text, n_bytes, "???");
      return;
   }
   const Ms2Object *object = ms2_names_object_get(address->object);
   const HChar *name = object->path;
   for (const HChar *c = object->path; *c != '\0'; c++)
      name = *c == '/' ? c + 1 : name;
   Addr code = address->function.n_bytes > 0 ? address->function.start
                                             : address->address;
   ms2_host_format(text, n_bytes, "0x%lx in %s", code - object->bias, name);
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
