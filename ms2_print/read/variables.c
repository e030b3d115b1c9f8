/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where variables are declared, read with elfutils' libdw: globals, those in
   namespaces and classes, and static ones within functions. */
#include "read/variables.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/order.h"
#include "model/profile.h"
#include "read/build_id.h"
#include "read/symbols.h"

struct variable {
   uint64_t address; /* as linked */
   uint64_t bytes;   /* at least 1 */
   struct frame at;
};

/* Those of one object, by address. */
struct list {
   bool is_read;
   struct variable *at;
   size_t n, room;
};

struct variables {
   struct arena *arena;
   struct symbols *given;
   struct list *by_object;
};

struct variables *variables_new(const struct profile *p, struct symbols *given)
{
   struct variables *v = arena_alloc(p->arena, sizeof *v);

   v->arena = p->arena;
   v->given = given;
   v->by_object = arena_array(p->arena, p->n_objects, sizeof v->by_object[0]);
   return v;
}

/* One file being read. */
struct file {
   struct arena *arena;
   struct list *list;
};

/* A fixed address is all that a variable's place is; false for any other. */
static bool find_address(Dwarf_Die *die, Dwarf_Word *address)
{
   Dwarf_Attribute attribute;
   Dwarf_Op *place;
   size_t n;

   if (!dwarf_attr(die, DW_AT_location, &attribute) ||
       dwarf_getlocation(&attribute, &place, &n) != 0 || n != 1 ||
       place[0].atom != DW_OP_addr) {
      return false;
   }
   *address = place[0].number;
   return true;
}

/* 1 where it is not known. */
static uint64_t bytes_of(Dwarf_Die *die)
{
   Dwarf_Attribute attribute;
   Dwarf_Die type;
   Dwarf_Word bytes;

   if (!dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &attribute),
                          &type) ||
       dwarf_aggregate_size(&type, &bytes) != 0) {
      return 1;
   }
   return bytes > 0 ? bytes : 1;
}

static void add_variable(const struct file *f, Dwarf_Die *die)
{
   struct list *l = f->list;
   Dwarf_Attribute attribute;
   Dwarf_Word address, line;

   if (!find_address(die, &address))
      return;
   const char *path = dwarf_decl_file(die);
   if (!path ||
       dwarf_formudata(dwarf_attr_integrate(die, DW_AT_decl_line, &attribute),
                       &line) != 0) {
      return;
   }
   const char *slash = strrchr(path, '/');
   const char *name = dwarf_diename(die);
   l->at = arena_grow(f->arena, l->at, l->n, &l->room, sizeof l->at[0]);
   l->at[l->n++] = (struct variable){
       address,
       bytes_of(die),
       {.function = name ? arena_strdup(f->arena, name) : "",
        .dir =
            slash ? arena_strndup(f->arena, path, (size_t)(slash - path)) : "",
        .file = arena_strdup(f->arena, slash ? slash + 1 : path),
        .line = (uint32_t)line}};
}

/* What may have variables with a fixed address in it. */
static bool is_scope(int tag)
{
   return tag == DW_TAG_namespace || tag == DW_TAG_structure_type ||
          tag == DW_TAG_class_type || tag == DW_TAG_module ||
          tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block;
}

/* Deeper than scopes are nested; a bound against damage. */
#define MOST_SCOPES 64

static void add_variables(const struct file *f, Dwarf_Die *scope, int depth)
{
   Dwarf_Die child;

   if (depth > MOST_SCOPES || dwarf_child(scope, &child) != 0)
      return;
   do {
      const int tag = dwarf_tag(&child);

      if (tag == DW_TAG_variable)
         add_variable(f, &child);
      else if (is_scope(tag))
         add_variables(f, &child, depth + 1);
   } while (dwarf_siblingof(&child, &child) == 0);
}

static int compare(const void *left, const void *right)
{
   const struct variable *a = left, *b = right;

   return order_up(a->address, b->address);
}

static void read_module(struct file *f, Dwfl_Module *module)
{
   Dwarf_Addr bias;

   for (Dwarf_Die *unit = dwfl_module_nextcu(module, NULL, &bias); unit;
        unit = dwfl_module_nextcu(module, unit, &bias)) {
      add_variables(f, unit, 0);
   }
   if (f->list->n > 1)
      qsort(f->list->at, f->list->n, sizeof f->list->at[0], compare);
}

/* What lies apart from the file libdw looks for in the usual places. */
static void read_descriptor(struct file *f, const struct object *o, int fd)
{
   static const Dwfl_Callbacks callbacks = {
       .find_elf = dwfl_build_id_find_elf,
       .find_debuginfo = dwfl_standard_find_debuginfo,
       .section_address = dwfl_offline_section_address};
   Dwfl *dwfl = dwfl_begin(&callbacks);
   dwfl_report_begin(dwfl);
   Dwfl_Module *module = dwfl_report_offline(dwfl, "", o->path, fd);
   dwfl_report_end(dwfl, NULL, NULL);
   if (module)
      read_module(f, module);
   else
      close(fd);
   dwfl_end(dwfl);
}

/* What was given for the object, and else the file that was there when the
   program ran. */
static void read_object(const struct variables *v, const struct object *o,
                        struct list *list)
{
   struct file f = {.arena = v->arena, .list = list};
   int fd = v->given ? symbols_open(v->given, o) : -1;

   if (fd >= 0)
      read_descriptor(&f, o, fd);
   if (list->n > 0 || !o->build_id[0] ||
       (v->given && symbols_reads_none(v->given))) {
      return;
   }
   fd = build_id_open(v->arena, o->path, o->build_id);
   if (fd >= 0)
      read_descriptor(&f, o, fd);
}

/* The variable that the address lies in: a root without a name may begin within
   one.  NULL: there is none. */
static const struct frame *find_at(const struct list *l, uint64_t address)
{
   size_t lo = 0, hi = l->n;

   while (lo < hi) {
      const size_t middle = lo + (hi - lo) / 2;
      if (l->at[middle].address <= address)
         lo = middle + 1;
      else
         hi = middle;
   }
   return lo > 0 && address - l->at[lo - 1].address < l->at[lo - 1].bytes
              ? &l->at[lo - 1].at
              : NULL;
}

const struct frame *variables_find(const struct profile *p,
                                   const struct root *root)
{
   const struct object *o = &p->objects[root->object];
   const struct variables *v = p->around->variables;
   struct list *list = &v->by_object[root->object];

   if (root->object == 0 || root->address == 0)
      return NULL;
   if (!list->is_read)
      read_object(v, o, list);
   list->is_read = true;
   return find_at(list, root->address - o->bias);
}
