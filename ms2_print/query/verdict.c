/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names, words and advice of verdicts. */
#include "query/verdict.h"

static const struct {
   const char *name, *words, *advice;
   bool is_fact; /* follows from the numbers or a search alone */
} verdicts[VERDICT_COUNT] = {
    [VERDICT_LEAK] = {"leak", "grows, and nothing points to it any more",
                      "see where the last pointer to these blocks is "
                      "overwritten or goes out of scope: there they should be "
                      "freed",
                      true},
    [VERDICT_LOST] =
        {"lost",
         "nothing points to some or all of it; that was not seen to grow",
         "see where the last pointer to these blocks is "
         "overwritten or goes out of scope: there they should be "
         "freed",
         true},
    [VERDICT_UNBOUNDED] = {"unbounded",
                           "grows up to the end, and is held: a cache without "
                           "a bound?",
                           "if it is a cache or a log, give it a bound; a "
                           "table that the work fills is fine",
                           false},
    [VERDICT_INDIRECT] = {"indirect", "lost with what held it",
                          "nothing here: free what held it", true},
    [VERDICT_STAIRCASE] =
        {"staircase", "grows up to the end; what piles up is not given back",
         "see who should free or drop these blocks; if they are kept on "
         "purpose, set a limit, or leave the stack out with --suppressions",
         false},
    [VERDICT_GROWING] =
        {"growing", "grows, but too little or too briefly to be suspected",
         "let the program run longer: what goes on growing is suspected then",
         false},
    [VERDICT_IN_USE] = {"in use",
                        "grows, and what is old in it is touched: a table in "
                        "use",
                        "set a limit if it is not to grow on", false},
    [VERDICT_SAWTOOTH] = {"sawtooth",
                          "rises and falls; what is left is the last tooth",
                          "nothing, unless the highest tooth is too high",
                          false},
    [VERDICT_PLATEAU] = {"plateau",
                         "grew, then stayed level, as a full cache does",
                         "nothing, unless it is larger than it has to be",
                         false},
    [VERDICT_ONE_OFF] = {"one-off",
                         "a few blocks, or many within a short time, as "
                         "tables are",
                         "nothing, unless the table is larger than it has to "
                         "be",
                         false},
    [VERDICT_INHERITED] = {"inherited",
                           "allocated before the fork; holds no more than then",
                           "nothing: the parent's profile tells where it is "
                           "from",
                           true},
    [VERDICT_AT_EXIT] = {"at exit", "held until the end, then given back",
                         "free it earlier if it is not needed that long", true},
    [VERDICT_FREED] = {"freed", "given back during the run", "nothing", true},
};

const char *verdict_name(enum verdict v)
{
   return verdicts[v].name;
}

const char *verdict_words(enum verdict v)
{
   return verdicts[v].words;
}

const char *verdict_advice(enum verdict v)
{
   return verdicts[v].advice;
}

bool verdict_is_proven(enum verdict v)
{
   return v == VERDICT_LEAK || v == VERDICT_LOST;
}

bool verdict_is_fact(enum verdict v)
{
   return verdicts[v].is_fact;
}
