# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: programs that fork, in-line hook.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline c 1 "$(seeds 10 25)" 0 2
