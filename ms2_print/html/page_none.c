/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes the place of the HTML page in a build that could not make it. */
#include "html/page.h"

#include "config.h"

const unsigned char html_page[] = "";
const size_t html_page_size = 0;
const char html_page_missing[] = MS2_HTML_MISSING;
