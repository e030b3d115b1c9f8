/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a place in the source is called. */
#include "query/site.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/units.h"
#include "model/names.h"
#include "model/profile.h"

const char *site_address(struct arena *a, const struct profile *p,
                         const struct address *code, const struct frame *f)
{
   const uint64_t bias = p->objects[code->object].bias;

   if (code->object == 0 || f->file[0] || !names_is_unknown(f->function))
      return "";
   return arena_printf(
       a, "0x%" PRIx64,
       (code->function_bytes > 0 ? code->function_start : code->address) -
           bias);
}

bool site_is_nameless_inlined(const struct site *s)
{
   return names_is_unknown(s->function) && s->inlined && s->file[0];
}

bool site_is_where(const struct site *s)
{
   return s->address[0] || site_is_nameless_inlined(s);
}

const char *site_name(const struct site *s)
{
   if (s->address[0])
      return s->address;
   if (site_is_nameless_inlined(s))
      return "(inlined)";
   return names_is_unknown(s->function) ? "???" : s->function;
}

const char *site_label(struct arena *a, const struct site *s)
{
   if (site_is_nameless_inlined(s)) {
      return arena_printf(a, "(inlined) %s:%u", site_base_name(s->file),
                          s->line);
   }
   if (s->address[0]) {
      return arena_printf(a, "%s in %s", s->address, s->called);
   }
   return site_name(s);
}

/* How many lines there are beside the one that is named. */
static const char *more_lines(struct arena *a, uint32_t n_lines)
{
   if (n_lines == SITE_SEVERAL_LINES)
      return ", ...";
   if (n_lines < 2)
      return "";
   return arena_printf(
       a, " and %s", units_plural(n_lines - 1, "more line", "more lines").text);
}

const char *site_where(struct arena *a, const struct site *s, uint32_t n_lines)
{
   const char *file = site_base_name(s->file);
   const char *object = s->called;

   if (file[0] && s->line) {
      return arena_printf(a, "%s:%u%s", file, s->line,
                          site_is_nameless_inlined(s) ? ""
                                                      : more_lines(a, n_lines));
   }
   if (file[0])
      return arena_strdup(a, file);
   return object[0] ? arena_printf(a, "in %s", object) : "";
}

const char *site_path(struct arena *a, const struct site *s)
{
   if (s->file[0] == '\0' || s->file[0] == '/' || s->dir[0] == '\0')
      return s->file;
   return arena_printf(a, "%s/%s", s->dir, s->file);
}

const char *site_base_name(const char *path)
{
   const char *slash = strrchr(path, '/');

   return slash ? slash + 1 : path;
}

int site_compare(const struct site *a, const struct site *b)
{
   int c = strcmp(a->function, b->function);

   if (c == 0)
      c = strcmp(a->file, b->file);
   if (c == 0)
      c = a->line < b->line ? -1 : a->line > b->line;
   if (c == 0)
      c = strcmp(a->dir, b->dir);
   if (c == 0)
      c = strcmp(a->object, b->object);
   if (c == 0)
      c = strcmp(a->address, b->address);
   return c;
}
