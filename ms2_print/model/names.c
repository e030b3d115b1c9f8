/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a demangled name. */
#include "model/names.h"

#include <fnmatch.h>
#include <string.h>

#include "base/arena.h"
#include "model/name_text.h"

const char *names_qualified(const char *name)
{
   const char *start = name;
   int depth = 0;
   for (const char *p = name; *p;) {
      if (depth == 0 && name_text_at_operator(name, p))
         return start;
      if (depth == 0 && name_text_starts(p, NAME_TEXT_ANONYMOUS)) {
         p += strlen(NAME_TEXT_ANONYMOUS);
         continue;
      }
      if (depth == 0 && *p == '(' && p > name && p[-1] != '!')
         return start;
      if (depth == 0 && *p == ' ')
         start = p + 1;
      p = name_text_step(p, &depth);
   }
   return start;
}

const char *names_parameters(const char *q)
{
   int depth = 0;
   for (const char *p = q; *p;) {
      if (depth == 0 && name_text_at_operator(q, p)) {
         p += 8;
         if (name_text_starts(p, "()"))
            p += 2;
         while (*p && *p != '(')
            p++;
         return p;
      }
      if (depth == 0 && name_text_starts(p, NAME_TEXT_ANONYMOUS)) {
         p += strlen(NAME_TEXT_ANONYMOUS);
         continue;
      }
      if (depth == 0 && *p == '(' && p > q && p[-1] != '!')
         return p;
      p = name_text_step(p, &depth);
   }
   return q + strlen(q);
}

/* In "<X as Y>", the place of " as "; `end` if there is none. */
static const char *find_as(const char *p, const char *end)
{
   int depth = 0;
   while (p < end) {
      if (depth == 0 && name_text_starts(p, " as "))
         return p;
      p = name_text_step(p, &depth);
   }
   return end;
}

/* Steps over what decorates a Rust type: references, pointers, "dyn". */
static const char *undecorated(const char *p, const char *end)
{
   static const char *const words[] = {"&",    "*const ", "*mut ",
                                       "mut ", "dyn ",    "impl "};
   for (size_t i = 0; i < sizeof words / sizeof *words;) {
      size_t n = strlen(words[i]);
      if ((size_t)(end - p) > n && strncmp(p, words[i], n) == 0) {
         p += n;
         i = 0;
      } else {
         i++;
      }
   }
   return p;
}

struct span {
   const char *at;
   size_t length;
};

/* The root crate or namespace of the path at p: the word before the first
   "::".  Of "<X as Y>::f" it is X's, or Y's when X is primitive or generic.
   Empty if there is none.  Nor is there one in "<[T]>::f", but *primitive tells
   that from a plain word. */
static struct span root(const char *p, const char *end, bool *primitive)
{
   const struct span none = {p, 0};
   *primitive = false;
   while (p < end && *p == '<') {
      const char *close = name_text_closing(p);
      const char *as = find_as(p + 1, close);
      const char *x = undecorated(p + 1, as);
      if (x < as && *x == '<') {
         p = x;
         end = as;
         continue;
      }
      struct span r = root(x, as, primitive);
      if (r.length > 0)
         return r;
      *primitive = as == close;
      if (*primitive)
         return none;
      p = undecorated(as + 4, close);
      end = close;
   }
   const char *q = p;
   while (q < end && name_text_is_word(*q))
      q++;
   const char *word_end = q;
   if (q < end && *q == '[') { /* a crate's hash: "core[1a2b]::" */
      q = name_text_closing(q) + 1;
   }
   if (q + 1 < end && q[0] == ':' && q[1] == ':')
      return (struct span){p, (size_t)(word_end - p)};
   return none;
}

static bool is_among(struct span word, const char *const *list, size_t n)
{
   for (size_t i = 0; i < n; i++) {
      if (strlen(list[i]) == word.length &&
          memcmp(list[i], word.at, word.length) == 0) {
         return true;
      }
   }
   return false;
}

bool names_is_std(const char *name)
{
   static const char *const cxx_roots[] = {"std", "__gnu_cxx", "__cxxabiv1",
                                           "__gnu_debug"};
   static const char *const rust_roots[] = {
       "alloc", "core", "std", "hashbrown", "__rustc", "proc_macro", "test"};
   const char *q = names_qualified(name);
   if (name_text_starts(q, "operator new") || name_text_starts(q, "__cxa_"))
      return true;
   bool primitive;
   struct span r = root(q, names_parameters(q), &primitive);
   if (is_among(r, cxx_roots, 4))
      return true;
   /* Only C++ names carry parameters; there, "core" is a user's namespace. */
   if (*names_parameters(q) == '(')
      return false;
   return primitive || is_among(r, rust_roots, 7);
}

bool names_is_unknown(const char *name)
{
   return name[0] == '\0' || strcmp(name, "UnknownInlinedFun") == 0 ||
          strcmp(name, "???") == 0;
}

/* Appends the path [p, end) without template arguments; of "<X as Y>::f", X
   and f remain. */
static void put_stripped(struct name_text *b, const char *p, const char *end)
{
   const char *begin = p;
   while (p < end) {
      if (name_text_at_operator(begin, p)) {
         name_text_put(b, p, (size_t)(end - p));
         return;
      }
      if (*p != '<') {
         name_text_put(b, p, 1);
         p++;
         continue;
      }
      const char *close = name_text_closing(p);
      bool is_type = p == begin || name_text_starts(p, "<impl ");
      if (is_type) {
         const char *as = find_as(p + 1, close);
         const char *x = undecorated(p + 1, as);
         put_stripped(b, x, as);
      } else if (b->length >= 2 && b->to[b->length - 1] == ':') {
         b->length -= 2; /* the "::" of a turbofish */
         b->to[b->length] = '\0';
      }
      p = close < end ? close + 1 : end;
   }
}

/* The start of the last `n` words of a path. */
static const char *last_words(const char *path, int n)
{
   const char *starts_at[2] = {path, path};
   int depth = 0;
   for (const char *p = path; *p;) {
      if (depth == 0 && p[0] == ':' && p[1] == ':' && p[2] != '\0') {
         starts_at[0] = starts_at[1];
         starts_at[1] = p + 2;
         p += 2;
         continue;
      }
      p = name_text_step(p, &depth);
   }
   return n == 1 ? starts_at[1] : starts_at[0];
}

const char *names_last_word(const char *path)
{
   return last_words(path, 1);
}

void names_brief(const char *name, char *to, size_t size)
{
   char stripped[NAME_TEXT_MAX_BYTES];
   struct name_text b = {stripped, sizeof stripped, 0};
   stripped[0] = '\0';
   const char *q = names_qualified(name);
   put_stripped(&b, q, names_parameters(q));
   const char *brief = last_words(stripped, 2);
   struct name_text out = {to, size, 0};
   to[0] = '\0';
   name_text_put(&out, brief, strlen(brief));
}

bool names_match(struct arena *a, const char *glob, const char *name)
{
   const char *end = names_parameters(names_qualified(name));
   const char *plain = arena_strndup(a, name, (size_t)(end - name));
   char brief[256];

   names_brief(name, brief, sizeof brief);
   const char *colon = strrchr(brief, ':');
   return fnmatch(glob, name, 0) == 0 || fnmatch(glob, plain, 0) == 0 ||
          fnmatch(glob, brief, 0) == 0 ||
          (colon && fnmatch(glob, colon + 1, 0) == 0);
}
