/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of plain and packed files, whole and cut. */
#include "read/line.h"

#include <zlib.h>
#include <zstd.h>

#include "scratch.h"
#include "tap.h"

/* Opens a file of these bytes; it lives on without its name. */
static struct line_source *open_bytes(const void *bytes, size_t size)
{
   char path[32];

   scratch_write(path, bytes, size);
   struct line_source *s = line_open(path, LINE_MOST_TEXT);
   unlink(path);
   return s;
}

static struct line_source *open_text(const char *text)
{
   return open_bytes(text, strlen(text));
}

static void test_plain(void)
{
   struct line_source *s = open_text("one\n\nthree\nrest");

   tap_is_u64(line_number(s), 0, "no line yet");
   struct line line;
   tap_ok(line_next(s, &line), "a first line");
   tap_is_str(line.text, "one", "its text");
   tap_is_u64(line.length, 3, "its length");
   tap_ok(line_next(s, &line) && line.length == 0, "an empty line");
   tap_ok(line_next(s, &line), "a third line");
   tap_is_u64(line_number(s), 3, "its number");
   tap_ok(!line_next(s, &line), "what has no newline is no line");
   tap_ok(!line_next(s, &line), "and the end stays the end");
   tap_ok(line_was_cut(s, &line), "the file was cut");
   tap_is_str(line.text, "rest", "what was left");
   line_close(s);
}

static void test_ends(void)
{
   struct line_source *s = open_text("");
   struct line line;

   tap_ok(!line_next(s, &line), "an empty file has no line");
   tap_ok(!line_was_cut(s, &line), "and was not cut");
   line_close(s);
   s = open_text("one\n");
   tap_ok(line_next(s, &line) && !line_next(s, &line), "one line");
   tap_ok(!line_was_cut(s, &line) && line.length == 0, "nothing behind it");
   line_close(s);
   s = open_bytes("a\0b\n", 4);
   tap_ok(line_next(s, &line) && line.length == 3, "a NUL is in its line");
   line_close(s);
}

#define N_LINES 60000

/* Lines of very different lengths, more than any buffer holds. */
static char *make_long(size_t *size)
{
   char *text = NULL;
   FILE *to = open_memstream(&text, size);

   for (int i = 0; i < N_LINES; i++)
      fprintf(to, "%d %0*d\n", i, i % 1000 == 999 ? 300000 : i % 50 + 1, i);
   fclose(to);
   return text;
}

static bool has_long_lines(struct line_source *s)
{
   struct line line;
   int n = 0;

   while (line_next(s, &line)) {
      size_t digits = n % 1000 == 999 ? 300000 : n % 50 + 1;

      if (digits < 5 && n >= 10)
         digits = 0; /* the number may be longer than asked for */
      char *end;
      if (strtol(line.text, &end, 10) != n || *end != ' ' ||
          (digits && strlen(end + 1) < digits) ||
          strtol(end + 1, &end, 10) != n || *end) {
         return false;
      }
      n++;
   }
   return n == N_LINES && line_number(s) == N_LINES;
}

/* Every line but those at a buffer's end comes into sight, in its order. */
static void test_ahead(void)
{
   size_t size, n_seen = 0;
   char *text = make_long(&size);
   struct line_source *s = open_bytes(text, size);
   struct line line;
   const char *ahead = NULL;
   bool later = true, in_order = true;
   long n = 0, last = -1;

   while (line_next(s, &line)) {
      ahead = line_ahead(s);
      if (ahead) {
         const long seen = strtol(ahead, NULL, 10);

         later = later && seen > n && seen < n + 100;
         in_order = in_order && seen > last;
         last = seen;
         n_seen++;
      }
      n++;
   }
   tap_ok(later, "a line ahead comes some lines later");
   tap_ok(in_order, "and none comes twice");
   tap_ok(n_seen > N_LINES / 2, "most lines come into sight");
   tap_ok(!ahead, "there is none behind the last line");
   line_close(s);
   free(text);
}

static void *gzip(const void *bytes, size_t size, size_t *packed_size)
{
   z_stream z = {0};
   unsigned char *packed = malloc(size + 1000);

   deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
   z.next_in = (Bytef *)bytes;
   z.avail_in = (uInt)size;
   z.next_out = packed;
   z.avail_out = (uInt)size + 1000;
   deflate(&z, Z_FINISH);
   *packed_size = z.total_out;
   deflateEnd(&z);
   return packed;
}

static void *zstd(const void *bytes, size_t size, size_t *packed_size)
{
   void *packed = malloc(ZSTD_compressBound(size));

   *packed_size =
       ZSTD_compress(packed, ZSTD_compressBound(size), bytes, size, 3);
   return packed;
}

static void test_packed(const char *name,
                        void *(*pack)(const void *, size_t, size_t *))
{
   size_t size, packed_size;
   char *text = make_long(&size);
   char *packed = pack(text, size, &packed_size);
   char *twice = malloc(2 * packed_size);
   struct line_source *s = open_bytes(packed, packed_size);
   size_t n = 0;

   tap_ok(has_long_lines(s), name);
   struct line line;
   tap_ok(!line_was_cut(s, &line), "not cut");
   line_close(s);

   s = open_bytes(packed, packed_size - 10);
   while (line_next(s, &line))
      n++;
   tap_ok(line_was_cut(s, &line), "cut within the packed data");
   tap_ok(n <= N_LINES, "no more lines than there were");
   line_close(s);

   memcpy(twice, packed, packed_size);
   memcpy(twice + packed_size, packed, packed_size);
   s = open_bytes(twice, 2 * packed_size);
   for (n = 0; line_next(s, &line);)
      n++;
   tap_is_u64(n, 2 * N_LINES, "two packed pieces in a row");
   line_close(s);
   free(twice);
   free(packed);
   free(text);
}

static void read_all(const char *path)
{
   struct line_source *s = line_open(path, LINE_MOST_TEXT);
   struct line line;

   while (line_next(s, &line))
      continue;
   line_close(s);
}

static void test_refused(void)
{
   static const char damaged[] = "\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff\xff";
   const size_t size = LINE_MAX_BYTES * 2 + 1;
   char *endless = malloc(size);
   char path[32];

   scratch_write(path, damaged, sizeof damaged - 1);
   struct ending e = scratch_run(read_all, path);
   unlink(path);
   tap_is_u64((uint64_t)e.status, 1, "damaged data are refused");
   tap_ok(strstr(e.message, "gzip"), "with the name of the packing");

   memset(endless, 'x', size);
   scratch_write(path, endless, size);
   free(endless);
   e = scratch_run(read_all, path);
   unlink(path);
   tap_is_u64((uint64_t)e.status, 1, "an endless line is refused");
   tap_ok(strstr(e.message, ":1: expected"), "with its number");

   e = scratch_run(read_all, "/nonexistent/file");
   tap_is_u64((uint64_t)e.status, 1, "no such file");
}

int main(void)
{
   size_t size;
   char *text = make_long(&size);
   struct line_source *s = open_bytes(text, size);

   tap_ok(has_long_lines(s), "long plain lines");
   line_close(s);
   free(text);
   test_plain();
   test_ends();
   test_ahead();
   test_packed("gzip", gzip);
   test_packed("zstd", zstd);
   test_refused();
   return tap_done();
}
