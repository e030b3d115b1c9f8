# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: planted shapes of memory get their verdicts, and the check that comes
# with a suspect fails until it is mended.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

# Of the function: its verdict, whether it is a suspect, and its check; or its
# first reason.
found() { # function, what
   "$MS2_PRINT" --to=json "$profile" | "$PYTHON3" -c '
import json, sys
for f in json.load(sys.stdin)["findings"]:
    if f["kind"] == "leak" and f["places"][0]["function"] == sys.argv[1]:
        if sys.argv[2] == "verdict":
            print(f["verdict"], "suspect" if f["suspect"] else "-")
        else:
            print(f["check"] if sys.argv[2] == "check" else f["reasons"][0])
        break' "$1" "$2"
}

# Where nobody searches for who holds it, or everybody does.
search=no

verdict() { # shape, verdict, what it is
   record -q --owners=$search -- "$(client verdicts)" "$1"
   is "$(found "$1" verdict)" "$2" "$1: $3 (--owners=$search)"
}

leak() { # shape, what it is, its verdict
   verdict "$1" "${3:-staircase suspect}" "$2"
   check=$(found "$1" check)
   "$MS2_PRINT" --check "$check" "$profile" >"$tap_dir/out" 2>&1
   is "$?" 1 "$1: $check fails"
   record -q --owners=$search -- "$(client verdicts)" "$1" mended
   "$MS2_PRINT" --check "$check" "$profile" >"$tap_dir/out" 2>&1
   is "$?" 0 "$1: and holds once it is mended"
}

leak slow "a small leak all through the run"
leak bursty "a leak in bursts"
leak request "a leak of every tenth block"
leak list "a list without a limit"
leak grow "a table that realloc makes larger without a limit"
verdict early "plateau -" "a leak that came to rest early"
verdict ring "one-off -" "a cache that throws out the oldest"
record -q --owners=no -- "$(client verdicts)" lru
like "$(found lru verdict)" '^(one-off|plateau) -$' \
   "lru: a cache of which half stays"
verdict fill "one-off -" "a table that is filled at the start"
verdict swell "sawtooth -" "a working set that grows: only the young live"
verdict tables "growing -" "tables at three moments"
verdict piece "staircase suspect" "some large pieces from several stacks"
verdict saw "" "a saw that ends at zero holds nothing"

record -q --owners=no -- "$(client verdicts)" request
like "$(found request reason)" '^20 of 20 generations kept (9 to )?10 %' \
   "the reason is what each generation kept"

# The same shapes, and what the search at the end found.
search=end
leak slow "a small leak all through the run" "leak suspect"
leak request "a leak of every tenth block" "leak suspect"
record -q -- "$(client verdicts)" request
like "$(found request reason)" \
   '^lost: nothing points to [0-9]+ blocks \([0-9,]+ bytes\)$' \
   "request: that it is lost is the first reason"
leak early "a leak that came to rest early" "lost suspect"
leak list "a list without a limit is held" "unbounded -"
record -q -- "$(client verdicts)" list
like "$(found list reason)" '^held by slots \(verdicts\.c:[0-9]+, global\)$' \
   "list: by whom"
leak grow "a table that realloc makes larger is held" "unbounded -"
verdict piece "growing -" "a pool's pieces, which are held"
verdict ring "one-off -" "a cache that throws out the oldest"
verdict fill "one-off -" "a table that is filled at the start"
verdict strings "unbounded -" "strings behind their lengths are held"
verdict trickle "growing -" "what is little beside the rest is not worth a word"

record -q -- "$(client verdicts)" list waits
is "$(found list verdict)" "plateau -" \
   "a table that grew until the program waited for others"

# Of code that its reader wrote what is lost is a suspect.  Without names and
# lines it is some library's or program's: then it has to be much, or more and
# more.
verdict dropped "lost suspect" "what is dropped at the end"
if command -v strip >/dev/null 2>&1; then
   strip -o "$tap_dir/stripped" "$(client verdicts)"
   record -q -- "$tap_dir/stripped" dropped
   "$MS2_PRINT" --check 'leaks==0' "$profile" >"$tap_dir/out" 2>&1
   is "$?" 0 "dropped, without names: no suspect"
   like "$("$MS2_PRINT" --width=200 "$profile")" \
      'Leak suspects none: 7\.8 KiB in 199 blocks are lost, but no place lost much' \
      "it is told all the same"
   record -q -- "$tap_dir/stripped" slow
   "$MS2_PRINT" --check 'leaks==1' "$profile" >"$tap_dir/out" 2>&1
   is "$?" 0 "slow, without names: what piles up is a suspect"
else
   skip "what is lost in code without names" "no strip"
fi

plan
