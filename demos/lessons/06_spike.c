/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 6: spikes, and time.

   A player shows 40 pictures.  Each is unpacked, shown and freed: one at a
   time, the program thinks.

   Exercise: find the spike, and flatten it.
   Judge:    --check peak<=200KB */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PICTURES = 40, PACKED_BYTES = 4096, PICTURE_BYTES = 64 * 1024 };

static unsigned long shown;

static unsigned char *unpack(int number)
{
   unsigned char *picture = malloc(PICTURE_BYTES);

   if (!picture)
      abort();
   memset(picture, number, PICTURE_BYTES);
   return picture;
}

static void show(const unsigned char *picture)
{
   for (int i = 0; i < PICTURE_BYTES; i++)
      shown += picture[i];
}

/* A row of small pictures: all are there at once. */
static void show_row(int first, int n)
{
   unsigned char *row[PICTURES];

   for (int i = 0; i < n; i++)
      row[i] = unpack(first + i);
   for (int i = 0; i < n; i++)
      show(row[i]);
   for (int i = 0; i < n; i++)
      free(row[i]);
}

int main(void)
{
   setbuf(stdout, NULL); /* so that printf takes no buffer */
   for (int number = 0; number < PICTURES; number++) {
      unsigned char *picture = unpack(number);

      show(picture);
      free(picture);
      if (number == PICTURES / 2)
         show_row(0, 20);
   }
   printf("shown: %lu\n", shown);
   return 0;
}
