# SPDX-License-Identifier: GPL-2.0-or-later
# Tests with real programs, which are skipped where the program is missing.

programs_tests = \
	tests/programs/gcc.sh \
	tests/programs/git.sh \
	tests/programs/perl.sh \
	tests/programs/python3.sh \
	tests/programs/shell.sh \
	tests/programs/sqlite3.sh

TESTS += $(programs_tests)
EXTRA_DIST += \
	$(programs_tests) \
	tests/programs/lib.sh
