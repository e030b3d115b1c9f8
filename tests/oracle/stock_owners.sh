# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: who holds what, stock replacement.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle stock owners 1001 "$(seeds 6 100)" 1
