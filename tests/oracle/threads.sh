# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: programs with three threads, in-line hook.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline c 1 "$(seeds 12 40)" 3
