/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shortening a demangled name, from what tells least on. */
#include "model/names_fit.h"

#include <ctype.h>
#include <string.h>

#include "model/name_text.h"
#include "model/names.h"

/* D's "Cache!(Session)", and not the "operator!(" of C++. */
static bool opens_d_arguments(const char *name, const char *p)
{
   return *p == '(' && p - name >= 2 && p[-1] == '!' &&
          name_text_is_word(p[-2]) &&
          !(p - name >= 9 && name_text_starts(p - 9, "operator"));
}

/* True if the bracket at p opens template arguments, and not "<X as Y>" or an
   operator's name. */
static bool opens_arguments(const char *name, const char *p)
{
   if (opens_d_arguments(name, p))
      return true;
   if (*p != '<' || p == name)
      return false;
   const char *before = p;
   while (before > name && strchr("<=>- ", before[-1]))
      before--;
   if (before - name >= 8 && name_text_starts(before - 8, "operator"))
      return false;
   return before == p && (name_text_is_word(p[-1]) || p[-1] == ':');
}

/* Appends `name` with all template arguments deeper than `keep` levels
   collapsed. */
static void put_collapsed(struct name_text *b, const char *name, int keep)
{
   int level = 0;
   bool counted[256] = {false};
   int open = 0;
   for (const char *p = name; *p;) {
      if (opens_arguments(name, p) && level >= keep) {
         const char *close = name_text_closing(p);
         name_text_put(b, *p == '(' ? "(...)" : "<...>", 5);
         p = *close ? close + 1 : close;
         continue;
      }
      int depth_before = open;
      bool arguments = opens_arguments(name, p);
      const char *next = name_text_step(p, &open);
      if (open > depth_before && open < 256) {
         counted[open] = arguments;
         level += arguments;
      } else if (open < depth_before && depth_before < 256) {
         level -= counted[depth_before];
      }
      name_text_put(b, p, (size_t)(next - p));
      p = next;
   }
}

/* Arguments that nearly every instance has: they tell nothing apart. */
static const char *const usual_arguments[] = {
    "std::allocator<",      "std::char_traits<",
    "std::less<",           "std::hash<",
    "std::equal_to<",       "std::default_delete<",
    "std::__1::allocator<", "std::__1::char_traits<",
    "std::__1::less<",      "std::__1::hash<",
    "std::__1::equal_to<",  "std::__1::default_delete<",
    "alloc::alloc::Global", "std::hash::random::RandomState"};

/* The end of the argument behind a comma that is a usual one; else the comma
   itself. */
static const char *behind_usual(const char *comma)
{
   const char *p = comma + 1 + strspn(comma + 1, " ");
   bool is_usual = false;
   int depth = 0;

   for (size_t i = 0; i < sizeof usual_arguments / sizeof *usual_arguments; i++)
      is_usual |= name_text_starts(p, usual_arguments[i]);
   while (is_usual && *p && (depth > 0 || !strchr(",>", *p)))
      p = name_text_step(p, &depth);
   return is_usual ? p : comma;
}

/* The length of what stands between two words of a type's path: "::", or of D's
   the dot of a name, not that of a number. */
static size_t separator(const char *p, bool is_d)
{
   if (p[0] == ':' && p[1] == ':')
      return 2;
   return is_d && *p == '.' && (isalpha((unsigned char)p[1]) || p[1] == '_');
}

static bool drop_word(struct name_text *b)
{
   const size_t length = b->length;

   while (b->length > 0 && name_text_is_word(b->to[b->length - 1]))
      b->length--;
   b->to[b->length] = '\0';
   return b->length < length;
}

/* Appends `name` with the types in its template arguments shortened to their
   last words, and without arguments that tell nothing: "vector<Session>::grow"
   of "vector<shop::Session, std::allocator<shop::Session> >::grow". */
static void put_short_arguments(struct name_text *b, const char *name)
{
   int depth = 0, d_depth = 0; /* of D's outermost "!(", while inside it */

   for (const char *p = name; *p;) {
      if (depth == 0 && name_text_at_operator(name, p)) {
         name_text_put(b, p, strlen(p));
         return;
      }
      const char *behind = depth > 0 && *p == ',' ? behind_usual(p) : p;
      const size_t n = depth > 0 ? separator(p, d_depth > 0) : 0;
      if (n > 0 && drop_word(b))
         behind = p + n;
      if (behind != p) {
         p = behind;
         continue;
      }
      const bool opens_d = opens_d_arguments(name, p);
      const char *next = name_text_step(p, &depth);
      if (opens_d && d_depth == 0)
         d_depth = depth;
      else if (depth < d_depth)
         d_depth = 0;
      name_text_put(b, p, (size_t)(next - p));
      p = next;
   }
}

/* Appends `name` with its parameters replaced by "(...)". */
static void put_without_parameters(struct name_text *b, const char *name)
{
   const char *end = names_parameters(names_qualified(name));
   name_text_put(b, name, (size_t)(end - name));
   if (*end == '(' && end[1] != ')')
      name_text_put(b, "(...)", 5);
   else if (*end == '(')
      name_text_put(b, "()", 2);
}

/* True if the byte continues a UTF-8 character: no cut may come before it. */
static bool continues(char c)
{
   return ((unsigned char)c & 0xc0) == 0x80;
}

/* What compilers put behind the name of a part or a copy of a function. */
static const char *const compiler_ends[] = {"part.",     "isra.", "constprop.",
                                            "lto_priv.", "llvm.", "cold"};

/* Whether a word of a path begins at p: behind "::", or behind the dot of D,
   Ada and Fortran. */
static bool begins_word(const char *name, const char *p)
{
   if (p < name + 2 || p[0] == ':')
      return false;
   if (p[-1] == ':')
      return true;
   for (size_t i = 0; i < sizeof compiler_ends / sizeof *compiler_ends; i++) {
      if (name_text_starts(p, compiler_ends[i]))
         return false;
   }
   return p[-1] == '.' && (name_text_is_word(p[-2]) || p[-2] == ')') &&
          (isalpha((unsigned char)*p) || *p == '_');
}

/* The longest end of `name` that starts with a whole word of its path and has
   at most `width` bytes; NULL if that would be less than half of it. */
static const char *last_words_within(const char *name, size_t width)
{
   size_t length = strlen(name);
   int depth = 0;
   for (const char *p = name; *p; p = name_text_step(p, &depth)) {
      size_t rest = length - (size_t)(p - name);
      if (depth == 0 && rest <= width && begins_word(name, p))
         return rest * 2 >= width ? p : NULL;
   }
   return NULL;
}

/* The end of a name says more than its start: it loses whole words in front,
   or else its middle. */
static void cut(const char *name, size_t width, char *to)
{
   size_t length = strlen(name);
   const char *words = last_words_within(name, width - 3);
   size_t head = words ? 0 : (width - 3) / 3;
   const char *tail = words ? words : name + length - (width - 3 - head);
   while (head > 0 && continues(name[head]))
      head--;
   while (continues(*tail) || *tail == '.')
      tail++;
   struct name_text b = {to, width + 1, 0};
   name_text_put(&b, name, head);
   name_text_put(&b, "...", 3);
   name_text_put(&b, tail, strlen(tail));
}

/* A comma before the last blank means words of another kind, not a type. */
static const char *without_return_type(const char *name)
{
   const char *q = names_qualified(name);
   int depth = 0;
   for (const char *p = name; p < q; p = name_text_step(p, &depth)) {
      if (depth == 0 && *p == ',')
         return name;
   }
   return q;
}

/* Replaces every "(anonymous namespace)" by "(anon)". */
static void shorten_anonymous(struct name_text *b)
{
   char *at;
   while ((at = strstr(b->to, NAME_TEXT_ANONYMOUS)) != NULL) {
      const char *behind = at + strlen(NAME_TEXT_ANONYMOUS);
      memcpy(at, "(anon)", 6);
      memmove(at + 6, behind, strlen(behind) + 1);
      b->length -= strlen(NAME_TEXT_ANONYMOUS) - 6;
   }
}

/* D names what a template makes after it: "Cache!(Session).Cache.add" becomes
   "Cache!(Session).add". */
static void drop_repeated(struct name_text *b)
{
   for (char *p = b->to; *p; p++) {
      if (!opens_d_arguments(b->to, p))
         continue;
      const char *word = p - 1;
      while (word > b->to && name_text_is_word(word[-1]))
         word--;
      const size_t n = (size_t)(p - 1 - word);
      char *at = b->to + (name_text_closing(p) - b->to);
      if (at[0] != ')' || at[1] != '.' || strncmp(at + 2, word, n) != 0 ||
          name_text_is_word(at[2 + n]) || at[2 + n] == '!') {
         continue;
      }
      memmove(at + 1, at + 2 + n, strlen(at + 2 + n) + 1);
      b->length -= n + 1;
   }
}

/* Whether its last words fit, behind "...": with all of their arguments. */
static bool has_whole_end(const char *name, size_t width)
{
   return last_words_within(name, width - 3) != NULL;
}

/* The length without a last "(...)" that stands for parameters. */
static size_t length_without_dots(const char *name)
{
   const size_t n = strlen(name);

   return n > 5 && name[n - 6] != '!' && strcmp(name + n - 5, "(...)") == 0
              ? n - 5
              : n;
}

/* A name without parameters, in as many characters as there are: what tells
   types apart is the last to go. */
static void fit_bare(const char *bare, size_t width, struct name_text *s)
{
   /* From complete to shortest; the first that fits is taken. */
   static const int levels[] = {3, 2, 1, 0};

   put_short_arguments(s, bare);
   drop_repeated(s);
   char shorter[NAME_TEXT_MAX_BYTES];
   memcpy(shorter, s->to, s->length + 1);
   char *untyped = shorter + (without_return_type(shorter) - shorter);
   char *end = untyped + strlen(untyped);
   if (end > untyped + width)
      end = untyped + length_without_dots(untyped);
   const char behind = *end;
   *end = '\0';
   if (end <= untyped + width || has_whole_end(untyped, width)) {
      s->length = (size_t)(end - untyped);
      memcpy(s->to, untyped, s->length + 1);
      return;
   }
   *end = behind;
   for (size_t i = 0; s->length > width && i < 4; i++) {
      s->length = 0;
      s->to[0] = '\0';
      put_collapsed(s, shorter, levels[i]);
   }
}

void names_fit(const char *name, size_t width, char *to)
{
   struct name_text whole = {to, width + 1, 0};
   to[0] = '\0';
   if (strlen(name) <= width) {
      name_text_put(&whole, name, strlen(name));
      return;
   }
   char bare[NAME_TEXT_MAX_BYTES] = "";
   struct name_text b = {bare, sizeof bare, 0};
   put_without_parameters(&b, name);
   if (b.length > width)
      shorten_anonymous(&b);
   char shorter[NAME_TEXT_MAX_BYTES];
   memcpy(shorter, bare, b.length + 1);
   struct name_text s = {shorter, sizeof shorter, b.length};
   if (s.length > width) {
      s.length = 0;
      fit_bare(bare, width, &s);
   }
   const char *fit = s.length > width ? without_return_type(shorter) : shorter;
   if (strlen(fit) > width)
      shorter[length_without_dots(shorter)] = '\0';
   if (strlen(fit) > width)
      cut(fit, width, to);
   else
      name_text_put(&whole, fit, strlen(fit));
}
