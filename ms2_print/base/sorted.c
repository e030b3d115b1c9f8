/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding in sorted rows. */
#include "base/sorted.h"

#include <string.h>

static const char *row_at(const struct sorted *s, size_t index)
{
   return (const char *)s->rows + index * s->row_bytes;
}

static uint64_t key_of(const struct sorted *s, size_t index)
{
   const char *at = row_at(s, index) + s->key_at;
   uint32_t small;
   uint64_t large;

   if (s->key_bytes == sizeof small) {
      memcpy(&small, at, sizeof small);
      return small;
   }
   memcpy(&large, at, sizeof large);
   return large;
}

size_t sorted_from(struct sorted s, uint32_t key)
{
   size_t from = 0, behind = s.n;

   while (from < behind) {
      const size_t middle = from + (behind - from) / 2;

      if (key_of(&s, middle) < key)
         from = middle + 1;
      else
         behind = middle;
   }
   return from;
}

const void *sorted_find(struct sorted s, uint32_t key)
{
   const size_t i = sorted_from(s, key);

   return i < s.n && key_of(&s, i) == key ? row_at(&s, i) : NULL;
}
