/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding a unit, a function and what is inlined in it by an address. */
#include "read/symbol_units.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdlib.h>

#include "base/arena.h"

/* Code in the file's own addresses, and whose it is. */
struct range {
   Dwarf_Addr begin, end;
   Dwarf_Off die;
};

struct ranges {
   struct range *at; /* sorted, once they are all there */
   size_t n, room;
};

/* A unit's functions, found when one of them is asked for. */
struct symbol_unit {
   Dwarf_Off die;
   bool is_read;
   struct ranges functions;
};

struct symbol_units {
   struct arena *arena;
   Dwarf *dwarf;
   struct ranges code; /* of units; `die` is a number of units[] */
   struct symbol_unit *units;
   size_t n_units, units_room;
};

static void add_ranges(const struct symbol_units *u, struct ranges *to,
                       Dwarf_Die *die, Dwarf_Off owner)
{
   Dwarf_Addr base, begin, end;
   ptrdiff_t at = 0;

   while ((at = dwarf_ranges(die, at, &base, &begin, &end)) > 0) {
      if (begin >= end)
         continue;
      to->at = arena_grow(u->arena, to->at, to->n, &to->room, sizeof to->at[0]);
      to->at[to->n++] = (struct range){begin, end, owner};
   }
}

static int compare_ranges(const void *left, const void *right)
{
   const struct range *a = left, *b = right;

   return (a->begin > b->begin) - (a->begin < b->begin);
}

static void sort_ranges(struct ranges *r)
{
   if (r->n > 1)
      qsort(r->at, r->n, sizeof r->at[0], compare_ranges);
}

/* NULL if no range has the code. */
static const struct range *find_range(const struct ranges *r, Dwarf_Addr code)
{
   size_t first = 0, end = r->n;

   while (first < end) {
      const size_t middle = first + (end - first) / 2;

      if (r->at[middle].begin <= code)
         first = middle + 1;
      else
         end = middle;
   }
   return first > 0 && code < r->at[first - 1].end ? &r->at[first - 1] : NULL;
}

static void find_units(struct symbol_units *u, Dwfl_Module *module)
{
   Dwarf_Addr bias;

   for (Dwarf_Die *unit = dwfl_module_nextcu(module, NULL, &bias); unit;
        unit = dwfl_module_nextcu(module, unit, &bias)) {
      u->units = arena_grow(u->arena, u->units, u->n_units, &u->units_room,
                            sizeof u->units[0]);
      u->units[u->n_units] = (struct symbol_unit){.die = dwarf_dieoffset(unit)};
      add_ranges(u, &u->code, unit, u->n_units++);
   }
   sort_ranges(&u->code);
}

struct symbol_units *symbol_units_new(struct arena *a, Dwfl_Module *module,
                                      Dwarf *dwarf)
{
   struct symbol_units *u = arena_alloc(a, sizeof *u);

   *u = (struct symbol_units){.arena = a, .dwarf = dwarf};
   find_units(u, module);
   return u;
}

bool symbol_units_is_scope(int tag)
{
   return tag == DW_TAG_namespace || tag == DW_TAG_structure_type ||
          tag == DW_TAG_class_type || tag == DW_TAG_enumeration_type ||
          tag == DW_TAG_union_type || tag == DW_TAG_module ||
          tag == DW_TAG_subprogram;
}

static void add_functions(const struct symbol_units *u, struct ranges *to,
                          Dwarf_Die *scope, int depth)
{
   Dwarf_Die child;

   if (depth > SYMBOL_UNITS_MOST_SCOPES || dwarf_child(scope, &child) != 0)
      return;
   do {
      const int tag = dwarf_tag(&child);

      if (tag == DW_TAG_subprogram)
         add_ranges(u, to, &child, dwarf_dieoffset(&child));
      if (symbol_units_is_scope(tag))
         add_functions(u, to, &child, depth + 1);
   } while (dwarf_siblingof(&child, &child) == 0);
}

const struct symbol_unit *symbol_units_find(struct symbol_units *u,
                                            Dwarf_Addr code, Dwarf_Die *die)
{
   const struct range *range = find_range(&u->code, code);
   struct symbol_unit *unit = range ? &u->units[range->die] : NULL;

   if (!unit || !dwarf_offdie(u->dwarf, unit->die, die))
      return NULL;
   if (!unit->is_read) {
      unit->is_read = true;
      add_functions(u, &unit->functions, die, 0);
      sort_ranges(&unit->functions);
   }
   return unit;
}

/* The part of a function, or of what lies in it, that has the code: something
   inlined, or a block.  False if none has. */
static bool find_part(Dwarf_Die *die, Dwarf_Addr code, Dwarf_Die *part)
{
   if (dwarf_child(die, part) != 0)
      return false;
   do {
      const int tag = dwarf_tag(part);

      if ((tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block) &&
          dwarf_haspc(part, code) == 1) {
         return true;
      }
   } while (dwarf_siblingof(part, part) == 0);
   return false;
}

size_t symbol_units_functions(const struct symbol_units *u,
                              const struct symbol_unit *unit, Dwarf_Addr code,
                              Dwarf_Die found[SYMBOL_UNITS_MOST_FRAMES])
{
   const struct range *range = find_range(&unit->functions, code);
   Dwarf_Die die;
   size_t n = 0;

   if (!range || !dwarf_offdie(u->dwarf, range->die, &die))
      return 0;
   found[n++] = die;
   for (Dwarf_Die part;
        n < SYMBOL_UNITS_MOST_FRAMES && find_part(&die, code, &part);) {
      die = part;
      if (dwarf_tag(&die) == DW_TAG_inlined_subroutine)
         found[n++] = die;
   }
   return n;
}
