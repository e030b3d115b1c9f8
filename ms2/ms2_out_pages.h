/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of mapped pages, and the peaks of these and of the sum. */
#ifndef MS2_OUT_PAGES_H
#define MS2_OUT_PAGES_H

#include "ms2_facts.h"

extern const Ms2Facts ms2_out_pages;

#endif
