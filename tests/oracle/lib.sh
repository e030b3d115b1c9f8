# SPDX-License-Identifier: GPL-2.0-or-later
# Starts oracle.py for one test, or skips the test with the reason.
# shellcheck shell=sh

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

# How many seeds: few, or many where MS2_LONG is set.
seeds() { # few, many
   [ -z "${MS2_LONG-}" ] && echo "$1" || echo "$2"
}

oracle() { # recorder, driver, first seed, runs, [threads [forks]]
   [ -n "$PYTHON3" ] || skip_all "no python3"
   [ -x "$MS2_CLIENTS/oracle/$2-O0" ] || skip_all "no C++ compiler"
   if [ "$1" = inline ] && [ "$MS2_INLINE_HOOK" = 0 ]; then
      skip_all "no in-line hook in this build"
   fi
   TMPDIR=$tap_dir "$PYTHON3" -B "$MS2_SRCDIR/tests/oracle/oracle.py" "$@"
   exit
}
