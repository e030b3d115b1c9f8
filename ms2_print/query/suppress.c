/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Suppressions: reading them, and matching stacks. */
#include "query/suppress.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "model/names.h"

enum match_kind {
   MATCH_FUNCTION,
   MATCH_OBJECT,
   MATCH_SOURCE,
   MATCH_ANY_FRAMES, /* "..." */
   MATCH_ANYTHING    /* LeakSanitizer: any of the names */
};

/* A line of a suppression. */
struct pattern {
   enum match_kind kind;
   const char *text;
};

struct suppression {
   struct pattern *patterns;
   size_t n, room;
};

struct suppressions {
   struct arena *arena;
   struct suppression *all;
   size_t n, room;
};

/* Reading. */

struct reading {
   struct suppressions *to;
   char *next;
   size_t line;
   const char *remark;
};

struct suppressions *suppress_new(struct arena *a)
{
   struct suppressions *s = arena_alloc(a, sizeof *s);

   s->arena = a;
   return s;
}

/* The next line without blanks at its ends, NULL at the end.  Empty lines and
   comments are passed over. */
static char *next_line(struct reading *r)
{
   while (r->next && *r->next) {
      char *text = r->next;
      char *end = strchr(text, '\n');

      r->next = end ? end + 1 : NULL;
      r->line++;
      if (end)
         *end = '\0';
      text += strspn(text, " \t\r");
      size_t length = strlen(text);
      while (length > 0 && isspace((unsigned char)text[length - 1]))
         text[--length] = '\0';
      if (*text && *text != '#')
         return text;
   }
   return NULL;
}

static struct suppression *add_suppression(struct suppressions *s)
{
   s->all = arena_grow(s->arena, s->all, s->n, &s->room, sizeof s->all[0]);
   return &s->all[s->n++];
}

static void add_pattern(struct suppressions *s, struct suppression *to,
                        struct pattern pattern)
{
   to->patterns = arena_grow(s->arena, to->patterns, to->n, &to->room,
                             sizeof to->patterns[0]);
   to->patterns[to->n++] = pattern;
}

/* Profiles have names as a person reads them.  Of mangled ones those of the
   operators are known, as most files have them. */
static const char *readable(struct reading *r, const char *name)
{
   static const struct {
      const char *mangled, *readable;
   } operators[] = {
       {"_Znw", "operator new(*"},
       {"_Zna", "operator new[](*"},
       {"_Zn*", "operator new*"},
   };

   for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
      if (strncmp(name, operators[i].mangled, 4) == 0)
         return operators[i].readable;
   }
   if (strncmp(name, "_Z", 2) == 0 || strncmp(name, "_R", 2) == 0 ||
       (strncmp(name, "_D", 2) == 0 && isdigit((unsigned char)name[2]))) {
      r->remark = arena_printf(r->to->arena,
                               "'%s' is a mangled name, which finds nothing: "
                               "expected it as ms2_print shows it",
                               name);
   }
   return name;
}

static bool read_frame(struct reading *r, struct suppression *to,
                       const char *text)
{
   static const struct {
      const char *start;
      enum match_kind kind;
   } kinds[] = {{"fun:", MATCH_FUNCTION},
                {"obj:", MATCH_OBJECT},
                {"src:", MATCH_SOURCE}};

   if (strcmp(text, "...") == 0) {
      add_pattern(r->to, to, (struct pattern){MATCH_ANY_FRAMES, ""});
      return true;
   }
   for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
      const char *name = text + strlen(kinds[i].start);

      if (strncmp(text, kinds[i].start, strlen(kinds[i].start)) != 0)
         continue;
      if (kinds[i].kind == MATCH_FUNCTION)
         name = readable(r, name);
      add_pattern(r->to, to, (struct pattern){kinds[i].kind, name});
      return true;
   }
   return false;
}

/* "Memcheck:Leak", also with several tools. */
static bool is_leak(const char *text)
{
   const char *colon = strchr(text, ':');

   return colon && strcmp(colon + 1, "Leak") == 0 &&
          (strstr(text, "Memcheck") || strstr(text, "ms2"));
}

/* Up to the closing brace. */
static const char *read_block(struct reading *r)
{
   const char *name = next_line(r);
   const char *kind = name ? next_line(r) : NULL;
   struct suppression *to = NULL;

   if (!kind || strcmp(kind, "}") == 0 || !strchr(kind, ':'))
      return "expected the name and the kind of a suppression";
   if (is_leak(kind))
      to = add_suppression(r->to);
   const char *text;
   while ((text = next_line(r)) && strcmp(text, "}") != 0) {
      if (!to || strncmp(text, "match-leak-kinds:", 17) == 0)
         continue;
      if (!read_frame(r, to, text))
         return "expected fun:, obj:, src: or ...";
   }
   if (!text)
      return "expected a closing brace, found the end of the file";
   return to && to->n == 0 ? "expected at least one frame" : NULL;
}

const char *suppress_parse(struct suppressions *s, char *text, size_t *line,
                           const char **remark)
{
   struct reading r = {.to = s, .next = text};
   const char *fault = NULL;
   char *here;

   while (!fault && (here = next_line(&r))) {
      if (strncmp(here, "leak:", 5) == 0 && here[5]) {
         add_pattern(s, add_suppression(s),
                     (struct pattern){MATCH_ANYTHING, here + 5});
      } else if (strcmp(here, "{") == 0) {
         fault = read_block(&r);
      } else {
         fault = "expected 'leak:PATTERN' or '{'";
      }
   }
   *line = r.line;
   *remark = r.remark;
   return fault;
}

/* Matching of names. */

/* * stands for any letters, ? for one; there are no sets as in a shell. */
static bool fits(const char *pattern, const char *text)
{
   const char *star = NULL, *resume = NULL;

   while (*text) {
      if (*pattern == '*') {
         star = ++pattern;
         resume = text;
      } else if (*pattern == '?' || *pattern == *text) {
         pattern++;
         text++;
      } else if (star) {
         pattern = star;
         text = ++resume;
      } else {
         return false;
      }
   }
   pattern += strspn(pattern, "*");
   return *pattern == '\0';
}

/* As LeakSanitizer does it: anywhere in the text, unless it is anchored. */
static bool lies_in(struct arena *a, const char *pattern, const char *text)
{
   const bool begin = *pattern == '^';
   const char *core = pattern + (begin ? 1 : 0);
   const size_t length = strlen(core);
   const bool end = length > 0 && core[length - 1] == '$';

   return *text && fits(arena_printf(a, "%s%.*s%s", begin ? "" : "*",
                                     (int)(length - (end ? 1 : 0)), core,
                                     end ? "" : "*"),
                        text);
}

/* The name, or the name without its parameters. */
static bool is_function(struct arena *a, const char *pattern, const char *name)
{
   const char *end = names_parameters(names_qualified(name));

   return fits(pattern, name) ||
          fits(pattern, arena_strndup(a, name, (size_t)(end - name)));
}

static const char *path_of(struct arena *a, const struct frame *f)
{
   if (f->file[0] == '\0' || f->file[0] == '/' || f->dir[0] == '\0')
      return f->file;
   return arena_printf(a, "%s/%s", f->dir, f->file);
}

/* "file.c" or "file.c:12", with its folder or without. */
static bool is_source(struct arena *a, const char *pattern,
                      const struct frame *f)
{
   const char *path = path_of(a, f);
   const char *slash = strrchr(path, '/');
   const char *base = slash ? slash + 1 : path;

   return f->file[0] &&
          (fits(pattern, path) || fits(pattern, base) ||
           fits(pattern, arena_printf(a, "%s:%u", path, f->line)) ||
           fits(pattern, arena_printf(a, "%s:%u", base, f->line)));
}

static bool frame_fits(struct arena *a, const struct pattern *pattern,
                       const struct frame *f, const char *object)
{
   switch (pattern->kind) {
   case MATCH_FUNCTION: return is_function(a, pattern->text, f->function);
   case MATCH_OBJECT: return fits(pattern->text, object);
   case MATCH_SOURCE: return is_source(a, pattern->text, f);
   case MATCH_ANYTHING:
      return lies_in(a, pattern->text, f->function) ||
             lies_in(a, pattern->text, path_of(a, f)) ||
             lies_in(a, pattern->text, object);
   default: return true;
   }
}

/* Matching of stacks. */

/* A frame of an address, by number; what a pattern says of it is asked once. */
struct slot {
   const struct frame *frame;
   const char *object;
};

enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

struct matching {
   struct arena *arena;
   const struct profile *profile;
   size_t *first_slot; /* by address */
   struct slot *slots;
   size_t n_slots;
   unsigned char ***answers; /* [suppression][pattern][slot]; NULL: none yet */
   size_t *walk;             /* the slots of the stack at hand */
   size_t n_walk, room_walk;
};

static void number_slots(struct matching *m)
{
   const struct profile *p = m->profile;

   m->first_slot =
       arena_array(m->arena, (size_t)p->n_addresses + 1, sizeof(size_t));
   for (uint32_t i = 0; i < p->n_addresses; i++)
      m->first_slot[i + 1] = m->first_slot[i] + p->addresses[i].n_frames;
   m->n_slots = m->first_slot[p->n_addresses];
   m->slots = arena_array(m->arena, m->n_slots, sizeof m->slots[0]);
   for (uint32_t i = 0; i < p->n_addresses; i++) {
      const struct address *a = &p->addresses[i];

      for (uint32_t k = 0; k < a->n_frames; k++) {
         m->slots[m->first_slot[i] + k] =
             (struct slot){&a->frames[k], p->objects[a->object].path};
      }
   }
}

static void walk(struct matching *m, uint32_t node)
{
   m->n_walk = 0;
   for (; node != 0; node = m->profile->nodes[node].parent) {
      const uint32_t address = m->profile->nodes[node].address;

      for (size_t i = m->first_slot[address]; i < m->first_slot[address + 1];
           i++) {
         m->walk = arena_grow(m->arena, m->walk, m->n_walk, &m->room_walk,
                              sizeof m->walk[0]);
         m->walk[m->n_walk++] = i;
      }
   }
}

static bool ask(struct matching *m, unsigned char **answers,
                const struct pattern *pattern, size_t slot)
{
   if (!*answers)
      *answers = arena_alloc(m->arena, m->n_slots);
   if ((*answers)[slot] == ANSWER_UNKNOWN) {
      (*answers)[slot] = frame_fits(m->arena, pattern, m->slots[slot].frame,
                                    m->slots[slot].object)
                             ? ANSWER_YES
                             : ANSWER_NO;
   }
   return (*answers)[slot] == ANSWER_YES;
}

static bool any_frame_fits(struct matching *m, const struct suppression *s,
                           unsigned char **answers)
{
   for (size_t i = 0; i < m->n_walk; i++) {
      if (ask(m, &answers[0], &s->patterns[0], m->walk[i]))
         return true;
   }
   return false;
}

/* Like fits(), with "..." for the star; the stack may go on behind the last
   pattern. */
static bool stack_fits(struct matching *m, const struct suppression *s,
                       unsigned char **answers)
{
   size_t at = 0, frame = 0, star = SIZE_MAX, resume = 0;

   while (at < s->n) {
      if (s->patterns[at].kind == MATCH_ANY_FRAMES) {
         star = ++at;
         resume = frame;
      } else if (frame < m->n_walk &&
                 ask(m, &answers[at], &s->patterns[at], m->walk[frame])) {
         at++;
         frame++;
      } else if (star != SIZE_MAX && resume < m->n_walk) {
         at = star;
         frame = ++resume;
      } else {
         return false;
      }
   }
   return true;
}

static bool is_suppressed(struct matching *m, const struct suppressions *s)
{
   for (size_t i = 0; i < s->n; i++) {
      const struct suppression *one = &s->all[i];

      if (one->patterns[0].kind == MATCH_ANYTHING
              ? any_frame_fits(m, one, m->answers[i])
              : stack_fits(m, one, m->answers[i])) {
         return true;
      }
   }
   return false;
}

const bool *suppress_nodes(struct arena *a, const struct suppressions *s,
                           const struct profile *p)
{
   struct matching m = {.arena = a, .profile = p};

   if (!s || s->n == 0)
      return NULL;
   bool *by_node = arena_array(a, p->n_nodes, sizeof by_node[0]);
   m.answers = arena_array(a, s->n, sizeof m.answers[0]);
   for (size_t i = 0; i < s->n; i++)
      m.answers[i] = arena_array(a, s->all[i].n, sizeof m.answers[i][0]);
   number_slots(&m);
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      if (p->context_of[i] == 0)
         continue;
      walk(&m, i);
      by_node[i] = is_suppressed(&m, s);
   }
   return by_node;
}
