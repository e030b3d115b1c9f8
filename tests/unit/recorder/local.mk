# SPDX-License-Identifier: GPL-2.0-or-later
# The recorder's inner levels as ordinary programs: no core, no threads.

check_PROGRAMS += \
	tests/unit/recorder/test_heap \
	tests/unit/recorder/test_region \
	tests/unit/recorder/test_turns
TESTS += \
	tests/unit/recorder/test_heap \
	tests/unit/recorder/test_region \
	tests/unit/recorder/test_turns

tests_unit_recorder_test_heap_SOURCES = \
	ms2/model/realloc_chains.c \
	ms2/model/context.c \
	ms2/model/entry.c \
	ms2/model/heap.c \
	ms2/model/lifetime.c \
	ms2/base/map.c \
	ms2/model/peak.c \
	ms2/base/pool.c \
	ms2/model/region.c \
	ms2/model/series.c \
	ms2/model/sizes.c \
	ms2/model/thread.c \
	ms2/model/timeline.c \
	ms2/model/entry_tally.c \
	tests/unit/recorder/core_stubs.c \
	tests/unit/recorder/core_stubs.h \
	tests/unit/recorder/test_heap.c
tests_unit_recorder_test_heap_CPPFLAGS = $(AM_CPPFLAGS) $(VG_CPPFLAGS) \
	-I$(top_srcdir)/ms2 -I$(top_srcdir)/tests/lib
tests_unit_recorder_test_heap_CFLAGS = $(AM_CFLAGS) $(WARN_CFLAGS)

tests_unit_recorder_test_region_SOURCES = \
	ms2/model/entry.c \
	ms2/base/map.c \
	ms2/base/pool.c \
	ms2/model/region.c \
	ms2/model/entry_tally.c \
	tests/unit/recorder/core_stubs.c \
	tests/unit/recorder/core_stubs.h \
	tests/unit/recorder/test_region.c
tests_unit_recorder_test_region_CPPFLAGS = $(AM_CPPFLAGS) $(VG_CPPFLAGS) \
	-I$(top_srcdir)/ms2 -I$(top_srcdir)/tests/lib
tests_unit_recorder_test_region_CFLAGS = $(AM_CFLAGS) $(WARN_CFLAGS)

tests_unit_recorder_test_turns_SOURCES = \
	ms2/control/fairness.c \
	tests/unit/recorder/core_stubs.c \
	tests/unit/recorder/core_stubs.h \
	tests/unit/recorder/test_turns.c
tests_unit_recorder_test_turns_CPPFLAGS = $(AM_CPPFLAGS) $(VG_CPPFLAGS) \
	-I$(top_srcdir)/ms2 -I$(top_srcdir)/tests/lib
tests_unit_recorder_test_turns_CFLAGS = $(AM_CFLAGS) $(WARN_CFLAGS)
