# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: C programs, in-line hook, seeds 1 to 50.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline c 1 50
