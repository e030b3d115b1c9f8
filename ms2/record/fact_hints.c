/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hints in the file. */
#include "record/fact_hints.h"

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
} hints;

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

static void write_changed(void)
{
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
}

const Ms2FactKind ms2_fact_hints = {
    .write_changed = write_changed,
    .start_file = start_file,
};
