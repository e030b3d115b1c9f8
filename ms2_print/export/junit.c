/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A JUnit file, which CI servers show as test results. */
#include "export/junit.h"

#include <string.h>

#include "base/arena.h"
#include "base/out.h"
#include "base/xml.h"

struct junit {
   struct arena *arena;
   struct junit_case *cases;
   size_t n, room, n_failures;
};

struct junit *junit_new(void)
{
   struct arena *a = arena_new();
   struct junit *j = arena_alloc(a, sizeof *j);

   j->arena = a;
   return j;
}

void junit_add(struct junit *j, const struct junit_case *c)
{
   j->cases =
       arena_grow(j->arena, j->cases, j->n, &j->room, sizeof j->cases[0]);
   j->cases[j->n++] = (struct junit_case){
       arena_strdup(j->arena, c->suite), arena_strdup(j->arena, c->name),
       c->failure ? arena_strdup(j->arena, c->failure) : NULL};
   j->n_failures += c->failure != NULL;
}

static void put_case(struct out *out, const struct junit_case *c)
{
   xml_raw(out, "  <testcase classname=\"ms2\" name=\"");
   xml_text(out, c->suite);
   xml_raw(out, ": ");
   xml_text(out, c->name);
   if (!c->failure) {
      xml_raw(out, "\"/>\n");
      return;
   }
   xml_raw(out, "\">\n    <failure message=\"");
   xml_text(out, c->name);
   xml_raw(out, "\">");
   xml_text(out, c->failure);
   xml_raw(out, "</failure>\n  </testcase>\n");
}

void junit_write(struct junit *j, const char *path)
{
   struct out *out = out_open(path, OUT_PLAIN);

   xml_raw(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
   out_printf(out,
              "<testsuite name=\"ms2\" tests=\"%zu\" failures=\"%zu\" "
              "errors=\"0\" skipped=\"0\">\n",
              j->n, j->n_failures);
   for (size_t i = 0; i < j->n; i++)
      put_case(out, &j->cases[i]);
   xml_raw(out, "</testsuite>\n");
   out_close(out);
   arena_free(j->arena);
}
