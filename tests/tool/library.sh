# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: what the C library holds until the exit is shown apart; and a program's
# output is what it is without ms2, however it ends.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

library=$(client library)

nothing_but_the_library() {
   record -q -- "$library" nothing
   is "$(query get end_heap_bytes)" 0 "$recorder: nothing of the program's"
   ok "$recorder: but the library holds something" \
      test "$(query get c_library_bytes)" -gt 4000
   is "$(query sum c_library_bytes use_library)" \
      "$(query get c_library_bytes)" "$recorder: all of it where it was used"
   like "$("$MS2_PRINT" --width=100 "$profile")" \
      'C library +[0-9.]+ KiB in [0-9]+ blocks more, held by the C library' \
      "$recorder: the report shows it apart"
}

streams() {
   record -q -- "$library" leaves-open 30
   ok "$recorder: buffers of streams left open are the program's" \
      test "$(query get end_heap_bytes)" -ge $((30 * 4096))
   is "$(query get end_heap_blocks)" 60 "$recorder: with their streams"
   is "$(query sum end_bytes leave_open)" \
      "$(query sum total_bytes leave_open)" "$recorder: all that they took"
   is "$(query sum c_library_bytes leave_open)" 0 \
      "$recorder: nothing of them is the library's"
}

lent() {
   record -q -- "$library" lends
   is "$(query get end_heap_blocks)" 2 \
      "$recorder: a buffer lent to a stream stays the program's"
   is "$(query sum c_library_bytes lends)" 0 "$recorder: so does a line read"
}

stacks() {
   record -q -- "$library" threads
   is "$(query get end_heap_bytes)" 0 \
      "$recorder: what threads that were joined had is the library's"
}

# The output, where it goes to a pipe, and the status.
as_natively() { # what, argument...
   what=$1
   shift
   natively=$({ "$library" "$@" || echo "status $?"; } | cat)
   under=$({ "$vg" -q --tool=ms2 --ms2-out-file="$tap_dir/ends.%p" \
      "$library" "$@" || echo "status $?"; } | cat)
   is "$under" "$natively" "$recorder: $what as natively"
   rm -f "$tap_dir"/ends.*
}

endings() {
   for how in exit _exit quick fork vfork fork-exit; do
      as_natively "a line in the buffer, $how" ends "$how"
   done
   as_natively "other threads at the end" busy-threads
}

# What a child has read ahead, and does not give back.
shared_input() {
   seq 1 3000 >"$tap_dir/input"
   natively=$("$library" reads-ahead <"$tap_dir/input")
   is "$("$vg" -q --tool=ms2 --ms2-out-file="$tap_dir/ends.%p" \
      "$library" reads-ahead <"$tap_dir/input")" "$natively" \
      "$recorder: a child's input is read as far as natively"
}

all() {
   nothing_but_the_library
   streams
   lent
   stacks
   endings
   shared_input
}

with_each_recorder all
plan
