/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where views and exports write: escaping, colours, checked files.

   Everything goes through a stdio stream, whose error flag is the sticky
   error; the first errno is kept for the message.  An export writes tens of
   millions of pieces of a few bytes, so they are gathered here: a call of
   fwrite() for each was a third of the time of --to=json. */
#include "base/out.h"

#include <assert.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/progress.h"
#include "base/utf8.h"

#define BUFFER_BYTES ((size_t)64 * 1024)

struct out {
   FILE *stream;
   const char *name; /* for messages */
   char *final_path; /* where the file goes in the end, or NULL */
   char *temp_path;  /* where it is written until then, or NULL */
   bool owns_stream;
   unsigned features;
   int error; /* errno of the first failed write, or 0 */
   size_t n_buffered;
   char buffer[BUFFER_BYTES];
};

static const char *const style_codes[OUT_STYLE_COUNT] = {
    [OUT_NORMAL] = "",         [OUT_HEADING] = "\033[1m",
    [OUT_DIM] = "\033[2m",     [OUT_GOOD] = "\033[32m",
    [OUT_WARN] = "\033[33m",   [OUT_BAD] = "\033[31m",
    [OUT_PEAK] = "\033[1;35m",
};

#define STYLE_RESET "\033[0m"

static bool is_stdout(const char *path)
{
   return !path || strcmp(path, "-") == 0;
}

static bool terminal_knows_color(void)
{
   const char *term = getenv("TERM");
   const char *no_color = getenv("NO_COLOR");

   return term && strcmp(term, "dumb") != 0 && !(no_color && *no_color);
}

/* LC_CTYPE is set for the question only: nothing else here may depend on the
   locale. */
static bool locale_is_utf8(void)
{
   if (!setlocale(LC_CTYPE, ""))
      return false;
   bool is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
   setlocale(LC_CTYPE, "C");
   return is_utf8;
}

bool out_is_terminal(const char *path)
{
   return is_stdout(path) && isatty(STDOUT_FILENO);
}

unsigned out_find_features(const char *path, enum out_color_when when)
{
   const bool to_terminal = out_is_terminal(path);
   unsigned features = OUT_PLAIN;

   if (when == OUT_COLOR_ALWAYS ||
       (when == OUT_COLOR_AUTO && to_terminal && terminal_knows_color())) {
      features |= OUT_COLOR;
   }
   if (to_terminal && locale_is_utf8())
      features |= OUT_UNICODE;
   return features;
}

static struct out *new_out(FILE *stream, unsigned features)
{
   struct out *o = calloc(1, sizeof *o);

   if (!o)
      die("out of memory");
   o->stream = stream;
   o->features = features;
   return o;
}

struct out *out_open_stream(FILE *stream, unsigned features)
{
   struct out *o = new_out(stream, features);

   o->name = "the output";
   return o;
}

/* The file that `path` stands for: symbolic links are followed, so that the
   link stays and its target is replaced. */
static char *resolve(const char *path)
{
   char *real = realpath(path, NULL);

   if (!real)
      real = strdup(path);
   if (!real)
      die("out of memory");
   return real;
}

/* As open(2) with mode 0666 would have made it; mkstemp() makes it 0600. */
static void set_usual_mode(int fd, const struct stat *old)
{
   const mode_t mask = umask(0);

   umask(mask);
   /* A file that is more private than asked for is no failure. */
   if (fchmod(fd, old ? old->st_mode & 0777 : 0666 & ~mask))
      return;
}

static void open_beside(struct out *o, const char *path, const struct stat *old)
{
   static const char suffix[] = ".XXXXXX";

   o->final_path = resolve(path);
   o->temp_path = malloc(strlen(o->final_path) + sizeof suffix);
   if (!o->temp_path)
      die("out of memory");
   strcpy(o->temp_path, o->final_path);
   strcat(o->temp_path, suffix);
   int fd = mkstemp(o->temp_path);
   if (fd < 0)
      die("cannot write '%s': %s", path, strerror(errno));
   set_usual_mode(fd, old);
   o->stream = fdopen(fd, "w");
}

struct out *out_open(const char *path, unsigned features)
{
   struct out *o = new_out(stdout, features);

   if (is_stdout(path)) {
      o->name = "standard output";
      return o;
   }
   o->name = path;
   o->owns_stream = true;
   struct stat status;
   bool exists = stat(path, &status) == 0;
   if (!exists || S_ISREG(status.st_mode))
      open_beside(o, path, exists ? &status : NULL);
   else
      o->stream = fopen(path, "w");
   if (!o->stream)
      die("cannot write '%s': %s", path, strerror(errno));
   return o;
}

static void note_error(struct out *o)
{
   if (!o->error && ferror(o->stream))
      o->error = errno ? errno : EIO;
}

static void put_through(struct out *o, const char *bytes, size_t size_bytes)
{
   if (o->error)
      return;
   if (isatty(fileno(o->stream)))
      progress_end();
   errno = 0;
   if (fwrite(bytes, 1, size_bytes, o->stream) != size_bytes)
      note_error(o);
}

static void put_buffered(struct out *o)
{
   put_through(o, o->buffer, o->n_buffered);
   o->n_buffered = 0;
}

static void put(struct out *o, const char *bytes, size_t size_bytes)
{
   if (size_bytes > sizeof o->buffer - o->n_buffered)
      put_buffered(o);
   if (size_bytes > sizeof o->buffer) {
      put_through(o, bytes, size_bytes);
      return;
   }
   memcpy(o->buffer + o->n_buffered, bytes, size_bytes);
   o->n_buffered += size_bytes;
}

static void finish_file(struct out *o)
{
   if (!o->error && rename(o->temp_path, o->final_path) != 0)
      o->error = errno;
   if (o->error)
      unlink(o->temp_path);
}

void out_close(struct out *o)
{
   const char *name = o->name;

   put_buffered(o);
   errno = 0;
   if (fflush(o->stream) != 0)
      note_error(o);
   if (o->owns_stream && fclose(o->stream) != 0 && !o->error)
      o->error = errno;
   if (o->temp_path)
      finish_file(o);
   int error = o->error;
   free(o->temp_path);
   free(o->final_path);
   free(o);
   if (error)
      die("cannot write '%s': %s", name, strerror(error));
}

bool out_has_unicode(const struct out *o)
{
   return o->features & OUT_UNICODE;
}

bool out_has_color(const struct out *o)
{
   return o->features & OUT_COLOR;
}

/* How the character at the start of `s` is shown. */
struct glyph {
   size_t n_read; /* bytes of s */
   size_t n_text; /* bytes of text */
   size_t columns;
   char text[16];
};

static struct glyph next_glyph(const char *s)
{
   struct glyph g = {0};
   bool harmless;

   g.n_read = utf8_step(s, &harmless);
   if (harmless) {
      uint32_t code;

      memcpy(g.text, s, g.n_read);
      g.n_text = utf8_decode(s, &code);
      g.columns = utf8_columns(code);
      return g;
   }
   for (size_t i = 0; i < g.n_read; i++)
      sprintf(g.text + 4 * i, "\\x%02x", (unsigned char)s[i]);
   g.n_text = 4 * g.n_read;
   g.columns = g.n_text;
   return g;
}

static size_t newlines_at_end(const char *format)
{
   const size_t length = strlen(format);
   size_t n = 0;

   while (n < length && format[length - 1 - n] == '\n')
      n++;
   return n;
}

/* What a format has made: its own newlines, and in between no others. */
static void put_formatted(struct out *o, const char *format, char *text)
{
   const size_t n_begin = strspn(format, "\n");
   const size_t n_end = newlines_at_end(format + n_begin);

   assert(!memchr(format + n_begin, '\n', strlen(format) - n_begin - n_end) &&
          "a format has newlines at its ends only");
   out_repeat(o, "\n", n_begin);
   text[strlen(text) - n_end] = '\0';
   out_name(o, text + n_begin);
   out_repeat(o, "\n", n_end);
}

void out_printf(struct out *o, const char *format, ...)
{
   char small[512];
   char *text = small;
   va_list args;

   va_start(args, format);
   int length = vsnprintf(small, sizeof small, format, args);
   va_end(args);
   if (length < 0)
      die("cannot format a line of output");
   if ((size_t)length >= sizeof small) {
      text = malloc((size_t)length + 1);
      if (!text)
         die("out of memory");
      va_start(args, format);
      vsnprintf(text, (size_t)length + 1, format, args);
      va_end(args);
   }
   put_formatted(o, format, text);
   if (text != small)
      free(text);
}

/* Printable ASCII, which most names are: it goes out in one go. */
static size_t plain_length(const char *s)
{
   size_t n = 0;

   while (s[n] >= 0x20 && s[n] < 0x7f)
      n++;
   return n;
}

void out_name(struct out *o, const char *name)
{
   for (;;) {
      const size_t n = plain_length(name);

      put(o, name, n);
      name += n;
      if (!*name)
         return;
      const struct glyph g = next_glyph(name);

      put(o, g.text, g.n_text);
      name += g.n_read;
   }
}

size_t out_columns(const char *name)
{
   return out_columns_of(name, strlen(name));
}

size_t out_columns_of(const char *text, size_t length)
{
   const char *const end = text + length;
   size_t columns = 0;

   while (text < end) {
      const struct glyph g = next_glyph(text);

      columns += g.columns;
      text += g.n_read;
   }
   return columns;
}

size_t out_part(struct out *o, const char *text, size_t length,
                size_t n_columns)
{
   size_t used = 0, n = 0;

   while (n < length) {
      const struct glyph g = next_glyph(text + n);

      used += g.columns;
      if (used > n_columns && n > 0)
         break;
      put(o, g.text, g.n_text);
      n += g.n_read;
   }
   return n;
}

size_t out_fit(struct out *o, const char *name, size_t n_columns)
{
   size_t used = out_columns(name);

   if (used <= n_columns) {
      out_name(o, name);
      return used;
   }
   size_t room = n_columns > 2 ? n_columns - 2 : 0;
   used = 0;
   while (*name) {
      const struct glyph g = next_glyph(name);

      if (used + g.columns > room)
         break;
      put(o, g.text, g.n_text);
      used += g.columns;
      name += g.n_read;
   }
   out_repeat(o, ".", n_columns - room);
   return used + n_columns - room;
}

void out_repeat(struct out *o, const char *text, size_t n_times)
{
   const size_t length = strlen(text);

   for (size_t i = 0; i < n_times; i++)
      put(o, text, length);
}

void out_style(struct out *o, enum out_style style)
{
   if (!out_has_color(o))
      return;
   put(o, STYLE_RESET, strlen(STYLE_RESET));
   put(o, style_codes[style], strlen(style_codes[style]));
}

char *out_room(struct out *o, size_t most_bytes)
{
   assert(most_bytes <= OUT_MOST_BYTES && "a piece is small");
   if (most_bytes > sizeof o->buffer - o->n_buffered)
      put_buffered(o);
   return o->buffer + o->n_buffered;
}

void out_filled(struct out *o, const char *end)
{
   o->n_buffered = (size_t)(end - o->buffer);
}

char *out_digits(char *to, uint64_t n)
{
   char digits[OUT_MOST_DIGITS];
   size_t length = 0;

   do
      digits[length++] = (char)('0' + n % 10);
   while ((n /= 10) > 0);
   while (length > 0)
      *to++ = digits[--length];
   return to;
}

void out_count(struct out *o, uint64_t n)
{
   out_filled(o, out_digits(out_room(o, OUT_MOST_DIGITS), n));
}

void out_raw(struct out *o, const void *bytes, size_t size_bytes)
{
   put(o, bytes, size_bytes);
}
