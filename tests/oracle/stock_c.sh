# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: C programs, stock replacement of malloc.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle stock c 1 "$(seeds 8 20)"
