# SPDX-License-Identifier: GPL-2.0-or-later
# What the text views compute: frame rules, names, and the queries.

views_unit_tests = \
	tests/unit/views/test_chart \
	tests/unit/views/test_findings \
	tests/unit/views/test_frame_rules \
	tests/unit/views/test_names \
	tests/unit/views/test_processes \
	tests/unit/views/test_query_leaks \
	tests/unit/views/test_query_tree \
	tests/unit/views/test_suppress \
	tests/unit/views/test_types \
	tests/unit/views/test_unused \
	tests/unit/views/test_widths \
	tests/unit/views/test_window \
	tests/unit/views/test_wrappers

check_PROGRAMS += $(views_unit_tests)
TESTS += $(views_unit_tests)

views_unit_CPPFLAGS = $(ms2_print_CPPFLAGS) -I$(top_srcdir)/tests/lib
views_unit_fake = \
	tests/unit/views/fake.c \
	tests/unit/views/fake.h

tests_unit_views_test_chart_SOURCES = tests/unit/views/test_chart.c
tests_unit_views_test_chart_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_chart_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_chart_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_findings_SOURCES = \
	$(views_unit_fake) \
	tests/unit/views/test_findings.c
tests_unit_views_test_findings_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_findings_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_findings_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_frame_rules_SOURCES = \
	$(views_unit_fake) \
	tests/unit/views/allocators.c \
	tests/unit/views/allocators.h \
	tests/unit/views/test_frame_rules.c
tests_unit_views_test_frame_rules_CPPFLAGS = $(views_unit_CPPFLAGS) \
	-I$(top_srcdir)/ms2 $(VG_CPPFLAGS)
tests_unit_views_test_frame_rules_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_frame_rules_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_names_SOURCES = tests/unit/views/test_names.c
tests_unit_views_test_names_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_names_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_names_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_query_leaks_SOURCES = \
	$(views_unit_fake) \
	tests/unit/views/test_query_leaks.c
tests_unit_views_test_query_leaks_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_query_leaks_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_query_leaks_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_query_tree_SOURCES = \
	$(views_unit_fake) \
	tests/unit/views/test_query_tree.c
tests_unit_views_test_query_tree_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_query_tree_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_query_tree_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_processes_SOURCES = tests/unit/views/test_processes.c
tests_unit_views_test_processes_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_processes_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_processes_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_window_SOURCES = \
	$(views_unit_fake) \
	tests/unit/views/test_window.c
tests_unit_views_test_window_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_window_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_window_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_suppress_SOURCES = \
	$(views_unit_fake) \
	tests/unit/views/test_suppress.c
tests_unit_views_test_suppress_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_suppress_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_suppress_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_widths_SOURCES = tests/unit/views/test_widths.c
tests_unit_views_test_widths_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_widths_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_widths_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_wrappers_SOURCES = \
	$(views_unit_fake) \
	tests/unit/views/test_wrappers.c
tests_unit_views_test_wrappers_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_wrappers_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_wrappers_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_types_SOURCES = \
	$(views_unit_fake) \
	tests/unit/views/test_types.c
tests_unit_views_test_types_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_types_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_types_LDADD = $(ms2_print_LIBS)

tests_unit_views_test_unused_SOURCES = \
	$(views_unit_fake) \
	tests/unit/views/test_unused.c
tests_unit_views_test_unused_CPPFLAGS = $(views_unit_CPPFLAGS)
tests_unit_views_test_unused_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_views_test_unused_LDADD = $(ms2_print_LIBS)
