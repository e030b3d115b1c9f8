/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an option does with its argument: a setter each, or one for several
   options that differ only in where the value goes.  What can not be taken
   ends the program with a message that says what was expected. */
#ifndef MS2_PRINT_CLI_OPTION_SET_H
#define MS2_PRINT_CLI_OPTION_SET_H

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
setter option_set_text;
setter option_set_flag;
setter option_set_frame_flag;
setter option_set_frame_glob;
setter option_set_count;
setter option_set_extent;
setter option_set_size;

setter option_set_view;
setter option_set_export;
setter option_set_to;
setter option_set_at;
setter option_set_memory;
setter option_set_measure;
setter option_set_sort;
setter option_set_by;
setter option_set_series;
setter option_set_axis;
setter option_set_x;
setter option_set_color;
setter option_set_skip;
setter option_set_wrappers;
setter option_set_threshold;
setter option_set_base_at;
setter option_set_fail_on_increase;
setter option_set_check;
setter option_set_skip_file;
setter option_set_suppressions;
setter option_set_symbols;

#endif
