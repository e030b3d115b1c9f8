# SPDX-License-Identifier: GPL-2.0-or-later
# Helpers shared by the tests.

EXTRA_DIST += \
	tests/lib/ms2file.py \
	tests/lib/tap.h \
	tests/lib/tap.py \
	tests/lib/tap.sh \
	tests/lib/where.py
