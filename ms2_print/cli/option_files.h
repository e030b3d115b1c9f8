/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that options name or that are meant without one.  A file that can not
   be read, or says what nobody understands, ends the program with a message. */
#ifndef MS2_PRINT_CLI_OPTION_FILES_H
#define MS2_PRINT_CLI_OPTION_FILES_H

struct arena;
struct frame_options;
struct suppressions;

/* --skip-file: patterns, a line each: "fn:GLOB", "path:GLOB", "obj:GLOB", or
   nothing, or a comment after "#". */
void option_files_skip(struct arena *a, struct frame_options *to,
                       const char *path);

/* --suppressions */
void option_files_suppressions(struct arena *a, struct suppressions *to,
                               const char *path);

/* The newest ms2.out.* of the current folder, or NULL. */
const char *option_files_newest(struct arena *a);

#endif
