# SPDX-License-Identifier: GPL-2.0-or-later
# The printer: a library of everything but main, so that unit tests link the
# same objects, and a thin main.

noinst_LIBRARIES += ms2_print/libms2_print.a
bin_PROGRAMS += ms2_print/ms2_print

# For unit tests, too: what a program that links the library needs.
ms2_print_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/ms2_print \
	$(ZLIB_CFLAGS) $(ZSTD_CFLAGS) $(JANSSON_CFLAGS)
ms2_print_CFLAGS = -std=gnu11 $(WARN_CFLAGS)
ms2_print_LIBS = ms2_print/libms2_print.a $(ZSTD_LIBS) $(ZLIB_LIBS) \
	$(JANSSON_LIBS) -lm

ms2_print_libms2_print_a_CPPFLAGS = $(ms2_print_CPPFLAGS)
ms2_print_libms2_print_a_CFLAGS = $(ms2_print_CFLAGS)
ms2_print_libms2_print_a_SOURCES = \
	include/ms2_format.h \
	ms2_print/profile.h

ms2_print_ms2_print_CPPFLAGS = $(ms2_print_CPPFLAGS)
ms2_print_ms2_print_CFLAGS = $(ms2_print_CFLAGS)
ms2_print_ms2_print_SOURCES = ms2_print/main.c
ms2_print_ms2_print_LDADD = $(ms2_print_LIBS)
