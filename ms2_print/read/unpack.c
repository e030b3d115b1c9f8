/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file's bytes, unpacked if they are gzip or zstd.

   One row of a table a packing.  Several gzip members or zstd frames in a row
   are one file, as the packers' own tools have it. */
#include "read/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>
#include <zstd.h>

#include "base/die.h"
#include "base/progress.h"

#define IN_BYTES ((size_t)128 * 1024)

struct packing {
   const char *name;
   const char *magic;
   size_t magic_bytes;
   void (*open)(struct unpack *u);
   /* Unpacks from u->next: how much was written; 0 if it needs more input. */
   size_t (*step)(struct unpack *u, char *to, size_t room_bytes);
   void (*close)(struct unpack *u);
};

struct unpack {
   const char *path;
   int fd;
   uint64_t size_bytes, n_read;   /* of the file; 0: not known */
   const struct packing *packing; /* NULL: plain */
   z_stream gzip;
   ZSTD_DStream *zstd;
   bool within; /* a member or frame has begun and not ended */
   bool at_end; /* of the file */
   const char *next;
   size_t n_left; /* bytes of `in` from `next` on */
   char in[IN_BYTES];
};

static noreturn void die_damaged(const struct unpack *u)
{
   die("%s: expected %s data, found damaged bytes", u->path, u->packing->name);
}

static void open_gzip(struct unpack *u)
{
   /* 15 bits of window and 16 for a gzip header, as zlib.h has it. */
   if (inflateInit2(&u->gzip, 15 + 16) != Z_OK)
      die("out of memory");
}

static size_t step_gzip(struct unpack *u, char *to, size_t room_bytes)
{
   if (!u->within && inflateReset(&u->gzip) != Z_OK)
      die_damaged(u);
   u->within = true;
   u->gzip.next_in = (Bytef *)u->next;
   u->gzip.avail_in = (uInt)u->n_left;
   u->gzip.next_out = (Bytef *)to;
   u->gzip.avail_out = (uInt)room_bytes;
   int result = inflate(&u->gzip, Z_NO_FLUSH);
   if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
      die_damaged(u);
   if (result == Z_STREAM_END)
      u->within = false;
   u->next += u->n_left - u->gzip.avail_in;
   u->n_left = u->gzip.avail_in;
   return room_bytes - u->gzip.avail_out;
}

static void close_gzip(struct unpack *u)
{
   inflateEnd(&u->gzip);
}

static void open_zstd(struct unpack *u)
{
   u->zstd = ZSTD_createDStream();
   if (!u->zstd)
      die("out of memory");
}

static size_t step_zstd(struct unpack *u, char *to, size_t room_bytes)
{
   ZSTD_inBuffer in = {u->next, u->n_left, 0};
   ZSTD_outBuffer out = {to, room_bytes, 0};
   const size_t result = ZSTD_decompressStream(u->zstd, &out, &in);

   if (ZSTD_isError(result))
      die_damaged(u);
   u->within = result != 0;
   u->next += in.pos;
   u->n_left -= in.pos;
   return out.pos;
}

static void close_zstd(struct unpack *u)
{
   ZSTD_freeDStream(u->zstd);
}

static const struct packing packings[] = {
    {"gzip", "\x1f\x8b", 2, open_gzip, step_gzip, close_gzip},
    {"zstd", "\x28\xb5\x2f\xfd", 4, open_zstd, step_zstd, close_zstd},
};

static size_t read_file(struct unpack *u, char *to, size_t room_bytes)
{
   ssize_t n;

   do
      n = read(u->fd, to, room_bytes);
   while (n < 0 && errno == EINTR);
   if (n < 0)
      die("cannot read '%s': %s", u->path, strerror(errno));
   u->at_end = n == 0;
   u->n_read += (uint64_t)n;
   progress_share(u->n_read, u->size_bytes);
   return (size_t)n;
}

/* Reads more of the file behind what is left of it. */
static void fill(struct unpack *u)
{
   memmove(u->in, u->next, u->n_left);
   u->next = u->in;
   u->n_left += read_file(u, u->in + u->n_left, IN_BYTES - u->n_left);
}

static void find_packing(struct unpack *u)
{
   while (u->n_left < 4 && !u->at_end)
      fill(u);
   for (size_t i = 0; i < sizeof packings / sizeof packings[0]; i++) {
      const struct packing *p = &packings[i];

      if (u->n_left >= p->magic_bytes &&
          memcmp(u->next, p->magic, p->magic_bytes) == 0) {
         u->packing = p;
      }
   }
}

static uint64_t size_of(int fd)
{
   struct stat status;

   return fstat(fd, &status) == 0 && S_ISREG(status.st_mode)
              ? (uint64_t)status.st_size
              : 0;
}

struct unpack *unpack_open(const char *path)
{
   const bool is_stdin = strcmp(path, "-") == 0;
   const int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

   if (fd < 0)
      die("cannot read '%s': %s", path, strerror(errno));
   struct unpack *u = calloc(1, sizeof *u);
   if (!u)
      die("out of memory");
   u->path = is_stdin ? "standard input" : path;
   u->fd = fd;
   u->size_bytes = size_of(fd);
   progress_stage("reading %s", u->path);
   u->next = u->in;
   find_packing(u);
   if (u->packing)
      u->packing->open(u);
   return u;
}

void unpack_close(struct unpack *u)
{
   if (u->packing)
      u->packing->close(u);
   if (u->fd != STDIN_FILENO)
      close(u->fd);
   free(u);
}

/* What find_packing() read comes first; the rest goes where it is wanted. */
static size_t read_plain(struct unpack *u, char *to, size_t room_bytes)
{
   const size_t n = u->n_left < room_bytes ? u->n_left : room_bytes;

   if (n == 0)
      return u->at_end ? 0 : read_file(u, to, room_bytes);
   memcpy(to, u->next, n);
   u->next += n;
   u->n_left -= n;
   return n;
}

size_t unpack_read(struct unpack *u, char *to, size_t room_bytes)
{
   if (!u->packing)
      return read_plain(u, to, room_bytes);
   for (;;) {
      size_t n = 0;

      if (u->n_left > 0 || u->within)
         n = u->packing->step(u, to, room_bytes);
      if (n > 0)
         return n;
      if (u->at_end)
         return 0;
      if (u->n_left < IN_BYTES)
         fill(u);
   }
}

bool unpack_was_cut(const struct unpack *u)
{
   return u->within;
}
