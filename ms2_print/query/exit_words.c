/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a recorded process ended, in words. */
#include "query/exit_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Linux's numbers, but for MIPS, and what brings a program into it: those that
   end one by default (signal(7)). */
static const struct {
   uint64_t number;
   const char *name, *means;
} signals[] = {
    {1, "SIGHUP", "its terminal was closed"},
    {2, "SIGINT", "interrupted"},
    {3, "SIGQUIT", "quit from the keyboard"},
    {4, "SIGILL", "an illegal instruction"},
    {5, "SIGTRAP", "a trap"},
    {6, "SIGABRT", "aborted"},
    {7, "SIGBUS", "memory that is not there"},
    {8, "SIGFPE", "an arithmetic error"},
    {9, "SIGKILL", "killed"},
    {10, "SIGUSR1", ""},
    {11, "SIGSEGV", "an invalid access to memory"},
    {12, "SIGUSR2", ""},
    {13, "SIGPIPE", "nobody reads its output"},
    {14, "SIGALRM", "an alarm"},
    {15, "SIGTERM", "asked to end"},
    {16, "SIGSTKFLT", ""},
    {24, "SIGXCPU", "the limit on its CPU time"},
    {25, "SIGXFSZ", "the limit on a file's size"},
    {26, "SIGVTALRM", "an alarm"},
    {27, "SIGPROF", "an alarm"},
    {29, "SIGIO", ""},
    {30, "SIGPWR", ""},
    {31, "SIGSYS", "a system call that is not there or not allowed"},
};

#define N_SIGNALS (sizeof signals / sizeof signals[0])

struct exit_signal exit_words_signal(const struct profile *p)
{
   struct exit_signal s = {"", ""};
   const bool numbers_differ = strstr(p->run.platform, "mips") != NULL;

   if (strcmp(p->how, "signal") != 0 || p->exit_status == 0)
      return s;
   for (size_t i = 0; i < N_SIGNALS && !numbers_differ; i++) {
      if (signals[i].number == p->exit_status) {
         snprintf(s.name, sizeof s.name, "%s", signals[i].name);
         s.means = signals[i].means;
         return s;
      }
   }
   snprintf(s.name, sizeof s.name, "signal %" PRIu64, p->exit_status);
   return s;
}

static void say_signal(struct exit_words *e, const struct profile *p)
{
   const struct exit_signal s = exit_words_signal(p);

   if (s.means[0])
      snprintf(e->text, sizeof e->text, "ended by %s (%s)", s.name, s.means);
   else
      snprintf(e->text, sizeof e->text, "ended by %s",
               s.name[0] ? s.name : "a signal");
}

struct exit_words exit_words_of(const struct profile *p)
{
   struct exit_words e = {"", false};

   if (p->kind != PROFILE_MS2) {
      snprintf(e.text, sizeof e.text, "a %s file",
               p->kind == PROFILE_MASSIF ? "massif" : "heaptrack");
   } else if (!p->finished) {
      e.is_warning = true;
      snprintf(e.text, sizeof e.text, "still running or killed");
   } else if (strcmp(p->how, "exec") == 0) {
      snprintf(e.text, sizeof e.text, "became another program (exec)");
   } else if (strcmp(p->how, "signal") == 0) {
      e.is_warning = true;
      say_signal(&e, p);
   } else {
      e.is_warning = p->exit_status > 0;
      snprintf(e.text, sizeof e.text, "exited with status %" PRIu64,
               p->exit_status);
   }
   return e;
}

enum freeing exit_words_freeing(const struct profile *p)
{
   if (p->first_mapped == 0)
      return FREEING_BLOCKS;
   return p->has_heap ? FREEING_BOTH : FREEING_MAPPINGS;
}

static const struct {
   const char *freed, *never, *not_yet, *not_at_end;
} freeing[] = {
    [FREEING_BLOCKS] = {"freed", "never freed", "not freed so far",
                        "not freed when it was ended"},
    [FREEING_MAPPINGS] = {"unmapped", "never unmapped", "not unmapped so far",
                          "not unmapped when it was ended"},
    [FREEING_BOTH] = {"given back", "never given back", "not given back so far",
                      "not given back when it was ended"},
};

const char *exit_words_freed(enum freeing what)
{
   return freeing[what].freed;
}

const char *exit_words_unfreed(const struct profile *p, enum freeing what)
{
   if (!p->finished)
      return freeing[what].not_yet;
   return strcmp(p->how, "signal") == 0 ? freeing[what].not_at_end
                                        : freeing[what].never;
}
