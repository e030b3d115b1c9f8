# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: lives of blocks, growth by realloc, threads and their names; fork.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python
need_client lives "no client"

# The files of the run: that of the program, and that of its forked child.
run() { # options...
   rm -f "$tap_dir"/profile*
   record -q --ms2-out-file="$tap_dir/profile.%p" "$@" -- "$(client lives)"
   child=$(grep -l '^h forked-from ' "$tap_dir"/profile*)
   profile=$(grep -L '^h forked-from ' "$tap_dir"/profile*)
}

# Prints the values of a thread's fields, as the last word of the profile.
thread() { # file, number, fields...
   "$MS2_PRINT" --to=json "$1" | "$PYTHON3" -c '
import json, sys
threads = json.load(sys.stdin)["threads"]
thread = [t for t in threads if t["number"] == int(sys.argv[1])][0]
print(*(thread[field] for field in sys.argv[2:]))' "$2" "$3" "$4" "$5" "$6"
}

# Prints the chains of a function, one context a line.
growth() { # function
   "$MS2_PRINT" --to=json "$profile" | "$PYTHON3" -c '
import json, sys
p = json.load(sys.stdin)
for c in p["contexts"]:
    names = [p["frames"][f]["function"] for f in c["stack"]]
    if sys.argv[1] in names and "growth" in c:
        g = c["growth"]
        print(g["chains"], g["steps"], g["first_bytes"], g["last_bytes"],
              g["longest_steps"])' "$1"
}

check() {
   run
   is "$status" 0 "$recorder: the program runs"
   is "$(header short-lived)/$(header lifetime-unit)" 1/superblocks \
      "$recorder: the header says what short and long mean"
   is "$(query sum short_lived_blocks live_shortly)" 2 \
      "$recorder: two blocks are short-lived"
   is "$(query sum short_lived_bytes live_shortly)" 23 \
      "$recorder: and those that are"
   is "$(growth grow)" "1 5 8 256 5" "$recorder: a chain of five reallocs"
   is "$(growth announce_and_resize)" "1 1 40 80 1
1 1 80 120 1" \
      "$recorder: a block announced at the same address has chains of its own"
   is "$(query sum other_thread_blocks maker)" 6 \
      "$recorder: blocks that another thread freed"
   is "$(thread "$profile" 1 other_freed_blocks ended freed_bytes start_ms |
      cut -d' ' -f1,2)" "6 True" "$recorder: the main thread freed them"
   is "$(thread "$profile" 2 name total_bytes total_calls freed_blocks)" \
      "maker 10000 10 0" "$recorder: a thread that named itself"
   is "$(thread "$profile" 3 name total_calls freed_blocks freed_bytes)" \
      'a \ name 0 0 0' "$recorder: a thread that another one named"

   is "$(query_file "$child" sum other_thread_blocks maker)" 0 \
      "$recorder, child: what it inherited is of no thread"
   is "$(query_file "$child" sum short_lived_blocks live_shortly)" 2 \
      "$recorder, child: short-lived blocks of its own"
   is "$(thread "$child" 1 total_calls total_bytes freed_blocks \
      other_freed_blocks | cut -d' ' -f1,2,4)" "3 123 0" \
      "$recorder, child: the thread that forked is its first"
   is "$(grep -c '^t ' "$child")" 1 "$recorder, child: and its only one"

   run --short-lived=0
   is "$(query sum short_lived_blocks live_shortly)" 1 \
      "$recorder, --short-lived=0: freed before any other allocation"
   run --short-lived=2 --time-unit=i
   is "$(query sum short_lived_blocks live_shortly)" 3 \
      "$recorder, --short-lived=2: freed after two more"
   is "$(header lifetime-unit)" instructions \
      "$recorder, --time-unit=i: lifetimes in instructions"

   record -q -- "$(client lives)" set
   is "$(query sum short_lived_blocks churn)" 500 \
      "$recorder: churn is short-lived"
   is "$(query sum short_lived_blocks use_set)" 0 \
      "$recorder: a working set is not, though nothing is allocated after it"
   record -q --short-lived=100 -- "$(client lives)" set
   is "$(query sum short_lived_blocks use_set)" 0 \
      "$recorder: whatever --short-lived says"

   run --separate-threads=yes
   is "$status" 0 "$recorder, --separate-threads=yes: the program runs"
   is "$(query sum total_calls make 'thread 2')" 10 \
      "$recorder, --separate-threads=yes: a thread's stacks lie under it"
   is "$(query sum total_calls live_shortly main 'thread 1')" 3 \
      "$recorder, --separate-threads=yes: those of the main thread, too"
   is "$(query_file "$child" sum total_calls live_shortly main 'thread 1')" 3 \
      "$recorder, --separate-threads=yes: and in a forked child"
}
with_each_recorder check

plan
