/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demo: a spike, short and high.

   A program lives on 64 KiB.  Once, in the middle, it decodes an image into
   8 MiB, and frees it after a moment.

   See it:   ms2 demos/spike
   Picture:  a line close to the floor with one needle in the middle.  The peak
             is 8,454,144 bytes and belongs almost wholly to decode_image; the
             average says nothing about it, and a picture drawn from a few
             snapshots would miss it. */
#include <stdlib.h>
#include "demo.h"

enum { BASE_BYTES = 64 * 1024, IMAGE_BYTES = 8 * 1024 * 1024 };

static DEMO_FUNCTION void *open_document(void)
{
   void *document = malloc(BASE_BYTES);

   demo_use(document);
   return document;
}

static DEMO_FUNCTION void decode_image(void)
{
   void *pixels = malloc(IMAGE_BYTES);

   demo_use(pixels);
   demo_compute(500);
   free(pixels);
}

int main(void)
{
   void *document = open_document();

   demo_compute(200000);
   decode_image();
   demo_compute(200000);
   free(document);
   return 0;
}
