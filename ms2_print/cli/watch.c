/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loop of --watch: looks at the file, has a frame made, shows it. */
#include "cli/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"

#define INTERVAL_MS 1000
/* No page is longer; a frame is not read beyond it. */
#define MOST_FRAME_BYTES ((size_t)1 << 20)
#define MESSAGE_BYTES 512

struct frame {
   char *bytes;
   size_t length, room;
};

/* A child on its way to a frame. */
struct drawer {
   pid_t pid;      /* 0: none */
   int frame_fd;   /* its standard output, -1: none */
   int message_fd; /* its standard error */
   struct frame frame;
   uint64_t started_ms;
};

struct watcher {
   const struct watch_source *source;
   struct drawer drawer;
   struct frame shown;
   char message[MESSAGE_BYTES]; /* why the last frame failed; or "" */
   bool is_there;               /* the file, and there is something in it */
   bool is_stale;               /* what is shown is not what the file has */
   struct stat seen;            /* of the file, as the last frame has it */
   uint64_t next_ms;            /* when to look again */
};

static uint64_t now_ms(void)
{
   struct timespec t;

   clock_gettime(CLOCK_MONOTONIC, &t);
   return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* In the child: what the parent set up for the terminal is not its own. */
static void become_drawer(const struct watcher *w, const int *frame_pipe,
                          const int *message_pipe)
{
   FILE *to = fdopen(frame_pipe[1], "w");

   for (int number = 1; number < NSIG; number++)
      signal(number, SIG_DFL);
   sigset_t none;
   sigemptyset(&none);
   sigprocmask(SIG_SETMASK, &none, NULL);
   dup2(message_pipe[1], STDERR_FILENO);
   close(frame_pipe[0]);
   close(message_pipe[0]);
   if (!to)
      die("out of memory");
   w->source->put_frame(w->source->context, screen_find_size(), to);
   if (fclose(to) != 0)
      die("could not write the frame");
   _exit(EXIT_GOOD);
}

static void close_pipe(const int *pipe_fds)
{
   close(pipe_fds[0]);
   close(pipe_fds[1]);
}

/* False if the system has no room for it now. */
static bool start_drawer(struct watcher *w)
{
   struct drawer *d = &w->drawer;
   int frame_pipe[2];

   if (pipe(frame_pipe) != 0)
      return false;
   int message_pipe[2];
   if (pipe(message_pipe) != 0) {
      close_pipe(frame_pipe);
      return false;
   }
   sigset_t all;
   /* No handler of the parent's may run in the child. */
   sigfillset(&all);
   sigset_t before;
   sigprocmask(SIG_SETMASK, &all, &before);
   d->pid = fork();
   if (d->pid == 0)
      become_drawer(w, frame_pipe, message_pipe);
   sigprocmask(SIG_SETMASK, &before, NULL);
   if (d->pid < 0) {
      d->pid = 0;
      close_pipe(frame_pipe);
      close_pipe(message_pipe);
      return false;
   }
   close(frame_pipe[1]);
   close(message_pipe[1]);
   d->frame_fd = frame_pipe[0];
   d->message_fd = message_pipe[0];
   d->frame.length = 0;
   d->started_ms = now_ms();
   return true;
}

/* Returns whether it had done all its work. */
static bool end_drawer(struct drawer *d)
{
   int status = -1;

   while (waitpid(d->pid, &status, 0) < 0 && errno == EINTR)
      ;
   close(d->frame_fd);
   close(d->message_fd);
   d->frame_fd = -1;
   d->pid = 0;
   return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_GOOD;
}

static void drop_drawer(struct drawer *d)
{
   if (d->pid == 0)
      return;
   kill(d->pid, SIGKILL);
   end_drawer(d);
}

/* The last line that the child wrote to standard error; die() has made it fit
   for a terminal. */
static void read_message(struct watcher *w)
{
   char text[4 * MESSAGE_BYTES];
   const ssize_t n = read(w->drawer.message_fd, text, sizeof text - 1);

   text[n > 0 ? n : 0] = '\0';
   if (n > 0 && text[n - 1] == '\n')
      text[n - 1] = '\0';
   const char *last = strrchr(text, '\n');
   last = last ? last + 1 : text;
   if (strncmp(last, "ms2_print: ", strlen("ms2_print: ")) == 0)
      last += strlen("ms2_print: ");
   snprintf(w->message, sizeof w->message, "%.*s", MESSAGE_BYTES - 1, last);
}

/* A better frame takes the place of the one that is shown. */
static void finish_frame(struct watcher *w)
{
   const struct frame old = w->shown;

   /* The child has closed its output, so it is ending: what it had to say is
      said. */
   read_message(w);
   if (end_drawer(&w->drawer)) {
      w->shown = w->drawer.frame;
      w->drawer.frame = old;
      w->message[0] = '\0';
   } else if (w->message[0] == '\0') {
      strcpy(w->message, "the file could not be shown");
   }
   w->is_stale = false;
   /* Reading takes at most half of the time. */
   w->next_ms = now_ms() + INTERVAL_MS;
   if (now_ms() - w->drawer.started_ms > INTERVAL_MS)
      w->next_ms = 2 * now_ms() - w->drawer.started_ms;
}

static bool has_room(struct frame *f)
{
   const size_t room = f->room ? 2 * f->room : 16384;

   if (f->length < f->room)
      return true;
   char *bytes = room <= MOST_FRAME_BYTES ? realloc(f->bytes, room) : NULL;
   if (!bytes)
      return false;
   f->bytes = bytes;
   f->room = room;
   return true;
}

/* True when the frame is complete. */
static bool read_frame(struct drawer *d)
{
   struct frame *f = &d->frame;

   if (!has_room(f))
      return true;
   ssize_t n = read(d->frame_fd, f->bytes + f->length, f->room - f->length);
   if (n > 0)
      f->length += (size_t)n;
   return n == 0 || (n < 0 && errno != EINTR);
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
   return a->st_ino == b->st_ino && a->st_dev == b->st_dev &&
          a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
          a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The file may be written anew beside itself, so it is looked up by its name
   each time. */
static void look(struct watcher *w)
{
   w->next_ms = now_ms() + INTERVAL_MS;
   struct stat now;
   w->is_there = stat(w->source->path, &now) == 0 && now.st_size > 0;
   if (!w->is_there || (is_same_file(&now, &w->seen) && !w->is_stale))
      return;
   w->seen = now;
   w->is_stale = true;
   start_drawer(w);
}

static void make_status(const struct watcher *w, char *to, size_t size)
{
   const char *slash = strrchr(w->source->path, '/');
   const char *name = slash ? slash + 1 : w->source->path;
   const long long age = (long long)time(NULL) - w->seen.st_mtim.tv_sec;

   if (w->message[0])
      snprintf(to, size, " q quits   %s", w->message);
   else if (!w->is_there)
      snprintf(to, size, " q quits   waiting for %s to be written", name);
   else if (age > 2)
      snprintf(to, size, " q quits   %s, last written %lld s ago", name, age);
   else
      snprintf(to, size, " q quits   %s", name);
}

/* File names are anybody's. */
static void disarm(char *text)
{
   for (; *text; text++) {
      if ((unsigned char)*text < 0x20 || *text == 0x7f)
         *text = '?';
   }
}

static void show(const struct watcher *w)
{
   char status[2 * MESSAGE_BYTES];

   make_status(w, status, sizeof status);
   disarm(status);
   screen_draw(w->shown.bytes, w->shown.length, status);
}

/* What a new size needs is a new frame. */
static void begin_anew(struct watcher *w)
{
   drop_drawer(&w->drawer);
   w->is_stale = true;
   w->next_ms = 0;
}

static int time_left(const struct watcher *w)
{
   const uint64_t now = now_ms();

   if (w->drawer.pid != 0)
      return INTERVAL_MS;
   return w->next_ms > now ? (int)(w->next_ms - now) : 0;
}

void watch(const struct watch_source *source)
{
   struct watcher w = {.source = source, .drawer = {.frame_fd = -1}};
   unsigned events = SCREEN_NOTHING;

   w.is_stale = true;
   screen_open();
   while (!(events & SCREEN_QUIT)) {
      if (w.drawer.pid == 0 && now_ms() >= w.next_ms) {
         look(&w);
         show(&w);
      }
      events = screen_wait(w.drawer.frame_fd, time_left(&w));
      if (events & SCREEN_RESIZED) {
         begin_anew(&w);
      } else if ((events & SCREEN_READABLE) && read_frame(&w.drawer)) {
         finish_frame(&w);
         show(&w);
      }
   }
   drop_drawer(&w.drawer);
   screen_close();
   free(w.shown.bytes);
   free(w.drawer.frame.bytes);
}
