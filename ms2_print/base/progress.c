/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line on standard error that tells what takes long. */
#include "base/progress.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/utf8.h"

#define FIRST_US 1000000
#define NEXT_US 250000

/* Behind a stage: ": 100 %" or ", 12345 s". */
#define SHARE_COLUMNS 16

/* Back to the begin of the line, and what stands there goes. */
#define WIPE "\r\033[K"

/* A handler knows nothing but what is static. */
static struct {
   bool begun;
   int columns; /* of the terminal */
   time_t started;
   volatile sig_atomic_t shown;
   volatile sig_atomic_t percent; /* -1: not known */
   char stage[256];
} progress;

static void add_number(char *text, size_t *n, unsigned long number)
{
   char digits[20];
   size_t at = sizeof digits;

   do
      digits[--at] = (char)('0' + number % 10);
   while ((number /= 10) > 0);
   memcpy(text + *n, digits + at, sizeof digits - at);
   *n += sizeof digits - at;
}

static void add_text(char *text, size_t *n, const char *more)
{
   memcpy(text + *n, more, strlen(more));
   *n += strlen(more);
}

/* A handler may not print but by write(); a failure is no harm. */
static void write_line(const char *text, size_t n)
{
   if (write(STDERR_FILENO, text, n) < 0)
      return;
}

static void tell(int number)
{
   const int error = errno;
   char text[sizeof progress.stage + 64];
   size_t n = 0;

   (void)number;
   add_text(text, &n, WIPE "ms2_print: ");
   add_text(text, &n, progress.stage);
   add_text(text, &n, progress.percent < 0 ? ", " : ": ");
   add_number(text, &n,
              progress.percent < 0
                  ? (unsigned long)(time(NULL) - progress.started)
                  : (unsigned long)progress.percent);
   add_text(text, &n, progress.percent < 0 ? " s" : " %");
   write_line(text, n);
   progress.shown = 1;
   errno = error;
}

static void set_timer(long first_us, long next_us)
{
   const struct itimerval timer = {
       .it_value = {first_us / 1000000, first_us % 1000000},
       .it_interval = {next_us / 1000000, next_us % 1000000}};

   setitimer(ITIMER_REAL, &timer, NULL);
}

static void block(int how)
{
   sigset_t alarm;

   sigemptyset(&alarm);
   sigaddset(&alarm, SIGALRM);
   sigprocmask(how, &alarm, NULL);
}

void progress_begin(void)
{
   const char *term = getenv("TERM");
   const struct sigaction action = {.sa_handler = tell, .sa_flags = SA_RESTART};
   struct winsize size;

   if (!term || strcmp(term, "dumb") == 0 || !isatty(STDERR_FILENO) ||
       sigaction(SIGALRM, &action, NULL) != 0) {
      return;
   }
   progress.begun = true;
   progress.columns =
       ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0
           ? size.ws_col
           : 80;
   progress.started = time(NULL);
   progress.percent = -1;
   set_timer(FIRST_US, NEXT_US);
}

/* As much of a text as leaves room for the rest of the line: a line that is
   longer than the terminal could not be wiped. */
static void set_stage(const char *text)
{
   const int room =
       progress.columns - (int)strlen("ms2_print: ") - SHARE_COLUMNS;
   size_t n = 0;
   int columns = 0;

   while (text[n]) {
      bool harmless;
      uint32_t code;
      const size_t length = utf8_step(text + n, &harmless);

      utf8_decode(text + n, &code);
      columns += (int)utf8_columns(code);
      if (columns > room || n + length >= sizeof progress.stage)
         break;
      n += length;
   }
   memcpy(progress.stage, text, n);
   progress.stage[n] = '\0';
}

void progress_stage(const char *format, ...)
{
   char text[sizeof progress.stage], tame[4 * sizeof text + 1];
   va_list args;

   if (!progress.begun)
      return;
   va_start(args, format);
   vsnprintf(text, sizeof text, format, args);
   va_end(args);
   utf8_tame(text, tame);
   block(SIG_BLOCK);
   set_stage(tame);
   progress.percent = -1;
   block(SIG_UNBLOCK);
}

void progress_share(uint64_t done, uint64_t whole)
{
   if (whole > 0)
      progress.percent = (int)(done < whole ? done * 100 / whole : 100);
}

void progress_hide(void)
{
   if (!progress.begun)
      return;
   block(SIG_BLOCK);
   if (progress.shown)
      write_line(WIPE, strlen(WIPE));
   progress.shown = 0;
   block(SIG_UNBLOCK);
}

void progress_end(void)
{
   if (!progress.begun)
      return;
   set_timer(0, 0);
   progress_hide();
   progress.begun = false;
}
