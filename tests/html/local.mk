# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the HTML report, and of exports for other pages, in a real browser.

html_tests = \
	tests/html/diff.sh \
	tests/html/heapsnapshot.sh \
	tests/html/importers.sh \
	tests/html/large.sh \
	tests/html/processes.sh \
	tests/html/report.sh \
	tests/html/viewers.sh \
	tests/html/views.sh

TESTS += $(html_tests)
EXTRA_DIST += \
	$(html_tests) \
	tests/html/browser.mjs \
	tests/html/colors.mjs \
	tests/html/diff.mjs \
	tests/html/heapsnapshot.mjs \
	tests/html/hostile.mjs \
	tests/html/importers.mjs \
	tests/html/large.mjs \
	tests/html/lib.sh \
	tests/html/looks.mjs \
	tests/html/oracle.mjs \
	tests/html/pair.mjs \
	tests/html/processes.mjs \
	tests/html/report.mjs \
	tests/html/speed.mjs \
	tests/html/tap.mjs \
	tests/html/viewers.mjs \
	tests/html/views.mjs
