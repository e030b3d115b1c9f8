# SPDX-License-Identifier: GPL-2.0-or-later
# What the recorder's tests share: running clients, asking profiles.
# shellcheck shell=sh
#
#    . .../tests/tool/lib.sh
#    record [OPTION]... -- PROGRAM [ARGUMENT]...
#       runs PROGRAM under ms2 with the profile in $profile; sets $status,
#       $out (standard output) and $err (standard error)
#    client NAME            prints the path of a client program
#    query ...              asks $profile (tests/tool/query.py says what)
#    with_each_recorder F   calls F with the in-line hook, then with the stock
#                           replacement; $recorder is set for the messages
#    eventually COMMAND...  waits until COMMAND holds; five minutes are enough
#                           for anything, however busy the machine is
#
# Valgrind's option -q is the test's to give: without it $err has the summary.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

vg=$MS2_VG
recorder=inline
profile=$tap_dir/profile

client() {
   printf '%s/tool/%s\n' "$MS2_CLIENTS" "$1"
}

need_python() {
   [ -n "$PYTHON3" ] || skip_all "no python3"
}

need_client() {
   [ -x "$(client "$1")" ] || skip_all "$2"
}

# Several profiles of one record are what a test of names is about, so only
# the one of before is removed.
record() {
   rm -f "$profile"
   status=0
   options=
   while [ "$1" != -- ]; do
      options="$options $1"
      shift
   done
   shift
   # Options of tests have no blanks.
   # shellcheck disable=SC2086
   "$vg" --tool=ms2 --ms2-out-file="$profile" $options "$@" \
      >"$tap_dir/out" 2>"$tap_dir/err" </dev/null || status=$?
   out=$(cat "$tap_dir/out")
   err=$(cat "$tap_dir/err")
}

native() {
   status=0
   "$@" >"$tap_dir/out" 2>"$tap_dir/err" </dev/null || status=$?
   out=$(cat "$tap_dir/out")
   err=$(cat "$tap_dir/err")
}

query_file() { # file, question...
   query_path=$1
   shift
   "$MS2_PRINT" --to=json "$query_path" >"$tap_dir/json" 2>"$tap_dir/query" &&
      "$PYTHON3" -B "$MS2_SRCDIR/tests/tool/query.py" "$tap_dir/json" "$@" \
         2>>"$tap_dir/query" || cat "$tap_dir/query"
}

query() { # question...
   query_file "$profile" "$@"
}

# Prints the value of a fact in the profile's header.
header() { # key, [file]
   sed -n "s/^h $1 //p" "${2:-$profile}"
}

with_each_recorder() { # function
   if [ "$MS2_INLINE_HOOK" = 1 ]; then
      vg=$MS2_VG recorder=inline
      "$1"
   fi
   vg=$MS2_VG_STOCK recorder=stock
   "$1"
   vg=$MS2_VG
}

eventually() { # command...
   eventually_left=6000
   until "$@"; do
      eventually_left=$((eventually_left - 1))
      [ "$eventually_left" -gt 0 ] || return 1
      sleep 0.05
   done
}
