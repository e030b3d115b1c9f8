# SPDX-License-Identifier: GPL-2.0-or-later
# The printer's lower modules, one test program each.

print_unit_tests = \
	tests/unit/print/test_arena \
	tests/unit/print/test_deltas \
	tests/unit/print/test_demangle \
	tests/unit/print/test_facts \
	tests/unit/print/test_line \
	tests/unit/print/test_out \
	tests/unit/print/test_profile_build \
	tests/unit/print/test_reader \
	tests/unit/print/test_sorted \
	tests/unit/print/test_units \
	tests/unit/print/test_utf8

check_PROGRAMS += $(print_unit_tests)
TESTS += $(print_unit_tests)

print_unit_CPPFLAGS = $(ms2_print_CPPFLAGS) -I$(top_srcdir)/tests/lib

tests_unit_print_test_arena_SOURCES = tests/unit/print/test_arena.c
tests_unit_print_test_arena_CPPFLAGS = $(print_unit_CPPFLAGS)
tests_unit_print_test_arena_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_print_test_arena_LDADD = $(ms2_print_LIBS)

tests_unit_print_test_deltas_SOURCES = tests/unit/print/test_deltas.c
tests_unit_print_test_deltas_CPPFLAGS = $(print_unit_CPPFLAGS)
tests_unit_print_test_deltas_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_print_test_deltas_LDADD = $(ms2_print_LIBS)

tests_unit_print_test_demangle_SOURCES = tests/unit/print/test_demangle.c
tests_unit_print_test_demangle_CPPFLAGS = $(print_unit_CPPFLAGS)
tests_unit_print_test_demangle_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_print_test_demangle_LDADD = $(ms2_print_LIBS)

tests_unit_print_test_facts_SOURCES = tests/unit/print/test_facts.c
tests_unit_print_test_facts_CPPFLAGS = $(print_unit_CPPFLAGS)
tests_unit_print_test_facts_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_print_test_facts_LDADD = $(ms2_print_LIBS)

tests_unit_print_test_line_SOURCES = \
	tests/unit/print/scratch.h \
	tests/unit/print/test_line.c
tests_unit_print_test_line_CPPFLAGS = $(print_unit_CPPFLAGS)
tests_unit_print_test_line_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_print_test_line_LDADD = $(ms2_print_LIBS)

tests_unit_print_test_out_SOURCES = \
	tests/unit/print/scratch.h \
	tests/unit/print/test_out.c
tests_unit_print_test_out_CPPFLAGS = $(print_unit_CPPFLAGS)
tests_unit_print_test_out_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_print_test_out_LDADD = $(ms2_print_LIBS)

tests_unit_print_test_profile_build_SOURCES = \
	tests/unit/print/test_profile_build.c
tests_unit_print_test_profile_build_CPPFLAGS = $(print_unit_CPPFLAGS)
tests_unit_print_test_profile_build_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_print_test_profile_build_LDADD = $(ms2_print_LIBS)

tests_unit_print_test_reader_SOURCES = \
	tests/unit/print/scratch.h \
	tests/unit/print/test_reader.c
tests_unit_print_test_reader_CPPFLAGS = $(print_unit_CPPFLAGS)
tests_unit_print_test_reader_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_print_test_reader_LDADD = $(ms2_print_LIBS)

tests_unit_print_test_sorted_SOURCES = tests/unit/print/test_sorted.c
tests_unit_print_test_sorted_CPPFLAGS = $(print_unit_CPPFLAGS)
tests_unit_print_test_sorted_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_print_test_sorted_LDADD = $(ms2_print_LIBS)

tests_unit_print_test_units_SOURCES = tests/unit/print/test_units.c
tests_unit_print_test_units_CPPFLAGS = $(print_unit_CPPFLAGS)
tests_unit_print_test_units_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_print_test_units_LDADD = $(ms2_print_LIBS)

tests_unit_print_test_utf8_SOURCES = tests/unit/print/test_utf8.c
tests_unit_print_test_utf8_CPPFLAGS = $(print_unit_CPPFLAGS)
tests_unit_print_test_utf8_CFLAGS = $(ms2_print_CFLAGS)
tests_unit_print_test_utf8_LDADD = $(ms2_print_LIBS)
