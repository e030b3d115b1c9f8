# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of ms2_print as a program: what it prints, and what it refuses.

print_tests = \
	tests/print/anew.py \
	tests/print/fields.py \
	tests/print/checks.sh \
	tests/print/extremes.py \
	tests/print/findings.py \
	tests/print/golden.sh \
	tests/print/heaptrack.sh \
	tests/print/hostile.py \
	tests/print/html.py \
	tests/print/massif.py \
	tests/print/memory.py \
	tests/print/moments.py \
	tests/print/options.sh \
	tests/print/pager.py \
	tests/print/progress.py \
	tests/print/readers.sh \
	tests/print/real_massif.sh \
	tests/print/source.sh \
	tests/print/suppressions.sh \
	tests/print/truncate.py \
	tests/print/watch.sh

TESTS += $(print_tests)

# The golden files are many and follow from tests/print/cases, so they and the
# corpus go along as folders.
EXTRA_DIST += \
	$(print_tests) \
	tests/files \
	tests/print/cases \
	tests/print/golden

# Writes the golden files anew; the review is the diff.
.PHONY: update-golden
update-golden: ms2_print/ms2_print$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) \
		$(SHELL) $(srcdir)/tests/print/golden.sh --update
