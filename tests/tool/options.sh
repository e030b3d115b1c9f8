# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: massif's options, ours, and wrong ones.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

accepted() { # option
   record -q "$1" -- "$(client small)"
   is "$status:$err" "0:" "$1 is accepted"
}

# Valgrind's usual error: a line that names the option, and status 1.
refused() { # option, [text]
   record "$1" -- "$(client small)"
   is "$status" 1 "$1 is refused"
   like "$err" "${2:-$(printf '%s\n' "$1" | sed 's/=.*//')}" "$1: and named"
   is "$out" "" "$1: before the program starts"
}

for option in --heap=yes --heap-admin=8 --depth=30 --alloc-fn=x \
   --ignore-fn=x --threshold=1.0 --peak-inaccuracy=1.0 --time-unit=i \
   --time-unit=ms --time-unit=B --peak-inaccuracy=500 --detailed-freq=10 --max-snapshots=100 \
   --stacks=no --stacks=yes --pages-as-heap=no; do
   accepted "$option"
done

refused '--pages-as-heap=yes --stacks=yes' 'together'
refused --time-unit=hours \
   "expected superblocks, i, ms or B, found 'hours'"
refused --malloc-fn=
refused --free-fn=:1
refused --depth=0 "expected 1 to 500 frames, found '0'"
refused --depth=501 "expected 1 to 500 frames, found '501'"
refused --depth=many "expected 1 to 500 frames, found 'many'"
refused --depth= "expected 1 to 500 frames, found ''"
refused --depth=18446744073709551617 'expected 1 to 500 frames'
refused --max-snapshots=9 "expected 10 to 1000000 snapshots, found '9'"
refused --threshold=101 "expected 0 to 100 per cent, found '101'"
refused --heap=maybe "expected yes or no, found 'maybe'"
refused --no-such-option=1

native "$vg" --tool=ms2 -q --massif-out-file="$profile" "$(client small)"
is "$(query get peak_heap_bytes)" 100000 "--massif-out-file names the file"

record -q --heap=no -- "$(client small)"
is "$(query get total_calls)" 0 "--heap=no records nothing"

record -q --ignore-fn=allocate_block -- "$(client small)"
is "$(query get total_calls)" 0 "--ignore-fn leaves its calls out"
record -q --ignore-fn=wrapped -- "$(client small)"
is "$(query get total_calls)" 100 "--ignore-fn is about the direct caller"

record -q --alloc-fn=allocate_block -- "$(client small)"
is "$(query sum total_calls allocate_block)" 100 \
   "--alloc-fn hides nothing while recording"
is "$(header alloc-fn)" allocate_block "--alloc-fn is handed on to the printer"

record -q --time-unit=i -- "$(client small)"
ok "--time-unit=i counts instructions" \
   test "$(query last instructions)" -gt 10000
record -q -- "$(client small)"
is "$(query last instructions)" None "nothing else does"
ok "superblocks are counted always" test "$(query last superblocks)" -gt 1000

native "$vg" --tool=ms2 --help
is "$status" 0 "--help works"
like "$out" '--ms2-out-file=' "--help lists our options"
like "$out" '--depth=<number> .*[(]1 to 500[)] \[256\]' \
   "with their bounds and defaults"
is "$(printf '%s\n' "$out" | sed -n '/^  user options for ms2/,/^$/p' |
   awk 'length > 79')" "" "in at most 79 columns"
plan
