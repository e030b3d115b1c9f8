/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demangling: see demangle.h. */
#include "base/demangle.h"

#include <ctype.h>
#include <libiberty/demangle.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool ends(const char *name, size_t length, const char *end)
{
   const size_t n = strlen(end);

   return length > n && memcmp(name + length - n, end, n) == 0;
}

/* Takes what libiberty gave. */
static const char *keep(struct arena *a, char *plain, const char *name)
{
   const char *copy = arena_strdup(a, plain ? plain : name);

   free(plain);
   return copy;
}

/* The name within that of a thunk, "_DTi16_D4core...", which adjusts a pointer
   by so many bytes and goes on there. */
static const char *behind_thunk(const char *name)
{
   const char *p = name;

   if (strncmp(name, "_DTi", 4) == 0)
      p += 4 + strspn(name + 4, "0123456789");
   return strncmp(p, "_D", 2) == 0 ? p : name;
}

const char *demangle(struct arena *a, const char *name)
{
   /* D's run-time calls it: "D main" would look like a type and a name. */
   if (strcmp(name, "_Dmain") == 0)
      return arena_strdup(a, name);
   if (strncmp(name, "_D", 2) == 0)
      return keep(a, dlang_demangle(behind_thunk(name), DMGL_PARAMS), name);
   return keep(a, cplus_demangle(name, DMGL_ANSI | DMGL_PARAMS), name);
}

/* What GNAT puts behind the name of a type for code that belongs to it, and
   libiberty does not read. */
static const struct {
   const char *end, *words;
} ada_ends[] = {
    {"TB", ""},        /* the body of a task */
    {"VIP", "'Init"},  /* sets up a record */
    {"TKVIP", "'Init"} /* ... of a task */
};

/* Of n bytes of a name. */
static const char *plain_ada(struct arena *a, const char *name, size_t n)
{
   char *plain = ada_demangle(arena_strndup(a, name, n), 0);
   const bool is_read = plain && plain[0] != '<';

   if (is_read)
      return keep(a, plain, name);
   free(plain);
   return NULL;
}

/* Where "__2", "__3" begin, or ".178" of a nested function, or both: what is
   behind the words. */
static size_t words_length(const char *name, size_t *number_end)
{
   size_t n = strlen(name);
   size_t digits = n;

   while (digits > 0 && isdigit((unsigned char)name[digits - 1]))
      digits--;
   if (digits < n && digits > 1 && name[digits - 1] == '.')
      n = digits - 1;
   *number_end = n;
   for (digits = n; digits > 0 && isdigit((unsigned char)name[digits - 1]);)
      digits--;
   return digits < n && digits > 2 && ends(name, digits, "__") ? digits - 2 : n;
}

const char *demangle_ada(struct arena *a, const char *name)
{
   size_t number_end;
   const size_t n = words_length(name, &number_end);
   const char *plain = plain_ada(a, name, n);

   for (size_t i = 0; !plain && i < sizeof ada_ends / sizeof ada_ends[0]; i++) {
      const char *end = ada_ends[i].end;
      const char *owner =
          ends(name, n, end) ? plain_ada(a, name, n - strlen(end)) : NULL;

      if (owner)
         plain = arena_printf(a, "%s%s", owner, ada_ends[i].words);
   }
   return plain ? arena_printf(a, "%s%.*s", plain, (int)(number_end - n),
                               name + n)
                : arena_strdup(a, name);
}

const char *demangle_fortran_module(struct arena *a, const char *name)
{
   static const char between[] = "_MOD_";
   const char *at = strstr(name, between);

   if (strncmp(name, "__", 2) != 0 || !at || at == name + 2)
      return arena_strdup(a, name);
   return arena_printf(a, "%.*s.%s", (int)(at - name) - 2, name + 2,
                       at + strlen(between));
}

const char *demangle_fortran(struct arena *a, const char *name)
{
   size_t n = strlen(name);

   if (strncmp(name, "__", 2) == 0)
      return demangle_fortran_module(a, name);
   /* The main program's is as it is. */
   if (strcmp(name, "MAIN__") == 0)
      return arena_strdup(a, name);
   if (ends(name, n, "__") && memchr(name, '_', n - 2))
      n -= 2;
   else if (ends(name, n, "_"))
      n--;
   return arena_strndup(a, name, n);
}
