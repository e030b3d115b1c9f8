/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The style sheet and the script of a flame graph; made from the files
   flame.css and flame.js. */
#ifndef MS2_PRINT_EXPORT_FLAME_PARTS_H
#define MS2_PRINT_EXPORT_FLAME_PARTS_H

extern const char flame_parts_css[];
extern const char flame_parts_js[];

#endif
