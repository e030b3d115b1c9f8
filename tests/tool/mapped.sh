# SPDX-License-Identifier: GPL-2.0-or-later
# Tool and printer: memory past malloc that grows and is never unmapped gets a
# verdict, and is seen by the checks; what comes and goes, or was mapped once
# at the start, gets none.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

# The functions of the leak suspects, and what they hold.
suspects() {
   "$MS2_PRINT" --to=json "$tap_dir/profile" | "$PYTHON3" -c '
import json, sys
for f in json.load(sys.stdin)["findings"]:
    if f["name"] == "leak_suspects" and f["strength"] == "bad":
        for place in f["places"]:
            print(place["function"], place["words"][0].split()[0])'
}

record_one() { # command
   record -q -- "$(client mapped)" "$1"
   is "$status:$err" 0: "$1 runs"
}

leaks() { # command, function, bytes
   record_one "$1"
   is "$(suspects)" "$2 $3" "$1: a leak of $2"
   "$MS2_PRINT" --check 'leaks==0' "$tap_dir/profile" >/dev/null 2>&1
   is $? 1 "$1: leaks==0 fails"
   "$MS2_PRINT" --check "site($2).end==0" "$tap_dir/profile" >/dev/null 2>&1
   is $? 1 "$1: a limit of the place fails"
   "$MS2_PRINT" --check "peak<100000" "$tap_dir/profile" >/dev/null
   is $? 0 "$1: the heap's peak is the heap's"
}

leaks_nothing() { # command
   record_one "$1"
   is "$(suspects)" "" "$1: no leak"
   ok "$1: leaks==0 holds" \
      "$MS2_PRINT" --check 'leaks==0' "$tap_dir/profile"
}

leaks leak_private map_private 26,214,400
leaks leak_shared map_shared 26,214,400
leaks leak_memfd map_memfd 26,214,400
text=$("$MS2_PRINT" --width=200 "$tap_dir/profile")
like "$text" '26,214,400 bytes never unmapped in [0-9]+ mappings' \
   "what is mapped is never unmapped, and in mappings"
like "$text" '# heap   = mapped pages' "the graph tells it from the heap"
like "$text" '=====' "and draws it"
like "$("$MS2_PRINT" --to=folded "$tap_dir/profile")" \
   'main;.*map_memfd 26214400' "folded stacks have it"
like "$("$MS2_PRINT" --view=top "$tap_dir/profile")" \
   '25\.0 MiB.*map_memfd' "and the list of functions"
is "$("$MS2_PRINT" --memory=heap --to=folded "$tap_dir/profile" |
   grep -c map_memfd)" 0 "the heap alone does not"
is "$("$MS2_PRINT" --memory=mapped --to=folded "$tap_dir/profile" |
   grep -c work)" 0 "nor mapped pages alone the heap"
leaks_nothing unmap_all
leaks_nothing one_table

# Threads that nobody joins leave what their stacks have touched.  The C library
# gives back all but 16 KiB of what is below the frames that end a thread; these
# and the thread's description are one page to three.
left() {
   query pages left_stack start_thread | sed 's/ 0$//'
}
record_one unjoined_one
one=$(left)
ok "unjoined_one: what its stack has touched is left ($one bytes)" \
   [ "$one" -ge 20480 -a "$one" -le 28672 ]
record_one unjoined
like "$(suspects)" '^start_thread ' "unjoined: a leak of who starts them"
is "$(left)" "$((100 * one))" "unjoined: each of 100 leaves the same"
leaks_nothing joined

plan
