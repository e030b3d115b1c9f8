# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: programs with three threads, stock replacement of malloc.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle stock c 1 "$(seeds 6 12)" 3
