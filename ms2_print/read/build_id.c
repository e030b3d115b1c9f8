/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The build id of a file. */
#include "read/build_id.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <libelf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

const char *build_id_of(struct arena *a, int fd, bool *is_elf)
{
   elf_version(EV_CURRENT);
   Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
   const void *bytes;
   const ssize_t n = elf && elf_kind(elf) == ELF_K_ELF
                         ? dwelf_elf_gnu_build_id(elf, &bytes)
                         : 0;
   char text[2 * BUILD_ID_MOST_BYTES + 1] = "";

   *is_elf = elf && elf_kind(elf) == ELF_K_ELF;
   for (ssize_t i = 0; i < n && i < BUILD_ID_MOST_BYTES; i++)
      snprintf(&text[2 * i], 3, "%02x", ((const unsigned char *)bytes)[i]);
   elf_end(elf);
   return n > 0 ? arena_strdup(a, text) : NULL;
}

int build_id_open(struct arena *a, const char *path, const char *id)
{
   /* Whoever made the profile names it: a pipe must not be waited for. */
   const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
   bool is_elf;

   if (fd < 0)
      return -1;
   const char *found = build_id_of(a, fd, &is_elf);
   if (found && strcmp(found, id) == 0)
      return fd;
   close(fd);
   return -1;
}
