# SPDX-License-Identifier: GPL-2.0-or-later
# The recorder's inner layers as ordinary programs: base, model and record with
# a host made of the C library.

check_LIBRARIES = tests/unit/recorder/librecorder.a

recorder_tests = \
	tests/unit/recorder/test_fact_owners \
	tests/unit/recorder/test_fairness \
	tests/unit/recorder/test_heap \
	tests/unit/recorder/test_mappings \
	tests/unit/recorder/test_owners \
	tests/unit/recorder/test_profile \
	tests/unit/recorder/test_region \
	tests/unit/recorder/test_root_memory \
	tests/unit/recorder/test_thin \
	tests/unit/recorder/test_use
check_PROGRAMS += $(recorder_tests)
TESTS += $(recorder_tests)

recorder_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/ms2 \
	-I$(top_srcdir)/tests/lib -I$(top_srcdir)/tests/unit/recorder
recorder_cflags = $(AM_CFLAGS) $(WARN_CFLAGS)

tests_unit_recorder_librecorder_a_SOURCES = \
	$(ms2_portable_sources) \
	ms2/control/fairness.c \
	tests/unit/recorder/host.c \
	tests/unit/recorder/host.h \
	tests/unit/recorder/printer.c \
	tests/unit/recorder/printer.h \
	tests/unit/recorder/random.c \
	tests/unit/recorder/random.h \
	tests/unit/recorder/recorder.c \
	tests/unit/recorder/recorder.h \
	tests/unit/recorder/scratch.c \
	tests/unit/recorder/scratch.h
tests_unit_recorder_librecorder_a_CPPFLAGS = $(recorder_cppflags)
tests_unit_recorder_librecorder_a_CFLAGS = $(recorder_cflags)

tests_unit_recorder_test_fact_owners_SOURCES = \
	tests/unit/recorder/test_fact_owners.c
tests_unit_recorder_test_fact_owners_CPPFLAGS = $(recorder_cppflags)
tests_unit_recorder_test_fact_owners_CFLAGS = $(recorder_cflags)
tests_unit_recorder_test_fact_owners_LDADD = tests/unit/recorder/librecorder.a

tests_unit_recorder_test_fairness_SOURCES = tests/unit/recorder/test_fairness.c
tests_unit_recorder_test_fairness_CPPFLAGS = $(recorder_cppflags)
tests_unit_recorder_test_fairness_CFLAGS = $(recorder_cflags)
tests_unit_recorder_test_fairness_LDADD = tests/unit/recorder/librecorder.a

tests_unit_recorder_test_heap_SOURCES = tests/unit/recorder/test_heap.c
tests_unit_recorder_test_heap_CPPFLAGS = $(recorder_cppflags)
tests_unit_recorder_test_heap_CFLAGS = $(recorder_cflags)
tests_unit_recorder_test_heap_LDADD = tests/unit/recorder/librecorder.a

tests_unit_recorder_test_mappings_SOURCES = tests/unit/recorder/test_mappings.c
tests_unit_recorder_test_mappings_CPPFLAGS = $(recorder_cppflags)
tests_unit_recorder_test_mappings_CFLAGS = $(recorder_cflags)
tests_unit_recorder_test_mappings_LDADD = tests/unit/recorder/librecorder.a

tests_unit_recorder_test_owners_SOURCES = tests/unit/recorder/test_owners.c
tests_unit_recorder_test_owners_CPPFLAGS = $(recorder_cppflags)
tests_unit_recorder_test_owners_CFLAGS = $(recorder_cflags)
tests_unit_recorder_test_owners_LDADD = tests/unit/recorder/librecorder.a

tests_unit_recorder_test_region_SOURCES = tests/unit/recorder/test_region.c
tests_unit_recorder_test_region_CPPFLAGS = $(recorder_cppflags)
tests_unit_recorder_test_region_CFLAGS = $(recorder_cflags)
tests_unit_recorder_test_region_LDADD = tests/unit/recorder/librecorder.a

# A module that asks Valgrind, whose answers the test gives.
tests_unit_recorder_test_root_memory_SOURCES = \
	ms2/capture/root_memory.c \
	ms2/capture/unnamed_data.c \
	tests/unit/recorder/test_root_memory.c
tests_unit_recorder_test_root_memory_CPPFLAGS = $(recorder_cppflags) \
	$(VG_CPPFLAGS)
tests_unit_recorder_test_root_memory_CFLAGS = $(recorder_cflags)
tests_unit_recorder_test_root_memory_LDADD = tests/unit/recorder/librecorder.a

tests_unit_recorder_test_profile_SOURCES = tests/unit/recorder/test_profile.c
tests_unit_recorder_test_profile_CPPFLAGS = $(recorder_cppflags)
tests_unit_recorder_test_profile_CFLAGS = $(recorder_cflags)
tests_unit_recorder_test_profile_LDADD = tests/unit/recorder/librecorder.a

tests_unit_recorder_test_thin_SOURCES = tests/unit/recorder/test_thin.c
tests_unit_recorder_test_thin_CPPFLAGS = $(recorder_cppflags)
tests_unit_recorder_test_thin_CFLAGS = $(recorder_cflags)
tests_unit_recorder_test_thin_LDADD = tests/unit/recorder/librecorder.a

tests_unit_recorder_test_use_SOURCES = tests/unit/recorder/test_use.c
tests_unit_recorder_test_use_CPPFLAGS = $(recorder_cppflags)
tests_unit_recorder_test_use_CFLAGS = $(recorder_cflags)
tests_unit_recorder_test_use_LDADD = tests/unit/recorder/librecorder.a
