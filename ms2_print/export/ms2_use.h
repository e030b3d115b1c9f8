/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=ms2: the records of what was used. */
#ifndef MS2_PRINT_EXPORT_MS2_USE_H
#define MS2_PRINT_EXPORT_MS2_USE_H

struct out;
struct use;

/* All of them: moments with their parts before them, then counts. */
void export_ms2_use(struct out *out, const struct use *use);

#endif
