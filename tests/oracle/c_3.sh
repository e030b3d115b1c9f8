# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: C programs, in-line hook, seeds from 101 on.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline c 101 "$(seeds 8 50)"
