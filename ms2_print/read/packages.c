/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dpkg's lists: for each package a file NAME.list or NAME:ARCHITECTURE.list
   with a path a line. */
#include "read/packages.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "model/profile.h"
#include "read/build_id.h"

#define LISTS "/var/lib/dpkg/info"

/* No list of a package is longer; what is, is no list. */
#define MOST_LIST_BYTES (64 << 20)

/* The text of a list between two newlines; NULL if it can not be read. */
static char *read_list(struct arena *a, const char *name)
{
   char path[512];
   struct stat st;
   char *text = NULL;

   snprintf(path, sizeof path, LISTS "/%s", name);
   const int fd = open(path, O_RDONLY | O_CLOEXEC);
   if (fd < 0)
      return NULL;
   if (fstat(fd, &st) == 0 && st.st_size < MOST_LIST_BYTES) {
      text = arena_alloc(a, (size_t)st.st_size + 2);
      const ssize_t n = read(fd, text + 1, (size_t)st.st_size);
      text[0] = '\n';
      text[n > 0 ? n + 1 : 1] = '\0';
   }
   close(fd);
   return text;
}

/* Where /lib is a link to /usr/lib, a package may have either path. */
static bool has_path(const char *list, const char *path)
{
   char line[4096];
   static const char usr[] = "/usr";

   snprintf(line, sizeof line, "\n%s\n", path);
   if (strstr(list, line))
      return true;
   if (strncmp(path, usr, strlen(usr)) != 0)
      return false;
   snprintf(line, sizeof line, "\n%s\n", path + strlen(usr));
   return strstr(list, line) != NULL;
}

static bool is_list(const char *name)
{
   const char *dot = strrchr(name, '.');

   return dot && strcmp(dot, ".list") == 0;
}

static const char *find_owner(struct arena *a, const char *path)
{
   DIR *lists = opendir(LISTS);
   const char *owner = NULL;
   struct dirent *entry;

   while (lists && !owner && (entry = readdir(lists))) {
      if (!is_list(entry->d_name))
         continue;
      struct arena *scratch = arena_new();
      const char *list = read_list(scratch, entry->d_name);
      const size_t length = strcspn(entry->d_name, ":");
      if (list && has_path(list, path)) {
         owner = arena_strndup(
             a, entry->d_name,
             entry->d_name[length] ? length : length - strlen(".list"));
      }
      arena_free(scratch);
   }
   if (lists)
      closedir(lists);
   return owner;
}

const char *packages_find(struct arena *a, const struct object *object)
{
   const int fd = object->build_id[0]
                      ? build_id_open(a, object->path, object->build_id)
                      : -1;

   if (fd < 0)
      return NULL;
   close(fd);
   return find_owner(a, object->path);
}
