/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests' client programs share: subcommands and unmissable frames. */
#ifndef TESTS_CLIENT_H
#define TESTS_CLIENT_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* A frame of its own under its own name: gcc would rename a copy made for
   constant arguments. */
#ifdef __clang__
#define CLIENT_FRAME __attribute__((noinline))
#else
#define CLIENT_FRAME __attribute__((noipa))
#endif

/* Makes the compiler believe that the memory is used, and stays behind a call
   so that it is no jump. */
static inline void client_use(const void *memory)
{
   __asm__ volatile("" : : "r"(memory) : "memory");
}

/* The compiler must not see through a bad free or an absurd size. */
static inline void *client_hide(void *pointer)
{
   __asm__ volatile("" : "+r"(pointer));
   return pointer;
}

static inline size_t client_hide_size(size_t size)
{
   __asm__ volatile("" : "+r"(size));
   return size;
}

struct client_command {
   const char *name;
   int (*run)(char **arguments); /* behind the name, ended by NULL */
};

/* Runs the command that argv[1] names; 2 if there is none. */
static inline int client_main(char **argv, const struct client_command *table,
                              size_t n)
{
   for (size_t i = 0; argv[0] && argv[1] && i < n; i++) {
      if (strcmp(argv[1], table[i].name) == 0)
         return table[i].run(argv + 2);
   }
   fprintf(stderr, "no such command\n");
   return 2;
}

#define CLIENT_MAIN(table)                                             \
   int main(int argc, char **argv)                                     \
   {                                                                   \
      (void)argc;                                                      \
      return client_main(argv, table, sizeof table / sizeof table[0]); \
   }

#endif
