/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --check: a limit in words. */
#include "query/limit.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/order.h"
#include "base/units.h"

/* Where several names stand for a quantity, the first is what it is called. */
static const struct {
   const char *name;
   enum quantity quantity;
   unsigned scopes;
   bool bytes;
   const char *words; /* behind its number */
   const char *one;   /* the same behind 1; NULL: no different */
} quantities[] = {
    {"peak", QUANTITY_PEAK, CHECK_RUN | CHECK_SITE | CHECK_REGION, true,
     "live at the peak", NULL},
    {"peak-blocks", QUANTITY_PEAK_BLOCKS, CHECK_RUN | CHECK_SITE, false,
     "blocks live at the peak", "block live at the peak"},
    {"end", QUANTITY_END, CHECK_RUN | CHECK_SITE, true, "live at the end",
     NULL},
    {"live", QUANTITY_END, CHECK_RUN | CHECK_SITE, true, "", NULL},
    {"end-blocks", QUANTITY_END_BLOCKS, CHECK_RUN | CHECK_SITE, false,
     "blocks live at the end", "block live at the end"},
    {"live-blocks", QUANTITY_END_BLOCKS, CHECK_RUN | CHECK_SITE, false, "",
     NULL},
    {"allocated", QUANTITY_ALLOCATED, CHECK_RUN | CHECK_SITE | CHECK_REGION,
     true, "allocated", NULL},
    {"calls", QUANTITY_CALLS, CHECK_RUN | CHECK_SITE | CHECK_REGION, false,
     "allocations", "allocation"},
    {"freed", QUANTITY_FREED, CHECK_REGION, true, "freed", NULL},
    {"kept", QUANTITY_KEPT, CHECK_REGION, true, "allocated and not freed",
     NULL},
    {"kept-blocks", QUANTITY_KEPT_BLOCKS, CHECK_REGION, false,
     "blocks allocated and not freed", "block allocated and not freed"},
    {"entered", QUANTITY_ENTERED, CHECK_REGION, false, "entries", "entry"},
    {"short-lived", QUANTITY_SHORT_LIVED, CHECK_RUN | CHECK_SITE, false,
     "short-lived blocks", "short-lived block"},
    {"leaks", QUANTITY_LEAKS, CHECK_RUN | CHECK_SITE, false, "leak suspects",
     "leak suspect"},
    {"growing", QUANTITY_GROWING, CHECK_RUN | CHECK_SITE, false,
     "places that grow and are held", "place that grows and is held"},
    {"lost", QUANTITY_LOST, CHECK_RUN | CHECK_SITE, true, "lost at the end",
     NULL},
    {"lost-blocks", QUANTITY_LOST_BLOCKS, CHECK_RUN | CHECK_SITE, false,
     "blocks lost at the end", "block lost at the end"},
    {"held", QUANTITY_HELD, CHECK_HELD, true, "retained at the end", NULL},
    {"pages", QUANTITY_PAGES, CHECK_RUN, true, "of mapped pages at their peak",
     NULL},
    {"stacks", QUANTITY_STACKS, CHECK_RUN, true, "of stacks at their peak",
     NULL},
    {"sum", QUANTITY_SUM, CHECK_RUN, true,
     "of heap, pages and stacks at their peak", NULL},
    {"never-touched", QUANTITY_NEVER_TOUCHED, CHECK_RUN | CHECK_SITE, true,
     "held at the peak and never touched", NULL},
    {"never-read", QUANTITY_NEVER_READ, CHECK_RUN | CHECK_SITE, true,
     "held at the peak, written and never read", NULL},
    {"idle", QUANTITY_IDLE, CHECK_RUN | CHECK_SITE, true, "idle at the peak",
     NULL},
};

#define N_QUANTITIES (sizeof quantities / sizeof quantities[0])

static const struct {
   const char *sign;
   unsigned relation;
} relations[] = {
    {"<=", CHECK_LESS | CHECK_EQUAL},
    {">=", CHECK_MORE | CHECK_EQUAL},
    {"==", CHECK_EQUAL},
    {"!=", CHECK_LESS | CHECK_MORE},
    {"<", CHECK_LESS},
    {">", CHECK_MORE},
};

static const struct {
   const char *name;
   uint64_t bytes;
} suffixes[] = {
    {"KiB", 1ULL << 10}, {"MiB", 1ULL << 20},   {"GiB", 1ULL << 30},
    {"TiB", 1ULL << 40}, {"KB", 1000},          {"MB", 1000000},
    {"GB", 1000000000},  {"TB", 1000000000000}, {"B", 1},
};

static const struct {
   const char *start;
   enum check_scope scope;
} scopes[] = {{"site(", CHECK_SITE}, {"region(", CHECK_REGION}};

struct parser {
   struct arena *arena;
   const char *text;
   const char *at;
};

static void skip_blanks(struct parser *p)
{
   while (*p->at == ' ')
      p->at++;
}

/* The text, a mark under the place, and what should have stood there. */
static _Noreturn void expected(const struct parser *p, const char *what)
{
   warn("   %s", p->text);
   warn("   %*s^", (int)(p->at - p->text), "");
   die_usage("--check: expected %s, found '%s'", what,
             *p->at ? p->at : "the end");
}

static bool take(struct parser *p, const char *word)
{
   const size_t length = strlen(word);

   if (strncmp(p->at, word, length) != 0)
      return false;
   p->at += length;
   return true;
}

/* "held(GLOB)": the name alone says what is meant. */
static bool parse_held(struct parser *p, struct check *c)
{
   if (!take(p, "held("))
      return false;
   const char *end = strrchr(p->at, ')');
   if (!end || end == p->at)
      expected(p, "a name, then ')'");
   c->scope = CHECK_HELD;
   c->quantity = QUANTITY_HELD;
   c->name = arena_strndup(p->arena, p->at, (size_t)(end - p->at));
   p->at = end + 1;
   return true;
}

/* "site(GLOB)." */
static void parse_scope(struct parser *p, struct check *c)
{
   c->scope = CHECK_RUN;
   c->name = "";
   for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
      if (!take(p, scopes[i].start))
         continue;
      /* A C++ name may have parentheses: the last one before the dot. */
      const char *end = strstr(p->at, ").");
      for (const char *next = end; next; next = strstr(next + 1, ")."))
         end = next;
      if (!end || end == p->at)
         expected(p, "a name, then ')' and '.'");
      c->scope = scopes[i].scope;
      c->name = arena_strndup(p->arena, p->at, (size_t)(end - p->at));
      p->at = end + 2;
   }
}

static const char *names_of(struct arena *a, enum check_scope scope)
{
   const char *names = "";

   for (size_t i = 0; i < N_QUANTITIES; i++) {
      if ((quantities[i].scopes & scope) && quantities[i].words[0]) {
         names = arena_printf(a, "%s%s%s", names, *names ? ", " : "",
                              quantities[i].name);
      }
   }
   return names;
}

/* JSON's names of the same have '_' where these have '-': both are taken. */
static bool is_name(const char *text, size_t length, const char *name)
{
   if (strlen(name) != length)
      return false;
   for (size_t i = 0; i < length; i++) {
      if ((text[i] == '_' ? '-' : text[i]) != name[i])
         return false;
   }
   return true;
}

static void parse_quantity(struct parser *p, struct check *c)
{
   size_t length = 0;

   while (islower((unsigned char)p->at[length]) || p->at[length] == '-' ||
          p->at[length] == '_') {
      length++;
   }
   for (size_t i = 0; i < N_QUANTITIES; i++) {
      if ((quantities[i].scopes & c->scope) &&
          is_name(p->at, length, quantities[i].name)) {
         c->quantity = quantities[i].quantity;
         p->at += length;
         return;
      }
   }
   expected(p, arena_printf(p->arena, "%s%s",
                            c->scope == CHECK_RUN
                                ? "site(...), region(...), held(...), "
                                : "",
                            names_of(p->arena, c->scope)));
}

static void parse_relation(struct parser *p, struct check *c)
{
   for (size_t i = 0; i < sizeof relations / sizeof relations[0]; i++) {
      if (take(p, relations[i].sign)) {
         c->relation = relations[i].relation;
         return;
      }
   }
   expected(p, "<=, <, ==, !=, >= or >");
}

static uint64_t parse_suffix(struct parser *p)
{
   for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
      if (take(p, suffixes[i].name))
         return suffixes[i].bytes;
   }
   return 1;
}

/* Digits, perhaps a point and more of them, and a suffix. */
static void parse_limit(struct parser *p, struct check *c)
{
   const char *start = p->at;
   uint64_t whole = 0, fraction = 0, scale = 1;

   if (!isdigit((unsigned char)*p->at))
      expected(p, "a number");
   for (; isdigit((unsigned char)*p->at); p->at++) {
      if (whole > UINT64_MAX / 100) {
         p->at = start;
         expected(p, "a number below 2^63");
      }
      whole = whole * 10 + (uint64_t)(*p->at - '0');
   }
   if (limit_quantity_is_bytes(c->quantity) && take(p, ".")) {
      for (; isdigit((unsigned char)*p->at) && scale < 1000000; p->at++) {
         fraction = fraction * 10 + (uint64_t)(*p->at - '0');
         scale *= 10;
      }
   }
   c->is_share = limit_quantity_has_share(c->quantity) && take(p, "%");
   uint64_t unit = c->is_share                            ? 100
                   : limit_quantity_is_bytes(c->quantity) ? parse_suffix(p)
                                                          : 1;
   if (whole > UINT64_MAX / 2 / unit) {
      p->at = start;
      expected(p, "a number below 2^63");
   }
   c->limit =
       whole * unit + unit / scale * fraction + unit % scale * fraction / scale;
}

const struct check *limit_parse(struct arena *a, const char *text)
{
   struct parser p = {a, text, text};
   struct check *c = arena_alloc(a, sizeof *c);

   c->text = text;
   skip_blanks(&p);
   if (!parse_held(&p, c)) {
      parse_scope(&p, c);
      parse_quantity(&p, c);
   }
   skip_blanks(&p);
   parse_relation(&p, c);
   skip_blanks(&p);
   parse_limit(&p, c);
   skip_blanks(&p);
   if (*p.at) {
      expected(&p, limit_quantity_has_share(c->quantity)
                       ? "the end, %, or B, KB, MB, GB, TB, KiB, MiB, GiB, TiB"
                   : limit_quantity_is_bytes(c->quantity)
                       ? "the end, or B, KB, MB, GB, TB, KiB, MiB, GiB, TiB"
                       : "the end: this is a count");
   }
   return c;
}

static int compare(const struct check *c, uint64_t found, uint64_t whole)
{
   return c->is_share ? units_share_order(found, whole, c->limit)
                      : order_up(found, c->limit);
}

bool limit_passes(const struct check *c, uint64_t found, uint64_t whole)
{
   const int order = compare(c, found, whole);

   return c->relation & (order < 0    ? CHECK_LESS
                         : order == 0 ? CHECK_EQUAL
                                      : CHECK_MORE);
}

static size_t row_of(enum quantity q)
{
   size_t i = 0;

   while (quantities[i].quantity != q)
      i++;
   return i;
}

const char *limit_quantity_name(enum quantity q)
{
   return quantities[row_of(q)].name;
}

const char *limit_quantity_words(enum quantity q, uint64_t n)
{
   const size_t i = row_of(q);

   return n == 1 && quantities[i].one ? quantities[i].one : quantities[i].words;
}

bool limit_quantity_is_bytes(enum quantity q)
{
   return quantities[row_of(q)].bytes;
}

bool limit_quantity_has_share(enum quantity q)
{
   return q == QUANTITY_NEVER_TOUCHED || q == QUANTITY_NEVER_READ ||
          q == QUANTITY_IDLE;
}
