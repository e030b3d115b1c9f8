/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal, by the escape sequences that all terminals of today share.

   Signal handlers put the terminal back themselves, so nothing that the program
   does meanwhile can keep it from being put back; all they call is safe in a
   handler.  They have no argument, hence the state of the file. */
#include "cli/screen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/die.h"

/* The other screen, no cursor, and long lines are cut, not wrapped. */
#define TAKE "\033[?1049h\033[?25l\033[?7l\033[2J"
#define GIVE_BACK "\033[0m\033[?7h\033[?25h\033[?1049l"
#define HOME "\033[H"
/* Before the text: behind one that fills the line it would take the last
   character along. */
#define CLEAR_LINE "\033[0m\033[K"
#define CLEAR_BELOW "\033[0m\033[J"
#define REVERSE "\033[7m"
#define PLAIN "\033[0m"

/* Where the terminal does not tell. */
#define USUAL_COLUMNS 80
#define USUAL_ROWS 24

static const int ending_signals[] = {SIGINT,  SIGTERM, SIGHUP, SIGQUIT, SIGSEGV,
                                     SIGABRT, SIGBUS,  SIGFPE, SIGILL};

#define N_ENDING (sizeof ending_signals / sizeof ending_signals[0])

static struct {
   struct termios before;
   struct termios raw;
   volatile sig_atomic_t resized;
   volatile sig_atomic_t taken;
} screen;

static void put(const char *text, size_t length)
{
   while (length > 0) {
      const ssize_t n = write(STDOUT_FILENO, text, length);

      if (n < 0 && errno != EINTR && errno != EAGAIN)
         return;
      if (n > 0) {
         text += n;
         length -= (size_t)n;
      }
   }
}

static void put_text(const char *text)
{
   put(text, strlen(text));
}

static void take(void)
{
   tcsetattr(STDIN_FILENO, TCSADRAIN, &screen.raw);
   put_text(TAKE);
   screen.taken = true;
}

static void give_back(void)
{
   if (!screen.taken)
      return;
   screen.taken = false;
   put_text(GIVE_BACK);
   tcsetattr(STDIN_FILENO, TCSADRAIN, &screen.before);
}

/* The signal's own effect follows: the handler is in force once only. */
static void on_end(int number)
{
   give_back();
   raise(number);
}

static void on_stop(int number)
{
   const int error = errno;

   (void)number;
   give_back();
   raise(SIGSTOP);
   take();
   screen.resized = true;
   errno = error;
}

static void on_resize(int number)
{
   (void)number;
   screen.resized = true;
}

static void handle(int number, void (*handler)(int), int flags)
{
   struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

   sigemptyset(&action.sa_mask);
   sigaction(number, &action, NULL);
}

/* A resize is let in only while screen_wait() waits, so that none is lost. */
static void block_resize(int how)
{
   sigset_t set;

   sigemptyset(&set);
   sigaddset(&set, SIGWINCH);
   sigprocmask(how, &set, NULL);
}

static void check_terminal(void)
{
   const char *term = getenv("TERM");

   if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
       tcgetattr(STDIN_FILENO, &screen.before) != 0) {
      die_usage("--watch: expected a terminal, found another standard input "
                "or output");
   }
   if (!term || !*term || strcmp(term, "dumb") == 0) {
      die_usage("--watch: expected a terminal that moves its cursor, found "
                "TERM=%s",
                term ? term : "");
   }
}

void screen_open(void)
{
   check_terminal();
   screen.raw = screen.before;
   screen.raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
   screen.raw.c_cc[VMIN] = 1;
   screen.raw.c_cc[VTIME] = 0;
   block_resize(SIG_BLOCK);
   for (size_t i = 0; i < N_ENDING; i++)
      handle(ending_signals[i], on_end, (int)(SA_RESETHAND | SA_NODEFER));
   handle(SIGTSTP, on_stop, 0);
   handle(SIGWINCH, on_resize, 0);
   take();
}

void screen_close(void)
{
   give_back();
   for (size_t i = 0; i < N_ENDING; i++)
      handle(ending_signals[i], SIG_DFL, 0);
   handle(SIGTSTP, SIG_DFL, 0);
   handle(SIGWINCH, SIG_DFL, 0);
   block_resize(SIG_UNBLOCK);
}

struct screen_size screen_find_size(void)
{
   struct winsize size;

   if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 ||
       size.ws_row == 0) {
      return (struct screen_size){USUAL_COLUMNS, USUAL_ROWS};
   }
   return (struct screen_size){size.ws_col, size.ws_row};
}

/* Keys that mean nothing are thrown away. */
static bool reads_quit(void)
{
   char keys[64];
   const ssize_t n = read(STDIN_FILENO, keys, sizeof keys);

   if (n < 0)
      return errno != EINTR && errno != EAGAIN;
   return n == 0 || memchr(keys, 'q', (size_t)n) ||
          memchr(keys, 'Q', (size_t)n);
}

unsigned screen_wait(int fd, int timeout_ms)
{
   struct pollfd polls[] = {{STDIN_FILENO, POLLIN, 0}, {fd, POLLIN, 0}};
   const struct timespec time = {timeout_ms / 1000,
                                 timeout_ms % 1000 * 1000000L};
   unsigned events = SCREEN_NOTHING;
   sigset_t mask;

   sigprocmask(SIG_SETMASK, NULL, &mask);
   sigdelset(&mask, SIGWINCH);
   int n = ppoll(polls, 2, &time, &mask);
   if (n > 0 && polls[0].revents && reads_quit())
      events |= SCREEN_QUIT;
   if (n > 0 && polls[1].revents)
      events |= SCREEN_READABLE;
   if (screen.resized) {
      screen.resized = false;
      events |= SCREEN_RESIZED;
   }
   return events;
}

void screen_draw(const char *text, size_t length, const char *status)
{
   const uint32_t n_rows = screen_find_size().rows;

   put_text(HOME);
   for (uint32_t row = 1; row < n_rows && length > 0; row++) {
      const char *end = memchr(text, '\n', length);
      const size_t n = end ? (size_t)(end - text) : length;

      put_text(CLEAR_LINE);
      put(text, n);
      put_text("\r\n");
      text += n + (end ? 1 : 0);
      length -= n + (end ? 1 : 0);
   }
   put_text(CLEAR_BELOW);
   /* A row that does not exist is the last one. */
   put_text("\033[9999;1H" REVERSE);
   put_text(status);
   put_text(PLAIN);
}
