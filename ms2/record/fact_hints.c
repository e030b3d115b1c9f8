/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hints in the file. */
#include "record/fact_hints.h"

#include "base/array.h"
#include "record/record.h"

static const HChar *const words[] = {
#define WORD(word, text) word,
    MS2_FORMAT_HINTS(WORD)
#undef WORD
};

#define N_WORDS (sizeof words / sizeof words[0])

static struct {
   Bool is_true[N_WORDS];
   Bool written[N_WORDS];
   Ms2Array *programs; /* of Program; NULL: none yet */
   Bool programs_written;
} hints;

typedef struct {
   const HChar *path;
   ULong n_runs;
} Program;

/* A build runs a few programs many times. */
#define MOST_PROGRAMS 64

static UInt find(const HChar *word)
{
   UInt i = 0;

   while (i < N_WORDS && ms2_host_strcmp(words[i], word) != 0)
      i++;
   MS2_ASSERT(i < N_WORDS, "it is a word of the format");
   return i;
}

void ms2_fact_hints_add(const HChar *word)
{
   hints.is_true[find(word)] = True;
}

Bool ms2_fact_hints_has(const HChar *word)
{
   return hints.is_true[find(word)];
}

static Program *program_get(UInt i)
{
   return ms2_array_get(hints.programs, i);
}

UInt ms2_fact_hints_n_programs(void)
{
   return hints.programs != NULL ? hints.programs->n : 0;
}

const HChar *ms2_fact_hints_program(UInt i)
{
   return program_get(i)->path;
}

void ms2_fact_hints_add_program(const HChar *path)
{
   UInt n = ms2_fact_hints_n_programs();

   for (UInt i = 0; i < n; i++) {
      if (ms2_host_strcmp(program_get(i)->path, path) == 0) {
         program_get(i)->n_runs++;
         return;
      }
   }
   if (hints.programs == NULL)
      hints.programs = ms2_array_new("ms2.hints.programs", sizeof(Program));
   if (n < MOST_PROGRAMS) {
      Program *program = ms2_array_add(hints.programs);
      program->path = ms2_host_strdup("ms2.hints.path", path);
      program->n_runs = 1;
   }
}

static void write_programs(void)
{
   for (UInt i = 0; i < ms2_fact_hints_n_programs(); i++) {
      HChar text[600];
      ms2_host_format(text, sizeof text, "%llu %s", program_get(i)->n_runs,
                      program_get(i)->path);
      ms2_record_header("ran", text);
   }
}

static void write_changed(void)
{
   if (!hints.programs_written && ms2_fact_hints_n_programs() > 0) {
      hints.programs_written = True;
      write_programs();
   }
   for (UInt i = 0; i < N_WORDS; i++) {
      if (hints.is_true[i] && !hints.written[i]) {
         hints.written[i] = True;
         ms2_record_header("hint", words[i]);
      }
   }
}

/* A file that is written anew keeps the header's records. */
static void start_file(void)
{
   ms2_host_memset(hints.written, 0, sizeof hints.written);
   hints.programs_written = False;
}

const Ms2FactKind ms2_fact_hints = {
    .write_changed = write_changed,
    .start_file = start_file,
};
