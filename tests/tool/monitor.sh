# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: commands to a running program, through vgdb.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
command -v "$MS2_VGDB" >/dev/null 2>&1 || skip_all "no vgdb"
need_client monitor "ms2.h is missing"

# Nothing stays behind, wherever the test ends.
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null; rm -rf "$tap_dir"' EXIT

# Asks the program; what vgdb itself says is left out.
ask() { # word of the command...
   timeout 300 "$MS2_VGDB" --max-invoke-ms=0 --vgdb-prefix="$tap_dir/vgdb" \
      --pid="$pid" "$@" 2>/dev/null
}

start() { # client, [argument]
   rm -f "$profile" "$tap_dir"/at-* "$tap_dir"/go-*
   "$vg" --tool=ms2 -q --vgdb-poll=500 --vgdb-prefix="$tap_dir/vgdb" \
      --ms2-out-file="$profile" "$@" >"$tap_dir/out" 2>"$tap_dir/err" &
   pid=$!
}

# Lets the client go on from a step to the next one.
go_on() { # step
   touch "$tap_dir/go-$1"
   eventually test -e "$tap_dir/at-$(($1 + 1))"
}

# Prints the marks of the profile, each as "how live-bytes text".
marks() {
   awk '
   $1 == "S" { live = $7 }
   $1 == "l" {
      head = $2 " " live
      sub(/^l [a-z]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ ?/, "")
      print head " " $0
   }
   ' "$profile" | grep -v -e '^begin' -e '^end'
}

heads() { # text: the lines that are no frames
   printf '%s\n' "$1" | grep -v '^   '
}

ask_all() {
   start "$(client monitor)" "$tap_dir"
   eventually test -e "$tap_dir/at-1" || skip_all "the client did not start"

   got=$(ask growth)
   like "$got" 'no mark.*mark NAME' "$recorder: growth without a mark"
   got=$(ask top)
   is "$(heads "$got")" "heap now: 4,600 bytes in 7 blocks
4,000 bytes in 4 blocks
600 bytes in 3 blocks" "$recorder: top has the numbers"
   is "$(printf '%s\n' "$got" | sed -n 3,4p | sed 's/(.*//')" \
      "   at keep_table 
   by main " "$recorder: and the stacks, from the caller of malloc to main"
   is "$(ask top 1 | grep -v '^   ')" "heap now: 4,600 bytes in 7 blocks
4,000 bytes in 4 blocks
1 more call stack: 600 bytes" "$recorder: top 1 sums up the others"
   like "$(ask top none)" "'none' is no number" "$recorder: top of no number"
   like "$(ask top 0)" "'0' is no number" "$recorder: top of too small a one"

   got=$(ask peak)
   is "$(heads "$got" | sed '/^after/s/^after [0-9,]* ms, //')" \
      "peak so far: 104,000 bytes in 5 blocks
104,000 bytes allocated in 5 calls
100,000 bytes in 1 block
4,000 bytes in 4 blocks" "$recorder: the peak, which is past"
   like "$got" 'at spike ' "$recorder: and who held it"

   got=$(ask regions)
   is "$(printf '%s\n' "$got" | sed 's/  */ /g')" \
      " calls allocated freed peak inside region
 1 600 0 600 work
 3 600 0 200 work/inner" "$recorder: the regions"

   like "$(ask mark)" 'name is missing' "$recorder: a mark needs a name"
   like "$(ask mark the first)" 'mark "the first" set: 4,600 bytes in 7' \
      "$recorder: a mark"
   is "$(marks)" "mark 4600 the first" "$recorder: which is in the file at once"
   like "$(ask growth)" 'changed by 0 bytes and 0 blocks' \
      "$recorder: no growth yet"
   go_on 1
   is "$(ask growth | grep -v '^   ')" \
      'since mark "the first" the heap changed by 640 bytes and 10 blocks
1 call stack holds more than then
640 bytes in 10 blocks' "$recorder: growth since the last mark"
   ask mark second >"$tap_dir/said"
   go_on 2
   is "$(ask growth | sed 's/(.*//')" \
      'since mark "second" the heap changed by -936 bytes and 0 blocks
1 call stack holds more than then
64 bytes in 1 block
   at keep_node 
   by main ' "$recorder: what has grown in a heap that shrank"
   like "$(ask growth the first)" 'changed by -296 bytes and 10 blocks' \
      "$recorder: growth since a mark by its name"
   like "$(ask growth third)" 'no mark third' "$recorder: a name unknown"

   like "$(ask snapshot a label)" 'snapshot taken: 4,304 bytes in 17' \
      "$recorder: a snapshot"
   like "$(ask detailed_snapshot)" 'profile: .*profile \([0-9,]+ bytes\)' \
      "$recorder: a detailed one says where the file is"
   is "$(marks)" "mark 4600 the first
mark 5240 second
label 4304 a label
label 4304 " "$recorder: they are in the file"
   ok "$recorder: which is a good profile while the program runs" \
      "$MS2_PRINT" "$profile"
   like "$(ask all_snapshots)" "ms2_print --view=snapshots $profile" \
      "$recorder: all snapshots"
   like "$(ask xtmemory)" "ms2_print --to=callgrind $profile" \
      "$recorder: an execution tree"

   got=$(ask status)
   like "$got" "^ms2 .*process $pid, for [0-9,]+ ms" "$recorder: status"
   like "$got" '^heap now: 4,304 bytes in 17 blocks' "$recorder: the heap"
   like "$got" '^peak: *104,000 bytes in 5 blocks' "$recorder: its peak"
   like "$got" '^total: *105,304 bytes in 19 calls' "$recorder: totals"
   like "$got" '^record: *yes' "$recorder: whether it records"
   like "$got" '^options:.* --vgdb-poll=500 ' "$recorder: its options"
   like "$got" "^profile: $profile " "$recorder: its file"

   got=$(ask help)
   for command in status top peak mark growth regions snapshot \
      detailed_snapshot all_snapshots xtmemory help; do
      like "$got" "^  $command .*[a-z]" "$recorder: help has $command"
   done
   like "$got" 'v.info' "$recorder: and Valgrind's own commands"
   like "$(ask stat)" '^heap now' "$recorder: a beginning is enough"
   like "$(ask s)" 'can match status snapshot' "$recorder: if it is clear"
   like "$(ask nonsense)" 'not recognised' "$recorder: an unknown command"
   like "$(ask v.info n_errs_found)" 'n_errs_found 0' \
      "$recorder: Valgrind's commands work as ever"

   touch "$tap_dir/go-3"
   status=0
   wait "$pid" || status=$?
   pid=
   is "$status" 0 "$recorder: the program ends as without commands"
   is "$(cat "$tap_dir/err")" "" "$recorder: and nothing was said to it"
   ok "$recorder: the profile is good" "$MS2_PRINT" "$profile"
}

with_each_recorder ask_all
plan
