# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of what documents show.

docs_tests = \
	tests/docs/commands.py \
	tests/docs/lessons.sh

TESTS += $(docs_tests)
EXTRA_DIST += $(docs_tests)
