/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What options mean for a profile. */
#include "query/options.h"

#include "base/units.h"

#define DEFAULT_THRESHOLD_BP 100 /* massif's 1 % */

uint32_t options_threshold_bp(const struct options *o, const struct profile *p)
{
   if (o->threshold_given)
      return o->threshold_bp;

   uint32_t bp;
   return units_bp_parse(p->run.threshold, &bp) ? bp : DEFAULT_THRESHOLD_BP;
}

uint64_t options_threshold_bytes(const struct options *o,
                                 const struct profile *p, uint64_t whole)
{
   const uint64_t bp = options_threshold_bp(o, p);
   const uint64_t bytes =
       whole / 10000 * bp + (whole % 10000 * bp + 9999) / 10000;

   return bytes ? bytes : 1;
}

enum axis options_axis(const struct options *o, const struct profile *p)
{
   static const enum axis order[] = {AXIS_SUPERBLOCKS, AXIS_INSTRUCTIONS,
                                     AXIS_MS, AXIS_BYTES};

   if (o->axis != AXIS_AUTO)
      return o->axis;
   if (p->run.axis != AXIS_AUTO)
      return p->run.axis;
   for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
      if (p->n_snapshots > 0 &&
          p->snapshots[p->n_snapshots - 1].when.on[order[i]] > 0) {
         return order[i];
      }
   }
   return AXIS_SUPERBLOCKS;
}

uint32_t options_width_for(uint32_t columns)
{
   return columns < OPTIONS_LEAST_WIDTH ? OPTIONS_LEAST_WIDTH : columns;
}
