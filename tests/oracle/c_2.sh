# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: C programs, in-line hook, seeds 51 to 100.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline c 51 50
