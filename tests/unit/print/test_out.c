/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The output object: escaping, colours, fitting, and files. */
#include "base/out.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "scratch.h"
#include "tap.h"

/* What a piece of work writes, as text; valid until the next call. */
static const char *written(void (*work)(struct out *), unsigned features)
{
   static char text[1024];
   FILE *stream = fmemopen(text, sizeof text, "w");
   struct out *o = out_open_stream(stream, features);

   memset(text, 0, sizeof text); /* a stream with no bytes writes none */
   work(o);
   out_close(o);
   fclose(stream);
   return text;
}

static void write_name(struct out *o)
{
   out_name(o, "a\x1b[31m\n\xc3\xa4\xff\xe2\x80\xae\xc2\x9b");
}

static void write_format(struct out *o)
{
   out_printf(o, "%s: %d\n", "x\ty\x07", 5);
}

static void write_long_format(struct out *o)
{
   out_printf(o, "%600d|", 7);
}

static void write_styles(struct out *o)
{
   out_style(o, OUT_BAD);
   out_printf(o, "leak");
   out_style(o, OUT_NORMAL);
}

static void write_raw(struct out *o)
{
   out_raw(o, "\x1b[0m", 4);
   out_repeat(o, "ab", 3);
}

static void test_text(void)
{
   tap_is_str(written(write_name, OUT_PLAIN),
              "a\\x1b[31m\\x0a\xc3\xa4\\xff\\xe2\\x80\\xae\\xc2\\x9b",
              "a name cannot steer a terminal");
   tap_is_str(written(write_format, OUT_PLAIN), "x\\x09y\\x07: 5\n",
              "nor can what is formatted");
   tap_is_u64(strlen(written(write_long_format, OUT_PLAIN)), 601,
              "a long format");
   tap_is_str(written(write_styles, OUT_PLAIN), "leak", "no colour");
   tap_is_str(written(write_styles, OUT_COLOR), "\033[0m\033[31mleak\033[0m",
              "colour");
   tap_is_str(written(write_raw, OUT_PLAIN), "\x1b[0mababab", "raw bytes");
}

static const char *fit_name;
static size_t fit_columns, fit_used;

static void write_fit(struct out *o)
{
   fit_used = out_fit(o, fit_name, fit_columns);
}

static void test_fit(const char *name, size_t n_columns, const char *wanted)
{
   fit_name = name;
   fit_columns = n_columns;
   tap_is_str(written(write_fit, OUT_PLAIN), wanted, "fitted");
   tap_is_u64(fit_used, out_columns(wanted), "and its columns are told");
   tap_ok(fit_used <= n_columns, "which are no more than there were");
}

static void write_full(const char *path)
{
   struct out *o = out_open(path, OUT_PLAIN);

   for (int i = 0; i < 100000; i++)
      out_printf(o, "line %d\n", i);
   out_close(o);
}

static void close_early(const char *path)
{
   struct out *o = out_open(path, OUT_PLAIN);

   out_printf(o, "never seen\n");
   out_repeat(o, "x", 100000);
   _exit(0);
}

static void read_file(const char *path, char *to, size_t size)
{
   FILE *file = fopen(path, "r");

   to[0] = '\0';
   if (file) {
      to[fread(to, 1, size - 1, file)] = '\0';
      fclose(file);
   }
}

static void test_files(void)
{
   char path[32];

   scratch_write(path, "old", 3);
   chmod(path, 0640);
   scratch_run(close_early, path);
   char text[100];
   read_file(path, text, sizeof text);
   tap_is_str(text, "old", "a run that ends early leaves the old file");

   char link[40];
   snprintf(link, sizeof link, "%s.link", path);
   tap_ok(symlink(path, link) == 0, "a link to it");
   struct out *o = out_open(link, OUT_PLAIN);
   out_printf(o, "new");
   out_close(o);
   read_file(path, text, sizeof text);
   tap_is_str(text, "new", "a file written through a link");
   struct stat status;
   tap_ok(lstat(link, &status) == 0 && S_ISLNK(status.st_mode),
          "the link stays a link");
   tap_ok(stat(path, &status) == 0 && (status.st_mode & 0777) == 0640,
          "the mode stays as it was");
   unlink(link);
   unlink(path);

   umask(022);
   o = out_open(path, OUT_PLAIN);
   out_close(o);
   tap_ok(stat(path, &status) == 0 && (status.st_mode & 0777) == 0644,
          "a new file has the usual mode");
   unlink(path);
}

/* The file that close_early() left beside its place has a name of its own. */
static void remove_leftovers(void)
{
   if (system("rm -f /tmp/ms2-unit.??????.??????") != 0)
      puts("# leftovers stay");
}

static void test_failures(void)
{
   struct ending e;

   if (access("/dev/full", W_OK) == 0) {
      e = scratch_run(write_full, "/dev/full");
      tap_is_u64((uint64_t)e.status, 1, "a full disk is a failure");
      tap_is_str(e.message,
                 "ms2_print: cannot write '/dev/full': "
                 "No space left on device\n",
                 "with its reason");
   } else {
      tap_skip("a full disk is a failure", "no /dev/full here");
   }
   e = scratch_run(write_full, "/nonexistent/folder/file");
   tap_is_u64((uint64_t)e.status, 1, "no such folder");
}

int main(void)
{
   test_text();
   test_fit("malloc", 6, "malloc");
   test_fit("malloc", 5, "mal..");
   test_fit("malloc", 2, "..");
   test_fit("malloc", 1, ".");
   test_fit("malloc", 0, "");
   test_fit("\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad", 5, "\xe4\xb8\xad..");
   test_fit("\x1b\x1b", 7, "\\x1b..");
   test_files();
   remove_leftovers();
   test_failures();
   return tap_done();
}
