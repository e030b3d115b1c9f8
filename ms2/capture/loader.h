/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program's dynamic loader, as its executable names it. */
#ifndef MS2_CAPTURE_LOADER_H
#define MS2_CAPTURE_LOADER_H

#include "base/basics.h"

/* Puts the path into `path`, cut to fit; "" for a program that has none, since
   it is statically linked.  False: the executable can not be read. */
Bool ms2_loader_find(HChar *path, Int path_bytes);

#endif
