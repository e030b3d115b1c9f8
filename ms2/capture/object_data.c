/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The data of the executable and its libraries. */
#include "capture/object_data.h"

#include "capture/elf_image.h"
#include "capture/naming.h"
#include "model/names.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_debuginfo.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_vki.h"

typedef struct {
   Addr lo, hi;
   UInt number; /* of ms2_names */
   SizeT tls_bytes;
   Addr dynamic;
   Bool asks_for_loader;
   Addr constant, constant_end;
} Object;

/* The loader's list of objects, which debuggers read (SVR4; <link.h>). */
typedef struct {
   UWord version;
   Addr first;
} Debug;

typedef struct {
   Addr bias, name, dynamic, next;
} Link;

typedef struct {
   UWord tag, value;
} Dynamic;

#define DT_NULL 0
#define DT_DEBUG 21

/* No program has more; a list that has more is damaged. */
#define MOST_LINKS 10000
#define MOST_TAGS 1000

static struct {
   Ms2Array *objects; /* Object, in order */
   Ms2Array *modules; /* UInt: numbers of these, from 0 */
   Bool has_loader;   /* which loaded the executable */
} data;

static Object *object_get(UInt i)
{
   return ms2_array_get(data.objects, i);
}

/* ---- the objects -------------------------------------------------------- */

static Int compare(const void *a, const void *b)
{
   Addr one = ((const Object *)a)->lo;
   Addr other = ((const Object *)b)->lo;

   return one < other ? -1 : one > other;
}

static void add_object(Addr code)
{
   const Ms2ElfImage *image = code == 0 ? NULL : ms2_elf_image_find(code);

   if (image == NULL || image->hi == 0)
      return;
   Object *object = ms2_array_add(data.objects);
   object->lo = image->lo;
   object->hi = VG_PGROUNDUP(image->hi);
   object->tls_bytes = image->tls_bytes;
   object->dynamic = image->dynamic;
   object->asks_for_loader = image->asks_for_loader;
   object->constant = image->relro;
   object->constant_end = image->relro + image->relro_bytes;
   object->number = ms2_naming.object_at(code);
}

static void find_objects(void)
{
   for (const DebugInfo *info = VG_(next_DebugInfo)(NULL); info != NULL;
        info = VG_(next_DebugInfo)(info)) {
      add_object(VG_(DebugInfo_get_text_avma)(info));
   }
   ms2_host_sort(data.objects->elements, data.objects->n, sizeof(Object),
                 compare);
}

/* A loader protects such data before any code of its object has run.  There is
   no pointer to a block in it, but numbers that look like one: how long loading
   took, for example, which is another one in each run. */
void ms2_object_data_each_constant(void (*call)(Addr start, Addr end))
{
   if (data.has_loader)
      return;
   for (UInt i = 0; i < data.objects->n; i++) {
      const Object *object = object_get(i);
      if (object->constant < object->constant_end)
         call(object->constant, object->constant_end);
   }
}

static const Object *find_object(Addr at)
{
   UInt lo = 0;
   UInt hi = data.objects->n;

   while (lo < hi) {
      UInt middle = lo + (hi - lo) / 2;
      if (object_get(middle)->hi > at)
         hi = middle;
      else
         lo = middle + 1;
   }
   return lo < data.objects->n && object_get(lo)->lo <= at ? object_get(lo)
                                                           : NULL;
}

/* ---- modules with thread-local storage ---------------------------------- */

static Bool is_readable(Addr at, SizeT bytes)
{
   return at % sizeof(Addr) == 0 &&
          VG_(am_is_valid_for_client)(at, bytes, VKI_PROT_READ);
}

static Addr find_debug(Addr dynamic)
{
   for (UInt i = 0; i < MOST_TAGS; i++) {
      const Dynamic *tag = (const Dynamic *)dynamic + i;
      if (!is_readable((Addr)tag, sizeof *tag) || tag->tag == DT_NULL)
         break;
      if (tag->tag == DT_DEBUG)
         return tag->value;
   }
   return 0;
}

/* Of all objects the loader tells only the executable where its list is.  One
   that is statically linked, and position-independent, has a list as well, of
   what it loads itself. */
static Addr find_links(void)
{
   data.has_loader = False;
   for (UInt i = 0; i < data.objects->n; i++) {
      Addr dynamic = object_get(i)->dynamic;
      const Debug *debug =
          (const Debug *)(dynamic != 0 ? find_debug(dynamic) : 0);
      if (debug != NULL && is_readable((Addr)debug, sizeof *debug)) {
         data.has_loader = object_get(i)->asks_for_loader;
         return debug->first;
      }
   }
   return 0;
}

static void add_module(const Object *object)
{
   if (object != NULL && object->tls_bytes > 0)
      *(UInt *)ms2_array_add(data.modules) = (UInt)(object - object_get(0));
}

/* A statically linked program has one object, which is in no list. */
static void find_modules(void)
{
   Addr at = find_links();

   if (at == 0 && data.objects->n == 1)
      add_module(object_get(0));
   for (UInt n = 0; at != 0 && n < MOST_LINKS; n++) {
      const Link *link = (const Link *)at;
      if (!is_readable(at, sizeof *link))
         return;
      add_module(find_object(link->dynamic));
      at = link->next;
   }
}

UInt ms2_object_data_of_module(UInt module, SizeT *bytes)
{
   if (module == 0 || module > data.modules->n)
      return 0;
   const Object *object =
       object_get(*(UInt *)ms2_array_get(data.modules, module - 1));
   *bytes = object->tls_bytes;
   return object->number;
}

void ms2_object_data_look(void)
{
   data.objects = ms2_array_new("ms2.object_data", sizeof(Object));
   data.modules = ms2_array_new("ms2.object_data", sizeof(UInt));
   find_objects();
   find_modules();
}

void ms2_object_data_forget(void)
{
   ms2_array_free(data.objects);
   ms2_array_free(data.modules);
}

/* ---- variables ---------------------------------------------------------- */

/* How far the search for a variable's end goes at first. */
#define FIRST_STEP 64

static Bool symbol_at(Addr at, const HChar **name, Addr *start)
{
   PtrdiffT offset;

   if (!VG_(get_datasym_and_offset)(VG_(current_DiEpoch)(), at, name, &offset))
      return False;
   *start = at - offset;
   return True;
}

/* The core does not say how large a variable is: it is asked about addresses
   farther and farther away, as long as they are in the same one. */
static Addr end_of(Addr at, Addr start, Addr most)
{
   const HChar *name;
   Addr other;
   Addr end = at + sizeof(UWord);

   for (Addr step = FIRST_STEP; end + step < most; step *= 2) {
      if (!symbol_at(end + step, &name, &other) || other != start)
         break;
      end += step;
   }
   return end;
}

Bool ms2_object_data_root(Addr at, Ms2Root *root, Ms2Range *range)
{
   const Object *object = find_object(at);

   if (object == NULL)
      return False;
   root->object = object->number;
   root->text = "";
   range->start = at;
   range->end = at + sizeof(UWord);
   const HChar *name;
   Addr start;
   if (symbol_at(at, &name, &start)) {
      range->start = start;
      range->end = end_of(at, start, object->hi);
      symbol_at(at, &name, &start); /* the name of the last one asked about */
      root->address = start;
      root->text = name;
   }
   return True;
}
