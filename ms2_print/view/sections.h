/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections that the default page is made of; the views of the same names
   show one of them at full length. */
#ifndef MS2_PRINT_VIEW_SECTIONS_H
#define MS2_PRINT_VIEW_SECTIONS_H

#include "page/page.h"
#include "query/leaks.h"

void view_graph_section(const struct page *page, enum series series,
                        size_t height);
void view_tree_section(const struct page *page, struct limits limits);
/* Each region with its n_sites largest places. */
void view_regions_section(const struct page *page, size_t n_sites);
void view_leaks_section(const struct page *page, const struct leaks *leaks,
                        struct limits limits);

#endif
