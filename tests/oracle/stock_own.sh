# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: C programs with an allocator under names of its own, without the hook.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle stock own 201 "$(seeds 6 15)"
