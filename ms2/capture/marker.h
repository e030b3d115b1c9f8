/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The marker: what the preload object and the in-line hook agree on.

   A marker is two instructions.  First a no-operation of 8 bytes,
   nopl disp32(%rax,%rax,1), whose displacement spells "MS2" and the operation.
   Then a store of the first argument into a pair of words

      pair[0]   first argument, and afterwards the result
      pair[1]   second argument

   The hook finds the pair while the code is translated, and puts a call to
   the recorder behind the store.  Everything goes through memory, and the call
   stands at a store, because VEX has optimised the code before the hook sees
   it: it may have dropped a register's new value that nothing seemed to read,
   or kept an old one, but stores stay, and at a store the stack and frame
   pointers are right for unwinding. */
#ifndef MS2_CAPTURE_MARKER_H
#define MS2_CAPTURE_MARKER_H

#define MS2_MARKER_BYTES 8
#define MS2_MARKER_PREFIX                      \
   {                                           \
      0x0f, 0x1f, 0x84, 0x00, 0x4d, 0x53, 0x32 \
   }
#define MS2_MARKER_ASM "0x0f,0x1f,0x84,0x00,0x4d,0x53,0x32,"

#define MS2_MARKER_MALLOC 1    /* (size) -> block */
#define MS2_MARKER_FREE 2      /* (block) */
#define MS2_MARKER_CALLOC 3    /* (number, size) -> block */
#define MS2_MARKER_REALLOC 4   /* (block, size) -> block */
#define MS2_MARKER_MEMALIGN 5  /* (alignment, size) -> block */
#define MS2_MARKER_USABLE 6    /* (block) -> size */
#define MS2_MARKER_IN_USE 7    /* () -> bytes of all blocks */
#define MS2_MARKER_MOST_USED 8 /* () -> the most that these ever were */

/* Where there is no hook: the client request whose answer is the recorder's
   function (thread, operation, first argument, second argument) -> result, for
   a call that leaves translated code.  Above those of include/ms2.h. */
#define MS2_MARKER_REQUEST 0x4D32F000

#endif
