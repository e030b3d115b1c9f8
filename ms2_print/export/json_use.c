/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was used, as JSON. */
#include "export/json_use.h"

#include "query/unused.h"

void json_use_set_summary(json_t *summary, const struct profile *p)
{
   const struct unused u = unused_total(p);
   enum use_when when;
   const bool known = unused_is_known(p, &when);

   json_set(summary, "in_use_at_peak_bytes",
            json_count_if(known, unused_in_use(&u)));
   json_set(summary, "never_touched_bytes",
            json_count_if(known, u.never_touched));
   json_set(summary, "never_read_bytes", json_count_if(known, u.never_read));
   json_set(summary, "idle_at_peak_bytes", json_count_if(known, u.idle));
}

/* Members are called what the format calls them; the context itself is what
   they stand in. */
#define PUT_key(name)
#define PUT_value(name) json_put_member(j, #name, f->name);
#define PUT(name, type, role, unit) PUT_##role(name)

static void put_part(struct json *j, const char *name,
                     const struct record_use_part *f)
{
   json_name(j, name);
   json_open(j, '{');
   MS2_FIELDS_use_part(PUT) json_close(j, '}');
}

static void put_accesses(struct json *j, const struct record_accesses *f)
{
   json_name(j, "accesses");
   json_open(j, '{');
   MS2_FIELDS_accesses(PUT) json_close(j, '}');
}

static void put_runs(struct json *j, const struct use *use, uint32_t node)
{
   size_t i = use_runs_from(use, node);

   if (i == use->n_runs || use->runs[i].node != node)
      return;
   json_name(j, "runs");
   json_open(j, '[');
   for (; i < use->n_runs && use->runs[i].node == node; i++) {
      json_open(j, '[');
      json_put_count(j, use->runs[i].offset);
      json_put_count(j, use->runs[i].bytes);
      json_put_count(j, use->runs[i].accesses);
      json_close(j, ']');
   }
   json_close(j, ']');
}

void json_use_put_context(struct json *j, const struct profile *p,
                          uint32_t node)
{
   const struct use *use = &p->facts.use;
   const struct record_accesses *accesses = use_accesses_find(use, node);
   enum use_when when;

   if (!unused_is_known(p, &when))
      return;
   json_name(j, "use");
   json_open(j, '{');
   for (when = 0; when < USE_MOMENTS; when++) {
      struct record_use_part part;

      if (use_part_find(use, when, node, &part))
         put_part(j, use_when_name(when), &part);
   }
   if (accesses)
      put_accesses(j, accesses);
   put_runs(j, use, node);
   json_close(j, '}');
}
