# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: a profile is there after kill -9, at most a second old.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

# Starts a client in the background; $pid is Valgrind's process.
start() { # arguments of the client
   rm -f "$profile" "$tap_dir/notes"
   "$vg" --tool=ms2 -q --ms2-out-file="$profile" "$(client process)" "$@" \
      >/dev/null 2>"$tap_dir/err" &
   pid=$!
}

# True if the client has written the file, or does not run.
made_or_gone() { # file
   test -s "$1" || ! kill -0 "$pid" 2>/dev/null
}

# True if the last snapshot of the file has so many bytes, or more.
is_saved() { # bytes
   awk -v least="$1" '$1 == "S" { live = $7 } END { exit live < least }' \
      "$profile" 2>/dev/null
}

kill_it() {
   kill -9 "$pid"
   wait "$pid" 2>/dev/null
}

# The live bytes that the client noted at least a second before its last notes:
# the profile must have no less, and no more than the last note and the block
# that came after it.  On a busy machine the client may have stood still for
# that second; the hundred notes behind it prove that the recorder ran again.
bounds() {
   awk '{ ns[NR] = $1; bytes[NR] = $2 }
      END {
         least = 0
         for (i = 1; i <= NR - 100; i++)
            if (ns[NR - 100] - ns[i] >= 1000000000)
               least = bytes[i]
         print least, bytes[NR] + 1000
      }' "$tap_dir/notes"
}

killed_while_growing() { # seconds to let it run
   start grow "$tap_dir/notes"
   eventually made_or_gone "$tap_dir/notes"
   sleep "$1"
   kill_it
   is "$(query get finished)" false "$recorder, killed: not finished"
   is "$(query get signal)" "" "$recorder, killed: nobody knows by what"
   # shellcheck disable=SC2046
   set -- $(bounds)
   got=$(query sum end_bytes in_parent)
   ok "$recorder, killed: $got bytes recorded, at least $1" \
      test "$got" -ge "$1"
   ok "$recorder, killed: and at most $2" test "$got" -le "$2"
   ok "$recorder, killed: the report prints" "$MS2_PRINT" "$profile"
   like "$("$MS2_PRINT" "$profile" 2>&1)" 'running|killed|not finished|cut' \
      "$recorder, killed: and says that the end is missing"
}

killed_asleep() {
   start sleep "$tap_dir/ready"
   eventually made_or_gone "$tap_dir/ready"
   eventually is_saved 123456
   kill_it
   rm -f "$tap_dir/ready"
   is "$(query sum end_bytes before_fork)" 123456 \
      "$recorder, asleep: what was allocated last is in the file"
}

# A signal that ends the program is no kill of the recorder: its file ends.
terminated() {
   start sleep "$tap_dir/ready"
   eventually made_or_gone "$tap_dir/ready"
   kill -TERM "$pid"
   wait "$pid" 2>/dev/null
   is "$?" 143 "$recorder, terminated: the status is the signal's"
   is "$(query get finished)" true "$recorder, terminated: finished"
   is "$(query get signal)" SIGTERM "$recorder, terminated: by what"
   is "$(query sum end_bytes before_fork)" 123456 \
      "$recorder, terminated: the heap is there"
   rm -f "$tap_dir/ready"
}

for_both() {
   killed_while_growing 2.3
   killed_asleep
   terminated
}

with_each_recorder for_both
# Any moment must do: these differ by fractions of the writer's interval.
if [ "$MS2_INLINE_HOOK" = 1 ]; then
   recorder=inline
   for pause in 0.1 0.7 1.2 1.7; do
      killed_while_growing "$pause"
   done
fi
plan
