# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: mapped pages, in-line hook, seeds 1 to 15.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline ranges 1 15
