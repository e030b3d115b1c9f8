/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 4: lost or held.

   Documents are opened, changed and closed.

   Mended: with its document a change leaves the list, since it can not be
   undone any more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct change {
   struct change *before;
   char text[504];
};
struct document {
   struct change *last;
   char title[56];
};

static struct change *undo_list; /* of all changes, the last one first */

static void *get(size_t bytes)
{
   void *memory = calloc(1, bytes);

   if (!memory)
      abort();
   return memory;
}

static void make_change(struct document *document, const char *text)
{
   struct change *change = get(sizeof *change);

   snprintf(change->text, sizeof change->text, "%s", text);
   change->before = undo_list;
   undo_list = change;
   document->last = change;
}

static struct document *open_document(int number)
{
   struct document *document = get(sizeof *document);

   snprintf(document->title, sizeof document->title, "document %d", number);
   return document;
}

static void close_document(struct document *document)
{
   /* In this program one document is open at a time. */
   while (undo_list) {
      struct change *before = undo_list->before;

      free(undo_list);
      undo_list = before;
   }
   free(document);
}

int main(void)
{
   size_t bytes = 0;

   setbuf(stdout, NULL); /* so that printf takes no buffer */
   for (int number = 0; number < 100; number++) {
      struct document *document = open_document(number);

      make_change(document, "first line");
      make_change(document, "second line");
      bytes += strlen(document->last->text);
      close_document(document);
   }
   printf("%zu bytes changed last\n", bytes);
   return 0;
}
