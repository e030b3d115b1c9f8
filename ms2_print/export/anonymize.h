/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that tell nothing, for a profile that is given away: f1 for a function,
   d1 for a folder, ..., the same for the same name.

   What the frame rules know stays, so that they still work: names of the
   standard libraries and allocators, without types and parameters, and the
   ends of their paths. */
#ifndef MS2_PRINT_EXPORT_ANONYMIZE_H
#define MS2_PRINT_EXPORT_ANONYMIZE_H

struct anonymize;
struct arena;

/* Everything is in the arena. */
struct anonymize *anonymize_new(struct arena *a);

/* Kinds of names that no rule knows. */
enum anonymous {
   ANONYMOUS_COMMAND,
   ANONYMOUS_OPTION,
   ANONYMOUS_THREAD,
   ANONYMOUS_REGION,
   ANONYMOUS_MARK,
   ANONYMOUS_VARIABLE,
   ANONYMOUS_KINDS
};

/* Each may be given "", which stays. */
const char *anonymize_text(struct anonymize *n, enum anonymous kind,
                           const char *text);
const char *anonymize_function(struct anonymize *n, const char *name);
const char *anonymize_dir(struct anonymize *n, const char *path);
const char *anonymize_file(struct anonymize *n, const char *name);
const char *anonymize_object(struct anonymize *n, const char *path);

#endif
