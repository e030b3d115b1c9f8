/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that tell nothing. */
#include "export/anonymize.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "query/frame_rules.h"
#include "base/intern.h"
#include "model/names.h"

enum kind {
   KIND_FUNCTION = ANONYMOUS_KINDS,
   KIND_DIR,
   KIND_FILE,
   KIND_OBJECT,
   N_KINDS
};

static const char letters[N_KINDS] = {
    [ANONYMOUS_COMMAND] = 'p', [ANONYMOUS_OPTION] = 'x',
    [ANONYMOUS_THREAD] = 't',  [ANONYMOUS_REGION] = 'r',
    [ANONYMOUS_MARK] = 'm',    [ANONYMOUS_VARIABLE] = 'v',
    [KIND_FUNCTION] = 'f',     [KIND_DIR] = 'd',
    [KIND_FILE] = 's',         [KIND_OBJECT] = 'o',
};

struct anonymize {
   struct arena *arena;
   const struct frame_rules *rules;
   struct intern *known[N_KINDS];
   uint32_t n[N_KINDS];
};

struct anonymize *anonymize_new(struct arena *a)
{
   static const struct frame_options defaults;
   struct anonymize *n = arena_alloc(a, sizeof *n);

   n->arena = a;
   n->rules = frame_rules_new(a, &defaults);
   for (int i = 0; i < N_KINDS; i++)
      n->known[i] = intern_new(a);
   return n;
}

/* "f1" of the first function, ... */
static const char *numbered(struct anonymize *n, int kind, const char *text)
{
   if (!text[0])
      return "";
   uint32_t *number = intern_find(n->known[kind], text, strlen(text));
   if (*number == 0)
      *number = ++n->n[kind];
   return arena_printf(n->arena, "%c%" PRIu32, letters[kind], *number);
}

const char *anonymize_text(struct anonymize *n, enum anonymous kind,
                           const char *text)
{
   return numbered(n, (int)kind, text);
}

/* What the rules say of one part of a frame alone. */
static unsigned judge(const struct anonymize *n, const char *function,
                      const char *dir, const char *object)
{
   const struct frame f = {
       .function = function, .dir = dir, .file = dir[0] ? "x" : ""};

   return frame_rules_judge(n->rules, &f, object);
}

/* Without return type, template arguments and parameters, which may hold
   anybody's names; brackets stay, empty. */
static char *bare_name(struct arena *a, const char *name)
{
   const char *from = names_qualified(name);
   char *bare = arena_strdup(a, from), *to = bare;
   size_t depth = 0;

   for (const char *c = from; *c; c++) {
      const bool is_arrow = *c == '>' && c > from && c[-1] == '-';
      const bool opens = *c == '<' || *c == '(';
      const bool closes = (*c == '>' || *c == ')') && depth > 0 && !is_arrow;

      depth -= closes;
      if (depth == 0)
         *to++ = *c;
      depth += opens;
   }
   *to = '\0';
   return bare;
}

/* The recorder's name for where a thread starts: "thread 2". */
static bool is_thread(const char *name)
{
   return strncmp(name, "thread ", 7) == 0 && name[7] &&
          name[7 + strspn(name + 7, "0123456789")] == '\0';
}

const char *anonymize_function(struct anonymize *n, const char *name)
{
   const unsigned marks = judge(n, name, "", "");

   if (is_thread(name) || names_is_unknown(name))
      return name;
   if (marks) {
      char *bare = bare_name(n->arena, name);
      if (judge(n, bare, "", "") == marks)
         return bare;
   }
   return numbered(n, KIND_FUNCTION, name);
}

/* Of a standard library's folder another one that the rules judge alike. */
const char *anonymize_dir(struct anonymize *n, const char *path)
{
   static const char *const standard[] = {"library/core/src", "include/c++"};
   const unsigned marks = judge(n, "", path, "");
   const char *plain = numbered(n, KIND_DIR, path);

   for (size_t i = strstr(path, "library/") ? 0 : 1; marks && i < 2; i++) {
      const char *other = arena_printf(n->arena, "/%s/%s", plain, standard[i]);

      if (judge(n, "", other, "") == marks)
         return other;
   }
   return plain;
}

/* The ending says which language it is. */
static const char *ending_of(const char *name)
{
   static const char *const endings[] = {".c",  ".h",   ".cc", ".cpp", ".cxx",
                                         ".hh", ".hpp", ".rs", ".C"};
   const char *dot = strrchr(name, '.');

   for (size_t i = 0; dot && i < sizeof endings / sizeof endings[0]; i++) {
      if (strcmp(dot, endings[i]) == 0)
         return dot;
   }
   return "";
}

/* Some compilers leave folders in it. */
const char *anonymize_file(struct anonymize *n, const char *name)
{
   const char *slash = strrchr(name, '/');
   const char *plain = arena_printf(
       n->arena, "%s%s", numbered(n, KIND_FILE, name), ending_of(name));

   if (!slash)
      return plain;
   return arena_printf(
       n->arena, "%s/%s",
       anonymize_dir(n, arena_strndup(n->arena, name, (size_t)(slash - name))),
       plain);
}

const char *anonymize_object(struct anonymize *n, const char *path)
{
   const unsigned marks = judge(n, "", "", path);
   const char *slash = strrchr(path, '/');
   const char *plain = numbered(n, KIND_OBJECT, path);

   if (marks && slash) {
      const char *kept = arena_printf(n->arena, "/%s%s", plain, slash);
      if (judge(n, "", "", kept) == marks)
         return kept;
   }
   return plain;
}
