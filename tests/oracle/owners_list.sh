# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: who holds what, with a list of a million links among it.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline owners 2001 "$(seeds 2 10)" 1 1000000
