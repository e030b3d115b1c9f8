# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: mapped pages, four threads, in-line hook, seeds 101 to 112.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline ranges 101 12 4
