/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The HTML page without its data, made by html/build.mjs at build time; the
   mark @MS2_DATA@ stands where the data belongs. */
#ifndef MS2_PRINT_HTML_PAGE_H
#define MS2_PRINT_HTML_PAGE_H

#include <stddef.h>

extern const unsigned char html_page[];
extern const size_t html_page_size;    /* 0 where the build went without it */
extern const char html_page_missing[]; /* why, and the remedy; else "" */

#endif
