# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: C programs, in-line hook, seeds from 1 on.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline c 1 "$(seeds 12 50)"
