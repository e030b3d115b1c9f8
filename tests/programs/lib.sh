# SPDX-License-Identifier: GPL-2.0-or-later
# Real programs under ms2: they must not notice, and the profile must serve.
# shellcheck shell=sh
#
#    program NAME WHY COMMAND...   runs COMMAND natively and under ms2
#       (both in a fresh folder of their own, with $tap_dir/input beside them)
#       and compares output and status; then prints the report and the massif
#       export, which the real ms_print must accept.
#    culprits FUNCTION...          the report's first screen names one of these

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

profile=$tap_dir/profile

# Programs are skipped that are missing, and those that refuse Valgrind.
need() { # program, Debian package
   command -v "$1" >/dev/null 2>&1 || skip_all "no $1 (Debian: $2)"
}

run_in_fresh_folder() { # name of the run, command...
   run=$tap_dir/$1
   shift
   rm -rf "$run.dir"
   mkdir "$run.dir"
   status=0
   (cd "$run.dir" && "$@") >"$run.out" 2>"$run.err" </dev/null || status=$?
   echo "$status" >"$run.status"
}

look_at_profile() { # name
   ok "$1: the report prints" "$MS2_PRINT" "$profile"
   "$MS2_PRINT" --to=massif -o "$tap_dir/massif" "$profile" \
      2>"$tap_dir/export.err"
   is "$?" 0 "$1: the massif export"
   if command -v ms_print >/dev/null 2>&1; then
      ok "$1: ms_print accepts it" ms_print "$tap_dir/massif"
      like "$(ms_print "$tap_dir/massif" 2>&1)" '[(]peak[)]' \
         "$1: ms_print finds the peak"
   else
      skip "$1: ms_print" "no ms_print (Debian: valgrind)"
   fi
}

program() { # name, command...
   name=$1
   shift
   rm -f "$profile"
   run_in_fresh_folder native "$@"
   run_in_fresh_folder recorded "$MS2_VG" --tool=ms2 -q \
      --ms2-out-file="$profile" "$@"
   is "$(cat "$tap_dir/recorded.status")" "$(cat "$tap_dir/native.status")" \
      "$name: same status"
   ok "$name: same output" cmp "$tap_dir/recorded.out" "$tap_dir/native.out"
   ok "$name: same errors" cmp "$tap_dir/recorded.err" "$tap_dir/native.err"
   look_at_profile "$name"
}

culprits() { # name, extended regular expression
   like "$("$MS2_PRINT" --width=80 "$profile" | head -n 50)" "$2" \
      "$1: the first screen names the culprits"
}
