/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages on standard error and the ways out of the program. */
#include "base/die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/progress.h"
#include "base/utf8.h"

/* Long enough for two paths; a longer message loses its end. */
#define MESSAGE_BYTES 4096

__attribute__((format(printf, 1, 0))) static void
print_message(const char *format, va_list args)
{
   char text[MESSAGE_BYTES];

   vsnprintf(text, sizeof text, format, args);
   progress_hide();
   fputs("ms2_print: ", stderr);
   for (const char *s = text; *s;) {
      bool harmless;
      const char *const end = s + utf8_step(s, &harmless);

      for (; s < end; s++)
         fprintf(stderr, harmless ? "%c" : "\\x%02x", (unsigned char)*s);
   }
   putc('\n', stderr);
}

/* The memory in use is left to the system, wherever the program stands; past
   exit() a leak checker would complain of it. */
static noreturn void leave(enum exit_status status)
{
   progress_end();
   fflush(NULL);
   _exit(status);
}

void warn(const char *format, ...)
{
   va_list args;

   va_start(args, format);
   print_message(format, args);
   va_end(args);
}

noreturn void die(const char *format, ...)
{
   va_list args;

   va_start(args, format);
   print_message(format, args);
   va_end(args);
   leave(EXIT_BAD);
}

void die_if_output_is_lost(void)
{
   errno = 0;
   if (fflush(stdout) != 0)
      die("cannot write 'standard output': %s", strerror(errno));
   if (ferror(stdout))
      die("cannot write 'standard output'");
}

noreturn void die_usage(const char *format, ...)
{
   va_list args;

   va_start(args, format);
   print_message(format, args);
   va_end(args);
   leave(EXIT_USAGE);
}
