# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: C programs with an allocator under names of its own, in-line hook.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline own 1 "$(seeds 10 30)"
