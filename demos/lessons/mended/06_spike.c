/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 6: spikes, and time.

   A player shows 40 pictures.  Each is unpacked, shown and freed.

   Mended: a row, too, has one picture at a time. */
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

static void show_one(int number)
{
   unsigned char *picture = unpack(number);

   show(picture);
   free(picture);
}

static void show_row(int first, int n)
{
   for (int i = 0; i < n; i++)
      show_one(first + i);
}

int main(void)
{
   setbuf(stdout, NULL); /* so that printf takes no buffer */
   for (int number = 0; number < PICTURES; number++) {
      show_one(number);
      if (number == PICTURES / 2)
         show_row(0, 20);
   }
   printf("shown: %lu\n", shown);
   return 0;
}
