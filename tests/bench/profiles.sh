# SPDX-License-Identifier: GPL-2.0-or-later
# Bench: the printer takes every kind of generated profile for a whole one.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

profiles=$tap_dir/profiles
"$CC" -O2 -o "$profiles" "$MS2_SRCDIR/tests/bench/profiles.c" ||
   skip_all "the compiler '$CC' fails"

for kind in "cc1 2" "mixed 2" "wide 10" "nodes 18"; do
   # shellcheck disable=SC2086 # a kind and its size
   "$profiles" $kind >"$tap_dir/file"
   out=$("$MS2_PRINT" --to=json "$tap_dir/file" 2>"$tap_dir/errors")
   is "$?" 0 "a profile of kind '$kind' is read"
   is "$(cat "$tap_dir/errors")" "" "without a warning"
   like "$out" '"peak_heap_bytes": ?[1-9]' "and has a peak"
done
"$profiles" other 2>/dev/null
is "$?" 2 "another kind is refused"

if [ -n "$PYTHON3" ]; then
   out=$("$PYTHON3" "$MS2_SRCDIR/tests/bench/printer" -n 1 -p "$MS2_PRINT" \
      -v top,json "$tap_dir/file")
   is "$?" 0 "what printing costs is measured"
   like "$out" '^[|] json [|]( [0-9]+[.0-9]* [|]){3}' "in a row for each page"
fi
plan
