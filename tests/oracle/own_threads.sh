# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: the same with three threads, in-line hook.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline own 101 "$(seeds 8 20)" 3
