# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: a profile that grows too large loses snapshots and nothing else.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

# Everything but the snapshots: the same program twice must give the same, but
# for the milliseconds.
facts() {
   "$MS2_PRINT" --to=json "$profile" | "$PYTHON3" -c '
import json, sys
p = json.load(sys.stdin)
s = p["summary"]
s["peak_at"].pop("ms")
# Times are of a run.
s.pop("waited_ms")
s.pop("waited_of_ms")
for name in sorted(s):
    print(name, s[name])
for c in p["contexts"]:
    print([p["frames"][f]["line"] for f in c["stack"]],
          [c[key] for key in sorted(c) if key not in ("stack", "survivors")])
for t in p["threads"]:
    print(t["name"], t["total_bytes"], t["freed_blocks"], t["ended"])
print("highest", max(n["max_heap_bytes"] for n in p["snapshots"]))'
}

snapshots() {
   grep -c '^S' "$profile"
}

record -q --max-file-size=0 -- "$(client long)"
whole=$(facts)
n_whole=$(snapshots)
is "$status" 0 "without a limit: the program runs"
ok "without a limit: the profile has more than 1.5 MB" \
   [ "$(wc -c <"$profile")" -gt 1500000 ]

"$MS2_PRINT" --to=json "$profile" >"$tap_dir/whole.json"

# What was born up to each snapshot that is left, and lives, by stack: prints
# where the profile contradicts the whole one.  What is written once a second has
# moments that the other run has not: there it is what was born up to a moment
# just before, or just after, or something between.
survivors() {
   "$MS2_PRINT" --to=json "$profile" | "$PYTHON3" -c '
import bisect, json, sys
whole, part = json.load(open(sys.argv[1])), json.load(sys.stdin)

def moments(p):
    return [s["superblocks"] for s in p["snapshots"]]

def born(p):
    """By stack, the bytes that were born up to each moment."""
    found = {}
    for c in p["contexts"]:
        if "survivors" in c:
            stack = tuple(p["frames"][f]["line"] for f in c["stack"])
            by_moment = found.setdefault(stack, [0] * len(moments(p)))
            for s in c["survivors"]:
                for i in range(s["snapshot"], len(by_moment)):
                    by_moment[i] += s["bytes"]
    return found

of_whole, of_part, at = born(whole), born(part), moments(whole)
if not of_whole or of_whole.keys() != of_part.keys():
    print("not the same stacks")
for stack, by_moment in of_part.items():
    for moment, n in zip(moments(part), by_moment):
        first, end = bisect.bisect_left(at, moment), bisect.bisect(at, moment)
        before, after = (first, end - 1) if first < end else (first - 1, end)
        least = of_whole[stack][before] if before >= 0 else 0
        most = of_whole[stack][min(after, len(at) - 1)]
        if not least <= n <= most:
            print(stack, "at", moment, n, "and not", least, "to", most)
' "$tap_dir/whole.json"
}

record --max-file-size=1 -- "$(client long)"
is "$status" 0 "a limit of 1 MB: the program runs"
ok "a limit of 1 MB: the profile is not above it" \
   [ "$(wc -c <"$profile")" -le 1000000 ]
ok "a limit of 1 MB: there are fewer snapshots" \
   [ "$(snapshots)" -lt "$n_whole" ]
ok "a limit of 1 MB: enough of them for a graph" \
   [ "$(snapshots)" -ge 16 ]
is "$(facts)" "$whole" "a limit of 1 MB: all else is the same to the byte"
is "$(survivors)" "" "a limit of 1 MB: so are the births of what lives"
is "$(find "$tap_dir" -name 'profile*')" "$profile" "no copy is left behind"
unlike "$err" 'exceeds' "nothing is said"
"$MS2_PRINT" "$profile" >"$tap_dir/page" 2>"$tap_dir/err"
is "$?" 0 "the report is printed"
is "$(cat "$tap_dir/err")" "" "and the reader finds no fault"

# What a search found stays with all of its lines, for which there has to be a
# line of its own.
record -q --max-file-size=1 -- "$(client long)" search
is "$(grep -c '^l label 0 1 .* early$' "$profile")" 1 \
   "with a search: the mark is left"
is "$(sed -n 's/^Q \([a-z]*\) .*/\1/p' "$profile" | paste -s -d' ' -)" \
   "mark end" "and each search, as what it was"
"$MS2_PRINT" --check='calls==1228800' "$profile" >"$tap_dir/page" \
   2>"$tap_dir/err"
is "$?" 0 "all of it is read, up to the end"
is "$(cat "$tap_dir/err")" "" "and the reader finds no fault in that, either"

# Somebody writes into the file meanwhile: the program goes on.
(
   eventually test -s "$tap_dir/damaged"
   while [ ! -e "$tap_dir/done" ]; do
      echo 'd x' >>"$tap_dir/damaged"
      sleep 0.05
   done
) &
damager=$!
"$vg" -q --tool=ms2 --max-file-size=1 --ms2-out-file="$tap_dir/damaged" \
   "$(client long)" >"$tap_dir/out" 2>"$tap_dir/err"
is "$?" 0 "a file that somebody damages: the program runs"
unlike "$(cat "$tap_dir/err")" 'assert|Valgrind.*bug' "without a fault"
touch "$tap_dir/done"
wait "$damager"

# What a pipe or a device takes is not kept, so there is nothing to limit.
"$vg" --tool=ms2 --max-file-size=1 --ms2-out-file=/dev/null \
   "$(client long)" >"$tap_dir/out" 2>"$tap_dir/err"
is "$?" 0 "to a device: the program runs"
unlike "$(cat "$tap_dir/err")" 'exceeds' "and nothing is said"

plan
