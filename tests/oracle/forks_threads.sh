# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: programs that fork, in-line hook, of three threads.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline c 1 "$(seeds 6 12)" 3 2
