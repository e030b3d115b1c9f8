/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files and child processes for unit tests. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Writes the bytes to a new file, whose path is put into `path`. */
static inline void scratch_write(char *path, const void *bytes, size_t size)
{
   strcpy(path, "/tmp/ms2-unit.XXXXXX");
   int fd = mkstemp(path);
   FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
   if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
      perror("scratch file");
      exit(99);
   }
}

/* What a child process that ran `work` ended with. */
struct ending {
   int status;        /* exit status, or -1 */
   char message[512]; /* the start of its standard error */
};

static inline struct ending scratch_run(void (*work)(const char *),
                                        const char *argument)
{
   struct ending e = {-1, ""};
   size_t used = 0;

   fflush(NULL);
   int ends[2];
   pid_t pid;
   if (pipe(ends) != 0 || (pid = fork()) < 0) {
      perror("child process");
      exit(99);
   }
   if (pid == 0) {
      dup2(ends[1], STDERR_FILENO);
      work(argument);
      _exit(0);
   }
   close(ends[1]);
   ssize_t n;
   while (used < sizeof e.message - 1 &&
          (n = read(ends[0], e.message + used, sizeof e.message - 1 - used)) >
              0) {
      used += (size_t)n;
   }
   close(ends[0]);
   int status;
   if (waitpid(pid, &status, 0) == pid && WIFEXITED(status))
      e.status = WEXITSTATUS(status);
   return e;
}

#endif
