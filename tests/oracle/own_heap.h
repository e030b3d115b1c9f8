/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An allocator under names of its own, as programs have jemalloc built in. */
#ifndef ORACLE_OWN_HEAP_H
#define ORACLE_OWN_HEAP_H

#include <stddef.h>

#define OWN_HEAP_ZERO 0x40 /* of flags */

#ifdef __cplusplus
extern "C" {
#endif

void *_rjem_malloc(size_t size);
void *_rjem_calloc(size_t n, size_t size);
void *_rjem_realloc(void *block, size_t size);
void _rjem_free(void *block);
int _rjem_posix_memalign(void **to, size_t align, size_t size);
void *_rjem_mallocx(size_t size, int flags);
void *_rjem_rallocx(void *block, size_t size, int flags);
void _rjem_sdallocx(void *block, size_t size, int flags);

#ifdef __cplusplus
}
#endif

#endif
