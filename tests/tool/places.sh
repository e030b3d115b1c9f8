# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: --max-file-size holds, whatever lies beside the profile and whatever the
# program does to its place; and what it does to it is said once.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

places=$(client places)

# Without vgdb, whose files the core can not remove as somebody else.
#
# The size, the blocks and that nothing lies beside it.
small_and_whole() { # what
   is "$status" 0 "$1: the program runs"
   ok "$1: the profile is small" test "$(wc -c <"$profile")" -le 1000000
   is "$(query get total_calls)" 400000 "$1: it has every call"
   is "$(query get finished)" true "$1: it is whole"
   is "$(find "$(dirname "$profile")" -name '*.new')" "" "$1: no copy is left"
   is "$err" "" "$1: nothing is said"
}

in_folder() {
   rm -rf "$tap_dir/run"
   mkdir "$tap_dir/run"
   profile=$tap_dir/run/$1
}

in_folder profile
record -q --vgdb=no --max-file-size=1 -- "$places" stay
small_and_whole "in its place"
whole=$(query get peak_heap_bytes)

for what in '' 'ms2 2.0'; do
   in_folder profile
   printf '%s' "$what" >"$profile.new"
   record -q --vgdb=no --max-file-size=1 -- "$places" stay
   small_and_whole "beside what a killed run left, '$what'"
done

in_folder profile
echo precious >"$profile.new"
record -q --vgdb=no --max-file-size=1 -- "$places" stay
is "$(cat "$profile.new")" precious "a file of that name is not a profile's"
rm "$profile.new"
small_and_whole "beside it"
is "$(query get peak_heap_bytes)" "$whole" "beside it: the same peak"

# The first name is as long as there may be any; ".new" is too much.
in_folder "$(printf '%0250d' 0)"
record -q --vgdb=no --max-file-size=1 -- "$places" stay
small_and_whole "the longest name"
in_folder "$(printf '%0300d' 0)"
record -q --vgdb=no -- "$places" stay
like "$err" 'cannot open .*: the name is too long' "a name that is too long"
is "$(printf '%s\n' "$err" | wc -l)" 1 "it is said once"

in_folder profile
mkdir "$tap_dir/run/below"
(
   cd "$tap_dir/run" || exit
   "$vg" -q --tool=ms2 --max-file-size=1 --ms2-out-file=profile \
      "$places" leave below
) >"$tap_dir/out" 2>"$tap_dir/err"
status=$? err=$(cat "$tap_dir/err")
small_and_whole "a relative name, and the program goes elsewhere"

in_folder profile
chmod 755 "$tap_dir" "$tap_dir/run"
record -q --vgdb=no --max-file-size=1 -- "$places" lock "$tap_dir/run"
chmod 700 "$tap_dir/run"
small_and_whole "a folder that becomes unwritable"

# Debug information is read before that, also where it is not needed yet.
in_folder profile
cp "$places" "$tap_dir/run/places"
record -q --vgdb=no -- "$tap_dir/run/places" lock "$tap_dir/run"
chmod 700 "$tap_dir/run"
is "$err" "" "a program that becomes unreadable: nothing is said"
is "$(query sum total_calls malloc left lock main)" 400000 \
   "a program that becomes unreadable: its functions have names"

in_folder profile
record -q --vgdb=no --max-file-size=1 -- "$places" remove "$profile"
is "$status" 0 "the program removes its profile: it runs"
is "$(printf '%s\n' "$err" | grep -c -e "$profile")" 1 "it is said once"
like "$err" 'was removed while the program ran' "what has become of it"
is "$(ls "$tap_dir/run")" "" "and nothing is there"

if [ "$(id -u)" = 0 ]; then
   in_folder profile
   mkdir "$tap_dir/run/root"
   record -q --vgdb=no --max-file-size=1 -- "$places" root "$tap_dir/run/root"
   small_and_whole "the program goes to another root"

   # The child may not write over its parent's file, but it has a name of its
   # own, if the folder lets it.
   in_folder profile
   chmod 1777 "$tap_dir/run"
   record -q --vgdb=no -- "$places" become 12345
   is "$status $err" "0 " "a child of another user: the program runs"
   child=$(grep -l '^h forked-from ' "$tap_dir/run/"*)
   is "$(query_file "$child" get total_bytes)" 77 "the child has its profile"
   in_folder profile
   chmod 755 "$tap_dir/run"
   record -q --vgdb=no -- "$places" become 12345
   is "$status" 0 "a child that may not: the program runs"
   like "$err" 'cannot open .*: permission denied' "a child that may not: why"
else
   skip "roots and other users" "only root can"
fi

# A pipe that nobody reads ends the wait, not the program.
in_folder pipe
mkfifo "$profile"
"$vg" -q --tool=ms2 --ms2-out-file="$profile" "$(client small)" \
   >"$tap_dir/out" 2>"$tap_dir/err"
is "$?" 0 "a pipe without a reader: the program runs"
like "$(cat "$tap_dir/err")" 'nobody reads from the pipe' "and says why not"
"$vg" -q --tool=ms2 --ms2-out-file="$profile" "$(client small)" \
   >"$tap_dir/out" 2>"$tap_dir/err" &
runs=$!
cat "$profile" >"$tap_dir/read"
wait "$runs"
is "$?" 0 "a pipe whose reader comes later: the program runs"
is "$(query_file "$tap_dir/read" get peak_heap_bytes)" 100000 \
   "and its reader has the profile"
plan
