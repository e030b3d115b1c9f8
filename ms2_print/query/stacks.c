/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks seen through the frame rules; sites are interned here. */
#include "query/stacks.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "query/frame_rules.h"
#include "model/names.h"

/* One judged source frame of an address. */
struct slot {
   uint32_t site;
   uint32_t address;
   uint32_t frame; /* index within the address */
   unsigned marks;
};

struct stacks {
   struct arena *arena;
   const struct profile *profile;
   const struct frame_rules *rules;

   size_t *first_slot; /* by address; n_addresses + 1 entries */
   struct slot *slots;

   struct site *sites;
   size_t n_sites, room_sites;
   uint32_t *site_table; /* open addressing; 0 = free */
   size_t site_table_mask;
   uint32_t *function_table; /* of a site with that function */
   uint32_t n_functions;

   /* Of the stack at hand: slots from the allocation outwards, and sites. */
   size_t *walk;
   size_t room_walk;
   uint32_t *visible;
   size_t room_visible;

   char **via; /* by slot, made when first asked for */
};

/* A Rust module whose inlined functions lost their type. */
static const struct {
   const char *module, *type;
} rust_types[] = {{"boxed", "Box"},
                  {"vec", "Vec"},
                  {"string", "String"},
                  {"rc", "Rc"},
                  {"sync", "Arc"}};

/* Calls that say no more than that memory was asked for. */
static const char *const plain_calls[] = {
    "malloc", "calloc", "operator new", "operator new[]", "std::malloc",
};

/* Memory that many programs have and whose reason is known: the innermost
   visible function, and the object of the frame inside of it ("": any). */
static const struct {
   const char *function_prefix, *inner_object, *note;
} notes[] = {
    {"call_init", "/libstdc++.so", "libstdc++'s emergency pool"},
    {"_dl_init", "/libstdc++.so", "libstdc++'s emergency pool"},
    {"_dl_map_segment", "", "a library"},
    {"__minimal_malloc", "", "the loader's"},
    {"allocate_stack", "", "a thread's stack"},
    {"Perl_more_bodies", "", "perl's arena of values"},
    {"Perl_more_sv", "", "perl's arena of values"},
};

static uint64_t hash_text(uint64_t h, const char *s)
{
   for (; *s; s++)
      h = (h ^ (unsigned char)*s) * 0x100000001b3u;
   return (h ^ 0xff) * 0x100000001b3u;
}

/* An object tells sites apart only where the source does not. */
static const char *site_object(const struct site *s)
{
   return s->file[0] ? "" : s->object;
}

static uint64_t hash_function(const struct site *s)
{
   uint64_t h = hash_text(0xcbf29ce484222325u, s->function);
   h = hash_text(h, s->dir);
   h = hash_text(h, s->file);
   return hash_text(h, site_object(s));
}

static bool same_function(const struct site *a, const struct site *b)
{
   return strcmp(a->function, b->function) == 0 &&
          strcmp(a->dir, b->dir) == 0 && strcmp(a->file, b->file) == 0 &&
          strcmp(site_object(a), site_object(b)) == 0 &&
          (!names_is_unknown(a->function) || a->line == b->line);
}

static bool same_site(const struct site *a, const struct site *b)
{
   return a->line == b->line && a->inlined == b->inlined && same_function(a, b);
}

static uint64_t mixed(uint64_t h, uint64_t value)
{
   h = (h ^ value) * 0x9e3779b97f4a7c15u;
   return h ^ (h >> 29);
}

/* Sets the id of the new site's function: an older site's, or a new one. */
static void find_function(struct stacks *s, struct site *site)
{
   uint64_t h = hash_function(site);
   if (names_is_unknown(site->function))
      h = mixed(h, site->line);
   size_t i = mixed(h, 1) & s->site_table_mask;
   while (s->function_table[i]) {
      const struct site *other = &s->sites[s->function_table[i]];
      if (same_function(other, site)) {
         site->function_id = other->function_id;
         return;
      }
      i = (i + 1) & s->site_table_mask;
   }
   site->function_id = s->n_functions++;
   s->function_table[i] = (uint32_t)s->n_sites;
}

static uint32_t intern_site(struct stacks *s, struct site site)
{
   uint64_t h = mixed(hash_function(&site), site.line * 2 + site.inlined);
   size_t i = h & s->site_table_mask;
   while (s->site_table[i]) {
      if (same_site(&s->sites[s->site_table[i]], &site))
         return s->site_table[i];
      i = (i + 1) & s->site_table_mask;
   }
   s->sites = arena_grow(s->arena, s->sites, s->n_sites, &s->room_sites,
                         sizeof(*s->sites));
   find_function(s, &site);
   s->site_table[i] = (uint32_t)s->n_sites;
   s->sites[s->n_sites] = site;
   return (uint32_t)s->n_sites++;
}

/* A linker's symbol version, as in "realloc@@GLIBC_2.2.5", is no part of what a
   person calls a function. */
static struct frame without_version(struct arena *a, struct frame f)
{
   const char *at = strchr(f.function, '@');
   if (at && at != f.function &&
       isupper((unsigned char)at[at[1] == '@' ? 2 : 1]))
      f.function = arena_strndup(a, f.function, (size_t)(at - f.function));
   return f;
}

static struct site site_of(const struct profile *p, const struct address *a,
                           const struct frame *f, unsigned marks)
{
   return (struct site){
       .function = names_is_unknown(f->function) ? "" : f->function,
       .dir = f->dir,
       .file = f->file,
       .line = f->line,
       .object = p->objects[a->object].path,
       .inlined = f->inlined,
       .thread = (marks & FRAME_THREAD) != 0,
   };
}

static void judge_address(struct stacks *s, uint32_t index)
{
   const struct profile *p = s->profile;
   const struct address *a = &p->addresses[index];
   struct slot *slot = &s->slots[s->first_slot[index]];
   for (uint32_t i = 0; i < a->n_frames; i++, slot++) {
      struct frame f = without_version(s->arena, a->frames[i]);
      slot->marks = frame_rules_judge(s->rules, &f, p->objects[a->object].path);
      slot->site = intern_site(s, site_of(p, a, &f, slot->marks));
      slot->address = index;
      slot->frame = i;
   }
}

static size_t table_size(size_t n)
{
   size_t size = 64;
   while (size < 2 * n)
      size *= 2;
   return size;
}

struct stacks *stacks_new(struct arena *a, const struct profile *p,
                          const struct frame_rules *rules)
{
   struct stacks *s = arena_alloc(a, sizeof(*s));
   s->arena = a;
   s->profile = p;
   s->rules = rules;
   s->first_slot = arena_array(a, (size_t)p->n_addresses + 1, sizeof(size_t));
   size_t n = 0;
   for (uint32_t i = 0; i < p->n_addresses; i++) {
      s->first_slot[i] = n;
      n += p->addresses[i].n_frames;
   }
   s->first_slot[p->n_addresses] = n;
   s->slots = arena_array(a, n, sizeof(*s->slots));
   s->via = arena_array(a, n, sizeof(*s->via));
   size_t size = table_size(n + 1);
   s->site_table_mask = size - 1;
   s->site_table = arena_array(a, size, sizeof(uint32_t));
   s->function_table = arena_array(a, size, sizeof(uint32_t));
   /* Site 0 is put in by hand, so that a 0 in the tables means "free". */
   s->sites = arena_grow(a, NULL, 0, &s->room_sites, sizeof(*s->sites));
   s->sites[0] =
       (struct site){.function = "", .dir = "", .file = "", .object = ""};
   s->n_sites = 1;
   s->n_functions = 1;
   for (uint32_t i = 0; i < p->n_addresses; i++)
      judge_address(s, i);
   return s;
}

bool stacks_show_all(const struct stacks *s)
{
   return frame_rules_skip_nothing(s->rules);
}

const struct site *stacks_site(const struct stacks *s, uint32_t site)
{
   return &s->sites[site];
}

uint32_t stacks_n_functions(const struct stacks *s)
{
   return s->n_functions;
}

uint32_t stacks_n_sites(const struct stacks *s)
{
   return (uint32_t)s->n_sites;
}

const char *const *stacks_labels(struct arena *a, const struct stacks *s)
{
   const char **labels = arena_array(a, s->n_sites, sizeof labels[0]);

   for (size_t i = 0; i < s->n_sites; i++)
      labels[i] = site_label(a, &s->sites[i]);
   return labels;
}

/* Spreads out the frames of `node` and its callers into s->walk. */
static size_t walk(struct stacks *s, uint32_t node, bool *cut)
{
   size_t n = 0;
   *cut = false;
   for (; node != 0; node = s->profile->nodes[node].parent) {
      uint32_t address = s->profile->nodes[node].address;
      *cut |= s->profile->nodes[node].cut;
      for (size_t i = s->first_slot[address]; i < s->first_slot[address + 1];
           i++) {
         s->walk =
             arena_grow(s->arena, s->walk, n, &s->room_walk, sizeof(*s->walk));
         s->walk[n++] = i;
      }
   }
   return n;
}

static unsigned marks_at(const struct stacks *s, size_t i)
{
   return s->slots[s->walk[i]].marks;
}

/* The first frame that is the user's, or n. */
static size_t find_top(const struct stacks *s, size_t n)
{
   size_t top = 0;
   for (size_t i = 0; i < n && i < FRAME_SKIP_THROUGH_DEPTH; i++)
      if (marks_at(s, i) & FRAME_SKIP_THROUGH)
         top = i + 1;
   while (top < n && (marks_at(s, top) & FRAME_SKIP))
      top++;
   return top;
}

static bool is_nameless(const struct stacks *s, size_t i)
{
   const struct site *site = &s->sites[s->slots[s->walk[i]].site];
   return site->function[0] == '\0' && site->file[0] == '\0';
}

/* A frame of which only the object is known says less than its caller: the
   first frame that has a name and is not skipped, if there is one, stands for
   it. */
static size_t skip_nameless(const struct stacks *s, size_t top, size_t bottom)
{
   for (size_t i = top; i < bottom; i++)
      if (!is_nameless(s, i) && !(marks_at(s, i) & FRAME_SKIP))
         return i;
   return top;
}

/* The end of the frames that are the user's. */
static size_t find_bottom(const struct stacks *s, size_t n)
{
   size_t bottom = n;
   for (size_t i = 0; i < bottom; i++)
      if ((marks_at(s, i) & FRAME_BELOW_MAIN) ||
          ((marks_at(s, i) & FRAME_THREAD) && n - i <= FRAME_THREAD_DEPTH))
         bottom = i;
   for (size_t i = bottom; i > 0; i--)
      if (marks_at(s, i - 1) & FRAME_MAIN)
         return i;
   return bottom;
}

/* Library code that only hands over to the user's: between a thread's or a
   runtime's start and the first function of the user. */
static size_t without_trampolines(const struct stacks *s, size_t top,
                                  size_t bottom)
{
   while (bottom > top + 1 && (marks_at(s, bottom - 1) & FRAME_SKIP))
      bottom--;
   return bottom;
}

static bool is_plain_call(const char *brief)
{
   for (size_t i = 0; i < sizeof(plain_calls) / sizeof(*plain_calls); i++)
      if (strcmp(brief, plain_calls[i]) == 0)
         return true;
   return false;
}

/* The name of the folder that the frame's file lies in; the file itself may
   hold some of its path. */
static void parent_name(const struct frame *f, char *to, size_t size)
{
   char path[4096];
   snprintf(path, sizeof(path), "%s/%s", f->dir, f->file);
   char *slash = strrchr(path, '/');
   *slash = '\0';
   snprintf(to, size, "%.*s", (int)size - 1, site_base_name(path));
}

/* "push" of ".../alloc/src/vec/mod.rs" is called "Vec::push". */
static const char *rust_type(const struct frame *f, char *to, size_t size)
{
   char module[64];
   const char *file = site_base_name(f->file);
   size_t length = strlen(file);
   if (length < 4 || strcmp(file + length - 3, ".rs") != 0)
      return "";
   snprintf(module, sizeof(module), "%.*s", (int)(length - 3), file);
   if (strcmp(module, "mod") == 0 || strcmp(module, "lib") == 0)
      parent_name(f, module, sizeof(module));
   const char *type = module;
   for (size_t i = 0; i < sizeof(rust_types) / sizeof(*rust_types); i++)
      if (strcmp(module, rust_types[i].module) == 0)
         type = rust_types[i].type;
   snprintf(to, size, "%s::", type);
   return to;
}

static char *make_via(struct stacks *s, size_t slot_index)
{
   const struct slot *slot = &s->slots[slot_index];
   const struct frame *f =
       &s->profile->addresses[slot->address].frames[slot->frame];
   char brief[128], type[80];
   if (names_is_unknown(f->function)) {
      const char *object =
          s->profile->objects[s->profile->addresses[slot->address].object].path;
      return arena_strdup(s->arena, site_base_name(object));
   }
   if (strcmp(f->function, "alloc::alloc::exchange_malloc") == 0)
      return arena_strdup(s->arena, "Box::new");
   names_brief(f->function, brief, sizeof(brief));
   if (is_plain_call(brief) || (slot->marks & FRAME_SKIP_THROUGH))
      return arena_strdup(s->arena, "");
   bool bare = f->inlined && strchr(brief, ':') == NULL;
   const char *prefix = bare ? rust_type(f, type, sizeof(type)) : "";
   return arena_printf(s->arena, "%s%s", prefix, brief);
}

/* What the first visible frame, walk[top], called.  A nameless function of its
   own object is nothing to tell. */
static const char *via_of(struct stacks *s, size_t top)
{
   size_t slot = s->walk[top - 1];
   const struct site *inner = &s->sites[s->slots[slot].site];
   const struct site *outer = &s->sites[s->slots[s->walk[top]].site];
   if (inner->function[0] == '\0' && strcmp(inner->object, outer->object) == 0)
      return "";
   if (!s->via[slot])
      s->via[slot] = make_via(s, slot);
   return s->via[slot];
}

static const char *note_of(const struct stacks *s, size_t top)
{
   const char *function = s->sites[s->slots[s->walk[top]].site].function;
   const char *inner =
       top > 0 ? s->sites[s->slots[s->walk[top - 1]].site].object : "";
   for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
      if (strncmp(function, notes[i].function_prefix,
                  strlen(notes[i].function_prefix)) == 0 &&
          strstr(inner, notes[i].inner_object))
         return notes[i].note;
   return "";
}

/* Nameless frames of one object in a row are one: there is nothing to tell
   them apart by. */
static void show(struct stacks *s, struct stack *to, size_t walk_index)
{
   uint32_t site = s->slots[s->walk[walk_index]].site;
   if (to->n_sites > 0 && s->visible[to->n_sites - 1] == site &&
       is_nameless(s, walk_index))
      return;
   s->visible = arena_grow(s->arena, s->visible, to->n_sites, &s->room_visible,
                           sizeof(*s->visible));
   s->visible[to->n_sites++] = site;
}

static void show_nothing(struct stacks *s, struct stack *to)
{
   s->visible = arena_grow(s->arena, s->visible, 0, &s->room_visible,
                           sizeof(*s->visible));
   s->visible[0] = 0;
   to->n_sites = 1;
}

/* The outermost frame stands for a thread: "thread 2".  It is always shown. */
static bool is_thread_node(const struct stacks *s, size_t n)
{
   static const char start[] = "thread ";
   if (n == 0 || !s->profile->run.separate_threads)
      return false;
   const struct site *site = &s->sites[s->slots[s->walk[n - 1]].site];
   return strncmp(site->function, start, strlen(start)) == 0;
}

void stacks_get(struct stacks *s, uint32_t node, struct stack *to)
{
   *to = (struct stack){.via = "", .note = ""};
   size_t n = walk(s, node, &to->cut);
   size_t top = 0, bottom = n;
   if (n > 0 && !frame_rules_skip_nothing(s->rules)) {
      top = find_top(s, n);
      bottom = find_bottom(s, n);
      if (top >= bottom) { /* no frame is the user's: show the outermost */
         top = bottom < n ? bottom : n - 1;
         bottom = top + 1;
      } else {
         top = skip_nameless(s, top, bottom);
         if (bottom < n)
            bottom = without_trampolines(s, top, bottom);
      }
      to->via = top > 0 ? via_of(s, top) : "";
      to->note = note_of(s, top);
   }
   bool all = frame_rules_skip_nothing(s->rules);
   for (size_t i = top; i < bottom; i++)
      if (all || i == top || !(marks_at(s, i) & FRAME_STANDARD))
         show(s, to, i);
   for (size_t i = bottom; i < n; i++)
      if ((marks_at(s, i) & FRAME_THREAD) && n - i <= FRAME_THREAD_DEPTH)
         show(s, to, i);
   if (bottom < n && is_thread_node(s, n))
      show(s, to, n - 1);
   if (to->n_sites == 0)
      show_nothing(s, to);
   to->sites = s->visible;
}
