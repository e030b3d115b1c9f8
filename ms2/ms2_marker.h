/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The marker: what the preload object and the in-line hook agree on.

   A marker is an 8-byte no-operation, nopl disp32(%rax,%rax,1), whose
   displacement spells "MS2" and the operation.  The hook finds it while the
   code is translated and puts a call to the recorder in its place, with the
   arguments in rdi and rsi and the result in rax. */
#ifndef MS2_MARKER_H
#define MS2_MARKER_H

#define MS2_MARKER_BYTES 8
#define MS2_MARKER_PREFIX                      \
   {                                           \
      0x0f, 0x1f, 0x84, 0x00, 0x4d, 0x53, 0x32 \
   }
#define MS2_MARKER_ASM "0x0f,0x1f,0x84,0x00,0x4d,0x53,0x32,"

#define MS2_MARKER_MALLOC 1   /* (size) -> block */
#define MS2_MARKER_FREE 2     /* (block) */
#define MS2_MARKER_CALLOC 3   /* (number, size) -> block */
#define MS2_MARKER_REALLOC 4  /* (block, size) -> block */
#define MS2_MARKER_MEMALIGN 5 /* (alignment, size) -> block */
#define MS2_MARKER_USABLE 6   /* (block) -> size */

#endif
