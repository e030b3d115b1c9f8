# SPDX-License-Identifier: GPL-2.0-or-later
# TAP for tests written in sh: each case is one "ok" or "not ok" line.
# shellcheck shell=sh
#
# Use:
#    . "${MS2_SRCDIR:-.}/tests/lib/tap.sh"
#    is "$(cmd)" "expected" "what is tested"     # equal strings
#    like "$text" 'a regular expression' "what"  # grep -E finds it
#    unlike "$text" 'regular expression' "what"  # grep -E does not find it
#    ok "what" test -s "$file"                   # a command that must succeed
#    fails "what" cmd args                       # a command that must fail
#    skip "what" "why it cannot run here"        # one skipped case
#    skip_all "why nothing can run here"         # and leave
#    plan                                        # the last line of the test
#
# A case that fails prints what it got as TAP comments, and the test goes on.
# `plan` prints how many cases ran and leaves with status 1 if one failed; a
# test that stops earlier has no plan, which the driver counts as an error.
#
# `$tap_dir` is a fresh empty folder, removed at exit.  Set by `make check`,
# and guessed for a test started by hand from the build folder:
#    MS2_SRCDIR MS2_BUILDDIR   absolute folders of the sources and of the build
#    MS2_VG MS2_VG_STOCK       run the tool, with the in-line hook and without
#                              ("$MS2_VG --tool=ms2 ./app")
#    MS2_PRINT MS2             the printer; the launcher
#    MS2_INLINE_HOOK           1 where $MS2_VG has the in-line hook
#    MS2_VGDB                  Valgrind's vgdb, which is there or not
#    MS2_CLIENTS               the folder of the programs to be recorded, with
#                              tool/ and oracle/ in it
#    CC PYTHON3                the compiler; the interpreter, or empty
#
# A test that suits both recorders runs its cases with "$MS2_VG" and then with
# "$MS2_VG_STOCK".

: "${MS2_BUILDDIR:=$PWD}"
: "${MS2_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${MS2_VG:=$MS2_BUILDDIR/vg-in-place}"
: "${MS2_VG_STOCK:=$MS2_BUILDDIR/vg-in-place-stock}"
: "${MS2_PRINT:=$MS2_BUILDDIR/ms2_print/ms2_print}"
: "${MS2:=$MS2_BUILDDIR/ms2/ms2}"
: "${MS2_INLINE_HOOK:=1}"
: "${MS2_CLIENTS:=$MS2_BUILDDIR/tests}"
: "${MS2_VGDB:=vgdb}"
: "${CC:=cc}"

# No test asks a server for debug information but one of its own.
unset DEBUGINFOD_URLS
: "${PYTHON3=python3}"
export MS2_BUILDDIR MS2_SRCDIR MS2_VG MS2_VG_STOCK MS2_PRINT MS2 CC PYTHON3
export MS2_CLIENTS MS2_VGDB
# Messages and sorting must not depend on who runs the test.
LC_ALL=C
export LC_ALL

tap_n=0
tap_n_failed=0
tap_dir=$(mktemp -d "${TMPDIR:-/tmp}/ms2-test.XXXXXX") || exit 99
trap 'rm -rf "$tap_dir"' EXIT
trap 'exit 99' HUP INT TERM

# Prints TEXT as comment lines.
diag() {
   printf '%s\n' "$*" | sed 's/^/# /'
}

tap_pass() {
   tap_n=$((tap_n + 1))
   printf 'ok %d - %s\n' "$tap_n" "$1"
}

tap_fail() {
   tap_n=$((tap_n + 1))
   tap_n_failed=$((tap_n_failed + 1))
   printf 'not ok %d - %s\n' "$tap_n" "$1"
}

skip() {
   tap_n=$((tap_n + 1))
   printf 'ok %d - %s # SKIP %s\n' "$tap_n" "$1" "$2"
}

skip_all() {
   printf '1..0 # SKIP %s\n' "$*"
   exit 0
}

is() { # got, expected, what
   if [ "$1" = "$2" ]; then
      tap_pass "$3"
      return
   fi
   tap_fail "$3"
   diag "got:" && diag "$1"
   diag "expected:" && diag "$2"
}

like() { # text, regular expression, what
   if printf '%s\n' "$1" | grep -E -q -e "$2"; then
      tap_pass "$3"
      return
   fi
   tap_fail "$3"
   diag "no line matches '$2' in:" && diag "$1"
}

unlike() { # text, regular expression, what
   if printf '%s\n' "$1" | grep -E -q -e "$2"; then
      tap_fail "$3"
      diag "a line matches '$2' in:" && diag "$1"
      return
   fi
   tap_pass "$3"
}

ok() { # what, command...
   tap_what=$1
   shift
   if tap_output=$("$@" 2>&1); then
      tap_pass "$tap_what"
      return
   fi
   tap_fail "$tap_what"
   diag "failed: $*" && diag "$tap_output"
}

fails() { # what, command...
   tap_what=$1
   shift
   if tap_output=$("$@" 2>&1); then
      tap_fail "$tap_what"
      diag "did not fail: $*" && diag "$tap_output"
      return
   fi
   tap_pass "$tap_what"
}

plan() {
   printf '1..%d\n' "$tap_n"
   [ "$tap_n_failed" -eq 0 ]
   exit
}
