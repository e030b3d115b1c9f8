/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a mapped executable or library says of itself, read from the program's
   memory: so it holds whatever has become of the file. */
#ifndef MS2_CAPTURE_ELF_IMAGE_H
#define MS2_CAPTURE_ELF_IMAGE_H

#include "model/names.h"

/* The longest that is taken; linkers make 8, 16 or 20 bytes, and any number
   can be asked for. */
#define MS2_BUILD_ID_MAX_BYTES 64

typedef struct {
   Addr bias;       /* load address minus link address */
   Addr lo, hi;     /* all of it lies in [lo, hi) */
   SizeT tls_bytes; /* its thread-local storage in each thread; 0: none */
   Addr relro;      /* data that is only read from some moment on; 0: none */
   SizeT relro_bytes;
   Addr dynamic;         /* what it tells its loader; 0: nothing */
   Bool asks_for_loader; /* dynamically linked, or a C library that can run */
   HChar build_id[2 * MS2_BUILD_ID_MAX_BYTES + 1]; /* hexadecimal; or "" */
   Addr unwind_table; /* of .eh_frame_hdr; 0: none */
   SizeT unwind_bytes;
} Ms2ElfImage;

/* The object that is mapped at an address, from its file; NULL: nothing can be
   told of it.  Valid until the next call. */
const Ms2ElfImage *ms2_elf_image_find(Addr address);

/* The function around an address of code by the unwind information.  False if
   that does not know. */
Bool ms2_elf_image_function(const Ms2ElfImage *image, Addr code,
                            Ms2Extent *function);

#endif
