/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding the files with an object's symbols, by build id. */
#include "read/symbols.h"

#include <dirent.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/intern.h"
#include "base/words.h"
#include "model/profile.h"
#include "read/build_id.h"
#include "read/symbol_file.h"

struct given {
   const char *path;
   const char *build_id; /* of a file; NULL: a folder */
   const char *fits;     /* the object that it fits; NULL: none yet */
   bool names;           /* it named something */
};

struct symbols {
   struct arena *arena;
   struct given *given;
   size_t n, room;
   bool asks_servers; /* "debuginfod" was given, */
   bool reads_none;   /* "none" was */
   bool has_ids;      /* some profile has a build id */
};

/* Without being asked no more debug information than this is read, so that a
   page does not wait for it: 39 MiB, all of whose units were needed, took 0.6
   s. */
#define MOST_BYTES_AT_HAND ((uint64_t)64 << 20)

static const char server_word[] = "debuginfod";
static const char none_word[] = "none";
static const char server_variable[] = "DEBUGINFOD_URLS";

bool symbols_has_servers(void)
{
   const char *urls = getenv(server_variable);

   return urls && urls[0];
}

bool symbols_reads_none(const struct symbols *s)
{
   return s->reads_none;
}

struct symbols *symbols_new(struct arena *a)
{
   struct symbols *s = arena_alloc(a, sizeof *s);

   s->arena = a;
   return s;
}

static const char *read_build_id(struct symbols *s, const char *path)
{
   const int fd = open(path, O_RDONLY | O_CLOEXEC);
   bool is_elf;

   if (fd < 0)
      die("--symbols=%s: cannot read it: %s", path, strerror(errno));
   const char *id = build_id_of(s->arena, fd, &is_elf);
   close(fd);
   if (!is_elf) {
      die("--symbols=%s: expected an executable, a library or its debug "
          "information, found another kind of file",
          path);
   }
   if (!id) {
      die("--symbols=%s: expected a file with a build id, found one without: "
          "nothing tells what it belongs to",
          path);
   }
   return id;
}

void symbols_add(struct symbols *s, const char *where)
{
   struct stat st;

   if (strcmp(where, server_word) == 0) {
      if (!symbols_has_servers()) {
         die("--symbols=%s: expected %s in the environment, which names the "
             "servers, found none",
             where, server_variable);
      }
      s->asks_servers = true;
      return;
   }
   if (strcmp(where, none_word) == 0) {
      s->reads_none = true;
      return;
   }
   if (stat(where, &st) != 0)
      die("--symbols=%s: cannot read it: %s", where, strerror(errno));
   s->given =
       arena_grow(s->arena, s->given, s->n, &s->room, sizeof s->given[0]);
   s->given[s->n++] = (struct given){
       .path = where,
       .build_id = S_ISDIR(st.st_mode) ? NULL : read_build_id(s, where)};
}

/* By build id: debug information first, then the object itself; the folder may
   be the tree or hold it. */
static int open_in_tree(struct symbols *s, const char *folder, const char *id)
{
   static const struct {
      const char *tree, *end;
   } places[] = {{"/.build-id", ".debug"},
                 {"", ".debug"},
                 {"/usr/lib/debug/.build-id", ".debug"},
                 {"/.build-id", ""}};
   int fd = -1;

   if (strlen(id) <= 2)
      return -1;
   for (size_t i = 0; i < sizeof places / sizeof places[0] && fd < 0; i++) {
      char path[4096];
      snprintf(path, sizeof path, "%s%s/%.2s/%s%s", folder, places[i].tree, id,
               id + 2, places[i].end);
      fd = build_id_open(s->arena, path, id);
   }
   return fd;
}

static int open_in_folder(struct symbols *s, const char *folder, const char *id)
{
   int fd = open_in_tree(s, folder, id);
   DIR *dir = fd < 0 ? opendir(folder) : NULL;
   struct dirent *entry;

   while (dir && fd < 0 && (entry = readdir(dir))) {
      char path[4096];
      struct stat st;
      snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
      /* Never waits, as it would for a pipe. */
      if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
         fd = build_id_open(s->arena, path, id);
   }
   if (dir)
      closedir(dir);
   return fd;
}

static int open_given(struct symbols *s, struct given *g, const char *id)
{
   if (!g->build_id)
      return open_in_folder(s, g->path, id);
   return strcmp(g->build_id, id) == 0 ? build_id_open(s->arena, g->path, id)
                                       : -1;
}

int symbols_open(struct symbols *s, const struct object *o)
{
   int fd = -1;

   for (size_t i = 0; i < s->n && fd < 0 && o->build_id[0]; i++)
      fd = open_given(s, &s->given[i], o->build_id);
   return fd;
}

/* What the servers have, which libdw keeps in a cache of its own. */
static int open_from_servers(const char *id)
{
   static const Dwfl_Callbacks callbacks = {
       .find_elf = dwfl_build_id_find_elf,
       .find_debuginfo = dwfl_standard_find_debuginfo,
       .section_address = dwfl_offline_section_address};
   unsigned char bytes[BUILD_ID_MOST_BYTES];
   const size_t n = strlen(id) / 2;
   Dwfl *dwfl = n <= sizeof bytes ? dwfl_begin(&callbacks) : NULL;
   char *name = NULL;
   int fd = -1;

   if (!dwfl)
      return -1;
   for (size_t i = 0; i < n; i++) {
      const char digits[] = {id[2 * i], id[2 * i + 1], '\0'};
      bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
   }
   dwfl_report_begin(dwfl);
   Dwfl_Module *module = dwfl_report_module(dwfl, id, 0x1000, 0x2000);
   if (module && dwfl_module_report_build_id(module, bytes, n, 0) == 0) {
      fd = dwfl_standard_find_debuginfo(module, NULL, id, 0x1000, NULL, NULL, 0,
                                        &name);
   }
   free(name);
   dwfl_end(dwfl);
   return fd;
}

/* Names the object by the first that fits and knows something more.  Returns
   whether there was one. */
static bool name_object(struct symbols *s, const struct symbol_question *q)
{
   const struct object *o = &q->profile->objects[q->object];

   for (size_t i = 0; i < s->n; i++) {
      struct given *g = &s->given[i];
      const int fd = open_given(s, g, o->build_id);

      if (fd < 0)
         continue;
      g->fits = o->path;
      if (symbol_file_name(q, fd)) {
         g->names = true;
         return true;
      }
   }
   return false;
}

static bool ask_servers(const struct symbol_question *q)
{
   const char *id = q->profile->objects[q->object].build_id;
   const int fd = symbols_has_servers() ? open_from_servers(id) : -1;

   return fd >= 0 && symbol_file_name(q, fd);
}

static bool is_systems(const char *path)
{
   return strncmp(path, "/lib", 4) == 0 || strncmp(path, "/usr/lib", 8) == 0;
}

/* Code of the program's own has lines now; where the rest of it has none, as in
   a static program the C library, nothing can be done. */
static bool has_lines(const struct profile *p)
{
   for (uint32_t i = 1; i < p->n_addresses; i++) {
      const struct address *a = &p->addresses[i];

      if (a->object > 0 && !is_systems(p->objects[a->object].path) &&
          a->frames[a->n_frames - 1].line > 0) {
         return true;
      }
   }
   return false;
}

/* What the recorder saw of its names may hold no more. */
static void drop_hint(struct profile *p)
{
   struct texts *hints = &p->run.hints;
   const char **left = arena_array(p->arena, hints->n, sizeof left[0]);
   size_t n = 0;

   for (size_t i = 0; i < hints->n; i++) {
      if (strcmp(hints->texts[i], "no-lines") != 0)
         left[n++] = hints->texts[i];
   }
   *hints = (struct texts){left, n};
}

/* By object: it has code without a line. */
static bool *find_wanting(const struct symbols *s, const struct profile *p)
{
   bool *wanting = arena_array(s->arena, p->n_objects, sizeof wanting[0]);

   for (uint32_t i = 1; i < p->n_addresses; i++) {
      if (symbol_file_is_wanting(&p->addresses[i]))
         wanting[p->addresses[i].object] = true;
   }
   return wanting;
}

/* Whatever is named already: the file fits. */
static void note_fits(struct symbols *s, const struct object *o)
{
   for (size_t i = 0; i < s->n; i++) {
      struct given *g = &s->given[i];

      if (g->build_id && strcmp(g->build_id, o->build_id) == 0) {
         g->fits = o->path;
         g->names = true;
      }
   }
}

void symbols_name(struct symbols *s, struct profile *p)
{
   if (s->n == 0 && !s->asks_servers)
      return;
   struct address *addresses = profile_copy_addresses(p);
   const bool *wanting = find_wanting(s, p);
   bool any = false;

   for (uint32_t i = 1; i < p->n_objects; i++) {
      const struct symbol_question q = {p, addresses, i, 0};

      if (!p->objects[i].build_id[0])
         continue;
      s->has_ids = true;
      if (!wanting[i])
         note_fits(s, &p->objects[i]);
      any |= name_object(s, &q) || (wanting[i] && ask_servers(&q));
   }
   if (any && has_lines(p))
      drop_hint(p);
}

/* What is at hand. */

static const char *base_name(const char *path)
{
   const char *slash = strrchr(path, '/');

   return slash ? slash + 1 : path;
}

/* The system's libraries are many, and what is inlined in them is nothing that
   a reader asks for; nor is what is inlined in the recorder's own. */
static bool is_read_unasked(const struct object *o)
{
   return o->build_id[0] && !is_systems(o->path) &&
          strncmp(base_name(o->path), "vgpreload_", 10) != 0;
}

/* By an object's name without folders: 1, its file is not there any more. */
static void find_missing(struct intern *missing, struct arena *a,
                         const struct profile *p)
{
   for (uint32_t i = 1; i < p->n_objects; i++) {
      const struct object *o = &p->objects[i];
      const char *name = base_name(o->path);
      const int fd =
          is_read_unasked(o) ? build_id_open(a, o->path, o->build_id) : -1;

      if (fd < 0)
         *intern_find(missing, name, strlen(name)) = 1;
      else
         close(fd);
   }
}

static void name_at_hand(struct intern *missing, struct arena *a,
                         struct profile *p)
{
   struct symbol_question q = {.profile = p, .most_bytes = MOST_BYTES_AT_HAND};
   bool any = false;

   for (uint32_t i = 1; i < p->n_objects; i++) {
      const struct object *o = &p->objects[i];
      const char *name = base_name(o->path);

      if (*intern_find(missing, name, strlen(name)) == 1)
         continue;
      const int fd = build_id_open(a, o->path, o->build_id);
      if (fd < 0)
         continue;
      if (!q.addresses)
         q.addresses = profile_copy_addresses(p);
      q.object = i;
      any |= symbol_file_name(&q, fd);
   }
   if (any && has_lines(p))
      drop_hint(p);
}

void symbols_name_at_hand(const struct symbols *s, struct profile *const *all,
                          size_t n)
{
   struct arena *scratch = arena_new();
   struct intern *missing = intern_new(scratch);

   if (s && s->reads_none)
      n = 0;
   for (size_t i = 0; i < n; i++)
      find_missing(missing, scratch, all[i]);
   for (size_t i = 0; i < n; i++)
      name_at_hand(missing, scratch, all[i]);
   arena_free(scratch);
}

void symbols_check(const struct symbols *s)
{
   for (size_t i = 0; i < s->n; i++) {
      const struct given *g = &s->given[i];

      if (g->fits && !g->names && g->build_id) {
         die("--symbols=%s: expected names for the code of %s, found none: "
             "it is stripped",
             g->path, g->fits);
      }
      if (g->fits)
         continue;
      if (!s->has_ids) {
         die("--symbols=%s: expected a profile with build ids, found one "
             "without: it is not ms2's, or older than they are",
             g->path);
      }
      if (g->build_id) {
         die("--symbols=%s: expected the build id of an object of the profile, "
             "found %s, which is of none",
             g->path, g->build_id);
      }
      warn("--symbols=%s: no file in it has the build id of an object of the "
           "profile whose names are missing",
           g->path);
   }
}
