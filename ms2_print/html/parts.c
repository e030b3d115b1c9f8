/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a page that shows more than one profile. */
#include "html/parts.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "html/data.h"
#include "query/site.h"

static void put(struct out *out, const char *text)
{
   out_raw(out, text, strlen(text));
}

void html_parts_begin(struct out *out, const char *id)
{
   put(out, "</script>\n<script type=\"application/octet-stream\" id=\"");
   put(out, id);
   put(out, "\">");
}

/* The rules fit the profile, as main sees to it for a view of one. */
struct process_leaks html_parts_report(const struct view *v, size_t number,
                                       const struct loaded *of)
{
   struct options options = *v->options;
   const struct view alone = {
       .profile = of->profile,
       .options = &options,
       .out = v->out,
       .all = of,
       .n_all = 1,
   };
   char id[32];

   options.rules = of->rules;
   snprintf(id, sizeof id, "data-%zu", number);
   html_parts_begin(v->out, id);
   return html_data_write(&alone);
}

json_t *html_parts_profile(const struct profile *p)
{
   json_t *o = json_object();

   json_set(o, "command", json_text(p->run.command));
   json_set(o, "file", json_text(site_base_name(p->path)));
   json_set(o, "path", json_text(p->path));
   return o;
}
