# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: mapped pages, in-line hook, seeds from 1 on.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline ranges 1 "$(seeds 8 15)"
