/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library that the oracle of owners loads: variables that hold blocks. */
extern void *library_slots[6];
void *library_slots[6];
