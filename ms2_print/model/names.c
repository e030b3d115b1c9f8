/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demangled names: finding their parts, and shortening them. */
#include "model/names.h"

#include <fnmatch.h>
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

/* Long enough for the deepest of templates; a longer name is cut in the middle
   without looking at its parts. */
#define NAME_MAX_BYTES 8192

static const char anonymous[] = "(anonymous namespace)";

static bool starts(const char *s, const char *prefix)
{
   return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* Steps over one character and keeps count of the open brackets before it.
   The arrow of a function type closes nothing; of what is quoted, as arguments
   of D and operators of Ada are, nothing is a bracket. */
static const char *step(const char *p, int *depth)
{
   const char *quote = *p == '"' ? strchr(p + 1, '"') : NULL;

   if (quote)
      return quote + 1;
   if (p[0] == '-' && p[1] == '>')
      return p + 2;
   if (strchr("<([{", *p))
      (*depth)++;
   else if (strchr(">)]}", *p) && *depth > 0)
      (*depth)--;
   return p + 1;
}

/* An operator's own characters must not be taken for brackets. */
static bool at_operator(const char *name, const char *p)
{
   return starts(p, "operator") &&
          (p == name || p[-1] == ':' || p[-1] == ' ') &&
          !isalnum((unsigned char)p[8]) && p[8] != '_';
}

const char *names_qualified(const char *name)
{
   const char *start = name;
   int depth = 0;
   for (const char *p = name; *p;) {
      if (depth == 0 && at_operator(name, p))
         return start;
      if (depth == 0 && starts(p, anonymous)) {
         p += strlen(anonymous);
         continue;
      }
      if (depth == 0 && *p == '(' && p > name && p[-1] != '!')
         return start;
      if (depth == 0 && *p == ' ')
         start = p + 1;
      p = step(p, &depth);
   }
   return start;
}

const char *names_parameters(const char *q)
{
   int depth = 0;
   for (const char *p = q; *p;) {
      if (depth == 0 && at_operator(q, p)) {
         p += 8;
         if (starts(p, "()"))
            p += 2;
         while (*p && *p != '(')
            p++;
         return p;
      }
      if (depth == 0 && starts(p, anonymous)) {
         p += strlen(anonymous);
         continue;
      }
      if (depth == 0 && *p == '(' && p > q && p[-1] != '!')
         return p;
      p = step(p, &depth);
   }
   return q + strlen(q);
}

/* The bracket that closes the one at `open`, or the end of the string. */
static const char *closing(const char *open)
{
   int depth = 0;
   const char *p = open;
   while (*p) {
      const char *next = step(p, &depth);
      if (depth == 0)
         return p;
      p = next;
   }
   return p;
}

/* In "<X as Y>", the place of " as "; `end` if there is none. */
static const char *find_as(const char *p, const char *end)
{
   int depth = 0;
   while (p < end) {
      if (depth == 0 && starts(p, " as "))
         return p;
      p = step(p, &depth);
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

static bool is_word_char(char c)
{
   return isalnum((unsigned char)c) || c == '_' || c == '$';
}

struct span {
   const char *at;
   size_t length;
};

/* The root crate or namespace of the path at p: the word before the first
   "::".  Of "<X as Y>::f" it is X's, or Y's when X is primitive or generic.
   Empty if there is none.  The first line of "<[T]>::f" has no root either,
   but *primitive tells it from a plain word. */
static struct span root(const char *p, const char *end, bool *primitive)
{
   const struct span none = {p, 0};
   *primitive = false;
   while (p < end && *p == '<') {
      const char *close = closing(p);
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
   while (q < end && is_word_char(*q))
      q++;
   const char *word_end = q;
   if (q < end && *q == '[') { /* a crate's hash: "core[1a2b]::" */
      q = closing(q) + 1;
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
   if (starts(q, "operator new") || starts(q, "__cxa_"))
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

/* A string under construction that silently stops at its size. */
struct buffer {
   char *to;
   size_t size;
   size_t length;
};

static void put(struct buffer *b, const char *from, size_t n)
{
   size_t room = b->size - 1 - b->length;
   if (n > room)
      n = room;
   memcpy(b->to + b->length, from, n);
   b->length += n;
   b->to[b->length] = '\0';
}

/* Appends the path [p, end) without template arguments; of "<X as Y>::f", X
   and f remain. */
static void put_stripped(struct buffer *b, const char *p, const char *end)
{
   const char *begin = p;
   while (p < end) {
      if (at_operator(begin, p)) {
         put(b, p, (size_t)(end - p));
         return;
      }
      if (*p != '<') {
         put(b, p, 1);
         p++;
         continue;
      }
      const char *close = closing(p);
      bool is_type = p == begin || starts(p, "<impl ");
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
      p = step(p, &depth);
   }
   return n == 1 ? starts_at[1] : starts_at[0];
}

const char *names_last_word(const char *path)
{
   return last_words(path, 1);
}

void names_brief(const char *name, char *to, size_t size)
{
   char stripped[NAME_MAX_BYTES];
   struct buffer b = {stripped, sizeof stripped, 0};
   stripped[0] = '\0';
   const char *q = names_qualified(name);
   put_stripped(&b, q, names_parameters(q));
   const char *brief = last_words(stripped, 2);
   struct buffer out = {to, size, 0};
   to[0] = '\0';
   put(&out, brief, strlen(brief));
}

/* D's "Cache!(Session)", and not the "operator!(" of C++. */
static bool opens_d_arguments(const char *name, const char *p)
{
   return *p == '(' && p - name >= 2 && p[-1] == '!' && is_word_char(p[-2]) &&
          !(p - name >= 9 && starts(p - 9, "operator"));
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
   if (before - name >= 8 && starts(before - 8, "operator"))
      return false;
   return before == p && (is_word_char(p[-1]) || p[-1] == ':');
}

/* Appends `name` with all template arguments deeper than `keep` levels
   collapsed. */
static void put_collapsed(struct buffer *b, const char *name, int keep)
{
   int level = 0;
   bool counted[256] = {false};
   int open = 0;
   for (const char *p = name; *p;) {
      if (opens_arguments(name, p) && level >= keep) {
         const char *close = closing(p);
         put(b, *p == '(' ? "(...)" : "<...>", 5);
         p = *close ? close + 1 : close;
         continue;
      }
      int depth_before = open;
      bool arguments = opens_arguments(name, p);
      const char *next = step(p, &open);
      if (open > depth_before && open < 256) {
         counted[open] = arguments;
         level += arguments;
      } else if (open < depth_before && depth_before < 256) {
         level -= counted[depth_before];
      }
      put(b, p, (size_t)(next - p));
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
      is_usual |= starts(p, usual_arguments[i]);
   while (is_usual && *p && (depth > 0 || !strchr(",>", *p)))
      p = step(p, &depth);
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

static bool drop_word(struct buffer *b)
{
   const size_t length = b->length;

   while (b->length > 0 && is_word_char(b->to[b->length - 1]))
      b->length--;
   b->to[b->length] = '\0';
   return b->length < length;
}

/* Appends `name` with the types in its template arguments shortened to their
   last words, and without arguments that tell nothing: "vector<Session>::grow"
   of "vector<shop::Session, std::allocator<shop::Session> >::grow". */
static void put_short_arguments(struct buffer *b, const char *name)
{
   int depth = 0, d_depth = 0; /* of D's outermost "!(", while inside it */

   for (const char *p = name; *p;) {
      if (depth == 0 && at_operator(name, p)) {
         put(b, p, strlen(p));
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
      const char *next = step(p, &depth);
      if (opens_d && d_depth == 0)
         d_depth = depth;
      else if (depth < d_depth)
         d_depth = 0;
      put(b, p, (size_t)(next - p));
      p = next;
   }
}

/* Appends `name` with its parameters replaced by "(...)". */
static void put_without_parameters(struct buffer *b, const char *name)
{
   const char *end = names_parameters(names_qualified(name));
   put(b, name, (size_t)(end - name));
   if (*end == '(' && end[1] != ')')
      put(b, "(...)", 5);
   else if (*end == '(')
      put(b, "()", 2);
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
      if (starts(p, compiler_ends[i]))
         return false;
   }
   return p[-1] == '.' && (is_word_char(p[-2]) || p[-2] == ')') &&
          (isalpha((unsigned char)*p) || *p == '_');
}

/* The longest end of `name` that starts with a whole word of its path and has
   at most `width` bytes; NULL if that would be less than half of it. */
static const char *last_words_within(const char *name, size_t width)
{
   size_t length = strlen(name);
   int depth = 0;
   for (const char *p = name; *p; p = step(p, &depth)) {
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
   struct buffer b = {to, width + 1, 0};
   put(&b, name, head);
   put(&b, "...", 3);
   put(&b, tail, strlen(tail));
}

/* A comma before the last blank means words of another kind, not a type. */
static const char *without_return_type(const char *name)
{
   const char *q = names_qualified(name);
   int depth = 0;
   for (const char *p = name; p < q; p = step(p, &depth)) {
      if (depth == 0 && *p == ',')
         return name;
   }
   return q;
}

/* Replaces every "(anonymous namespace)" by "(anon)". */
static void shorten_anonymous(struct buffer *b)
{
   char *at;
   while ((at = strstr(b->to, anonymous)) != NULL) {
      const char *behind = at + strlen(anonymous);
      memcpy(at, "(anon)", 6);
      memmove(at + 6, behind, strlen(behind) + 1);
      b->length -= strlen(anonymous) - 6;
   }
}

/* D names what a template makes after it: "Cache!(Session).Cache.add" becomes
   "Cache!(Session).add". */
static void drop_repeated(struct buffer *b)
{
   for (char *p = b->to; *p; p++) {
      if (!opens_d_arguments(b->to, p))
         continue;
      const char *word = p - 1;
      while (word > b->to && is_word_char(word[-1]))
         word--;
      const size_t n = (size_t)(p - 1 - word);
      char *at = b->to + (closing(p) - b->to);
      if (at[0] != ')' || at[1] != '.' || strncmp(at + 2, word, n) != 0 ||
          is_word_char(at[2 + n]) || at[2 + n] == '!') {
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
static void fit_bare(const char *bare, size_t width, struct buffer *s)
{
   /* From complete to shortest; the first that fits is taken. */
   static const int levels[] = {3, 2, 1, 0};

   put_short_arguments(s, bare);
   drop_repeated(s);
   char shorter[NAME_MAX_BYTES];
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
   struct buffer whole = {to, width + 1, 0};
   to[0] = '\0';
   if (strlen(name) <= width) {
      put(&whole, name, strlen(name));
      return;
   }
   char bare[NAME_MAX_BYTES] = "";
   struct buffer b = {bare, sizeof bare, 0};
   put_without_parameters(&b, name);
   if (b.length > width)
      shorten_anonymous(&b);
   char shorter[NAME_MAX_BYTES];
   memcpy(shorter, bare, b.length + 1);
   struct buffer s = {shorter, sizeof shorter, b.length};
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
      put(&whole, fit, strlen(fit));
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
