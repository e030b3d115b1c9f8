/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an option does with its argument: a setter each, or one for several
   options that differ only in where the value goes.  What can not be taken
   ends the program with a message that says what was expected. */
#ifndef MS2_PRINT_CLI_SET_H
#define MS2_PRINT_CLI_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct option_row;
struct options;

typedef void setter(struct options *o, const struct option_row *row,
                    const char *arg);

/* A row of the table in options.c. */
struct option_row {
   const char *name;
   char letter;     /* 0: none */
   const char *arg; /* NULL: it takes none */
   const char *help;
   int group; /* in the order of --help */
   setter *set;

   /* For those setters that serve several rows. */
   size_t field;         /* where the value goes, in struct options */
   size_t frame_field;   /* the same in struct frame_options */
   uint64_t least, most; /* of a number */
   const char *view;     /* that the option stands for */
   bool is_alias;        /* another name of the row above */
};

/* Where to, the row says. */
setter set_text;
setter set_flag;
setter set_frame_flag;
setter set_frame_glob;
setter set_count;
setter set_extent;
setter set_size;

setter set_view;
setter set_export;
setter set_to;
setter set_at;
setter set_measure;
setter set_sort;
setter set_by;
setter set_series;
setter set_time_unit;
setter set_color;
setter set_skip;
setter set_threshold;
setter set_base_at;
setter set_fail_on_increase;
setter set_check;
setter set_skip_file;
setter set_suppressions;

#endif
