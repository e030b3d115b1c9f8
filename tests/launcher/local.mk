# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the launcher, ms2.

launcher_tests = \
	tests/launcher/files.sh \
	tests/launcher/quickstart.sh \
	tests/launcher/usage.sh

TESTS += $(launcher_tests)
EXTRA_DIST += $(launcher_tests)
