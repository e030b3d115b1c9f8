#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each export is opened by the program it is for, which shows the numbers of
# the JSON export.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

[ -n "$PYTHON3" ] || skip_all "no python3 here"
files=$MS2_SRCDIR/tests/files
cd "$tap_dir" || exit

# One number of a profile's summary.
number() { # profile, member
   "$MS2_PRINT" --to=json "$files/$1" |
      "$PYTHON3" -c 'import json, sys
print(json.load(sys.stdin)["summary"][sys.argv[1]])' "$2"
}

# The peak of all memory, and what of it is not heap at the end.
all_memory() { # profile
   "$MS2_PRINT" --to=json "$files/$1" | "$PYTHON3" -c 'import json, sys
d = json.load(sys.stdin)
s, last = d["summary"], d["snapshots"][-1]
peak = s["peak_sum_bytes"]
if peak is None:
    print(s["peak_heap_bytes"], 0)
else:
    print(peak, last["pages_bytes"] + last["stack_bytes"])'
}

check_pprof() { # profile
   if ! command -v go >/dev/null; then
      skip "pprof: $1" "no go here"
      return
   fi
   ok "pprof: $1 is written" \
      "$MS2_PRINT" --to=pprof --memory=heap -o pprof.gz "$files/$1"
   for pair in peak_space:peak_heap_bytes peak_objects:peak_heap_blocks \
      inuse_space:end_heap_bytes inuse_objects:end_heap_blocks \
      alloc_space:total_bytes alloc_objects:total_calls \
      shortlived_space:short_lived_bytes \
      shortlived_objects:short_lived_blocks; do
      wanted=$(number "$1" "${pair#*:}")
      [ "$wanted" != None ] || continue
      total=$(GOFLAGS=-mod=mod PPROF_TMPDIR=$tap_dir HOME=$tap_dir \
         go tool pprof -raw -sample_index="${pair%:*}" pprof.gz 2>/dev/null |
         awk -v wanted="${pair%:*}" '
            /^Samples:/ { getline; n = split($0, types, " ")
               for (i = 1; i <= n; i++) {
                  split(types[i], parts, "/")
                  if (parts[1] == wanted) column = i }
               on = 1; next }
            /^Locations/ { on = 0 }
            on { sum += $column + 0 }
            END { printf "%d\n", sum }')
      is "$total" "$wanted" "pprof: $1: ${pair%:*}"
   done
   HOME=$tap_dir go tool pprof -top pprof.gz >top 2>/dev/null
   like "$(cat top)" 'flat  flat%' "pprof: $1: -top shows it"
   exe=$(sed -n 's/^h exe .*\///p' "$files/$1")
   [ -z "$exe" ] ||
      is "$(sed -n 's/^File: //p' top)" "$exe" "pprof: $1: of which program"
   # Names stay whole: pprof would drop what is in brackets.
   [ "$1" != good-cxx.ms2 ] ||
      like "$(cat top)" 'Index::add\(std' "pprof: $1: names are whole"
}

check_callgrind() { # profile
   "$MS2_PRINT" --to=callgrind --memory=heap -o callgrind.out "$files/$1" || return
   callgrind_annotate --threshold=100 callgrind.out >annotated 2>errors
   total=$(awk '/PROGRAM TOTALS/ { gsub(",", "", $1); print $1; exit }' \
      annotated)
   is "$total" "$(number "$1" peak_heap_bytes)" "callgrind: $1: the total"
   is "$(cat errors)" "" "callgrind: $1: no complaint"
   case $1 in # the C++ library allocates before main, threads beside it
   good-cxx.ms2 | good-facts.ms2) return 0 ;;
   esac
   callgrind_annotate --threshold=100 --inclusive=yes callgrind.out >annotated
   whole=$(awk '/:main/ { gsub(",", "", $1); print $1; exit }' annotated)
   is "$whole" "$total" "callgrind: $1: all of it is below main"
}

check_speedscope() { # profile
   "$MS2_PRINT" --to=speedscope --memory=heap "$files/$1" >speedscope.json
   is "$("$PYTHON3" -c '
import json
d = json.load(open("speedscope.json"))
n = len(d["shared"]["frames"])
for p in d["profiles"]:
    assert p["type"] == "sampled" and p["unit"] in ("bytes", "none")
    assert len(p["samples"]) == len(p["weights"])
    assert sum(p["weights"]) == p["endValue"] - p["startValue"]
    assert all(0 <= f < n for s in p["samples"] for f in s)
print(d["profiles"][0]["endValue"])')" "$(number "$1" peak_heap_bytes)" \
      "speedscope: $1: sums and numbers of frames are right"
}

check_csv() { # profile
   "$MS2_PRINT" --to=csv --memory=heap "$files/$1" >table.csv
   is "$("$PYTHON3" -c '
import csv
rows = list(csv.DictReader(open("table.csv", newline="")))
print(sum(int(r["peak"]) for r in rows), sum(int(r["calls"]) for r in rows))
')" "$(number "$1" peak_heap_bytes) $(number "$1" total_calls)" \
      "csv: $1: the columns sum up"
   "$MS2_PRINT" --to=csv --memory=all "$files/$1" >table.csv
   is "$("$PYTHON3" -c '
import csv
rows = list(csv.DictReader(open("table.csv", newline="")))
print(sum(int(r["peak"]) for r in rows),
      sum(int(r.get("mapped-end", 0)) for r in rows))
')" "$(all_memory "$1")" "csv: $1: so do they with all memory"
}

check_folded() { # profile
   "$MS2_PRINT" --to=folded --memory=heap --measure=allocated "$files/$1" >folded
   is "$(awk '{ sum += $NF } END { printf "%d\n", sum }' folded)" \
      "$(number "$1" total_bytes)" "folded: $1: the lines sum up"
   is "$(sed 's/ [0-9]*$//' folded | sort | uniq -d)" "" \
      "folded: $1: no stack comes twice"
}

check_flame() { # profile
   "$MS2_PRINT" --to=flame --memory=heap --measure=calls "$files/$1" >flame.svg
   is "$("$PYTHON3" -c '
import re
import xml.etree.ElementTree as tree
boxes = [g for g in tree.parse("flame.svg").iter("{http://www.w3.org/2000/svg}g")]
top = [g for g in boxes if g.get("data-level") == "0"]
assert len(top) == 1 and float(top[0].get("data-w")) == 1200
levels = {}
for g in boxes:
    levels.setdefault(int(g.get("data-level")), []).append(
        (float(g.get("data-x")), float(g.get("data-w"))))
for level in levels.values():
    level.sort()
    for (x, w), (next_x, _) in zip(level, level[1:]):
        assert x + w <= next_x + 0.001, (x, w, next_x)
print(re.search(r": ([0-9,]+), 100.0 %", "".join(top[0].itertext())).group(1)
      .replace(",", ""))')" "$(number "$1" total_calls)" \
      "flame: $1: it is XML, its boxes do not overlap, and it is whole"
}

# What was searched at the end, and what its variable "cache" retains, from the
# lines of the profile.
searched() {
   awk '$1 == "R" { names[++n_roots] = $8 }
        $1 == "Q" { n_searches++; if ($2 == "end") { end = n_searches; heap = $8 } }
        $1 == "N" && $2 == end { n++; parent[n] = $3; bytes[n] = $8
           is_cache[n] = $4 == 1 && names[$5] == "cache" }
        END { for (i = n; i > 0; i--) {
                 bytes[parent[i]] += bytes[i]
                 if (is_cache[i]) cache = bytes[i] }
              print heap, cache }' "$files/$1"
}

# Owners as another measure: what begins alike sums up to what is retained.
check_owners() { # profile
   expected=$(searched "$1")
   "$MS2_PRINT" --to=folded --measure=owners "$files/$1" >folded
   is "$(awk '{ sum += $NF } /^cache / { cache += $NF }
              END { print sum, cache }' folded)" "$expected" \
      "folded: owners sum up to what they retain"
   "$MS2_PRINT" --to=flame --measure=owners "$files/$1" >flame.svg
   is "$("$PYTHON3" -c '
import re
text = open("flame.svg").read()
print(*[re.search(r"<title>" + name + r"[^:]*: ([0-9,]+) bytes", text).group(1)
        .replace(",", "") for name in ("all", "cache ")])')" "$expected" \
      "flame: so do its boxes"
   "$MS2_PRINT" --to=speedscope "$files/$1" >speedscope.json
   is "$("$PYTHON3" -c '
import json
d = json.load(open("speedscope.json"))
names = [f["name"] for f in d["shared"]["frames"]]
p = d["profiles"][-1]
assert "who held them" in p["name"], p["name"]
print(sum(p["weights"]),
      sum(w for s, w in zip(p["samples"], p["weights"])
          if names[s[0]].startswith("cache ")))')" "$expected" \
      "speedscope: so does a profile of its own"
   if ! command -v go >/dev/null; then
      skip "pprof: owners" "no go here"
      return
   fi
   "$MS2_PRINT" --to=pprof -o pprof.gz "$files/$1"
   is "$(HOME=$tap_dir PPROF_TMPDIR=$tap_dir go tool pprof -top -cum -unit=B \
         -sample_index=held_space pprof.gz 2>/dev/null |
      awk '/Total|^Showing/ { sum = $(NF - 1) }
           / cache / { sub("B$", "", $4); print $4 }')" "${expected#* }" \
      "pprof: the sample type held_space has what they retain"
}

check_owners good-owners.ms2
for profile in good-shapes.ms2 good-cxx.ms2 good-leak.ms2 good-facts.ms2; do
   check_pprof "$profile"
   check_callgrind "$profile"
   check_speedscope "$profile"
   check_csv "$profile"
   check_folded "$profile"
   check_flame "$profile"
done
check_flame good-names.ms2
plan
