# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: programs that fork, stock replacement.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle stock c 26 "$(seeds 5 12)" 2 2
