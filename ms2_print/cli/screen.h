/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal as a screen that is drawn on in place, for --watch.

   What was on the terminal before comes back at any end: screen_close(), a
   signal that ends the program, one that stops it (and after that the screen
   is taken again), a crash.  There is one terminal, so there is one screen. */
#ifndef MS2_PRINT_CLI_SCREEN_H
#define MS2_PRINT_CLI_SCREEN_H

#include <stddef.h>
#include <stdint.h>

struct screen_size {
   uint32_t columns, rows;
};

/* What screen_wait() saw; several at once. */
enum screen_event {
   SCREEN_NOTHING = 0, /* the time is over */
   SCREEN_QUIT = 1,    /* q was pressed, or the terminal is gone */
   SCREEN_RESIZED = 2, /* also after it was taken again */
   SCREEN_READABLE = 4 /* there is something to read from fd, or its end */
};

/* Ends the program with a message if standard input and output are no terminal
   that can do it. */
void screen_open(void);
void screen_close(void);

struct screen_size screen_find_size(void);

/* At most timeout_ms milliseconds; fd may be -1. */
unsigned screen_wait(int fd, int timeout_ms);

/* Shows `text`, whose lines are cut where the screen ends, and in the last row
   `status`, which has no control characters. */
void screen_draw(const char *text, size_t length, const char *status);

#endif
