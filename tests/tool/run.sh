# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: a plain run, its numbers, and what is said at its end.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

plain_run() {
   record -- "$(client small)"
   is "$status" 0 "$recorder: the program's status"
   is "$out" "" "$recorder: nothing of ours on standard output"
   like "$err" '[Pp]eak.*100,000 bytes' "$recorder: the peak is told"
   like "$err" '[Tt]otal.*100,000 bytes' "$recorder: the total is told"
   like "$err" '[Aa]t exit.*40,000 bytes' "$recorder: what is left is told"
   like "$err" "ms2_print $profile" "$recorder: how to see it is told"
   is "$(stat -c %a "$profile")" 600 "$recorder: only its owner may read it"
   is "$(query get peak_heap_bytes)" 100000 "$recorder: peak bytes"
   is "$(query get end_heap_bytes)" 40000 "$recorder: end bytes"
   is "$(query get end_heap_blocks)" 40 "$recorder: end blocks"
   is "$(query get total_bytes)" 100000 "$recorder: total bytes"
   is "$(query get total_calls)" 100 "$recorder: total calls"
   is "$(query get finished)" true "$recorder: the profile is finished"
   is "$(query sum peak_bytes allocate_block wrapped main)" 100000 \
      "$recorder: the peak belongs to the right stack"
   is "$(query sum end_blocks allocate_block wrapped main)" 40 \
      "$recorder: the end belongs to the right stack"
   is "$(header recorder)" "$recorder" "$recorder: the file says how it saw"
   ok "$recorder: ms2_print makes a report" "$MS2_PRINT" "$profile"
}

quiet_run() {
   record -q -- "$(client small)"
   is "$status:$out:$err" "0::" "$recorder: -q says nothing"
   is "$(query get peak_heap_bytes)" 100000 "$recorder: -q records"
}

empty_run() {
   record -- "$(client silent)"
   is "$status" 7 "$recorder: a program without allocations keeps its status"
   like "$err" 'saw no allocation' "$recorder: that nothing was seen is said"
   unlike "$err" 'statically linked' "$recorder: and no wrong reason for it"
   is "$(query get total_calls)" 0 "$recorder: its profile is empty"
   is "$(query get finished)" true "$recorder: and finished"
   ok "$recorder: ms2_print makes a report of nothing" "$MS2_PRINT" "$profile"
}

# Valgrind starts no program before somebody reads its messages.  So the run is no
# longer than the time since then, and the second before it is no part of it.
start_of_run() {
   messages=$tap_dir/messages.$recorder
   mkfifo "$messages"
   {
      sleep 1
      date +%s%3N >"$tap_dir/begun"
      cat "$messages" >"$tap_dir/read"
   } &
   record -q --log-file="$messages" -- "$(client silent)"
   ended=$(date +%s%3N)
   wait $!
   most=$((ended - $(cat "$tap_dir/begun") + 1))
   ran=$(awk '$1 == "S" { ms = $3 } END { print ms }' "$profile")
   ok "$recorder: the run starts with the program ($ran of at most $most ms)" \
      [ "$ran" -le "$most" ]
}

with_each_recorder start_of_run
with_each_recorder plain_run
with_each_recorder quiet_run
with_each_recorder empty_run

if [ -x "$(client static_stripped)" ]; then
   record -- "$(client static_stripped)"
   is "$status" 0 "a static program without symbols runs"
   like "$err" 'statically linked' "why nothing was seen of it is said"
   like "$err" 'do not strip it' "and what helps"
else
   skip "a static program" "no static C library, or no strip"
fi
plan
