/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorder's host for tests: ordinary C. */
#define _GNU_SOURCE
#include "host.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

Ms2Options host_options;
const Ms2Options *const ms2_options = &host_options;
ULong host_superblocks;
ULong host_ms;
ULong host_busy_us;
UInt host_n_threads = 1;
UInt host_epoch;

static char said[512];

const HChar *host_said(void)
{
   return said;
}

/* ---- memory ------------------------------------------------------------- */

static void *or_die(void *p)
{
   if (p == NULL) {
      printf("Bail out! no memory\n");
      abort();
   }
   return p;
}

void *ms2_host_alloc(const HChar *purpose, SizeT n_bytes)
{
   (void)purpose;
   return or_die(malloc(n_bytes));
}

void *ms2_host_alloc_zeroed(const HChar *purpose, SizeT n, SizeT n_bytes)
{
   (void)purpose;
   return or_die(calloc(n, n_bytes));
}

void *ms2_host_realloc(const HChar *purpose, void *p, SizeT n_bytes)
{
   (void)purpose;
   return or_die(realloc(p, n_bytes));
}

void ms2_host_free(void *p)
{
   free(p);
}

/* ---- bytes and text ----------------------------------------------------- */

void *ms2_host_memset(void *p, Int c, SizeT n_bytes)
{
   return memset(p, c, n_bytes);
}

void *ms2_host_memcpy(void *to, const void *from, SizeT n_bytes)
{
   return memcpy(to, from, n_bytes);
}

void *ms2_host_memmove(void *to, const void *from, SizeT n_bytes)
{
   return memmove(to, from, n_bytes);
}

Int ms2_host_memcmp(const void *a, const void *b, SizeT n_bytes)
{
   return memcmp(a, b, n_bytes);
}

SizeT ms2_host_strlen(const HChar *text)
{
   return strlen(text);
}

Int ms2_host_strcmp(const HChar *a, const HChar *b)
{
   return strcmp(a, b);
}

Int ms2_host_strncmp(const HChar *a, const HChar *b, SizeT n)
{
   return strncmp(a, b, n);
}

const HChar *ms2_host_strstr(const HChar *text, const HChar *part)
{
   return strstr(text, part);
}

HChar *ms2_host_strdup(const HChar *purpose, const HChar *text)
{
   (void)purpose;
   return or_die(strdup(text));
}

void ms2_host_sort(void *elements, SizeT n, SizeT n_bytes,
                   Int (*compare)(const void *a, const void *b))
{
   if (n > 0)
      qsort(elements, n, n_bytes, compare);
}

void ms2_host_format(HChar *text, SizeT n_bytes, const HChar *format, ...)
{
   va_list arguments;

   va_start(arguments, format);
   vsnprintf(text, n_bytes, format, arguments);
   va_end(arguments);
}

void ms2_host_say(const HChar *format, ...)
{
   va_list arguments;

   va_start(arguments, format);
   vsnprintf(said, sizeof said, format, arguments);
   va_end(arguments);
   printf("# %s", said);
}

/* ---- files -------------------------------------------------------------- */

static Int failure(void)
{
   switch (errno) {
#define CASE(name, text) \
   case name: return -MS2_HOST_##name;
      MS2_HOST_ERRORS(CASE)
#undef CASE
   default: return -(MS2_HOST_OTHER + errno);
   }
}

Int ms2_host_open(const HChar *path, Ms2HostAccess access)
{
   static const int flags[] = {
       [MS2_HOST_READ] = O_RDONLY,
       [MS2_HOST_CREATE] = O_RDWR | O_CREAT | O_EXCL,
       [MS2_HOST_OVERWRITE] = O_WRONLY | O_CREAT | O_TRUNC,
       [MS2_HOST_PIPE] = O_WRONLY | O_NONBLOCK,
   };
   int fd = open(path, flags[access], S_IRUSR | S_IWUSR);

   return fd < 0 ? failure() : fd;
}

Int ms2_host_read(Int fd, void *bytes, SizeT n_bytes)
{
   ssize_t n = read(fd, bytes, n_bytes);

   return n < 0 ? failure() : (Int)n;
}

Int ms2_host_write(Int fd, const void *bytes, SizeT n_bytes)
{
   ssize_t n;

   do {
      n = write(fd, bytes, n_bytes);
   } while (n < 0 && errno == EINTR);
   return n < 0 ? failure() : (Int)n;
}

Int ms2_host_scratch(void)
{
   int fd = memfd_create("ms2", 0);

   return fd < 0 ? failure() : fd;
}

void ms2_host_seek(Int fd, ULong at)
{
   lseek(fd, (off_t)at, SEEK_SET);
}

Bool ms2_host_empty(Int fd)
{
   return ftruncate(fd, 0) == 0;
}

void ms2_host_close(Int fd)
{
   close(fd);
}

void ms2_host_unlink(const HChar *path)
{
   unlink(path);
}

Bool ms2_host_rename(const HChar *from, const HChar *to)
{
   return rename(from, to) == 0;
}

static Bool take(int outcome, const struct stat *st, Ms2HostFile *file)
{
   if (outcome != 0)
      return False;
   file->is_link = S_ISLNK(st->st_mode);
   file->is_regular = S_ISREG(st->st_mode);
   file->is_pipe = S_ISFIFO(st->st_mode);
   file->owner = st->st_uid;
   file->device = st->st_dev;
   file->inode = st->st_ino;
   file->n_names = st->st_nlink;
   return True;
}

Bool ms2_host_stat(const HChar *path, Ms2HostFile *file)
{
   struct stat st;
   int outcome = stat(path, &st);

   return take(outcome, &st, file);
}

Bool ms2_host_lstat(const HChar *path, Ms2HostFile *file)
{
   struct stat st;
   int outcome = lstat(path, &st);

   return take(outcome, &st, file);
}

Bool ms2_host_fstat(Int fd, Ms2HostFile *file)
{
   struct stat st;
   int outcome = fstat(fd, &st);

   return take(outcome, &st, file);
}

UInt ms2_host_user(void)
{
   return geteuid();
}

ULong ms2_host_file_limit(void)
{
   struct rlimit limit;

   return getrlimit(RLIMIT_FSIZE, &limit) == 0 ? limit.rlim_cur : ~0ULL;
}

/* ---- clocks and threads ------------------------------------------------- */

ULong ms2_host_ms(void)
{
   return host_ms;
}

Bool ms2_host_busy_us(ULong *us)
{
   *us = host_busy_us;
   return host_busy_us != HOST_BUSY_UNKNOWN;
}

void ms2_host_thread_ends(void)
{
}

ULong ms2_host_superblocks(ThreadId tid)
{
   (void)tid;
   return host_superblocks;
}

UInt ms2_host_n_threads(void)
{
   return host_n_threads;
}

/* ---- assertions --------------------------------------------------------- */

void ms2_host_assert_failed(const HChar *condition, const HChar *text,
                            const HChar *file, Int line, const HChar *function)
{
   printf("Bail out! %s:%d: %s: %s (%s)\n", file, line, function, condition,
          text);
   abort();
}

/* ---- names -------------------------------------------------------------- */

static UInt epoch(void)
{
   return host_epoch;
}

static UInt object_at(Addr address)
{
   (void)address;
   if (host_epoch == 0)
      return ms2_names_object("/host/program", 0, "0123abcd");
   char path[64];
   snprintf(path, sizeof path, "/host/program.%u", host_epoch);
   return ms2_names_object(path, 0, "");
}

static UInt describe(Addr address, Ms2Source at[MS2_NAMES_MAX_SOURCES])
{
   char function[32];

   snprintf(function, sizeof function, "f%lu", address);
   at[0].function = ms2_names_string(function);
   at[0].dir = ms2_names_string("/host");
   at[0].file = ms2_names_string("code.c");
   at[0].line = (UInt)address;
   return 1;
}

static Ms2Extent extent(Addr address)
{
   return (Ms2Extent){address & ~(Addr)15, 16};
}

const Ms2Namer host_namer = {epoch, object_at, describe, extent};
