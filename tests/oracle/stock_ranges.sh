# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: mapped pages, four threads, the core's replacement, seeds from 201 on.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle stock ranges 201 "$(seeds 6 13)" 4
