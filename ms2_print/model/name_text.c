/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Going along a demangled name, and putting a new one together. */
#include "model/name_text.h"

#include <ctype.h>
#include <string.h>

bool name_text_starts(const char *s, const char *prefix)
{
   return strncmp(s, prefix, strlen(prefix)) == 0;
}

const char *name_text_step(const char *p, int *depth)
{
   const char *quote = *p == '"' ? strchr(p + 1, '"') : NULL;

   if (quote)
      return quote + 1;
   if (p[0] == '-' && p[1] == '>')
      return p + 2;
   if (strchr("<([{", *p))
      (*depth)++;
   else if (strchr(">)]}", *p) && *depth > 0)
      (*depth)--;
   return p + 1;
}

bool name_text_at_operator(const char *name, const char *p)
{
   return name_text_starts(p, "operator") &&
          (p == name || p[-1] == ':' || p[-1] == ' ') &&
          !isalnum((unsigned char)p[8]) && p[8] != '_';
}

const char *name_text_closing(const char *open)
{
   int depth = 0;
   const char *p = open;
   while (*p) {
      const char *next = name_text_step(p, &depth);
      if (depth == 0)
         return p;
      p = next;
   }
   return p;
}

bool name_text_is_word(char c)
{
   return isalnum((unsigned char)c) || c == '_' || c == '$';
}

void name_text_put(struct name_text *b, const char *from, size_t n)
{
   size_t room = b->size - 1 - b->length;
   if (n > room)
      n = room;
   memcpy(b->to + b->length, from, n);
   b->length += n;
   b->to[b->length] = '\0';
}
