# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: who holds what, in-line hook.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline owners 1 "$(seeds 12 300)" 2
