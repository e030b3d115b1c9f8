/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The distance of two words is how many letters have to be put in, left out or
   replaced (Levenshtein 1966). */
#include "base/nearest.h"

#include <string.h>

/* Longer words are no options. */
#define MOST_LETTERS 40

/* Words of three letters are near to too many by two. */
static size_t most_distance(size_t n_letters)
{
   return n_letters < 4 ? 1 : 2;
}

struct nearest nearest_new(const char *typed)
{
   return (struct nearest){typed, NULL, most_distance(strlen(typed)) + 1};
}

static size_t least(size_t a, size_t b)
{
   return a < b ? a : b;
}

static size_t distance(const char *a, const char *b)
{
   const size_t n_a = strlen(a), n_b = strlen(b);
   size_t row[MOST_LETTERS + 1];

   if (n_a > MOST_LETTERS || n_b > MOST_LETTERS)
      return MOST_LETTERS;
   for (size_t i = 0; i <= n_b; i++)
      row[i] = i;
   for (size_t k = 1; k <= n_a; k++) {
      size_t corner = row[0];

      row[0] = k;
      for (size_t i = 1; i <= n_b; i++) {
         const size_t replaced = corner + (a[k - 1] != b[i - 1]);

         corner = row[i];
         row[i] = least(replaced, least(row[i], row[i - 1]) + 1);
      }
   }
   return row[n_b];
}

void nearest_try(struct nearest *n, const char *word)
{
   const size_t d = distance(n->typed, word);

   if (d < n->distance) {
      n->distance = d;
      n->word = word;
   }
}
