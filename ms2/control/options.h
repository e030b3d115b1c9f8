/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorder's command line: the table of its options, and what reads it.

   To add an option is a field of Ms2Options (base/options.h), a row here and a
   paragraph in ms2(1).  From the row come parsing, the message that says what
   was expected, and --help; build-aux/check-docs compares the rows with
   ms2(1). */
#ifndef MS2_CONTROL_OPTIONS_H
#define MS2_CONTROL_OPTIONS_H

#include "base/options.h"

/* What may stand behind the "=". */
typedef enum {
   MS2_OPTION_FLAG,    /* yes or no */
   MS2_OPTION_NUMBER,  /* a whole number */
   MS2_OPTION_DECIMAL, /* a number, 0.5 too; kept as it was written */
   MS2_OPTION_CHOICE,  /* one of some words */
   MS2_OPTION_TEXT,    /* anything; the last one given holds */
   MS2_OPTION_NAMES    /* anything; may be given several times */
} Ms2OptionKind;

/* Where --help shows it. */
typedef enum {
   MS2_OPTION_OURS,
   MS2_OPTION_SHARED,   /* may be given to ms2_print instead */
   MS2_OPTION_NEEDLESS, /* massif's, accepted: nothing is left for it to do */
   MS2_OPTION_DEBUG     /* a test of ms2 itself, or between its processes */
} Ms2OptionGroup;

typedef struct {
   const HChar *name; /* with its two dashes */
   Ms2OptionKind kind;
   union { /* where the value goes, by the kind; NULL: it is checked only */
      Bool *flag;
      Int *number;
      const HChar **text;
      Ms2Array **names;
   } to;
   const HChar *value; /* as --help shows it; NULL: as the kind has it */
   const HChar *help;
   Int least, most;             /* of a number */
   const HChar *unit;           /* what it counts; NULL: it has no bounds */
   const HChar *const *choices; /* up to a NULL */
   Ms2OptionGroup group;
} Ms2OptionRow;

extern const Ms2OptionRow ms2_options_rows[];
extern const UInt ms2_options_n_rows;

void ms2_options_init(void);

/* The core's callback for each word of the command line.  A wrong value ends
   the run before the program begins. */
Bool ms2_options_process(const HChar *arg);

/* All options are read: what one of them means for another. */
void ms2_options_settle(void);

#endif
