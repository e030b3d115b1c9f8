# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: mapped pages, four threads, the core's replacement, seeds 201 to 213.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle stock ranges 201 13 4
