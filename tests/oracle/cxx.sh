# SPDX-License-Identifier: GPL-2.0-or-later
# Oracle: C++ programs, in-line hook.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/oracle/lib.sh"
oracle inline cxx 1 "$(seeds 12 40)"
