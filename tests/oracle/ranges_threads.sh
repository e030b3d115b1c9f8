# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: mapped pages, four threads, in-line hook, seeds from 101 on.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline ranges 101 "$(seeds 6 12)" 4
