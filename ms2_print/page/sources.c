/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads source files and cuts them into lines. */
#include "page/sources.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/intern.h"

/* Generated sources of some MB exist; nobody reads them by line. */
#define MOST_BYTES ((size_t)8 * 1024 * 1024)

static const char *const endings[] = {
    ".c",   ".cc",  ".cpp", ".cxx", ".c++", ".h",   ".hh",  ".hpp",
    ".hxx", ".inl", ".ipp", ".tcc", ".rs",  ".go",  ".f",   ".f90",
    ".f95", ".d",   ".zig", ".nim", ".m",   ".mm",  ".S",   ".s",
    ".y",   ".l",   ".pas", ".adb", ".ads", ".cr",  ".pyx", ".swift",
    ".hs",  ".ml",  ".cu",  ".C",   ".H",   ".tpp", ".def", ".vala",
};

struct sources {
   struct arena *arena;
   struct intern *ids;          /* of paths: index in files[] + 1 */
   const struct source **files; /* NULL: cannot be read */
   size_t n_files, files_room;
};

struct sources *sources_new(struct arena *a)
{
   struct sources *s = arena_alloc(a, sizeof *s);

   s->arena = a;
   s->ids = intern_new(a);
   return s;
}

static bool is_source_name(const char *path)
{
   const char *dot = strrchr(path, '.');

   for (size_t i = 0; dot && i < sizeof endings / sizeof endings[0]; i++) {
      if (strcmp(dot, endings[i]) == 0)
         return true;
   }
   return false;
}

/* The whole of a file with a zero behind it, or NULL. */
static char *read_all(struct arena *a, int fd, size_t size_bytes)
{
   char *text = arena_alloc(a, size_bytes + 1);
   size_t n = 0;

   while (n < size_bytes) {
      const ssize_t got = read(fd, text + n, size_bytes - n);

      if (got <= 0)
         return NULL;
      n += (size_t)got;
   }
   return strlen(text) == size_bytes ? text : NULL;
}

static char *read_path(struct arena *a, const char *path)
{
   char *text = NULL;
   const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

   if (fd < 0)
      return NULL;
   struct stat status;
   if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
       (uint64_t)status.st_size <= MOST_BYTES) {
      text = read_all(a, fd, (size_t)status.st_size);
   }
   close(fd);
   return text;
}

static uint32_t count_lines(const char *text)
{
   uint32_t n = 0;

   for (; *text; text++)
      n += *text == '\n' || text[1] == '\0';
   return n;
}

static const struct source *cut_lines(struct arena *a, const char *text)
{
   struct source *source = arena_alloc(a, sizeof *source);
   const uint32_t n = count_lines(text);
   const char **lines = arena_array(a, n, sizeof lines[0]);
   size_t *lengths = arena_array(a, n, sizeof lengths[0]);

   for (uint32_t i = 0; i < n; i++) {
      const size_t length = strcspn(text, "\n");

      lines[i] = text;
      lengths[i] = length - (length > 0 && text[length - 1] == '\r');
      text += length + (text[length] == '\n');
   }
   source->lines = lines;
   source->lengths = lengths;
   source->n_lines = n;
   return source;
}

const struct source *sources_find(struct sources *s, const char *dir,
                                  const char *file)
{
   char *path = arena_printf(s->arena, "%s%s%s", *file == '/' ? "" : dir,
                             *file == '/' || !*dir ? "" : "/", file);
   uint32_t *id = intern_find(s->ids, path, strlen(path));

   if (*id == 0) {
      s->files = arena_grow(s->arena, s->files, s->n_files, &s->files_room,
                            sizeof s->files[0]);
      *id = (uint32_t)++s->n_files;
      char *text = is_source_name(path) ? read_path(s->arena, path) : NULL;
      s->files[s->n_files - 1] = text ? cut_lines(s->arena, text) : NULL;
   }
   return s->files[*id - 1];
}
